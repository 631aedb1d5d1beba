internal import Hummingbird
internal import SleepCore
internal import Surveillance

extension RecordSite {
  /// Adds the routes of tallies and monitors.
  static func add(_ desk: SignalDesk, to router: Router<BasicRequestContext>) {
    router.post("tally") { request, _ in
      guard let body = try? await bytes(of: request, limit: Tally.largest + 1) else {
        throw HTTPError(.contentTooLarge, message: "A tally is one line of at most \(Tally.largest) bytes.")
      }
      do {
        let isNew = try await desk.take(body)
        return text(CanonicalJSON.object(["counted": true, "before": .bool(!isNew)]).bytes)
      } catch let error as TallyError {
        throw HTTPError(status(error.kind), message: error.description)
      } catch {
        let what = (error as? any ExplainedError)?.description ?? "\(error)"
        throw HTTPError(.serviceUnavailable, message: "It could not be kept: \(what)")
      }
    }
    router.get("monitors") { _, _ in
      var response = text(await desk.monitors)
      response.headers[.contentType] = "application/json"
      response.headers[.accessControlAllowOrigin] = "*"
      return response
    }
  }

  private static func status(_ kind: TallyError.Kind) -> HTTPResponse.Status {
    switch kind {
    case .malformed, .future, .old, .notPublishable: .unprocessableContent
    case .contradicts: .conflict
    case .unknownProgram: .notFound
    case .full, .damaged: .serviceUnavailable
    }
  }
}
