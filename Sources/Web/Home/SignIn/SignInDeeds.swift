internal import Consent
internal import HTTPTypes
internal import Household
internal import PublicRecord
internal import SignIn
internal import SleepCore

/// What is done at the door.
struct SignInDeeds: Sendable {
  let door: Doorkeeper
  let request: HomeRequest

  init(_ door: Doorkeeper, _ request: HomeRequest) { (self.door, self.request) = (door, request) }

  private var store: HouseholdStore { request.house.store }
  private var label: String { "web" }

  // MARK: The first start and invitations

  func first() async throws -> HomeAnswer {
    guard try await store.owners().isEmpty else { throw HomeProblem.nothing }
    let secret = try Password(new: request["password"] ?? "", names: [request["name"] ?? ""])
    try await redeem(.owner, person: nil)
    let hash = try await door.hashing { try secret.hash() }
    let roles: Set<Role> = request.flag("sleeps") == true ? [.guardian, .sleeper] : [.guardian]
    let person = try await store.add(
      PersonProfile(
        name: request["name"] ?? "", age: .stated(.adult),
        language: request["language"] ?? request.words.language.rawValue),
      roles: roles, now: request.now)
    try await store.setPassword(hash, of: person.id)
    try await store.setOwner(true, of: person.id)
    if try await store.pods().isEmpty { _ = try await store.addPod(request.words[.bedroom]) }
    try await store.keep(
      AuditLine(at: request.now, way: "web", by: person.id, act: "made-owner", about: person.id.description))
    let headers = try await door.letIn(.person(person.id), label: label, now: request.now)
    return .done(path: "/family", json: ["person": .text(person.id.description)], headers: headers)
  }

  func invite() async throws -> HomeAnswer {
    guard let subject = request.subject else { throw HomeProblem.nobody }
    let code = OneTimeCode.new()
    try await store.keep(code, for: .invitation, person: subject.id, now: request.now)
    let name = try await store.person(subject.id).profile.name
    let words = request.words
    if request.wantsJSON {
      return .json(["code": .text(code.text), "path": .text("/join/\(subject.id)")])
    }
    let address = "\(request.house.origins.first)/join/\(subject.id)"
    let body = """
      <h1>\(words[.invitation])</h1>
      <p class="first">\(HTMLText.escaped(words(.invitationSentence, name)))</p>
      <p class="code">\(code.text)</p>
      <p>\(words[.openThere])<br><a href="/join/\(subject.id)">\(HTMLText.escaped(address))</a></p>
      """
    return .page(HomePage(title: words[.invitation], body: body, place: .family))
  }

  func join() async throws -> HomeAnswer {
    guard let id = request.id("person") else { throw HomeProblem.nobody }
    let person = try? await store.person(id)
    let chosen = pictureNames
    var password: Password?
    if let text = request["password"] {
      password = try Password(new: text, names: [person?.profile.name ?? ""])
    }
    let assent = chosen.isEmpty ? nil : AssentPictures(names: chosen)
    guard password != nil || assent != nil else {
      throw HomeProblem(
        .unprocessableContent, "neither a password nor four pictures were chosen", place: "the form",
        remedy: "Choose a password, or four pictures of which two differ at least.")
    }
    // Four pictures are little to guess: they let nobody in who can do more than a child.
    let age = person?.profile.age?.group(on: door.today(request.now))
    guard assent == nil || age == .child || age == .teen else {
      throw HomeProblem(
        .unprocessableContent, "pictures are for the young", place: "the form",
        remedy: "Choose a password instead.")
    }
    try await redeem(.invitation, person: id)
    try await store.keep(
      AuditLine(at: request.now, way: "web", by: nil, act: "used-invitation", about: id.description))
    if let password {
      let hash = try await door.hashing { try password.hash() }
      try await store.setPassword(hash, of: id)
    }
    if let assent {
      let hash = try await door.hashing { try assent.hash() }
      try await store.setPictures(hash, of: id)
    }
    door.succeeded(id, request.visitor)
    try await store.endSessions(of: id, by: id, way: "web", now: request.now)
    let headers = try await door.letIn(.person(id), label: label, now: request.now)
    return .done(path: "/tonight", json: ["person": .text(id.description)], headers: headers)
  }

  private func redeem(_ purpose: OneTimeCode.Purpose, person: PersonID?) async throws {
    let answer = try await store.redeem(request["code"] ?? "", for: purpose, person: person, now: request.now)
    switch answer {
    case .right: return
    case .wrong(let left):
      throw door.wrong(
        .init(
          Phrase.wrongCode.en.replacing("%1", with: "\(left)"),
          es: Phrase.wrongCode.es.replacing("%1", with: "\(left)"),
          de: Phrase.wrongCode.de.replacing("%1", with: "\(left)")))
    case .none: throw door.wrong(.noCode)
    }
  }

  // MARK: Signing in

  func password() async throws -> HomeAnswer {
    let (id, account) = try await account(request["name"] ?? "")
    try door.askToTry(id, request.visitor, now: request.now)
    let secret = Password(request["password"] ?? "")
    let hash = account?.passwordHash
    guard try await door.hashing({ secret.matches(hash) }), let id else { throw door.wrong(.wrongSecret) }
    if let hash, Password.isOutdated(hash) {
      try await store.setPassword(try await door.hashing { try secret.hash() }, of: id)
    }
    return try await enter(id)
  }

  func pictures() async throws -> HomeAnswer {
    let (id, account) = try await account(request["name"] ?? "")
    try door.askToTry(id, request.visitor, now: request.now)
    let hash = account?.picturesHash
    let chosen = AssentPictures(names: pictureNames)
    guard let chosen, try await door.hashing({ chosen.matches(hash) }), let id else {
      throw door.wrong(.wrongSecret)
    }
    return try await enter(id)
  }

  func askPasskey() async -> HomeAnswer {
    let challenge = door.challenge(.signIn, now: request.now)
    return .json(door.party.signInOptions(challenge: challenge, allowing: []))
  }

  func passkey() async throws -> HomeAnswer {
    let answer = try PasskeyAnswer(json: request.file)
    guard let challenge = door.taken(answer.clientData, .signIn, now: request.now),
      let kept = try await store.passkey(answer.credential)
    else { throw door.wrong(.wrongSecret) }
    let used = try door.party.signIn(answer, with: kept.passkey, of: kept.person, challenge: challenge)
    try await store.used(used, now: request.now)
    return try await enter(kept.person)
  }

  /// Lets somebody in; who was signed in already on this browser leaves with it.
  private func enter(_ id: PersonID) async throws -> HomeAnswer {
    door.succeeded(id, request.visitor)
    if let old = request.visitor.session {
      _ = try await store.end(session: old, by: id, way: "web", now: request.now)
    }
    let headers = try await door.letIn(.person(id), label: label, now: request.now)
    return .done(path: Self.local(request["to"]), json: ["person": .text(id.description)], headers: headers)
  }

  func signOut() async throws -> HomeAnswer {
    if let session = request.visitor.session {
      _ = try await store.end(session: session, by: request.visitor.id, way: "web", now: request.now)
    }
    return .done(path: "/sign-in", headers: door.farewell)
  }

  // MARK: How one signs in oneself

  func askNewPasskey() async throws -> HomeAnswer {
    guard let person = request.visitor.person else { throw HomeProblem.nobody }
    let challenge = door.challenge(.register(person.id), now: request.now)
    return .json(
      door.party.registrationOptions(
        challenge: challenge, person: person.id, name: person.profile.name,
        excluding: try await store.passkeys(of: person.id).map(\.passkey)))
  }

  func newPasskey() async throws -> HomeAnswer {
    guard let id = request.visitor.id else { throw HomeProblem.nobody }
    let answer = try NewPasskeyAnswer(json: request.file)
    guard let challenge = door.taken(answer.clientData, .register(id), now: request.now) else {
      throw door.wrong(.wrongSecret)
    }
    let passkey = try door.party.register(answer, challenge: challenge)
    try await store.keep(passkey, of: id, name: request["name"] ?? "passkey", now: request.now)
    return .done(path: "/house")
  }

  func removePasskey() async throws -> HomeAnswer {
    guard let id = request.visitor.id, let credential = Base64URL.bytes(request["credential"] ?? "") else {
      throw HomeProblem.nothing
    }
    try await store.removePasskey(credential, of: id)
    return .done(path: "/house")
  }

  func changePassword() async throws -> HomeAnswer {
    guard let person = request.visitor.person else { throw HomeProblem.nobody }
    let secret = try Password(new: request["password"] ?? "", names: [person.profile.name])
    try await store.setPassword(try await door.hashing { try secret.hash() }, of: person.id)
    try await store.endSessions(
      of: person.id, except: request.visitor.session, by: person.id, way: "web", now: request.now)
    return .done(path: "/house")
  }

  private var pictureNames: [String] {
    (1...AssentPictures.count).compactMap { request["picture\($0)"] }
  }

  /// The account of a name; where several are called the same, the one who has a way to sign in.
  private func account(_ name: String) async throws -> (PersonID?, Account?) {
    let wanted = Self.folded(name)
    var found: (PersonID, Account)?
    for person in try await store.people() where Self.folded(person.profile.name) == wanted && !wanted.isEmpty
    {
      let account = try await store.account(of: person.id)
      if found == nil || account.canSignIn { found = (person.id, account) }
    }
    return (found?.0, found?.1)
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().trimmingPrefix(while: \.isWhitespace).split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
  }

  /// A page of this house to go on to: an address elsewhere is none.
  static func local(_ path: String?) -> String {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
      path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return "/tonight" }
    return path
  }
}

extension Doorkeeper {
  /// What is said where something does not fit.
  func wrong(_ phrase: Phrase) -> HomeProblem {
    var problem = HomeProblem(
      .unauthorized, phrase.en, place: "signing in", remedy: "Try again.", code: "wrong")
    problem.phrase = phrase
    return problem
  }
}
