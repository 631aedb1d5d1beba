public import Consent
internal import Foundation
internal import GRDB
internal import SleepCore

/// Everything that is known about some people, opened.
public struct HouseholdArchive: Sendable {
  /// Everything that is known about one of them.
  public struct Chapter: Sendable {
    /// Who.
    public let person: Person
    /// Who answers for them, grown-ups or not.
    public let guardians: [PersonID]
    /// What was agreed to and taken back.
    public let entries: [ConsentEntry]
    /// What was said about nights.
    public let answers: [NightAnswer]
    /// What was opened.
    public let steps: [UnlockStep]
    /// Their week.
    public let week: [ScheduledEvening]
    /// Their nights, the earliest first.
    public let nights: [KeptNight]
    /// Their mornings, by evening.
    public let diaries: [(evening: Int, diary: SleepDiary)]
    /// Their dreams, the earliest first.
    public let dreams: [DreamNote]
    /// Nights of other systems.
    public let imported: [ImportedNight]
    /// What was refused for them.
    public let attempts: [ConsentAttempt]
    /// Their reaction tests, the earliest first.
    public let reactions: [KeptReactionTest]
    /// Their way to bed.
    public let routine: [RoutineStep]
    /// The alerts about them, the earliest first.
    public let alerts: [Alert]
  }

  /// The people.
  public let chapters: [Chapter]
  /// The pods.
  public let pods: [Pod]
  /// The public commitments; of no single person, so only where everyone is in it.
  public let commitments: [String]
  /// The audit, the earliest line first; only where everyone is in it.
  public let audit: [AuditLine]
  /// What the house is set to, by name; only where everyone is in it.
  public let settings: [(name: String, value: String)]
}

extension HouseholdStore {
  /// Opens everything about some people, but how they sign in.
  ///
  /// - Parameters:
  ///   - people: who; everyone where it is `nil`.
  ///   - withDreams: whether dreams go along, which belong to their dreamer alone.
  /// - Returns: the archive.
  /// - Throws: ``HouseholdError``.
  public func archive(of people: Set<PersonID>? = nil, withDreams: Bool) async throws(HouseholdError)
    -> HouseholdArchive
  {
    let everyone = try await self.people()
    let attempts = try await attempts(limit: .max)
    let keys = keys
    var chapters: [HouseholdArchive.Chapter] = []
    for person in everyone where people?.contains(person.id) ?? true {
      let id = person.id
      try takeWithdrawals()
      let (guardians, entries, answers, steps) = try await read { db in
        (
          try Row.fetchAll(
            db, sql: "SELECT guardian FROM guardianships WHERE sleeper = ? ORDER BY guardian",
            arguments: [id.description]
          ).map { try Self.id($0, "guardian") },
          try Self.entries(of: id, db, keys),
          try Row.fetchAll(
            db, sql: "SELECT by, night, is_yes FROM answers WHERE sleeper = ? ORDER BY seq",
            arguments: [id.description]
          ).map {
            NightAnswer(sleeper: id, by: try Self.id($0, "by"), night: $0["night"], isYes: $0["is_yes"])
          },
          try Self.steps(of: id, db)
        )
      }
      let diaries = try await diaries(of: id).sorted { $0.key < $1.key }
      chapters.append(
        .init(
          person: person, guardians: guardians, entries: entries, answers: answers, steps: steps,
          week: try await week(of: id), nights: try await nights(of: id, limit: .max).reversed(),
          diaries: diaries.map { (evening: $0.key, diary: $0.value) },
          dreams: withDreams ? try await dreams(of: id, limit: .max).reversed() : [],
          imported: try await imported(of: id), attempts: attempts.filter { $0.sleeper == id }.reversed(),
          reactions: try await reactionTests(of: id), routine: try await routine(of: id),
          alerts: try await alerts(about: id, limit: .max).reversed()))
    }
    let isWhole = people == nil
    return HouseholdArchive(
      chapters: chapters, pods: try await pods(), commitments: isWhole ? try await commitments() : [],
      audit: isWhole ? try await audit(limit: .max).reversed() : [],
      settings: isWhole ? try await values().sorted { $0.key < $1.key }.map { ($0.key, $0.value) } : [])
  }
}
