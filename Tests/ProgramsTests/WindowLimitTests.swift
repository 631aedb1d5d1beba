import ProgramKernel
import Programs
import SleepCore
import Testing

/// A program with one level that decides, and the night that anyone would say is its worst.
struct WorstNight: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let limit: String
  var age = AgeGroup.adult
  /// Levels in thousandths of a decibel: the lowest keeps to the limit, the highest does not.
  let levels: ClosedRange<Int32>
  let night: [(seconds: Int, senses: Senses)]
  let program: @Sendable (Int32) -> CompiledProgram

  private static let deep = Senses(sure: .n3)

  static let all: [WorstNight] = [
    WorstNight(
      testDescription: "a crossfade louder than both its scenes", limit: "event-asleep",
      levels: 40_000...55_000,
      night: [(30, .nothing)]
    ) { level in
      Built.program(
        .adult,
        [
          Built.scene(beds: [Built.bed(.rain, level)], hold: 3, then: 1),
          Built.scene(beds: [Built.bed(.waves, level, over: 3)], letGo: 10, hold: 3, then: 2), Built.end(),
        ])
    },
    WorstNight(
      testDescription: "two beds, and two that cross, for the smallest", limit: "wind-down-sound",
      age: .underThree,
      levels: 30_000...45_000, night: [(60, .nothing)]
    ) { level in
      Built.program(
        .underThree,
        [
          Built.scene(beds: [Built.bed(.rain, level), Built.bed(.waves, 30_000)], hold: 3, then: 1),
          Built.scene(
            beds: [Built.bed(.pinkNoise, level - 1000), Built.bed(.brownNoise, 20_000, over: 7)], letGo: 20,
            hold: 3,
            then: 2), Built.end(letGo: 3),
        ])
    },
    WorstNight(
      testDescription: "pulses over a bed", limit: "event-asleep", levels: 40_000...55_000,
      night: [(60, deep)]
    ) { level in
      Built.program(
        .adult,
        [
          Built.scene(
            beds: [Built.bed(.rain, 38_000)], stimuli: Built.pulses(level, apart: 2000, most: 2), hold: 20,
            then: 1),
          Built.end(),
        ])
    },
    WorstNight(
      testDescription: "long pulses that fill a minute over a bed", limit: "sound-minute",
      levels: 20_000...50_000,
      night: [(200, deep)]
    ) { level in
      Built.program(
        .adult,
        [
          Built.scene(
            beds: [Built.bed(.rain, level)],
            stimuli: Built.pulses(54_400, length: 1000, rise: 300, apart: 1000, most: 200), hold: 150, then: 1
          ),
          Built.end(),
        ])
    },
    WorstNight(
      testDescription: "cues that fill a minute from two scenes", limit: "sound-minute", age: .teen,
      levels: 30_000...49_900, night: [(300, Senses(sure: .wake))]
    ) { level in
      Built.program(
        .teen,
        [
          Built.scene(
            beds: [Built.bed(.rain, 41_000)], stimuli: Built.speech(49_300, length: 20, apart: 20, most: 9),
            hold: 101,
            then: 1),
          Built.scene(stimuli: Built.speech(level, length: 29, apart: 29, most: 2), hold: 101, then: 2),
          Built.end(),
        ])
    },
    WorstNight(
      testDescription: "a long evening and a long night", limit: "steady-sound-asleep",
      levels: 38_000...48_000,
      night: [(40_000, .nothing)]
    ) { level in
      Built.program(
        .adult,
        [
          Built.scene(beds: [Built.bed(.rain, level, over: 60)], letGo: 60, hold: 9000, then: 1),
          Built.scene(
            beds: [Built.bed(.rain, 37_000, over: 600), Built.bed(.waves, 30_000)], hold: 20_000, then: 2),
          Built.scene(beds: [Built.bed(.waves, 38_000)], letGo: 30, hold: 2000, then: 3),
          Built.end(letGo: 20),
        ])
    },
    WorstNight(
      testDescription: "a quiet scene that an arousal cuts short between two loud ones",
      limit: "steady-sound-asleep",
      levels: 38_000...48_000,
      night: [(15_005, .nothing), (91, Senses(isAroused: true)), (20_000, .nothing)]
    ) { level in
      Built.program(
        .adult,
        [
          Built.scene(beds: [Built.bed(.rain, level)], hold: 15_000, then: 1),
          Built.scene(
            beds: [Built.bed(.rain, 20_000, over: 30)], ways: [Built.way(.arousal, held: 90, to: 2)],
            hold: 20_000,
            then: 3),
          Built.scene(beds: [Built.bed(.rain, level + 700)], hold: 15_000, then: 3), Built.end(letGo: 20),
        ])
    },
    WorstNight(
      testDescription: "an hour under three years", limit: "steady-sound-asleep", age: .underThree,
      levels: 30_000...44_000, night: [(4000, .nothing)]
    ) { level in
      Built.program(
        .underThree,
        [
          Built.scene(beds: [Built.bed(.rain, level, over: 20)], hold: 3000, then: 1),
          Built.scene(beds: [Built.bed(.pinkNoise, level - 3000)], letGo: 9, hold: 500, then: 2),
          Built.end(letGo: 9),
        ])
    },
  ]
}

@Suite("windows that only a path through a night can overfill are proved to the last step")
struct WindowLimitTests {
  private func reached(_ it: WorstNight, _ level: Int32) throws -> Int64 {
    let night = try it.program(level).night(it.night, it.age)
    if let window = Window(rawValue: it.limit), it.limit != "wind-down-sound" {
      return night.meter.fullest(window)
    }
    let fact = Fact(it.limit, 0, most: 0, .exposure(seconds: 1), .hold(scene: 0))
    return night.meter.reading(of: fact, nightsAWeek: 5) ?? 0
  }

  /// The most by the sources of the table, in 10⁻¹² Pa²·s.
  private func most(_ it: WorstNight) throws -> Int64 {
    func second(_ dBA: Int32) -> Int64 { SoundLevel(milliDecibels: dBA * 1000).secondOfExposure }
    switch (it.limit, it.age) {
    case ("event-asleep", _): return second(55)
    case ("wind-down-sound", _): return second(45)
    case ("sound-minute", .adult): return second(55) * 60
    case ("sound-minute", _): return second(50) * 60
    case ("steady-sound-asleep", .adult): return second(40) * 28_800
    default: return second(30) * 28_800
    }
  }

  @Test(
    "the loudest program that its worst night allows is accepted, and the next one is not",
    arguments: WorstNight.all)
  func tight(_ it: WorstNight) throws {
    let most = try most(it)
    var (low, high) = (it.levels.lowerBound, it.levels.upperBound)
    try #require(try reached(it, low) <= most)
    try #require(try reached(it, high) > most)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try reached(it, middle) <= most { low = middle } else { high = middle }
    }
    let refused = try #require(try it.program(high).refused(it.age))
    let fact = try #require(refused.refusal.fact)
    let verified = try it.program(low).proved(it.age)
    let bound = try #require(verified.bounds.first { $0.limit == it.limit && $0.unit == fact.unit })
    #expect(bound.value <= most)
    #expect(fact.limit == it.limit && fact.bound == most)
    // What the kernel says, what its own night comes to, and what the night written here comes to are one number.
    let here = try reached(it, high)
    #expect(fact.value == here && refused.reached == here)
  }

  @Test("where no straight line is tight enough, every second is counted")
  func grid() throws {
    let program = Built.program(
      .adult,
      [
        Built.scene(
          stimuli: Built.pulses(30_000, train: 30, pause: 15_500, most: 300), hold: 200, then: 1),
        Built.end(),
      ])
    let verified = try program.proved()
    #expect(verified.certificate.windows[3] == .grid)
    #expect(verified.bounds.contains { $0.limit == "pulses-per-minute" && $0.value == 60_000 })
    for window in [0, 1, 2, 4] { #expect(verified.certificate.windows[window] != .grid) }
  }

  @Test("every window's most is its level or count over its length")
  func mosts() throws {
    let adult = try SafetyLimitsTable.limits(for: .adult)
    let loud = SoundLevel.dBA(55).secondOfExposure
    #expect(Window.soundMinute.most(adult) == loud * 60)
    #expect(Window.soundHour.most(adult) == loud * 3600)
    #expect(Window.soundNight.most(adult) == SoundLevel.dBA(40).secondOfExposure * 28_800)
    #expect(Window.pulsesMinute.most(adult) == 60_000)
    #expect(Window.scentHour.most(adult) == 1_800_000)
    #expect(Window.allCases.map(\.seconds) == [60, 3600, 28_800, 60, 3600])
  }
}
