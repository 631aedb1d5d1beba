internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
public import Hummingbird
internal import Incidents
internal import NIOCore
internal import ServiceLifecycle
internal import SignIn
internal import SleepCore

/// What a home's server knows of a request before anything is read of it.
public struct HomeContext: RequestContext {
  /// See `RequestContext`.
  public var coreContext: CoreRequestContextStorage
  /// Where it comes from, without the port.
  let address: String

  /// See `RequestContext`.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? ""
  }
}

/// The site of a home: one road for every request.
///
/// Who asks; is it one of this house's own pages that sends it; is what it carries what the route takes; about whom is it;
/// may they. Only then the route itself. What is refused is kept in the audit.
public struct HomeSite: Sendable {
  let house: House
  let door: Doorkeeper
  let routes: [HomeRoute]

  /// Creates the site.
  ///
  /// - Parameter setup: what the home is made of.
  public init(_ setup: HomeSetup) {
    house = setup.house
    door = Doorkeeper(house)
    routes = HomeRoutes.all(door)
  }

  /// The routes.
  public func router() -> Router<HomeContext> {
    let router = Router(context: HomeContext.self)
    router.add(middleware: HomeFrame(house: house))
    for route in routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await serve(route, request, context)
      }
    }
    router.get("assets/:name") { request, context in
      try Self.asset(context.parameters.get("name") ?? "", house.assets, request)
    }
    return router
  }

  // MARK: The road of a request

  private func serve(_ route: HomeRoute, _ request: Request, _ context: HomeContext) async throws -> Response
  {
    let wantsJSON = Self.wantsJSON(route, request)
    let visitor: Visitor
    do {
      visitor = try await door.visitor(of: request, address: context.address)
    } catch {
      // Only what takes away goes on where nobody can be known.
      visitor = Self.stranger(request)
      if !Self.onlyTakesAway(route) {
        let problem = HomeProblem((error as? any ExplainedError) ?? HomeProblem.nothing)
        return Self.response(
          problem.answer(visitor, wantsJSON: wantsJSON), visitor, house, wantsJSON: wantsJSON)
      }
    }
    do {
      let answer = try await answer(route, request, context, visitor, wantsJSON)
      // A page that lies elsewhere leads there, whoever asks: what is done is a deed's to say.
      return Self.response(answer, visitor, house, wantsJSON: wantsJSON && route.answers != .page)
    } catch let problem as any ExplainedError {
      let problem = HomeProblem(problem)
      // A page leads to the door and back; a form to the door, and back to the page that it stood on.
      if problem.status == .unauthorized, !wantsJSON, problem.code != "wrong",
        let back = route.answers == .page ? request.uri.string : Self.page(before: request)
      {
        return Self.response(
          .done(path: "/sign-in?to=\(Self.encoded(back))"), visitor, house, wantsJSON: false)
      }
      return Self.response(
        problem.answer(visitor, wantsJSON: wantsJSON), visitor, house, wantsJSON: wantsJSON)
    }
  }

  private func answer(
    _ route: HomeRoute, _ request: Request, _ context: HomeContext, _ visitor: Visitor, _ wantsJSON: Bool
  ) async throws -> HomeAnswer {
    let path = Dictionary(
      route.parameters.map { ($0, context.parameters.get($0) ?? "") }, uniquingKeysWith: { $1 })
    let query = try Self.values(Array((request.uri.query ?? "").utf8))
    var (body, file): ([String: [String]], [UInt8]) = ([:], [])
    if route.method != .get {
      try door.checkOrigin(request)
      if route.upload > 0 {
        file = try await Self.bytes(of: request, limit: route.upload)
      } else {
        body = try await Self.body(of: request, fields: route.body)
      }
      try door.checkToken(request, visitor, token: body.removeValue(forKey: "token")?.first)
    }
    let asked = HomeRequest(
      house: house, visitor: visitor, subject: nil, path: path, query: query, body: body, file: file,
      now: house.now(), wantsJSON: wantsJSON)
    // Who may comes before what is wrong with it: a stranger learns nothing from a refusal's words.
    let subject = try await subject(of: route, asked)
    try await allow(route, asked, subject)
    try Self.check(query, route.query, isOpen: route.method == .get)
    if route.upload == 0 { try Self.check(body, route.body, isOpen: false) }
    let answer = try await route.handler(
      HomeRequest(
        house: house, visitor: visitor, subject: subject, path: path, query: query, body: body, file: file,
        now: asked.now, wantsJSON: wantsJSON))
    if let act = route.act, route.method != .get, Self.isAudited(act) {
      let line = AuditLine(
        at: asked.now, way: wantsJSON ? "api" : "web", by: visitor.id, act: act.rawValue,
        about: subject?.id.description)
      try await keep(line, route)
    }
    return answer
  }

  /// About whom it is.
  private func subject(_ about: HomeRoute.About, _ request: HomeRequest) async throws -> Subject? {
    let id: PersonID?
    switch about {
    case .house: return nil
    case .person(let name):
      guard let named = request.id(name) else { throw HomeProblem.nobody }
      id = named
    case .value(let name):
      guard request[name] == nil || request.id(name) != nil else { throw HomeProblem.nobody }
      id = request.id(name) ?? request.visitor.id
    case .pod(let name):
      guard let pod = request.id(name), let night = await house.nights.now(on: pod) else {
        // A pod without a night is about nobody: what is only about the house may still be asked.
        return nil
      }
      id = night.sleeper
    case .night(let name):
      guard let night = Int(request.path[name] ?? ""), let kept = try await house.store.night(night) else {
        throw HomeProblem.nothing
      }
      id = kept.sleeper
    case .alert(let name):
      guard let number = Int(request.path[name] ?? ""), let alert = try await house.store.alert(number) else {
        throw HomeProblem.nothing
      }
      id = alert.sleeper
    }
    guard let id else { return nil }
    return try await door.subject(id, at: request.now)
  }

  /// Asks the rules of the house; a refusal is kept.
  private func allow(_ route: HomeRoute, _ request: HomeRequest, _ subject: Subject?) async throws {
    guard let act = route.act else { return }
    guard case .refused(let refusal) = HouseRules.decide(act, by: request.visitor.actor, about: subject)
    else {
      return
    }
    // Somebody who opens a page before signing in has tried nothing.
    if request.visitor.isSignedIn || route.method != .get {
      try await door.keep(
        AuditLine(
          at: request.now, way: request.wantsJSON ? "api" : "web", by: request.visitor.id,
          act: "refused:\(act.rawValue)", about: subject?.id.description), from: request.visitor)
    }
    throw refusal
  }

  /// Keeps that something was done; what only takes away is done also where that cannot be kept.
  private func keep(_ line: AuditLine, _ route: HomeRoute) async throws {
    do {
      try await house.store.keep(line)
    } catch {
      guard Self.onlyTakesAway(route) else { throw error }
      house.log.tell(.error, ["what": "audit", "route": route.path])
    }
  }

  /// About whom a route is; nobody where the household cannot be read and the route only takes away.
  private func subject(of route: HomeRoute, _ request: HomeRequest) async throws -> Subject? {
    do {
      return try await subject(route.about, request)
    } catch {
      guard Self.onlyTakesAway(route), let household = error as? HouseholdError, household.kind != .unknown
      else { throw error }
      return nil
    }
  }

  /// Whether a route only takes away: it goes on where the household cannot be read, and nobody is known then.
  private static func onlyTakesAway(_ route: HomeRoute) -> Bool {
    route.act == .stopNight || route.act == .withdrawConsent
  }

  /// What is kept in the audit when it is done.
  static func isAudited(_ act: Act) -> Bool {
    switch act {
    case .startNight, .stopNight, .withdrawConsent, .answerAlert, .importData, .managePods, .backUp,
      .addPerson,
      .changePerson, .changeNeeds, .changeSettings, .manageSessions, .answerAsGuardian, .planWeek, .setWake:
      true
    default: HouseRules.needsFreshSignIn(act)
    }
  }

  // MARK: What was sent

  private static func wantsJSON(_ route: HomeRoute, _ request: Request) -> Bool {
    if route.answers == .data { return true }
    if request.headers[.authorization] != nil { return true }
    if request.headers[.contentType]?.hasPrefix("application/json") ?? false { return true }
    return request.headers[.accept]?.hasPrefix("application/json") ?? false
  }

  private static func bytes(of request: Request, limit: Int) async throws -> [UInt8] {
    do {
      return Array(try await request.body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw HomeProblem.tooLarge(limit)
    }
  }

  private static func values(_ bytes: [UInt8]) throws -> [String: [String]] {
    do {
      return try FormBody(bytes, limit: 1 << 20).entries
    } catch {
      throw HomeProblem(
        .badRequest, "it cannot be read: \(error.problem)", place: "the request", remedy: error.remedy)
    }
  }

  private static func body(of request: Request, fields: [HomeField]) async throws -> [String: [String]] {
    let bytes = try await bytes(of: request, limit: 1 << 20)
    guard request.headers[.contentType]?.hasPrefix("application/json") ?? false else {
      return try values(bytes)
    }
    return try FlatJSON.values(bytes, fields)
  }

  /// Checks what was sent against what the route takes; where it is open, more may stand there, as in an address that
  /// somebody passed on.
  private static func check(_ values: [String: [String]], _ fields: [HomeField], isOpen: Bool) throws {
    for field in fields {
      if let flaw = field.flaw(in: values[field.name] ?? []) {
        throw HomeProblem(
          .unprocessableContent, "«\(field.name)»: \(flaw)", place: field.name, remedy: field.about)
      }
    }
    let known = Set(fields.map(\.name))
    if !isOpen, let more = values.keys.filter({ !known.contains($0) }).min() {
      throw HomeProblem(
        .unprocessableContent, "«\(more.prefix(40))» is nothing that this takes", place: "the request",
        remedy: known.isEmpty
          ? "Leave it out." : "It takes \(known.sorted().joined(separator: ", ")).")
    }
  }

  // MARK: Answers

  /// The page of this house that a form stood on.
  private static func page(before request: Request) -> String? {
    guard let referer = request.headers[.referer], let host = request.head.authority,
      let at = referer.firstRange(of: "//\(host)/")
    else { return nil }
    return "/" + referer[at.upperBound...]
  }

  /// The visitor where nobody is known.
  static func stranger(_ request: Request) -> Visitor {
    Visitor(
      actor: .nobody, person: nil,
      words: Words(HomeLanguage.tags(accepting: request.headers[.acceptLanguage] ?? "")), formToken: "",
      session: nil, address: "")
  }

  private static func response(_ answer: HomeAnswer, _ visitor: Visitor, _ house: House, wantsJSON: Bool)
    -> Response
  {
    switch answer {
    case .page(let page, let status):
      return Response(
        status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
        body: .init(byteBuffer: ByteBuffer(string: page.html(visitor, house.assets))))
    case .done(_, let json, let more) where wantsJSON:
      return Self.json(json, .ok, more)
    case .done(let path, _, let more):
      var headers = more
      headers[.location] = path
      headers[.cacheControl] = "no-store"
      return Response(status: .seeOther, headers: headers)
    case .json(let json, let status): return Self.json(json, status, [:])
    case .file(let bytes, let type, let name, let more):
      var headers = more
      headers[.contentType] = type
      if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
      if let name { headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
      return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    case .pieces(let type, let name, let next):
      var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
      headers[.contentDisposition] = "attachment; filename=\"\(name)\""
      return Response(
        status: .ok, headers: headers,
        body: .init { writer in
          while let bytes = try await next() { try await writer.write(ByteBuffer(bytes: bytes)) }
          try await writer.finish(nil)
        })
    case .stream(let next):
      return Response(
        status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
        body: .init { writer in
          try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
          while !Task.isShuttingDownGracefully, let text = try await next() {
            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
          }
          try await writer.finish(nil)
        })
    }
  }

  private static func json(_ json: CanonicalJSON, _ status: HTTPResponse.Status, _ more: HTTPFields)
    -> Response
  {
    var headers = more
    headers[.contentType] = "application/json"
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }

  private static func asset(_ name: String, _ assets: HomeAssets, _ request: Request) throws -> Response {
    guard let file = assets[name] else { throw HTTPError(.notFound) }
    let isNamed = request.uri.query == "v=\(file.hash)"
    var headers: HTTPFields = [.contentType: file.type]
    headers[.cacheControl] = isNamed ? "public, max-age=31536000, immutable" : "no-cache"
    headers[.eTag] = "\"\(file.hash)\""
    if request.headers[.ifNoneMatch] == "\"\(file.hash)\"" {
      return Response(status: .notModified, headers: headers)
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }

  /// A text as a value in an address.
  static func encoded(_ text: String) -> String {
    text.utf8.map { byte -> String in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
