internal import Bedroom
internal import Consent
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// Choosing, starting and stopping a night: what somebody sees of the evening.
enum TonightPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    if case .device(let pod) = request.visitor.actor.session {
      return try await BedsidePage.answer(request, pod)
    }
    let all = try await request.sleepers()
    let asked = request.id("sleeper")
    let chosen = all.first { $0.person.id == asked } ?? (all.count == 1 && asked == nil ? all.first : nil)
    let alerts = try await AlertDesk.cards(request)
    guard let chosen else { return try await whose(request, all, alerts) }
    let evening = try await TonightEvening.of(chosen.person, chosen.subject, request)
    let words = request.words
    let title =
      evening.person.id == request.visitor.id
      ? words(.goodEvening, evening.name) : words(.nightOf, evening.name)
    let body = """
      \(alerts)
      \(HTML.sleepers(all, chosen: evening.person.id, path: "/tonight", request))
      <h1>\(escaped(title))</h1>
      \(evening.running.map { running($0, evening, request) } ?? choose(evening, request))
      """
    return .page(
      HomePage(
        title: words[.tonight], body: body, mood: .night, scripts: ["tonight.js"], place: .tonight))
  }

  // MARK: Whose night

  private static func whose(
    _ request: HomeRequest, _ all: [(person: Person, subject: Subject)], _ alerts: String
  ) async throws -> HomeAnswer {
    let words = request.words
    var cards: [String] = []
    for one in all {
      cards.append(card(try await TonightEvening.of(one.person, one.subject, request), request))
    }
    let known = Set(all.map(\.person.id))
    for night in await request.house.nights.nights where !known.contains(night.sleeper) {
      // Who does not answer for them sees that a night runs, and can stop it.
      cards.append(
        """
        <section class="card"><h2>\(words[.nightRuns])</h2>
        \(stop(night.pod, request, kind: "quiet"))</section>
        """)
    }
    let body = """
      \(alerts)<h1>\(words[all.isEmpty ? .tonight : .whoseNight])</h1>
      <div class="cards">\(cards.joined(separator: "\n"))</div>
      \(cards.isEmpty ? "<p class=\"first\">\(words[.noNightHere])</p>" : "")
      """
    return .page(HomePage(title: words[.tonight], body: body, mood: .night, place: .tonight))
  }

  private static func card(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    let words = request.words
    let own = evening.person.id == request.visitor.id
    var inside = "<h2>\(own ? words[.myNight] : escaped(evening.name))</h2>"
    if let night = evening.running {
      inside += "<p>\(state(night, request))</p>"
      inside +=
        "<p class=\"deeds\"><a class=\"button\" href=\"/live/\(night.pod)\">\(words[.watch])</a>"
        + "<a class=\"button quiet\" href=\"/dark/\(night.pod)\">\(words[.blackPage])</a></p>"
        + stop(night.pod, request, kind: "quiet")
      return "<section class=\"card runs\">\(inside)</section>"
    }
    if let choice = evening.suggested {
      let title = HTML.authored(choice.entry.program.compiled.title, words)
      let wake =
        evening.plan?.entry.wake.map { " · \(escaped(words(.wakesAt, words.clock($0))))" } ?? ""
      let origin: Phrase? =
        evening.isPlanned
        ? .planned : evening.last == choice.entry.offer.name ? .asLastTime : nil
      inside += "<p>\(origin.map { words($0, title) } ?? title)\(wake)</p>"
      if evening.waitsForYes {
        inside += "<p class=\"soft\">\(escaped(words(.hasToSayYes, evening.name)))</p>"
        inside +=
          "<a class=\"button\" href=\"\(assent(evening, choice))\">"
          + "\(escaped(words(.handOver, evening.name)))</a>"
      } else if evening.mayStart, !evening.pods.isEmpty {
        inside += HTML.form(
          "/nights", request.visitor,
          HTML.hidden("sleeper", evening.person.id.description)
            + HTML.hidden("program", choice.entry.offer.name) + HTML.hidden("wake", evening.wake)
            + HTML.hidden("pod", (evening.plan?.entry.pod ?? evening.pods[0].id).description)
            + HTML.button(words[.start]))
      }
    } else {
      inside += "<p class=\"soft\">\(words[.nothingPlanned])</p>"
    }
    inside +=
      "<a class=\"button quiet\" href=\"/tonight?sleeper=\(evening.person.id)\">"
      + "\(words[.otherPrograms])</a>"
    return "<section class=\"card\">\(inside)</section>"
  }

  static func assent(_ evening: TonightEvening, _ choice: TonightEvening.Choice?) -> String {
    let program = choice.map { "?program=\(HomeSite.encoded($0.entry.offer.name))" } ?? ""
    return "/assent/\(evening.person.id)\(program)"
  }

  // MARK: A night that runs

  static func state(_ night: NightNow, _ request: HomeRequest) -> String {
    let words = request.words
    let since = words(
      .nightRunsWith, HTML.authored(night.title, words), escaped(request.clock(night.started)))
    let wakes = night.wakes.map { words(.wakesAt, request.clock($0)) } ?? words[.wakesNobody]
    return "\(since). \(escaped(wakes))."
  }

  private static func running(_ night: NightNow, _ evening: TonightEvening, _ request: HomeRequest) -> String
  {
    let words = request.words
    return """
      <p class="first">\(state(night, request))</p>
      <p class="deeds"><a class="button" href="/live/\(night.pod)">\(words[.watch])</a>
      <a class="button quiet" href="/dark/\(night.pod)">\(words[.blackPage])</a></p>
      \(stop(night.pod, request))
      <p class="soft">\(words[.mayStop])</p>
      """
  }

  static func stop(_ pod: PersonID, _ request: HomeRequest, kind: String = "stop", from: String? = nil)
    -> String
  {
    HTML.form(
      "/nights/\(pod)/stop", request.visitor,
      (from.map { HTML.hidden("from", $0) } ?? "") + HTML.button(request.words[.stopNight], kind: kind))
  }

  // MARK: Choosing

  private static func choose(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    let words = request.words
    let name = escaped(evening.name)
    if evening.subject.age == nil { return "<p class=\"first\">\(words(.sayAge, name))</p>" }
    if evening.pods.isEmpty { return "<p class=\"first\">\(words[.noPod])</p>" }
    var out = ""
    if evening.isAfterNo { out += "<p class=\"note\">\(words(.somebodySaidNo, name))</p>" }
    let ready = evening.mayChoose ? evening.ready : evening.isPlanned ? Array(evening.ready.prefix(1)) : []
    if ready.isEmpty {
      out += "<p class=\"first\">\(words[evening.mayChoose ? .noPrograms : .askGrownUp])</p>"
    } else {
      out += form(evening, ready, request)
    }
    return out + TonightLists.all(evening, request)
  }

  private static func form(
    _ evening: TonightEvening, _ ready: [TonightEvening.Choice], _ request: HomeRequest
  ) -> String {
    let words = request.words
    let choices = ready.enumerated().map { i, choice in
      let origin: Phrase? =
        i > 0
        ? nil : evening.isPlanned ? .planned : evening.last == choice.entry.offer.name ? .asLastTime : nil
      let title = HTML.authored(choice.entry.program.compiled.title, words)
      return """
        <label class="choice"><input type="radio" name="program" value="\(escaped(choice.entry.offer.name))"
        required\(i == 0 ? " checked" : "")><span><b>\(origin.map { words($0, title) } ?? title)</b>
        <span class="about">\(HTML.authored(TonightLists.firstSentence(choice.entry.program.about), words))</span>
        </span></label>
        """
    }.joined(separator: "\n")
    let pods = evening.pods.map {
      let isOn = $0.id == evening.plan?.entry.pod ? " selected" : ""
      return "<option value=\"\($0.id)\"\(isOn)>\(escaped($0.name))</option>"
    }.joined()
    let pod =
      evening.pods.count == 1
      ? HTML.hidden("pod", evening.pods[0].id.description)
      : "<label>\(words[.bedroom])<select name=\"pod\">\(pods)</select></label>"
    let act =
      evening.waitsForYes
      ? "<a class=\"button big\" data-assent href=\"\(assent(evening, ready.first))\">"
        + "\(escaped(words(.handOver, evening.name)))</a>"
      : HTML.button(words[.start], kind: "big")
    return HTML.form(
      "/nights", request.visitor, id: "tonight",
      """
      \(HTML.hidden("sleeper", evening.person.id.description))
      <fieldset class="choices"><legend>\(words[.chooseProgram])</legend>
      \(choices)</fieldset>
      <div class="begin">\(pod)
      <label for="wake">\(words[.wakeTime])<input type="time" id="wake" name="wake" value="\(evening.wake)"
      aria-describedby="wake-hint"></label>
      \(act)</div>
      <p class="soft" id="wake-hint">\(words[.wakeHint])</p>
      """)
  }
}
