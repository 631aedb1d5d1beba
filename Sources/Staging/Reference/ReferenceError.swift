public import SleepCore

/// Why a reference model can't be read, or a signal can't be staged with it.
public enum ReferenceError: ExplainedError, Hashable {
  /// The bytes are not those that the converter wrote: the checksum at the end is another one.
  case damaged
  /// The file is none of this format, or ends too early.
  case unreadable(byte: Int, expected: String)
  /// The model asks for features that this stager does not make, or in another order.
  case features(model: String)
  /// The model was trained on a channel that was not given, or without one that was.
  case channels(model: String, needed: [ReferenceChannel])
  /// The sampling rate is not a whole number of hertz over 80 and up to 5,000.
  case samplingRate(Frequency)
  /// The signal is too short.
  case tooShort(seconds: Double, needed: Double)
  /// A channel is longer or shorter than the EEG.
  case lengths(ReferenceChannel, count: Int, eeg: Int)
  /// A sample is not a finite number.
  case notFinite(ReferenceChannel, sample: Int)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .damaged: "the checksum does not fit the bytes"
    case .unreadable(_, let expected): "expected \(expected)"
    case .features(let model): "\(model) was trained on other features than those of YASA 0.8.1"
    case .channels(let model, let needed):
      "\(model) needs \(needed.map(\.rawValue).joined(separator: ", ")) and no other channel"
    case .samplingRate(let rate):
      "\(rate.hertz) samples a second are not a whole number over 80 and up to 5,000"
    case .tooShort(let seconds, let needed): "\(seconds) s of signal are too short; \(needed) s are needed"
    case .lengths(_, let count, let eeg): "\(count) samples beside \(eeg) of the EEG"
    case .notFinite(_, let sample): "sample \(sample) is not a finite number"
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .damaged, .features, .channels: "reference model"
    case .unreadable(let byte, _): "reference model, byte \(byte)"
    case .samplingRate, .tooShort: "signal to be staged"
    case .lengths(let channel, _, _), .notFinite(let channel, _): "channel \(channel.rawValue)"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .damaged, .unreadable, .features:
      "Use a file of Models/yasa-0.8.1 as released, or make it again with convert.py beside it."
    case .channels: "Give exactly these channels, or take the model of the channels that there are."
    case .samplingRate: "Resample the signal to 100 Hz or more in whole hertz first."
    case .tooShort: "Stage a whole night; the features are relative to all of it."
    case .lengths: "Cut the channels to the same stretch at the same sampling rate."
    case .notFinite: "Put a number in its place, such as that of the sample before."
    }
  }
}
