public import Consent
internal import Foundation
internal import GRDB
public import PublicRecord
public import SleepCore

extension HouseholdStore {
  /// How long a night must have lasted to count for unlocking, in seconds: three hours, so that a program
  /// that was tried for a minute is not a night that was seen.
  public static let countingLength = 3 * 3600

  /// Puts an evening into a sleeper's week, in place of what stood on that weekday.
  public func keep(_ entry: ScheduledEvening) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO schedules (sleeper, pod, weekday, program, program_name, bed, wake, zone)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          entry.sleeper.description, entry.pod.description, entry.weekday, entry.program, entry.programName,
          entry.bed, entry.wake, entry.zone,
        ])
    }
  }

  /// Takes an evening out of a sleeper's week.
  public func removeEvening(of sleeper: PersonID, weekday: Int) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM schedules WHERE sleeper = ? AND weekday = ?",
        arguments: [sleeper.description, weekday])
    }
  }

  /// A sleeper's week, from Monday.
  public func week(of sleeper: PersonID) async throws(HouseholdError) -> [ScheduledEvening] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM schedules WHERE sleeper = ? ORDER BY weekday",
        arguments: [sleeper.description]
      ).map {
        try ScheduledEvening(
          sleeper: sleeper, pod: Self.id($0, "pod"), weekday: $0["weekday"], program: $0["program"],
          programName: $0["program_name"], bed: $0["bed"], wake: $0["wake"], zone: $0["zone"])
      }
    }
  }

  /// Begins a night under a permission.
  ///
  /// The gate is asked once more: what was taken back since the permission was given is taken back.
  ///
  /// - Parameters:
  ///   - permission: what the gate gave.
  ///   - program: the program it was given for.
  ///   - pod: where.
  ///   - folder: where its record is kept.
  ///   - clearance: where the program stands in a public record.
  ///   - way: which way they came, such as `web`, `api`, `mqtt` or `cli`.
  ///   - now: the time.
  /// - Returns: the night's row.
  /// - Throws: ``HouseholdError`` where the permission is for another program or no longer holds.
  public func begin(
    _ permission: Permission, program: ProgramOffer, pod: PersonID, folder: String,
    clearance: RecordClearance? = nil, way: String, now: UTCTime
  ) async throws(HouseholdError) -> Int {
    guard permission.program == program.sha256 else {
      throw HouseholdError(
        .refused, "the permission is for another program", place: "program \(program.name)",
        remedy: "Ask the gate for this one.")
    }
    let again = try await self.permission(
      for: program, sleeper: permission.sleeper, purpose: permission.purpose, night: permission.night,
      way: way,
      by: nil, now: now)
    if case .failure(let refusal) = again {
      throw HouseholdError(.refused, refusal.problem, place: refusal.place, remedy: refusal.remedy)
    }
    return try await write { db in
      try db.execute(
        sql: """
          INSERT INTO nights (sleeper, pod, evening, folder, program, program_name, program_version, stage, receipt,
            record_origin, record_size, record_root, record_entry, started_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          permission.sleeper.description, pod.description, permission.night, folder, program.sha256,
          program.name, program.version, program.stage.name, permission.receipt, clearance?.origin,
          clearance?.size, clearance?.root, clearance?.index, now.seconds,
        ])
      return Int(db.lastInsertedRowID)
    }
  }

  /// Ends a night.
  public func end(_ night: Int, figures: SleepFigures?, now: UTCTime) async throws(HouseholdError) {
    try await change(night, ended: now) { $0.figures = figures ?? $0.figures }
  }

  /// Notes something about a night; an empty note takes it away.
  public func note(_ text: String, on night: Int) async throws(HouseholdError) {
    try await change(night, ended: nil) { $0.note = text }
  }

  private func change(_ night: Int, ended: UTCTime?, _ body: @escaping @Sendable (inout SealedNight) -> Void)
    async throws(HouseholdError)
  {
    let keys = keys
    try await write { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT sleeper, sealed FROM nights WHERE id = ?", arguments: [night])
      else {
        throw HouseholdError(
          .unknown, "there is no such night", place: "night \(night)", remedy: "See luma home nights.")
      }
      let box = try keys.box(Self.id(row, "sleeper"))
      var sealed = try Self.sealedNight(row, box)
      body(&sealed)
      try db.execute(
        sql: "UPDATE nights SET sealed = ?, ended_at = coalesce(?, ended_at) WHERE id = ?",
        arguments: [try box.seal(sealed, place: "nights"), ended?.seconds, night])
    }
  }

  /// A night by its row; `nil` where there is none such.
  public func night(_ id: Int) async throws(HouseholdError) -> KeptNight? {
    let keys = keys
    return try await read { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM nights WHERE id = ?", arguments: [id]) else {
        return nil
      }
      let sleeper = try Self.id(row, "sleeper")
      return try Self.night(row, sleeper, try keys.box(sleeper))
    }
  }

  /// Nights of a sleeper, the latest first.
  ///
  /// Days without a night are not filled in: what is missing is for the page to show as missing.
  public func nights(of sleeper: PersonID, from first: Int = 0, to last: Int = .max, limit: Int = 400)
    async throws(HouseholdError) -> [KeptNight]
  {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      return try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM nights WHERE sleeper = ? AND evening BETWEEN ? AND ?
            ORDER BY evening DESC, started_at DESC LIMIT ?
          """, arguments: [sleeper.description, first, last, limit]
      ).map { try Self.night($0, sleeper, box) }
    }
  }

  // MARK: Inside a transaction

  static func nights(of sleeper: PersonID, at stage: UnlockStage, _ db: Database) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT count(DISTINCT evening) FROM nights WHERE sleeper = ? AND stage = ?
          AND ended_at - started_at >= ?
          AND started_at >= coalesce((SELECT max(at) FROM unlocks WHERE sleeper = nights.sleeper), 0)
        """, arguments: [sleeper.description, stage.name, countingLength]) ?? 0
  }

  private static func sealedNight(_ row: Row, _ box: PersonBox) throws -> SealedNight {
    guard let sealed = row["sealed"] as Data? else { return SealedNight() }
    return try box.open(SealedNight.self, sealed, place: "nights")
  }

  private static func night(_ row: Row, _ sleeper: PersonID, _ box: PersonBox) throws -> KeptNight {
    let sealed = try sealedNight(row, box)
    var clearance: RecordClearance?
    if let origin = row["record_origin"] as String? {
      clearance = RecordClearance(
        origin: origin, size: row["record_size"], root: row["record_root"], index: row["record_entry"])
    }
    return KeptNight(
      id: row["id"], sleeper: sleeper, pod: try id(row, "pod"), evening: row["evening"],
      folder: row["folder"],
      program: row["program"], programName: row["program_name"], programVersion: row["program_version"],
      stage: UnlockStage(named: row["stage"]) ?? .trials, receipt: row["receipt"], clearance: clearance,
      started: UTCTime(seconds: row["started_at"]),
      ended: (row["ended_at"] as Int?).map { UTCTime(seconds: $0) }, figures: sealed.figures,
      note: sealed.note)
  }
}
