import Foundation
import ProgramKernel
import Programs
import SleepCore
import Testing
import Workbench

@Suite("simulated nights")
struct SimulationTests {
  @Test(
    "no night comes out beyond what was proved, whoever senses",
    arguments: ["rain-to-dawn", "nap", "dreamscape", "child-wind-down"])
  func inside(_ name: String) throws {
    let verified = try Drafts.verified(name)
    for senses in ProgramSimulation.Senses.allCases {
      let simulation = ProgramSimulation(verified, nights: 12, seed: 40, senses: senses)
      #expect(simulation.nights == 12)
      for (fact, values) in zip(verified.bounds, simulation.readings) {
        for value in values {
          // A shorter hold than the limit's own is told by the fact's sense.
          #expect(fact.isAtLeast ? value >= fact.value : value <= fact.value, "\(name) \(fact.limit)")
        }
      }
      let again = ProgramSimulation(verified, nights: 12, seed: 40, senses: senses)
      #expect(again.json == simulation.json)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(simulation.json.utf8)) as? [String: Any])
      #expect((json["readings"] as? [[String: Any]])?.count == verified.bounds.count)
      for language in ["en", "es", "de"] {
        let html = WorkbenchPage(words: .of(language)).simulation(simulation)
        expectSound(html, pictures: 2, "\(name) \(senses) \(language)")
        for scene in simulation.scenes { #expect(html.contains(scene)) }
      }
    }
  }

  @Test("it stops where it is told to, and says how many nights there were")
  func stops() throws {
    var told: [Int] = []
    let simulation = ProgramSimulation(try Drafts.verified("nap"), nights: 50) { done in
      told.append(done)
      return done < 3
    }
    #expect(simulation.nights == 3 && told == [1, 2, 3])
    let none = ProgramSimulation(try Drafts.verified("nap"), nights: 0)
    #expect(none.nights == 0 && none.lines.count == 2)
    expectSound(WorkbenchPage().simulation(none), pictures: 2, "no nights")
  }
}

@Suite("two versions")
struct VersionTests {
  @Test("both texts can be read off the lines, whatever was changed")
  func lines() throws {
    var random = SeededRandom(seed: 77, stream: 2)
    for _ in 0..<60 {
      let before = try Drafts.text(Drafts.names[Int(random.next() % UInt64(Drafts.names.count))])
      var lines = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for _ in 0...(random.next() % 6) {
        let at = Int(random.next() % UInt64(lines.count))
        switch random.next() % 3 {
        case 0: lines.remove(at: at)
        case 1: lines.insert("new \(at)", at: at)
        default: lines[at] = "other"
        }
        if lines.isEmpty { lines = [""] }
      }
      let after = lines.joined(separator: "\n")
      let diff = VersionDiff(from: before, to: after)
      func side(_ fate: VersionDiff.Line.Fate) -> [String] {
        diff.lines.filter { $0.fate == .kept || $0.fate == fate }.map(\.text)
      }
      func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
      }
      #expect(side(.removed) == split(before) && side(.added) == split(after))
      #expect(diff.lines.compactMap(\.before) == Array(1...split(before).count))
      #expect(diff.lines.compactMap(\.after) == Array(1...split(after).count))
    }
  }

  @Test("a change of one level is told in meaning, and its line is marked by more than a colour")
  func meaning() throws {
    let before = try Drafts.text("rain-to-dawn")
    let after = before.replacing(
      "rain: {level: 40 dBA, over: 30 s}", with: "rain: {level: 38 dBA, over: 30 s}")
    let diff = VersionDiff(from: before, to: after)
    #expect(diff.lines.filter { $0.fate != .kept }.count == 2)
    let meaning = try #require(diff.meaning)
    #expect(meaning.forSleeper.contains { $0.contains("quieter") })
    let html = WorkbenchPage().diff(diff)
    expectSound(html, pictures: 0, "diff")
    #expect(html.contains("<del>") && html.contains("<ins>") && html.contains(">removed<"))
    let same = WorkbenchPage().diff(VersionDiff(from: before, to: before))
    #expect(!same.contains("<del>") && same.contains("Nothing changed."))
  }

  @Test("what is no program is compared by its lines alone, and texts without anything in common at once")
  func bounded() {
    let before = (0..<20_000).map { "a\($0)" }.joined(separator: "\n")
    let after = (0..<20_000).map { "b\($0)" }.joined(separator: "\n")
    let clock = ContinuousClock()
    let began = clock.now
    let diff = VersionDiff(from: before, to: after)
    #expect(diff.meaning == nil && diff.lines.count == 40_000)
    let most = (0..<1400).map { "c\($0)" }.joined(separator: "\n")
    #expect(VersionDiff(from: most, to: before).lines.count == 21_400)
    let other = (0..<1400).map { "d\($0)" }.joined(separator: "\n")
    #expect(VersionDiff(from: most, to: other).lines.count == 2800)
    #expect(clock.now - began < .seconds(10))
    #expect(VersionDiff(from: "", to: "").lines.isEmpty)
  }
}
