internal import Foundation

/// Where everything is: the project, the recordings, the peers' Python, and a folder for what is made on the way.
final class Place {
  let home: URL
  let python: String?
  let scratch: URL
  private let data: URL?

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    // Three folders above this file's own, where the front door has not said it.
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    home = environment["LUMA_HOME"].map { URL(filePath: $0) } ?? root
    data = environment["LUMAPOD_DATA"].map { URL(filePath: $0) }
    python = environment["LUMAPOD_PEERS"].flatMap {
      FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
    }
    scratch = FileManager.default.temporaryDirectory.appending(path: "lumapod-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: scratch) }

  /// A real recording, or `nil` where it is absent.
  func recording(_ path: String) -> String? {
    guard let file = data?.appending(path: path).path, FileManager.default.fileExists(atPath: file) else {
      return nil
    }
    return file
  }

  /// Starts a peer, or returns `nil` where there is no Python for it.
  func peer(_ name: String) throws -> Peer? {
    guard let python else { return nil }
    return try Peer(
      name, python: python, script: home.appending(path: "Benchmarks/peers/serve.py").path)
  }
}
