internal import Foundation
internal import Signals
public import SleepCore

/// A fixed threshold: the phase by the time since the last trough that was deep enough.
///
/// Source: Ngo, Martinetz, Born and Mölle, "Auditory closed-loop stimulation of the sleep slow oscillation enhances
/// memory", Neuron 78 (2013): the EEG of 0.25-4 Hz crosses a threshold, and a click follows the trough by a fixed time.
/// They set −80 µV; here it is −37.5 µV, the smallest wave that the comparison counts, and whoever triggers asks
/// for more by the amplitude, which is the last trough's depth. The wave is supposed to turn at 0.7 Hz from the trough on, the
/// best of 0.7, 0.85 and 1 Hz over N3 of eleven ucddb sleepers. Between waves it says nothing that is worth
/// believing: this method times clicks, it does not track.
public struct ThresholdPhase: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  private let step: Double
  private var filter: BiquadCascade
  private let atRest: BiquadCascade
  private let threshold: Double
  private var first: Double?
  private var held = 0.0
  private var isBelow = false
  private var deepest = 0.0
  private var sinceDeepest = 0.0
  /// Seconds since the last trough that was passed, and its depth.
  private var sinceTrough = 0.0
  private var depth = 0.0

  static let hertz = 0.7
  /// The threshold that is usual here, in microvolts.
  public static let usualThreshold = -37.5

  /// Creates an estimator; a sample costs a filter section.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: ≥ 0.
  ///   - threshold: in microvolts, under 0.
  /// - Precondition: all are in range.
  public init(
    samplingRate: Frequency, horizon: NightTime.Span, threshold: Double = ThresholdPhase.usualThreshold
  ) {
    checkBaseline(samplingRate, horizon)
    precondition(threshold < 0, "a trough is negative")
    self.horizon = horizon
    self.threshold = threshold
    step = 1 / samplingRate.hertz
    atRest = BiquadCascade(slowWaveBand(order: 1, from: 0.25, upTo: 4, samplingRate))
    filter = atRest
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the last one holds.
  public mutating func push(_ microvolts: Double) {
    guard let first = first ?? (microvolts.isFinite ? microvolts : nil) else { return }
    self.first = first
    if microvolts.isFinite { held = microvolts - first }
    let wave = filter.process(held)
    sinceTrough += step
    sinceDeepest += step
    guard wave < threshold || (isBelow && wave < 0) else {
      isBelow = false
      return
    }
    if !isBelow || wave < deepest {
      (deepest, sinceDeepest) = (wave, 0)
    } else {
      (sinceTrough, depth) = (sinceDeepest, -deepest)
    }
    isBelow = true
  }

  /// The wave that is expected ``horizon`` after the last sample; of no amplitude before the first trough.
  public var expected: WaveEstimate {
    WaveEstimate(
      phase: Phase(radians: .pi + 2 * .pi * Self.hertz * (sinceTrough + horizon.seconds)),
      amplitudeMicrovolts: depth)
  }

  /// Forgets the signal.
  public mutating func reset() {
    filter = atRest
    (first, held, isBelow, deepest, sinceDeepest, sinceTrough, depth) = (nil, 0, false, 0, 0, 0, 0)
  }
}
