import Foundation
import Incidents
import SleepCore
import TestKit
import Testing

@Suite("the investigator's workbench: timeline, cases side by side, narrative, page")
struct WorkbenchTests {
  @Test("the timeline has every act on the case, and links that others made to it")
  func timeline() throws {
    let (journal, ids) = try Journal.full()
    let first = CaseTimeline(of: ids[0], in: journal.file)
    #expect(
      first.rows.map(\.act)
        == journal.file.events.filter { $0.caseID == ids[0] || $0.act.name == "linked" }.map(\.act.name))
    let second = CaseTimeline(of: ids[1], in: journal.file)
    #expect(second.rows.map(\.act) == ["received", "linked", "unlinked"])
    #expect(second.rows.allSatisfy { !$0.what.contains(ids[1].prefix(12)) })
    #expect(first.text.split(separator: "\n").count == first.rows.count)
    #expect(CaseTimeline(of: Samples.hash, in: journal.file).rows.isEmpty)
  }

  @Test("side by side, exactly the fields that differ are marked, down to how a letter is composed")
  func comparison() throws {
    var journal = Journal()
    let a = try journal.receive(Samples.report(words: "caf\u{e9}"))
    let b = try journal.receive(Samples.report(.skin, words: "cafe\u{301}"))
    let cases = [a, b].compactMap { journal.file.cases[$0] }
    let comparison = CaseComparison(cases)
    #expect(comparison.rows.filter(\.isDifferent).map(\.field) == ["what", "words"])
    #expect(comparison.rows.allSatisfy { $0.values.count == 2 })
    #expect(CaseComparison([cases[0], cases[0]]).rows.allSatisfy { !$0.isDifferent })
    let lines = comparison.text.split(separator: "\n")
    #expect(lines.count == comparison.rows.count + 1 && lines.filter { $0.hasPrefix("* ") }.count == 2)
    #expect(comparison.html.components(separatedBy: "class=\"differs\"").count == 3)
  }

  @Test("the narrative tells every field that is known, and leaves the reporter's words out when asked")
  func narrative() throws {
    let (journal, ids) = try Journal.full()
    let vocabulary = try libraryVocabulary()
    let found = try #require(journal.file.cases[ids[0]])
    let text = CaseNarrative.text(found, vocabulary: vocabulary)
    for piece in [
      "child (3 to 12)", "seizure", "2026-11-24", "rain-to-dawn 2.0.0", Samples.hash, "moderate",
      "was kept a night", "SEI-2",
      "after 1 earlier coding", "was halted", "well again", "at four", "well since noon", found.report.home,
      "not judged",
    ] { #expect(text.contains(piece), "\(piece)") }
    let without = CaseNarrative.text(found, withWords: false)
    #expect(!without.contains("at four") && !without.contains("well since noon"))
    #expect(!text.contains("\n\n\n") && !text.contains("  "))
  }

  @Test("random cases make whole sentences and whole pages")
  func randomPages() throws {
    let vocabulary = try libraryVocabulary()
    var random = SeededRandom(seed: 74)
    for _ in 0..<tries(60, soak: 6000) {
      var journal = Journal()
      let id = try journal.receive(Samples.random(&random))
      let found = try #require(journal.file.cases[id])
      let text = CaseNarrative.text(found, vocabulary: vocabulary)
      #expect(!text.contains("nil") && !text.contains("..") && text.hasSuffix("judged here.\n"))
      let page = try #require(CasePage.html(id, in: journal.file, vocabulary: vocabulary))
      #expect(page.contains(found.shortID) && page.hasSuffix("</html>\n"))
    }
  }

  @Test("the page loads nothing, runs nothing, and what a person wrote stays text")
  func page() throws {
    var journal = Journal()
    let words = "<img src=x onerror=alert(1)> \u{202E}txt & 'q'\nsecond line"
    let a = try journal.receive(Samples.report(.seizure, age: .child, words: words))
    let b = try journal.receive(Samples.report(.seizure, age: .child, words: "<b>again</b>"))
    _ = try journal.receive(Samples.report(.seizure, age: .child))
    try journal.add(.linked(to: a, points: 16, reason: "<i>one</i>"), to: b)
    try journal.add(
      .nightShared(NightCommitment(eventsHead: Samples.hash, lines: 3), location: "<disk>"), to: a)
    let page = try #require(CasePage.html(a, in: journal.file))
    for raw in ["<img", "<b>again", "<i>one", "<disk>", "\u{202E}", "<script", "http://", "https://"] {
      #expect(!page.contains(raw), "\(raw)")
    }
    for part in [
      "Linked as the same event", "May be the same event", "luma replay", "Content-Security-Policy",
      "&lt;img",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(CasePage.html(Samples.hash, in: journal.file) == nil)
    for tag in ["section", "table", "ol", "dl", "main", "li"] {
      let (opened, closed) = (
        page.components(separatedBy: "<\(tag)").count, page.components(separatedBy: "</\(tag)>").count
      )
      #expect(opened == closed || tag == "li" && opened >= closed, "\(tag)")
    }
  }
}
