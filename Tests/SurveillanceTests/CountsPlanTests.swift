import Evidence
import Incidents
import PublicRecord
import SleepCore
import Surveillance
import Testing

@Suite("Published counts")
struct CountsPlanTests {
  static let december = UTCTime(seconds: Sample.noon.seconds + 20 * 86_400)

  static func csv(_ program: String) -> [UInt8] {
    Array("program,kind,count\n\(program),nightmares,40\nunknown,skin,3\n".utf8)
  }

  static func plan(
    _ reading: RecordReading, month: String = "2026-11", budget: Int = 3, at: UTCTime = december
  ) throws -> CountsPlan {
    try CountsPlan(
      ExactCounts.read(csv(Sample.program().sha256), month: month), reading: reading,
      epsilon: PrivacyLoss(1, over: 4),
      budget: PrivacyLoss(budget), at: at)
  }

  @Test("every program and every kind stands in the table, zeros too, and the record finds no fault")
  func table() throws {
    var reading = try Sample.reading(programs: 3)
    let plan = try Self.plan(reading)
    var random = SeededRandom(seed: 4)
    reading.read(plan.privacy.bytes)
    reading.read(try plan.counts(using: &random).bytes)
    #expect(reading.faults.isEmpty)
    #expect(reading.privacySpent == Fraction(1, 4))
    let rows = try #require(reading.months.first).rows
    #expect(rows.count == 4 * 10)
    #expect(Set(rows.map { $0.program + $0.kind }).count == 40)
    #expect(rows.count { $0.count != 0 } > 20)
  }

  @Test(
    "the noise is another one at every run, and on average none: 4,000 draws keep within 5 standard errors")
  func noise() throws {
    let plan = try Self.plan(Sample.reading())
    var system = SystemRandomNumberGenerator()
    let a = try plan.counts(using: &system)
    let b = try plan.counts(using: &system)
    #expect(a.bytes != b.bytes)
    var random = SeededRandom(seed: 77)
    var sums: [Int: Int] = [:]
    let draws = 4000
    for _ in 0..<draws {
      let rows = try #require(try plan.counts(using: &random).json["rows"]?.list)
      for (i, row) in rows.enumerated() { sums[i, default: 0] += row["count"]?.number ?? 0 }
    }
    // Rows: the program's ten kinds, then those of no known program; a draw's standard deviation is 5.64.
    let error = 5.0 * 5.64 / Double(draws).squareRoot()
    for i in 0..<20 {
      let exact = i == 0 ? 40.0 : i == 15 ? 3.0 : 0.0
      #expect(abs(Double(sums[i] ?? 0) / Double(draws) - exact) < error, "row \(i)")
    }
  }

  @Test("a month is published once, when it is over, within the year's budget; each refusal says what to do")
  func refusals() throws {
    var reading = try Sample.reading()
    #expect(throws: TallyError.self) { try Self.plan(reading, at: Sample.noon) }
    #expect(throws: TallyError.self) { try Self.plan(reading, month: "2026-12") }
    #expect(throws: TallyError.self) { try Self.plan(reading, month: "2026-13") }
    var random = SeededRandom(seed: 5)
    for month in ["2026-08", "2026-09", "2026-10", "2026-11"] {
      let plan = try Self.plan(reading, month: month, budget: 1)
      reading.read(plan.privacy.bytes)
      reading.read(try plan.counts(using: &random).bytes)
    }
    #expect(reading.faults.isEmpty)
    #expect(reading.privacyByYear == [2026: try #require(Fraction(1, 1))])
    let twice = #expect(throws: TallyError.self) { try Self.plan(reading) }
    #expect(twice?.problem == "they are in the record already")
    let over = #expect(throws: TallyError.self) { try Self.plan(reading, month: "2026-07", budget: 1) }
    #expect(over?.problem == "1/4 more than the 1 spent in 2026 would exceed the budget of 1")
    // What was spent in another year does not count against this one.
    let january = UTCTime(seconds: Self.december.seconds + 30 * 86_400)
    let plan = try Self.plan(reading, month: "2026-12", budget: 1, at: january)
    reading.read(plan.privacy.bytes)
    #expect(reading.faults.isEmpty)
    #expect(reading.privacyByYear[2027] == Fraction(1, 4))
  }

  @Test("counts come from the journal of incidents or from a table, and a row that cannot be is named")
  func files() throws {
    let json = CanonicalJSON.object([
      "format": "lumapod-counts/1", "exact": true, "publish": false,
      "rows": [
        [
          "month": "2026-11", "program": "rain-0", "what": "nightmares", "events": 7, "serious": 1,
          "reports": 9,
        ],
        [
          "month": "2026-10", "program": "rain-0", "what": "nightmares", "events": 5, "serious": 0,
          "reports": 5,
        ],
      ],
    ])
    let counts = try ExactCounts.read(json.bytes, month: "2026-11")
    #expect(counts.cells == [.init(program: "rain-0", kind: .nightmares): 7])
    for bad in ["rain,nightmares,-1", "rain,nightmare,1", "rain,nightmares", ",skin,1", "a,skin,1\na,skin,1"]
    {
      let bytes = Array("program,kind,count\n\(bad)\n".utf8)
      let error = #expect(throws: TallyError.self) { try ExactCounts.read(bytes, month: "2026-11") }
      #expect(error?.place.hasPrefix("counts, line ") == true)
    }
    #expect(throws: TallyError.self) { try ExactCounts.read(Array("kind,count\n".utf8), month: "2026-11") }
    #expect(throws: TallyError.self) { try ExactCounts.read(Array("{}".utf8), month: "2026-11") }
  }
}
