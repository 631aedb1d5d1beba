internal import Foundation
internal import GRDB
public import SleepCore

extension HouseholdStore {
  /// How many nightly backups are kept.
  public static let backupsKept = 14

  static func backupFolder(in folder: String) -> String { "\(folder)/backups" }

  /// Backs the database up while it is in use (SQLite's online backup); a crash leaves the older backups as
  /// they were.
  ///
  /// The people's keys are not in it: a backup alone says nothing about anybody.
  ///
  /// - Parameter day: days since 1970-01-01; a second backup of a day takes the place of the first.
  /// - Returns: the file.
  /// - Throws: ``HouseholdError`` where the disk would not; the older backups are as they were.
  @discardableResult
  public func backup(day: Int) throws(HouseholdError) -> String {
    let path = try backup(named: UTCTime.name(ofDay: day))
    let nightly = Self.backups(in: folder).filter { !$0.contains("before-update") }
    for old in nightly.dropFirst(Self.backupsKept) { try PrivateFiles.remove(old) }
    return path
  }

  @discardableResult
  func backup(named name: String) throws(HouseholdError) -> String {
    let backups = Self.backupFolder(in: folder)
    try PrivateFiles.makeFolder(backups)
    let path = "\(backups)/household-\(name).sqlite"
    let unfinished = path + ".new"
    do {
      try PrivateFiles.remove(unfinished)
      let copy = try DatabaseQueue(path: unfinished, configuration: Self.configuration)
      try pool.backup(to: copy)
      // A backup is one file: no log beside it.
      try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.read { db in try Self.check(db, unfinished) }
      try copy.close()
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: unfinished)
    } catch { throw mapped(error) }
    try PrivateFiles.sync(unfinished)
    try PrivateFiles.move(unfinished, to: path)
    return path
  }

  /// The backups of a household, the newest first.
  public static func backups(in folder: String) -> [String] {
    let backups = backupFolder(in: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: backups)) ?? []
    return names.filter { $0.hasPrefix("household-") && $0.hasSuffix(".sqlite") }.sorted(by: >)
      .map { "\(backups)/\($0)" }
  }

  /// The newest backup in which every page and reference is right, or `nil`.
  public static func newestGoodBackup(in folder: String) -> String? {
    backups(in: folder).filter { !$0.contains("before-update") }.first(where: isGood)
      ?? backups(in: folder).first(where: isGood)
  }

  private static func isGood(_ path: String) -> Bool {
    var readOnly = configuration
    readOnly.readonly = true
    readOnly.prepareDatabase { _ in }
    guard let queue = try? DatabaseQueue(path: path, configuration: readOnly) else { return false }
    return (try? queue.read { db in try check(db, path) }) != nil
  }

  /// Puts a backup in the place of the database; the database that stood there is kept beside it.
  ///
  /// Nobody may have the household open. People who were erased since the backup stay erased: their keys are
  /// gone, and their rows go with the next opening. Consents that were taken back stay taken back: their
  /// lines stand in their own file.
  ///
  /// - Parameters:
  ///   - folder: the household.
  ///   - backup: which; the newest that is whole, where it is `nil`.
  ///   - now: the time, for the name of what stood there.
  /// - Returns: the backup that was restored.
  /// - Throws: ``HouseholdError`` where there is no whole backup.
  @discardableResult
  public static func restore(_ folder: String, backup: String? = nil, now: UTCTime) throws(HouseholdError)
    -> String
  {
    guard let chosen = backup ?? newestGoodBackup(in: folder), isGood(chosen) else {
      throw HouseholdError(
        .unknown, "there is no backup that is whole", place: backup ?? backupFolder(in: folder),
        remedy: "Name another one, or begin anew in an empty folder.")
    }
    let path = file(in: folder)
    let new = path + ".new"
    do {
      try PrivateFiles.remove(new)
      try FileManager.default.copyItem(atPath: chosen, toPath: new)
    } catch { throw mapped(error, path: path, folder: folder) }
    try PrivateFiles.sync(new)
    // The log of the old database must not be read into the new one.
    for end in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + end) {
      try PrivateFiles.move(path + end, to: "\(folder)/replaced-\(now.seconds).sqlite\(end)")
    }
    try PrivateFiles.move(new, to: path)
    return chosen
  }
}
