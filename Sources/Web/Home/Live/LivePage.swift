internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// A night for a parent elsewhere in the house.
enum LivePage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let pod = try request.pod()
    guard let night = await request.house.nights.now(on: pod) else { throw HomeProblem.nothing }
    let view = try await LiveView(night, request)
    let isOver = night.ended != nil
    let body = """
      \(try await AlertDesk.cards(request))
      <h1>\(escaped(words(.nightOf, view.name)))</h1>
      <div id="live" data-live="/live/\(pod)/events" data-lost="\(words[.liveLost])">
      <p class="first" data-f="sentence" role="status">\(escaped(view.sentence))</p>
      <p class="note" data-lost-note hidden>\(words[.liveLost])</p>
      <dl class="facts">
      \(HTML.fact(words[.labelStage], view.stage, field: "stage_text"))
      <div><dt>\(words[.labelSound])</dt><dd><span data-f="sound_text">\(escaped(view.sound))</span>
      <meter min="0" max="100" value="\(view.meter)" data-f="meter" aria-hidden="true"></meter></dd></div>
      \(HTML.fact(words[.labelMoves], view.moves, field: "moves_text"))
      \(HTML.fact(words[.labelBed], view.bed, field: "bed_text"))
      \(HTML.fact(words[.labelAlarm], view.alarm, field: "alarm_text"))
      \(HTML.fact(words[.labelClock], request.clock(night.clock), field: "clock"))
      </dl>
      \(isOver ? after(night, request) : deeds(pod, request))
      <section><h2>\(words[.soFar])</h2>
      <div data-f="epochs">\(HypnogramStrip.svg(night.epochs, label: words(.hypnogramLabel, request.clock(night.started))))</div>
      \(HypnogramStrip.key(words))</section>
      <section><h2>\(words[.asked])</h2>
      <ul class="receipts" data-f="receipts">\(view.receipts.map { "<li>\(escaped($0))</li>" }.joined())</ul>
      \(view.receipts.isEmpty ? "<p class=\"soft\" data-none>\(words[.nothingAsked])</p>" : "")</section>
      <p class="soft">\(words[.labelProgram]): \(HTML.authored(night.title, words))</p>
      </div>
      <p class="listen" hidden><button type="button" class="quiet" data-listen>\(words[.hearAlerts])</button></p>
      """
    return .page(
      HomePage(
        title: words[.live], body: body, mood: .night, scripts: ["live.js"], place: .tonight))
  }

  private static func after(_ night: NightNow, _ request: HomeRequest) -> String {
    "<p class=\"deeds\"><a class=\"button\" href=\"/mornings/\(night.id)\">\(request.words[.toMorning])</a></p>"
  }

  private static func deeds(_ pod: PersonID, _ request: HomeRequest) -> String {
    let words = request.words
    let from = HTML.hidden("from", "live")
    var out = TonightPage.stop(pod, request, from: "live")
    guard request.may(.extendTimer, about: request.subject) else { return out }
    out += "<div class=\"deeds\">"
    for minutes in ["10", "30"] {
      out += HTML.form(
        "/nights/\(pod)/later", request.visitor,
        from + HTML.button(words(.later, minutes), kind: "quiet", name: "minutes", value: minutes))
    }
    for (wish, phrase) in [("next", Phrase.didNext), ("less", .didLess), ("quiet", .didQuiet)] {
      out += HTML.form(
        "/nights/\(pod)/wish", request.visitor,
        from + HTML.button(words[phrase], kind: "quiet", name: "wish", value: wish))
    }
    out += "</div>"
    out += HTML.form(
      "/nights/\(pod)/wake", request.visitor,
      from
        + "<div class=\"begin\"><label for=\"at\">\(words[.wakeTime])<input type=\"time\" id=\"at\" name=\"at\" required></label>"
        + HTML.button(words[.setWake], kind: "quiet") + "</div>")
    return out
  }
}
