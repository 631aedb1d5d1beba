internal import Consent
internal import HTTPTypes
internal import Household
internal import Hummingbird
internal import SignIn
internal import SleepCore
internal import Synchronization

/// Stands at the door: knows who comes, and that what they send comes from a page of this house.
final class Doorkeeper: Sendable {
  let house: House
  let throttle = Mutex(Throttle())

  init(_ house: House) { self.house = house }

  /// The name of the cookie that holds a session's token.
  static let cookie = "luma"

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
    switch session.holder {
    case .device(let pod):
      return Visitor(
        actor: .device(pod: pod), person: nil, words: Words(accepted), formToken: token.formToken,
        session: session.hash, address: address)
    case .person(let id):
      let person = try await house.store.person(id)
      let account = try await house.store.account(of: id)
      let actor = Actor.person(
        id, roles: person.roles, isOwner: account.isOwner, age: person.profile.age?.group(on: today(now)),
        isFresh: session.isFresh(now: now))
      return Visitor(
        actor: actor, person: person, words: Self.words(person, accepted), formToken: token.formToken,
        session: session.hash, address: address)
    }
  }

  /// The words of a person: their language, with the region of their browser where it is the same language.
  private static func words(_ person: Person, _ accepted: [String]) -> Words {
    let language = person.profile.language
    let near = accepted.first { $0.lowercased().hasPrefix(language.lowercased() + "-") }
    return Words([near ?? language] + accepted)
  }

  /// About whom something is.
  func subject(_ id: PersonID, at now: UTCTime) async throws -> Subject {
    let person = try await house.store.person(id)
    let day = today(now)
    return Subject(
      id: id, age: person.profile.age?.group(on: day), roles: person.roles,
      guardians: Set(try await house.store.guardians(of: id, day: day)),
      canSignIn: try await house.store.account(of: id).canSignIn)
  }

  /// Today by the clock on the wall.
  func today(_ now: UTCTime) -> Int { house.clock.reading(now).day }

  /// Refuses what a page from elsewhere sends.
  ///
  /// Browsers say where a request comes from (`Origin`, Fetch Metadata); whoever says nothing is no browser, and then only
  /// a token that a page of this house holds lets it do anything in somebody's name.
  func checkOrigin(_ request: Request, _ visitor: Visitor) async throws {
    if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw Self.foreign }
    if let origin = request.headers[.origin], !house.origins.contains(origin) { throw Self.foreign }
  }

  /// Refuses a form of somebody who is signed in that does not carry their token.
  func checkToken(_ request: Request, _ visitor: Visitor, token: String?) throws {
    guard visitor.session != nil, let (session, isBearer) = Self.token(of: request), !isBearer else { return }
    let sent = token ?? request.headers[.formToken]
    guard let sent, session.isFormToken(sent) else { throw Self.foreign }
  }

  private static let foreign = HomeProblem(
    .forbidden, "this was sent by another page than this house's own", place: "the request",
    remedy: "Open the page of this house, and try again.", code: "foreign")
}

extension HTTPField.Name {
  /// Where a request comes from, as the browser sees it (W3C Fetch Metadata).
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
  /// The token of a page's forms, sent by its scripts.
  static let formToken = HTTPField.Name("X-Form-Token") ?? .authorization
}
