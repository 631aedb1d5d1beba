public import SleepCore

/// Something of the public record that cannot be read, made or believed.
public struct RecordError: ExplainedError, Hashable {
  /// What sort of fault it is, for callers that decide by it.
  public enum Kind: Sendable, Hashable {
    /// Bytes that are not in the form that the specification asks for.
    case malformed
    /// A key that is not one, or not of a kind that is known here.
    case badKey
    /// Two known keys go by the same name and number.
    case ambiguousKey
    /// A signature that claims to be from a known key and is not.
    case badSignature
    /// No known key has signed, or fewer than the policy asks for.
    case unverified
    /// A proof that does not lead to the root.
    case badProof
    /// A file of the log that is not there.
    case missing
    /// A file that could not be read or written.
    case unreadable
    /// More than fits: an entry, a note, a policy.
    case tooLarge
    /// Two statements that cannot both be true of one log.
    case contradiction
    /// The log or the witness is in use by another process.
    case busy
  }

  /// What sort of fault it is.
  public let kind: Kind
  /// What is wrong.
  public let problem: String
  /// Where: a path in the log, a line, a key's name.
  public let place: String
  /// What to do.
  public let remedy: String

  /// Creates a fault.
  public init(_ kind: Kind, _ problem: String, place: String, remedy: String) {
    self.kind = kind
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }
}
