internal import Consent
package import Foundation
internal import GRDB
public import SleepCore

/// The household's memory: one SQLite file, the people's keys beside it, and backups.
///
/// Every method that returns has its rows on the disk (WAL, `synchronous = FULL`): what was acknowledged
/// outlives a crash.
public struct HouseholdStore: Sendable {
  /// The folder.
  public let folder: String
  /// The people's keys.
  public let keys: PersonKeys
  let pool: DatabasePool

  /// The file.
  public static func file(in folder: String) -> String { "\(folder)/household.sqlite" }

  /// Opens a household, or begins one.
  ///
  /// The file is checked first: damage is found now and not in the middle of a night. What an earlier version
  /// wrote is brought up to date, after a backup.
  ///
  /// - Parameters:
  ///   - folder: where it is kept; made where it is missing, for its owner alone.
  ///   - now: the time.
  /// - Returns: the household.
  /// - Throws: ``HouseholdError``; a damaged file is named, with the newest backup that is whole.
  public static func open(_ folder: String, now: UTCTime) throws(HouseholdError) -> HouseholdStore {
    try open(folder, now: now, migrations: Schema.migrations.count)
  }

  package static func open(_ folder: String, now: UTCTime, migrations: Int) throws(HouseholdError)
    -> HouseholdStore
  {
    try PrivateFiles.makeFolder(folder)
    let path = file(in: folder)
    let isOld = FileManager.default.fileExists(atPath: path)
    let keys = try PersonKeys(folder: folder + "/keys")
    let pool: DatabasePool
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      if isOld { try pool.read { db in try check(db, path) } }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      throw mapped(error, path: path, folder: folder)
    }
    let store = HouseholdStore(folder: folder, keys: keys, pool: pool)
    do {
      let migrator = Schema.migrator(upTo: migrations)
      guard try !pool.read(migrator.hasBeenSuperseded) else {
        throw HouseholdError(
          .storage, "a newer version wrote this file", place: path,
          remedy: "Use that version, or a newer one.")
      }
      if isOld, try !pool.read(migrator.hasCompletedMigrations) { try store.backup(named: "before-update") }
      try migrator.migrate(pool)
    } catch {
      throw mapped(error, path: path, folder: folder)
    }
    // A crash in the middle of an erasure leaves rows whose key is gone: it is finished now.
    try store.sweep()
    return store
  }

  /// What every connection keeps to.
  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      // FULL: a row is on the disk before it is acknowledged. What is deleted is overwritten with zeros.
      try db.execute(
        sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Checks every page and every reference of a database.
  static func check(_ db: Database, _ path: String) throws {
    let words = try String.fetchAll(db, sql: "PRAGMA integrity_check(5)")
    guard words == ["ok"] else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: words.first) }
    guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row refers to one that is not there")
    }
  }

  /// Closes the file.
  public func close() throws(HouseholdError) {
    do { try pool.close() } catch { throw mapped(error) }
  }

  // MARK: How errors come out

  func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(HouseholdError) -> T
  {
    do { return try await pool.read(body) } catch { throw mapped(error) }
  }

  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(HouseholdError)
    -> T
  {
    do { return try await pool.write(body) } catch { throw mapped(error) }
  }

  func mapped(_ error: any Error) -> HouseholdError {
    Self.mapped(error, path: Self.file(in: folder), folder: folder)
  }

  static func mapped(_ error: any Error, path: String, folder: String) -> HouseholdError {
    if let error = error as? HouseholdError { return error }
    if let error = error as? any ExplainedError {
      return HouseholdError(.storage, error.problem, place: error.place, remedy: error.remedy)
    }
    guard let error = error as? DatabaseError else {
      return HouseholdError(
        .storage, "\(error)", place: path, remedy: "See the disk, and who may write there.")
    }
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      let backup = newestGoodBackup(in: folder)
      return HouseholdError(
        .damaged(backup: backup), "it is damaged (\(error.message ?? "no more is known"))", place: path,
        remedy: backup.map { "Restore the newest backup that is whole, \($0): luma home restore." }
          ?? "No backup is whole: move the file away, and begin anew.")
    case .SQLITE_CONSTRAINT:
      return HouseholdError(
        .refused, "a rule of the house says no (\(error.message ?? "constraint"))", place: path,
        remedy: "Look whether who and what it refers to is there, and whether it is there already.")
    default:
      return HouseholdError(
        .storage, error.message ?? "the database would not", place: path,
        remedy: "See the disk, and who may write there; nothing was kept.")
    }
  }
}

extension HouseholdStore {
  /// What a hand with another program would do; for tests.
  package func execute(_ sql: String) async throws(HouseholdError) {
    try await write { db in try db.execute(sql: sql) }
  }

  /// The sealed bytes of a table; for tests.
  package func sealed(_ table: String) async throws(HouseholdError) -> [Data] {
    try await read { db in try Data.fetchAll(db, sql: "SELECT sealed FROM \(table) WHERE sealed IS NOT NULL")
    }
  }
}
