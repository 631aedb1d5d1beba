internal import Foundation
internal import Signals
public import SleepCore

/// A phase-locked loop: an oscillator that is pulled towards the slow wave's phase.
///
/// Source: Santostasi et al., "Phase-locked loop for precisely timed acoustic stimulation during sleep", Journal of
/// Neuroscience Methods 259 (2016): the filtered signal is multiplied with a reference wave, and what is left of
/// the product steers the reference. Here the signal is a causal first-order Butterworth band of 0.5-4 Hz divided
/// by √2 times its running root mean square; the product −2·x·sin θ, near the sine of the phase error, moves the phase
/// at a gain of 12 a second. The constants are the best over N3 of eleven ucddb sleepers (bands 0.3-3, 0.5-2, 0.5-4 Hz;
/// free frequencies 0.85 and 1 Hz; gains 2 to 26 a second; integral gains, which let the frequency adapt, 0 to 8).
/// An adapting frequency was worse there at every gain, and so the oscillator keeps its own.
public struct PhaseLockedLoop: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  private let step: Double
  private let fading: Double
  private var filter: BiquadCascade
  private let atRest: BiquadCascade
  private var first: Double?
  private var held = 0.0
  private var power = 0.0
  private var angle = 0.0

  static let hertz = 1.0
  static let gain = 12.0
  static let memorySeconds = 0.5

  /// Creates a loop; a sample costs a filter section and a sine, some tens of nanoseconds.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: ≥ 0.
  /// - Precondition: both are in range.
  public init(samplingRate: Frequency, horizon: NightTime.Span) {
    checkBaseline(samplingRate, horizon)
    self.horizon = horizon
    step = 1 / samplingRate.hertz
    fading = exp(-step / Self.memorySeconds)
    atRest = BiquadCascade(slowWaveBand(order: 1, upTo: 4, samplingRate))
    filter = atRest
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the last one holds.
  public mutating func push(_ microvolts: Double) {
    guard let first = first ?? (microvolts.isFinite ? microvolts : nil) else { return }
    self.first = first
    if microvolts.isFinite { held = microvolts - first }
    let wave = filter.process(held)
    angle += 2 * .pi * Self.hertz * step
    power = fading * power + (1 - fading) * wave * wave
    guard power > 0 else { return }
    angle -= Self.gain * step * 2 * wave / (2 * power).squareRoot() * sin(angle)
    // A turn more or less is the same phase; small angles keep their bits.
    if angle > .pi { angle -= 2 * .pi }
    if angle < -.pi { angle += 2 * .pi }
  }

  /// The wave that is expected ``horizon`` after the last sample.
  public var expected: WaveEstimate {
    WaveEstimate(
      phase: Phase(radians: angle + 2 * .pi * Self.hertz * horizon.seconds),
      amplitudeMicrovolts: (2 * power).squareRoot())
  }

  /// Forgets the signal.
  public mutating func reset() {
    filter = atRest
    (first, held, power, angle) = (nil, 0, 0, 0)
  }
}
