import Foundation
import PublicRecord
import TestKit
import Testing

/// Others' test vectors of transparency logs.
enum Vectors {
  static let folder = SharedMaterial.vector("tlog")

  /// The bytes of a file of theirs.
  static func bytes(_ path: String) throws -> [UInt8] {
    let url = try #require(folder?.appending(path: path))
    return Array(try Data(contentsOf: url))
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(try bytes(path)))
  }

  /// Every file below a folder of theirs that ends with something, in a fixed order.
  static func files(below path: String, ending: String = "") throws -> [String] {
    let root = try #require(folder?.appending(path: path)).path
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(path)/\($0)" }
  }
}

/// A folder as a log.
struct FolderReader: TileReader {
  let root: URL
  func read(_ path: String) throws(RecordError) -> [UInt8]? {
    (try? Data(contentsOf: root.appending(path: path))).map(Array.init)
  }
}

/// `lumapod-test-<i>`, the entries of the generated vectors.
func entry(_ number: Int) -> [UInt8] { Array("lumapod-test-\(number)".utf8) }

/// What a throwing body throws, so that a test can look at it.
func fault(_ body: () throws -> Void) -> RecordError? {
  do {
    try body()
    return nil
  } catch { return error as? RecordError }
}
