internal import Foundation
public import SleepCore

/// A sleep spindle: a train of 11-16 Hz waves that lasts at least half a second (AASM manual 2.6).
///
/// Powers and amplitudes are those of the signal filtered by a linear-phase FIR filter of 0.6 s (a Hann window over
/// an ideal 9-18 Hz band), which leaves 11-16 Hz as they are within 5 %.
public struct SpindleEvent: Sendable, Hashable {
  /// Where it begins: the first frame of the spectrum in which sigma is twice its background.
  public let start: NightTime
  /// The highest positive wave.
  public let peak: NightTime
  /// Where it ends.
  public let end: NightTime
  /// Largest minus smallest value of the filtered signal, in µV.
  public let amplitude: Double
  /// Root mean square of the filtered signal, in µV.
  public let rootMeanSquare: Double
  /// Mean power of the filtered signal, in µV²: half the mean square of its envelope.
  public let absolutePower: Double
  /// The mean share of 11-16 Hz in the power from 4 to 30 Hz, 0 to 1.
  public let relativePower: Double
  /// The mean frequency, each moment weighted by its power.
  ///
  /// Source: the angle of the lag-one autocorrelation of the analytic signal (Lank, Reed and Pollon 1973).
  public let frequency: Frequency
  /// How many positive waves there are.
  public let oscillations: Int
  /// Where the peak lies between start (0) and end (1).
  public let symmetry: Double

  /// How long it lasts.
  public var duration: NightTime.Span { end - start }
}

/// The measures of a spindle, from the samples around it.
struct SpindleMeasures: Sendable {
  let half: Int
  private let rate: Double
  // The filter from its middle on: what a wave and its quarter turn are multiplied with.
  private let taps: [SIMD2<Double>]

  init(samplingRate: Double) {
    rate = samplingRate
    half = Int((0.3 * samplingRate).rounded())
    let (low, high) = (9.0, 18.0)
    let centre = Double.pi * (low + high) / samplingRate
    let cutoff = Double.pi * (high - low) / samplingRate
    let width = Double(half + 1)
    let weights = (0...half).map { n -> Double in
      let x = Double(n)
      let ideal = n == 0 ? cutoff : sin(cutoff * x) / x
      return ideal * (0.5 + 0.5 * cos(Double.pi * x / width))
    }
    let gain = 2 * weights.reduce(0, +) - weights[0]
    // A wave of amplitude 1 gives an envelope of 1. The middle sample is folded onto itself.
    taps = weights.enumerated().map { n, weight -> SIMD2<Double> in
      let angle = centre * Double(n)
      let scale = 2 * weight / gain
      return SIMD2(cos(angle) * (n == 0 ? scale / 2 : scale), sin(angle) * scale)
    }
  }

  /// The filtered signal and its quarter turn at sample `n`.
  private func filtered(_ history: borrowing SampleHistory, _ n: Int) -> SIMD2<Double> {
    let samples = history.storage.span
    let taps = taps.span
    var sum = SIMD2<Double>.zero
    let middle = history.place(of: n)
    if n - half >= history.oldest, n + half < history.count {
      for k in 0...half {
        let (later, earlier) = (samples[middle + k], samples[middle - k])
        sum += SIMD2(later + earlier, earlier - later) * taps[k]
      }
    } else {
      for k in 0...half {
        let (later, earlier) = (samples[history.place(of: n + k)], samples[history.place(of: n - k)])
        sum += SIMD2(later + earlier, earlier - later) * taps[k]
      }
    }
    return sum
  }

  /// Measures the samples from `first` to `last`.
  func measure(
    _ history: borrowing SampleHistory, first: Int, last: Int, relativePower: Double
  ) -> SpindleEvent {
    var (lowest, highest, square, envelope) = (Double.infinity, -Double.infinity, 0.0, 0.0)
    var turn = SIMD2<Double>.zero
    var before = SIMD2<Double>.zero
    var (rising, waves, peak) = (false, 0, first)
    for n in first...last {
      let z = filtered(history, n)
      if z.x > highest { (highest, peak) = (z.x, n) }
      lowest = min(lowest, z.x)
      square += z.x * z.x
      envelope += z.x * z.x + z.y * z.y
      if n > first {
        turn += SIMD2(z.x * before.x + z.y * before.y, z.y * before.x - z.x * before.y)
        if rising, z.x < before.x, before.x > 0 { waves += 1 }
        rising = z.x > before.x || (z.x == before.x && rising)
      }
      before = z
    }
    let count = Double(last - first + 1)
    let hertz = abs(atan2(turn.y, turn.x)) * rate / (2 * .pi)
    return SpindleEvent(
      start: EventSampling.time(first, rate), peak: EventSampling.time(peak, rate),
      end: EventSampling.time(last, rate), amplitude: highest - lowest,
      rootMeanSquare: (square / count).squareRoot(), absolutePower: envelope / count / 2,
      relativePower: relativePower, frequency: Frequency(exactly: hertz) ?? .hertz(0), oscillations: waves,
      symmetry: Double(peak - first) / Double(max(1, last - first)))
  }
}
