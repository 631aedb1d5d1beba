internal import Foundation
internal import Signals
public import SleepCore

/// A rapid eye movement: both eyes turn together, so that the two EOG channels go opposite ways.
///
/// Values are those of the channels filtered as ``EyeMovementDetector`` says.
public struct EyeMovementEvent: Sendable, Hashable {
  /// One eye's part of the movement.
  public struct Eye: Sendable, Hashable {
    /// The value at the peak, in µV, with its sign.
    public let peak: Double
    /// The mean rise from start to peak, in µV/s, over 0.
    public let riseSlope: Double
    /// The mean fall from peak to end, in µV/s, over 0.
    public let fallSlope: Double
  }
  /// Where it begins.
  public let start: NightTime
  /// Where the product of the two is largest.
  public let peak: NightTime
  /// Where it ends.
  public let end: NightTime
  /// The left eye's channel (LOC, E1).
  public let left: Eye
  /// The right eye's channel (ROC, E2).
  public let right: Eye
  /// How long it lasts.
  public var duration: NightTime.Span { end - start }
}

/// Finds rapid eye movements in two EOG channels, and tells of each within half a second of its end.
///
/// Each channel goes through a first-order high-pass at 0.3 Hz and a low-pass of 5 Hz without phase, 0.15 s late, which
/// is taken off. An eye movement is a hump of −LOC·ROC, the product that is large only where the two go opposite ways
/// (Agarwal and others, IEEE Trans. Biomed. Eng. 52:1390, 2005): the geometric mean of the two reaches 50 µV, the smaller
/// is at least a fifth of the larger, and the hump, out to a fiftieth of its height, lasts 0.3 to 1.2 s and rises within
/// 0.5 s (AASM: initial deflection). EEG that leaks into both goes the same way in both and is none. Nothing is
/// allocated; overnight and online are this one detector.
public struct EyeMovementDetector: Sendable {
  /// What makes a rapid eye movement.
  public struct Criteria: Sendable, Hashable {
    /// The smallest and largest geometric mean of the two peaks, in µV (YASA's default).
    public var amplitude = 50.0...325.0
    /// How long it lasts, in seconds (YASA's default).
    public var duration = 0.3...1.2
    /// How long its rise may last, in seconds (AASM manual 2.6: usually under 0.5 s).
    public var longestRise = 0.5
    /// The least share of the smaller peak in the larger one.
    public var balance = 0.2
    /// The share of the product's peak at which a movement begins and ends.
    public var edge = 0.02

    /// Creates the criteria as documented, to be changed.
    public init() {}

    /// The criteria as documented.
    public static let standard = Criteria()
  }

  private let rate: Double
  private let criteria: Criteria
  private let rest: BiquadCascade
  private var highpassLeft: BiquadCascade
  private var highpassRight: BiquadCascade
  private var lowpassLeft: DelayedFilter
  private var lowpassRight: DelayedFilter
  private var left: SampleHistory
  private var right: SampleHistory
  private var run = 0
  // The largest product since the hump began, and at which sample; under 0 where there is no hump.
  private var top = 0.0
  private var topAt = -1
  private var lastEnd = 0

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: 50 to 1000 Hz, of both channels.
  ///   - criteria: what makes a rapid eye movement.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public init(samplingRate: Frequency, criteria: Criteria = .standard) throws(EventError) {
    try EventSampling.check(samplingRate)
    rate = samplingRate.hertz
    self.criteria = criteria
    do throws(FilterError) {
      rest = BiquadCascade(
        try Butterworth.design(order: 1, kind: .highpass(.hertz(0.3)), samplingRate: samplingRate))
    } catch {
      throw .samplingRate(samplingRate)
    }
    (highpassLeft, highpassRight) = (rest, rest)
    lowpassLeft = DelayedFilter(lowpass: 5, halfSeconds: 0.15, samplingRate: rate)
    lowpassRight = lowpassLeft
    left = SampleHistory(capacity: Int((criteria.duration.upperBound + 1) * rate))
    right = left
  }

  /// Takes the next sample of both channels in microvolts, and returns the movement that has ended, if one has.
  ///
  /// That is at most 0.2 s after its end. A sample that is not finite, in either, is a gap.
  public mutating func push(left l: Double, right r: Double) -> EyeMovementEvent? {
    if l.isFinite, r.isFinite {
      if run == 0 {
        (highpassLeft, highpassRight) = (rest, rest)
        highpassLeft.settle(at: l)
        highpassRight.settle(at: r)
      }
      run += 1
    } else {
      run = 0
    }
    let isWhole = run > 0
    let a = lowpassLeft.push(isWhole ? highpassLeft.process(l) : 0)
    let b = lowpassRight.push(isWhole ? highpassRight.process(r) : 0)
    guard let a, let b else { return nil }
    let isUsable = run > 2 * lowpassLeft.half
    left.push(isUsable ? a : 0)
    right.push(isUsable ? b : 0)
    return step(-(isUsable ? a * b : 0))
  }

  private func product(_ n: Int) -> Double {
    -left.storage[left.place(of: n)] * right.storage[right.place(of: n)]
  }

  private mutating func step(_ product: Double) -> EyeMovementEvent? {
    let now = left.count - 1
    let least = criteria.amplitude.lowerBound * criteria.amplitude.lowerBound
    if product >= least, product > top { (top, topAt) = (product, now) }
    guard topAt >= 0 else { return nil }
    let isOver = product < criteria.edge * top
    let isTooLong = Double(now - topAt) / rate > criteria.duration.upperBound
    guard isOver || isTooLong else { return nil }
    defer { (top, topAt, lastEnd) = (0, -1, now) }
    guard isOver else { return nil }
    var start = topAt
    let earliest = max(left.oldest, lastEnd, topAt - Int(criteria.duration.upperBound * rate))
    while start > earliest, self.product(start) >= criteria.edge * top { start -= 1 }
    return event(start: start, end: now)
  }

  private func event(start: Int, end: Int) -> EyeMovementEvent? {
    let seconds = Double(end - start) / rate
    let (l, r) = (left.storage[left.place(of: topAt)], right.storage[right.place(of: topAt)])
    guard criteria.duration.contains(seconds), top.squareRoot() <= criteria.amplitude.upperBound,
      Double(topAt - start) / rate <= criteria.longestRise, topAt > start,
      min(abs(l), abs(r)) >= criteria.balance * max(abs(l), abs(r))
    else { return nil }
    func eye(_ history: borrowing SampleHistory, _ peak: Double) -> EyeMovementEvent.Eye {
      let first = history.storage[history.place(of: start)]
      let last = history.storage[history.place(of: end)]
      return EyeMovementEvent.Eye(
        peak: peak, riseSlope: abs(peak - first) / (Double(topAt - start) / rate),
        fallSlope: abs(last - peak) / (Double(end - topAt) / rate))
    }
    return EyeMovementEvent(
      start: EventSampling.time(start, rate), peak: EventSampling.time(topAt, rate),
      end: EventSampling.time(end, rate), left: eye(left, l), right: eye(right, r))
  }
}

extension SleepEvents {
  /// The rapid eye movements of two EOG channels; with a hypnogram, those that begin in `stages`.
  ///
  /// Just what ``EyeMovementDetector`` gives sample by sample.
  ///
  /// - Parameters:
  ///   - left: LOC or E1, in µV; NaN where samples are missing.
  ///   - right: ROC or E2, as long.
  ///   - samplingRate: 50 to 1000 Hz, of both.
  ///   - hypnogram: the stages, from the first sample on.
  ///   - stages: where movements may begin; R unless told.
  ///   - criteria: what makes a rapid eye movement.
  /// - Returns: the movements in their order.
  /// - Throws: ``EventError``.
  public static func eyeMovements(
    left: [Double], right: [Double], samplingRate: Frequency, hypnogram: Hypnogram? = nil,
    stages: Set<SleepStage> = [.rem], criteria: EyeMovementDetector.Criteria = .standard
  ) throws(EventError) -> [EyeMovementEvent] {
    guard left.count == right.count else { throw .lengths(left.count, right.count) }
    var detector = try EyeMovementDetector(samplingRate: samplingRate, criteria: criteria)
    var found: [EyeMovementEvent] = []
    for (l, r) in zip(left, right) { if let event = detector.push(left: l, right: r) { found.append(event) } }
    guard let hypnogram else { return found }
    return found.filter { stages.contains(hypnogram.stage(at: $0.start)) }
  }
}
