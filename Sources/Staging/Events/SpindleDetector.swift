internal import Foundation
public import SleepCore

/// Finds sleep spindles sample by sample, and tells of each within half a second of its end.
///
/// Every 20 ms a spectrum of 0.6 s is taken (4-30 Hz). A spindle is a run of frames, 0.5 to 3 s long, in which the
/// power of 11-16 Hz stands out over what it has been lately, and that for 0.2 s is plain: well over its background,
/// a good share of all power, standing over alpha and over beta so that neither alpha nor muscle passes for it, with its
/// peak between 11 and 16 Hz, while the last 20 s look like NREM sleep. All of it is ratios of powers: the amplifier's
/// gain does not matter. The background is the median of the last minute.
///
/// Which criteria: after the A7 detector's (Lacourse and others, J. Neurosci. Methods 316:3, 2019: sigma's power, its
/// share of the signal, and a ratio of slow to fast as context, all at once for 0.3 s) and the AASM's duration.
/// `docs/events.md` says how the numbers were found, and how well they do.
///
/// The online and the overnight form are this one detector: its filters have no phase, only a delay, which is taken
/// off. A sample that is not finite is a gap: no spindle reaches into one. Every 20 ms a frame costs about 40 · rate
/// multiplications, and a spindle's measures once some 50 µs; nothing is allocated.
public struct SpindleDetector: Sendable {
  /// What makes a spindle; every number is a ratio of powers, or a time in seconds.
  public struct Criteria: Sendable, Hashable {
    /// Sigma (11-16 Hz) over its median of the last minute, where a spindle is plain.
    public var plain = 4.0
    /// The same at the edges of a spindle.
    public var edge = 2.0
    /// The share of sigma in 4-30 Hz where a spindle is plain.
    public var plainShare = 0.4
    /// The same at the edges.
    public var edgeShare = 0.1
    /// Mean density of 12-15 Hz over that of 8-10 Hz, where it is plain.
    public var overAlpha = 2.0
    /// Mean density of 12-15 Hz over that of 18-24 Hz, where it is plain.
    public var overBeta = 12.5
    /// What the last 20 s must be like: median density of 4-7 Hz over that of 18-24 Hz.
    public var contextOverBeta = 10.0
    /// The same over that of 8-10 Hz.
    public var contextOverAlpha = 1.25
    /// For how many seconds in all a spindle must be plain.
    public var plainSeconds = 0.2
    /// Parts that are no more seconds than this apart are one spindle.
    public var gap = 0.16
    /// The shortest (AASM) and the longest spindle, in seconds.
    public var duration = 0.5...3.0

    /// Creates the criteria as documented, to be changed.
    public init() {}

    /// The criteria as documented.
    public static let standard = Criteria()
  }

  /// Before so many seconds of signal nothing is claimed: the background is not known.
  public static let shortestBackground = 5.0

  private let rate: Double
  private let hopSeconds: Double
  private let plain: Double
  private let edge: Double
  private let criteria: Criteria
  private let fewestFrames: Int
  private let measures: SpindleMeasures
  private var spectrum: SpindleSpectrum
  private var history: SampleHistory
  private var untilFrame: Int
  private var background: RunningQuantile
  private var theta: RunningQuantile
  private var alpha: RunningQuantile
  private var beta: RunningQuantile
  // The run that may become a spindle: the middles of its first and its last frame, in samples.
  private var first = -1
  private var last = -1
  private var plainFrames = 0
  private var shares = 0.0
  private var frames = 0

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - criteria: what makes a spindle.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public init(samplingRate: Frequency, criteria: Criteria = .standard) throws(EventError) {
    try EventSampling.check(samplingRate)
    rate = samplingRate.hertz
    self.criteria = criteria
    (plain, edge) = (log2(criteria.plain), log2(criteria.edge))
    spectrum = SpindleSpectrum(samplingRate: rate)
    measures = SpindleMeasures(samplingRate: rate)
    let hop = Double(spectrum.hop) / rate
    hopSeconds = hop
    untilFrame = 2 * spectrum.half + 1
    history = SampleHistory(
      capacity: Int(((criteria.duration.upperBound + criteria.gap + 1.5) * rate).rounded(.up)))
    fewestFrames = Int(Self.shortestBackground / hop)
    background = RunningQuantile(capacity: Int(60 / hop))
    theta = RunningQuantile(capacity: Int(20 / hop))
    (alpha, beta) = (theta, theta)
  }

  /// Takes the next sample in microvolts, and returns the spindle that is seen to have ended, if one is.
  ///
  /// That is at most 0.48 s after its end. Times count from the first sample pushed.
  public mutating func push(_ microvolts: Double) -> SpindleEvent? {
    history.push(microvolts)
    untilFrame -= 1
    guard untilFrame == 0 else { return nil }
    untilFrame = spectrum.hop
    return frame(middle: history.count - 1 - spectrum.half)
  }

  /// Ends the signal, and returns the spindle that it ended in, if it did.
  public mutating func finish() -> SpindleEvent? { close() }

  private mutating func frame(middle: Int) -> SpindleEvent? {
    let length = 2 * spectrum.half + 1
    guard history.run >= length else { return close() }
    spectrum.analyse(history)
    let sigma = spectrum.sum(11, 16)
    let all = spectrum.sum(SpindleSpectrum.lowest, SpindleSpectrum.highest)
    // A line carries nothing, not even a background.
    guard sigma > 1e-12, all.isFinite else { return close() }
    let level = log2(sigma)
    background.push(log2: level)
    let (low, slow, fast) = (spectrum.mean(4, 7), spectrum.mean(8, 10), spectrum.mean(18, 24))
    theta.push(log2: log2(low))
    alpha.push(log2: log2(slow))
    beta.push(log2: log2(fast))
    let over = level - background.log2Value
    let share = sigma / all
    if background.count >= fewestFrames, over >= edge, share >= criteria.edgeShare {
      if first < 0 { (first, plainFrames, shares, frames) = (middle, 0, 0, 0) }
      last = middle
      shares += share
      frames += 1
      if over >= plain, share >= criteria.plainShare, isSigma(slow: slow, fast: fast) { plainFrames += 1 }
      return nil
    }
    // A later frame could no longer be near enough to go on with.
    guard first >= 0, Double(middle + spectrum.hop - last) / rate > criteria.gap else { return nil }
    return close()
  }

  /// Whether what stands out is sigma and nothing else, in sleep.
  private func isSigma(slow: Double, fast: Double) -> Bool {
    let centre = spectrum.mean(12, 15)
    let context = theta.log2Value
    return centre >= criteria.overAlpha * slow && centre >= criteria.overBeta * fast
      && (11...16).contains(spectrum.whitenedPeak)
      && context - beta.log2Value >= log2(criteria.contextOverBeta)
      && context - alpha.log2Value >= log2(criteria.contextOverAlpha)
  }

  private mutating func close() -> SpindleEvent? {
    guard first >= 0 else { return nil }
    let (first, last) = (first, last)
    self.first = -1
    let seconds = Double(last - first) / rate
    // A tick is forgiven, so that a duration of exactly the bound is inside whatever the rate.
    guard Double(plainFrames) * hopSeconds >= criteria.plainSeconds - 1e-7,
      seconds >= criteria.duration.lowerBound - 1e-7,
      seconds <= criteria.duration.upperBound + 1e-7
    else { return nil }
    return measures.measure(history, first: first, last: last, relativePower: shares / Double(frames))
  }
}
