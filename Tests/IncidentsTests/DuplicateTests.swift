import Incidents
import SleepCore
import TestKit
import Testing

@Suite("duplicates are proposed with reasons, linked by people, and never deleted")
struct DuplicateTests {
  @Test("two people of one home who tell of one night are proposed, with the points written out")
  func proposed() throws {
    let child = try Samples.report(.nightmares, age: .child, reporter: .parent)
    let same = DuplicateScore(
      child, try Samples.report(.nightmares, age: .child, reporter: .partner, words: "loud"))
    #expect(same.points == DuplicateScore.most && same.isProposed)
    #expect(
      same.explanation == """
        16 of 16 points: the same home (5), the same night (3), the same program (3), \
        the same kind of event (3), the same age group (2)
        """)
    #expect(DuplicateScore(child, try Samples.report(.distress, age: .child)).points == 13)
    #expect(DuplicateScore(child, try Samples.report(.distress, age: .child, night: "2026-11-23")).isProposed)
  }

  @Test("another home, another person, or a night that does not touch is not proposed")
  func notProposed() throws {
    let report = try Samples.report(age: .child)
    #expect(!DuplicateScore(report, try Samples.report(age: .child, home: "home-another1")).isProposed)
    #expect(!DuplicateScore(report, try Samples.report(age: .teen)).isProposed)
    #expect(!DuplicateScore(report, try Samples.report(age: .child, night: "2026-11-22")).isProposed)
  }

  @Test("the score does not depend on the order and stays between nothing and the most")
  func symmetric() throws {
    var random = SeededRandom(seed: 68)
    for _ in 0..<tries(500, soak: 50_000) {
      let (a, b) = (try Samples.random(&random), try Samples.random(&random))
      #expect(DuplicateScore(a, b) == DuplicateScore(b, a))
      #expect((0...DuplicateScore.most).contains(DuplicateScore(a, b).points))
      #expect(DuplicateScore(a, a).isProposed)
    }
  }

  @Test("the likeliest comes first; what is linked or was taken back is not proposed again")
  func proposals() throws {
    var journal = Journal()
    let a = try journal.receive(Samples.report(.nightmares))
    let b = try journal.receive(Samples.report(.distress))
    let c = try journal.receive(Samples.report(.nightmares, words: "again"))
    _ = try journal.receive(Samples.report(.nightmares, home: "home-another1"))
    #expect(journal.file.proposedDuplicates(of: a).map(\.caseID) == [c, b])
    try journal.add(.linked(to: a, points: 16, reason: "one call"), to: c)
    #expect(journal.file.proposedDuplicates(of: a).map(\.caseID) == [b])
    #expect(journal.file.groups.first == [a, c] && journal.file.groups.count == 3)
    try journal.add(.linked(to: c, points: 13, reason: "one night"), to: b)
    #expect(journal.file.groups.first == [a, b, c])
    try journal.add(.unlinked(from: a, reason: "two nights"), to: c)
    #expect(journal.file.proposedDuplicates(of: a).map(\.caseID) == [b])
    #expect(journal.file.proposedDuplicates(of: c).isEmpty)
    #expect(journal.file.groups.map(\.count) == [1, 2, 1] && journal.file.cases.count == 4)
  }
}
