import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("every limit holds to its last step, for every age that has it")
struct LimitTests {
  /// One limit for one age group.
  struct Edge: Sendable, CustomTestStringConvertible {
    let it: LimitCase
    let age: AgeGroup
    var testDescription: String { "\(it.testDescription), \(age.rawValue)" }
  }

  static let edges = LimitCase.all.flatMap { it in it.ages.map { Edge(it: it, age: $0) } }

  @Test("just at a limit is accepted, and the bound says so", arguments: edges)
  func atTheLimit(_ edge: Edge) throws {
    let limits = try SafetyLimitsTable.limits(for: edge.age)
    let verified = try edge.it.program(limits, 0).proved(edge.age)
    #expect(verified.bounds.contains { $0.limit == edge.it.limit && $0.value == $0.bound } || edge.it.isNone)
    for fact in verified.bounds { #expect(fact.holds) }
  }

  @Test("one step beyond is refused by name, with a night that comes to just that", arguments: edges)
  func beyondTheLimit(_ edge: Edge) throws {
    let limits = try SafetyLimitsTable.limits(for: edge.age)
    let refused = try #require(try edge.it.program(limits, 1).refused(edge.age))
    let fact = try #require(refused.refusal.fact)
    #expect(fact.limit == edge.it.limit && !fact.holds)
    #expect(refused.reached == fact.value, "\(refused.problem)")
    #expect(refused.trace?.lines.isEmpty == false)
  }

  @Test("a program that wakes more suddenly than an alarm may is refused", arguments: AgeGroup.allCases)
  func alarmRise(age: AgeGroup) throws {
    let limits = try SafetyLimitsTable.limits(for: age)
    func program(_ over: Int) -> CompiledProgram {
      Built.program(
        age,
        [
          Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
          Built.waking(beds: [Built.bed(.rain, 100, over: over)], letGo: 40, hold: 5, then: 3),
          Built.end(isAfterWake: true),
        ])
    }
    let rise = limits.alarmRise.wholeSeconds
    let fact = try program(rise).proved(age).bounds.first { $0.limit == "alarm-rise" }
    #expect(fact?.value == 30_000 && fact?.bound == 30_000)
    #expect(try program(rise - 1).refused(age)?.problem.contains("too suddenly") == true)
  }

  @Test("a dose of a week is counted on every night it may run", arguments: AgeGroup.allCases)
  func weeklyDose(age: AgeGroup) throws {
    let level = SoundLevel(milliDecibels: 24_000)
    for nights in [1, 5] {
      let program = Built.program(
        age, nights: nights,
        [
          Built.scene(beds: [.init(kind: .rain, level: level, over: .seconds(5))], hold: 100, then: 1),
          Built.end(),
        ])
      let fact = try #require(try program.proved(age).bounds.first { $0.limit == "weekly-dose" })
      // 100 s of holding, then one second from 24 dBA to silence; the rise is five steps of a straight line.
      let rising = [4800, 9600, 14_400, 19_200, 24_000].map { SoundLevel(milliDecibels: $0).secondOfExposure }
      let night = rising.reduce(0, +) + 101 * level.secondOfExposure
      #expect(fact.value == night * Int64(nights))
      let week: Int64 = age == .adult ? 1600 : 506
      #expect(fact.bound == week * 3600 * 1_000_000_000)
    }
  }

  @Test("no dose of a week overflows into a small one")
  func weeklyDoseSaturates() throws {
    let limits = try SafetyLimitsTable.limits(for: .adult)
    let program = Built.program(.adult, nights: 7, [Built.end()])
    for emission in Emission.allCases {
      for total in [Int64.max / 8, Int64.max / 7 + 1, Int64.max] {
        #expect(!ProgramChecker.fact(of: emission, total: total, program, limits).holds)
      }
    }
  }
}
