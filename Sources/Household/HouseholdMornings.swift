public import Consent
internal import Foundation
internal import GRDB
internal import SleepCore

extension HouseholdStore {
  /// Keeps a morning's answers, in place of what stood there.
  ///
  /// - Throws: ``HouseholdError`` naming the field that cannot be.
  public func keep(_ diary: SleepDiary, of sleeper: PersonID, evening: Int) async throws(HouseholdError) {
    if let flaw = diary.flaw {
      throw HouseholdError(
        .refused, "this cannot be", place: "diary, \(flaw)",
        remedy: "Clocks and lengths are 0 to 1439 minutes, quality is 1 to 5; leave out what is not known.")
    }
    let sealed = try keys.box(sleeper).seal(diary, place: "diary")
    try await write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO diary (sleeper, evening, sealed) VALUES (?, ?, ?)",
        arguments: [sleeper.description, evening, sealed])
    }
  }

  /// The diary of a sleeper by evening; mornings without one are not there.
  public func diaries(of sleeper: PersonID, from first: Int = 0, to last: Int = .max)
    async throws(HouseholdError) -> [Int: SleepDiary]
  {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      var diaries: [Int: SleepDiary] = [:]
      let rows = try Row.fetchAll(
        db, sql: "SELECT evening, sealed FROM diary WHERE sleeper = ? AND evening BETWEEN ? AND ?",
        arguments: [sleeper.description, first, last])
      for row in rows {
        diaries[row["evening"]] = try box.open(SleepDiary.self, row["sealed"], place: "diary")
      }
      return diaries
    }
  }

  /// Keeps a dream.
  public func keep(dream text: String, of sleeper: PersonID, evening: Int) async throws(HouseholdError) -> Int
  {
    let sealed = try keys.box(sleeper).seal(SealedText(text), place: "dreams")
    return try await write { db in
      try db.execute(
        sql: "INSERT INTO dreams (sleeper, evening, sealed) VALUES (?, ?, ?)",
        arguments: [sleeper.description, evening, sealed])
      return Int(db.lastInsertedRowID)
    }
  }

  /// A sleeper's dreams, the latest first.
  public func dreams(of sleeper: PersonID, limit: Int = 400) async throws(HouseholdError) -> [DreamNote] {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      return try Row.fetchAll(
        db, sql: "SELECT * FROM dreams WHERE sleeper = ? ORDER BY evening DESC, id DESC LIMIT ?",
        arguments: [sleeper.description, limit]
      ).map {
        DreamNote(
          id: $0["id"], evening: $0["evening"],
          text: try box.open(SealedText.self, $0["sealed"], place: "dreams").text)
      }
    }
  }

  /// Removes a dream of a sleeper.
  public func removeDream(_ id: Int, of sleeper: PersonID) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM dreams WHERE id = ? AND sleeper = ?", arguments: [id, sleeper.description])
    }
  }
}
