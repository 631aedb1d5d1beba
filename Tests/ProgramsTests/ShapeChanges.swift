import ProgramKernel
import Programs
import SleepCore
import Testing

/// One change to a program of sound shape; `nil` where it stays sound.
struct ShapeChange: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let problem: String?
  let change: @Sendable (inout CompiledProgram, inout [CompiledProgram.Scene]) -> Void

  init(
    _ description: String, _ problem: String?,
    _ change: @escaping @Sendable (inout CompiledProgram, inout [CompiledProgram.Scene]) -> Void
  ) {
    testDescription = description
    self.problem = problem
    self.change = change
  }

  /// Evening (0), deep (1), late (2), end (3), waking (4), up (5).
  static let sound = [
    Built.scene(
      "evening", beds: [Built.bed(.rain, 38_000)], light: Built.light(500),
      stimuli: Built.warmth(34_000, over: 120),
      ways: [Built.way(.wakeTime, to: 4), Built.way(.stage([.n2]), held: 60, to: 1)], hold: 1800, then: 2),
    Built.scene(
      "deep", stimuli: Built.pulses(40_000, apart: 2500, most: 200),
      ways: [Built.way(.wakeTime, to: 4), Built.way(.arousal, held: 5, to: 2)], hold: 7200, then: 2),
    Built.scene(
      "late", stimuli: Built.speech(40_000), ways: [Built.way(.wakeTime, to: 4)], hold: 600, then: 3),
    Built.end(), Built.waking(beds: [Built.bed(.dawnChorus, 45_000, over: 60)], hold: 300, then: 5),
    Built.end(isAfterWake: true),
  ]

  static func pulses(
    _ description: String, _ problem: String?,
    _ change: @escaping @Sendable (inout CompiledProgram.PulsePlan) -> Void
  ) -> ShapeChange {
    ShapeChange(description, problem) { _, scenes in
      guard var plan = scenes[1].stimuli.pulses else { return }
      change(&plan)
      scenes[1].stimuli.pulses = plan
    }
  }

  static func speech(
    _ description: String, _ problem: String?,
    _ change: @escaping @Sendable (inout CompiledProgram.SpeechPlan) -> Void
  ) -> ShapeChange {
    ShapeChange(description, problem) { _, scenes in
      guard var plan = scenes[2].stimuli.speech else { return }
      change(&plan)
      scenes[2].stimuli.speech = plan
    }
  }

  static func stimuli(
    _ description: String, _ problem: String?, _ stimuli: CompiledProgram.Stimuli
  ) -> ShapeChange { ShapeChange(description, problem) { _, scenes in scenes[2].stimuli = stimuli } }

  static let whole: [ShapeChange] = [
    ShapeChange("nothing changed", nil) { _, _ in },
    ShapeChange("no scenes", "0 scenes") { _, scenes in scenes = [] },
    ShapeChange("one scene", nil) { _, scenes in scenes = [Built.end()] },
    ShapeChange("256 scenes", nil) { _, scenes in scenes = chain(256) },
    ShapeChange("257 scenes", "257 scenes") { _, scenes in scenes = chain(257) },
    ShapeChange("no night a week", "0 nights") { program, _ in program.nightsAWeek = 0 },
    ShapeChange("one night a week", nil) { program, _ in program.nightsAWeek = 1 },
    ShapeChange("seven nights a week", nil) { program, _ in program.nightsAWeek = 7 },
    ShapeChange("eight nights a week", "8 nights") { program, _ in program.nightsAWeek = 8 },
    ShapeChange("countless nights", "nights") { program, _ in program.nightsAWeek = .max },
    ShapeChange("a night that begins after waking", "begin after waking") { _, scenes in
      scenes[0].isAfterWake = true
    },
    ShapeChange("a scene that nothing leads to", "no way leads to it") { _, scenes in
      scenes[0].transitions.removeLast()
    },
    ShapeChange("a way backward", "leads forward") { _, scenes in scenes[1].transitions[1].next = 0 },
    ShapeChange("a way to itself", "leads forward") { _, scenes in scenes[1].transitions[1].next = 1 },
    ShapeChange("a way to nowhere", "leads forward") { _, scenes in scenes[1].transitions[1].next = 6 },
    ShapeChange("a way below zero", "leads forward") { _, scenes in scenes[1].transitions[1].next = .min },
    ShapeChange("a stay that leads backward", "leads forward") { _, scenes in scenes[1].longest?.next = 1 },
    ShapeChange("a stay that leads far away", "leads forward") { _, scenes in scenes[2].longest?.next = .max
    },
    ShapeChange("a bed named twice", "named twice") { _, scenes in scenes[0].beds.append(Built.bed(.rain, 0))
    },
  ]

  static let fades: [ShapeChange] = [
    ShapeChange("a bed at 100 dBA", nil) { _, scenes in scenes[0].beds[0].level = .dBA(100) },
    ShapeChange("a bed above 100 dBA", "beyond everything") { _, scenes in
      scenes[0].beds[0].level = SoundLevel(milliDecibels: 100_001)
    },
    ShapeChange("the loudest bed there is", "beyond everything") { _, scenes in
      scenes[0].beds[0].level = SoundLevel(milliDecibels: .max)
    },
    pulses("a pulse above 100 dBA", "beyond everything") { $0.level = SoundLevel(milliDecibels: 100_001) },
    speech("a cue above 100 dBA", "beyond everything") { $0.level = SoundLevel(milliDecibels: 100_001) },
    ShapeChange("a fade of no time", "whole seconds") { _, scenes in scenes[1].letGo = .zero },
    ShapeChange("a fade of a second and a bit", "whole seconds") { _, scenes in
      scenes[1].letGo = .milliseconds(1001)
    },
    ShapeChange("a fade of an hour", nil) { _, scenes in scenes[1].letGo = .seconds(3600) },
    ShapeChange("a fade of more than an hour", "whole seconds") { _, scenes in
      scenes[1].letGo = .seconds(3601)
    },
    ShapeChange("an endless fade", "whole seconds") { _, scenes in scenes[1].letGo = .init(ticks: .max) },
    ShapeChange("a fade before the beginning of time", "whole seconds") { _, scenes in
      scenes[1].letGo = .init(ticks: .min)
    },
    ShapeChange("a bed with a fraction of a second", "whole seconds") { _, scenes in
      scenes[0].beds[0].over = .milliseconds(5500)
    },
    ShapeChange("a light with a fraction of a second", "whole seconds") { _, scenes in
      scenes[0].light?.over = .milliseconds(1500)
    },
    ShapeChange("a warmth with a fraction of a second", "whole seconds") { _, scenes in
      scenes[0].stimuli.warmth?.over = .milliseconds(90_500)
    },
    ShapeChange("a last scene that sounds", "stay here for ever") { _, scenes in
      scenes[3].beds = [Built.bed(.rain, -50_000)]
    },
    ShapeChange("a last scene that leads a bed to silence", nil) { _, scenes in
      scenes[3].beds = [Built.bed(.rain, -120_000)]
    },
    ShapeChange("a last scene that shines", "stay here for ever") { _, scenes in
      scenes[3].light = Built.light(1)
    },
    ShapeChange("a last scene that stimulates", "stay here for ever") { _, scenes in
      scenes[3].stimuli = Built.touch(1)
    },
    ShapeChange("a last scene with a way out", "stay here for ever") { _, scenes in
      scenes[3].transitions = [Built.way(.arousal, to: 5)]
    },
    ShapeChange("a longest stay with a fraction of a second", "before its levels are reached") { _, scenes in
      scenes[0].longest?.time = .milliseconds(600_500)
    },
    ShapeChange("a longest stay of a day", nil) { _, scenes in scenes[0].longest?.time = .seconds(86_400) },
    ShapeChange("a longest stay of more than a day", "before its levels are reached") { _, scenes in
      scenes[0].longest?.time = .seconds(86_401)
    },
    ShapeChange("a longest stay before the beginning of time", "before its levels are reached") { _, scenes in
      scenes[0].longest?.time = .init(ticks: .min)
    },
    ShapeChange("a longest stay as long as its fades", nil) { _, scenes in
      scenes[0].longest?.time = .seconds(120)
    },
    ShapeChange("a longest stay shorter than its fades", "before its levels are reached") { _, scenes in
      scenes[0].longest?.time = .seconds(119)
    },
  ]

  static let waking: [ShapeChange] = [
    ShapeChange("a wake time that comes second", "must be the first way out") { _, scenes in
      scenes[0].transitions.swapAt(0, 1)
    },
    ShapeChange("a wake time that leads to sleep", "must be the first way out") { _, scenes in
      scenes[0].transitions[0].next = 2
    },
    ShapeChange("a wake time that has to be held", "must be the first way out") { _, scenes in
      scenes[0].transitions[0].condition.held = .seconds(2)
    },
    ShapeChange("a wake time after waking", "must be the first way out") { _, scenes in
      scenes[4].transitions = [Built.way(.wakeTime, to: 5)]
    },
    ShapeChange("a scene that the wake time does not lead out of", "does not lead out of it") { _, scenes in
      scenes[1].transitions.removeFirst()
    },
    ShapeChange("a way past the wake time", "leads across the wake time") { _, scenes in
      scenes[1].transitions[1].next = 4
    },
    ShapeChange("a stay past the wake time", "leads across the wake time") { _, scenes in
      scenes[2].longest?.next = 4
    },
    ShapeChange("stimuli after waking", "stimulates after waking") { _, scenes in
      scenes[4].stimuli = Built.warmth(34_000, over: 60)
    },
  ]

  /// So many scenes in a row.
  private static func chain(_ count: Int) -> [CompiledProgram.Scene] {
    (0..<count - 1).map { Built.scene("s\($0)", hold: 10, then: $0 + 1) } + [Built.end()]
  }
}
