internal import Foundation
public import SleepCore

/// Follows the phase of the slow wave (0.5-2 Hz) in one EEG channel, sample by sample, without looking ahead.
///
/// A steady Kalman filter over sixteen oscillators and a wandering baseline (``SlowWaveModel``): linear, the same
/// few operations for every sample, nothing allocated. There is no delay to compensate: over real slow waves the
/// mean error is near 0. Like every causal estimate it leans towards what is usual: a pure tone far from 0.9 Hz is
/// seen 20° ahead at 0.6 Hz and 25° behind at 1.5 Hz, its amplitude a third too small. Same samples, same bits,
/// however they are cut into blocks.
public struct PhaseTracker: Sendable {
  /// The lowest and the highest sampling rate that is tracked, in hertz.
  public static let samplingRates = 50.0...2000.0

  private let model: SlowWaveModel
  private var real = SIMD16<Double>(repeating: 0)
  private var imaginary = SIMD16<Double>(repeating: 0)
  private var level = 0.0
  private var slope = 0.0
  private var hasBegun = false

  /// Designs a tracker, which takes some milliseconds.
  ///
  /// - Precondition: the rate is in ``samplingRates``.
  public init(samplingRate: Frequency) {
    precondition(
      Self.samplingRates.contains(samplingRate.hertz), "phases are tracked at 50 to 2000 samples a second")
    model = SlowWaveModel(samplingRate: samplingRate.hertz)
  }

  /// The rate the tracker is made for.
  public var samplingRate: Frequency { .hertz(model.samplingRate) }

  /// Takes in the next sample in microvolts.
  ///
  /// A value that is not finite counts as missing: the waves run on. A few dozen nanoseconds; allocates nothing.
  public mutating func push(_ microvolts: Double) {
    let isMissing = !microvolts.isFinite
    if !hasBegun {
      if isMissing { return }
      hasBegun = true
      level = microvolts
    }
    let turnedReal = real * model.turnReal - imaginary * model.turnImaginary
    let turnedImaginary = real * model.turnImaginary + imaginary * model.turnReal
    level += slope / model.samplingRate
    let innovation = isMissing ? 0 : microvolts - level - turnedReal.sum()
    real = turnedReal + model.gainReal * innovation
    imaginary = turnedImaginary + model.gainImaginary * innovation
    level += model.gainLevel * innovation
    slope += model.gainSlope * innovation
  }

  /// The slow wave's analytic signal, not yet corrected in size.
  private var wave: (real: Double, imaginary: Double) {
    ((model.weights * real).sum(), (model.weights * imaginary).sum())
  }

  /// Forgets everything, as after a gap.
  public mutating func reset() {
    real = SIMD16(repeating: 0)
    imaginary = real
    (level, slope, hasBegun) = (0, 0, false)
  }

  /// The phase at the last sample; 0 is the positive peak.
  public var phase: Phase {
    let wave = wave
    return Phase(radians: atan2(wave.imaginary, wave.real))
  }

  /// The amplitude at the last sample: half of peak to peak, in microvolts.
  public var amplitude: Double {
    let wave = wave
    return (wave.real * wave.real + wave.imaginary * wave.imaginary).squareRoot() * model.amplitudeCorrection
  }

  /// The phase that the wave is expected to have some time after the last sample.
  ///
  /// Every oscillator turns on by itself, so that what is expected bends as the mixture does. Under a microsecond;
  /// a ``Predictor`` does the same for one fixed time at the cost of a sample.
  public func predictedPhase(after span: NightTime.Span) -> Phase {
    predictedPhase(Predictor(samplingRate: samplingRate, after: span, model: model))
  }

  /// The phase that the wave is expected to have at a predictor's time.
  public func predictedPhase(_ predictor: Predictor) -> Phase {
    let re = (predictor.real * real - predictor.imaginary * imaginary).sum()
    let im = (predictor.imaginary * real + predictor.real * imaginary).sum()
    return Phase(radians: atan2(im, re))
  }

  /// A predictor for a fixed time ahead.
  public func predictor(after span: NightTime.Span) -> Predictor {
    Predictor(samplingRate: samplingRate, after: span, model: model)
  }

  /// Looks a fixed time ahead; made once by ``PhaseTracker/predictor(after:)``, used at every sample.
  public struct Predictor: Sendable {
    fileprivate let real: SIMD16<Double>
    fileprivate let imaginary: SIMD16<Double>
    /// How far it looks ahead.
    public let span: NightTime.Span

    fileprivate init(samplingRate: Frequency, after span: NightTime.Span, model: SlowWaveModel) {
      self.span = span
      var re = SIMD16<Double>(repeating: 0)
      var im = re
      for k in 0..<SlowWaveModel.count {
        let size = model.weights[k] * exp(-model.dampings[k] * span.seconds)
        re[k] = size * cos(model.angularFrequencies[k] * span.seconds)
        im[k] = size * sin(model.angularFrequencies[k] * span.seconds)
      }
      (real, imaginary) = (re, im)
    }
  }
}
