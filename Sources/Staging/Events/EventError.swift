public import SleepCore

/// Why events can't be looked for in a signal.
public enum EventError: ExplainedError, Hashable {
  /// The sampling rate is outside ``EventSampling/rates``.
  case samplingRate(Frequency)
  /// Two channels that belong together have different lengths.
  case lengths(Int, Int)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .samplingRate(let rate): "\(rate.hertz) samples a second are outside 50 to 1000"
    case .lengths(let a, let b): "the two channels have \(a) and \(b) samples"
    }
  }

  /// Where.
  public var place: String { "signal to look for events in" }

  /// What to do.
  public var remedy: String {
    switch self {
    case .samplingRate: "Resample the signal to 100-256 Hz first."
    case .lengths: "Give both channels at one sampling rate and cut to one length."
    }
  }
}

/// What the event detectors share: rates and time.
public enum EventSampling {
  /// The sampling rates, in hertz, at which events are looked for.
  public static let rates = 50.0...1000.0

  static func check(_ rate: Frequency) throws(EventError) {
    guard rates.contains(rate.hertz) else { throw .samplingRate(rate) }
  }

  /// The moment of a sample.
  static func time(_ sample: Int, _ rate: Double) -> NightTime { time(Double(sample), rate) }

  /// The moment between two samples.
  static func time(_ sample: Double, _ rate: Double) -> NightTime {
    NightTime(ticks: Int64((sample / rate * Double(NightTime.ticksPerSecond)).rounded()))
  }
}
