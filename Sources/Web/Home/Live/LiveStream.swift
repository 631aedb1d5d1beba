internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore
internal import Synchronization

/// What every stream of a home keeps to.
enum StreamPace {
  /// How often it looks.
  static let look = Duration.milliseconds(250)
  /// How often a night is told at most.
  static let night = Duration.milliseconds(500)
  /// How often an alert is told again.
  static let alert = Duration.seconds(5)
  /// How often it is asked again whether the visitor may still see it.
  static let doubt = Duration.seconds(5)
  /// How often something is written, so that who listens knows that it is open.
  static let beat = Duration.seconds(10)
  /// How long it stays open; then the browser comes again, through the door.
  static let longest = Duration.seconds(300)

  static func event(_ name: String, _ json: CanonicalJSON) -> String {
    "event: \(name)\ndata: \(String(decoding: json.bytes, as: UTF8.self))\n\n"
  }
}

/// A night on a pod as it changes, and the alerts about its sleeper.
final class LiveStream: Sendable {
  private struct State {
    var revision = -1
    var night = 0
    var told: ContinuousClock.Instant
    var doubted: ContinuousClock.Instant
    var written: ContinuousClock.Instant
  }
  private let pod: PersonID
  private let request: HomeRequest
  private let alerts: AlertStream
  private let began = ContinuousClock.now
  private let state: Mutex<State>

  init(_ pod: PersonID, _ request: HomeRequest) {
    (self.pod, self.request) = (pod, request)
    alerts = AlertStream(request)
    let past = ContinuousClock.now - .seconds(60)
    state = Mutex(State(told: past, doubted: ContinuousClock.now, written: ContinuousClock.now))
  }

  @Sendable func next() async throws -> String? {
    while true {
      let now = ContinuousClock.now
      if now - began > StreamPace.longest { return nil }
      var out = try await alerts.due(now)
      if let night = await request.house.nights.now(on: pod) {
        if state.withLock({ now - $0.doubted > StreamPace.doubt }) {
          let subject = try await request.subject(night.sleeper)
          guard request.may(.seeLive, about: subject) else { return nil }
          state.withLock { $0.doubted = now }
        }
        let isDue = state.withLock { state in
          // Another night on the same pod is another sleeper's, perhaps: the door decides again.
          if state.night != 0, state.night != night.id { return Bool?.none }
          guard night.revision != state.revision, now - state.told >= StreamPace.night else { return false }
          (state.night, state.revision, state.told) = (night.id, night.revision, now)
          return true
        }
        guard let isDue else { return nil }
        if isDue { out += StreamPace.event("night", try await LiveView(night, request).json) }
      }
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
