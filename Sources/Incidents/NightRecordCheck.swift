internal import PublicRecord

extension NightCommitment {
  /// Commits to the record of a night, whose chain is checked line by line.
  ///
  /// Lines that end with `\n` count; what a crash left behind the last line end does not. The form of the
  /// lines is that of `docs/night-record.md`: each ends with `"prev":"…"}`, the SHA-256 of the line before.
  ///
  /// - Parameter bytes: `events.jsonl`.
  /// - Throws: ``IncidentError/line(_:problem:remedy:)`` where the chain is broken or there is no line.
  public init(events bytes: [UInt8]) throws(IncidentError) {
    var chain = HashChain()
    var count = 0
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = Array(bytes[start..<end])
      let ending = Array("\"prev\":\"\(chain.head)\"}".utf8)
      guard line.suffix(ending.count).elementsEqual(ending) else {
        throw .line(
          count + 1, problem: "its `prev` is not the hash of the line before",
          remedy: "A line was changed, dropped or moved; see what differs with `luma replay`.")
      }
      chain.append(line)
      count += 1
      start = end + 1
    }
    guard count > 0 else {
      throw .line(1, problem: "there is no whole line", remedy: "Give the `events.jsonl` of a night.")
    }
    try self.init(eventsHead: chain.head, lines: count)
  }

  /// Whether a record is the one that was committed to.
  ///
  /// - Parameter bytes: `events.jsonl`, as it was shared.
  /// - Returns: whether its chain is whole and has this end and this count of lines.
  public func isMet(byEvents bytes: [UInt8]) -> Bool { (try? NightCommitment(events: bytes)) == self }
}
