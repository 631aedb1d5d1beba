internal import Consent
internal import Foundation
internal import HTTPTypes
internal import Household
internal import Hummingbird
internal import SignIn
internal import SleepCore
internal import Synchronization

/// Stands at the door: knows who comes, lets people in, and sees that what they send comes from a page of this house.
final class Doorkeeper: Sendable {
  let house: House
  private let state = Mutex((throttle: Throttle(), ceremonies: Ceremonies()))
  /// How many refusals of strangers are kept: the audit cannot be filled by whoever passes by.
  private let strangers = Mutex(RequestLimit(burst: 1000, perSecond: 1))
  /// Hashes take 64 MiB and a fifth of a second each: one after the other, and beside the threads that serve.
  private let bench = DispatchQueue(label: "hashing")

  init(_ house: House) { self.house = house }

  /// Whom passkeys are made for.
  var party: RelyingParty {
    RelyingParty(id: house.origins.relyingParty, name: "LumaPod", origins: house.origins.all)
  }

  /// The name of the cookie that holds a session's token.
  static let cookie = "luma"

  // MARK: Who asks

  /// The token that a request carries, as a cookie or as `Authorization: Bearer`.
  static func token(of request: Request) -> (token: SessionToken, isBearer: Bool)? {
    if let header = request.headers[.authorization] {
      return SessionToken(authorization: header).map { ($0, true) }
    }
    guard let text = request.cookies[cookie]?.value else { return nil }
    return SessionToken(text).map { ($0, false) }
  }

  /// Who asks; nobody where the token is none that counts.
  func visitor(of request: Request, address: String) async throws -> Visitor {
    let accepted = HomeLanguage.tags(accepting: request.headers[.acceptLanguage] ?? "")
    let now = house.now()
    guard let (token, _) = Self.token(of: request),
      let session = try await house.store.session(token, now: now)
    else {
      return Visitor(
        actor: .nobody, person: nil, words: Words(accepted), formToken: "", session: nil, address: address)
    }
    let actor = try await house.store.actor(session, now: now, day: today(now))
    let person: Person? = if let id = actor.id { try await house.store.person(id) } else { nil }
    return Visitor(
      actor: actor, person: person, words: Self.words(person, accepted), formToken: token.formToken,
      session: session.hash, address: address)
  }

  /// The words of a person: their language, with the region of their browser where it is the same language.
  private static func words(_ person: Person?, _ accepted: [String]) -> Words {
    guard let language = person?.profile.language else { return Words(accepted) }
    let near = accepted.first { $0.lowercased().hasPrefix(language.lowercased() + "-") }
    return Words([near ?? language] + accepted)
  }

  /// About whom something is.
  func subject(_ id: PersonID, at now: UTCTime) async throws -> Subject {
    try await house.store.subject(id, day: today(now))
  }

  /// Today by the clock on the wall.
  func today(_ now: UTCTime) -> Int { house.clock.reading(now).day }

  // MARK: Where it comes from

  /// Refuses what a page from elsewhere sends.
  ///
  /// Browsers say where a request comes from (`Origin`, Fetch Metadata); whoever says nothing is no browser, and then only
  /// a token that a page of this house holds lets it do anything in somebody's name.
  func checkOrigin(_ request: Request) throws {
    if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw Self.foreign }
    if let origin = request.headers[.origin], !house.origins.all.contains(origin) { throw Self.foreign }
  }

  /// Refuses a form of somebody who is signed in that does not carry their token.
  func checkToken(_ request: Request, _ visitor: Visitor, token: String?) throws {
    guard visitor.session != nil, let (session, isBearer) = Self.token(of: request), !isBearer else { return }
    guard let sent = token ?? request.headers[.formToken], session.isFormToken(sent) else {
      throw Self.foreign
    }
  }

  private static let foreign = HomeProblem(
    .forbidden, "this was sent by another page than this house's own", place: "the request",
    remedy: "Open the page of this house, and try again.", code: "foreign")

  /// Keeps that something was refused; of strangers so many and no more.
  func keep(_ line: AuditLine, from visitor: Visitor) async throws {
    if visitor.session == nil {
      let milliseconds = line.at.seconds * 1000
      guard strangers.withLock({ $0.admits(visitor.address, milliseconds: milliseconds) }) else { return }
    }
    try await house.store.keep(line)
  }

  // MARK: Letting in

  /// Asks for a try at a secret; it counts at once.
  ///
  /// - Throws: where it is too soon.
  func askToTry(_ account: PersonID?, _ visitor: Visitor, now: UTCTime) throws {
    guard let seconds = secondsToWait(account, visitor, now: now) else { return }
    throw HomeProblem(
      .tooManyRequests, "too many tries", place: "signing in", remedy: "Try again in \(seconds) seconds.",
      code: "wait")
  }

  /// Asks for a try at a secret; it counts at once.
  ///
  /// - Returns: `nil` where it may be made, else in how many seconds.
  func secondsToWait(_ account: PersonID?, _ visitor: Visitor, now: UTCTime) -> Int? {
    let answer = state.withLock { $0.throttle.ask(account: account, address: visitor.address, now: now) }
    guard case .wait(let seconds) = answer else { return nil }
    return seconds
  }

  /// The try was right.
  func succeeded(_ account: PersonID, _ visitor: Visitor) {
    state.withLock { $0.throttle.succeeded(account: account, address: visitor.address) }
  }

  /// Works with a secret, beside the threads that serve.
  func hashing<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      bench.async { continuation.resume(with: Result { try work() }) }
    }
  }

  func challenge(_ purpose: Ceremonies.Purpose, now: UTCTime) -> PasskeyChallenge {
    state.withLock { $0.ceremonies.ask(purpose, now: now) }
  }

  func taken(_ clientData: [UInt8], _ purpose: Ceremonies.Purpose, now: UTCTime) -> PasskeyChallenge? {
    state.withLock { $0.ceremonies.take(clientData: clientData, purpose, now: now) }
  }

  /// Begins a session, and gives the cookie that holds it.
  func letIn(_ holder: KeptSession.Holder, label: String, now: UTCTime) async throws -> HTTPFields {
    let token = SessionToken.new()
    try await house.store.begin(token, for: holder, label: label, now: now)
    if case .person(let id) = holder {
      try await house.store.keep(AuditLine(at: now, way: "web", by: id, act: "signed-in"))
    }
    return [.setCookie: cookieText(token.text, seconds: SessionLifetime.longest)]
  }

  /// What makes a browser forget its session.
  var farewell: HTTPFields { [.setCookie: cookieText("", seconds: 0)] }

  private func cookieText(_ value: String, seconds: Int) -> String {
    "\(Self.cookie)=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(seconds)"
      + (house.origins.isSecure ? "; Secure" : "")
  }
}

extension HTTPField.Name {
  /// Where a request comes from, as the browser sees it (W3C Fetch Metadata).
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
  /// The token of a page's forms, sent by its scripts.
  static let formToken = HTTPField.Name("X-Form-Token") ?? .authorization
}
