public import SleepCore

/// What one person reports about one night.
///
/// It names nobody: an age group and a pseudonym of the home stand for people, and only ``words`` is free.
/// A report is private. What the public sees of it is made by ``ReportCommitment``.
public struct IncidentReport: Sendable, Hashable {
  /// The form of ``json``.
  public static let format = "lumapod-report/1"
  /// The most bytes of ``words``.
  public static let wordsLimit = 4000

  /// What happened.
  public let kind: IncidentKind
  /// How strong it was.
  public let severity: Severity
  /// What made it serious, as the reporter says; in the order of the list, each once.
  public let criteria: [SeriousnessCriterion]
  /// The age group of the person it happened to.
  public let age: AgeGroup
  /// The evening, by the calendar of the place, on which the night began.
  public let night: CalendarDay
  /// The program that ran; `nil` where nobody knows.
  public let program: ProgramReference?
  /// The home, by a pseudonym.
  public let home: String
  /// The pod, by a pseudonym, where there are several.
  public let pod: String?
  /// How the person is now.
  public let outcome: Outcome
  /// Who reports.
  public let reporter: ReporterRole
  /// The language of ``words``.
  public let language: Language
  /// What the reporter adds in words of their own; empty where nothing.
  public let words: String
  /// The commitment to the night's record, where there is one.
  public let nightRecord: NightCommitment?
  /// When it was received, in seconds since 1970 (UTC), by the clock of the one who received it.
  public let received: Int

  /// Checks and makes a report.
  ///
  /// - Parameters:
  ///   - kind: what happened.
  ///   - severity: how strong it was.
  ///   - criteria: what made it serious, in any order.
  ///   - age: the age group.
  ///   - night: not after the day it was received by more than one, as calendars differ around the world.
  ///   - program: what ran.
  ///   - home: 8 to 64 of a-z, 0-9 and «-».
  ///   - pod: as `home`.
  ///   - outcome: how the person is now; `fatal` and the criterion `death` go together.
  ///   - reporter: who reports.
  ///   - language: the language of the words.
  ///   - words: at most ``wordsLimit`` bytes, line ends and tabs allowed.
  ///   - nightRecord: the commitment to the night.
  ///   - received: seconds since 1970 (UTC), before the year 10000.
  /// - Throws: ``IncidentError`` with the field.
  public init(
    kind: IncidentKind, severity: Severity, criteria: [SeriousnessCriterion] = [], age: AgeGroup,
    night: CalendarDay, program: ProgramReference? = nil, home: String, pod: String? = nil,
    outcome: Outcome = .unknown, reporter: ReporterRole = .unstated, language: Language = .en,
    words: String = "", nightRecord: NightCommitment? = nil, received: Int
  ) throws(IncidentError) {
    try FieldForm.pseudonym(home, field: "home")
    if let pod { try FieldForm.pseudonym(pod, field: "pod") }
    guard (0...253_402_300_799).contains(received) else {
      throw .field(
        "received", problem: "it is not between 1970 and 9999", remedy: "Give seconds since 1970 (UTC).")
    }
    guard night.number <= CalendarDay(unixSeconds: received).number + 1 else {
      throw .field(
        "night", problem: "\(night.text) has not been yet",
        remedy: "Write the date of the evening on which the night began, such as the one of yesterday.")
    }
    guard criteria.contains(.death) == (outcome == .fatal) else {
      throw .field(
        "outcome",
        problem: "«\(outcome.rawValue)» and \(criteria.contains(.death) ? "" : "no ")«death» contradict",
        remedy: "Where a person died, write `death` among the criteria and `fatal` as the outcome.")
    }
    try Self.check(words: words)
    self.kind = kind
    self.severity = severity
    self.criteria = SeriousnessCriterion.allCases.filter(criteria.contains)
    self.age = age
    self.night = night
    self.program = program
    self.home = home
    self.pod = pod
    self.outcome = outcome
    self.reporter = reporter
    self.language = language
    self.words = words
    self.nightRecord = nightRecord
    self.received = received
  }

  static func check(words: String) throws(IncidentError) {
    guard words.utf8.count <= wordsLimit else {
      throw .field(
        "words", problem: "it has \(words.utf8.count) bytes, more than \(wordsLimit)",
        remedy: "Say it shorter; more can be added later as a follow-up.")
    }
    guard words.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0A }) else {
      throw .field("words", problem: "it has a control character", remedy: "Write plain text.")
    }
  }

  /// The day in UTC on which it was received.
  public var day: CalendarDay { CalendarDay(unixSeconds: received) }

  /// When it was received, as `2026-11-25T07:30:00Z`.
  public var receivedText: String { CalendarDay.moment(unixSeconds: received) }
}
