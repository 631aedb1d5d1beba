internal import SleepCore

/// Seconds with scent: the burst that is on, the last hour, and the night.
struct ScentLedger: Sendable {
  private var hour = [Bool](repeating: false, count: 3600)
  private var newest = 0
  private var inHour = 0
  private var burst = 0
  private(set) var tonight: Int

  init(tonight: Int) { self.tonight = tonight }

  /// Goes on to a second; seconds that were left out had no scent.
  mutating func advance(to second: Int) {
    guard second > newest else { return }
    if second - newest > 1 { burst = 0 }
    var left = min(second - newest, 3600)
    while left > 0 {
      left -= 1
      let slot = (second - left) % 3600
      if hour[slot] { inHour -= 1 }
      hour[slot] = false
    }
    newest = second
  }

  /// The limit that scent in the newest second would break, if any.
  func full(_ limits: SafetyLimits) -> String? {
    if Int64(burst + 1) * NightTime.ticksPerSecond > limits.scentBurst.ticks { return "scent-burst" }
    if hour[newest % 3600] { return nil }
    if Int64(inHour + 1) * NightTime.ticksPerSecond > limits.scentPerHour.ticks { return "scent-hour" }
    return Int64(tonight + 1) * NightTime.ticksPerSecond > limits.scentPerNight.ticks ? "scent-night" : nil
  }

  /// Enters the newest second.
  mutating func enter(_ isOn: Bool) {
    burst = isOn ? burst + 1 : 0
    guard isOn, !hour[newest % 3600] else { return }
    hour[newest % 3600] = true
    inHour += 1
    tonight += 1
  }
}

/// The warmth of the last minute, second by second.
struct WarmthLedger: Sendable {
  private var minute = [Int32](repeating: Temperature.skin.milliCelsius, count: 60)
  private var newest = 0

  /// The highest that the warmth may be in a second, coming from each of the last sixty.
  func highest(at second: Int, risePerMinute rise: Int) -> Temperature {
    var most = Int32.max
    for j in 1...60 where second - j > newest - 60 {
      // A second that was left out held what the warmer was told last.
      let level = minute[slot(min(second - j, newest))]
      most = min(most, level + Int32((rise * j + 59) / 60))
    }
    return Temperature(milliCelsius: most)
  }

  /// Enters the warmth of a second.
  mutating func enter(_ warmth: Temperature, second: Int) {
    let last = minute[slot(newest)]
    var at = max(newest + 1, second - 59)
    while at < second {
      minute[slot(at)] = last
      at += 1
    }
    newest = max(newest, second)
    minute[slot(newest)] = max(warmth, .skin).milliCelsius
  }

  private func slot(_ second: Int) -> Int { (second % 60 + 60) % 60 }
}
