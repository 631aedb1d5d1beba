import ProgramKernel
import SleepCore
import Testing

/// A limit, and programs of which one number is just at it or some steps beyond.
struct LimitCase: Sendable, CustomTestStringConvertible {
  let limit: String
  let how: String
  let ages: [AgeGroup]
  /// Whether nothing of the kind is allowed, so that a program at the limit has nothing of it.
  var isNone = false
  let program: @Sendable (SafetyLimits, Int) -> CompiledProgram

  init(
    _ limit: String, _ how: String, _ ages: [AgeGroup], isNone: Bool = false,
    _ program: @escaping @Sendable (SafetyLimits, Int) -> CompiledProgram
  ) {
    self.limit = limit
    self.how = how
    self.ages = ages
    self.isNone = isNone
    self.program = program
  }

  var testDescription: String { "\(limit): \(how)" }

  static let all = sound + pulses + light + scentAndWarmth + gestures + times

  private static let grown: [AgeGroup] = [.adult, .teen]
  /// A scene, then the end.
  private static func one(
    _ limits: SafetyLimits, nights: Int = 5, dream: Bool = false, _ scene: CompiledProgram.Scene
  ) -> CompiledProgram { Built.program(limits.age, nights: nights, dream: dream, [scene, Built.end()]) }

  static let sound: [LimitCase] = [
    LimitCase("steady-sound-asleep", "one bed for nine hours", [.adult, .teen, .child]) { limits, step in
      let level = limits.steadySoundAsleep.absolute.milliDecibels + Int32(step)
      return one(limits, Built.scene(beds: [Built.bed(.rain, level)], hold: 32_400, then: 1))
    },
    LimitCase("steady-sound-asleep", "the same bed through two scenes", [.adult, .teen, .child]) {
      limits, step in
      let level = limits.steadySoundAsleep.absolute.milliDecibels + Int32(step)
      return Built.program(
        limits.age,
        [
          Built.scene(beds: [Built.bed(.rain, level)], hold: 16_000, then: 1),
          Built.scene(beds: [Built.bed(.rain, level)], hold: 16_000, then: 2), Built.end(),
        ])
    },
    LimitCase("event-asleep", "a bed", [.adult, .teen, .child]) { limits, step in
      let level = (limits.eventAsleep?.absolute ?? .silence).milliDecibels + Int32(step)
      return one(limits, Built.scene(beds: [Built.bed(.waves, level)], hold: 2, then: 1))
    },
    LimitCase("wind-down-sound", "a bed where no event may come", [.underThree]) { limits, step in
      let level = limits.windDownSound.milliDecibels + Int32(step)
      return one(limits, Built.scene(beds: [Built.bed(.waves, level)], hold: 2, then: 1))
    },
    LimitCase("event-asleep", "a pulse", grown) { limits, step in
      let level = (limits.eventAsleep?.absolute ?? .silence).milliDecibels + Int32(step)
      return one(limits, Built.scene(stimuli: Built.pulses(level, most: 1), hold: 10, then: 1))
    },
    LimitCase("event-asleep", "a spoken cue", grown) { limits, step in
      let level = (limits.eventAsleep?.absolute ?? .silence).milliDecibels + Int32(step)
      return one(limits, Built.scene(stimuli: Built.speech(level, most: 1), hold: 10, then: 1))
    },
    LimitCase("bed-rise", "from silence", AgeGroup.allCases) { limits, step in
      let over = limits.bedRise.wholeSeconds - step
      return one(
        limits, Built.scene(beds: [Built.bed(.rain, 20_000, over: over)], letGo: 9, hold: 2, then: 1))
    },
    LimitCase("bed-rise", "by a thousandth of a decibel, in the second scene", AgeGroup.allCases) {
      limits, step in
      let over = limits.bedRise.wholeSeconds - step
      return Built.program(
        limits.age,
        [
          Built.scene(beds: [Built.bed(.rain, 20_000, over: 9)], hold: 2, then: 1),
          Built.scene(beds: [Built.bed(.rain, 20_001, over: over)], letGo: 9, hold: 2, then: 2), Built.end(),
        ])
    },
    LimitCase("alarm", "a bed after the wake time", AgeGroup.allCases) { limits, step in
      let level = limits.alarm.milliDecibels + Int32(step)
      return Built.program(
        limits.age,
        [
          Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
          Built.waking(beds: [Built.bed(.dawnChorus, level, over: 30)], hold: 5, then: 3),
          Built.end(isAfterWake: true),
        ])
    },
    LimitCase("alarm", "a bed in the second scene after the wake time", [.adult]) { limits, step in
      let level = limits.alarm.milliDecibels + Int32(step)
      return Built.program(
        limits.age,
        [
          Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
          Built.waking("first", hold: 5, then: 3),
          Built.waking("second", beds: [Built.bed(.dawnChorus, level, over: 30)], hold: 5, then: 4),
          Built.end(isAfterWake: true),
        ])
    },
  ]

  static let pulses: [LimitCase] = [
    LimitCase("pulses-per-minute", "in one scene", grown) { limits, step in
      one(
        limits,
        Built.scene(stimuli: Built.pulses(30_000, most: limits.pulsesPerMinute + step), hold: 90, then: 1))
    },
    LimitCase("pulses-per-minute", "through three scenes", grown) { limits, step in
      Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.pulses(30_000, most: 25), hold: 3600, then: 1),
          Built.scene(stimuli: Built.pulses(30_000, apart: 1000, most: 10), hold: 10, then: 2),
          Built.scene(
            stimuli: Built.pulses(30_000, most: limits.pulsesPerMinute - 35 + step), hold: 50, then: 3),
          Built.end(),
        ])
    },
    LimitCase("pulses-per-minute", "by a way that can be taken early", grown) { limits, step in
      Built.program(
        limits.age,
        [
          Built.scene(stimuli: Built.pulses(30_000, most: 30), hold: 15, then: 1),
          Built.scene(ways: [Built.way(.arousal, held: 40, to: 2)], hold: 600, then: 3),
          Built.scene(stimuli: Built.pulses(30_000, apart: 1000, most: 2 + step), hold: 600, then: 3),
          Built.scene(stimuli: Built.pulses(30_000, most: 58), hold: 600, then: 4), Built.end(),
        ])
    },
    LimitCase("pulses-per-minute", "in trains, counted second by second", grown) { limits, step in
      // 30 onsets half a second apart take 14.5 s; with pauses of 15.5 s two trains fill a minute exactly.
      one(
        limits,
        Built.scene(
          stimuli: Built.pulses(30_000, apart: 500, train: 30, pause: 15_500 - 500 * step, most: 90),
          hold: 120,
          then: 1))
    },
    LimitCase("pulses-per-night", "in one scene", grown) { limits, step in
      let most = limits.pulsesPerNight + step
      return one(
        limits, Built.scene(stimuli: Built.pulses(30_000, apart: 1500, most: most), hold: 3000, then: 1))
    },
    LimitCase("pulses-per-night", "through two scenes of which one is left by a way", grown) { limits, step in
      Built.program(
        limits.age,
        [
          Built.scene(
            stimuli: Built.pulses(30_000, apart: 1500, most: 100),
            ways: [Built.way(.arousal, to: 1)], hold: 300, then: 2),
          Built.scene(
            stimuli: Built.pulses(30_000, apart: 1500, most: limits.pulsesPerNight - 100 + step), hold: 3000,
            then: 2), Built.end(),
        ])
    },
    LimitCase("pulse-rise", "a pulse's rise", grown) { limits, step in
      let rise = Int(limits.pulseRise.ticks / 10_000) - step
      return one(limits, Built.scene(stimuli: Built.pulses(30_000, rise: rise, most: 1), hold: 10, then: 1))
    },
    LimitCase("stimulation-nights", "nights a week", grown) { limits, step in
      one(
        limits, nights: limits.stimulationNightsPerWeek + step,
        Built.scene(stimuli: Built.pulses(30_000, most: 1), hold: 10, then: 1))
    },
  ]

  static let light: [LimitCase] = [
    LimitCase("light-asleep", "a light for any stage", AgeGroup.allCases) { limits, step in
      one(
        limits, Built.scene(light: Built.light(limits.lightAsleep.millilux + Int32(step)), hold: 5, then: 1))
    },
    LimitCase("light-before-bed", "a light only while awake", AgeGroup.allCases) { limits, step in
      let level = limits.lightBeforeBed.millilux + Int32(step)
      return one(limits, Built.scene(light: Built.light(level, onlyAwake: true), hold: 5, then: 1))
    },
    LimitCase("light-waking", "a light from the wake time on", AgeGroup.allCases) { limits, step in
      Built.program(
        limits.age,
        [
          Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
          Built.waking(light: Built.light(limits.lightWaking.millilux + Int32(step)), hold: 5, then: 3),
          Built.end(isAfterWake: true),
        ])
    },
    LimitCase("light-asleep", "flashes", [.adult]) { limits, step in
      one(
        limits,
        Built.scene(
          stimuli: Built.flashes(3, milli: limits.lightAsleep.millilux + Int32(step)), hold: 20, then: 1))
    },
  ]
}
