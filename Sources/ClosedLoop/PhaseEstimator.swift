public import SleepCore

/// What the slow wave (0.5-2 Hz) is expected to be at one moment.
public struct WaveEstimate: Sendable, Hashable {
  /// The phase; 0 is the positive peak.
  public let phase: Phase
  /// Half of peak to peak, in microvolts; ≥ 0.
  public let amplitudeMicrovolts: Double
  /// How far the phase may be off: the standard deviation in radians that the estimator expects of itself; ≥ 0.
  ///
  /// An estimator that knows nothing of its own doubt says ``unknownUncertainty``.
  public let uncertainty: Double

  /// The circular standard deviation that stands for "not known", in radians: that of a resultant length of 0.8.
  public static let unknownUncertainty = 0.668

  /// Creates an estimate.
  public init(phase: Phase, amplitudeMicrovolts: Double, uncertainty: Double = unknownUncertainty) {
    self.phase = phase
    self.amplitudeMicrovolts = amplitudeMicrovolts
    self.uncertainty = uncertainty
  }
}

/// Whoever says, sample by sample and without looking ahead, where in its slow wave a sleeper is.
///
/// The horizon belongs to the estimator: it is asked for the wave at a fixed time after the last sample, which is
/// how long a sound takes to the ear. Same samples, same bits, however they are cut into blocks; `push` and
/// `expected` allocate nothing.
public protocol PhaseEstimator: Sendable {
  /// How far ahead of the last sample ``expected`` looks; ≥ 0.
  var horizon: NightTime.Span { get }
  /// Takes in the next sample in microvolts; a value that is not finite counts as missing.
  mutating func push(_ microvolts: Double)
  /// The wave that is expected ``horizon`` after the last sample.
  var expected: WaveEstimate { get }
  /// Forgets the signal, as after a gap; what was learnt about the sleeper may stay.
  mutating func reset()
}
