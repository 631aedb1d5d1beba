internal import Consent
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// Somebody's page as its visitor may see it.
struct FamilyView: Sendable {
  let request: HomeRequest
  let subject: Subject
  let person: Person

  /// The person whom a request is about.
  init(_ request: HomeRequest) async throws {
    guard let subject = request.subject else { throw HomeProblem.nobody }
    self.init(request, subject, try await request.house.store.person(subject.id))
  }

  init(_ request: HomeRequest, _ subject: Subject, _ person: Person) {
    (self.request, self.subject, self.person) = (request, subject, person)
  }

  var words: Words { request.words }
  var store: HouseholdStore { request.house.store }
  /// The address of their page.
  var path: String { may(.seeFamily) ? "/family/\(person.id)" : "/me" }
  /// Today by the clock on the wall.
  var today: Int { request.house.clock.reading(request.now).day }
  /// What they are called, as plain text.
  var name: String { Self.name(person, words) }
  /// What they are called, as HTML.
  var shownName: String { HTMLText.escaped(name) }
  /// How old they are today.
  var age: AgeGroup? { person.profile.age?.group(on: today) }

  static func name(_ person: Person, _ words: Words) -> String {
    person.profile.name.isEmpty ? words[FamilyWords.unnamed] : person.profile.name
  }

  /// Whether the visitor may, if need be after signing in once more.
  func may(_ act: Act) -> Bool {
    switch HouseRules.decide(act, by: request.visitor.actor, about: subject) {
    case .allowed: true
    case .refused(let refusal): refusal.why == .notFresh
    }
  }

  /// Whether the visitor must sign in once more before they may.
  func isStale(_ act: Act) -> Bool {
    HouseRules.needsFreshSignIn(act) && !request.visitor.actor.isFresh
  }

  /// A form for an act; a link to sign in once more where that comes first; nothing where it is not theirs.
  func form(_ act: Act, _ action: String, to anchor: String = "", _ fields: String) -> String {
    guard may(act) else { return "" }
    if isStale(act) { return signInAgain(to: path + anchor) }
    return HTML.form(action, request.visitor, fields)
  }

  /// A link to sign in once more, which leads back.
  func signInAgain(to path: String) -> String {
    let to = HomeSite.encoded(path)
    return "<p><a class=\"button\" href=\"/sign-in?to=\(to)\">\(words[FamilyWords.signInAgain])</a></p>"
  }

  /// Names as a list of the language, as HTML.
  func list(_ names: [String]) -> String {
    let names = names.map(HTMLText.escaped)
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " \(words[FamilyWords.and]) " + last
  }

  /// A day with its year: consents end in another one.
  func date(_ time: UTCTime) -> String {
    let day = request.house.clock.reading(time).day
    return "\(words.day(day)) \(GregorianDay.date(day).year)"
  }

  /// Which way a request came.
  static func way(_ request: HomeRequest) -> String { request.wantsJSON ? "api" : "web" }
}

extension HomeProblem {
  /// What was sent cannot be, in the visitor's words.
  static func family(
    _ field: String, _ phrase: Phrase, _ status: HTTPResponse.Status = .unprocessableContent,
    code: String = "refused"
  ) -> HomeProblem {
    var text = phrase.en
    if text.hasSuffix(".") { text.removeLast() }
    var problem = HomeProblem(
      status, text, place: field, remedy: "Go back, and choose otherwise.", code: code)
    problem.phrase = phrase
    return problem
  }
}
