internal import Foundation
internal import Signals
public import SleepCore

/// Finds slow waves sample by sample, and tells of each within half a second of its end.
///
/// The signal goes through a first-order high-pass at 0.16 Hz, which takes off what drifts, and a low-pass of 3 Hz
/// without phase, 0.4 s late, which is taken off. A wave goes from one crossing from positive to negative to the next
/// (Massimini and others, J. Neurosci. 24:6862, 2004); its times must be those of the AASM's 0.5-2 Hz.
///
/// The online high-pass leads by up to atan(0.16 / f), 11° or 40 ms at 0.8 Hz, so the overnight form,
/// ``SleepEvents/slowWaves(microvolts:samplingRate:hypnogram:stages:criteria:)``, runs that one filter forwards and
/// backwards; all else is the same. A sample costs about 0.4 · rate multiplications; nothing is allocated.
public struct SlowWaveDetector: Sendable {
  /// How large a wave must be.
  public enum Threshold: Sendable, Hashable {
    /// At least so many microvolts from peak to peak; the AASM's is 75.
    case absolute(microvolts: Double)
    /// Larger than this share of the sleeper's own waves: the last 600 online, all of the recording overnight.
    ///
    /// 0.75 is usual (Staresina and others, Nat. Neurosci. 18:1679, 2015). The amplifier's gain does not matter then.
    /// Online nothing is reported before 60 waves.
    case ownShare(Double)
  }

  /// What makes a slow wave.
  public struct Criteria: Sendable, Hashable {
    /// How large it must be; the AASM's 75 µV unless told.
    public var threshold = Threshold.absolute(microvolts: 75)
    /// Waves over this from peak to peak are artefacts, in µV; only with an absolute threshold.
    public var largest = 500.0
    /// How long the whole wave lasts, in seconds: the AASM's 0.5-2 Hz.
    public var seconds = 0.5...2.0
    /// How long its negative half lasts (YASA's default begins at 0.3 too).
    public var negativeSeconds = 0.3...1.5
    /// How long its positive half lasts, as YASA's default.
    public var positiveSeconds = 0.1...1.0

    /// Creates the criteria as documented, to be changed.
    public init() {}

    /// The criteria as documented.
    public static let standard = Criteria()
  }

  static let highpass = 0.16
  static let lowpass = 3.0
  static let halfSeconds = 0.4
  static let fewestOwn = 60

  private let criteria: Criteria
  private let rest: BiquadCascade
  private var highpass: BiquadCascade
  private var lowpass: DelayedFilter
  private var finder: SlowWaveFinder
  private var own: RunningQuantile
  private var run = 0

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - criteria: what makes a slow wave.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public init(samplingRate: Frequency, criteria: Criteria = .standard) throws(EventError) {
    try EventSampling.check(samplingRate)
    self.criteria = criteria
    rest = BiquadCascade(try Self.highpass(samplingRate))
    highpass = rest
    lowpass = Self.lowpass(samplingRate)
    finder = SlowWaveFinder(samplingRate: samplingRate.hertz, criteria: criteria)
    own = RunningQuantile(capacity: 600, share: Self.share(criteria))
  }

  static func highpass(_ rate: Frequency) throws(EventError) -> [SecondOrderSection] {
    do throws(FilterError) {
      return try Butterworth.design(order: 1, kind: .highpass(.hertz(highpass)), samplingRate: rate)
    } catch {
      throw .samplingRate(rate)
    }
  }

  static func lowpass(_ rate: Frequency) -> DelayedFilter {
    DelayedFilter(lowpass: lowpass, halfSeconds: halfSeconds, samplingRate: rate.hertz)
  }

  private static func share(_ criteria: Criteria) -> Double {
    if case .ownShare(let share) = criteria.threshold { min(max(share, 0), 1) } else { 0.75 }
  }

  /// Takes the next sample in microvolts, and returns the wave that has ended, if one has.
  ///
  /// That is at most 0.42 s after its end. A sample that is not finite is a gap: no wave goes through it.
  public mutating func push(_ microvolts: Double) -> SlowWaveEvent? {
    var sample = 0.0
    if microvolts.isFinite {
      if run == 0 {
        highpass = rest
        highpass.settle(at: microvolts)
      }
      run += 1
      sample = highpass.process(microvolts)
    } else {
      run = 0
    }
    guard let value = lowpass.push(sample) else { return nil }
    return accepted(finder.push(run > 2 * lowpass.half ? value : nil))
  }

  private mutating func accepted(_ wave: SlowWaveEvent?) -> SlowWaveEvent? {
    guard let wave else { return nil }
    switch criteria.threshold {
    case .absolute(let least):
      return (least...max(least, criteria.largest)).contains(wave.peakToPeak) ? wave : nil
    case .ownShare:
      let size = log2(wave.peakToPeak)
      let isKnown = own.count >= Self.fewestOwn
      let bound = own.log2Value
      own.push(log2: size)
      return isKnown && size > bound ? wave : nil
    }
  }
}
