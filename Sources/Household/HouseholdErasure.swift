public import Consent
internal import Foundation
internal import GRDB
internal import SleepCore

extension HouseholdStore {
  /// Destroys everything that the household knows about someone.
  ///
  /// Their keys are overwritten first: from that moment all that was sealed is noise, in every copy there is.
  /// Then their rows, the folders of their nights and the lines of their withdrawals go, here and in every
  /// backup, and the files are rewritten without the pages they stood on. Commitments and attempts stay; they
  /// hold hashes and a number that no longer belongs to anybody. A crash in between is made good when the
  /// household is opened next.
  ///
  /// - Returns: folders of nights that were not removed, because they do not look like a night's record.
  /// - Throws: ``HouseholdError`` where there is no such person, or the disk would not.
  @discardableResult
  public func erase(_ id: PersonID) async throws(HouseholdError) -> [String] {
    guard keys.people.contains(id) else { throw Self.unknown(id) }
    try PrivateFiles.write([], to: mark)
    try keys.shred(id)
    return try sweep()
  }

  /// Stands on the disk from before an erasure begins until it is done in every file.
  private var mark: String { folder + "/erasing" }

  /// Finishes what an erasure has begun, and takes out of a restored file who was erased since.
  @discardableResult
  func sweep() throws(HouseholdError) -> [String] {
    let erased = keys.erased
    guard !erased.isEmpty else { return [] }
    for id in erased { try keys.shred(id) }
    do {
      let gone = try pool.read { db in try Self.found(erased, db) }
      var left: [String] = []
      if !gone.isEmpty {
        try PrivateFiles.write([], to: mark)
        let folders = try pool.read { db in
          try gone.flatMap {
            try String.fetchAll(db, sql: "SELECT folder FROM nights WHERE sleeper = ?", arguments: [$0])
          }
        }
        for folder in folders where !removeNight(folder) { left.append(folder) }
        try pool.write { db in try Self.remove(gone, db) }
      }
      guard FileManager.default.fileExists(atPath: mark) else { return left }
      try pool.vacuum()
      try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
      try sweepFiles(erased)
      try PrivateFiles.remove(mark)
      return left
    } catch { throw mapped(error) }
  }

  private func sweepFiles(_ erased: Set<PersonID>) throws {
    let lines = Self.withdrawals(in: folder)
    if let text = FileManager.default.contents(atPath: lines) {
      let kept = String(decoding: text, as: UTF8.self).split(separator: "\n").filter { line in
        (try? Withdrawal(line: String(line))).map { !erased.contains($0.sleeper) } ?? true
      }
      try PrivateFiles.write(Array(kept.map { $0 + "\n" }.joined().utf8), to: lines)
    }
    for path in Self.backups(in: folder) {
      // A backup that is damaged cannot be cleaned; what it holds of them is sealed with a key that is gone.
      guard let queue = try? DatabaseQueue(path: path, configuration: Self.configuration),
        let gone = try? queue.read({ db in try Self.found(erased, db) }), !gone.isEmpty
      else { continue }
      try queue.write { db in try Self.remove(gone, db) }
      try queue.vacuum()
      try queue.close()
    }
    // What a restore or a crash put aside.
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("replaced-") || name.hasSuffix(".new") {
      try PrivateFiles.remove("\(folder)/\(name)")
    }
  }

  private static func found(_ erased: Set<PersonID>, _ db: Database) throws -> [String] {
    guard try db.tableExists("people") else { return [] }
    return try String.fetchAll(db, sql: "SELECT id FROM people").filter { id in
      PersonID(id).map(erased.contains) ?? false
    }
  }

  private static func remove(_ gone: [String], _ db: Database) throws {
    for id in gone { try db.execute(sql: "DELETE FROM people WHERE id = ?", arguments: [id]) }
  }

  /// Removes the folder of a night, if it is one: nothing else is removed on the word of a row.
  private func removeNight(_ path: String) -> Bool {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { return true }
    guard files.fileExists(atPath: path + "/events.jsonl") else { return false }
    return (try? files.removeItem(atPath: path)) != nil
  }
}
