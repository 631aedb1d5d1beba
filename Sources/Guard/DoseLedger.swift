internal import SleepCore

/// The exposure of every second of the last eight hours, in whole 10⁻¹² Pa²·s, with running sums.
///
/// Seconds are numbered by the night's own count, so a step of a wall clock cannot change a window.
struct DoseLedger: Sendable {
  private static let capacity = 8 * 3600
  private var seconds = [Int64](repeating: 0, count: capacity)
  private var newest = 0
  private(set) var total = SoundDose.zero
  private var minute: Int64 = 0
  private var hour: Int64 = 0
  private var eightHours: Int64 = 0

  var lastMinute: SoundDose { SoundDose(picoPascalSquaredSeconds: minute) }
  var lastHour: SoundDose { SoundDose(picoPascalSquaredSeconds: hour) }
  var lastEightHours: SoundDose { SoundDose(picoPascalSquaredSeconds: eightHours) }

  /// Enters a dose in a second; an earlier second than the newest counts as the newest.
  mutating func enter(_ dose: SoundDose, second: Int) {
    while newest < second { advance() }
    let amount = dose.picoPascalSquaredSeconds
    seconds[newest % Self.capacity] += amount
    minute += amount
    hour += amount
    eightHours += amount
    total = total + dose
  }

  private mutating func advance() {
    newest += 1
    minute -= seconds[(newest + Self.capacity - 60) % Self.capacity]
    hour -= seconds[(newest + Self.capacity - 3600) % Self.capacity]
    eightHours -= seconds[newest % Self.capacity]
    seconds[newest % Self.capacity] = 0
  }
}
