internal import Foundation
public import SleepCore

/// Decides, sample by sample, when a pulse is due so that it reaches the ear at the target phase; for any estimator.
///
/// The estimator's horizon is how long a sound takes to the ear: the wave that it expects is the one that a sound
/// asked for now would meet. Where that wave passes the target between two samples, the onset is put where the two
/// meet, to the tick. A wave gets one pulse at most, and only if it is large enough and its phase is sure enough.
/// How sure is enough is found on the way, so that about ``Settings/wishedPerMinute`` of the surest are answered.
/// It only ever says when; whether a pulse may sound is the guard's.
public struct PhaseTrigger<Estimator: PhaseEstimator>: Sendable {
  /// What a trigger aims at.
  public struct Settings: Sendable, Hashable {
    /// The phase at which the pulse's onset should reach the ear.
    public var target: Phase
    /// The smallest expected amplitude that is answered, in microvolts (half of peak to peak).
    public var minimumAmplitudeMicrovolts: Double
    /// The least time from one onset to the next; ≥ 0.
    public var refractory: NightTime.Span
    /// The largest circular standard deviation, in radians, at which a wave is ever answered.
    public var greatestUncertainty: Double
    /// About how many waves a minute to answer where there are more than enough; `nil` answers all.
    public var wishedPerMinute: Double?

    /// Creates settings.
    ///
    /// The usual greatest uncertainty is that of a resultant length of 0.6: below it a pulse is nearly a guess.
    public init(
      target: Phase, minimumAmplitudeMicrovolts: Double, refractory: NightTime.Span,
      greatestUncertainty: Double = 1.01, wishedPerMinute: Double? = nil
    ) {
      self.target = target
      self.minimumAmplitudeMicrovolts = minimumAmplitudeMicrovolts
      self.refractory = refractory
      self.greatestUncertainty = greatestUncertainty
      self.wishedPerMinute = wishedPerMinute
    }
  }

  /// How much one wave moves the bar, as a resultant length; with some 30 waves a minute it settles in one or two.
  private static var barStep: Double { 0.01 }
  /// The bar that a night begins with, as a resultant length.
  private static var firstBar: Double { 0.9 }
  /// Over how many seconds candidates are counted.
  private static var countingTime: Double { 60 }

  /// What it aims at.
  public let settings: Settings
  private var lastOnset: NightTime?
  private var lastTime: NightTime?
  /// When the last wave that was large and sure enough met the target, pulse or not.
  private var lastCandidate: NightTime?
  /// How far the target was at the last sample, in radians, if the wave was near it.
  private var previousDistance: Double?
  private var isSpent = false
  private var bar: Double
  private var candidateRate: Double

  /// Creates a trigger that has given no pulse yet.
  public init(settings: Settings) {
    self.settings = settings
    bar = settings.wishedPerMinute == nil ? 0 : Self.firstBar
    // Until they have been counted: a candidate every two seconds, as in deep sleep.
    candidateRate = 30
  }

  /// Looks at the estimate after a sample, and returns the pulse that is due, if one is.
  ///
  /// - Parameters:
  ///   - time: when that sample was taken; later at every call.
  ///   - estimator: the estimator after that sample; the same one at every call.
  ///   - allowed: whether a pulse is wanted at all, such as in steady N3.
  /// - Returns: the pulse, or `nil` at nearly every sample. Its onset is never earlier than `time` and the horizon.
  ///
  /// Costs nothing while not allowed; allocates nothing.
  public mutating func step(time: NightTime, estimator: Estimator, allowed: Bool) -> PulseDecision? {
    let before = previousDistance
    let sampleTime = lastTime
    lastTime = time
    previousDistance = nil
    guard allowed else { return nil }
    let wave = estimator.expected
    // How far the target still is: it falls as the wave turns, through 0 at the target.
    let distance = Phase(radians: settings.target.radians - wave.phase.radians).radians
    guard distance.magnitude < .pi / 4 else {
      // Only a wave that has turned away for good is another one: a doubtful phase flutters.
      if distance.magnitude > .pi / 2 { isSpent = false }
      return nil
    }
    previousDistance = distance
    guard let sampleTime, !isSpent else { return nil }
    let span = (time - sampleTime).seconds
    // What the wave turns in a sample, as it did in the last one, within 0.25 to 4 Hz.
    let usual = 2 * Double.pi * 0.9 * span
    let turn = min(max(before.map { $0 - distance } ?? usual, usual / 3.6), usual * 4.4)
    var wait = 0.0
    if distance >= 0, distance < turn {
      wait = distance / turn * span
    } else if let before, before > 0, distance < 0 {
      // The wave turned faster than expected and the target has just gone by: now is the nearest moment left.
      wait = 0
    } else {
      return nil
    }
    isSpent = true
    guard wave.amplitudeMicrovolts >= settings.minimumAmplitudeMicrovolts,
      wave.uncertainty <= settings.greatestUncertainty
    else { return nil }
    let onset = time + estimator.horizon + NightTime.Span(ticks: Int64((wait * 1e7).rounded()))
    if let lastOnset, onset - lastOnset < settings.refractory { return nil }
    guard clearsBar(exp(-wave.uncertainty * wave.uncertainty / 2), at: onset) else { return nil }
    lastOnset = onset
    return PulseDecision(
      onset: onset,
      predictedPhase: Phase(
        radians: settings.target.radians - distance + (span > 0 ? wait / span * turn : 0)),
      amplitudeMicrovolts: wave.amplitudeMicrovolts, uncertainty: wave.uncertainty)
  }

  /// Whether a wave is among the surest, and moves the bar so that the wished share of waves clears it.
  private mutating func clearsBar(_ resultant: Double, at onset: NightTime) -> Bool {
    guard let wished = settings.wishedPerMinute else { return true }
    if let lastCandidate {
      // Longer pauses are those in which nothing was allowed; they say nothing of the waves.
      let pause = (onset - lastCandidate).seconds
      if pause > 0, pause < 20 {
        let part = 1 - exp(-pause / Self.countingTime)
        candidateRate += part * (60 / pause - candidateRate)
      }
    }
    lastCandidate = onset
    let share = min(wished / max(candidateRate, 1), 1)
    let clears = resultant >= bar
    bar = min(max(bar + Self.barStep * (clears ? 1 - share : -share), 0), 1)
    return clears
  }

  /// Forgets the wave but neither the last pulse nor the bar, as after a gap.
  public mutating func reset() { (previousDistance, lastTime, isSpent) = (nil, nil, false) }
}
