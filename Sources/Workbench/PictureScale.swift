internal import Foundation
internal import ProgramKernel
internal import SleepCore

/// How the numbers of a fact stand on an axis: energies as levels, everything else as it is.
struct PictureScale {
  private let unit: Fact.Unit
  /// The lowest and the highest that is shown, on the axis.
  private(set) var low: Double, high: Double

  /// A scale for some numbers of a fact and its bound.
  ///
  /// - Parameters:
  ///   - fact: what the numbers are of.
  ///   - values: what must find room, the bound apart.
  init(_ fact: Fact, values: [Int64]) {
    unit = fact.unit
    (low, high) = (0, 1)
    let shown = (values + [fact.bound]).map { position($0) }
    let (least, most) = (shown.min() ?? 0, shown.max() ?? 1)
    switch unit {
    case .exposure, .milliDecibels:
      // Thirty decibels below the limit a sound adds nothing to it that could be seen.
      low = max(min(least, most - 12), position(fact.bound) - 30)
      low = (low / 5).rounded(.down) * 5
      high = most + max((most - low) * 0.08, 1)
    case .milliCelsius where fact.limit == "warmth":
      low = Double(Temperature.skin.milliCelsius)
      high = most + max((most - low) * 0.1, 100)
    default:
      low = 0
      high = most > 0 ? most * 1.12 : 1
    }
  }

  /// A number on the axis, in decibels where it is an energy.
  func position(_ number: Int64) -> Double {
    switch unit {
    case .exposure(let seconds):
      guard number > 0 else { return low }
      return 10 * log10(Double(number) / Double(max(seconds, 1)) / 400)
    case .milliDecibels: return Double(number) / 1000
    default: return Double(number)
    }
  }

  /// Where a number stands between the lowest and the highest shown, 0 to 1.
  func share(_ number: Int64) -> Double {
    min(max((position(number) - low) / max(high - low, 1e-9), 0), 1)
  }

  /// Round numbers for the axis, each with its share and its words.
  func ticks(_ fact: Fact, most: Int) -> [(share: Double, words: String)] {
    let step = Self.step(over: (high - low) / Double(max(most, 1)), isTime: unit == .milliseconds)
    guard step > 0 else { return [] }
    var ticks: [(share: Double, words: String)] = []
    var value = (low / step).rounded(.up) * step
    while value <= high, ticks.count <= most + 1 {
      ticks.append(((value - low) / (high - low), words(value, fact)))
      value += step
    }
    return ticks
  }

  private func words(_ value: Double, _ fact: Fact) -> String {
    switch unit {
    case .exposure: "\(Int(value.rounded())) dBA"
    case .milliDecibels: "\(Int(value.rounded())) dB"
    default: value == 0 ? "0" : Self.short(fact.with(Int64(value.rounded())).valueText)
    }
  }

  /// A time without its empty minutes: an axis has little room.
  static func short(_ words: String) -> String { words.replacing(" 0 min", with: "") }

  /// The next round step: 1, 2 or 5 by a power of ten, or what clocks count in.
  private static func step(over least: Double, isTime: Bool) -> Double {
    guard least > 0, least.isFinite else { return 0 }
    if isTime, least >= 1000 {
      let seconds: [Double] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
      ]
      return (seconds.first { $0 * 1000 >= least } ?? (least / 86_400_000).rounded(.up) * 86_400) * 1000
    }
    let power = pow(10, log10(least).rounded(.down))
    return ([1, 2, 5, 10].first { $0 * power >= least } ?? 10) * power
  }
}

/// Where the seconds of a night stand on an axis, and its labels.
struct ClockAxis {
  let left: Double, right: Double
  let seconds: Int
  /// Seconds of the day at which the night begins; `nil` where it counts from its beginning.
  var start: Int?

  /// Where the beginning of a second stands.
  func x(_ second: Int) -> Double {
    left + (right - left) * Double(second) / Double(max(seconds, 1))
  }

  /// The second before one, where there is one.
  func secondsBefore(_ second: Int) -> Int? { second > 0 ? second - 1 : nil }

  /// Labels at round times with room to breathe.
  var ticks: [(x: Double, words: String)] {
    let most = max(Int((right - left) / 64), 2)
    let steps = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    ]
    let step = steps.first { seconds / $0 <= most } ?? (seconds / most + 1)
    let first = start.map { (step - $0 % step) % step } ?? 0
    return stride(from: first, through: seconds, by: step).map { second in
      (x(second), Self.words(second + (start ?? 0), withSeconds: step < 60, isClock: start != nil))
    }
  }

  /// A time as `1:30`, hours and minutes, or with its seconds.
  static func words(_ second: Int, withSeconds: Bool, isClock: Bool) -> String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let hours = isClock ? second / 3600 % 24 : second / 3600
    let text = "\(isClock ? two(hours) : "\(hours)"):\(two(second / 60 % 60))"
    return withSeconds ? text + ":\(two(second % 60))" : text
  }
}
