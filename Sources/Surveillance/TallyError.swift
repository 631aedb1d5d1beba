public import SleepCore

/// Why a tally, a journal or a publication is refused.
public struct TallyError: ExplainedError, Hashable {
  /// What sort of refusal it is, for whoever answers over a wire.
  public enum Kind: Sendable, Hashable {
    /// It cannot be read, or holds what it may not.
    case malformed
    /// Its day is not over yet, or has not even begun.
    case future
    /// Its day is too long ago.
    case old
    /// The same home has told something else of the same night.
    case contradicts
    /// Its program is not in the record, or there under another name.
    case unknownProgram
    /// No more can be taken.
    case full
    /// The journal on disk is damaged.
    case damaged
    /// What would be published may not be.
    case notPublishable
  }
  /// What sort of refusal it is.
  public let kind: Kind
  /// What is wrong.
  public let problem: String
  /// In what.
  public let place: String
  /// The way out.
  public let remedy: String

  /// Creates a refusal.
  public init(_ kind: Kind, _ problem: String, at place: String, remedy: String) {
    (self.kind, self.problem, self.place, self.remedy) = (kind, problem, place, remedy)
  }

  /// A field that is missing or wrong.
  static func field(_ name: String, wanted: String) -> TallyError {
    TallyError(
      .malformed, "it is not \(wanted)", at: "tally, \(name)",
      remedy: "See docs/signals.md for the fields of a tally.")
  }
}
