import Incidents
import SleepCore
import Testing

@Suite("one serious report, or any about a child, halts that program in that home")
struct HomeHaltTests {
  /// The rule once more, as a table that a person can read: who is under 18, and what is serious by itself.
  private static func halts(_ kind: IncidentKind, _ severity: Severity, _ age: AgeGroup, stated: Bool) -> Set<
    String
  > {
    var reasons: Set<String> = []
    if [.teen, .child, .underThree].contains(age) { reasons.insert("about-a-child") }
    let bySelf =
      kind == .seizure || (severity == .severe && (kind == .breathing || kind == .dreamRealityConfusion))
    if stated || bySelf { reasons.insert("serious") }
    return reasons
  }

  @Test(
    "every kind, every severity, every age, with and without every criterion",
    arguments: IncidentKind.allCases)
  func everyCase(kind: IncidentKind) throws {
    var count = 0
    for severity in Severity.allCases {
      for age in AgeGroup.allCases {
        for criterion in SeriousnessCriterion.allCases.map(Optional.some) + [nil] {
          for outcome in Outcome.allCases where (outcome == .fatal) == (criterion == .death) {
            let report = try Samples.report(
              kind, severity, criteria: criterion.map { [$0] } ?? [], age: age, outcome: outcome)
            let expected = Self.halts(kind, severity, age, stated: criterion != nil)
            let halt = HomeHalt.decide(report)
            #expect((halt == nil) == expected.isEmpty)
            #expect(Set(halt?.reasons.map(\.rawValue) ?? []) == expected)
            #expect(halt == nil || halt?.stops(name: "rain-to-dawn", sha256: nil, home: report.home) == true)
            count += 1
          }
        }
      }
    }
    #expect(count == 3 * 4 * (1 + 6 * 5))
  }

  @Test("the program is known by its hash or its name, and no other home is touched")
  func scope() throws {
    let halt = try #require(HomeHalt.decide(try Samples.report(age: .child)))
    let other = String(repeating: "cd", count: 32)
    #expect(halt.stops(name: "rain-to-dawn", sha256: Samples.hash, home: halt.home))
    #expect(halt.stops(name: "rain-to-dawn", sha256: other, home: halt.home))
    #expect(halt.stops(name: "renamed", sha256: Samples.hash, home: halt.home))
    #expect(!halt.stops(name: "renamed", sha256: other, home: halt.home))
    #expect(!halt.stops(name: "renamed", sha256: nil, home: halt.home))
    #expect(!halt.stops(name: "rain-to-dawn", sha256: Samples.hash, home: "home-another1"))
    let nameOnly = try Samples.report(age: .child, program: ProgramReference(name: "nap"))
    let byName = try #require(HomeHalt.decide(nameOnly))
    #expect(byName.stops(name: "nap", sha256: other, home: byName.home))
    #expect(!byName.stops(name: "rain", sha256: nil, home: byName.home))
  }

  @Test("where nobody knows which program ran, every program is halted")
  func unknownProgram() throws {
    let report = try IncidentReport(
      kind: .skin, severity: .mild, age: .underThree, night: CalendarDay(number: 20_000),
      home: "home-7f3k2m9q",
      received: Samples.morning)
    let halt = try #require(HomeHalt.decide(report))
    #expect(halt.scope == .everyProgram && halt.stops(name: "anything", sha256: nil, home: report.home))
    for language in Language.allCases { #expect(halt.sentence(language).count > 60) }
  }

  @Test("the reason why an event counts as serious by itself is said")
  func presumptions() throws {
    let seizure = try Samples.report(.seizure, .mild).seriousness
    #expect(seizure.isSerious && seizure.stated.isEmpty && seizure.criteria == [.medicallyImportant])
    #expect(seizure.presumed.first?.why.contains("ICH E2A") == true)
    #expect(try !Samples.report(.breathing, .moderate).seriousness.isSerious)
  }
}
