public import SleepCore

/// How many events there were, by month, program and kind.
///
/// The counts are exact, and therefore private. Who counts as what:
/// - A group of linked cases is one event, and its first case says month and program: what came later
///   cannot move it.
/// - The month is that in which the first report was received (UTC), not that of the night, so that a month
///   that is over does not grow by late reports of old nights.
/// - The kind is that of the first case's newest term, where the vocabulary has it; else the one reported.
/// - An event is serious where any case of the group is, by what is known now.
/// - The program is told by its hash, by its name where no hash is known, and by `unknown` where nothing is.
public struct MonthlyCounts: Sendable, Hashable {
  /// One row.
  public struct Row: Sendable, Hashable {
    /// The month, `2026-11`.
    public let month: String
    /// SHA-256 (hex) of the program's file, its name, or `unknown`.
    public let program: String
    /// The kind.
    public let kind: IncidentKind
    /// Events.
    public let count: Int
    /// Those of them that are serious.
    public let serious: Int
    /// Reports, duplicates included.
    public let reports: Int
  }

  /// The rows that are not zero, by month, program and kind.
  public let rows: [Row]

  /// Counts a journal.
  ///
  /// - Parameters:
  ///   - file: the journal.
  ///   - vocabulary: gives the kind of a term; without one the reported kind counts.
  public init(_ file: CaseFile, vocabulary: Vocabulary? = nil) {
    struct Key: Hashable {
      let month: String
      let program: String
      let kind: IncidentKind
    }
    var counts: [Key: (count: Int, serious: Int, reports: Int)] = [:]
    for group in file.groups {
      let cases = group.compactMap { file.cases[$0] }
      guard let first = cases.first else { continue }
      let term = first.codings.last.flatMap { vocabulary?.term($0.term) }
      let key = Key(
        month: first.report.day.month, program: first.report.program?.key ?? "unknown",
        kind: term?.kind ?? first.report.kind)
      let isSerious = cases.contains(where: \.isSerious)
      counts[key, default: (0, 0, 0)].count += 1
      counts[key, default: (0, 0, 0)].serious += isSerious ? 1 : 0
      counts[key, default: (0, 0, 0)].reports += cases.count
    }
    let order = IncidentKind.allCases
    rows = counts.map { key, value in
      Row(
        month: key.month, program: key.program, kind: key.kind, count: value.count, serious: value.serious,
        reports: value.reports)
    }
    .sorted { a, b in
      if a.month != b.month { return a.month < b.month }
      if a.program != b.program { return a.program < b.program }
      return (order.firstIndex(of: a.kind) ?? 0) < (order.firstIndex(of: b.kind) ?? 0)
    }
  }

  /// The exact count of a cell; 0 where there is no row.
  ///
  /// - Parameters:
  ///   - month: `2026-11`.
  ///   - program: as in ``Row/program``.
  ///   - kind: the kind.
  /// - Returns: events.
  public func count(month: String, program: String, kind: IncidentKind) -> Int {
    rows.first { $0.month == month && $0.program == program && $0.kind == kind }?.count ?? 0
  }

  /// As canonical JSON that says of itself that it may not be published.
  ///
  /// Exact counts of rare events can point at a person; what is published has noise.
  public var privateJSON: CanonicalJSON {
    [
      "format": "lumapod-counts/1", "exact": true, "publish": false,
      "rows": .list(
        rows.map { row in
          [
            "month": .text(row.month), "program": .text(row.program), "what": .text(row.kind.rawValue),
            "events": .number(row.count), "serious": .number(row.serious), "reports": .number(row.reports),
          ]
        }),
    ]
  }
}
