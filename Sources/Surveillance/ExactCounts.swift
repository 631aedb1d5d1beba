public import Incidents
internal import SleepCore

/// The exact counts of a month by program and kind: private, and the way from them to what is published is
/// ``CountsPlan``.
public struct ExactCounts: Sendable, Hashable {
  /// What is counted.
  public struct Cell: Sendable, Hashable {
    /// The SHA-256 of a program, its name, or `unknown`.
    public let program: String
    /// The kind.
    public let kind: IncidentKind

    /// Names a cell.
    public init(program: String, kind: IncidentKind) { (self.program, self.kind) = (program, kind) }
  }

  /// The month, such as `2026-11`.
  public let month: String
  /// The counts that are not zero.
  public private(set) var cells: [Cell: Int] = [:]
  /// The largest count that is taken.
  public static let largest = 1_000_000_000

  /// A month without counts.
  ///
  /// - Throws: ``TallyError`` where it is not written as `2026-11`.
  public init(month: String) throws(TallyError) {
    guard UTCTime.day(named: month + "-01") != nil else {
      throw TallyError(
        .malformed, "it is no month", at: "«\(month.prefix(40))»", remedy: "Write it as 2026-11.")
    }
    self.month = month
  }

  /// The counts of a journal of incidents.
  public init(_ counts: MonthlyCounts, month: String) throws(TallyError) {
    try self.init(month: month)
    for row in counts.rows where row.month == month {
      try add(row.count, program: row.program, kind: row.kind.rawValue, place: "counts of \(month)")
    }
  }

  /// Reads a file of counts: what `MonthlyCounts` writes, of which the rows of other months are passed over,
  /// or lines of `program,kind,count` under a line that says so.
  ///
  /// - Throws: ``TallyError`` naming the row.
  public static func read(_ bytes: [UInt8], month: String) throws(TallyError) -> ExactCounts {
    var counts = try ExactCounts(month: month)
    if bytes.first(where: { $0 != 0x20 && $0 != 0x0A }) == UInt8(ascii: "{") {
      try counts.read(json: bytes)
    } else {
      try counts.read(lines: bytes)
    }
    return counts
  }

  private mutating func read(json bytes: [UInt8]) throws(TallyError) {
    let end = bytes.last == 0x0A ? bytes.count - 1 : bytes.count
    let json = try Tally.read(Array(bytes[..<end]), limit: 20_000_000, place: "counts")
    guard json["format"]?.text == "lumapod-counts/1", let rows = json["rows"]?.list else {
      throw TallyError(
        .malformed, "it is not «lumapod-counts/1» with rows", at: "counts, format",
        remedy: "Give exact counts in that format, or a table of program,kind,count.")
    }
    for (i, row) in rows.enumerated() where row["month"]?.text == month {
      try add(
        row["events"]?.number ?? -1, program: row["program"]?.text ?? "", kind: row["what"]?.text ?? "",
        place: "counts, row \(i + 1)")
    }
  }

  private mutating func read(lines bytes: [UInt8]) throws(TallyError) {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.first == "program,kind,count" else {
      throw TallyError(
        .malformed, "it does not begin with «program,kind,count»", at: "counts, line 1",
        remedy: "Begin with that line; then one line for each program and kind.")
    }
    for (i, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let place = "counts, line \(i + 1)"
      guard fields.count == 3 else {
        throw TallyError(
          .malformed, "it has \(fields.count) fields", at: place, remedy: "Write program,kind,count.")
      }
      try add(Int(fields[2]) ?? -1, program: String(fields[0]), kind: String(fields[1]), place: place)
    }
  }

  private mutating func add(_ count: Int, program: String, kind: String, place: String) throws(TallyError) {
    guard let kind = IncidentKind(rawValue: kind) else {
      throw TallyError(
        .malformed, "«\(kind.prefix(40))» is no kind", at: place,
        remedy: "Write one of \(IncidentKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard (1...200).contains(program.utf8.count) else {
      throw TallyError(
        .malformed, "it names no program", at: place, remedy: "Write its SHA-256, its name, or unknown.")
    }
    guard (0...Self.largest).contains(count) else {
      throw TallyError(
        .malformed, "its count is none", at: place, remedy: "Write a whole number from 0 to \(Self.largest).")
    }
    let cell = Cell(program: program, kind: kind)
    guard cells[cell] == nil else {
      throw TallyError(.malformed, "this program and kind stand twice", at: place, remedy: "Add them up.")
    }
    cells[cell] = count
  }
}
