internal import SleepCore

/// The exposure of every second of the last eight hours, in whole 10⁻¹² Pa²·s, with running sums.
///
/// Seconds are numbered by whoever calls, forward only, so a step of a wall clock cannot change a window.
struct DoseLedger: Sendable {
  private static let capacity = 8 * 3600
  private var seconds = [Int64](repeating: 0, count: capacity)
  private(set) var newest: Int
  private var total: Int64 = 0
  private var minute: Int64 = 0
  private var hour: Int64 = 0
  private var eightHours: Int64 = 0

  /// The most that the windows may hold.
  struct Most: Sendable {
    /// In any minute, hour and eight hours; `nil` where they are not asked.
    var windows: (minute: Int64, hour: Int64, eightHours: Int64)?
    /// In all.
    var total: Int64
  }

  /// Which window has no room left.
  enum Full: Sendable {
    case minute, hour, eightHours, total
  }

  /// An empty ledger whose windows begin eight hours before the first second, so that earlier sound can be entered.
  init() { newest = -Self.capacity }

  /// Everything that was entered.
  var all: SoundDose { SoundDose(picoPascalSquaredSeconds: total) }
  /// What was entered for the last minute.
  var lastMinute: SoundDose { SoundDose(picoPascalSquaredSeconds: minute) }

  /// Goes on to a second; an earlier one than the newest changes nothing.
  mutating func advance(to second: Int) {
    while newest != max(newest, second) {
      newest += 1
      minute -= seconds[slot(newest - 60)]
      hour -= seconds[slot(newest - 3600)]
      eightHours -= seconds[slot(newest)]
      seconds[slot(newest)] = 0
    }
  }

  /// Enters an exposure in the newest second.
  mutating func enter(_ amount: Int64) {
    seconds[slot(newest)] += amount
    minute += amount
    hour += amount
    eightHours += amount
    total += amount
  }

  /// The first window that has no room for `now` in the newest second together with `next` in the one after it.
  ///
  /// `next` is what it costs to fall silent. Whoever asks for both can always fall silent within the limits.
  func full(adding now: Int64, then next: Int64, most: Most) -> Full? {
    // What alone is more than all there is might not even be added.
    guard now <= most.total, total + now + next <= most.total else { return .total }
    guard let windows = most.windows else { return nil }
    let leaving = newest + 1
    if minute + now > windows.minute || minute + now + next - seconds[slot(leaving - 60)] > windows.minute {
      return .minute
    }
    if hour + now > windows.hour || hour + now + next - seconds[slot(leaving - 3600)] > windows.hour {
      return .hour
    }
    if eightHours + now > windows.eightHours
      || eightHours + now + next - seconds[slot(leaving)] > windows.eightHours
    {
      return .eightHours
    }
    return nil
  }

  private func slot(_ second: Int) -> Int { second.place(inRingOf: Self.capacity) }
}
