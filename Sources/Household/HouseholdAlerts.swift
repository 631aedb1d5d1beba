public import Consent
internal import GRDB
public import SleepCore

/// Something that somebody must look after, until they say that they do.
public struct Alert: Sendable, Hashable, Identifiable {
  /// The row.
  public let id: Int
  /// The night in which it happened, where there was one.
  public let night: Int?
  /// Whom it is about.
  public let sleeper: PersonID
  /// What happened, such as `bed-exit`; 1 to 40 characters.
  public let kind: String
  /// When.
  public let at: UTCTime
  /// When somebody answered.
  public let answered: UTCTime?
  /// Who did, where they are still here.
  public let answeredBy: PersonID?
}

extension HouseholdStore {
  /// Raises an alert.
  ///
  /// One of the same kind about the same sleeper that nobody has answered yet stays as it is.
  ///
  /// - Returns: the row of the alert that is open now.
  @discardableResult
  public func raise(alert kind: String, about sleeper: PersonID, night: Int? = nil, now: UTCTime)
    async throws(HouseholdError) -> Int
  {
    try await write { db in
      let open = try Int.fetchOne(
        db, sql: "SELECT id FROM alerts WHERE sleeper = ? AND kind = ? AND answered_at IS NULL",
        arguments: [sleeper.description, kind])
      if let open { return open }
      try db.execute(
        sql: "INSERT INTO alerts (night, sleeper, kind, at) VALUES (?, ?, ?, ?)",
        arguments: [night, sleeper.description, kind, now.seconds])
      return Int(db.lastInsertedRowID)
    }
  }

  /// Answers an alert; who answers first is who did.
  ///
  /// - Returns: whether it was open.
  @discardableResult
  public func answer(alert id: Int, by person: PersonID, now: UTCTime) async throws(HouseholdError) -> Bool {
    try await write { db in
      try db.execute(
        sql: "UPDATE alerts SET answered_at = ?, answered_by = ? WHERE id = ? AND answered_at IS NULL",
        arguments: [now.seconds, person.description, id])
      return db.changesCount == 1
    }
  }

  /// An alert.
  public func alert(_ id: Int) async throws(HouseholdError) -> Alert? {
    try await read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM alerts WHERE id = ?", arguments: [id]).map {
        try Self.alert($0)
      }
    }
  }

  /// The alerts that nobody has answered, the earliest first.
  public func openAlerts() async throws(HouseholdError) -> [Alert] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM alerts WHERE answered_at IS NULL ORDER BY id")
        .map { try Self.alert($0) }
    }
  }

  /// The alerts about a sleeper, the latest first.
  public func alerts(about sleeper: PersonID, limit: Int = 100) async throws(HouseholdError) -> [Alert] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM alerts WHERE sleeper = ? ORDER BY id DESC LIMIT ?",
        arguments: [sleeper.description, limit]
      ).map { try Self.alert($0) }
    }
  }

  private static func alert(_ row: Row) throws -> Alert {
    Alert(
      id: row["id"], night: row["night"], sleeper: try id(row, "sleeper"), kind: row["kind"],
      at: UTCTime(seconds: row["at"]), answered: (row["answered_at"] as Int?).map { UTCTime(seconds: $0) },
      answeredBy: (row["answered_by"] as String?).flatMap { PersonID($0) })
  }
}
