internal import Foundation

/// Lines that are only ever added to a file, each on the disk before anyone is told so.
enum DurableLines {
  /// Adds a line.
  ///
  /// - Throws: ``FleetError`` where the file cannot be written.
  static func append(_ line: [UInt8], to path: String) throws(FleetError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try FollowedRecord.make(folder)
    if !FileManager.default.fileExists(atPath: path) { try FollowedRecord.write([], to: path) }
    do {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(line + [0x0A]))
      try handle.synchronize()
    } catch {
      throw FleetError("it cannot be written", place: path, remedy: "See the disk, and who may write there.")
    }
  }
}
