public import PublicRecord
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
      "commitment": .text(hash), "day": .text(report.day.text), "serious": .bool(isSerious),
      "what": isSerious ? .text(report.kind.rawValue) : nil,
      "program": isSerious ? report.program?.sha256.map { .text($0) } : nil,
    ]
  }

  /// The entry for the public record; the record sets its time.
  ///
  /// - Throws: ``EntryError``, which no report leads to.
  public func entry(at: UTCTime) throws(EntryError) -> RecordEntry {
    try RecordEntry(
      .report, at: at,
      body: [
        "commitment": publicPart["commitment"], "day": publicPart["day"], "serious": publicPart["serious"],
        "what": publicPart["what"], "program": publicPart["program"],
      ])
  }

  /// Whether a report and its salt are what an entry commits to, and the entry says no more and no less of it than it
  /// must.
  public static func opens(_ entry: RecordEntry, report: IncidentReport, salt: [UInt8]) -> Bool {
    guard let commitment = try? ReportCommitment(report, salt: salt) else { return false }
    return (try? commitment.entry(at: entry.at)) == entry
  }
}
