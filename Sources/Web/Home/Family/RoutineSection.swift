internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// The way to bed, and what comes next of the week.
enum RoutineSection {
  /// The next night that is planned.
  static func week(_ view: FamilyView) async throws -> String {
    let words = view.words
    let entries = try await view.store.week(of: view.person.id)
    var text = words[DataWords.noNight]
    if let next = WeekSchedule.next(entries, after: view.request.now),
      let clock = WallClock(zone: next.entry.zone)
    {
      text = words(DataWords.nextNight, words.day(next.evening), words.clock(clock.reading(next.bed).minute))
    }
    let link =
      "<p><a class=\"button\" href=\"/week/\(view.person.id)\">\(words[DataWords.planWeek])</a></p>"
    return PersonPage.section("week", words[DataWords.week], "<p>\(text)</p>" + link)
  }

  /// The steps with what is done this evening, and the form that writes them down.
  static func html(_ view: FamilyView) async throws -> String {
    let words = view.words
    let steps = try await view.store.routine(of: view.person.id)
    var html = steps.isEmpty ? "<p>\(words[DataWords.noRoutine])</p>\n" : "<ol class=\"routine\">\n"
    for step in steps {
      let isDone = step.doneOn == view.request.evening
      let state = isDone ? " <span class=\"good\">(\(words[DataWords.isDone]))</span>" : ""
      html += "<li>\(HTMLText.escaped(step.text))\(state)\(button(step, isDone, view))</li>\n"
    }
    html += steps.isEmpty ? "" : "</ol>\n"
    if view.may(.planWeek) {
      let text = steps.map { HTMLText.escaped($0.text) }.joined(separator: "\n")
      html += view.form(
        .planWeek, "/routine/\(view.person.id)",
        "<label>\(words[DataWords.routineSteps])"
          + "<textarea name=\"steps\" rows=\"6\" maxlength=\"2000\">\n\(text)"
          + "</textarea></label>" + HTML.button(words[.save]))
    }
    return PersonPage.section("routine", words[DataWords.routine], html)
  }

  private static func button(_ step: RoutineStep, _ isDone: Bool, _ view: FamilyView) -> String {
    let label = view.words[isDone ? DataWords.undo : DataWords.done]
    let named = HTMLText.escaped("\(label): \(step.text)")
    return view.form(
      .seeTonight, "/routine/\(view.person.id)/done",
      HTML.hidden("step", String(step.position)) + HTML.hidden("done", isDone ? "no" : "yes")
        + "<button class=\"quiet\" aria-label=\"\(named)\">\(label)</button>")
  }

  /// Writes the steps down.
  static func keep(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let steps = (request["steps"] ?? "").split(whereSeparator: \.isNewline)
      .map { String($0).split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }
    try await view.store.keep(routine: steps, of: view.person.id)
    return .done(path: "\(view.path)#routine", json: ["steps": .number(steps.count)])
  }

  /// Says that a step was done this evening.
  static func mark(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let isDone = request.flag("done") ?? true
    guard
      let step = request.number("step"),
      try await view.store.mark(step: step, of: view.person.id, evening: request.evening, isDone: isDone)
    else { throw HomeProblem.family("step", DataWords.noStep, .notFound, code: "unknown") }
    // Back to where it was pressed, for those who may see that page; the tablet at the bed shows tonight.
    let path = view.may(.seeFamily) ? "\(view.path)#routine" : "/tonight"
    return .done(path: path)
  }
}
