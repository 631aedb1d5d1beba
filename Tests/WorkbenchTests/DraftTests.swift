import Foundation
import Night
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing
import Workbench

@Suite("a draft is judged at once")
struct DraftTests {
  @Test("every program of the library gets the verifier's own verdict for everyone", arguments: Drafts.names)
  func library(_ name: String) throws {
    let text = try Drafts.text(name)
    let verdict = ProgramDraft.check(text: text, file: name)
    guard case .program(let program, let ages) = verdict.finding else {
      Issue.record("\(name) is not read")
      return
    }
    #expect(ages.map(\.age) == program.compiled.ages)
    for one in ages {
      let limits = try SafetyLimitsTable.limits(for: one.age)
      let expected = try ProgramVerifier.verify(
        program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
      guard case .proved(let verified) = one.result else {
        Issue.record("\(name) is refused for \(one.age)")
        continue
      }
      #expect(verified.bounds == expected.bounds && verified.certificate == expected.certificate)
    }
    #expect(verdict.isProved)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(verdict.json.utf8)) as? [String: Any])
    #expect(json["state"] as? String == "proved" && json["sha256"] as? String == program.compiled.sourceHash)
    #expect((json["ages"] as? [[String: Any]])?.count == ages.count)
  }

  @Test("a mistake has its line, its column and a way out")
  func mistake() throws {
    let text = try Drafts.text("rain-to-dawn").replacing("    longest: 45 min", with: "    longst: 45 min")
    let verdict = ProgramDraft.check(text: text, file: "x")
    guard case .mistake(let error) = verdict.finding else {
      Issue.record("it is read")
      return
    }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[error.line - 1].contains("longst"))
    #expect(error.column == 5 && error.remedy.contains("longest"))
    let json = try #require(try JSONSerialization.jsonObject(with: Data(verdict.json.utf8)) as? [String: Any])
    #expect(json["line"] as? Int == error.line && json["state"] as? String == "mistake")
    let html = WorkbenchPage().verdict(verdict, text: text)
    #expect(html.contains("data-line=\"\(error.line)\"") && html.contains("longst: 45 min\n"))
  }

  @Test("what is too long is said by name, and looked at no further")
  func tooLong() {
    let text = String(repeating: "a", count: ProgramDraft.mostBytes + 1)
    guard case .mistake(let error) = ProgramDraft.check(text: text, file: "x").finding else {
      Issue.record("it is read")
      return
    }
    #expect(error.problem.contains("256 KiB"))
    guard case .mistake = ProgramDraft.check(text: String(text.dropLast(1)), file: "x").finding else {
      Issue.record("it is read")
      return
    }
  }

  @Test("a form's line ends are a file's")
  func lineEnds() throws {
    let text = try Drafts.text("nap")
    let sent = text.replacing("\n", with: "\r\n")
    #expect(ProgramDraft.fromForm(sent) == text && ProgramDraft.fromForm(text) == text)
  }

  @Test(
    "a planted program is refused, and the drawn quantity really goes beyond the limit",
    arguments: Drafts.planted.indices)
  func planted(_ index: Int) throws {
    let (limit, text) = Drafts.planted[index]
    let verdict = ProgramDraft.check(text: text, file: "planted.yaml")
    guard case .program(_, let ages) = verdict.finding, case .refused(let refused, let drawn) = ages[0].result
    else {
      Issue.record("\(limit): \(verdict.json)")
      return
    }
    let night = try #require(drawn, "\(limit)")
    #expect(night.fact.limit == limit)
    try expectBeyond(night, refused)
  }

  @Test("whatever number of the library is changed: a refusal's night is drawn beyond its limit")
  func changed() throws {
    var random = SeededRandom(seed: 31, stream: 4)
    var refusals = 0
    for _ in 0..<350 {
      let name = Drafts.names[Int(random.next() % UInt64(Drafts.names.count))]
      let verdict = ProgramDraft.check(text: Self.changed(try Drafts.text(name), &random), file: name)
      guard case .program(_, let ages) = verdict.finding else { continue }
      for case .refused(let refused, let drawn) in ages.map(\.result) where refused.refusal.fact != nil {
        refusals += 1
        try expectBeyond(try #require(drawn), refused)
      }
    }
    #expect(refusals > 20, "only \(refusals) refusals")
  }

  private func expectBeyond(_ night: CounterexampleNight, _ refused: RefusedNight) throws {
    let fact = night.fact
    let limit = fact.limit
    #expect(!fact.with(night.reached).holds, "\(limit)")
    // The engine's own meter, read once at the end, came to the same.
    #expect(night.reached == refused.reached, "\(limit)")
    let at = try #require(night.seconds[night.beyondAt].quantity)
    #expect(!fact.with(at).holds, "\(limit)")
    if !fact.isAtLeast {
      let before = night.seconds[..<night.beyondAt].compactMap(\.quantity)
      #expect(before.allSatisfy { fact.with($0).holds }, "\(limit)")
    }
    #expect(night.scenes.first?.seconds.lowerBound == 0)
    #expect(night.scenes.last?.seconds.upperBound == night.seconds.count)
    for (one, next) in zip(night.scenes, night.scenes.dropFirst()) {
      #expect(one.seconds.upperBound == next.seconds.lowerBound)
    }
    #expect(try JSONSerialization.jsonObject(with: Data(night.json.utf8)) is [String: Any])
  }

  /// One or a few numbers of a text multiplied or divided.
  static func changed(_ text: String, _ random: inout SeededRandom) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let from = (lines.firstIndex { $0.hasPrefix("scenes:") } ?? 0) + 1
    for _ in 0...(random.next() % 3) {
      let i = from + Int(random.next() % UInt64(lines.count - from))
      let factor = [0, 2, 3, 5, 10][Int(random.next() % 5)]
      lines[i] = lines[i].replacing(#/(\d+) /#) { match in
        "\(factor == 0 ? 1 : (Int(match.1) ?? 1) * factor) "
      }
    }
    return lines.joined(separator: "\n")
  }
}

@Suite("hostile texts")
struct HostileTextTests {
  @Test("any text gives an answer in bounded time, as JSON and as HTML")
  func fuzz() throws {
    var random = SeededRandom(seed: 5, stream: 9)
    let clock = ContinuousClock()
    var longest = Duration.zero
    for i in 0..<600 {
      let text = Self.text(i, &random)
      let began = clock.now
      let verdict = ProgramDraft.check(text: text, file: "<b>&\u{202E}")
      longest = max(longest, clock.now - began)
      #expect(try JSONSerialization.jsonObject(with: Data(verdict.json.utf8)) is [String: Any])
      let html = WorkbenchPage().editor(text: text, verdict: verdict, action: "/x\"<")
      #expect(!html.contains("<b>"))
    }
    // A quiet machine takes a tenth of this.
    #expect(longest < .seconds(20), "\(longest)")
  }

  private static func text(_ i: Int, _ random: inout SeededRandom) -> String {
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
    switch i % 6 {
    case 0:
      return String(
        decoding: (0..<below(2000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }, as: UTF8.self)
    case 1:
      let open = ["[", "{", "- ", "? ", "'", "&a [", "!!", "|\n", "{a: "][below(9)]
      return String(repeating: open, count: below(8000))
    case 2:
      // Anchors that repeat each other.
      var text = "a0: &a0 [x, x]\n"
      for k in 1..<(2 + below(30)) { text += "a\(k): &a\(k) [*a\(k - 1), *a\(k - 1)]\n" }
      return text
    default:
      let name = Drafts.names[below(Drafts.names.count)]
      guard let whole = try? Drafts.text(name) else { return "" }
      var scalars = Array(whole.unicodeScalars)
      for _ in 0...below(6) {
        let at = below(scalars.count)
        switch below(5) {
        case 0: scalars.removeSubrange(at..<min(at + below(40), scalars.count))
        case 1: scalars.insert(contentsOf: "<b>&'\"\u{0}\t🛏️: [".unicodeScalars, at: at)
        case 2: scalars.insert(contentsOf: Array(scalars[at..<min(at + below(200), scalars.count)]), at: at)
        case 3: scalars[at] = "9"
        default: scalars[at] = Unicode.Scalar(UInt8(truncatingIfNeeded: random.next()))
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      return String(text)
    }
  }

  @Test("anchors as keys do not hang the reader", arguments: [2, 4, 5, 8, 26])
  func anchorsAsKeys(_ depth: Int) {
    // As many nodes as there is room for, then keys that repeat each other.
    var text = "a0: &a0 [\(String(repeating: "x,", count: depth < 10 ? 30_000 : 2))x]\n"
    for k in 1..<depth { text += "a\(k): &a\(k) {? [*a\(k - 1), *a\(k - 1)] : 1}\n" }
    let clock = ContinuousClock()
    let began = clock.now
    let verdict = ProgramDraft.check(text: text, file: "x")
    // A quiet machine takes a tenth of this.
    #expect(!verdict.isProved && clock.now - began < .seconds(10))
  }

  @Test("a star and an ampersand in prose are prose")
  func prose() throws {
    let stars = String(repeating: "*x* ", count: 10)
    let text = try Drafts.text("nap").replacing("title: ", with: "title: A & \(stars)", maxReplacements: 1)
    #expect(ProgramDraft.check(text: text, file: "x").program != nil)
  }
}
