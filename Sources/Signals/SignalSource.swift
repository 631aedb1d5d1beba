public import SleepCore

/// A local date and time as a recording states it, with no time zone: EDF knows none.
public struct CivilTime: Sendable, Hashable {
  /// The year, 1985 to 2084 in EDF.
  public var year: Int
  /// The month, 1 to 12.
  public var month: Int
  /// The day, 1 to 31.
  public var day: Int
  /// Seconds since midnight.
  public var secondOfDay: Int

  /// Creates a date and time; nothing is checked.
  public init(year: Int, month: Int, day: Int, secondOfDay: Int) {
    self.year = year
    self.month = month
    self.day = day
    self.secondOfDay = secondOfDay
  }

  /// The time in ISO 8601 without a zone, such as `2002-09-01T23:00:05`.
  public var iso8601: String {
    func pad(_ n: Int, _ width: Int) -> String {
      let text = String(n)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return
      "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(secondOfDay / 3600, 2)):\(pad(secondOfDay / 60 % 60, 2)):\(pad(secondOfDay % 60, 2))"
  }
}

/// What a source of signals offers.
public struct SourceDescription: Sendable, Hashable {
  /// A short name: a file's name, or `virtual:7`.
  public let name: String
  /// When the first sample was taken.
  public let start: CivilTime
  /// The channels, in the order of every block.
  public let channels: [SignalChannel]
  /// The index of the EEG channel that decisions rest on.
  public let primary: Int
  /// The length of a block.
  public let blockLength: NightTime.Span
  /// The whole length, gaps included, where it is known beforehand.
  public let knownLength: NightTime.Span?

  /// Creates a description.
  public init(
    name: String, start: CivilTime, channels: [SignalChannel], primary: Int, blockLength: NightTime.Span,
    knownLength: NightTime.Span?
  ) {
    self.name = name
    self.start = start
    self.channels = channels
    self.primary = primary
    self.blockLength = blockLength
    self.knownLength = knownLength
  }
}

/// Samples of every channel over one block, as stored numbers: channel after channel, like an EDF data record.
public struct SignalBlock: Sendable {
  /// When the first sample of the block was taken.
  public var start: NightTime
  /// The stored numbers: all of channel 0, then all of channel 1, and so on.
  public var samples: [Int16]

  /// A block of zeros of the right size for a source.
  public init(for source: SourceDescription) {
    start = .start
    samples = [Int16](repeating: 0, count: source.channels.reduce(0) { $0 + $1.samplesPerBlock })
  }
}

/// Where a night's signals come from: a recording replayed, a virtual sleeper, later a device.
public protocol SignalSource {
  /// What it offers; it does not change.
  var description: SourceDescription { get }
  /// Fills the next block, and returns whether there was one.
  ///
  /// A block that begins later than the last one ended says that there is a gap between them.
  mutating func next(_ block: inout SignalBlock) throws -> Bool
  /// Whether someone lies in the bed, as of the last block; `nil` where the source does not know.
  var isInBed: Bool? { get }
}

extension SignalSource {
  /// Most sources know nothing of the bed.
  public var isInBed: Bool? { nil }
}
