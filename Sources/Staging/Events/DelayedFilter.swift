internal import Foundation

/// A low-pass without phase for a running signal: a windowed sinc, given out half its length late.
///
/// Symmetric, so that every frequency is delayed alike by ``half`` samples; a gain of 1 at 0 Hz. What comes before the
/// first sample counts as the first. Source: Oppenheim and Schafer, "Discrete-Time Signal Processing", section 7.5
/// (Hann window).
struct DelayedFilter: Sendable {
  let half: Int
  // From the middle on; the middle sample is folded onto itself.
  private let taps: [Double]
  private var history: SampleHistory

  init(lowpass hertz: Double, halfSeconds: Double, samplingRate: Double) {
    half = max(1, Int((halfSeconds * samplingRate).rounded()))
    let cutoff = 2 * Double.pi * hertz / samplingRate
    let width = Double(half + 1)
    let weights = (0...half).map { n -> Double in
      let x = Double(n)
      let ideal = n == 0 ? cutoff : sin(cutoff * x) / x
      return ideal * (0.5 + 0.5 * cos(Double.pi * x / width))
    }
    let gain = 2 * weights.reduce(0, +) - weights[0]
    taps = weights.enumerated().map { ($0 == 0 ? 0.5 : 1) * $1 / gain }
    history = SampleHistory(capacity: 2 * half + 1)
  }

  /// Takes a sample, and gives the filtered value of the sample ``half`` before it; `nil` for the first ones.
  mutating func push(_ sample: Double) -> Double? {
    history.push(sample)
    guard history.count > half else { return nil }
    let samples = history.storage.span
    let taps = taps.span
    let middle = history.place(of: history.count - 1 - half)
    var sum = 0.0
    if history.count > 2 * half {
      for k in 0...half { sum += (samples[middle + k] + samples[middle - k]) * taps[k] }
    } else {
      let newest = history.count - 1
      for k in 0...half {
        let earlier = samples[history.place(of: newest - half - k)]
        sum += (samples[middle + k] + earlier) * taps[k]
      }
    }
    return sum
  }
}
