internal import Foundation
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

/// Decides, sample by sample, when a pulse is due so that it reaches the ear at the target phase.
///
/// At every sample it asks which phase the wave will have when a sound that is asked for now is heard. When the
/// target lies between that phase and the next sample's, the onset is put where the two meet, to the tick.
/// A wave gets one pulse at most. It only ever says when; whether a pulse may sound is the guard's.
public struct PulseTrigger: Sendable {
  /// What a trigger aims at.
  public struct Settings: Sendable, Hashable {
    /// The phase at which the pulse's onset should reach the ear.
    public var target: Phase
    /// From the sample being taken to the earliest moment a sound asked for then is heard; ≥ 0.
    public var latency: NightTime.Span
    /// The smallest amplitude of the slow wave that is answered, in microvolts (half of peak to peak).
    public var minimumAmplitudeMicrovolts: Double
    /// The least time from one onset to the next; ≥ 0.
    public var refractory: NightTime.Span

    /// Creates settings.
    public init(
      target: Phase, latency: NightTime.Span, minimumAmplitudeMicrovolts: Double, refractory: NightTime.Span
    ) {
      self.target = target
      self.latency = latency
      self.minimumAmplitudeMicrovolts = minimumAmplitudeMicrovolts
      self.refractory = refractory
    }
  }

  /// What it aims at.
  public let settings: Settings
  private let targetCosine: Double
  private let targetSine: Double
  private var predictor: PhaseTracker.Predictor?
  private var lastOnset: NightTime?
  private var previousDistance: Double?
  /// Whether this wave has had its pulse; the next one begins when the wave has turned away from the target.
  private var isSpent = false

  /// Creates a trigger that has given no pulse yet.
  public init(settings: Settings) {
    self.settings = settings
    targetCosine = cos(settings.target.radians)
    targetSine = sin(settings.target.radians)
  }

  /// Looks at the sample just pushed into the tracker, and returns the pulse that is due, if one is.
  ///
  /// - Parameters:
  ///   - time: when that sample was taken.
  ///   - tracker: the tracker after that sample; the same one at every call.
  ///   - allowed: whether a pulse is wanted at all, such as in steady N3.
  /// - Returns: the pulse, or `nil` at nearly every sample.
  ///
  /// Costs nothing while not allowed, else about a tracker's step; allocates nothing.
  public mutating func step(time: NightTime, tracker: PhaseTracker, allowed: Bool) -> PulseDecision? {
    guard allowed else {
      previousDistance = nil
      return nil
    }
    let predictor: PhaseTracker.Predictor
    if let made = self.predictor {
      predictor = made
    } else {
      predictor = tracker.predictor(after: settings.latency)
      self.predictor = predictor
    }
    // The expected wave, turned so that the target lies on the positive real axis: the wave is at the target
    // where it crosses that axis upwards.
    let wave = tracker.predictedWave(predictor)
    let re = wave.real * targetCosine + wave.imaginary * targetSine
    let im = wave.imaginary * targetCosine - wave.real * targetSine
    guard re > abs(im) else {
      previousDistance = nil
      isSpent = false
      return nil
    }
    // How far the target still is: it falls as the wave turns, through 0 at the target.
    let distance = -atan2(im, re)
    let before = previousDistance
    previousDistance = distance
    let rate = 2 * Double.pi * tracker.frequency.hertz
    var wait = 0.0
    if distance >= 0, distance < rate / tracker.samplingRate.hertz {
      wait = distance / rate
    } else if let before, before > 0, distance < 0 {
      // The wave turned faster than expected and the target has just gone by: now is the nearest moment left.
      wait = 0
    } else {
      return nil
    }
    let amplitude = tracker.amplitude
    guard !isSpent, amplitude >= settings.minimumAmplitudeMicrovolts else { return nil }
    let onset = time + settings.latency + NightTime.Span(ticks: Int64((wait * 1e7).rounded()))
    if let lastOnset, onset - lastOnset < settings.refractory { return nil }
    lastOnset = onset
    isSpent = true
    return PulseDecision(
      onset: onset, predictedPhase: Phase(radians: settings.target.radians - distance + wait * rate),
      amplitudeMicrovolts: amplitude)
  }

  /// Forgets the wave but not the last pulse, as after a gap.
  public mutating func reset() { previousDistance = nil }
}
