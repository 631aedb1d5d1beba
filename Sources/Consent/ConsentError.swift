public import SleepCore

/// Why something about people or consent cannot be made or read, with the field and the way out.
public struct ConsentError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// Where.
  public let place: String
  /// What to do.
  public let remedy: String

  /// Creates an error.
  public init(_ problem: String, place: String, remedy: String) {
    (self.problem, self.place, self.remedy) = (problem, place, remedy)
  }
}
