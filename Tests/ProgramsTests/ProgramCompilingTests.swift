import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// Scenes as a table: a reading of them that shares nothing with the compiler, to hold it against.
private struct Table {
  struct Way {
    var word: String
    var go: Int
    var atMost: Int?
  }
  var ways: [[Way]]
  var then: [Int?]
  var wake: Int?

  static let words = ["N1", "N2", "N3", "R"]

  /// A random table: `then` leads forward, ways lead anywhere, and those that lead back say how often.
  init(using random: inout SeededRandom) {
    let count = Int.random(in: 2...5, using: &random)
    then = (0..<count).map { $0 == count - 1 ? nil : Int.random(in: $0 + 1..<count, using: &random) }
    ways = (0..<count - 1).map { here in
      Self.words.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)).map { word in
        let go = Int.random(in: 0..<count, using: &random)
        return Way(
          word: word, go: go,
          atMost: go <= here || Bool.random(using: &random) ? Int.random(in: 1...2, using: &random) : nil)
      }
    }
    ways.append([])
    if count > 3, Bool.random(using: &random) {
      wake = count - 2
      for i in 0..<count - 2 {
        ways[i].removeAll { $0.go == count - 2 }
        if then[i] == count - 2 { then[i] = count - 1 }
      }
    }
  }

  var text: String {
    var scenes = ""
    for here in ways.indices {
      scenes += "s\(here):\n  about: x\n"
      if !ways[here].isEmpty { scenes += "  next:\n" }
      for way in ways[here] {
        let limit = way.atMost.map { ", at-most: \($0)" } ?? ""
        scenes += "    - {stage: \(way.word), held: 1 s, go: s\(way.go)\(limit)}\n"
      }
      if let then = then[here] { scenes += "  longest: 10 s\n  then: s\(then)\n" }
    }
    return program(scenes).replacing(
      "start: a\n", with: "start: s0\n" + (wake.map { "wake: s\($0)\n" } ?? ""))
  }

  /// What follows a list of things that happen: `nil` is the longest stay, `W` the wake time.
  func walk(_ happenings: [String?]) -> [String] {
    var here = 0
    var isAfterWake = false
    var taken: [String: Int] = [:]
    var names = ["s0"]
    for happening in happenings {
      guard let stay = then[here] else { break }
      if happening == "W" {
        guard let wake, !isAfterWake else { continue }
        (here, isAfterWake) = (wake, true)
      } else if let happening {
        guard let i = ways[here].firstIndex(where: { $0.word == happening }) else { continue }
        let way = ways[here][i]
        if let most = way.atMost {
          guard taken["\(here)/\(i)", default: 0] < most else { continue }
          taken["\(here)/\(i)", default: 0] += 1
        }
        here = way.go
      } else {
        here = stay
      }
      names.append("s\(here)" + (isAfterWake ? " awake" : ""))
    }
    return names
  }

  /// The same walk through the compiled scenes.
  static func walk(_ scenes: [CompiledProgram.Scene], _ happenings: [String?]) -> [String] {
    func name(_ i: Int) -> String {
      (scenes[i].name.split(separator: " ").first.map(String.init) ?? "")
        + (scenes[i].isAfterWake ? " awake" : "")
    }
    var here = 0
    var names = [name(0)]
    for happening in happenings {
      guard let stay = scenes[here].longest else { break }
      if let happening {
        let way = scenes[here].transitions.first { way in
          switch way.condition.sign {
          case .wakeTime: happening == "W"
          case .stage(let stages): stages.contains { $0.code == happening }
          default: false
          }
        }
        guard let way else { continue }
        here = way.next
      } else {
        here = stay.next
      }
      names.append(name(here))
    }
    return names
  }
}

@Suite("scenes that may come again are compiled to scenes that lead forward only")
struct ProgramCompilingTests {
  @Test("every night goes through the compiled scenes as it goes through the written ones")
  func sameNights() throws {
    var random = SeededRandom(seed: 11)
    var compiled = 0
    var copies = 0
    var awake = 0
    for _ in 0..<tries(400, soak: 20_000) {
      let table = Table(using: &random)
      guard let scenes = try? parse(table.text).compiled.scenes else { continue }
      compiled += 1
      if scenes.contains(where: { $0.name.hasSuffix("(3)") }) { copies += 1 }
      for _ in 0..<40 {
        let happenings = (0..<12).map { _ in ([nil, "W"] + Table.words).randomElement(using: &random) ?? nil }
        let expected = table.walk(happenings)
        #expect(Table.walk(scenes, happenings) == expected, "\(table.text)")
        if expected.contains(where: { $0.hasSuffix("awake") }) { awake += 1 }
      }
      for (i, scene) in scenes.enumerated() {
        #expect(scene.successors.allSatisfy { $0 > i })
        let isFirst = scene.transitions.first?.condition.sign == .wakeTime
        #expect(isFirst == (table.wake != nil && !scene.isAfterWake && scene.longest != nil))
      }
      #expect(Set(scenes.map(\.name)).count == scenes.count)
    }
    // Of the drawn tables some are mistakes (unreached scenes); the others must have shown every kind of copy.
    #expect(compiled > 50)
    #expect(copies > 10)
    #expect(awake > 100)
  }

  @Test("a way back is used up: after it the scene goes on without it")
  func usedUp() throws {
    let scenes = try parse(
      program(
        "a:\n  next: [{bed: empty, go: b}]\n  longest: 1 h\n  then: end\n"
          + "b:\n  next: [{bed: occupied, go: a, at-most: 2}]\n  longest: 1 h\n  then: end\nend: {}")
    ).compiled.scenes
    #expect(scenes.map(\.name) == ["a", "b", "a (2)", "b (2)", "a (3)", "b (3)", "end"])
    #expect(scenes[5].transitions.isEmpty)
    #expect(scenes[5].longest?.next == 6)
  }

  @Test("a circle without a limit is refused, and shown")
  func circle() {
    mistake(
      in: program(
        "a:\n  longest: 1 h\n  then: b\nb:\n  next:\n    - {bed: occupied, go: a}\n  longest: 1 h\n  then: end\nend: {}"
      ),
      line: 16, ["a → b → a", "at-most: 3"])
    mistake(
      in: program("a: {longest: 1 h, then: b}\nb: {longest: 1 h, then: a}"), line: 12,
      ["a → b → a", "`then`"])
  }

  @Test("more scenes than a proof should carry are refused")
  func tooMany() {
    var scenes = ""
    for i in 0..<9 {
      scenes +=
        "\(i == 0 ? "a" : "s\(i)"):\n  next: [{bed: empty, go: a, at-most: 5}]\n  longest: 1 h\n  then: \(i == 8 ? "end" : "s\(i + 1)")\n"
    }
    mistake(in: program(scenes + "end: {}"), line: 12, ["more than 256 scenes"])
  }

  @Test("a scene that runs before and after waking stands twice, and the second waits for no wake time")
  func shared() throws {
    let scenes = try parse(
      program(
        "a: {longest: 1 h, then: calm}\ncalm:\n  next: [{before-wake: 1 h, go: end}, {asks: quiet, go: end}]\n"
          + "  longest: 1 h\n  then: end\nw: {longest: 1 h, then: calm}\nend: {}", wake: true)
    ).compiled.scenes
    let calm = scenes.filter { $0.name.hasPrefix("calm") }
    #expect(calm.map(\.isAfterWake) == [false, true])
    #expect(
      calm[0].transitions.map(\.condition.sign) == [.wakeTime, .beforeWake(.minutes(60)), .wish(.quiet)])
    #expect(calm[1].transitions.map(\.condition.sign) == [.wish(.quiet)])
  }

  @Test("what the language accepts, the kernel finds in shape")
  func shape() throws {
    var random = SeededRandom(seed: 5)
    var seen = 0
    for _ in 0..<tries(200, soak: 5000) {
      guard let program = try? parse(Table(using: &random).text).compiled else { continue }
      seen += 1
      #expect(throws: Never.self) { try verify(program) }
    }
    #expect(seen > 20)
  }
}
