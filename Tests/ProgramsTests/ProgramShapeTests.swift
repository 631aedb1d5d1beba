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
      "evening", beds: [Built.bed(.rain, 38_000)], light: Built.light(500), stimuli: Built.warmth(34_000, over: 120),
      ways: [Built.way(.wakeTime, to: 4), Built.way(.stage([.n2]), held: 60, to: 1)], hold: 1800, then: 2),
    Built.scene(
      "deep", stimuli: Built.pulses(40_000, apart: 2500, most: 200),
      ways: [Built.way(.wakeTime, to: 4), Built.way(.arousal, held: 5, to: 2)], hold: 7200, then: 2),
    Built.scene(
      "late", stimuli: Built.speech(40_000), ways: [Built.way(.wakeTime, to: 4)], hold: 600, then: 3),
    Built.end(), Built.waking(beds: [Built.bed(.dawnChorus, 45_000, over: 60)], hold: 300, then: 5),
    Built.end(isAfterWake: true),
  ]

  private static func pulses(
    _ description: String, _ problem: String?, _ change: @escaping @Sendable (inout CompiledProgram.PulsePlan) -> Void
  ) -> ShapeChange {
    ShapeChange(description, problem) { _, scenes in
      guard var plan = scenes[1].stimuli.pulses else { return }
      change(&plan)
      scenes[1].stimuli.pulses = plan
    }
  }

  private static func speech(
    _ description: String, _ problem: String?, _ change: @escaping @Sendable (inout CompiledProgram.SpeechPlan) -> Void
  ) -> ShapeChange {
    ShapeChange(description, problem) { _, scenes in
      guard var plan = scenes[2].stimuli.speech else { return }
      change(&plan)
      scenes[2].stimuli.speech = plan
    }
  }

  private static func stimuli(
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
    ShapeChange("a stay that leads far away", "leads forward") { _, scenes in scenes[2].longest?.next = .max },
    ShapeChange("a bed named twice", "named twice") { _, scenes in scenes[0].beds.append(Built.bed(.rain, 0)) },
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
    ShapeChange("a fade of more than an hour", "whole seconds") { _, scenes in scenes[1].letGo = .seconds(3601) },
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

  static let gestures: [ShapeChange] = [
    ShapeChange("stimuli without a second to come in", "stimuli have no time") { _, scenes in
      scenes[1].longest?.time = .seconds(1)
      scenes[1].transitions.removeLast()
    },
    ShapeChange("stimuli with one second to come in", nil) { _, scenes in
      scenes[1].longest?.time = .seconds(2)
      scenes[1].transitions.removeLast()
    },
    ShapeChange("pulses and speech together", "do not go together") { _, scenes in
      scenes[2].stimuli.pulses = scenes[1].stimuli.pulses
    },
    pulses("a pulse without a rise", "no sensible") { $0.rise = .zero },
    pulses("a pulse with the shortest rise there is", nil) { $0.rise = .init(ticks: 1) },
    pulses("a pulse with a rise as long as half of it", nil) { $0.rise = .milliseconds(25) },
    pulses("a pulse with a rise of more than half of it", "no sensible") { $0.rise = .init(ticks: 250_001) },
    pulses("a pulse of a second", nil) { $0.length = .seconds(1) },
    pulses("a pulse of more than a second", "no sensible") { $0.length = .init(ticks: 10_000_001) },
    pulses("a pulse of no wave's height", nil) { $0.minimumNanovolts = 0 },
    pulses("a pulse of less than no wave", "no sensible") { $0.minimumNanovolts = -1 },
    pulses("a pulse at the trough", nil) { $0.phaseMilliDegrees = 180_000 },
    pulses("a pulse beyond a turn", "no sensible") { $0.phaseMilliDegrees = 180_001 },
    pulses("a pulse at the trough before", nil) { $0.phaseMilliDegrees = -180_000 },
    pulses("a pulse beyond a turn before", "no sensible") { $0.phaseMilliDegrees = -180_001 },
    pulses("a pulse at no phase there is", "no sensible") { $0.phaseMilliDegrees = .min },
    speech("a cue of half a second", "no words") { $0.length = .milliseconds(500) },
    speech("a cue of thirty seconds", nil) {
      $0.length = .seconds(30)
      $0.series.apart = .seconds(30)
    },
    speech("a cue of more than thirty seconds", "no words") {
      $0.length = .seconds(31)
      $0.series.apart = .seconds(31)
    },
    speech("a cue without words", "no words") { $0.texts = [] },
    speech("a cue in no stage", "no words") { $0.stages = [] },
    speech("a cue in an unknown stage", "no words") { $0.stages = [.wake, .unknown] },
    speech("a cue before the last one is over", "no words") { $0.series.apart = .seconds(1) },
    stimuli("touches", nil, Built.touch(100)),
    stimuli("flashes", nil, Built.flashes(3)),
    stimuli("scent", nil, Built.scent(burst: 10, apart: 11, most: 3)),
    stimuli("scent without a pause", "no sensible burst", Built.scent(burst: 10, apart: 10, most: 3)),
    stimuli("touches without a second between them", "no sensible series", Built.touch(100, apart: 0)),
    stimuli("a warmth of resting skin", nil, Built.warmth(33_000, over: 60)),
    stimuli("a warmth below resting skin", "below the skin's own", Built.warmth(32_999, over: 60)),
    stimuli("a warmth of sixty degrees", nil, Built.warmth(60_000, over: 60)),
    stimuli("a warmth above sixty degrees", "beyond everything", Built.warmth(60_001, over: 60)),
    ShapeChange("bursts in trains", "no sensible burst") { _, scenes in
      scenes[2].stimuli = Built.scent(burst: 10, apart: 20, most: 3)
      scenes[2].stimuli.scent?.series.train = 2
      scenes[2].stimuli.scent?.series.pause = .seconds(30)
    },
    ShapeChange("a burst with a fraction of a second", "no sensible burst") { _, scenes in
      scenes[2].stimuli = Built.scent(burst: 10, apart: 20, most: 3)
      scenes[2].stimuli.scent?.burst = .milliseconds(9500)
    },
    ShapeChange("touches of no length", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.length = .zero
    },
    ShapeChange("touches in an unknown stage", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.stages = [.unknown]
    },
    ShapeChange("touches longer than they are apart", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.length = .milliseconds(10_001)
    },
    ShapeChange("no flashes in a second", "flashes") { _, scenes in scenes[2].stimuli = Built.flashes(0) },
    ShapeChange("flashes that fill their second", nil) { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .milliseconds(500)
    },
    ShapeChange("flashes that do not fit into their second", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .init(ticks: 5_000_001)
    },
    ShapeChange("a flash that takes longer than its second", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(1)
      scenes[2].stimuli.flashes?.length = .init(ticks: 10_000_001)
    },
    ShapeChange("flashes of no length", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .zero
    },
    ShapeChange("flashes in no stage", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.stages = []
    },
  ]

  static let series: [ShapeChange] = [
    pulses("pulses as far apart as they are long", nil) {
      $0.length = .milliseconds(500)
      $0.series.apart = .milliseconds(500)
    },
    pulses("pulses nearer than they are long", "no sensible") {
      $0.length = .milliseconds(501)
      $0.series.apart = .milliseconds(500)
    },
    pulses("pulses at no distance", "no sensible") { $0.series.apart = .zero },
    pulses("pulses off the half second", "no sensible") { $0.series.apart = .milliseconds(750) },
    pulses("pulses an hour apart", nil) { $0.series.apart = .seconds(3600) },
    pulses("pulses more than an hour apart", "no sensible") { $0.series.apart = .milliseconds(3_600_500) },
    pulses("pulses never again", "no sensible") { $0.series.apart = .init(ticks: .max) },
    pulses("no pulse at all", "no sensible") { $0.series.most = 0 },
    pulses("ten thousand pulses", nil) { $0.series.most = 10_000 },
    pulses("more than ten thousand pulses", "no sensible") { $0.series.most = 10_001 },
    pulses("trains of one", "no sensible") {
      $0.series.train = 1
      $0.series.pause = .seconds(5)
    },
    pulses("trains of two", nil) {
      $0.series.train = 2
      $0.series.pause = .seconds(5)
    },
    pulses("trains of countless pulses", "no sensible") {
      $0.series.train = .max
      $0.series.pause = .seconds(5)
    },
    pulses("7,200 pulses, half a second apart", nil) {
      $0.series.apart = .milliseconds(500)
      $0.series.train = 7200
      $0.series.pause = .milliseconds(500)
    },
    pulses("7,201 pulses, half a second apart", "no sensible") {
      $0.series.apart = .milliseconds(500)
      $0.series.train = 7201
      $0.series.pause = .milliseconds(500)
    },
    pulses("a pause as long as a distance", nil) {
      $0.series.train = 2
      $0.series.pause = $0.series.apart
    },
    pulses("a pause shorter than a distance", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .seconds(2)
    },
    pulses("a pause off the half second", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .milliseconds(2750)
    },
    pulses("a train and its pause of an hour", nil) {
      $0.series.train = 2
      $0.series.pause = .milliseconds(3_597_500)
    },
    pulses("a train and its pause of more than an hour", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .seconds(3598)
    },
    pulses("a pause without end", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .init(ticks: Int64.max / 5_000_000 * 5_000_000)
    },
  ]

  static let ways: [ShapeChange] = [
    ShapeChange("a way held as long as the longest stay", nil) { _, scenes in
      scenes[1].transitions[1].condition.held = .seconds(7201)
    },
    ShapeChange("a way held longer than the longest stay", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .seconds(7202)
    },
    ShapeChange("a way held for no time", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .zero
    },
    ShapeChange("a way held for half a second", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .milliseconds(500)
    },
    ShapeChange("a way that waits for an unknown stage", "a stage that is unknown") { _, scenes in
      scenes[1].transitions[1].condition.sign = .stage([.n1, .unknown])
    },
    ShapeChange("a way that waits for no stage", "another is always quicker") { _, scenes in
      scenes[1].transitions[1].condition.sign = .stage([])
    },
    ShapeChange("a way that the same sign beats", "another is always quicker") { _, scenes in
      scenes[1].transitions.append(Built.way(.arousal, held: 5, to: 3))
    },
    ShapeChange("a way that the same sign beats by a second", "another is always quicker") { _, scenes in
      scenes[1].transitions.append(Built.way(.arousal, held: 4, to: 3))
    },
    ShapeChange("a way whose stages others take between them", "another is always quicker") { _, scenes in
      scenes[1].transitions += [
        Built.way(.stage([.n1, .n2]), to: 2), Built.way(.stage([.rem]), held: 2, to: 3),
        Built.way(.stage([.n2, .rem]), held: 2, to: 2),
      ]
    },
    ShapeChange("a way of which one stage is left", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.stage([.n1, .n2]), to: 2), Built.way(.stage([.n2, .rem]), held: 2, to: 2),
      ]
    },
    ShapeChange("a way before the wake time that an earlier one beats", "another is always quicker") { _, scenes in
      scenes[1].transitions += [
        Built.way(.beforeWake(.minutes(20)), to: 2), Built.way(.beforeWake(.minutes(20)), to: 3),
      ]
    },
    ShapeChange("a way before the wake time after a nearer one", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.beforeWake(.minutes(19)), to: 2), Built.way(.beforeWake(.minutes(20)), to: 3),
      ]
    },
    ShapeChange("other wishes and presences", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.wish(.next), to: 2), Built.way(.wish(.quiet), to: 3), Built.way(.presence(true), to: 2),
        Built.way(.presence(false), to: 3), Built.way(.dark(true), to: 2), Built.way(.dark(false), to: 3),
      ]
    },
  ]

  /// So many scenes in a row.
  private static func chain(_ count: Int) -> [CompiledProgram.Scene] {
    (0..<count - 1).map { Built.scene("s\($0)", hold: 10, then: $0 + 1) } + [Built.end()]
  }
}

@Suite("the kernel knows every flaw in a program's shape, and none stops it")
struct ProgramShapeTests {
  static let changes =
    ShapeChange.whole + ShapeChange.fades + ShapeChange.waking + ShapeChange.gestures + ShapeChange.series
    + ShapeChange.ways

  @Test("a flaw is named, and what is only at its edge is none", arguments: changes)
  func flaws(_ change: ShapeChange) throws {
    var program = Built.program(.adult, ShapeChange.sound)
    var scenes = ShapeChange.sound
    change.change(&program, &scenes)
    program.audience = .grown([.adult], scenes)
    let limits = try SafetyLimitsTable.limits(for: .adult)
    do throws(RefusedProgram) {
      try ProgramChecker.checkShape(program, limits)
      #expect(change.problem == nil)
    } catch {
      let expected = try #require(change.problem, "\(error.problem)")
      #expect(error.problem.contains(expected), "\(error.problem)")
      #expect(!error.place.isEmpty && !error.remedy.isEmpty && error.fact == nil)
    }
    // Whatever it is, the verifier comes to an answer.
    if let refused = try program.refused() { #expect(!refused.problem.isEmpty) }
  }

  @Test("a flaw is named with its scene")
  func places() throws {
    for here in [0, 2] {
      var scenes = ShapeChange.sound
      if here == 0 { scenes[0].isAfterWake = true } else { scenes[here].letGo = .zero }
      let refused = try #require(try Built.program(.adult, scenes).refused())
      #expect(refused.place == "program built, scene \(scenes[here].name)")
    }
    #expect(try Built.program(.adult, []).refused()?.place == "program built")
  }

  @Test("a program for the young has no stimuli, whatever its scenes are made of")
  func young() {
    for age in [AgeGroup.child, .underThree] {
      let program = Built.program(age, [Built.scene(stimuli: Built.pulses(30_000, most: 1), hold: 9, then: 1), Built.end()])
      #expect(program.scenes.allSatisfy { $0.stimuli == .init() })
      #expect(program.ages == [age])
    }
  }
}
