public import SleepCore

/// The ways to estimate a phase that can be chosen by name.
public enum PhaseMethod: String, Sendable, CaseIterable {
  /// ``KalmanPhase``.
  case kalman
  /// ``EndpointHilbert``.
  case echt
  /// ``PhaseLockedLoop``.
  case pll
  /// ``AutoregressivePhase``.
  case ar
  /// ``ThresholdPhase``.
  case threshold

  /// What a reader would call it.
  public var title: String {
    switch self {
    case .kalman: "sixteen oscillators, Kalman filter"
    case .echt: "endpoint-corrected Hilbert transform"
    case .pll: "phase-locked loop"
    case .ar: "autoregressive prediction (phastimate)"
    case .threshold: "fixed threshold"
    }
  }

  /// An estimator by this method.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: 0 to 10 s.
  /// - Returns: an estimator that has seen nothing.
  /// - Precondition: both are in range.
  public func estimator(samplingRate: Frequency, horizon: NightTime.Span) -> any PhaseEstimator {
    switch self {
    case .kalman: KalmanPhase(samplingRate: samplingRate, horizon: horizon)
    case .echt: EndpointHilbert(samplingRate: samplingRate, horizon: horizon)
    case .pll: PhaseLockedLoop(samplingRate: samplingRate, horizon: horizon)
    case .ar: AutoregressivePhase(samplingRate: samplingRate, horizon: horizon)
    case .threshold: ThresholdPhase(samplingRate: samplingRate, horizon: horizon)
    }
  }
}
