public import Consent
internal import GRDB
public import SleepCore

/// How a program stands for a sleeper tonight, for a page that shows the choice.
public struct ProgramOutlook: Sendable, Hashable {
  /// The program.
  public let program: ProgramOffer
  /// Why it cannot be chosen at all; `nil` where it can.
  public let closed: ConsentRefusal?
  /// Why it cannot begin yet, such as a yes that is still to come; `nil` where it can.
  public let waiting: ConsentRefusal?
}

extension HouseholdStore {
  /// Looks at programs for a sleeper; looking is no attempt, and nothing is kept.
  ///
  /// - Parameters:
  ///   - programs: which.
  ///   - id: for whom.
  ///   - purpose: what for.
  ///   - night: the evening: days since 1970-01-01, by the home's own calendar.
  ///   - now: the time.
  /// - Returns: the programs in their order; where nobody said how old the sleeper is, none.
  /// - Throws: ``HouseholdError``.
  public func outlook(
    _ programs: [ProgramOffer], sleeper id: PersonID, purpose: Purpose = .nights, night: Int, now: UTCTime
  ) async throws(HouseholdError) -> [ProgramOutlook] {
    guard let sleeper = try await person(id).profile.sleeper(id) else { return [] }
    let state = try await consentState(for: id, night: night)
    return programs.map { program in
      let request = NightRequest(sleeper: sleeper, program: program, purpose: purpose, night: night)
      var (closed, waiting): (ConsentRefusal?, ConsentRefusal?)
      do throws(ConsentRefusal) {
        try ConsentGate.admit(request, at: .choose, state: state)
      } catch { closed = error }
      do throws(ConsentRefusal) {
        _ = try ConsentGate.decide(request, state: state, now: now)
      } catch { waiting = error }
      return ProgramOutlook(program: program, closed: closed, waiting: waiting)
    }
  }

  /// The consents of a sleeper with what has become of each, in the order in which they came.
  public func consents(of sleeper: PersonID, now: UTCTime) async throws(HouseholdError) -> [(
    receipt: ConsentReceipt, standing: ConsentStanding
  )] {
    try takeWithdrawals()
    let keys = keys
    let entries = try await read { db in try Self.entries(of: sleeper, db, keys) }
    return ConsentGate.standings(entries, now: now)
  }

  /// For whom someone answers.
  public func wards(of guardian: PersonID) async throws(HouseholdError) -> [PersonID] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT sleeper FROM guardianships WHERE guardian = ? ORDER BY sleeper",
        arguments: [guardian.description]
      ).map { try Self.id($0, "sleeper") }
    }
  }
}
