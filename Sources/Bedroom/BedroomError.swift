public import SleepCore

/// Why a night cannot begin that nobody forbids, with the way out.
public struct BedroomError: ExplainedError, Hashable {
  /// What kind of thing is wrong.
  public enum Kind: Sendable, Hashable {
    /// There is no such thing.
    case unknown
    /// Something runs there already.
    case busy
  }
  /// What kind of thing is wrong.
  public let kind: Kind
  /// What is wrong.
  public let problem: String
  /// Where.
  public let place: String
  /// What to do.
  public let remedy: String

  init(_ kind: Kind, _ problem: String, place: String, remedy: String) {
    (self.kind, self.problem, self.place, self.remedy) = (kind, problem, place, remedy)
  }
}
