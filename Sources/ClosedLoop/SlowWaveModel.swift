internal import Foundation

/// What a sleeping brain's EEG is taken to be: sixteen noisy oscillators beside a wandering baseline.
///
/// The oscillators lie evenly in log frequency from 0.1 to 20 Hz. Each is a damped rotation driven by white noise,
/// as wide as its share of the axis and as strong as the spectrum says, so that together they make the usual
/// 1/f² fall. The steady Kalman filter of this model is the best causal linear estimate of each oscillator's
/// analytic signal, and so of any band's, with no delay left to compensate (the state-space oscillators of
/// Matsuda and Komaki, Neural Computation 29, 2017, and of Wodeyar et al., eLife 10:e68803, 2021). All is linear:
/// a signal twice as large gives the same phases.
///
/// The numbers below were chosen on raw N3 of six ucddb recordings. The lowest frequency and the wandering baseline
/// were settled with an eye on the portiloop recording as well, whose electrode drifts by 8 µV a second.
struct SlowWaveModel: Sendable {
  /// How many oscillators there are: the width of a SIMD value.
  static let count = 16
  private static let lowest = 0.1
  private static let highest = 20.0
  private static let knee = 0.7
  /// Each oscillator's 3-dB width, as a part of its share of the frequency axis.
  private static let relativeWidth = 0.8
  /// Relative to the power of all oscillators together, which is 1.
  private static let measurementNoise = 1e-3
  /// Random walk of the baseline and of its slope, in power a second.
  private static let levelNoise = 0.02
  private static let slopeNoise = 1e-4

  let samplingRate: Double
  /// e^((iω − α)/fs) of each oscillator.
  let turnReal: SIMD16<Double>
  let turnImaginary: SIMD16<Double>
  /// The gain of the innovation on each oscillator, on the baseline, and on its slope.
  let gainReal: SIMD16<Double>
  let gainImaginary: SIMD16<Double>
  let gainLevel: Double
  let gainSlope: Double
  /// How much of each oscillator is slow wave: the power response of a second-order Butterworth band-pass
  /// of 0.5-2 Hz, which is what the same filter does when it runs forwards and backwards.
  let weights: SIMD16<Double>
  /// ω in rad/s, and α in 1/s.
  let angularFrequencies: SIMD16<Double>
  let dampings: SIMD16<Double>
  /// What the estimate's amplitude is multiplied by, so that its power is that of the true wave on average.
  let amplitudeCorrection: Double

  init(samplingRate: Double) {
    let n = 2 * Self.count + 2
    let ratio = pow(Self.highest / Self.lowest, 1 / Double(Self.count - 1))
    var transition = SquareMatrix(zeros: n)
    var noise = SquareMatrix(zeros: n)
    var measurement = [Double](repeating: 0, count: n)
    var powers = SIMD16<Double>(repeating: 0)
    var turnRe = powers
    var turnIm = powers
    var omega = powers
    var alpha = powers
    var weight = powers
    for k in 0..<Self.count {
      let f = Self.lowest * pow(ratio, Double(k))
      let share = f * (ratio.squareRoot() - 1 / ratio.squareRoot())
      powers[k] = share / (Self.knee * Self.knee + f * f)
      omega[k] = 2 * .pi * f
      alpha[k] = .pi * Self.relativeWidth * share
      let radius = exp(-alpha[k] / samplingRate)
      turnRe[k] = radius * cos(omega[k] / samplingRate)
      turnIm[k] = radius * sin(omega[k] / samplingRate)
      let detuning = (f * f - 0.5 * 2) / (f * (2 - 0.5))
      weight[k] = 1 / (1 + detuning * detuning * detuning * detuning)
    }
    powers /= powers.sum()
    for k in 0..<Self.count {
      let (re, im) = (2 * k, 2 * k + 1)
      (transition[re, re], transition[re, im]) = (turnRe[k], -turnIm[k])
      (transition[im, re], transition[im, im]) = (turnIm[k], turnRe[k])
      let kept = turnRe[k] * turnRe[k] + turnIm[k] * turnIm[k]
      noise[re, re] = powers[k] * (1 - kept)
      noise[im, im] = noise[re, re]
      measurement[re] = 1
    }
    let (level, slope) = (n - 2, n - 1)
    (transition[level, level], transition[level, slope], transition[slope, slope]) = (1, 1 / samplingRate, 1)
    noise[level, level] = Self.levelNoise / samplingRate
    noise[slope, slope] = Self.slopeNoise / samplingRate
    measurement[level] = 1

    let p = steadyPredictionCovariance(
      transition: transition, noise: noise, measurement: measurement, measurementNoise: Self.measurementNoise)
    var ph = [Double](repeating: 0, count: n)
    for i in 0..<n { for j in 0..<n { ph[i] += p[i, j] * measurement[j] } }
    var innovation = Self.measurementNoise
    for i in 0..<n { innovation += measurement[i] * ph[i] }
    var gainRe = SIMD16<Double>(repeating: 0)
    var gainIm = gainRe
    for k in 0..<Self.count {
      gainRe[k] = ph[2 * k] / innovation
      gainIm[k] = ph[2 * k + 1] / innovation
    }

    // The variance that is left of the weighted sum, against its own variance, says how much the estimate shrinks.
    var wave = 0.0
    var left = 0.0
    for k in 0..<Self.count {
      wave += 2 * weight[k] * weight[k] * powers[k]
      for j in 0..<Self.count {
        for part in 0...1 {
          let (a, b) = (2 * k + part, 2 * j + part)
          left += weight[k] * weight[j] * (p[a, b] - ph[a] * ph[b] / innovation)
        }
      }
    }
    self.samplingRate = samplingRate
    (turnReal, turnImaginary, gainReal, gainImaginary) = (turnRe, turnIm, gainRe, gainIm)
    (gainLevel, gainSlope) = (ph[level] / innovation, ph[slope] / innovation)
    (weights, angularFrequencies, dampings) = (weight, omega, alpha)
    amplitudeCorrection = (wave / max(wave - left, 1e-3 * wave)).squareRoot()
  }
}
