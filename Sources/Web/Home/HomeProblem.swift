internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import Hummingbird
internal import SignIn
internal import SleepCore

/// Why something could not be done, as an answer: a page that says it and the way out, or JSON of the same.
struct HomeProblem: ExplainedError {
  let status: HTTPResponse.Status
  let problem: String
  let place: String
  let remedy: String
  /// One word for programs.
  var code = "refused"
  /// In the visitor's words, where the catalogue has them.
  var phrase: Phrase?

  init(
    _ status: HTTPResponse.Status, _ problem: String, place: String, remedy: String, code: String = "refused"
  ) {
    (self.status, self.problem, self.place, self.remedy, self.code) = (status, problem, place, remedy, code)
  }

  /// Any error of the house.
  init(_ error: any ExplainedError) {
    switch error {
    case let known as HomeProblem: self = known
    case let refusal as HouseRefusal:
      self.init(
        refusal.why == .notSignedIn || refusal.why == .notFresh ? .unauthorized : .forbidden, refusal.problem,
        place: refusal.place, remedy: refusal.remedy, code: refusal.why.rawValue)
      phrase = refusal.why.phrase
    case let refusal as ConsentRefusal:
      self.init(
        .conflict, refusal.problem, place: refusal.place, remedy: refusal.remedy, code: refusal.code)
      phrase = refusal.phrase
    case let error as HouseholdError:
      let status: HTTPResponse.Status =
        switch error.kind {
        case .unknown: .notFound
        case .refused: .unprocessableContent
        default: .serviceUnavailable
        }
      self.init(status, error.problem, place: error.place, remedy: error.remedy, code: "household")
    case let error as BedroomError:
      self.init(
        error.kind == .unknown ? .notFound : .conflict, error.problem, place: error.place,
        remedy: error.remedy,
        code: error.kind == .unknown ? "unknown" : "busy")
    default:
      self.init(.conflict, error.problem, place: error.place, remedy: error.remedy)
    }
  }

  /// There is nobody of that name.
  static let nobody = HomeProblem(
    .notFound, "there is nobody of this name here", place: "the address",
    remedy: "Go back, and choose again.",
    code: "unknown")
  /// There is nothing there.
  static let nothing = HomeProblem(
    .notFound, "there is nothing at this address", place: "the address", remedy: "Go back, and choose again.",
    code: "unknown")
  /// Too much was sent.
  static func tooLarge(_ limit: Int) -> HomeProblem {
    HomeProblem(
      .contentTooLarge, "more than \(limit) bytes were sent", place: "the body", remedy: "Send less.",
      code: "too-large")
  }

  /// The answer.
  func answer(_ visitor: Visitor, wantsJSON: Bool) -> HomeAnswer {
    if wantsJSON {
      return .json(
        ["code": .text(code), "problem": .text(problem), "place": .text(place), "remedy": .text(remedy)],
        status: status)
    }
    let words = visitor.words
    let text = phrase.map { words[$0] } ?? "\(problem). \(remedy)"
    let body = """
      <h1>\(words[.notDone])</h1>
      <p class="first">\(HTMLText.escaped(text))</p>
      <p><a class="button" href="/tonight">\(words[.tonight])</a></p>
      """
    return .page(
      HomePage(title: words[.notDone], body: body, place: visitor.isSignedIn ? .tonight : nil), status: status
    )
  }
}
