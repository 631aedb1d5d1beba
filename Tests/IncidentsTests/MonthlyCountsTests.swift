import Incidents
import SleepCore
import TestKit
import Testing

@Suite("monthly counts: one event counts once, and who counts as what does not move")
struct MonthlyCountsTests {
  private let december = Samples.morning + 7 * 86_400

  @Test("linked cases are one event, under the month and program of the first")
  func duplicates() throws {
    var journal = Journal()
    let a = try journal.receive(Samples.report())
    let b = try journal.receive(Samples.report(.nightmares, criteria: [.hospitalisation], received: december))
    _ = try journal.receive(Samples.report(.skin, program: ProgramReference(name: "nap")))
    #expect(MonthlyCounts(journal.file).rows.map(\.count) == [1, 1, 1])
    try journal.add(.linked(to: a, points: 16, reason: "one call"), to: b)
    let rows = MonthlyCounts(journal.file).rows
    #expect(rows.map(\.program) == [Samples.hash, "nap"] && rows.map(\.month) == ["2026-11", "2026-11"])
    #expect(rows.map(\.count) == [1, 1] && rows.map(\.serious) == [1, 0] && rows.map(\.reports) == [2, 1])
    try journal.add(.unlinked(from: a, reason: "two people"), to: b)
    #expect(MonthlyCounts(journal.file).rows.map(\.month) == ["2026-11", "2026-11", "2026-12"])
  }

  @Test("the month is that of the report, not of the night, and the kind that of the newest term")
  func month() throws {
    let vocabulary = try libraryVocabulary()
    var journal = Journal()
    let a = try journal.receive(Samples.report(night: "2026-03-02"))
    #expect(
      MonthlyCounts(journal.file).count(month: "2026-11", program: Samples.hash, kind: .nightmares) == 1)
    try journal.add(.coded(vocabulary.coding(for: Samples.report())), to: a, by: "rule")
    let term = try Coding(term: "SLP-3", vocabulary: vocabulary.version, rule: "by hand")
    try journal.add(.recoded(term, reason: "a night terror"), to: a)
    #expect(MonthlyCounts(journal.file, vocabulary: vocabulary).rows.map(\.kind) == [.sleepwalking])
    #expect(MonthlyCounts(journal.file).rows.map(\.kind) == [.nightmares])
  }

  @Test("of random journals every report is counted, every group once, and the table says that it is private")
  func totals() throws {
    var random = SeededRandom(seed: 73)
    for _ in 0..<tries(20, soak: 1000) {
      var journal = Journal()
      var ids: [String] = []
      for _ in 0..<30 {
        ids.append(try journal.receive(Samples.random(&random)))
        let other = ids.randomElement(using: &random) ?? ""
        if Bool.random(using: &random) {
          try? journal.add(.linked(to: other, points: 12, reason: "r"), to: ids.last ?? "")
        }
      }
      let counts = MonthlyCounts(journal.file)
      #expect(counts.rows.reduce(0) { $0 + $1.reports } == 30)
      #expect(counts.rows.reduce(0) { $0 + $1.count } == journal.file.groups.count)
      #expect(counts.rows.allSatisfy { $0.serious <= $0.count && $0.count <= $0.reports })
      #expect(
        counts.privateJSON["publish"]?.bool == false
          && counts.privateJSON["rows"]?.list?.count == counts.rows.count)
      #expect(try CaseFile.read(journal.bytes).cases == journal.file.cases)
    }
  }
}
