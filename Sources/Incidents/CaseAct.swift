/// What can happen to a case.
///
/// Nothing is ever taken away: what turns out wrong gets an act that says so.
public enum CaseAct: Sendable, Hashable {
  /// The report came in, with the salt of its commitment. This makes the case.
  case received(IncidentReport, salt: [UInt8])
  /// A rule proposed its term.
  case coded(Coding)
  /// A person gave it another term; the earlier coding stays in the history.
  case recoded(Coding, reason: String)
  /// A person confirmed that it tells of the same event as another case.
  case linked(to: String, points: Int, reason: String)
  /// A person found that it does not after all.
  case unlinked(from: String, reason: String)
  /// The reporter, or somebody who asked, told more.
  case followUp(outcome: Outcome?, words: String)
  /// It is serious, or not, by these criteria from now on; only with a reason.
  case seriousness([SeriousnessCriterion], reason: String)
  /// By consent of the sleeper, or who decides for them, the night's record may be read at a place.
  case nightShared(NightCommitment, location: String)
  /// The consent was taken back; who has a copy must delete it.
  case nightWithdrawn(reason: String)
  /// A program was halted in the home because of it.
  case halted(program: ProgramReference?, reasons: [HomeHalt.Reason])
  /// There is nothing more to find out for now.
  case closed(reason: String)
  /// There is something more after all.
  case reopened(reason: String)

  /// The code word of the act.
  public var name: String {
    switch self {
    case .received: "received"
    case .coded: "coded"
    case .recoded: "recoded"
    case .linked: "linked"
    case .unlinked: "unlinked"
    case .followUp: "follow-up"
    case .seriousness: "seriousness"
    case .nightShared: "night-shared"
    case .nightWithdrawn: "night-withdrawn"
    case .halted: "halted"
    case .closed: "closed"
    case .reopened: "reopened"
    }
  }

  /// The most bytes of a reason.
  public static let reasonLimit = 500
}

/// One act in the journal.
public struct CaseEvent: Sendable, Hashable {
  /// Its number, from 0: the line's number less 1.
  public let number: Int
  /// When, in seconds since 1970 (UTC).
  public let at: Int
  /// The case: the commitment of its report, 64 hexadecimal digits.
  public let caseID: String
  /// Who did it: `reporter`, `rule`, or the pseudonym of a person.
  public let by: String
  /// What was done.
  public let act: CaseAct
}
