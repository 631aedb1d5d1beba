public import Consent
internal import GRDB
public import SleepCore

/// That somebody did something that matters, such as `signed-in`, `changed-age`, `exported` or `restored`.
///
/// It names no texts: an act is a word, and what it is about an identifier or a hash.
public struct AuditLine: Sendable, Hashable {
  /// When.
  public let at: UTCTime
  /// Which way they came, such as `web`, `api`, `mqtt` or `cli`; 1 to 20 characters.
  public let way: String
  /// Who, where it is known.
  public let by: PersonID?
  /// What; 1 to 40 characters.
  public let act: String
  /// About whom or what; at most 64 characters.
  public let about: String?

  /// Creates a line.
  public init(at: UTCTime, way: String, by: PersonID?, act: String, about: String? = nil) {
    (self.at, self.way, self.by, self.act, self.about) = (at, way, by, act, about)
  }
}

extension HouseholdStore {
  /// Keeps a line of the audit; nothing changes or removes it.
  public func keep(_ line: AuditLine) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "INSERT INTO audit (at, way, by, act, about) VALUES (?, ?, ?, ?, ?)",
        arguments: [line.at.seconds, line.way, line.by?.description, line.act, line.about])
    }
  }

  /// The audit, the latest line first.
  public func audit(limit: Int = 100) async throws(HouseholdError) -> [AuditLine] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM audit ORDER BY seq DESC LIMIT ?", arguments: [limit]).map {
        AuditLine(
          at: UTCTime(seconds: $0["at"]), way: $0["way"], by: ($0["by"] as String?).flatMap { PersonID($0) },
          act: $0["act"], about: $0["about"])
      }
    }
  }
}
