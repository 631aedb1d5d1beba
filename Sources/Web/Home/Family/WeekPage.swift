internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// Somebody's week: an evening for each weekday, and what comes of it on the calendar.
enum WeekPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let heading = words(DataWords.weekOf, view.name)
    let entries = try await view.store.week(of: view.person.id)
    let shelf = await request.house.nights.shelf
    let open = try await view.store.outlook(
      shelf.offers, sleeper: view.person.id, night: request.evening, now: request.now
    ).filter { $0.closed == nil }.map(\.program)
    let pods = try await view.store.pods()
    let zone = try await view.store.settings().zone
    var body = """
      <p><a href="\(view.path)">\(view.shownName)</a></p>
      <h1>\(HTMLText.escaped(heading))</h1>
      <p class="first">\(next(view, entries))</p>
      <p class="soft">\(words[DataWords.planning])</p>

      """
    if view.age == nil { body += "<p class=\"bad\">\(words[FamilyWords.noAge])</p>\n" }
    if pods.isEmpty { body += "<p class=\"bad\">\(words[DataWords.noPod])</p>\n" }
    if open.isEmpty { body += "<p>\(words(DataWords.noProgramOpen, view.shownName))</p>\n" }
    body += "<div class=\"week\">\n"
    for weekday in words.week {
      let entry = entries.first { $0.weekday == weekday }
      body += evening(weekday, entry, view, open.map { ($0.name, title($0, shelf)) }, pods, zone, shelf)
    }
    body += "</div>\n"
    body += PlannedNights.html(entries, words, from: request.evening) { name in
      shelf[name]?.program.compiled.title ?? name
    }
    return .page(
      HomePage(
        title: heading, body: body, scripts: ["family.js"], styles: ["family.css"], place: .family))
  }

  private static func next(_ view: FamilyView, _ entries: [ScheduledEvening]) -> String {
    let words = view.words
    guard let next = WeekSchedule.next(entries, after: view.request.now),
      let clock = WallClock(zone: next.entry.zone)
    else { return words[DataWords.noNight] }
    return words(DataWords.nextNight, words.day(next.evening), words.clock(clock.reading(next.bed).minute))
  }

  private static func title(_ offer: ProgramOffer, _ shelf: ProgramShelf) -> String {
    shelf[offer.name]?.program.compiled.title ?? offer.name
  }

  private static func evening(
    _ weekday: Int, _ entry: ScheduledEvening?, _ view: FamilyView, _ open: [(String, String)], _ pods: [Pod],
    _ houseZone: String, _ shelf: ProgramShelf
  ) -> String {
    let words = view.words
    let name = words.weekday(weekday)
    let action = "/week/\(view.person.id)"
    var fields =
      "<fieldset><legend class=\"heard\">\(name)</legend>" + HTML.hidden("weekday", String(weekday))
    if let entry, shelf[entry.programName]?.offer.sha256 != entry.program {
      fields += "<p class=\"bad\">\(words[DataWords.programChanged])</p>"
    }
    fields += FormHTML.select(
      words[DataWords.program], name: "program", open.map { (value: $0.0, text: $0.1) },
      chosen: entry?.programName ?? "")
    fields += FormHTML.input(
      words[DataWords.bed], name: "bed", type: "time", value: entry.map { Self.clock($0.bed) } ?? "",
      more: "required")
    fields += FormHTML.input(
      words[DataWords.wake], name: "wake", type: "time", value: entry?.wake.map(Self.clock) ?? "",
      hint: words[DataWords.wakeHint])
    fields += FormHTML.input(
      words[DataWords.zone], name: "zone", value: entry?.zone ?? houseZone, more: "maxlength=\"60\"")
    if pods.count > 1 {
      fields += FormHTML.select(
        words[DataWords.pod], name: "pod", pods.map { ($0.id.description, $0.name) },
        chosen: entry?.pod.description ?? "")
    }
    fields += HTML.button(words(DataWords.saveEvening, name)) + "</fieldset>"
    var html = """
      <details class="list" id="day\(weekday)"><summary><h2>\(name)</h2>
      <span class="soft">\(summary(entry, words, shelf))</span></summary>
      \(view.form(.planWeek, action, fields))
      """
    if entry != nil {
      html += view.form(
        .planWeek, action,
        HTML.hidden("weekday", String(weekday)) + HTML.hidden("remove", "yes")
          + HTML.button(words(DataWords.clearEvening, name), kind: "quiet"))
    }
    return html + "</details>\n"
  }

  /// What is planned for an evening, in a few words.
  private static func summary(_ entry: ScheduledEvening?, _ words: Words, _ shelf: ProgramShelf) -> String {
    guard let entry else { return words[DataWords.free] }
    let title = shelf[entry.programName]?.program.compiled.title ?? entry.programName
    let clocks = [entry.bed, entry.wake].compactMap { $0 }.map { words.clock($0) }.joined(separator: " – ")
    return "\(clocks) · <span lang=\"en\">\(HTMLText.escaped(title))</span>"
  }

  /// Plans or clears an evening.
  static func plan(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let store = view.store
    guard let weekday = request.number("weekday") else { throw HomeProblem.nothing }
    let done = HomeAnswer.done(path: "/week/\(view.person.id)#day\(weekday)")
    if request.flag("remove") ?? false {
      try await store.removeEvening(of: view.person.id, weekday: weekday)
      return done
    }
    guard let name = request["program"], let bed = request.minute("bed") else {
      throw HomeProblem.family("program", DataWords.eveningNeeds)
    }
    guard let offer = await request.house.nights.shelf[name]?.offer else {
      throw HomeProblem.family("program", ConsentWords.noProgram, .notFound, code: "unknown")
    }
    if let refusal = try await store.refusal(
      of: offer, at: .schedule, sleeper: view.person.id, night: request.evening, way: FamilyView.way(request),
      by: request.visitor.id, now: request.now)
    {
      throw refusal
    }
    let zone: String
    if let sent = request["zone"] { zone = sent } else { zone = try await store.settings().zone }
    guard WallClock(zone: zone) != nil else { throw HomeProblem.family("zone", DataWords.badZone) }
    let pods = try await store.pods()
    let wanted = request.id("pod")
    guard let pod = pods.first(where: { wanted == nil || $0.id == wanted }) else {
      throw HomeProblem.family("pod", DataWords.noPod)
    }
    try await store.keep(
      ScheduledEvening(
        sleeper: view.person.id, pod: pod.id, weekday: weekday, program: offer.sha256,
        programName: offer.name,
        bed: bed, wake: request.minute("wake"), zone: zone))
    return done
  }

  /// A minute of the day as forms have it.
  private static func clock(_ minute: Int) -> String {
    let (hour, rest) = (minute / 60, minute % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }
}
