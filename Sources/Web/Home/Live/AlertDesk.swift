internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore
internal import Synchronization

/// Alerts, for whoever can answer them: never for a tablet at a bed, never for a child.
enum AlertDesk {
  /// The open alerts that this visitor can answer.
  static func open(_ request: HomeRequest) async throws -> [Alert] {
    guard request.visitor.id != nil, request.visitor.actor.age == .adult else { return [] }
    var found: [Alert] = []
    for alert in try await request.house.store.openAlerts() {
      let subject = try await request.subject(alert.sleeper)
      if request.may(.answerAlert, about: subject) { found.append(alert) }
    }
    return found
  }

  private static func texts(_ alert: Alert, _ request: HomeRequest) async throws -> (
    title: String, text: String
  ) {
    let name = try await request.name(of: alert.sleeper)
    let since = request.clock(alert.at)
    let isExit = alert.kind == "bed-exit"
    return (
      request.words(isExit ? .alertBedExit : .alertOther, name),
      request.words(isExit ? .alertText : .alertSince, since)
    )
  }

  /// The open alerts as they stand on a page, with or without a script.
  static func cards(_ request: HomeRequest) async throws -> String {
    var out = ""
    for alert in try await open(request) {
      let (title, text) = try await texts(alert, request)
      out += """
        <section class="alert" role="alert" data-alert="\(alert.id)"><h2>\(escaped(title))</h2>
        <p>\(escaped(text))</p>
        \(HTML.form("/alerts/\(alert.id)/answer", request.visitor, HTML.button(request.words[.alertAnswer], kind: "big")))
        </section>
        """
    }
    return out
  }

  /// An alert for a page's script: what it says, and what answering it takes.
  static func json(_ alert: Alert, _ request: HomeRequest) async throws -> CanonicalJSON {
    let (title, text) = try await texts(alert, request)
    return [
      "id": .number(alert.id), "kind": .text(alert.kind), "title": .text(title), "text": .text(text),
      "button": .text(request.words[.alertAnswer]), "token": .text(request.visitor.formToken),
    ]
  }

  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    guard let id = request.path["alert"].flatMap({ Int($0) }), let by = request.visitor.id else {
      throw HomeProblem.nothing
    }
    let wasOpen = try await request.house.store.answer(alert: id, by: by, now: request.now)
    let pod = await request.house.nights.nights.first { $0.sleeper == request.subject?.id }?.pod
    let path = pod.map { "/live/\($0)" } ?? "/tonight"
    return .done(path: path, json: ["done": true, "first": .bool(wasOpen)])
  }
}

/// The open alerts of a visitor, told again every five seconds until somebody answers them.
final class AlertStream: Sendable {
  private struct State {
    var asked: ContinuousClock.Instant
    var told: [Int: ContinuousClock.Instant] = [:]
    var written: ContinuousClock.Instant
  }
  private let request: HomeRequest
  private let began = ContinuousClock.now
  private let state: Mutex<State>

  init(_ request: HomeRequest) {
    self.request = request
    let past = ContinuousClock.now - .seconds(60)
    state = Mutex(State(asked: past, written: ContinuousClock.now))
  }

  /// What is due now; empty where nothing is.
  ///
  /// The household is asked twice a second at most.
  func due(_ now: ContinuousClock.Instant) async throws -> String {
    guard
      state.withLock({ state in
        guard now - state.asked >= StreamPace.night else { return false }
        state.asked = now
        return true
      })
    else { return "" }
    let open = try await AlertDesk.open(request)
    let (due, answered) = state.withLock { state in
      let ids = Set(open.map(\.id))
      let answered = state.told.keys.filter { !ids.contains($0) }.sorted()
      for id in answered { state.told[id] = nil }
      let due = open.filter { alert in
        state.told[alert.id].map { now - $0 >= StreamPace.alert } ?? true
      }
      for alert in due { state.told[alert.id] = now }
      return (due, answered)
    }
    var out = ""
    for alert in due { out += StreamPace.event("alert", try await AlertDesk.json(alert, request)) }
    for id in answered { out += StreamPace.event("answered", ["id": .number(id)]) }
    return out
  }

  @Sendable func next() async throws -> String? {
    while true {
      let now = ContinuousClock.now
      if now - began > StreamPace.longest { return nil }
      let out = try await due(now)
      let isBeat = state.withLock { state in
        guard !out.isEmpty || now - state.written > StreamPace.beat else { return false }
        state.written = now
        return true
      }
      if isBeat { return out.isEmpty ? ":\n\n" : out }
      try await Task.sleep(for: StreamPace.look)
    }
  }
}
