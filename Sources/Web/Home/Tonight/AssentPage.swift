internal import Bedroom
internal import Consent
internal import Foundation
internal import HTTPTypes
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore
internal import Synchronization

/// A child or teen is asked, on whatever device is handed to them, and says it themself.
enum AssentPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let subject = try request.about()
    guard subject.age == .child || subject.age == .teen else { throw HomeProblem.nothing }
    let words = request.words
    let person = try await request.house.store.person(subject.id)
    let name = escaped(request.name(of: person))
    let said = request["said"]
    if said == "yes" || said == "no" {
      let body = """
        <h1>\(words(.hello, name))</h1>
        <p class="first">\(words[said == "yes" ? .thanksYes : .thanksNo])</p>
        <p class="deeds"><a class="button" href="/tonight?sleeper=\(subject.id)">\(words[.giveBack])</a></p>
        """
      return .page(HomePage(title: words[.tonight], body: body, mood: .night))
    }
    let shelf = await request.house.nights.shelf
    let entry = request["program"].flatMap { shelf[$0] }
    let about = entry.map {
      """
      <h2>\(words(.tonightThereIs, HTML.authored($0.program.compiled.title, words)))</h2>
      <p>\(HTML.authored(TonightLists.firstSentence($0.program.about), words))</p>
      """
    }
    let body = """
      <h1>\(words(.hello, name))</h1>
      \(about ?? "")
      <p class="first">\(words[.childQuestion])</p>
      \(problem(said, request).map { "<p class=\"note\" role=\"alert\">\(escaped($0))</p>" } ?? "")
      \(form(subject, request))
      """
    return .page(HomePage(title: words[.tonight], body: body, mood: .night, scripts: ["tonight.js"]))
  }

  private static func problem(_ said: String?, _ request: HomeRequest) -> String? {
    let words = request.words
    switch said {
    case "wrong": return words[.wrongPictures]
    case "wait": return words(.waitPictures, String(request.number("wait") ?? 60))
    case "four": return words[.fourPictures]
    case "none": return words[.noPictures]
    default: return nil
    }
  }

  private static func form(_ subject: Subject, _ request: HomeRequest) -> String {
    let words = request.words
    let options = AssentPictures.Picture.allCases.map {
      "<option value=\"\($0.rawValue)\">\(words[.picture($0)])</option>"
    }.joined()
    let selects = (1...AssentPictures.count).map {
      "<label>\(words(.pictureNumber, String($0)))<select name=\"picture\($0)\">"
        + "<option value=\"\">\(words[.choosePicture])</option>\(options)</select></label>"
    }.joined()
    let buttons = AssentPictures.Picture.allCases.map {
      "<button type=\"button\" value=\"\($0.rawValue)\" aria-label=\"\(words[.picture($0)])\">"
        + "\(PictureDrawing.svg($0))</button>"
    }.joined()
    let soFar = (0...AssentPictures.count).map { words(.pictureSoFar, String($0)) }
      .joined(separator: "|")
    return HTML.form(
      "/assent/\(subject.id)", request.visitor, id: "assent",
      """
      \(request["program"].map { HTML.hidden("program", $0) } ?? "")
      <fieldset><legend>\(words[.yourPictures])</legend>
      <div class="selects">\(selects)</div>
      <div class="pictures" hidden>\(buttons)</div>
      <p class="picked" hidden data-words="\(escaped(soFar))"><output></output>
      <button type="button" class="quiet" data-again>\(words[.startAgain])</button></p>
      </fieldset>
      <div class="answer">
      \(HTML.button(words[.yes], kind: "big yes", name: "yes", value: "yes"))
      \(HTML.button(words[.no], kind: "big no", name: "yes", value: "no"))</div>
      """)
  }

  // MARK: What they say

  /// A no counts from whoever brings it, for it can only take away; a yes is the child's own alone.
  static func say(_ request: HomeRequest, _ door: Doorkeeper) async throws -> HomeAnswer {
    let subject = try request.about()
    guard subject.age == .child || subject.age == .teen else { throw HomeProblem.nothing }
    let isYes = request.flag("yes") ?? false
    if isYes, let flaw = try await flaw(request, subject, door) {
      guard !request.wantsJSON else {
        throw HomeProblem(
          .forbidden, "these are not the four pictures", place: "pictures",
          remedy: "Try again slowly, or ask a grown-up.", code: "pictures")
      }
      let program = request["program"].map { "&program=\(HomeSite.encoded($0))" } ?? ""
      return .done(path: "/assent/\(subject.id)?said=\(flaw)\(program)")
    }
    let store = request.house.store
    try await store.keep(
      NightAnswer(sleeper: subject.id, by: subject.id, night: request.evening, isYes: isYes),
      now: request.now)
    try await store.keep(
      AuditLine(
        at: request.now, way: request.wantsJSON ? "api" : "web", by: isYes ? subject.id : nil,
        act: Act.answerForSelf.rawValue, about: subject.id.description))
    if !isYes, let night = await request.house.nights.night(of: subject.id) {
      _ = await request.house.nights.stop(on: night.pod, by: nil, at: request.now)
    }
    return .done(path: "/assent/\(subject.id)?said=\(isYes ? "yes" : "no")")
  }

  /// Why it is not known that it is the child who says yes; `nil` where it is.
  private static func flaw(_ request: HomeRequest, _ subject: Subject, _ door: Doorkeeper) async throws
    -> String?
  {
    let names = (1...AssentPictures.count).compactMap { request["picture\($0)"] }
    guard names.count == AssentPictures.count, let pictures = AssentPictures(names: names) else {
      return "four"
    }
    guard let hash = try await request.house.store.account(of: subject.id).picturesHash else {
      return "none"
    }
    if let seconds = door.secondsToWait(subject.id, request.visitor, now: request.now) {
      return "wait&wait=\(seconds)"
    }
    guard try await door.hashing({ pictures.matches(hash) }) else { return "wrong" }
    door.succeeded(subject.id, request.visitor)
    let child = Actor.person(
      subject.id, roles: subject.roles, isOwner: false, age: subject.age, isFresh: true)
    if case .refused(let refusal) = HouseRules.decide(.answerForSelf, by: child, about: subject) {
      throw refusal
    }
    return nil
  }
}
