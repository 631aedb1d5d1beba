public import SleepCore

/// Why band powers can't be read or computed, or a band stager's model can't be used.
public enum BandError: ExplainedError, Hashable {
  /// A table of band powers is not what it should be; lines count from 1, and 1 is the head.
  case table(line: Int, column: String, expected: String)
  /// The bytes of a model are not those that the training script wrote: a checksum does not fit.
  case damaged
  /// The bytes are none of this format, or end too early.
  case unreadable(byte: Int, expected: String)
  /// The model was trained on other features, or is for another way of staging.
  case features(model: String)
  /// The sampling rate is not a whole number of hertz in ``BandPowers/samplingRates``.
  case samplingRate(Frequency)
  /// The two channels are not equally long.
  case lengths(frontal: Int, occipital: Int)
  /// There are more epochs than a week has.
  case tooLong(epochs: Int)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .table(_, _, let expected), .unreadable(_, let expected): "expected \(expected)"
    case .damaged: "the checksum does not fit the bytes"
    case .features(let model): "«\(model)» was trained on other features or for another way of staging"
    case .samplingRate(let rate): "\(rate.hertz) samples a second are not whole hertz from 100 to 10,000"
    case .lengths(let frontal, let occipital): "\(occipital) samples beside \(frontal) of Fpz-Cz"
    case .tooLong(let epochs): "\(epochs) epochs are more than a week"
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .table(let line, let column, _):
      column.isEmpty ? "band powers, line \(line)" : "band powers, line \(line), column \(column)"
    case .damaged, .features: "band stager's model"
    case .unreadable(let byte, _): "band stager's model, byte \(byte)"
    case .samplingRate: "signal to be staged"
    case .lengths: "channel Pz-Oz"
    case .tooLong: "recording"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .table:
      "Give a comma-separated table with the columns of Models/band-stager/README.md, a row for every 30 s."
    case .damaged, .unreadable, .features:
      "Use a file of Models/band-stager as released, or make it again with train.py beside it."
    case .samplingRate: "Resample the signal to 100 Hz or more in whole hertz first."
    case .lengths: "Cut both channels to the same stretch at the same sampling rate."
    case .tooLong: "Stage one night at a time."
    }
  }
}
