import ProgramKernel
import SleepCore

extension LimitCase {
  private static let grown: [AgeGroup] = [.adult, .teen]
  private static func one(
    _ limits: SafetyLimits, nights: Int = 5, dream: Bool = false, _ scene: CompiledProgram.Scene
  ) -> CompiledProgram { Built.program(limits.age, nights: nights, dream: dream, [scene, Built.end()]) }

  static let scentAndWarmth: [LimitCase] = [
    LimitCase("scent-burst", "one burst", grown) { limits, step in
      let burst = limits.scentBurst.wholeSeconds + step
      return one(
        limits, Built.scene(stimuli: Built.scent(burst: burst, apart: 90, most: 1), hold: 100, then: 1))
    },
    LimitCase("scent-hour", "bursts of two scenes in one hour", grown) { limits, step in
      let bursts = limits.scentPerHour.wholeSeconds / 60
      return Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.scent(burst: 60, apart: 70, most: bursts - 1), hold: 2100, then: 1),
          Built.scene(stimuli: Built.scent(burst: 59 + step, apart: 61, most: 1), hold: 80, then: 2),
          Built.scene(hold: 1000, then: 3),
          Built.scene(stimuli: Built.scent(burst: 1, apart: 3, most: 1), hold: 80, then: 4), Built.end(),
        ])
    },
    LimitCase("scent-night", "bursts of two scenes in one night", grown) { limits, step in
      let bursts = limits.scentPerNight.wholeSeconds / 60
      return Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.scent(burst: 60, apart: 200, most: bursts - 1), hold: 11_900, then: 1),
          Built.scene(stimuli: Built.scent(burst: 50 + step, apart: 61, most: 1), hold: 80, then: 2),
          Built.scene(hold: 1000, then: 3),
          Built.scene(stimuli: Built.scent(burst: 2, apart: 5, most: 5), hold: 80, then: 4), Built.end(),
        ])
    },
    LimitCase("scent-asleep", "a burst in any sure stage", [.teen], isNone: true) { limits, step in
      one(
        limits,
        Built.scene(
          stimuli: Built.scent(burst: 10, apart: 20, most: 1, onlyAwake: step == 0), hold: 50, then: 1))
    },
    LimitCase("warmth", "how warm it gets", grown) { limits, step in
      let most = (limits.warmth ?? .skin).milliCelsius
      return one(limits, Built.scene(stimuli: Built.warmth(most + Int32(step), over: 1200), hold: 5, then: 1))
    },
    LimitCase("warmth-rise", "over a minute", grown) { limits, step in
      let level = Temperature.skin.milliCelsius + Int32(limits.warmthRise + step)
      return one(limits, Built.scene(stimuli: Built.warmth(level, over: 60), hold: 5, then: 1))
    },
    LimitCase("warmth-rise", "over twelve seconds, in a second scene", grown) { limits, step in
      let first = Temperature.skin.milliCelsius + 500
      return Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.warmth(first, over: 100), hold: 5, then: 1),
          Built.scene(
            stimuli: Built.warmth(first + Int32(limits.warmthRise / 5 + step), over: 12), hold: 5, then: 2),
          Built.end(),
        ])
    },
  ]

  static let gestures: [LimitCase] = [
    LimitCase("speech-asleep", "cues asleep in an adult's dream program, and in no other", [.adult]) {
      limits, step in
      one(
        limits, dream: step == 0,
        Built.scene(stimuli: Built.speech(30_000, stages: [.rem]), hold: 50, then: 1))
    },
    LimitCase("speech-asleep", "cues asleep in a teen's program", [.teen], isNone: true) { limits, step in
      one(
        limits, dream: true,
        Built.scene(
          stimuli: Built.speech(30_000, stages: step == 0 ? [.wake] : [.wake, .rem]), hold: 50, then: 1))
    },
    LimitCase("speech-level", "the quietest cue", grown) { limits, step in
      let level = limits.speechLevel.milliDecibels - Int32(step)
      return one(limits, Built.scene(stimuli: Built.speech(level), hold: 50, then: 1))
    },
    LimitCase("speech-above-beds", "a cue over a bed", grown) { limits, step in
      let level = 31_000 + limits.speechAboveBeds - Int32(step)
      return one(
        limits,
        Built.scene(beds: [Built.bed(.rain, 31_000)], stimuli: Built.speech(level), hold: 50, then: 1))
    },
    LimitCase("touch", "how strong", grown) { limits, step in
      one(limits, Built.scene(stimuli: Built.touch(limits.touch.perMille + step), hold: 50, then: 1))
    },
    LimitCase("flashes-per-second", "how many", [.adult]) { limits, step in
      one(limits, Built.scene(stimuli: Built.flashes(limits.flashesPerSecond + step), hold: 50, then: 1))
    },
    LimitCase("flashes-per-second", "any at all", [.teen], isNone: true) { limits, step in
      one(limits, Built.scene(stimuli: step == 0 ? .init() : Built.flashes(1), hold: 50, then: 1))
    },
  ]

  static let times: [LimitCase] = [
    LimitCase("stimulated-time", "in two scenes", grown) { limits, step in
      let time = limits.stimulatedTime.wholeSeconds
      return Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.pulses(30_000, most: 3), hold: 4000, then: 1),
          Built.scene(stimuli: Built.touch(100), hold: time - 4000 + step, then: 2), Built.end(),
        ])
    },
    LimitCase("sound-time", "a bed until it has faded away", AgeGroup.allCases) { limits, step in
      let time = limits.soundTime.wholeSeconds
      return one(
        limits, Built.scene(beds: [Built.bed(.rain, 1000)], hold: time - 5 - 1 + step, then: 1))
    },
    LimitCase("sound-time", "a bed after an evening without one", [.underThree]) { limits, step in
      let time = limits.soundTime.wholeSeconds
      return Built.program(
        limits.age,
        [
          Built.scene(letGo: 9, hold: 50, then: 1),
          Built.scene(beds: [Built.bed(.rain, 1000)], hold: time - 5 - 1 + step, then: 2), Built.end(),
        ])
    },
    LimitCase("longest-night", "silence until the end", AgeGroup.allCases) { limits, step in
      let time = limits.longestNight.wholeSeconds
      return Built.program(
        limits.age,
        [
          Built.scene(letGo: 7, hold: time - 7 - 1 - 30 + step, then: 1),
          Built.scene(letGo: 10, hold: 20, then: 2), Built.end(),
        ])
    },
    LimitCase("longest-night", "a waking at the last moment", AgeGroup.allCases) { limits, step in
      let time = limits.longestNight.wholeSeconds
      return Built.program(
        limits.age,
        [
          Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: time - 1 - 600 - 5 - 1 + step, then: 1),
          Built.end(),
          Built.waking(letGo: 5, hold: 600, then: 3), Built.end(isAfterWake: true),
        ])
    },
  ]
}
