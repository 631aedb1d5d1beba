import Incidents
import SleepCore

/// Reports for tests.
enum Samples {
  static let hash = String(repeating: "ab", count: 32)
  /// 2026-11-25T07:30:00Z.
  static let morning = 1_795_591_800
  static let salt = [UInt8](0..<32)

  static func program(_ name: String = "rain-to-dawn", hash: String? = hash) throws -> ProgramReference {
    try ProgramReference(name: name, version: "2.0.0", sha256: hash)
  }

  static func report(
    _ kind: IncidentKind = .nightmares, _ severity: Severity = .moderate,
    criteria: [SeriousnessCriterion] = [], age: AgeGroup = .adult, night: String = "2026-11-24",
    program: ProgramReference? = nil, home: String = "home-7f3k2m9q", pod: String? = nil,
    outcome: Outcome = .unknown, reporter: ReporterRole = .sleeper, language: Language = .en,
    words: String = "",
    nightRecord: NightCommitment? = nil, received: Int = morning
  ) throws -> IncidentReport {
    try IncidentReport(
      kind: kind, severity: severity, criteria: criteria, age: age,
      night: CalendarDay(night) ?? CalendarDay(number: 0),
      program: program ?? Samples.program(), home: home, pod: pod, outcome: outcome, reporter: reporter,
      language: language, words: words, nightRecord: nightRecord, received: received)
  }

  /// A report drawn at random, valid always.
  static func random(_ random: inout SeededRandom) throws -> IncidentReport {
    var criteria = SeriousnessCriterion.allCases.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
    var outcome = Outcome.allCases.randomElement(using: &random) ?? .unknown
    if criteria.contains(.death) { outcome = .fatal } else if outcome == .fatal { criteria.append(.death) }
    let received = Int.random(in: 1_700_000_000..<1_900_000_000, using: &random)
    let knows = Bool.random(using: &random)
    return try IncidentReport(
      kind: IncidentKind.allCases.randomElement(using: &random) ?? .other,
      severity: Severity.allCases.randomElement(using: &random) ?? .mild, criteria: criteria,
      age: AgeGroup.allCases.randomElement(using: &random) ?? .adult,
      night: CalendarDay(number: received / 86_400 - Int.random(in: -1..<40, using: &random)),
      program: knows ? try program(hash: Bool.random(using: &random) ? hash : nil) : nil,
      home: "home-\(random.next())", pod: knows ? "pod-\(random.next())" : nil, outcome: outcome,
      reporter: ReporterRole.allCases.randomElement(using: &random) ?? .other,
      language: Language.allCases.randomElement(using: &random) ?? .en,
      words: ["", "a bad dream\nand «more»", "peor que nunca 😱"].randomElement(using: &random) ?? "",
      nightRecord: knows
        ? nil : try NightCommitment(eventsHead: hash, lines: 1 + Int(random.next() % 90_000)),
      received: received)
  }
}
