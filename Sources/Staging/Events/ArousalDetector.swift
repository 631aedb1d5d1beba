internal import Foundation
public import SleepCore

/// Finds arousals in one EEG channel, with the chin's EMG where there is one, sample by sample.
///
/// Every 20 ms a spectrum of 0.6 s is taken, as the spindle detector's. A frame is fast where alpha (8-11 Hz), theta
/// (4-7 Hz) or what is over 17 Hz stands out over its median of the last minute, and sigma (11-16 Hz) does not outdo
/// it: a spindle is none. Fast frames with pauses of at most 0.5 s, 3 s long and begun after 10 s without, are an
/// arousal. In R the EMG must also rise for 1 s within it (AASM); without an EMG, or with no stage told, that is not
/// asked. What the sleeper's stage is, the caller says with ``stage``: awake there is no arousal.
///
/// ``isOngoing`` turns true within half a second of the arousal's third second, and is what a program acts on; the event
/// itself is told 0.8 s after its end, since a pause of 0.5 s does not end it. All are ratios of powers: gain does
/// not matter. Overnight and online are this one detector. Nothing is allocated.
public struct ArousalDetector: Sendable {
  /// What makes an arousal; ratios of powers, and seconds.
  public struct Criteria: Sendable, Hashable {
    /// Alpha over its background in a fast frame.
    public var alpha = 6.0
    /// Theta over its background in a fast frame.
    public var theta = 10.0
    /// 17-30 Hz over its background in a fast frame.
    public var beta = 4.0
    /// The EMG over its background, for 1 s within an arousal in R.
    public var muscle = 2.0
    /// The shortest arousal (AASM).
    public var shortest = 3.0
    /// The sleep before it (AASM).
    public var sleepBefore = 10.0
    /// The longest pause within it.
    public var pause = 0.5

    /// Creates the criteria as documented, to be changed.
    public init() {}

    /// The criteria as documented.
    public static let standard = Criteria()
  }

  /// After so many seconds an arousal is told as it is: what follows is waking (AASM: half an epoch).
  public static let longest = 15.0
  /// After so many seconds of what is fast someone stirs; our own choice, a third of an arousal.
  public static let stirring = 1.0

  /// Density of 12-15 Hz over that of 17-30 Hz from which on what is fast is but the edge of a spindle; our own choice.
  static let sigmaOfSpindle = 8.0

  /// The stage that is believed now; `nil` where nobody knows.
  public var stage: SleepStage?
  /// Whether an arousal is going on that has lasted 3 s.
  public private(set) var isOngoing = false
  /// Whether what is fast has stood out for ``stirring`` seconds, whatever comes of it; told within half a second, and
  /// what a program that plays sound holds back at.
  public var isStirring: Bool { first >= 0 && Double(last - first) / rate >= Self.stirring - 1e-7 }

  private let rate: Double
  private let criteria: Criteria
  private let hop: Double
  private let fewestFrames: Int
  private var spectrum: SpindleSpectrum
  private var eeg: SampleHistory
  private var untilFrame: Int
  private var theta: RunningQuantile
  private var alpha: RunningQuantile
  private var beta: RunningQuantile
  private var muscle: RunningQuantile
  // The chin's power since the last frame: squares of what changes from sample to sample.
  private var chinSum = 0.0
  /// That, smoothed over a quarter of a second.
  private var chinPower: Double?
  private var chinCount = 0
  private var chinBefore = Double.nan
  // The run of fast frames, by the middles of its first and last frame in samples, and what is to be told of it.
  private var first = -1
  private var last = -1
  private var wasAsleep = false
  private var isREM = false
  private var muscleFrames = 0
  private var rises = (alpha: 0.0, beta: 0.0, muscle: -1.0)
  /// The middle of the last frame of the last fast run of a second or more, or of the last one that can't be judged.
  private var quietSince = 0

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: 50 to 1000 Hz, of both channels.
  ///   - criteria: what makes an arousal.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public init(samplingRate: Frequency, criteria: Criteria = .standard) throws(EventError) {
    try EventSampling.check(samplingRate)
    rate = samplingRate.hertz
    self.criteria = criteria
    spectrum = SpindleSpectrum(samplingRate: rate)
    hop = Double(spectrum.hop) / rate
    fewestFrames = Int(criteria.sleepBefore / hop)
    untilFrame = 2 * spectrum.half + 1
    eeg = SampleHistory(capacity: 2 * spectrum.half + 1)
    // Each by itself: arrays that share their memory are copied when one of them is first written to.
    theta = RunningQuantile(capacity: Int(60 / hop))
    alpha = RunningQuantile(capacity: Int(60 / hop))
    beta = RunningQuantile(capacity: Int(60 / hop))
    muscle = RunningQuantile(capacity: Int(60 / hop))
  }

  /// Takes the next sample in microvolts, and the chin's EMG of the same moment where there is one; returns the arousal
  /// that has ended, if one has.
  public mutating func push(_ microvolts: Double, chin: Double? = nil) -> ArousalEvent? {
    eeg.push(microvolts)
    if let chin, chin.isFinite {
      let change = chin - chinBefore
      if change.isFinite {
        chinSum += change * change
        chinCount += 1
      }
      chinBefore = chin
    }
    untilFrame -= 1
    guard untilFrame == 0 else { return nil }
    untilFrame = spectrum.hop
    return frame(middle: eeg.count - 1 - spectrum.half)
  }

  /// Ends the signal, and returns the arousal that it ended in, if it did.
  public mutating func finish() -> ArousalEvent? { close() }

  private mutating func frame(middle: Int) -> ArousalEvent? {
    let chin = takeChin()
    guard eeg.run >= 2 * spectrum.half + 1 else { return interrupt(middle) }
    spectrum.analyse(eeg)
    let (low, slow) = (spectrum.mean(4, 7), spectrum.mean(8, 11))
    let (sigma, fast) = (spectrum.mean(12, 15), spectrum.mean(17, 30))
    let all = low + slow + sigma + fast
    guard all > 1e-12, all.isFinite else { return interrupt(middle) }
    let (thetaRise, alphaRise, betaRise) = (rise(&theta, low), rise(&alpha, slow), rise(&beta, fast))
    guard theta.count >= fewestFrames else {
      quietSince = middle
      return nil
    }
    // A spindle lifts its neighbours too; what stands over them is sigma then.
    let isAlpha = (alphaRise >= log2(criteria.alpha) || thetaRise >= log2(criteria.theta))
    let isBeta = betaRise >= log2(criteria.beta) && sigma < Self.sigmaOfSpindle * fast
    let isFast = isBeta || isAlpha && !(sigma > 2 * slow && sigma > fast)
    if isFast {
      if first < 0 { begin(middle) }
      last = middle
      rises.alpha = max(rises.alpha, exp2(alphaRise))
      rises.beta = max(rises.beta, exp2(betaRise))
    }
    if let chin, chin > 0, chin.isFinite {
      let muscleRise = rise(&muscle, chin)
      if first >= 0 {
        rises.muscle = max(rises.muscle, exp2(muscleRise))
        if muscleRise >= log2(criteria.muscle) { muscleFrames += 1 }
      }
    }
    guard first >= 0 else { return nil }
    isOngoing = isArousal && isFast || isOngoing
    if Double(middle - last) / rate > criteria.pause || Double(middle - first) / rate >= Self.longest {
      return close()
    }
    return nil
  }

  private func rise(_ background: inout RunningQuantile, _ power: Double) -> Double {
    let level = log2(max(power, 1e-18))
    background.push(log2: level)
    return level - background.log2Value
  }

  private mutating func takeChin() -> Double? {
    defer { (chinSum, chinCount) = (0, 0) }
    guard chinCount > 0, chinSum.isFinite else { return nil }
    let power = chinSum / Double(chinCount)
    let smooth = chinPower.map { $0 + (power - $0) * min(1, hop / 0.25) } ?? power
    chinPower = smooth
    return smooth
  }

  private mutating func begin(_ middle: Int) {
    first = middle
    wasAsleep =
      Double(middle - quietSince) / rate >= criteria.sleepBefore && stage != .wake && stage != .unknown
    isREM = stage == .rem
    (muscleFrames, rises) = (0, (0, 0, -1))
  }

  /// Whether the run so far is one.
  private var isArousal: Bool {
    guard first >= 0, wasAsleep, Double(last - first) / rate >= criteria.shortest - 1e-7 else { return false }
    return !isREM || rises.muscle < 0 || Double(muscleFrames) * hop >= 1
  }

  private mutating func interrupt(_ middle: Int) -> ArousalEvent? {
    let event = close()
    quietSince = middle
    return event
  }

  private mutating func close() -> ArousalEvent? {
    guard first >= 0 else { return nil }
    let isOne = isArousal
    let event = ArousalEvent(
      start: EventSampling.time(first, rate), end: EventSampling.time(last, rate), alphaRise: rises.alpha,
      betaRise: rises.beta, muscleRise: rises.muscle < 0 ? nil : rises.muscle)
    // What is over within a second is no shift, and leaves sleep as stable as it was.
    if Double(last - first) / rate >= 1 { quietSince = last }
    first = -1
    isOngoing = false
    return isOne ? event : nil
  }
}
