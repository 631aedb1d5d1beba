public import Hummingbird
internal import NIOCore
internal import PublicRecord
public import RecordKeeper

/// The routes of a witness (C2SP tlog-witness): `POST /add-checkpoint`, what it signed last (`GET
/// /HASH-OF-THE-NAME/checkpoint`), and a line for whoever looks.
public struct WitnessSite: Sendable {
  private let key: String
  private let answer: @Sendable ([UInt8]) async -> WitnessReply
  private let newest: @Sendable (String) async -> [UInt8]?

  /// Creates the site.
  ///
  /// - Parameters:
  ///   - key: the witness's key, for whoever looks.
  ///   - answer: what the witness says to a request.
  ///   - newest: the newest checkpoint that it has signed of a record, by the SHA-256 (hex) of the record's name.
  public init(
    key: String, answer: @escaping @Sendable ([UInt8]) async -> WitnessReply,
    newest: @escaping @Sendable (String) async -> [UInt8]?
  ) {
    (self.key, self.answer, self.newest) = (key, answer, newest)
  }

  /// The routes.
  public func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.post("add-checkpoint") { request, _ in
      let reply = await answer(try await RecordSite.bytes(of: request, limit: 1_000_000))
      var headers: HTTPFields = [.cacheControl: "no-store"]
      headers[.contentType] = reply.contentType ?? "text/plain; charset=utf-8"
      return Response(
        status: .init(code: reply.status), headers: headers,
        body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
    // Where others' witnesses show it too: pods compare it with what they were shown.
    router.get(":record/checkpoint") { _, context in
      guard let bytes = await newest(context.parameters.get("record") ?? "") else {
        throw HTTPError(.notFound)
      }
      return RecordSite.text(bytes)
    }
    router.get("") { _, _ in
      RecordSite.text(Array("A witness of public records. Its key:\n\(key)\n".utf8))
    }
    return router
  }
}
