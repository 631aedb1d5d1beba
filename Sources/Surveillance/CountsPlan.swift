public import Evidence
internal import Incidents
public import PublicRecord
public import SleepCore

/// The two entries by which the counts of a month come into the record: what it costs of privacy, and then
/// the counts, each with noise of its own.
///
/// The published table holds every program that is in the record by every kind, zeros too: a row that stood
/// there only where something had happened would tell that it had. Counts of a program that the record does
/// not know, or of none, stand under ``noProgram``. A report falls into one month and one cell, so it costs ε
/// once, however many cells there are (parallel composition; McSherry, SIGMOD 2009); a person who reports in
/// several months loses their sum.
public struct CountsPlan: Sendable {
  /// The noise of a count where nothing is said: ε = 1/4.
  ///
  /// Its standard deviation is 5.6. Whatever is published is then at most e^(1/4) = 1.28 times as likely with
  /// a report as without it.
  public static let epsilon = (numerator: 1, denominator: 4)
  /// What may be spent in a calendar year where nothing is said: 3, twelve months of ε.
  ///
  /// That is the most that somebody loses who reports once in every month of it. With 1 a year, 1/12 a month,
  /// the noise would have a standard deviation of 17.
  public static let yearBudget = 3
  /// What stands in place of a program's hash where the record knows none: 64 zeros.
  public static let noProgram = String(repeating: "0", count: 64)

  /// The entry that states what is spent; it must stand in the record before the counts.
  public let privacy: RecordEntry
  private let month: String
  private let noise: DiscreteLaplace
  private let rows: [(program: String, kind: IncidentKind, count: Int)]
  private let at: UTCTime

  /// Plans a publication.
  ///
  /// - Parameters:
  ///   - counts: the exact counts of a month that is over.
  ///   - reading: what the whole record says.
  ///   - epsilon: the privacy loss ε of every count.
  ///   - budget: the most that may be spent in the calendar year of `at`.
  ///   - at: the time.
  /// - Throws: ``TallyError`` where the month is not over or was published before, or the budget would be
  ///   exceeded.
  public init(
    _ counts: ExactCounts, reading: RecordReading, epsilon: PrivacyLoss, budget: PrivacyLoss, at: UTCTime
  ) throws {
    let place = "counts of \(counts.month)"
    guard UTCTime.name(ofDay: at.day).prefix(7) > counts.month else {
      throw TallyError(
        .notPublishable, "the month is not over", at: place,
        remedy: "Publish it once, when it is: what comes later could not be added without spending again.")
    }
    guard !reading.months.contains(where: { $0.month == counts.month }) else {
      throw TallyError(
        .notPublishable, "they are in the record already", at: place,
        remedy: "Leave them: a second draw would take away what the first one hides.")
    }
    let spent = reading.privacyByYear[at.year, default: .zero]
    guard let cost = Fraction(epsilon.numerator, epsilon.denominator), let sum = spent + cost,
      let total = reading.privacySpent + cost, let whole = Fraction(budget.numerator, budget.denominator),
      sum <= whole
    else {
      throw TallyError(
        .notPublishable,
        "\(epsilon) more than the \(spent) spent in \(at.year) would exceed the budget of \(budget)",
        at: place, remedy: "Publish with a smaller ε, or next year.")
    }
    noise = try DiscreteLaplace(epsilon: epsilon)
    (month, self.at) = (counts.month, at)
    rows = Self.table(counts, programs: reading.programs)
    privacy = try RecordEntry(
      .privacy, at: at,
      body: ["what": .text("reports of \(counts.month)"), "epsilon": cost.json, "total": total.json])
  }

  /// The entry of the counts, with noise that is drawn anew at every call: call it once.
  ///
  /// - Parameter random: the system's generator; seeded only in tests.
  /// - Returns: an entry that the record takes after ``privacy``.
  /// - Throws: `EntryError` where the table is larger than an entry may be: some fifty programs.
  public func counts(using random: inout some RandomNumberGenerator) throws(EntryError) -> RecordEntry {
    var published: [CanonicalJSON] = []
    for row in rows {
      let count = row.count + noise.sample(using: &random)
      published.append([
        "program": .text(row.program), "kind": .text(row.kind.rawValue), "count": .number(count),
      ])
    }
    return try RecordEntry(
      .counts, at: at,
      body: [
        "month": .text(month),
        "epsilon": .list([.number(noise.epsilon.numerator), .number(noise.epsilon.denominator)]),
        "rows": .list(published),
      ])
  }

  /// Every program by every kind, whatever was reported.
  private static func table(
    _ counts: ExactCounts, programs: [String: RecordReading.Program]
  ) -> [(program: String, kind: IncidentKind, count: Int)] {
    let hashes = programs.sorted { $0.value.index < $1.value.index }.map(\.key) + [noProgram]
    let names = Dictionary(grouping: programs, by: \.value.name)
    var sums: [String: [IncidentKind: Int]] = [:]
    for (cell, count) in counts.cells {
      var hash = noProgram
      if programs[cell.program] != nil { hash = cell.program }
      // A name says which program it is only where the record has one of that name.
      if let found = names[cell.program], found.count == 1 { hash = found[0].key }
      sums[hash, default: [:]][cell.kind, default: 0] += count
    }
    return hashes.flatMap { hash in
      IncidentKind.allCases.map { (program: hash, kind: $0, count: sums[hash]?[$0] ?? 0) }
    }
  }
}
