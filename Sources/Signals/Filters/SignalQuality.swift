public import SleepCore

/// Tells, second by second, whether a voltage channel carries a signal or nothing one could decide on.
///
/// The state is a handful of numbers: nothing is allocated.
public struct SignalQuality: Sendable {
  /// What a second of signal is.
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// A signal.
    case good
    /// A line: no electrode, no amplifier, or a recorder that writes zeros.
    case flat
    /// The amplifier or the converter is at its rails.
    case clipped
    /// A movement, a pop or a jump larger than what the body makes.
    case artefact
  }

  /// The bounds between a signal and none.
  public struct Bounds: Sendable, Hashable {
    /// A second is flat where it moves less than this, peak to peak, in µV.
    public var flatPeakToPeak: Double
    /// A second is an artefact where it moves more than this, peak to peak, in µV.
    public var artefactPeakToPeak: Double
    /// A second is clipped where at least this share of its samples is at either rail.
    public var clippedShare: Double

    /// Creates bounds.
    public init(flatPeakToPeak: Double, artefactPeakToPeak: Double, clippedShare: Double) {
      self.flatPeakToPeak = flatPeakToPeak
      self.artefactPeakToPeak = artefactPeakToPeak
      self.clippedShare = clippedShare
    }

    /// For EEG: flat under 1 µV, artefact over 500 µV, clipped from 2 % of samples at a rail.
    ///
    /// An amplifier alone may make 1.5 µV of noise peak to peak (IFCN standards for digital recording, Nuwer
    /// et al. 1998), so that 1 µV can't be an electrode on a head. The other two are our own choice: a second
    /// over 500 µV is rare in sleep (0.4 % of a night of the UCD database), and a real wave touches a rail for
    /// a sample or two in a second at most.
    public static let eeg = Bounds(flatPeakToPeak: 1, artefactPeakToPeak: 500, clippedShare: 0.02)
  }

  /// The bounds in force.
  public let bounds: Bounds
  /// Samples in a second: the sampling rate, rounded, and at least 1.
  public let samplesPerSecond: Int
  /// The verdict on the last whole second; flat before there is one.
  public private(set) var latest = Verdict.flat

  // Infinite where there are none.
  private let lowRail: Double
  private let highRail: Double
  private var lowest = Double.infinity
  private var highest = -Double.infinity
  private var atRails = 0
  private var seen = 0
  private var isFinite = true

  /// Creates a watch on one channel.
  ///
  /// - Parameters:
  ///   - samplingRate: Over 0 Hz.
  ///   - rails: The lowest and the highest value the channel can hold, in µV; `nil` where it has no rails.
  ///   - bounds: What separates a signal from none.
  /// - Throws: ``FilterError/samplingRate(_:)``.
  public init(samplingRate: Frequency, rails: ClosedRange<Double>? = nil, bounds: Bounds = .eeg)
    throws(FilterError)
  {
    guard samplingRate.hertz > 0, samplingRate.hertz <= 1e9 else { throw .samplingRate(samplingRate) }
    samplesPerSecond = max(1, Int(samplingRate.hertz.rounded()))
    self.bounds = bounds
    // A channel whose rails are one value has no range that a signal could leave.
    let usable = rails.flatMap { $0.lowerBound < $0.upperBound ? $0 : nil }
    lowRail = usable?.lowerBound ?? -Double.infinity
    highRail = usable?.upperBound ?? Double.infinity
  }

  /// Takes a sample in µV, and returns the verdict on a second with that second's last sample.
  ///
  /// A sample that is not finite makes its second an artefact.
  public mutating func push(_ microvolts: Double) -> Verdict? {
    if microvolts.isFinite {
      lowest = min(lowest, microvolts)
      highest = max(highest, microvolts)
      if microvolts <= lowRail || microvolts >= highRail { atRails += 1 }
    } else {
      isFinite = false
    }
    seen += 1
    guard seen >= samplesPerSecond else { return nil }
    latest = verdict()
    (lowest, highest, atRails, seen, isFinite) = (.infinity, -.infinity, 0, 0, true)
    return latest
  }

  /// The verdict on a whole second of a channel without rails: what ``push(_:)`` says with its last sample.
  ///
  /// Time is O(samples), some 0.3 ns each.
  package static func verdict(on second: Span<Double>, bounds: Bounds = .eeg) -> Verdict {
    var (low, high) = (SIMD4<Double>(repeating: .infinity), SIMD4<Double>(repeating: -.infinity))
    var zero = SIMD4<Double>.zero
    let whole = second.count & ~3
    for i in stride(from: 0, to: whole, by: 4) {
      let x = SIMD4(second[i], second[i + 1], second[i + 2], second[i + 3])
      low.replace(with: x, where: x .< low)
      high.replace(with: x, where: x .> high)
      // 0 for numbers, and NaN from the first that is none.
      zero += x - x
    }
    var (lowest, highest, sum) = (low.min(), high.max(), zero.sum())
    for i in whole..<second.count {
      lowest = min(lowest, second[i])
      highest = max(highest, second[i])
      sum += second[i] - second[i]
    }
    guard sum == 0 else { return .artefact }
    if highest - lowest < bounds.flatPeakToPeak { return .flat }
    return highest - lowest > bounds.artefactPeakToPeak ? .artefact : .good
  }

  /// Forgets the second that has begun, as after a gap.
  public mutating func reset() {
    (lowest, highest, atRails, seen, isFinite) = (.infinity, -.infinity, 0, 0, true)
    latest = .flat
  }

  private func verdict() -> Verdict {
    guard isFinite else { return .artefact }
    // A line at a rail is a saturated amplifier: the rails are asked first.
    if Double(atRails) >= bounds.clippedShare * Double(seen) && atRails > 0 { return .clipped }
    if highest - lowest < bounds.flatPeakToPeak { return .flat }
    return highest - lowest > bounds.artefactPeakToPeak ? .artefact : .good
  }
}
