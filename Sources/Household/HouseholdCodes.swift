public import Consent
internal import GRDB
public import SignIn
public import SleepCore

/// What became of a code that somebody typed.
public enum CodeAnswer: Sendable, Hashable {
  /// It was right, and is spent.
  case right
  /// It was wrong, and may be tried again so many times.
  case wrong(left: Int)
  /// There is none: it is over, it is spent, or it was tried too often.
  case none
}

extension HouseholdStore {
  /// Keeps a new code in the place of the one before, by its hash.
  ///
  /// - Parameters:
  ///   - code: the code; it is to be shown once.
  ///   - purpose: what it opens.
  ///   - person: for an invitation, for whom; `nil` for the owner's.
  ///   - now: the time; it opens for 15 minutes or 7 days.
  /// - Throws: ``HouseholdError``.
  public func keep(
    _ code: OneTimeCode, for purpose: OneTimeCode.Purpose, person: PersonID? = nil, now: UTCTime
  ) async throws(HouseholdError) {
    let hash: String
    do { hash = try code.hash(for: purpose) } catch { throw mapped(error) }
    try await write { db in
      try Self.removeCode(purpose, person, db)
      try db.execute(
        sql: "INSERT INTO codes (purpose, person, hash, expires_at, attempts) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          purpose.rawValue, person?.description, hash, now.seconds + purpose.lifetime, OneTimeCode.attempts,
        ])
    }
  }

  /// Tries a code, which is spent when it is right.
  ///
  /// Costs some 0.2 s.
  ///
  /// A try is written down before the code is looked at, so that tries at one moment are all counted, and a
  /// right code opens once, whoever comes at the same moment.
  ///
  /// - Parameters:
  ///   - text: what was typed; anything at all.
  ///   - purpose: what it is to open.
  ///   - person: for an invitation, for whom.
  ///   - now: the time.
  /// - Returns: what became of it.
  /// - Throws: ``HouseholdError``.
  public func redeem(
    _ text: String, for purpose: OneTimeCode.Purpose, person: PersonID? = nil, now: UTCTime
  ) async throws(HouseholdError) -> CodeAnswer {
    let row = try await write { db in
      try Row.fetchOne(
        db,
        sql: """
          UPDATE codes SET attempts = attempts - 1
            WHERE purpose = ? AND person IS ? AND attempts > 0 AND expires_at > ?
            RETURNING id, hash, attempts
          """,
        arguments: [purpose.rawValue, person?.description, now.seconds]
      ).map { (id: $0["id"] as Int, hash: $0["hash"] as String, left: $0["attempts"] as Int) }
    }
    guard let row else { return .none }
    guard OneTimeCode(text)?.matches(row.hash, for: purpose) == true else {
      return row.left > 0 ? .wrong(left: row.left) : .none
    }
    let isFirst = try await write { db in
      try db.execute(sql: "DELETE FROM codes WHERE id = ?", arguments: [row.id])
      return db.changesCount == 1
    }
    return isFirst ? .right : .none
  }

  /// Whether a code is open.
  public func hasCode(for purpose: OneTimeCode.Purpose, person: PersonID? = nil, now: UTCTime)
    async throws(HouseholdError) -> Bool
  {
    try await read { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM codes
            WHERE purpose = ? AND person IS ? AND attempts > 0 AND expires_at > ?)
          """,
        arguments: [purpose.rawValue, person?.description, now.seconds]) ?? false
    }
  }

  /// Takes a code back.
  public func removeCode(for purpose: OneTimeCode.Purpose, person: PersonID? = nil)
    async throws(HouseholdError)
  {
    try await write { db in try Self.removeCode(purpose, person, db) }
  }

  private static func removeCode(_ purpose: OneTimeCode.Purpose, _ person: PersonID?, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM codes WHERE purpose = ? AND person IS ?",
      arguments: [purpose.rawValue, person?.description])
  }
}
