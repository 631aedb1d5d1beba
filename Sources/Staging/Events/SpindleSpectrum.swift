internal import Foundation

/// Short spectra of a running signal for the spindle detector: 4 to 30 Hz in steps of 1 Hz, every 20 ms.
///
/// A frame is 0.6 s under a Hann window with its mean and slope taken off, so that it resolves about 3 Hz and slow
/// waves do not leak in. The taking off is done once to the window's cosines and sines; a frame is then their
/// products with the samples, folded about its middle, in a fixed order. Nothing is allocated.
struct SpindleSpectrum: Sendable {
  static let windowSeconds = 0.6
  static let hopSeconds = 0.02
  static let lowest = 4
  static let highest = 30
  private static let lanes = 4

  /// Samples from a frame's middle to its end.
  let half: Int
  let hop: Int
  /// The highest frequency that the sampling rate carries here, in hertz.
  let top: Int
  // For each distance from the middle, 32 frequencies from 4 Hz on; those over `top` are zero.
  private let cosines: [SIMD8<Double>]
  private let sines: [SIMD8<Double>]
  /// The power of 4, 5, … 35 Hz in the newest frame, in unit² up to one factor.
  private(set) var power: InlineArray<32, Double> = .init(repeating: 0)

  init(samplingRate: Double) {
    half = Int((Self.windowSeconds * samplingRate / 2).rounded())
    hop = max(1, Int((Self.hopSeconds * samplingRate).rounded()))
    top = min(Self.highest, Int(samplingRate / 2) - 1)
    let half = half
    let window = (-half...half).map { 0.5 + 0.5 * cos(.pi * Double($0) / Double(half + 1)) }
    let length = Double(2 * half + 1)
    let energy = window.reduce(0) { $0 + $1 * $1 }
    let squares = (-half...half).reduce(0.0) { $0 + Double($1 * $1) }
    var cosines = [SIMD8<Double>](repeating: .zero, count: (half + 1) * Self.lanes)
    var sines = cosines
    for frequency in Self.lowest...max(Self.lowest, top) {
      let (lane, place) = (frequency - Self.lowest).quotientAndRemainder(dividingBy: 8)
      func angle(_ n: Int) -> Double { 2 * .pi * Double(frequency * n) / samplingRate }
      var (even, odd) = (0.0, 0.0)
      for n in -half...half {
        even += window[n + half] * cos(angle(n))
        odd += window[n + half] * sin(angle(n)) * Double(n)
      }
      for n in 0...half {
        let scale = 1 / energy.squareRoot()
        // The middle sample is folded onto itself.
        let fold = n == 0 ? 0.5 : 1
        cosines[n * Self.lanes + lane][place] =
          (window[n + half] * cos(angle(n)) - even / length) * scale * fold
        sines[n * Self.lanes + lane][place] =
          (window[n + half] * sin(angle(n)) - Double(n) * odd / squares) * scale
      }
    }
    (self.cosines, self.sines) = (cosines, sines)
  }

  /// Takes the frame of the newest `2·half + 1` samples.
  mutating func analyse(_ history: borrowing SampleHistory) { power = powers(history) }

  private func powers(_ history: borrowing SampleHistory) -> InlineArray<32, Double> {
    let samples = history.storage.span
    let end = history.last(2 * half + 1).upperBound
    let middle = end - 1 - half
    var (c0, c1, c2, c3) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    var (s0, s1, s2, s3) = (c0, c0, c0, c0)
    let (cosines, sines) = (cosines.span, sines.span)
    for n in 0...half {
      let (later, earlier) = (samples[middle + n], samples[middle - n])
      let even = SIMD8<Double>(repeating: later + earlier)
      let odd = SIMD8<Double>(repeating: later - earlier)
      let row = n * Self.lanes
      c0 += even * cosines[row]
      c1 += even * cosines[row + 1]
      c2 += even * cosines[row + 2]
      c3 += even * cosines[row + 3]
      s0 += odd * sines[row]
      s1 += odd * sines[row + 1]
      s2 += odd * sines[row + 2]
      s3 += odd * sines[row + 3]
    }
    (c0, c1, c2, c3) = (c0 * c0 + s0 * s0, c1 * c1 + s1 * s1, c2 * c2 + s2 * s2, c3 * c3 + s3 * s3)
    var powers = InlineArray<32, Double>(repeating: 0)
    for i in 0..<8 {
      powers[i] = c0[i]
      powers[8 + i] = c1[i]
      powers[16 + i] = c2[i]
      powers[24 + i] = c3[i]
    }
    return powers
  }

  /// The sum of the powers from one whole frequency to another, both included, as far as the rate carries them.
  func sum(_ from: Int, _ through: Int) -> Double {
    var total = 0.0
    for frequency in from...max(from, min(through, top)) { total += power[frequency - Self.lowest] }
    return total
  }

  /// The mean power from one whole frequency to another, both included, as far as the rate carries them.
  func mean(_ from: Int, _ through: Int) -> Double {
    sum(from, through) / Double(max(from, min(through, top)) - from + 1)
  }

  /// The frequency from 7 to 19 Hz whose power stands out most over a background that falls with its square.
  var whitenedPeak: Int {
    var (best, highest) = (7, -1.0)
    for frequency in 7...min(19, top) {
      let value = power[frequency - Self.lowest] * Double(frequency * frequency)
      if value > highest { (best, highest) = (frequency, value) }
    }
    return best
  }
}
