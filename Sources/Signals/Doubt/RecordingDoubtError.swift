public import SleepCore

/// Why a recording, or one of its channels, can't be staged.
public enum RecordingDoubtError: ExplainedError, Hashable {
  /// It carries samples for less than 5 min.
  case tooShort(channel: String, seconds: Double)
  /// It has too few samples a second for an EEG.
  case tooSlow(channel: String, rate: Frequency)
  /// Its amplitude is that of another unit; `factor` is what its values would have to be multiplied by.
  case wrongUnit(channel: String, unit: String, rms: Double, factor: Double)
  /// Its shape is no EEG's.
  case notEEG(channel: String, looksLike: OtherSignal)
  /// Under 5 % of its epochs are usable, for these reasons.
  case noSignal(channel: String, reasons: DoubtReasons)
  /// Its label says it is something else.
  case otherRole(channel: String, role: ChannelRole)
  /// There is no channel of that name.
  case noSuchChannel(asked: String, channels: [String])
  /// No channel can be staged; what keeps the best of them from it comes with it.
  case nothingToStage(channels: [String], why: String)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .tooShort(_, let seconds):
      "\(Mathematics.short(seconds)) s of signal are too short for stages; 5 min are the least"
    case .tooSlow(_, let rate): "\(Mathematics.short(rate.hertz)) samples a second are too few for an EEG"
    case .wrongUnit(_, let unit, let rms, let factor):
      "it looks like \(Self.meant(factor)), not \(unit): its median amplitude is \(Mathematics.short(rms)) µV RMS, an EEG's is 5 to 300"
    case .notEEG(_, let other): "it looks like \(other.rawValue), not like an EEG"
    case .noSignal(_, let reasons):
      "hardly any of it is usable" + (reasons.isEmpty ? "" : " (\(reasons))")
    case .otherRole(_, let role): "its label says it is no EEG but \(role.rawValue)"
    case .noSuchChannel(let asked, _): "there is no channel `\(asked)`"
    case .nothingToStage(_, let why): "no channel can be staged\(why.isEmpty ? "" : ": \(why)")"
    }
  }

  /// Which channel.
  public var place: String {
    switch self {
    case .tooShort(let channel, _), .tooSlow(let channel, _), .wrongUnit(let channel, _, _, _),
      .notEEG(let channel, _), .noSignal(let channel, _), .otherRole(let channel, _):
      "channel \(channel)"
    case .noSuchChannel, .nothingToStage: "the recording"
    }
  }

  /// What the reader can do.
  public var remedy: String {
    switch self {
    case .tooShort: "Give a longer recording; half an hour or more is better"
    case .tooSlow: "Choose an EEG channel of 64 Hz or more, as the stager asks for"
    case .wrongUnit(_, _, _, let factor):
      "Correct the unit or the physical limits in the header, which are off by a factor of \(Mathematics.short(factor)); "
        + "or choose another channel"
    case .notEEG: "Choose an EEG channel, or correct the label"
    case .noSignal: "Choose another channel, or look at the electrode"
    case .otherRole: "Choose an EEG channel, or correct the label"
    case .noSuchChannel(_, let channels), .nothingToStage(let channels, _):
      channels.isEmpty
        ? "It has no channels with samples"
        : "Its channels are \(channels.prefix(40).map { "`\($0)`" }.joined(separator: ", "))"
    }
  }

  private static func meant(_ factor: Double) -> String {
    switch factor {
    case 1e6: "volts"
    case 1e3: "millivolts"
    case 1e-3: "nanovolts"
    case 1e-6: "picovolts"
    default: "another unit"
    }
  }
}
