public import SleepCore

/// A whole channel of a recording in memory, to be screened.
public struct ChannelTrace: Sendable {
  /// The label, such as `EEG C4-M1`.
  public let label: String
  /// What the label says it measures.
  public let role: ChannelRole
  /// The unit the header gives, such as `uV`.
  public let unit: String
  /// The sampling rate.
  public let samplingRate: Frequency
  /// The samples in µV, or in ``unit`` where that is no voltage; what is not finite is missing.
  public let samples: [Float]
  /// The lowest and the highest value it can hold, in the unit of ``samples``; `nil` where they are not known.
  public let rails: ClosedRange<Double>?

  /// Creates a channel.
  public init(
    label: String, role: ChannelRole, unit: String = "uV", samplingRate: Frequency, samples: [Float],
    rails: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.role = role
    self.unit = unit
    self.samplingRate = samplingRate
    self.samples = samples
    self.rails = rails
  }

  /// How long it carries samples, in s.
  public var secondsPresent: Double {
    samplingRate.hertz > 0 ? Double(samples.count(where: \.isFinite)) / samplingRate.hertz : 0
  }
  /// How long it is, gaps included, in s.
  public var seconds: Double { samplingRate.hertz > 0 ? Double(samples.count) / samplingRate.hertz : 0 }
}

/// Something about a channel that a person should know, with the reason in words.
public enum ChannelFinding: Sendable, Hashable, CustomStringConvertible {
  /// It is 5 to 30 min long: beliefs are wide.
  case short(minutes: Double)
  /// A share of it has no samples.
  case gaps(share: Double)
  /// A reason and the share of epochs that it holds in.
  case doubt(DoubtReasons, share: Double)
  /// Its slow waves are turned over.
  case swapped(logOdds: Double, epochs: Int)

  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .short(let minutes):
      "only \(Mathematics.short(minutes)) min long: stages near its ends, and what a night is like, are less certain"
    case .gaps(let share): "\(Self.percent(share)) of it has no samples"
    case .doubt(let reasons, let share): "\(reasons) in \(Self.percent(share)) of epochs"
    case .swapped(let logOdds, let epochs):
      "its slow waves stand on their heads (log-odds \(Mathematics.short(-logOdds)) from \(epochs) epochs): the electrodes may be exchanged"
    }
  }

  static func percent(_ share: Double) -> String {
    let percent = share * 100
    if percent > 0, percent < 1 { return "under 1 %" }
    if percent < 100, percent > 99 { return "over 99 %" }
    return "\(Int(percent.rounded())) %"
  }
}
