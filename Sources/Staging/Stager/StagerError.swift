public import SleepCore

/// Why a model can't be used, or a signal can't be staged with it.
public enum StagerError: ExplainedError, Hashable {
  /// The bytes are not those that the training script wrote: the checksum at the end is another one.
  case damaged
  /// The file does not end in a checksum.
  case noChecksum
  /// The text is not JSON, or a key is missing or of another type.
  case unreadable(String)
  /// A number or a list is not what the model needs.
  case unusable(key: String, expected: String)
  /// The forest that the model stands on can't be used.
  case forest(ReferenceError)
  /// The sampling rate is outside ``CausalStager/samplingRates``.
  case samplingRate(Frequency)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .damaged: "the checksum does not fit the bytes"
    case .noChecksum: "there is no checksum at the end"
    case .unreadable(let why): "the model can't be read: \(why)"
    case .unusable(_, let expected): "expected \(expected)"
    case .forest(let error): error.problem
    case .samplingRate(let rate): "\(rate.hertz) samples a second are outside 64 to 1000"
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .damaged, .noChecksum, .unreadable: "stager model"
    case .unusable(let key, _): "stager model, key \(key)"
    case .forest(let error): error.place
    case .samplingRate: "signal to be staged"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .samplingRate: "Resample the signal to 100-256 Hz first."
    case .forest(let error): error.remedy
    default: "Use model.json in its folder of Models/ as released, or make it again with train.py beside it."
    }
  }
}
