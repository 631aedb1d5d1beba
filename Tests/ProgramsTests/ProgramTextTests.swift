import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// A small program that is well written; tests break it one thing at a time.
let goodProgram = """
  lumapod: program/2
  name: small
  title: Small
  version: "1"
  for: [adult]
  about: Rain, pulses, silence.
  evidence:
    - {claim: It rains., finding: untested, source: none}
  nights: 5
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
      longest: 3 h
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
  try ProgramVerifier.verify(program, limits: try SafetyLimitsTable.limits(for: age), limitsHash: "l")
}

/// Reads a text that must be wrong, and checks that its error says where and what to do.
func mistake(
  in text: String, line: Int, _ hints: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    _ = try parse(text)
    Issue.record("this was read without an error", sourceLocation: sourceLocation)
  } catch {
    #expect(error.line == line, "\(error)", sourceLocation: sourceLocation)
    for hint in hints {
      #expect("\(error.problem) \(error.remedy)".contains(hint), "\(error)", sourceLocation: sourceLocation)
    }
  }
}

@Suite("a program's text is read exactly or refused at its line")
struct ProgramTextTests {
  @Test("every number reaches the compiled program in its unit")
  func numbers() throws {
    let program = try parse(goodProgram).compiled
    #expect(program.scenes.map(\.name) == ["rain", "deep", "end", "wake", "end (2)"])
    #expect(program.scenes[0].beds == [.init(kind: .rain, level: .dBA(40), over: .seconds(30))])
    let pulses = try #require(program.scenes[1].stimuli.pulses)
    #expect(pulses.phaseMilliDegrees == -45_000)
    #expect(pulses.series == .init(apart: .milliseconds(2500), most: 600))
    #expect(pulses.minimumNanovolts == 37_500)
    #expect(program.scenes[3].light == .init(level: .lux(100), over: .seconds(60)))
    #expect(program.nightsAWeek == 5)
    #expect(program.scenes[0].longest == .init(time: .minutes(30), next: 1))
    _ = try verify(program)
  }

  @Test("everything that a scene can do reaches the compiled program")
  func everything() throws {
    let text = """
      lumapod: program/2
      name: all
      title: All
      version: 1
      for: [adult]
      needs: [nothing]
      dream: true
      nights: 3
      about: Everything.
      evidence: [{claim: a, finding: null, source: b}]
      start: a
      scenes:
        a:
          let-go: 20 s
          light: {level: 2.5 lx, over: 20 s, only: awake}
          speech: {say: [one, two], level: 38.5 dBA, length: 3 s, stage: [R, awake], apart: 2 min, most: 5}
          touch: {strength: 20.5 %, length: 500 ms, stage: R, apart: 1 min, most: 10}
          flashes: {level: 1 lx, length: 100 ms, stage: asleep, per-second: 2, apart: 1 min, most: 11}
          scent: {name: lavender, share: 30 %, burst: 30 s, apart: 5 min, most: 6, only: awake}
          warmth: {level: 36.5 degC, over: 20 min}
          next:
            - {lights: off, held: 5 s, go: b}
            - {lights: on, go: b}
            - {bed: empty, go: b}
            - {bed: occupied, held: 3 min, go: b}
            - {arousal: yes, go: b}
            - {asks: quiet, go: b}
            - {before-wake: 1 h 30 min, go: b}
          longest: 2 h
          then: b
        b:
          pulses:
            {sham: true, phase: 0 deg, length: 10 ms, rise: 5 ms, wave: 0 uV, apart: 1 s, train: 6, pause: 15 s, most: 9}
          longest: 1 min
          then: c
        c: {}
      """
    let program = try parse(text)
    #expect(program.needs == ["nothing"])
    #expect(program.compiled.isDreamProgram)
    let scene = program.compiled.scenes[0]
    #expect(scene.letGo == .seconds(20))
    #expect(scene.light == .init(level: .lux(2.5), over: .seconds(20), onlyAwake: true))
    let stimuli = CompiledProgram.Stimuli(
      speech: .init(
        texts: ["one", "two"], level: .dBA(38.5), length: .seconds(3), stages: [.rem, .wake],
        series: .init(apart: .minutes(2), most: 5)),
      touch: .init(
        strength: Share(perMille: 205), length: .milliseconds(500), stages: [.rem],
        series: .init(apart: .minutes(1), most: 10)),
      flashes: .init(
        level: .lux(1), length: .milliseconds(100), stages: [.n1, .n2, .n3, .rem], perSecond: 2,
        series: .init(apart: .minutes(1), most: 11)),
      scent: .init(
        name: "lavender", share: Share(perMille: 300), burst: .seconds(30), onlyAwake: true,
        series: .init(apart: .minutes(5), most: 6)),
      warmth: .init(level: Temperature(milliCelsius: 36_500), over: .minutes(20)))
    #expect(scene.stimuli == stimuli)
    let conditions: [CompiledProgram.Condition] = [
      .init(.dark(true), held: .seconds(5)), .init(.dark(false)), .init(.presence(false)),
      .init(.presence(true), held: .minutes(3)), .init(.arousal), .init(.wish(.quiet)),
      .init(.beforeWake(.minutes(90))),
    ]
    #expect(scene.transitions.map(\.condition) == conditions)
    let pulses = try #require(program.compiled.scenes[1].stimuli.pulses)
    #expect(pulses.level.isSilent)
    #expect(pulses.series == .init(apart: .seconds(1), train: 6, pause: .seconds(15), most: 9))
  }

  @Test(
    "a mistake is named with its line, with what was meant and with an example",
    arguments: [
      ("pulses:", "pulse:", 21, "Did you mean `pulses`?"),
      ("40 dBA", "40 dB", 15, "42 dBA"),
      ("40 dBA", "140 dBA", 15, "0 to 100 dBA"),
      ("rain: {level", "rian: {level", 15, "Did you mean `rain`?"),
      ("go: deep", "go: deeep", 17, "Did you mean `deep`?"),
      ("[N2, N3]", "[N2, N4]", 17, "Did you mean"),
      ("held: 2 min", "held: soon", 17, "10 min"),
      ("held: 2 min", "held: 1.5 s", 17, "whole seconds"),
      ("most: 600", "most: many", 21, "whole number"),
      ("longest: 30 min", "longest: 30 hours", 18, "1 h 30 min"),
      ("longest: 30 min", "longest: 25 h", 18, "24 h"),
      ("start: rain", "start: snow", 10, "Known:"),
      ("for: [adult]", "for: [grown-up]", 5, "Known:"),
      ("for: [adult]", "for: [adult, child]", 5, "two programs"),
      ("finding: untested", "finding: proven", 8, "Known:"),
      ("program/2", "program/9", 1, "program/2"),
      ("program/2", "program/1", 1, "luma program format"),
      ("nights: 5", "nights: 8", 9, "nights: 5"),
      ("name: small", "name: Small One", 2, "rain-to-dawn"),
      ("stage: [N2, N3], ", "", 17, "something to wait for"),
      ("stage: [N2, N3], ", "stage: [N2, N3], lights: off, ", 17, "one thing"),
      ("{stage: [N2, N3], held", "{asks: next, held", 17, "Take `held` out"),
      ("level: 45 dBA, phase", "level: 45 dBA, sham: true, phase", 21, "no level"),
      ("level: 45 dBA, phase", "level: silence, phase", 21, "sham: true"),
    ])
  func mistakes(_ good: String, _ bad: String, _ line: Int, _ hint: String) throws {
    #expect(goodProgram.contains(good))
    mistake(in: goodProgram.replacing(good, with: bad, maxReplacements: 1), line: line, [hint])
  }

  @Test("broken YAML is an error with a place, never a trap")
  func brokenYAML() {
    for text in [
      "", "a: [", "a: b: c", "\t- x", "{a: 1, a: 2}", "&a [*a]", "- - - -", "lumapod: [program/1]", "%",
      "\u{0}", "lumapod: program/2", "lumapod: program/2\nscenes: 3",
    ] {
      let error = #expect(throws: ProgramError.self) { try parse(text) }
      #expect((error?.line ?? 0) >= 1)
      #expect(error?.remedy.isEmpty == false)
    }
  }

  @Test("any damage to a program gives an error or a program, never a trap")
  func damaged() throws {
    var random = SeededRandom(seed: 3)
    let seeds = [goodProgram] + (try ProgramLibrary.names.map(ProgramLibrary.text))
    var refused = 0
    for turn in 0..<tries(1500, soak: 100_000) {
      var damaged = Array(seeds[turn % seeds.count].utf8)
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let i = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[i] = UInt8.random(in: 9..<127, using: &random)
        case 1: damaged.remove(at: i)
        default: damaged.insert(contentsOf: damaged[i..<min(damaged.count, i + 20)], at: i)
        }
      }
      let text = String(decoding: damaged, as: UTF8.self)
      do { _ = try parse(text) } catch { refused += 1 }
      _ = try? ProgramFormat.tidy(text, file: "damaged")
    }
    #expect(refused > 500)
  }

  @Test("the examples of the manual are programs that are verified")
  func manual() throws {
    let manual = SharedMaterial.projectRoot.appending(path: "docs/programs.md")
    let parts = try String(contentsOf: manual, encoding: .utf8).components(separatedBy: "```")
    let examples = parts.filter { $0.hasPrefix("yaml\nlumapod") }.map { String($0.dropFirst(5)) }
    #expect(!examples.isEmpty)
    for example in examples {
      let program = try parse(example).compiled
      for age in program.ages { _ = try verify(program, age: age) }
    }
  }
}
