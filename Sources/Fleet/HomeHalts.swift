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
    guard let bytes = try DurableLines.read(path) else { return [] }
    var notices: [HomeHaltNotice] = []
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() where !(line.isEmpty && i == lines.count - 1) {
      guard let json = try? CanonicalJSON.read(Array(line)),
        let at = json["at"]?.text.flatMap({ UTCTime($0) }),
        let reason = json["reason"]?.text
      else {
        throw FleetError(
          "line \(i + 1) cannot be read, so it is not known what this home has halted", place: path,
          remedy: "Mend the line or take it out; every other line stays as it is.")
      }
      let notice = HomeHaltNotice(
        program: json["program"]?.text, name: json["name"]?.text, since: at, reason: reason)
      if json["resumed"]?.bool == true {
        notices.removeAll { $0.program == notice.program && $0.name == notice.name }
      } else {
        notices.append(notice)
      }
    }
    return notices
  }

  /// Halts in this home, at once and durably.
  public func halt(_ notice: HomeHaltNotice) throws(FleetError) { try append(notice) }

  /// Ends a halt in this home; it stays in the file.
  ///
  /// - Parameters:
  ///   - notice: one of ``standing()``.
  ///   - reason: why.
  ///   - at: the time.
  /// - Throws: ``FleetError`` where it cannot be written.
  public func resume(_ notice: HomeHaltNotice, reason: String, at: UTCTime) throws(FleetError) {
    try append(
      HomeHaltNotice(program: notice.program, name: notice.name, since: at, reason: reason), isResumed: true)
  }

  private func append(_ notice: HomeHaltNotice, isResumed: Bool = false) throws(FleetError) {
    let line = CanonicalJSON.object([
      "program": notice.program.map { .text($0) }, "name": notice.name.map { .text($0) },
      "at": .text(notice.since.description), "reason": .text(notice.reason),
      "resumed": isResumed ? true : nil,
    ])
    try DurableLines.append(line.bytes, to: path)
  }
}
