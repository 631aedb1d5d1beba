internal import Foundation
internal import RecordKeeper

/// Private lines that are only ever added to a file, each on the disk before anyone is told so.
enum DurableLines {
  /// All of a file; `nil` where there is none.
  ///
  /// - Throws: ``FleetError`` where there is one and it cannot be read: what it holds is not known then, and not nothing.
  static func read(_ path: String) throws(FleetError) -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FleetError(
        "it is there and cannot be read", place: path, remedy: "See the disk, and who may read it.")
    }
    return Array(data)
  }

  /// Adds a line; the file is readable by its owner alone.
  ///
  /// - Throws: ``FleetError`` where the file cannot be written.
  static func append(_ line: [UInt8], to path: String) throws(FleetError) {
    let failure = FleetError(
      "it cannot be written", place: path, remedy: "See the disk, and who may write there.")
    let folder = URL(filePath: path).deletingLastPathComponent().path
    do {
      if !FileManager.default.fileExists(atPath: path) {
        try OperatorFolder.secret("", to: path)
        try FolderFiles(folder).syncFolder("")
      }
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(line + [0x0A]))
      try handle.synchronize()
    } catch {
      throw failure
    }
  }

  /// Keeps others out of a folder while something is read and then added to: another process, or another task.
  ///
  /// - Returns: what keeps them out as long as it is held.
  /// - Throws: ``FleetError`` where others do not come to an end within five seconds.
  static func alone(in folder: String) throws(FleetError) -> RecordLock {
    try FollowedRecord.make(folder)
    for _ in 0..<250 {
      if let lock = try? FolderFiles(folder).lock("lock") { return lock }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw FleetError(
      "somebody else is writing there", place: folder, remedy: "Wait until they are done, and try again.")
  }
}
