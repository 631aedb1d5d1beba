import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// A program around some scenes, which begin in line 10; the first scene is called `a`.
func program(_ scenes: String, ages: String = "adult", wake: Bool = false, more: String = "nights: 3")
  -> String
{
  """
  lumapod: program/2
  name: made
  title: Made
  version: "1"
  for: [\(ages)]
  about: A test.
  evidence: [{claim: a, finding: untested, source: b}]
  start: a\(wake ? "\nwake: w" : "\n" + more)
  scenes:

  """
    + scenes.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(
      separator: "\n") + "\n"
}

@Suite("the shape of a scene: each rule has its line and its way out")
struct ProgramLanguageTests {
  private static let end = "end: {}"

  @Test(
    "a time that a proof cannot count with is refused",
    arguments: [
      ("sound: {rain: {level: 40 dBA, over: 0.5 s}}", "whole seconds from 1 s to 1 h"),
      ("sound: {rain: {level: 40 dBA, over: 2 h}}", "whole seconds from 1 s to 1 h"),
      ("let-go: 0 s", "whole seconds from 1 s to 1 h"),
      ("light: {level: 1 lx, over: 61 min}", "whole seconds from 1 s to 1 h"),
      ("next: [{stage: N2, held: 500 ms, go: end}]", "whole seconds"),
      ("next: [{before-wake: 13 h, go: end}]", "from 1 s to 12 h"),
      ("warmth: {level: 30 degC, over: 1 min}", "33 to 45 degC"),
      ("light: {level: 20000 lx, over: 1 min}", "0 to 10000 lx"),
    ])
  func times(_ line: String, _ hint: String) {
    mistake(
      in: program("a: {\(line), longest: 2 h, then: end}\n\(Self.end)"), line: 11, [hint, "For example"])
  }

  @Test("a stay that ends before the levels are reached is refused, to the second")
  func entering() throws {
    func text(_ longest: String) -> String {
      program("a: {sound: {rain: {level: 40 dBA, over: 1 min}}, longest: \(longest), then: end}\n\(Self.end)")
    }
    mistake(in: text("59 s"), line: 11, ["takes 1 min", "longest: 1 min"])
    _ = try parse(text("1 min"))
    mistake(in: program("a: {longest: 9 s, then: end}\n\(Self.end)"), line: 11, ["let-go", "longest: 10 s"])
    _ = try parse(program("a: {longest: 10 s, then: end}\n\(Self.end)"))
  }

  @Test("stimuli need a second in which the scene holds; warmth does not")
  func hold() throws {
    let touch = "touch: {strength: 20 %, length: 1 s, stage: R, apart: 1 min, most: 1}"
    mistake(in: program("a: {\(touch), longest: 10 s, then: end}\n\(Self.end)"), line: 11, ["touch", "10 s"])
    _ = try parse(program("a: {\(touch), longest: 11 s, then: end}\n\(Self.end)"))
    _ = try parse(
      program("a: {warmth: {level: 36 degC, over: 1 min}, longest: 1 min, then: end}\n\(Self.end)"))
  }

  @Test("a way that waits for longer than the scene lasts is refused")
  func waitsTooLong() throws {
    func text(_ held: String) -> String {
      program("a: {next: [{stage: N2, held: \(held), go: end}], longest: 1 min, then: end}\n\(Self.end)")
    }
    mistake(in: text("61 s"), line: 11, ["1 min 1 s", "at most"])
    _ = try parse(text("60 s"))
  }

  @Test(
    "a way that another always comes before is refused, and one that sometimes wins is not",
    arguments: [
      ("{stage: [N2], held: 2 min, go: b}", "{stage: [N2], held: 3 min, go: c}", false),
      ("{stage: [N2, N3], held: 2 min, go: b}", "{stage: [N3], held: 2 min, go: c}", false),
      ("{stage: [N2], held: 2 min, go: b}", "{stage: [N2, N3], held: 2 min, go: c}", true),
      ("{stage: [N2, N3], held: 3 min, go: b}", "{stage: [N3], held: 2 min, go: c}", true),
      ("{stage: [N3], held: 3 min, go: b}", "{stage: [N2, N3], held: 2 min, go: c}", false),
      ("{stage: [N3], held: 2 min, go: b}", "{stage: [N2, N3], held: 2 min, go: c}", true),
      ("{lights: off, go: b}", "{lights: off, held: 5 s, go: c}", false),
      ("{lights: off, go: b}", "{lights: on, held: 5 s, go: c}", true),
      ("{bed: empty, held: 5 s, go: b}", "{bed: empty, go: c}", false),
      ("{arousal: yes, go: b}", "{arousal: yes, go: c}", false),
      ("{nightmare: yes, go: b}", "{nightmare: yes, held: 5 s, go: c}", false),
      ("{nightmare: yes, go: b}", "{arousal: yes, go: c}", true),
      ("{asks: more, go: b}", "{asks: more, go: c}", false),
      ("{asks: more, go: b}", "{asks: less, go: c}", true),
      ("{before-wake: 20 min, go: b}", "{before-wake: 10 min, go: c}", false),
      ("{before-wake: 10 min, go: b}", "{before-wake: 20 min, go: c}", true),
      ("{stage: [N2], held: 2 min, go: b}", "{lights: off, held: 2 min, go: c}", true),
    ])
  func shadows(_ first: String, _ second: String, _ isGood: Bool) {
    let text = program(
      "a:\n  next:\n    - \(first)\n    - \(second)\n  longest: 1 h\n  then: end\nb: {longest: 10 s, then: end}\n"
        + "c: {longest: 10 s, then: end}\n\(Self.end)")
    guard isGood else {
      let firstIsBeaten = first.contains("held: 5 s") || first.contains("[N3], held: 3 min")
      return mistake(
        in: text, line: firstIsBeaten ? 13 : 14, ["is never taken", firstIsBeaten ? "to `b`" : "to `c`"])
    }
    #expect(throws: Never.self) { try parse(text) }
  }

  @Test("two ways together can come before a third")
  func unionOfShadows() {
    mistake(
      in: program(
        "a:\n  next:\n    - {stage: N2, held: 1 s, go: b}\n    - {stage: N3, held: 2 s, go: c}\n"
          + "    - {stage: [N2, N3], held: 2 s, go: end}\n  longest: 1 h\n  then: end\n"
          + "b: {longest: 10 s, then: end}\nc: {longest: 10 s, then: end}\n\(Self.end)"),
      line: 15, ["to `b` in line 13 or the way to `c` in line 14"])
  }

  @Test(
    "a series that does not fit into itself is refused",
    arguments: [
      (
        "pulses", "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 26 ms, apart: 1 s, most: 1",
        "no room"
      ),
      ("pulses", "sham: true, phase: 0 deg, wave: 1 uV, length: 2 s, rise: 5 ms, apart: 3 s, most: 1", "1 s"),
      (
        "pulses", "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 0.7 s, most: 1",
        "steps of 500 ms"
      ),
      (
        "pulses", "sham: true, phase: 0 deg, wave: 1 uV, length: 600 ms, rise: 5 ms, apart: 0.5 s, most: 1",
        "longer than"
      ),
      (
        "pulses",
        "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 1 s, train: 6, most: 1",
        "pause: 15 s"
      ),
      (
        "pulses",
        "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 1 s, pause: 6 s, most: 1",
        "train: 6"
      ),
      (
        "pulses",
        "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 2 s, train: 3, pause: 1 s, most: 1",
        "shorter"
      ),
      (
        "pulses",
        "sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 1 s, train: 3000, pause: 30 min, most: 1",
        "1 h"
      ),
      ("touch", "strength: 20 %, length: 500 ms, stage: R, apart: 1.5 s, most: 1", "steps of 1 s"),
      ("touch", "strength: 0 %, length: 500 ms, stage: R, apart: 1 s, most: 1", "20 %"),
      ("touch", "strength: 20 %, length: 5 s, stage: R, apart: 4 s, most: 1", "longer than"),
      ("flashes", "level: 1 lx, length: 400 ms, stage: R, per-second: 3, apart: 1 s, most: 1", "do not fit"),
      ("scent", "name: a, share: 5 %, burst: 1 min, apart: 30 s, most: 1", "longer than"),
      ("speech", "say: [a], level: 40 dBA, length: 3 s, stage: N1, apart: 5 s, most: 1", "dream: true"),
      ("speech", "say: [a], level: 40 dBA, length: 31 s, stage: W, apart: 40 s, most: 1", "30 s"),
      ("speech", "say: [], level: 40 dBA, length: 3 s, stage: W, apart: 5 s, most: 1", "0 items"),
    ])
  func series(_ word: String, _ plan: String, _ hint: String) {
    mistake(in: program("a: {\(word): {\(plan)}, longest: 1 h, then: end}\n\(Self.end)"), line: 11, [hint])
  }

  @Test("pulses and speech are not in the same scene")
  func notTogether() {
    mistake(
      in: program(
        "a:\n  pulses: {sham: true, phase: 0 deg, wave: 1 uV, length: 50 ms, rise: 5 ms, apart: 1 s, most: 1}\n"
          + "  speech: {say: [a], level: 40 dBA, length: 3 s, stage: W, apart: 5 s, most: 1}\n  longest: 1 h\n  then: end\n"
          + Self.end), line: 13, ["do not go together"])
  }

  @Test(
    "a last scene is silent, dark and still",
    arguments: [
      "sound: {rain: {level: 40 dBA, over: 30 s}}", "light: {level: 1 lx, over: 30 s}",
      "warmth: {level: 36 degC, over: 1 min}", "next: [{asks: more, go: end}]",
    ])
  func last(_ line: String) throws {
    mistake(in: program("a: {\(line)}\n\(Self.end)"), line: 11, ["`longest`", "longest: 45 min"])
    _ = try parse(
      program("a: {sound: {rain: {level: silence, over: 5 min}}, light: {level: 0 lx, over: 1 min}}"))
  }

  @Test(
    "only a program for adults alone can wait for a nightmare", arguments: ["teen", "teen, adult", "child"])
  func nightmares(ages: String) {
    let scenes = "a:\n  next:\n    - {nightmare: yes, go: end}\n  longest: 1 h\n  then: end\n\(Self.end)"
    mistake(
      in: program(scenes, ages: ages), line: 13, ["for adults alone", "nightmare", "for: [adult]"])
    #expect(throws: Never.self) { try parse(program(scenes)) }
  }

  @Test(
    "programs for children have no words for what stimulates",
    arguments: ["child", "under-three", "child, under-three"])
  func ageByType(_ ages: String) throws {
    for word in ["pulses", "speech", "touch", "flashes", "scent", "warmth"] {
      mistake(
        in: program("a: {\(word): {}, longest: 1 h, then: end}\n\(Self.end)", ages: ages), line: 11,
        ["`\(word)` is not a word of programs for children", "for: [adult]"])
    }
    mistake(in: program("a: {}", ages: ages, more: "dream: true"), line: 9, ["`dream` is not a word"])
    let quiet = try parse(
      program("a: {light: {level: 1 lx, over: 1 min}, longest: 1 h, then: end}\nend: {}", ages: ages))
    guard case .young = quiet.compiled.audience else {
      Issue.record("this is a program for children")
      return
    }
  }

  @Test("after the wake time nothing stimulates, and sound comes slowly")
  func afterWake() throws {
    func text(_ wake: String) -> String {
      program("a: {longest: 1 h, then: end}\nw: {\(wake), longest: 1 h, then: end}\nend: {}", wake: true)
    }
    mistake(
      in: text("warmth: {level: 36 degC, over: 1 min}"), line: 12, ["runs after the wake time", "`warmth`"])
    mistake(in: text("sound: {rain: {level: 40 dBA, over: 29 s}}"), line: 12, ["over: 1 min"])
    mistake(in: text("next: [{before-wake: 20 min, go: end}]"), line: 12, ["never taken"])
    _ = try parse(text("sound: {rain: {level: 40 dBA, over: 30 s}}"))
    mistake(
      in: program(
        "a: {sound: {rain: {level: 40 dBA, over: 5 s}}, longest: 1 h, then: end}\nw: {longest: 1 h, then: b}\n"
          + "b: {touch: {strength: 1 %, length: 1 s, stage: W, apart: 1 s, most: 1}, longest: 1 h, then: end}\nend: {}",
        wake: true), line: 13, ["can run after the wake time, as scene `w` leads there"])
    mistake(
      in: program(
        "a: {next: [{asks: next, go: w}], longest: 1 h, then: end}\nw: {longest: 1 h, then: end}\nend: {}",
        wake: true),
      line: 11, ["only the wake time leads to the wake scene"])
  }

  @Test("a scene that nothing leads to is refused")
  func unreached() {
    mistake(
      in: program("a: {longest: 1 h, then: end}\nlonely: {}\nend: {}"), line: 12,
      ["nothing leads to scene `lonely`"])
  }

  @Test("every example that the reader gives is itself read")
  func examples() throws {
    for words in LanguageWords.places {
      let scene =
        switch words.place {
        case "scene", "calm-scene": words.example
        case "program", "evidence": "{}"
        case "bed": "{sound: {rain: \(words.example)}, longest: 1 h, then: end}"
        case "way": "{next: [\(words.example)], longest: 1 h, then: drift}"
        default: "{\(words.place): \(words.example), longest: 1 h, then: end}"
        }
      let needsEnd = scene.contains("end")
      let needsDrift = scene.contains("drift")
      let text = program("a: \(scene)" + (needsEnd ? "\nend: {}" : "") + (needsDrift ? "\ndrift: {}" : ""))
      #expect(throws: Never.self, "\(words.place)") { try parse(text) }
    }
    _ = try parse(
      program("a: {}").replacing(
        "{claim: a, finding: untested, source: b}", with: LanguageWords.evidence.example))
  }
}
