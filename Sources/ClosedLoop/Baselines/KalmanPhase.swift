public import SleepCore

/// The ``PhaseTracker`` with a horizon: a steady Kalman filter over sixteen oscillators.
///
/// Sources: Matsuda and Komaki, Neural Computation 29 (2017); Wodeyar et al., eLife 10:e68803 (2021).
public struct KalmanPhase: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public var horizon: NightTime.Span { predictor.span }
  private var tracker: PhaseTracker
  private let predictor: PhaseTracker.Predictor

  /// Designs an estimator, which takes some milliseconds; a sample costs a few dozen nanoseconds.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: ≥ 0.
  /// - Precondition: both are in range.
  public init(samplingRate: Frequency, horizon: NightTime.Span) {
    checkBaseline(samplingRate, horizon)
    tracker = PhaseTracker(samplingRate: samplingRate)
    predictor = tracker.predictor(after: horizon)
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the waves run on.
  public mutating func push(_ microvolts: Double) { tracker.push(microvolts) }

  /// The wave that is expected ``horizon`` after the last sample.
  public var expected: WaveEstimate {
    WaveEstimate(phase: tracker.predictedPhase(predictor), amplitudeMicrovolts: tracker.amplitude)
  }

  /// Forgets the signal.
  public mutating func reset() { tracker.reset() }
}
