public import Consent
internal import GRDB
public import SignIn
public import SleepCore

/// Somebody, or a tablet at a bed, who is signed in.
public struct KeptSession: Sendable, Hashable {
  /// Who.
  public enum Holder: Sendable, Hashable {
    /// A person.
    case person(PersonID)
    /// A tablet, tied to its pod.
    case device(pod: PersonID)
  }

  /// The hash of its token: what a session is called where it is listed and ended.
  public let hash: String
  /// Who.
  public let holder: Holder
  /// When it began.
  public let created: UTCTime
  /// When it was last used, to within five minutes.
  public let used: UTCTime
  /// When somebody last showed that it is them.
  public let signedIn: UTCTime
  /// What it runs on, such as `Firefox, Android`; at most 60 characters.
  public let label: String

  /// Whether somebody has shown within the last ten minutes that it is them.
  public func isFresh(now: UTCTime) -> Bool { SessionLifetime.isFresh(signedIn: signedIn, now: now) }
}

extension HouseholdStore {
  /// Signs somebody in: keeps the hash of a new token.
  public func begin(_ token: SessionToken, for holder: KeptSession.Holder, label: String, now: UTCTime)
    async throws(HouseholdError)
  {
    let (person, pod): (String?, String?) =
      switch holder {
      case .person(let id): (id.description, nil)
      case .device(let pod): (nil, pod.description)
      }
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO sessions (hash, person, pod, created_at, used_at, signed_in_at, label)
            VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5)
          """,
        arguments: [token.hash, person, pod, now.seconds, String(label.prefix(60))])
    }
  }

  /// Who shows a token; `nil` where nobody does, or no longer.
  ///
  /// One read by the primary key, for every request; the last use is written down once in five minutes.
  public func session(_ token: SessionToken, now: UTCTime) async throws(HouseholdError) -> KeptSession? {
    let hash = token.hash
    let found = try await read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: "SELECT * FROM sessions WHERE hash = ?"), arguments: [hash]
      ).map { try Self.session($0) }
    }
    guard let found, SessionLifetime.isAlive(created: found.created, lastUsed: found.used, now: now) else {
      return nil
    }
    if now.seconds - found.used.seconds >= SessionLifetime.noted {
      try await write { db in
        try db.execute(
          sql: "UPDATE sessions SET used_at = ? WHERE hash = ?", arguments: [now.seconds, hash])
      }
    }
    return found
  }

  /// Writes down that somebody has shown once more that it is them.
  public func confirm(_ hash: String, now: UTCTime) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE sessions SET signed_in_at = ?1, used_at = ?1 WHERE hash = ?2",
        arguments: [now.seconds, hash])
    }
  }

  /// The sessions of someone that still hold, the latest used first.
  public func sessions(of person: PersonID, now: UTCTime) async throws(HouseholdError) -> [KeptSession] {
    try await sessions("person = ?", [person.description], now)
  }

  /// The tablets that are signed in, the latest used first.
  public func deviceSessions(now: UTCTime) async throws(HouseholdError) -> [KeptSession] {
    try await sessions("pod IS NOT NULL", [], now)
  }

  /// Ends a session at once, with a line in the audit.
  ///
  /// - Parameters:
  ///   - hash: which one.
  ///   - person: only where it is theirs, if this is not `nil`.
  ///   - by: who ends it.
  ///   - way: which way they came.
  ///   - now: the time.
  /// - Returns: whether there was such a session.
  /// - Throws: ``HouseholdError``.
  @discardableResult
  public func end(session hash: String, of person: PersonID? = nil, by: PersonID?, way: String, now: UTCTime)
    async throws(HouseholdError) -> Bool
  {
    try await write { db in
      let ended = try Row.fetchOne(
        db, sql: "DELETE FROM sessions WHERE hash = ?1 AND (?2 IS NULL OR person = ?2) RETURNING person, pod",
        arguments: [hash, person?.description])
      guard let ended else { return false }
      let about: String? = ended["person"] ?? ended["pod"]
      try Self.note("ended-session", about: about, by: by, way: way, now, db)
      return true
    }
  }

  /// Ends all sessions of someone, but for one, with a line in the audit: after a new password, say.
  ///
  /// - Returns: how many were ended.
  @discardableResult
  public func endSessions(
    of person: PersonID, except hash: String? = nil, by: PersonID?, way: String, now: UTCTime
  ) async throws(HouseholdError) -> Int {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM sessions WHERE person = ? AND hash IS NOT ?", arguments: [person.description, hash])
      let count = db.changesCount
      if count > 0 {
        try Self.note("ended-sessions", about: person.description, by: by, way: way, now, db)
      }
      return count
    }
  }

  /// Removes the rows of sessions that hold no longer; once a day is enough.
  public func sweepSessions(now: UTCTime) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM sessions WHERE created_at <= ? OR used_at <= ?",
        arguments: [now.seconds - SessionLifetime.longest, now.seconds - SessionLifetime.idle])
    }
  }

  // MARK: Inside a transaction

  private func sessions(_ condition: String, _ arguments: StatementArguments, _ now: UTCTime)
    async throws(HouseholdError) -> [KeptSession]
  {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM sessions WHERE \(condition) ORDER BY used_at DESC, hash", arguments: arguments
      ).map { try Self.session($0) }
        .filter { SessionLifetime.isAlive(created: $0.created, lastUsed: $0.used, now: now) }
    }
  }

  private static func session(_ row: Row) throws -> KeptSession {
    let isPerson = (row["person"] as String?) != nil
    return KeptSession(
      hash: row["hash"],
      holder: isPerson ? .person(try id(row, "person")) : .device(pod: try id(row, "pod")),
      created: UTCTime(seconds: row["created_at"]), used: UTCTime(seconds: row["used_at"]),
      signedIn: UTCTime(seconds: row["signed_in_at"]), label: row["label"])
  }

  static func note(
    _ act: String, about: String?, by: PersonID?, way: String, _ now: UTCTime, _ db: Database
  ) throws {
    try db.execute(
      sql: "INSERT INTO audit (at, way, by, act, about) VALUES (?, ?, ?, ?, ?)",
      arguments: [now.seconds, way, by?.description, act, about])
  }
}
