internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore
public import Surveillance

/// The journal of tallies in a record's folder: `state/tallies.jsonl`, readable by its owner alone.
///
/// `state/` is not for the public: of a record's folder only `checkpoint`, `tile/` and `policy` are served.
public struct TallyFile: TallyStore {
  /// The file.
  public let path: String
  private let folder: String

  /// The journal of a record.
  ///
  /// - Parameter record: the record's folder.
  public init(record: String) { (folder, path) = ("\(record)/state", "\(record)/state/tallies.jsonl") }

  /// All of it; empty where there is none yet.
  public func read() throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let data = FileManager.default.contents(atPath: path) else { throw failure("it cannot be read") }
    return Array(data)
  }

  /// Adds bytes at the end, and returns when the disk has them.
  public func append(_ bytes: [UInt8]) throws {
    if !FileManager.default.fileExists(atPath: path) {
      try OperatorFolder.secret("", to: path)
      try FolderFiles(folder).syncFolder("")
    }
    try change { handle in
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(bytes))
    }
  }

  /// Takes away what stands after so many bytes.
  public func cut(to count: Int) throws { try change { try $0.truncate(atOffset: UInt64(max(0, count))) } }

  private func change(_ change: (FileHandle) throws -> Void) throws(FleetError) {
    do {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? handle.close() }
      try change(handle)
      try handle.synchronize()
    } catch {
      throw failure("it cannot be written")
    }
  }

  private func failure(_ problem: String) -> FleetError {
    FleetError(problem, place: path, remedy: "See the disk, and who may write there; nothing was taken.")
  }
}
