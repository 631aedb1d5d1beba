public import SleepCore

/// Why a night cannot be run or read.
public enum NightError: ExplainedError, Hashable {
  /// The source has no channel to decide on.
  case noChannel(source: String)
  /// The channel is not a voltage.
  case notAVoltage(channel: String, unit: String, source: String)
  /// The channel's sampling rate cannot be used.
  case samplingRate(channel: String, hertz: Double, source: String)
  /// Sound would take longer to the ear than a wave can be foreseen.
  case latency(NightTime.Span, source: String)
  /// The source is silent for longer than a night can be.
  case gapTooLong(source: String, at: NightTime, length: NightTime.Span)
  /// The folder exists and holds something.
  case folderInUse(path: String)
  /// A file cannot be written.
  case cannotWrite(path: String, reason: String)
  /// A file of the night is missing or cannot be read.
  case cannotRead(path: String, reason: String)
  /// A line of the record is not what it must be.
  case badLine(file: String, line: Int, problem: String)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .noChannel: "there is no EEG channel to decide on"
    case .notAVoltage(let channel, let unit, _): "channel \(channel) is in «\(unit)», not in volts"
    case .samplingRate(let channel, let hertz, _): "channel \(channel) has \(hertz) samples a second"
    case .latency(let span, _): "sound that takes \(span.ticks / 10_000) ms to the ear cannot meet a wave"
    case .gapTooLong(_, _, let length): "there is a gap of \(Int(length.seconds)) s"
    case .folderInUse: "the folder is already there and not empty"
    case .cannotWrite(_, let reason): "it cannot be written: \(reason)"
    case .cannotRead(_, let reason): "it cannot be read: \(reason)"
    case .badLine(_, _, let problem): problem
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .noChannel(let source), .notAVoltage(_, _, let source), .samplingRate(_, _, let source),
      .latency(_, let source):
      source
    case .gapTooLong(let source, let time, _): "\(source), \(time)"
    case .folderInUse(let path), .cannotWrite(let path, _), .cannotRead(let path, _): path
    case .badLine(let file, let line, _): "\(file), line \(line)"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .noChannel: "Look at its channels with `luma inspect`."
    case .notAVoltage: "Choose an EEG channel in uV or mV with `--channel`."
    case .samplingRate: "A night needs 50 to 1,000 samples a second; choose another channel with `--channel`."
    case .latency: "Give 0 to 1000 ms with `--latency-ms`, or measure it with `luma latency`."
    case .gapTooLong: "A gap of more than a day makes two nights; cut the recording there."
    case .folderInUse: "Name another folder with `--out`; a night is never overwritten."
    case .cannotWrite: "Check the path, the permissions and the free space."
    case .cannotRead: "Name the folder of a night, such as one that `luma night` printed."
    case .badLine: "Run `luma replay` on the night to see where it differs from what was decided."
    }
  }
}
