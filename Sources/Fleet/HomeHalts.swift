internal import Foundation
public import PublicRecord
public import SleepCore

/// What this home has halted: lines of canonical JSON, only ever added to.
public struct HomeHalts: Sendable {
  /// The file.
  public let path: String

  /// The file of a state folder.
  public init(state: String) { path = "\(state)/home-halts.jsonl" }

  /// What is halted and was not resumed.
  ///
  /// - Throws: ``FleetError`` where a line cannot be read: what cannot be read halts nothing by itself, so that nobody may
  ///   go on before it is mended.
  public func standing() throws(FleetError) -> [HomeHaltNotice] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    var notices: [HomeHaltNotice] = []
    let lines = Array(data).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() where !(line.isEmpty && i == lines.count - 1) {
      guard let json = try? CanonicalJSON.read(Array(line)), let program = json["program"]?.text,
        let at = json["at"]?.text.flatMap({ UTCTime($0) }), let reason = json["reason"]?.text
      else {
        throw FleetError(
          "line \(i + 1) cannot be read, so it is not known what this home has halted", place: path,
          remedy: "Mend the line or take it out; every other line stays as it is.")
      }
      if json["resumed"]?.bool == true {
        notices.removeAll { $0.program == program }
      } else {
        notices.append(HomeHaltNotice(program: program, since: at, reason: reason))
      }
    }
    return notices
  }

  /// Halts a program in this home, at once and durably.
  public func halt(program: String, reason: String, at: UTCTime) throws(FleetError) {
    try append(["program": .text(program), "at": .text(at.description), "reason": .text(reason)])
  }

  /// Lets a program run again in this home; what was halted stays in the file.
  ///
  /// - Throws: ``FleetError`` where it is not halted here.
  public func resume(program: String, reason: String, at: UTCTime) throws(FleetError) {
    guard try standing().contains(where: { $0.program == program }) else {
      throw FleetError(
        "this program is not halted here", place: String(program.prefix(12)), remedy: "See luma incident list.")
    }
    try append([
      "program": .text(program), "at": .text(at.description), "reason": .text(reason), "resumed": true,
    ])
  }

  private func append(_ fields: KeyValuePairs<String, CanonicalJSON?>) throws(FleetError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try FollowedRecord.make(folder)
    if !FileManager.default.fileExists(atPath: path) { try FollowedRecord.write([], to: path) }
    do {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(CanonicalJSON.object(fields).bytes + [0x0A]))
      try handle.synchronize()
      try handle.close()
    } catch {
      throw FleetError("it cannot be written", place: path, remedy: "See the disk, and who may write there.")
    }
  }
}
