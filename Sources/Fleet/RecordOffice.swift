public import Foundation
public import PublicRecord
internal import SleepCore

/// A served record, as its operator's programs and reporters reach it.
public struct RecordOffice: Sendable {
  /// Where it is served.
  public let url: URL

  /// An office at a web address; `nil` for a folder.
  public init?(_ address: RecordAddress) {
    guard case .web(let url) = address else { return nil }
    self.url = url
  }

  /// Hands an entry in.
  ///
  /// Blocks until it is under a witnessed checkpoint, or refused.
  ///
  /// - Parameters:
  ///   - entry: the entry; its time is set anew by the record.
  ///   - word: the operator's word; a report needs none.
  /// - Returns: the proof; it carries the entry as it stands in the record.
  /// - Throws: an ``ExplainedError`` where it was not taken.
  public func add(_ entry: RecordEntry, word: String? = nil) throws -> RecordProof {
    let path = entry.kind == .report && word == nil ? "report" : "append"
    let target = url.appending(path: path)
    let answer = try WebCalls.call(target, body: entry.bytes, word: word, seconds: 30)
    guard answer.status == 200 else {
      throw FleetError(
        "the record does not take it: \(Self.message(answer.body)) (\(answer.status))",
        place: target.absoluteString,
        remedy: answer.status == 403
          ? "Give the operator's word with --word-file." : "Mend what it says, or ask again in a minute.")
    }
    return try RecordProof(answer.body)
  }

  static func message(_ body: [UInt8]) -> String {
    let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let said = (object?["error"] as? [String: Any])?["message"] as? String
    return said ?? String(String(decoding: body, as: UTF8.self).prefix(200))
  }
}
