public import SleepCore

/// Why something of the household cannot be kept, found or read.
public struct HouseholdError: ExplainedError, Hashable {
  /// What kind of trouble it is.
  public enum Kind: Sendable, Hashable {
    /// There is no such person, pod, night or file.
    case unknown
    /// What was given breaks a rule of the house.
    case refused
    /// The household's file is damaged; the newest backup that is whole, where there is one.
    case damaged(backup: String?)
    /// The disk or the database would not.
    case storage
    /// What is to be brought in cannot be read.
    case unreadable
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// What is wrong.
  public let problem: String
  /// Where.
  public let place: String
  /// What to do.
  public let remedy: String

  /// Creates an error.
  public init(_ kind: Kind, _ problem: String, place: String, remedy: String) {
    (self.kind, self.problem, self.place, self.remedy) = (kind, problem, place, remedy)
  }
}
