internal import SleepCore

extension Int {
  /// Where a second stands in a ring of so many: the remainder that is never below nothing.
  func place(inRingOf count: Int) -> Int { (self % count + count) % count }
}

/// Seconds with scent: the burst that is on, the last hour, and the night.
///
/// Whoever keeps it says what second it is, forward only.
struct ScentLedger: Sendable {
  private static let window = 3600
  private var hour = [Bool](repeating: false, count: window)
  private var inHour = 0
  private var burst = 0
  private(set) var tonight: Int

  init(tonight: Int) { self.tonight = tonight }

  /// Goes on from one second to another; seconds that were left out had no scent.
  mutating func advance(from newest: Int, to second: Int) {
    if second > newest + 1 { burst = 0 }
    for entered in max(newest + 1, second - Self.window)..<second + 1 {
      let place = entered.place(inRingOf: Self.window)
      if hour[place] { inHour -= 1 }
      hour[place] = false
    }
  }

  /// The limit that scent in a second would break, if any.
  func full(_ limits: SafetyLimits, at second: Int) -> String? {
    if Int64(burst + 1) * NightTime.ticksPerSecond > limits.scentBurst.ticks { return "scent-burst" }
    if hour[second.place(inRingOf: Self.window)] { return nil }
    if Int64(inHour + 1) * NightTime.ticksPerSecond > limits.scentPerHour.ticks { return "scent-hour" }
    return Int64(tonight + 1) * NightTime.ticksPerSecond > limits.scentPerNight.ticks ? "scent-night" : nil
  }

  /// Enters a second.
  mutating func enter(_ isOn: Bool, at second: Int) {
    burst = isOn ? burst + 1 : 0
    let place = second.place(inRingOf: Self.window)
    guard isOn, !hour[place] else { return }
    hour[place] = true
    inHour += 1
    tonight += 1
  }
}

/// The warmth of the last minute, second by second.
///
/// Whoever keeps it says what second it is, forward only.
struct WarmthLedger: Sendable {
  private static let minute = 60
  private var levels = [Int32](repeating: Temperature.skin.milliCelsius, count: minute)

  /// Goes on from one second to another; one that was left out held what the warmer was told last.
  mutating func advance(from newest: Int, to second: Int) {
    let last = levels[newest.place(inRingOf: Self.minute)]
    for held in max(newest, second - Self.minute)..<second {
      levels[held.place(inRingOf: Self.minute)] = last
    }
  }

  /// The highest that the warmth may be in a second, coming from each of the sixty before it.
  func highest(at second: Int, risePerMinute rise: Int) -> Temperature {
    var most = Int32.max
    for before in second - Self.minute..<second {
      let risen = (rise * (second - before) + Self.minute - 1) / Self.minute
      most = min(most, levels[before.place(inRingOf: Self.minute)] + Int32(risen))
    }
    return Temperature(milliCelsius: most)
  }

  /// Enters the warmth of a second.
  mutating func enter(_ warmth: Temperature, at second: Int) {
    levels[second.place(inRingOf: Self.minute)] = max(warmth, .skin).milliCelsius
  }
}
