internal import Foundation
internal import PublicRecord
internal import Report
internal import SleepCore

/// What pages load beside themselves: the files of `Library/Web`, and dygraphs.
///
/// Read once, kept in memory, called by addresses that carry the hash of what is in them, so that a browser keeps them
/// for good.
public struct HomeAssets: Sendable {
  struct File: Sendable {
    let bytes: [UInt8]
    let type: String
    let hash: String
  }
  private let files: [String: File]

  /// Reads a folder of the library.
  ///
  /// - Throws: an ``ExplainedError`` where it or dygraphs cannot be read.
  public init(folder: String) throws {
    var files: [String: File] = [:]
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw PageFault("its pages' files cannot be read", place: folder, remedy: "Start through ./luma.")
    }
    for name in names where !name.hasPrefix(".") {
      guard let type = Self.type(of: name),
        let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
      else { continue }
      files[name] = File(bytes: Array(data), type: type, hash: String(SHA256Hex.of(Array(data)).prefix(12)))
    }
    let charts = try ChartLibrary.load()
    for (name, text) in [("dygraph.js", charts.script), ("dygraph.css", charts.style)] {
      let bytes = Array(text.utf8)
      files[name] = File(
        bytes: bytes, type: Self.type(of: name) ?? "", hash: String(SHA256Hex.of(bytes).prefix(12)))
    }
    self.files = files
  }

  subscript(name: String) -> File? { files[name] }

  /// The address of a file, by which it may be kept for good.
  func address(_ name: String) -> String { "/assets/\(name)?v=\(files[name]?.hash ?? "0")" }

  /// The addresses of everything that pages load.
  var addresses: [String] { files.keys.sorted().map(address) }

  private static func type(of name: String) -> String? {
    switch name.split(separator: ".").last {
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "json": "application/json"
    default: nil
    }
  }
}

/// Why a page cannot be shown.
struct PageFault: ExplainedError {
  let problem: String
  let place: String
  let remedy: String

  init(_ problem: String, place: String, remedy: String) {
    (self.problem, self.place, self.remedy) = (problem, place, remedy)
  }
}
