public import Foundation

/// Finds the recordings and vectors that are not part of the repository, or says in one line that they are absent.
public enum SharedMaterial {
  /// The folder of real recordings: `LUMAPOD_DATA`, else `../shared/data` beside the project.
  public static let data = folder(variable: "LUMAPOD_DATA", fallback: "../shared/data")
  /// The folder of others' test vectors: `LUMAPOD_VECTORS`, else `../shared/vectors` beside the project.
  public static let vectors = folder(variable: "LUMAPOD_VECTORS", fallback: "../shared/vectors")

  /// The project's root, found from this file.
  public static let projectRoot = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file of others' test vectors, or `nil` where it is absent.
  public static func vector(_ path: String) -> URL? {
    guard let url = vectors?.appending(path: path), FileManager.default.fileExists(atPath: url.path) else {
      return nil
    }
    return url
  }

  private static func folder(variable: String, fallback: String) -> URL? {
    let path = ProcessInfo.processInfo.environment[variable]
    let url = path.map { URL(filePath: $0) } ?? projectRoot.appending(path: fallback).standardized
    if FileManager.default.fileExists(atPath: url.path) { return url }
    print("skipped: no recordings at \(url.path); set \(variable) to test on them")
    return nil
  }

  /// A file of the recordings, or `nil` where it is absent.
  public static func recording(_ path: String) -> URL? {
    guard let url = data?.appending(path: path), FileManager.default.fileExists(atPath: url.path) else {
      return nil
    }
    return url
  }
}

/// The lines of a text file of the shared recordings, or `nil` where it is absent.
public func recordedLines(_ path: String) throws -> [Substring]? {
  guard let url = SharedMaterial.recording(path) else { return nil }
  return try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
}

/// A folder for one test, removed when it goes.
public final class ScratchFolder: Sendable {
  /// Where it is.
  public let url: URL
  /// Makes a fresh folder under the system's temporary directory.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "lumapod-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }
  /// A file in it.
  public func file(_ name: String) -> URL { url.appending(path: name) }
}

/// Runs a program and returns what it said.
public func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws
  -> (status: Int32, output: String, error: String)
{
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let scratch = try ScratchFolder()
  let out = scratch.file("out")
  let err = scratch.file("err")
  for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
  process.standardOutput = try FileHandle(forWritingTo: out)
  process.standardError = try FileHandle(forWritingTo: err)
  process.standardInput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return (
    process.terminationStatus, try String(contentsOf: out, encoding: .utf8),
    try String(contentsOf: err, encoding: .utf8)
  )
}

/// The Python of the test peers (`LUMAPOD_PEERS`, set up by `./luma test`), or `nil` with one plain line.
public let peerPython: String? = {
  if let path = ProcessInfo.processInfo.environment["LUMAPOD_PEERS"],
    FileManager.default.isExecutableFile(atPath: path)
  {
    return path
  }
  let made = SharedMaterial.projectRoot.appending(path: ".build/peers/bin/python3").path
  if FileManager.default.isExecutableFile(atPath: made) { return made }
  print("skipped: no Python peers; ./luma test sets them up")
  return nil
}()
