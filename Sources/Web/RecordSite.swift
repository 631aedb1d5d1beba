internal import Foundation
public import Hummingbird
internal import NIOCore
internal import PublicRecord
internal import ServiceLifecycle
internal import SleepCore

/// The routes of a served record, apart from any socket.
///
/// | route | answers with |
/// |---|---|
/// | `GET /checkpoint`, `/tile/…` | the log's files (C2SP tlog-tiles) |
/// | `GET /policy` | which witnesses cosign (C2SP tlog-policy) |
/// | `GET /bundle` | all of it in one tar archive, up to 100,000 entries |
/// | `GET /` | the public page |
/// | `GET /live` | server-sent events: `checkpoint`, `reached` |
/// | `POST /report` | takes an entry of kind `report`; answers with its proof (C2SP tlog-proof) |
/// | `POST /append` | takes any entry from whoever holds the operator's word; answers with its proof |
/// | `POST /reached` | a pod tells that it has taken a halt in |
/// | `POST /tally` | takes what a home tells of a day, where tallies are kept (``SignalDesk``) |
/// | `GET /monitors` | every monitor's path and boundary, as canonical JSON |
public struct RecordSite: Sendable {
  let host: RecordHost
  let policy: [UInt8]
  let word: String?
  let desk: SignalDesk?

  /// Creates the site.
  ///
  /// - Parameters:
  ///   - host: the record.
  ///   - policy: the text of its policy.
  ///   - word: what the operator's program must say to append (`Authorization: Bearer`); `nil` closes that way.
  ///   - desk: takes tallies; `nil` where none are kept.
  public init(host: RecordHost, policy: [UInt8], word: String?, desk: SignalDesk? = nil) {
    (self.host, self.policy, self.word, self.desk) = (host, policy, word, desk)
  }

  /// The routes.
  public func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.get("checkpoint") { _, _ in try answer(TilePath.checkpoint) }
    router.get("tile/**") { request, _ in
      try answer(String(request.uri.path.drop { $0 == "/" }))
    }
    router.get("policy") { _, _ in Self.text(policy) }
    router.get("bundle") { _, _ in try await bundle() }
    router.get("") { _, _ in Self.page(await host.page().html()) }
    router.get("live") { _, _ in Self.live(host.hub) }
    router.post("report") { request, _ in
      let entry = try await Self.entry(of: request)
      guard entry.kind == .report else {
        throw HTTPError(.forbidden, message: "Only entries of kind report are taken here.")
      }
      return Self.text(try await host.add(entry).bytes)
    }
    router.post("append") { request, _ in
      guard let word, request.headers[.authorization] == "Bearer \(word)" else {
        throw HTTPError(.forbidden, message: "Only the record's operator appends here.")
      }
      return Self.text(try await host.add(try await Self.entry(of: request)).bytes)
    }
    router.post("reached") { request, _ in
      let body = try await Self.bytes(of: request, limit: 1000)
      guard let json = try? CanonicalJSON.read(body), let halt = json["halt"]?.number,
        let pod = json["pod"]?.text, let milliseconds = json["ms"]?.number
      else {
        throw HTTPError(.badRequest, message: "It wants {\"halt\":…,\"ms\":…,\"pod\":…} as canonical JSON.")
      }
      guard await host.reached(halt: halt, pod: pod, milliseconds: milliseconds) else {
        throw HTTPError(.notFound, message: "There is no such halt.")
      }
      return Self.text([])
    }
    if let desk { Self.add(desk, to: router) }
    return router
  }

  /// The whole record in one file.
  private func bundle() async throws -> Response {
    guard let bytes = try host.file(TilePath.checkpoint) else { throw HTTPError(.notFound) }
    let signed = try SignedCheckpoint(bytes)
    guard signed.checkpoint.size <= 100_000 else {
      throw HTTPError(
        .notFound, message: "The record is too large for this. Make it with luma record bundle.")
    }
    let now = Int(Date().timeIntervalSince1970)
    let archive = try RecordBundle.make(signed, policy: policy, extras: [], time: now, from: host.tiles)
    var headers: HTTPFields = [.contentType: "application/x-tar", .cacheControl: "no-store"]
    headers[.contentDisposition] = "attachment; filename=\"record.tar\""
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: archive)))
  }

  private func answer(_ path: String) throws -> Response {
    let parsed = TilePath(path)
    guard path == TilePath.checkpoint || parsed != nil, let bytes = try host.file(path) else {
      throw HTTPError(.notFound)
    }
    var headers: HTTPFields = [.contentType: "application/octet-stream"]
    if parsed == nil {
      headers = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
    } else {
      headers[.cacheControl] = "public, max-age=31536000, immutable"
    }
    headers[.accessControlAllowOrigin] = "*"
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static func entry(of request: Request) async throws -> RecordEntry {
    let body = try await bytes(of: request, limit: CanonicalJSON.entrySize)
    do {
      return try RecordEntry(bytes: body)
    } catch {
      throw HTTPError(.unprocessableContent, message: error.description)
    }
  }

  static func bytes(of request: Request, limit: Int) async throws -> [UInt8] {
    Array(try await request.body.collect(upTo: limit).readableBytesView)
  }

  static func text(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func page(_ html: String) -> Response {
    var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
    headers[.contentSecurityPolicy] = PageShell.policy
    headers[.xContentTypeOptions] = "nosniff"
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
  }

  /// An open stream of what happens, until the server ends.
  private static func live(_ hub: LiveHub) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: .init { writer in
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        for await message in await hub.listen().cancelOnGracefulShutdown() {
          try await writer.write(ByteBuffer(string: "event: \(message.name)\ndata: \(message.data)\n\n"))
        }
        try await writer.finish(nil)
      })
  }
}
