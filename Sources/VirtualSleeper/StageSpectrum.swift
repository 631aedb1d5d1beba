internal import Foundation
internal import SleepCore

/// How much of each rhythm the EEG of a stage holds.
///
/// Eight pieces of filtered noise: electrode drift, delta, theta, alpha, sigma, beta, gamma, and muscle. The
/// densities are the medians of Fpz-Cz over the Sleep-EDF cassette nights, less what ``ThalamoCortex`` in NREM sleep and
/// blinks add on top, with more alpha awake, as behind closed eyes.
enum StageSpectrum {
  /// Centre and half width at half power of each piece, in hertz.
  static let centres: [Double] = [0.15, 1.6, 5.8, 10, 13.3, 20, 37, 80]
  static let halfWidths: [Double] = [0.1, 1.2, 1.8, 1.6, 1, 5, 7, 20]
  /// The band over which the density of a piece is meant, in hertz.
  private static let bands: [(Double, Double)] = [
    (0.05, 0.4), (0.5, 4), (4, 8), (8, 13), (12, 15), (13, 30), (30, 45), (55, 110),
  ]

  /// Natural logarithms of the mean densities in µV²/Hz.
  static func logDensities(_ stage: SleepStage) -> SIMD8<Double> {
    switch stage {
    case .wake, .unknown: [4.5, 2.6, 0.9, 0.7, -0.7, -0.8, -1.2, -1.6]
    case .n1: [4.0, 2.3, 0.4, -0.6, -1.4, -1.8, -3.2, -3.5]
    case .n2: [4.0, 2.6, 1.3, 0.0, -1.0, -1.2, -3.9, -5.0]
    case .n3: [4.0, 2.6, 1.2, -0.6, -1.5, -1.8, -4.2, -5.0]
    case .rem: [4.0, 2.4, 0.6, -0.8, -1.7, -2.1, -3.1, -5.0]
    }
  }

  /// Muscle tone at the chin, in microvolts of standard deviation (Rechtschaffen and Kales: least in R).
  static func muscle(_ stage: SleepStage) -> Double {
    switch stage {
    case .wake, .unknown: 22
    case .n1: 11
    case .n2: 7
    case .n3: 6
    case .rem: 1.8
    }
  }

  /// The turn a sample of each piece's two equal complex poles, as real and imaginary parts.
  static func poles(samplingRate: Double) -> (real: SIMD8<Double>, imaginary: SIMD8<Double>) {
    var re = SIMD8<Double>(repeating: 0)
    var im = re
    for k in 0..<8 {
      // Two equal poles are 0.64 times as wide as one.
      let radius = exp(-2 * .pi * halfWidths[k] / 0.64 / samplingRate)
      re[k] = radius * cos(2 * .pi * centres[k] / samplingRate)
      im[k] = radius * sin(2 * .pi * centres[k] / samplingRate)
    }
    return (re, im)
  }

  /// What white noise of variance 1 must be multiplied by so that each piece has the density 1 µV²/Hz in its band.
  static func unitGains(samplingRate: Double) -> SIMD8<Double> {
    let poles = poles(samplingRate: samplingRate)
    var gains = SIMD8<Double>(repeating: 0)
    for k in 0..<8 {
      let steps = 64
      var sum = 0.0
      for step in 0..<steps {
        let (low, high) = bands[k]
        let f = low + (high - low) * (Double(step) + 0.5) / Double(steps)
        sum += density(at: f, pole: (poles.real[k], poles.imaginary[k]), samplingRate: samplingRate)
      }
      gains[k] = (Double(steps) / sum).squareRoot()
    }
    return gains
  }

  /// The one-sided density of the real part of white noise through two poles p: with h(n) = (n+1)·Re(pⁿ) the
  /// response is the mean of 1/(1 − p·z⁻¹)² and its conjugate's.
  private static func density(
    at f: Double, pole: (re: Double, im: Double), samplingRate: Double
  ) -> Double {
    let angle = 2 * Double.pi * f / samplingRate
    var total = (re: 0.0, im: 0.0)
    for sign in [1.0, -1.0] {
      // d = 1 − p·e^(−iθ), and 1/d² = conj(d²)/|d|⁴.
      let (c, s) = (cos(angle), -sin(angle))
      let re = 1 - (pole.re * c - sign * pole.im * s)
      let im = -(pole.re * s + sign * pole.im * c)
      let square = (re: re * re - im * im, im: 2 * re * im)
      let size = (re * re + im * im) * (re * re + im * im)
      total.re += 0.5 * square.re / size
      total.im -= 0.5 * square.im / size
    }
    return 2 / samplingRate * (total.re * total.re + total.im * total.im)
  }
}
