internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// A page for a hand in the dark: black, a clock, and one button as large as half the screen.
///
/// It works without a script.
enum DarkPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let pod = try request.pod()
    let night = await request.house.nights.now(on: pod)
    let isRunning = night.map { $0.ended == nil } ?? false
    // Whoever looks at a bedroom's page has something to do with it: the tablet there, or who may extend or watch.
    let mayExtend = isRunning && request.may(.extendTimer, about: request.subject)
    let wakes = isRunning ? night?.wakes : nil
    let zone = try await request.house.store.settings().zone
    // In the dark nobody asks whether it is morning or evening.
    let now = request.clock(request.now).split(separator: " ").first.map { String($0) } ?? ""
    let clock = """
      <p class="clock"><time data-clock data-zone="\(escaped(zone))" data-twelve="\(words.hasTwelveHours)">\
      \(escaped(now))</time>
      <span>\(wakes.map { escaped(words(.wakesAt, request.clock($0))) } ?? (isRunning ? "" : words[.noNightHere]))\
      </span></p>
      """
    let later =
      mayExtend
      ? HTML.form(
        "/nights/\(pod)/later", request.visitor, id: "later",
        HTML.hidden("minutes", "15") + HTML.hidden("from", "dark")
          + "<button class=\"later\" aria-label=\"\(words[.laterAbout])\">\(words(.later, "15"))</button>")
      : "<div id=\"later\"></div>"
    let stop =
      isRunning
      ? HTML.form(
        "/nights/\(pod)/stop", request.visitor, id: "stop",
        HTML.hidden("from", "dark") + HTML.button(words[.stop], kind: "small"))
      : "<p id=\"stop\"><a class=\"button small\" href=\"/tonight\">\(words[.tonight])</a></p>"
    return .page(
      HomePage(
        title: words[.blackPage],
        body: """
          <h1 class="heard">\(words[.blackPage])</h1>
          <div class="dark">\(clock)\(stop)\(later)</div>
          """, mood: .black))
  }
}
