public import SleepCore

/// A pulse that is due: when it should reach the ear, and at which phase of the slow wave.
public struct PulseDecision: Sendable, Hashable {
  /// When its first sample should reach the ear; never earlier than the latency allows.
  public let onset: NightTime
  /// The phase that the wave is expected to have then.
  public let predictedPhase: Phase
  /// The wave's amplitude when it was decided, in microvolts.
  public let amplitudeMicrovolts: Double
  /// The standard deviation of the phase that the estimator expects of itself, in radians.
  public let uncertainty: Double

  /// Creates a decision.
  public init(
    onset: NightTime, predictedPhase: Phase, amplitudeMicrovolts: Double,
    uncertainty: Double = WaveEstimate.unknownUncertainty
  ) {
    self.onset = onset
    self.predictedPhase = predictedPhase
    self.amplitudeMicrovolts = amplitudeMicrovolts
    self.uncertainty = uncertainty
  }
}
