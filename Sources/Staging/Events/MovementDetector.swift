internal import Foundation
public import SleepCore

/// Finds movements in one EEG or EMG channel, and tells of each within a second of its end.
///
/// The signal is taken in quarters of a second. A quarter moves where its distance from peak to peak is six times the
/// median of the last minute, or the changes from sample to sample have sixteen times their median power: muscle. Such
/// quarters with pauses of at most half a second, half a second long in all, are a movement. The two ratios are our own
/// choice; gain does not matter to them. Nothing is allocated. Overnight and online are this one detector.
public struct MovementDetector: Sendable {
  /// What makes a movement.
  public struct Criteria: Sendable, Hashable {
    /// The distance from peak to peak over its median.
    public var size = 6.0
    /// The power of the changes from sample to sample over its median.
    public var roughness = 16.0
    /// The shortest movement, in quarters of a second.
    public var quarters = 2

    /// Creates the criteria as documented, to be changed.
    public init() {}

    /// The criteria as documented.
    public static let standard = Criteria()
  }

  private let rate: Double
  private let criteria: Criteria
  private var sizes = RunningQuantile(capacity: 240)
  private var changes = RunningQuantile(capacity: 240)
  private var count = 0
  private var quarter = 0
  private var quarterEnd: Int
  private var (lowest, highest, square) = (Double.infinity, -Double.infinity, 0.0)
  private var before = Double.nan
  private var isWhole = true
  private var first = -1
  private var last = -1
  private var largest = 0.0

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - criteria: what makes a movement.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public init(samplingRate: Frequency, criteria: Criteria = .standard) throws(EventError) {
    try EventSampling.check(samplingRate)
    rate = samplingRate.hertz
    self.criteria = criteria
    quarterEnd = Int((rate / 4).rounded())
  }

  /// Takes the next sample in microvolts, and returns the movement that has ended, if one has.
  public mutating func push(_ microvolts: Double) -> MovementEvent? {
    if microvolts.isFinite {
      lowest = min(lowest, microvolts)
      highest = max(highest, microvolts)
      let change = microvolts - before
      if change.isFinite { square += change * change }
    } else {
      isWhole = false
    }
    before = microvolts
    count += 1
    guard count >= quarterEnd else { return nil }
    defer {
      (lowest, highest, square, isWhole) = (.infinity, -.infinity, 0, true)
      quarter += 1
      quarterEnd = Int((Double(quarter + 1) * rate / 4).rounded())
    }
    return closeQuarter()
  }

  /// Ends the signal, and returns the movement that it ended in, if it did.
  public mutating func finish() -> MovementEvent? { close() }

  private mutating func closeQuarter() -> MovementEvent? {
    let size = highest - lowest
    guard isWhole, size.isFinite, square.isFinite else { return close() }
    // A line has no background to compare with.
    guard size > 1e-6, square > 1e-12 else { return first >= 0 && quarter - last > 2 ? close() : nil }
    sizes.push(log2: log2(size))
    changes.push(log2: log2(square))
    let moves =
      sizes.count >= 40
      && (log2(size) - sizes.log2Value >= log2(criteria.size)
        || log2(square) - changes.log2Value >= log2(criteria.roughness))
    if moves {
      if first < 0 { (first, largest) = (quarter, 0) }
      last = quarter
      largest = max(largest, size)
      return nil
    }
    return first >= 0 && quarter - last > 2 ? close() : nil
  }

  private mutating func close() -> MovementEvent? {
    guard first >= 0 else { return nil }
    defer { first = -1 }
    guard last - first + 1 >= criteria.quarters else { return nil }
    func time(_ quarter: Int) -> NightTime {
      EventSampling.time(Int((Double(quarter) * rate / 4).rounded()), rate)
    }
    return MovementEvent(start: time(first), end: time(last + 1), peakToPeak: largest)
  }
}

extension SleepEvents {
  /// The arousals of an EEG channel; just what ``ArousalDetector`` gives sample by sample.
  ///
  /// - Parameters:
  ///   - microvolts: the channel; NaN where samples are missing.
  ///   - chin: the chin's EMG at the same rate, where there is one.
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - hypnogram: the stages, from the first sample on; an arousal begins in sleep.
  ///   - criteria: what makes an arousal.
  /// - Returns: the arousals in their order.
  /// - Throws: ``EventError``.
  public static func arousals(
    microvolts: [Double], chin: [Double]? = nil, samplingRate: Frequency, hypnogram: Hypnogram? = nil,
    criteria: ArousalDetector.Criteria = .standard
  ) throws(EventError) -> [ArousalEvent] {
    if let chin, chin.count != microvolts.count { throw .lengths(microvolts.count, chin.count) }
    var detector = try ArousalDetector(samplingRate: samplingRate, criteria: criteria)
    var found: [ArousalEvent] = []
    for n in microvolts.indices {
      if let hypnogram { detector.stage = hypnogram.stage(at: EventSampling.time(n, samplingRate.hertz)) }
      if let event = detector.push(microvolts[n], chin: chin?[n]) { found.append(event) }
    }
    if let event = detector.finish() { found.append(event) }
    return found
  }

  /// The movements of a channel; just what ``MovementDetector`` gives sample by sample.
  ///
  /// - Parameters:
  ///   - microvolts: the channel; NaN where samples are missing.
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - criteria: what makes a movement.
  /// - Returns: the movements in their order.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public static func movements(
    microvolts: [Double], samplingRate: Frequency, criteria: MovementDetector.Criteria = .standard
  ) throws(EventError) -> [MovementEvent] {
    var detector = try MovementDetector(samplingRate: samplingRate, criteria: criteria)
    var found: [MovementEvent] = []
    for sample in microvolts { if let event = detector.push(sample) { found.append(event) } }
    if let event = detector.finish() { found.append(event) }
    return found
  }
}
