internal import PublicRecord
public import SleepCore

/// What ties a private report to the public record: a salted hash of it, from which nobody can learn what it
/// says and which nobody can make fit another report.
public struct ReportCommitment: Sendable, Hashable {
  /// Stands before what is hashed, so that this hash can never be one of something else.
  public static let domain = "lumapod-report-commitment/1\n"
  /// Bytes of the salt: as many as the hash has, so that trying out reports is hopeless.
  public static let saltLength = 32

  /// SHA-256 (hex) of ``domain``, the salt and the report's canonical bytes, one after the other.
  public let hash: String
  /// What the public record says about it.
  public let publicPart: CanonicalJSON

  /// Commits to a report.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - salt: 32 random bytes, new for every report, kept with it and told to nobody but the reporter.
  /// - Throws: ``IncidentError`` where the salt has another length.
  public init(_ report: IncidentReport, salt: [UInt8]) throws(IncidentError) {
    guard salt.count == Self.saltLength else {
      throw .field(
        "salt", problem: "it has \(salt.count) bytes", remedy: "Give \(Self.saltLength) random bytes.")
    }
    hash = SHA256Hex.of(Array(Self.domain.utf8) + salt + report.json.bytes)
    publicPart = Self.publicPart(of: report, hash: hash)
  }

  /// What everybody may see: that a report exists, the day it came, and whether it is serious; of a serious
  /// one also what happened and which program.
  ///
  /// Nothing of it is personal: no home, no age, no words, no outcome, no night. Of reports that are not
  /// serious not even the kind: their counts are published with noise, which single entries would undo.
  private static func publicPart(of report: IncidentReport, hash: String) -> CanonicalJSON {
    let isSerious = report.seriousness.isSerious
    return [
      "kind": "report", "commitment": .text(hash), "day": .text(report.day.text), "serious": .bool(isSerious),
      "what": isSerious ? .text(report.kind.rawValue) : nil,
      "program_sha256": isSerious ? report.program?.sha256.map { .text($0) } : nil,
    ]
  }

  /// Whether a report and its salt are what a public entry commits to, and the entry says no more and no less
  /// of it than it must.
  public static func opens(_ entry: CanonicalJSON, report: IncidentReport, salt: [UInt8]) -> Bool {
    guard let commitment = try? ReportCommitment(report, salt: salt) else { return false }
    return commitment.publicPart == entry
  }

  /// Checks the form of a public entry of a report, so that nothing personal gets into the record by mistake.
  ///
  /// - Parameter entry: the entry.
  /// - Throws: ``IncidentError`` with the field.
  public static func check(_ entry: CanonicalJSON) throws(IncidentError) {
    let reader = try FieldReader(
      entry, known: ["kind", "commitment", "day", "serious", "what", "program_sha256"])
    guard try reader.text("kind") == "report" else {
      throw .unknownWord(field: "kind", word: try reader.text("kind"), allowed: ["report"])
    }
    try FieldForm.hash(reader.text("commitment"), field: "commitment")
    guard CalendarDay(try reader.text("day")) != nil else {
      throw .field("day", problem: "it is no date", remedy: "Write it as 2026-11-25.")
    }
    guard let isSerious = entry["serious"]?.bool else {
      throw .field("serious", problem: "it is neither true nor false", remedy: "Write one of them.")
    }
    if isSerious {
      _ = try reader.word("what", IncidentKind.self)
      if let program = try reader.optionalText("program_sha256") {
        try FieldForm.hash(program, field: "program_sha256")
      }
    } else if let field = ["what", "program_sha256"].first(where: reader.has) {
      throw .field(field, problem: "a report that is not serious does not show it", remedy: "Leave it out.")
    }
  }
}
