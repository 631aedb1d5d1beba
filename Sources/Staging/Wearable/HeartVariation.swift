internal import Foundation

/// How much the heart's rate varies about an epoch, on the scale of minutes.
///
/// The rate, one value a second, is band-passed by a difference of Gaussians (120 s and 600 s, the second
/// with weight 0.75, 285 taps) and its standard deviation is taken over 600 s. Source: Walch, Huang, Forger
/// and Goldstein, "Sleep stage prediction with raw acceleration and photoplethysmography heart rate data
/// derived from a consumer wearable device", SLEEP 42 (2019); their division by a percentile of the night is
/// left to the features.
package struct HeartVariation: Sendable {
  /// Beats a minute that a resting or waking heart can have.
  static let plausibleRates = 20.0...300.0
  /// How long before an epoch's middle a sample still matters, in seconds.
  static let memory = 900.0
  private static let reach = 142

  private let taps: [Double]
  private var rates: [Double] = []
  private var filtered: [Double] = []

  package init() {
    taps = (-Self.reach...Self.reach).map { n in
      let t = Double(n)
      return exp(-0.5 * (t / 120) * (t / 120)) - 0.75 * exp(-0.5 * (t / 600) * (t / 600))
    }
    rates.reserveCapacity(600 + 2 * Self.reach)
    filtered.reserveCapacity(600)
  }

  /// The variation about the middle of `epoch`, from samples before the end of epoch `last`.
  ///
  /// - Parameters:
  ///   - epoch: the epoch, 0 or more.
  ///   - last: the epoch up to whose end samples are looked at, `epoch` or later.
  ///   - samples: rates in the order of their moments.
  /// - Returns: `nil` where fewer than two samples lie within 300 s. 171,000 multiplications.
  package mutating func value(epoch: Int, last: Int, samples: [HeartRateSample]) -> Double? {
    let end = (last + 1) * 30
    let middle = epoch * 30 + 15
    let first = Self.firstIndex(in: samples, from: Double(middle) - Self.memory)
    let beyond = Self.firstIndex(in: samples, from: Double(end))
    let near =
      Self.firstIndex(in: samples, after: Double(middle + 300))
      - Self.firstIndex(
        in: samples, from: Double(middle - 300))
    let hidden = max(0, Self.firstIndex(in: samples, after: Double(middle + 300)) - beyond)
    guard near - hidden >= 2, first < beyond else { return nil }
    let (low, high) = (max(0, middle - 300), min(end, middle + 300))
    rates.removeAll(keepingCapacity: true)
    var index = first
    // Before the start and after the end the rate stays what it was there.
    for second in (low - Self.reach)..<(high + Self.reach) {
      let t = Double(min(max(second, 0), end - 1)) + 0.5
      while index + 1 < beyond, samples[index + 1].seconds <= t { index += 1 }
      let here = samples[index]
      if t <= here.seconds || index + 1 >= beyond {
        rates.append(here.beatsPerMinute)
      } else {
        let next = samples[index + 1]
        let slope = (next.beatsPerMinute - here.beatsPerMinute) / (next.seconds - here.seconds)
        rates.append(slope * (t - here.seconds) + here.beatsPerMinute)
      }
    }
    return deviation(count: high - low)
  }

  private mutating func deviation(count: Int) -> Double {
    filtered.removeAll(keepingCapacity: true)
    var mean = 0.0
    for i in 0..<count {
      var sum = 0.0
      for (j, tap) in taps.enumerated() { sum += tap * rates[i + j] }
      filtered.append(sum)
      mean += sum
    }
    mean /= Double(count)
    var square = 0.0
    for value in filtered { square += (value - mean) * (value - mean) }
    return (square / Double(count)).squareRoot()
  }

  /// The index of the first sample at or after a moment.
  static func firstIndex(in samples: [HeartRateSample], from seconds: Double) -> Int {
    partition(samples) { $0.seconds >= seconds }
  }

  private static func firstIndex(in samples: [HeartRateSample], after seconds: Double) -> Int {
    partition(samples) { $0.seconds > seconds }
  }

  private static func partition(_ samples: [HeartRateSample], _ isBeyond: (HeartRateSample) -> Bool) -> Int {
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(samples[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Statistics of the beats in 150 s.
package enum BeatStatistics {
  /// Log mean rate, log SDNN and log RMSSD (milliseconds, 1 added) of the beats in the 150 s before `end`.
  ///
  /// A step of more than a quarter is a missed or an extra beat and is left out. `nil` with under 20 beats or
  /// under 10 steps. SDNN and RMSSD: Task Force of the ESC and NASPE, Circulation 93 (1996).
  package static func value(before end: Double, beats: [HeartRateSample]) -> [3 of Double]? {
    let low = HeartVariation.firstIndex(in: beats, from: end - 150)
    let high = HeartVariation.firstIndex(in: beats, from: end)
    guard high - low >= 20 else { return nil }
    var mean = 0.0
    for i in low..<high { mean += 60_000 / beats[i].beatsPerMinute }
    mean /= Double(high - low)
    var (square, steps, stepSquare) = (0.0, 0, 0.0)
    for i in low..<high {
      let interval = 60_000 / beats[i].beatsPerMinute
      square += (interval - mean) * (interval - mean)
      guard i > low else { continue }
      let step = interval - 60_000 / beats[i - 1].beatsPerMinute
      if abs(step) <= 0.25 * interval {
        steps += 1
        stepSquare += step * step
      }
    }
    guard steps >= 10 else { return nil }
    return [
      log(60_000 / mean), log((square / Double(high - low)).squareRoot() + 1),
      log((stepSquare / Double(steps)).squareRoot() + 1),
    ]
  }
}
