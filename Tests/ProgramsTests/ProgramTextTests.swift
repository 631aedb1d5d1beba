import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// A small program that is well written; tests break it one thing at a time.
let goodProgram = """
  lumapod: program/1
  name: small
  title: Small
  version: "1"
  for: [adult]
  about: Rain, pulses, silence.
  evidence:
    - {claim: It rains., finding: untested, source: none}
  start: rain
  wake: wake
  scenes:
    rain:
      sound:
        rain: {level: 40 dBA, over: 30 s}
      next:
        - {stage: [N2, N3], held: 2 min, go: deep}
      longest: 30 min
      then: deep
    deep:
      pulses: {level: 45 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, apart: 2.5 s, wave: 37.5 uV, most: 600}
      longest: 6 h
      then: end
    wake:
      sound:
        dawn-chorus: {level: 50 dBA, over: 1 min}
      light: {level: 100 lx, over: 1 min}
      longest: 10 min
      then: end
    end:
      about: Silence.
  """

func parse(_ text: String) throws(ProgramError) -> SleepProgram {
  try SleepProgram(text: text, file: "small.yaml", hash: "h")
}

func verify(_ program: CompiledProgram, age: AgeGroup = .adult) throws -> VerifiedProgram {
  try ProgramChecker.verify(
    program, certificate: Certifier.certificate(for: program, limitsHash: "l"),
    limits: try SafetyLimitsTable.limits(for: age), limitsHash: "l")
}

@Suite("a program's text is read exactly or refused at its line")
struct ProgramTextTests {
  @Test("every number reaches the compiled program in its unit")
  func numbers() throws {
    let program = try parse(goodProgram).compiled
    #expect(program.scenes.map(\.name) == ["rain", "deep", "wake", "end"])
    #expect(program.scenes[0].beds == [.init(kind: .rain, level: .dBA(40), over: .seconds(30))])
    let pulses = try #require(program.scenes[1].pulses)
    #expect(pulses.phaseMilliDegrees == -45_000)
    #expect(pulses.apart == .milliseconds(2500))
    #expect(pulses.minimumNanovolts == 37_500)
    #expect(program.scenes[2].light?.level == .lux(100))
  }

  @Test("the wake time leads to waking from every scene before it, first of all")
  func wakeCannotBeHeldBack() throws {
    let program = try parse(goodProgram).compiled
    for scene in program.scenes.prefix(2) {
      #expect(scene.transitions.first == .init(condition: .wakeTime, next: 2))
    }
  }

  @Test(
    "a mistake is named with its line and what was meant",
    arguments: [
      ("pulses:", "pulse:", 20, "Did you mean `pulses`?"),
      ("40 dBA", "40 dB", 14, "42 dBA"),
      ("rain: {level", "rian: {level", 14, "Did you mean `rain`?"),
      ("go: deep", "go: deeep", 16, "Did you mean `deep`?"),
      ("[N2, N3]", "[N2, N4]", 16, "Did you mean"),
      ("held: 2 min", "held: soon", 16, "10 min"),
      ("most: 600", "most: many", 20, "whole number"),
      ("longest: 30 min", "longest: 30 hours", 17, "1 h 30 min"),
      ("start: rain", "start: snow", 9, "Known:"),
      ("for: [adult]", "for: [grown-up]", 5, "Known:"),
      ("finding: untested", "finding: proven", 8, "Known:"),
      ("program/1", "program/9", 1, "program/1"),
    ])
  func mistakes(_ good: String, _ bad: String, _ line: Int, _ hint: String) throws {
    let error = #expect(throws: ProgramError.self) {
      try parse(goodProgram.replacing(good, with: bad, maxReplacements: 1))
    }
    #expect(error?.line == line, "\(error.map(String.init(describing:)) ?? "")")
    #expect(
      error.map { "\($0.problem) \($0.remedy)".contains(hint) } == true,
      "\(error.map(String.init(describing:)) ?? "")")
  }

  @Test("broken YAML is an error with a place, never a trap")
  func brokenYAML() {
    for text in [
      "", "a: [", "a: b: c", "\t- x", "{a: 1, a: 2}", "&a [*a]", "- - - -", "lumapod: [program/1]", "%",
      "\u{0}",
    ] {
      let error = #expect(throws: ProgramError.self) { try parse(text) }
      #expect((error?.line ?? 0) >= 1)
    }
  }

  @Test("any damage to a program gives an error or a program, never a trap")
  func damaged() {
    var random = SeededRandom(seed: 3)
    let bytes = Array(goodProgram.utf8)
    var refused = 0
    for _ in 0..<tries(1500, soak: 100_000) {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let i = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[i] = UInt8.random(in: 9..<127, using: &random)
        case 1: damaged.remove(at: i)
        default: damaged.insert(contentsOf: damaged[i..<min(damaged.count, i + 20)], at: i)
        }
      }
      do { _ = try parse(String(decoding: damaged, as: UTF8.self)) } catch { refused += 1 }
    }
    #expect(refused > 500)
  }

  @Test("every program of the library is read and verified")
  func library() throws {
    let folder = SharedMaterial.projectRoot.appending(path: "Library/Programs")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" }
    #expect(!files.isEmpty)
    for file in files {
      let program = try parse(String(contentsOf: file, encoding: .utf8))
      #expect(program.compiled.name == file.deletingPathExtension().lastPathComponent)
      #expect(!program.evidence.isEmpty)
      for age in program.compiled.ages { _ = try verify(program.compiled, age: age) }
    }
  }

  @Test("the example of the manual is a program that is verified")
  func manual() throws {
    let manual = SharedMaterial.projectRoot.appending(path: "docs/programs.md")
    let parts = try String(contentsOf: manual, encoding: .utf8).components(separatedBy: "```")
    let example = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
    _ = try verify(try parse(String(example)).compiled)
  }
}
