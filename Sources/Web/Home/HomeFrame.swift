internal import HTTPTypes
internal import Hummingbird
internal import SignIn
internal import SleepCore
internal import Synchronization

/// Around every request: the house's own names only, not too many, the headers that keep pages to themselves, a count for
/// the metrics, and a line for the log without anybody's data.
struct HomeFrame: RouterMiddleware {
  typealias Context = HomeContext

  let house: House
  private let limit = LimitBox()

  init(house: House) { self.house = house }

  @concurrent func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let clock = ContinuousClock()
    let began = clock.now
    let route = context.endpointPath ?? "none"
    var response: Response
    do {
      response = try await answer(request, context, began, next)
    } catch let error as HTTPError {
      response = Self.plain(error.status, error.body ?? error.status.reasonPhrase)
    } catch {
      house.log.tell(.error, ["what": "request", "route": route, "error": "\(type(of: error))"])
      response = Self.plain(.internalServerError, "Something went wrong here; it is in the log.")
    }
    for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
    let took = clock.now - began
    house.metrics.count(route: route, method: request.method.rawValue, status: response.status.code, took)
    house.log.tell(
      .info,
      [
        "what": "request", "method": request.method.rawValue, "route": route,
        "status": "\(response.status.code)", "ms": "\(took / .milliseconds(1))",
      ])
    return response
  }

  private func answer(
    _ request: Request, _ context: Context, _ began: ContinuousClock.Instant,
    _ next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    // A page elsewhere that has its name lead here (DNS rebinding) comes by that name.
    let host = request.head.authority ?? ""
    guard house.origins.includes(host: host.lowercased()) else {
      return Self.plain(.misdirectedRequest, "Open it as \(house.origins.first).")
    }
    let milliseconds = Int(house.now().seconds) * 1000
    guard limit.admits(context.address, milliseconds: milliseconds) else {
      return Self.plain(.tooManyRequests, "Too many requests; wait a moment.")
    }
    return try await next(request, context)
  }

  private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: .init(string: text + "\n")))
  }

  private static let headers: [(HTTPField.Name, String)] = [
    (.contentSecurityPolicy, HomePage.policy), (.xContentTypeOptions, "nosniff"),
    (.referrerPolicy, "same-origin"), (.permissions, "camera=(), microphone=(), geolocation=()"),
    (.openerPolicy, "same-origin"),
  ]

  /// How many requests an address may make: pages are asked for by people, events by their pages.
  private final class LimitBox: Sendable {
    private let limit = Mutex(RequestLimit(burst: 2000, perSecond: 500))

    func admits(_ address: String, milliseconds: Int) -> Bool {
      limit.withLock { $0.admits(address, milliseconds: milliseconds) }
    }
  }
}

extension HTTPField.Name {
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .server
  fileprivate static let permissions = HTTPField.Name("Permissions-Policy") ?? .server
  fileprivate static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .server
}
