public import SleepCore

/// That somebody tried what was refused: to be kept, and never changed.
public struct ConsentAttempt: Sendable, Hashable {
  /// When.
  public let at: UTCTime
  /// Which way they came, such as `web`, `api`, `mqtt` or `cli`.
  public let way: String
  /// Who, where it is known.
  public let by: PersonID?
  /// For whom.
  public let sleeper: PersonID
  /// The SHA-256 of the program.
  public let program: String
  /// What they wanted.
  public let door: Door
  /// Why it was refused: ``ConsentRefusal/code``.
  public let code: String

  /// Creates an attempt.
  public init(
    at: UTCTime, way: String, by: PersonID?, sleeper: PersonID, program: String, door: Door, code: String
  ) {
    (self.at, self.way, self.by, self.sleeper) = (at, way, by, sleeper)
    (self.program, self.door, self.code) = (program, door, code)
  }
}
