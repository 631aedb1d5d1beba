internal import Consent
internal import Foundation
internal import GRDB
internal import SleepCore

extension HouseholdStore {
  // MARK: Inside a transaction

  /// Brings lines of the file of withdrawals into the database, behind all that is there.
  func takeWithdrawals() throws(HouseholdError) {
    let path = Self.withdrawals(in: folder)
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else { return }
    var withdrawals: [Withdrawal] = []
    for (i, line) in data.split(separator: 0x0A).enumerated() {
      do {
        withdrawals.append(try Withdrawal(line: String(decoding: line, as: UTF8.self)))
      } catch {
        throw HouseholdError(
          .unreadable, "line \(i + 1): \(error.problem), so it is not known what was taken back", place: path,
          remedy: error.remedy)
      }
    }
    let taken = withdrawals
    do {
      let isKnown = try pool.read { db in
        try taken.allSatisfy { one in
          try Bool.fetchOne(
            db,
            sql: """
              SELECT EXISTS (SELECT 1 FROM consent_entries WHERE line = ?)
                OR NOT EXISTS (SELECT 1 FROM people WHERE id = ?)
              """, arguments: [one.line, one.sleeper.description]) ?? false
        }
      }
      if isKnown { return }
      try pool.write { db in
        for one in taken {
          // Lines about people who are gone say nothing any more.
          try db.execute(
            sql: """
              INSERT OR IGNORE INTO consent_entries (kind, sleeper, line)
                SELECT 'withdrawal', id, ? FROM people WHERE id = ?
              """, arguments: [one.line, one.sleeper.description])
        }
      }
    } catch { throw mapped(error) }
  }

  static func entries(of sleeper: PersonID, _ db: Database, _ keys: PersonKeys) throws -> [ConsentEntry] {
    let box = try keys.box(sleeper)
    return try Row.fetchAll(
      db, sql: "SELECT kind, line, sealed FROM consent_entries WHERE sleeper = ? ORDER BY seq",
      arguments: [sleeper.description]
    ).map { row in
      if let line = row["line"] as String? { return .withdrawal(try Withdrawal(line: line)) }
      let bytes = try box.open(row["sealed"], place: "consent_entries")
      return .receipt(try ConsentReceipt(bytes: Array(bytes.dropFirst(32))))
    }
  }

  static func steps(of sleeper: PersonID, _ db: Database) throws -> [UnlockStep] {
    try Row.fetchAll(
      db, sql: "SELECT stage, by FROM unlocks WHERE sleeper = ? ORDER BY seq",
      arguments: [sleeper.description]
    ).compactMap { row in
      guard let stage = UnlockStage(named: row["stage"]) else { return nil }
      return UnlockStep(sleeper: sleeper, stage: stage, by: try id(row, "by"))
    }
  }
}
