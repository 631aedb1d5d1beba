internal import ClosedLoop
internal import Foundation
internal import SleepCore

/// How far one method's phases are from the truth, sample by sample, with intervals that know that neighbours agree.
struct LoopScore {
  /// Sums of cosines, sines and counts of the errors up to each sample.
  private let cosines: [Double]
  private let sines: [Double]
  private let counts: [Double]
  private let block: Int

  /// Scores estimates of which the one at sample k is made with the samples up to `ahead` before k.
  init(_ estimates: [WaveEstimate], on stretch: LoopStretch, ahead: Int) {
    var (x, y, n) = ([0.0], [0.0], [0.0])
    for k in stretch.truth.indices {
      let phase = k < ahead ? 0 : estimates[k - ahead].phase.radians
      let (error, counts) = (phase - stretch.truth[k], stretch.counts[k])
      x.append(x[k] + (counts ? cos(error) : 0))
      y.append(y[k] + (counts ? sin(error) : 0))
      n.append(n[k] + (counts ? 1 : 0))
    }
    (cosines, sines, counts) = (x, y, n)
    block = min(Int(10 * stretch.rate.hertz), stretch.truth.count)
  }

  /// The mean vector of the errors.
  private var mean: (x: Double, y: Double) {
    guard let n = counts.last, n > 0, let x = cosines.last, let y = sines.last else { return (0, 0) }
    return (x / n, y / n)
  }

  /// R, the length of the errors' mean vector.
  var length: Double { (mean.x * mean.x + mean.y * mean.y).squareRoot() }
  /// The circular standard deviation √(−2 ln R), in degrees.
  var deviation: Double { (-2 * log(max(length, 1e-12))).squareRoot() * 180 / .pi }
  /// The mean error in degrees; positive is ahead.
  var degrees: Double { atan2(mean.y, mean.x) * 180 / .pi }

  /// R of one drawing of blocks.
  private func length(of starts: [Int]) -> Double {
    var (x, y, n) = (0.0, 0.0, 0.0)
    for start in starts {
      x += cosines[start + block] - cosines[start]
      y += sines[start + block] - sines[start]
      n += counts[start + block] - counts[start]
    }
    return n > 0 ? (x * x + y * y).squareRoot() / n : 0
  }

  private var drawings: [[Int]] {
    var random = SeededRandom(seed: 0x626c_6f63)
    let samples = counts.count - 1
    return (0..<2000).map { _ in
      (0..<(samples / block)).map { _ in Int(random.next() % UInt64(samples - block + 1)) }
    }
  }

  /// The 95 % interval of R by a moving-block bootstrap (Künsch 1989) with blocks of 10 s, seeded.
  var interval: (low: Double, high: Double) { Self.ends(drawings.map(length(of:))) }

  /// The 95 % interval of this R minus another's on the same stretch, both drawn alike.
  func interval(over other: LoopScore) -> (low: Double, high: Double) {
    Self.ends(drawings.map { length(of: $0) - other.length(of: $0) })
  }

  private static func ends(_ values: [Double]) -> (low: Double, high: Double) {
    let sorted = values.sorted()
    return (sorted[sorted.count / 40], sorted[sorted.count - 1 - sorted.count / 40])
  }
}

/// What an estimator said of every sample, said again.
struct Replayed: PhaseEstimator {
  let estimates: [WaveEstimate]
  let horizon = NightTime.Span.zero
  private var index = -1

  init(estimates: [WaveEstimate]) { self.estimates = estimates }

  mutating func push(_ microvolts: Double) { index += 1 }
  var expected: WaveEstimate { estimates[index] }
  mutating func reset() {}

  /// What an estimator says after each sample.
  static func estimates(_ fresh: some PhaseEstimator, _ samples: [Double]) -> [WaveEstimate] {
    var estimator = fresh
    return samples.map { sample in
      estimator.push(sample)
      return estimator.expected
    }
  }
}

/// Pulses of one method at one wished rate.
struct LoopPulses {
  let perMinute: Double
  let length: Double
  let degrees: Double

  /// Runs a trigger over a stretch; every pulse counts, also on a wave that turned out small.
  init(_ estimates: [WaveEstimate], on stretch: LoopStretch, target: Phase, wished: Double?, least: Double) {
    var estimator = Replayed(estimates: estimates)
    var trigger = PhaseTrigger<Replayed>(
      settings: .init(
        target: target, minimumAmplitudeMicrovolts: least, refractory: .milliseconds(500),
        wishedPerMinute: wished))
    let (rate, count) = (stretch.rate.hertz, stretch.microvolts.count)
    let edge = Int(10 * rate)
    var (x, y, n) = (0.0, 0.0, 0.0)
    for (k, sample) in stretch.microvolts.enumerated() {
      estimator.push(sample)
      let time = NightTime(ticks: Int64((Double(k) / rate * 1e7).rounded()))
      guard let due = trigger.step(time: time, estimator: estimator, allowed: true) else { continue }
      let at = Int((due.onset.seconds * rate).rounded())
      guard at >= edge, at < count - edge else { continue }
      let error = stretch.truth[at] - target.radians
      (x, y, n) = (x + cos(error), y + sin(error), n + 1)
    }
    perMinute = n / (Double(count - 2 * edge) / rate / 60)
    length = n > 0 ? (x * x + y * y).squareRoot() / n : 0
    degrees = atan2(y, x) * 180 / .pi
  }
}
