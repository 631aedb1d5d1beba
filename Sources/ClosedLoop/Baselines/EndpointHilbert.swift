internal import Foundation
internal import Signals
public import SleepCore

/// The endpoint-corrected Hilbert transform (ecHT): the analytic signal of a window's last sample.
///
/// Source: Schreglmann et al., "Non-invasive suppression of essential tremor via phase-locked disruption of its
/// temporal coherence", Nature Communications 12:363 (2021). The window's spectrum loses its negative frequencies,
/// is multiplied with the response of a causal Butterworth band-pass, which smooths the join between the window's
/// end and its beginning, and is transformed back; the last sample is the answer. All of that is linear, so that
/// the last sample is the window times fixed complex weights, which are computed once: the same numbers without a
/// Fourier transform a sample.
///
/// The paper tracks tremor. For slow waves the band is 0.5-2 Hz; the window of 1 s and the filter's order of 1 are
/// the best over N3 of eleven ucddb sleepers, with an electrode's drift added and without (windows of 1 to 8 s,
/// orders 1 and 2, with and without the window's trend). The paper looks at no horizon; here the phase turns on at a
/// frequency halfway between 0.85 Hz and the one that was measured over the last half second, which on the same
/// recordings is better than either.
public struct EndpointHilbert: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  private let samplingRate: Double
  private var window: SampleWindow
  private let realWeights: [Double]
  private let imaginaryWeights: [Double]
  private let lag: Int
  private let smoothing: Double
  private var earlier: [(re: Double, im: Double)]
  private var slot = 0
  private var wave = (re: 0.0, im: 0.0)
  private var turn = (re: 0.0, im: 0.0)

  static let windowSeconds = 1.0
  static let order = 1

  /// Designs an estimator, which takes some milliseconds.
  ///
  /// A sample costs two sums over the window: some 0.2 µs at 250 Hz.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: ≥ 0.
  /// - Precondition: both are in range.
  public init(samplingRate: Frequency, horizon: NightTime.Span) {
    checkBaseline(samplingRate, horizon)
    self.horizon = horizon
    let rate = samplingRate.hertz
    self.samplingRate = rate
    let count = Int((Self.windowSeconds * rate).rounded())
    let sections = slowWaveBand(order: Self.order, upTo: 2, samplingRate)
    let zeros = [Double](repeating: 0, count: count)
    var (real, imaginary, outReal, outImaginary) = (zeros, zeros, zeros, zeros)
    for k in 0...(count / 2) {
      let response = response(of: sections, at: 2 * .pi * Double(k) / Double(count))
      let factor = k == 0 || 2 * k == count ? 1.0 : 2.0
      (real[k], imaginary[k]) = (factor * response.re, factor * response.im)
    }
    do {
      var re = outReal.mutableSpan
      var im = outImaginary.mutableSpan
      ComplexFFT(count: count)
        .inverse(real: real.span, imaginary: imaginary.span, intoReal: &re, intoImaginary: &im)
    }
    window = SampleWindow(count: count)
    // What stands at n is the answer to a sample n before the last.
    realWeights = outReal.reversed()
    imaginaryWeights = outImaginary.reversed()
    lag = max(1, Int((rate / 32).rounded()))
    smoothing = 1 - exp(-1 / (0.5 * rate))
    earlier = Array(repeating: (0, 0), count: lag)
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the last one holds.
  public mutating func push(_ microvolts: Double) {
    guard window.push(microvolts) else { return }
    wave = (window.dot(realWeights), window.dot(imaginaryWeights))
    let before = earlier[slot]
    earlier[slot] = wave
    slot = slot + 1 == lag ? 0 : slot + 1
    turn.re += smoothing * (wave.re * before.re + wave.im * before.im - turn.re)
    turn.im += smoothing * (wave.im * before.re - wave.re * before.im - turn.im)
  }

  /// The wave that is expected ``horizon`` after the last sample.
  public var expected: WaveEstimate {
    var phase = atan2(wave.im, wave.re)
    if horizon > .zero {
      let measured = atan2(turn.im, turn.re) / Double(lag) * samplingRate / (2 * .pi)
      let hertz = (usualSlowWave + min(max(measured, 0.5), 2)) / 2
      phase += 2 * .pi * hertz * horizon.seconds
    }
    return WaveEstimate(
      phase: Phase(radians: phase),
      amplitudeMicrovolts: (wave.re * wave.re + wave.im * wave.im).squareRoot())
  }

  /// Forgets the signal.
  public mutating func reset() {
    window.reset()
    for i in earlier.indices { earlier[i] = (0, 0) }
    (slot, wave, turn) = (0, (0, 0), (0, 0))
  }
}
