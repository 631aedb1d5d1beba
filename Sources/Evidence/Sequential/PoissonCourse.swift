#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The exact course of a Poisson process under a boundary that steps at known moments.
///
/// Counts only grow. So between two steps of the boundary a signal is the arrival of one certain event,
/// whose time is a gamma variable, and what has not signalled is a Poisson convolution cut off at the
/// boundary.
struct PoissonCourse {
  let horizon: Double
  let minimumEvents: Int
  let delayedStart: Double
  let looking: Looking

  /// A stretch of expected count with one boundary.
  private struct Stretch {
    /// Where it ends.
    var end: Double
    /// The count that is a signal as soon as it is there, or at the end of the stretch.
    var count: Int
    /// Whether somebody looks all the time, or at the end only.
    var isWatched: Bool
  }

  /// The expected count μ < c at which c events have an LLR of just `value`: c(x − 1 + e⁻ˣ) = value, x =
  /// ln(c/μ).
  ///
  /// By Newton's method, which cannot fail on a function that is convex and growing.
  static func lastMoment(count: Int, value: Double) -> Double {
    let y = value / Double(count)
    var x = y + (2 * y).squareRoot()
    for _ in 0..<100 {
      let step = (x + expm1(-x) - y) / -expm1(-x)
      x -= step
      if abs(step) < 1e-15 * max(x, 1e-3) { break }
    }
    return Double(count) * exp(-x)
  }

  /// The fewest events that are a signal when `expected` are expected.
  private func count(at expected: Double, value: Double, from start: Int) -> Int {
    var count = max(start, minimumEvents)
    while PoissonMaxSPRT.logLikelihoodRatio(events: count, expected: expected) < value { count += 1 }
    return count
  }

  private func stretches(value: Double) -> [Stretch] {
    var stretches: [Stretch] = []
    var count = minimumEvents
    switch looking {
    case .always:
      if delayedStart > 0 {
        count = self.count(at: delayedStart, value: value, from: count)
        stretches.append(Stretch(end: delayedStart, count: count, isWatched: false))
      }
      var end = 0.0
      while end < horizon {
        end = min(Self.lastMoment(count: count, value: value), horizon)
        stretches.append(Stretch(end: end, count: count, isWatched: true))
        count += 1
      }
    case .every(let step):
      var look = 1
      while Double(look) * step < horizon * (1 + 1e-12) {
        let end = Double(look) * step
        look += 1
        guard end >= delayedStart else { continue }
        count = self.count(at: end, value: value, from: count)
        stretches.append(Stretch(end: end, count: count, isWatched: false))
      }
    }
    return stretches
  }

  /// Walks through the stretches to what is left without a signal.
  ///
  /// `signal` is told, for each stretch and each count before it: events missing to a signal, where the
  /// stretch starts, the stretch, and the chance to be there.
  private func walk(
    value: Double, ratio: Double,
    signal: (_ missing: Int, _ start: Double, _ stretch: Stretch, Double) -> Void
  ) -> Double {
    var alive = [1.0]
    var start = 0.0
    for stretch in stretches(value: value) {
      let mean = ratio * (stretch.end - start)
      for (count, chance) in alive.enumerated() where chance > 0 {
        signal(stretch.count - count, start, stretch, chance)
      }
      var next = [Double](repeating: 0, count: stretch.count)
      for (count, chance) in alive.enumerated() where chance > 0 && count < stretch.count {
        var term = chance * exp(-mean)
        for k in count..<stretch.count {
          next[k] += term
          term *= mean / Double(k - count + 1)
          if term < 1e-30 && Double(k - count) > mean { break }
        }
      }
      alive = next
      start = stretch.end
    }
    return alive.reduce(0, +)
  }

  /// The chance of a signal where nothing is wrong.
  func signalChance(criticalValue: Double) -> Double {
    1 - walk(value: criticalValue, ratio: 1) { _, _, _, _ in }
  }

  /// Power and mean times under a rate ratio.
  func performance(criticalValue: Double, rateRatio: Double) -> SequentialPerformance {
    var time = 0.0
    let quiet = walk(value: criticalValue, ratio: rateRatio) { missing, start, stretch, chance in
      let mean = rateRatio * (stretch.end - start)
      let arrives = missing <= 0 ? 1 : exp(GammaFunctions.logTails(shape: Double(missing), at: mean).lower)
      guard stretch.isWatched else {
        time += chance * arrives * stretch.end
        return
      }
      // E[X; X ≤ x] of a gamma variable with shape k is k times the chance that one with shape k + 1 is ≤ x.
      let part = exp(GammaFunctions.logTails(shape: Double(missing) + 1, at: mean).lower)
      time += chance * (start * arrives + Double(missing) / rateRatio * part)
    }
    let power = min(max(1 - quiet, 0), 1)
    return SequentialPerformance(
      power: power, expectedTimeToSignal: power > 0 ? time / power : nil,
      expectedSampleSize: time + quiet * horizon)
  }
}
