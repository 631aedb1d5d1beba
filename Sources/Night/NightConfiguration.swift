public import PublicRecord
public import Signals
public import SleepCore
internal import Staging

/// Everything that a night is given at its start, and all that a replay needs besides the signals and the program.
public struct NightConfiguration: Sendable, Hashable {
  /// The version of the engine that ran it.
  public var engine: String
  /// The sleeper's age group.
  public var age: AgeGroup
  /// The wake time, if one is set.
  public var wakeAt: NightTime?
  /// How long a sound takes from the decision to the ear.
  public var latency: NightTime.Span
  /// The stager's name.
  public var modelName: String
  /// SHA-256 (hex) of the stager's file.
  public var modelHash: String
  /// SHA-256 (hex) of the phase estimator's file.
  public var phaseHash: String
  /// The source of the signals.
  public var source: SourceDescription
  /// Where the program stood in a public record when the night began; `nil` where nobody asked, as in a simulation.
  public var record: RecordClearance?

  /// Creates a configuration.
  public init(
    engine: String = NightConfiguration.engineVersion, age: AgeGroup, wakeAt: NightTime?,
    latency: NightTime.Span, models: NightModels, source: SourceDescription, record: RecordClearance? = nil
  ) {
    self.engine = engine
    self.age = age
    self.wakeAt = wakeAt
    self.latency = latency
    modelName = models.stager.name
    modelHash = models.stagerHash
    phaseHash = models.phaseHash
    self.source = source
    self.record = record
  }

  /// What the lots of the night are drawn by: which trains of pulses are only marked (``PulsePolicy``).
  ///
  /// It follows from what the first line of the record says anyway, so a replay draws the same, and differs from
  /// night to night.
  var lot: UInt64 {
    let start = source.start
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a, 64 bits
    for byte in "\(start.year)-\(start.month)-\(start.day) \(start.secondOfDay) \(modelHash)".utf8 {
      sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return sum
  }

  /// The version of this engine.
  ///
  /// A night is replayed by the engine that ran it.
  public static let engineVersion = "0.1.0"

  /// The wake time that a recording of known length gets where none is asked for: five minutes before its end, on a
  /// whole minute, so that the waking can be heard; `nil` where the recording is shorter than half an hour.
  public static func usualWakeTime(for source: SourceDescription) -> NightTime? {
    guard let length = source.knownLength, length >= .minutes(30) else { return nil }
    return NightTime(seconds: Int(length.seconds / 60) * 60 - 300)
  }
}
