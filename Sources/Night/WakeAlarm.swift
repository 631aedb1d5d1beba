internal import SleepCore

/// The wake alarm: it belongs to the night, not to a program, so no program can suppress it.
///
/// From the wake time on it asks for at least a dawn chorus that rises to 50 dBA over two minutes and ends after ten.
/// A program may wake more richly; it cannot wake less.
struct WakeAlarm: Sendable {
  private static let level = SoundLevel.dBA(50)
  private static let rise = NightTime.Span.minutes(2)
  private static let length = NightTime.Span.minutes(10)

  private(set) var wakeAt: NightTime?
  private var state: NightEvent.AlarmState?

  init(wakeAt: NightTime?) { self.wakeAt = wakeAt }

  /// Moves the wake time; what had rung before will ring again.
  mutating func move(to time: NightTime) { wakeAt = time }

  /// Whether the wake time has come.
  func isDue(at time: NightTime) -> Bool { wakeAt.map { time >= $0 } ?? false }

  /// What the alarm has come to, where that is new.
  mutating func news(at time: NightTime) -> NightEvent.AlarmState? {
    guard let wakeAt else { return nil }
    let now: NightEvent.AlarmState =
      time < wakeAt ? .armed : time < wakeAt + Self.length ? .ringing : .done
    guard now != state else { return nil }
    state = now
    return now
  }

  /// A wish with the alarm's own sound in it, for the end of the second that begins at `time`.
  func with(_ wish: Ambience, at time: NightTime) -> Ambience {
    guard let wakeAt, time >= wakeAt, time < wakeAt + Self.length else { return wish }
    let since = min(time + .seconds(1) - wakeAt, Self.rise)
    let level = SoundLevel(
      milliDecibels: Int32(Int64(Self.level.milliDecibels) * since.ticks / Self.rise.ticks))
    var result = wish
    result.beds[.dawnChorus] = max(level, wish.beds[.dawnChorus])
    return result
  }
}
