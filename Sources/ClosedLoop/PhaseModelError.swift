public import SleepCore

/// Why the bytes of a phase model can't be used.
public enum PhaseModelError: ExplainedError, Hashable {
  /// The bytes do not begin with the words of this format.
  case notAModel
  /// The file ends before, or goes on after, what its head announces.
  case length(expected: Int, found: Int)
  /// The bytes are not those that the training script wrote: the sum at the end is another one.
  case damaged
  /// A number is not what the model needs.
  case unusable(field: String, expected: String)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .notAModel: "the bytes do not begin with \(PhaseModel.magic)"
    case .length(let expected, let found): "expected \(expected) bytes, found \(found)"
    case .damaged: "the checksum does not fit the bytes"
    case .unusable(_, let expected): "expected \(expected)"
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .unusable(let field, _): "phase model, \(field)"
    default: "phase model"
    }
  }

  /// What to do.
  public var remedy: String {
    "Use Models/phase-estimator/phase.net as released, or make it again with train.py beside it."
  }
}
