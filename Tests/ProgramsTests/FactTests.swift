import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("what the kernel says about a program is every number that can come about")
struct FactTests {
  private static let program = Built.program(
    .adult, nights: 5, dream: true,
    [
      Built.scene(
        "evening", beds: [Built.bed(.rain, 38_000), Built.bed(.waves, 20_000, over: 8)], letGo: 3,
        light: Built.light(800, over: 9),
        stimuli: .init(
          scent: Built.scent(burst: 40, apart: 50, most: 2).scent,
          warmth: Built.warmth(34_003, over: 90).warmth),
        ways: [Built.way(.wakeTime, to: 4), Built.way(.stage([.n2]), held: 100, to: 1)], hold: 600, then: 1),
      Built.scene(
        "deep", beds: [Built.bed(.rain, 30_000)], light: Built.light(2000, onlyAwake: true),
        stimuli: .init(
          pulses: Built.pulses(44_000, apart: 1500, most: 30).pulses, touch: Built.touch(150).touch,
          flashes: Built.flashes(2, milli: 700).flashes),
        ways: [Built.way(.wakeTime, to: 4)], hold: 300, then: 2),
      Built.scene(
        "late", beds: [Built.bed(.rain, 25_000)],
        stimuli: Built.speech(40_000, stages: [.wake, .rem], most: 4),
        ways: [Built.way(.wakeTime, to: 4)], hold: 60, then: 3),
      Built.end(letGo: 10),
      Built.waking(
        "waking", beds: [Built.bed(.dawnChorus, 45_000, over: 60)], light: Built.light(90_000), hold: 30,
        then: 5),
      Built.end(letGo: 6, isAfterWake: true),
    ])

  private func line(_ fact: Fact) -> String {
    "\(fact.limit) \(fact.value) \(fact.isAtLeast ? ">=" : "<=") \(fact.bound) \(fact.unitName), \(fact.moment)"
  }

  @Test("every fact of scenes and ways, with its limit, its unit and its place")
  func points() throws {
    let limits = try SafetyLimitsTable.limits(for: .adult)
    let facts = PointFacts(Self.program, graph: SceneGraph(Self.program.scenes), limits: limits).facts
    #expect(
      facts.map(line) == [
        "event-asleep 2563830 <= 126491107 1e-12 Pa2s in 1 s, entering(way: 0, second: 7)",
        "bed-rise 5000 >= 2000 ms, entering(way: 0, second: 0)",
        "bed-rise 8000 >= 2000 ms, entering(way: 0, second: 0)",
        "warmth-rise 669 <= 1000 m°C, entering(way: 0, second: 0)",
        "event-asleep 2563830 <= 126491107 1e-12 Pa2s in 1 s, entering(way: 1, second: 0)",
        "event-asleep 2563830 <= 126491107 1e-12 Pa2s in 1 s, entering(way: 2, second: 0)",
        "event-asleep 400000 <= 126491107 1e-12 Pa2s in 1 s, entering(way: 3, second: 0)",
        "event-asleep 126492 <= 126491107 1e-12 Pa2s in 1 s, entering(way: 4, second: 0)",
        "light-before-bed 800 <= 10000 mlx, hold(scene: 0)",
        "light-asleep 800 <= 1000 mlx, hold(scene: 0)",
        "warmth 34003 <= 41000 m°C, hold(scene: 0)",
        "scent-burst 40000 <= 60000 ms, hold(scene: 0)",
        "scent-asleep 0 <= 1 count, hold(scene: 0)",
        "light-asleep 1000 <= 1000 mlx, hold(scene: 1)",
        "light-before-bed 2000 <= 10000 mlx, hold(scene: 1)",
        "event-asleep 10447546 <= 126491107 1e-12 Pa2s in 1 s, hold(scene: 1)",
        "pulse-rise 5 >= 5 ms, hold(scene: 1)",
        "touch 150 <= 300 per mille, hold(scene: 1)",
        "flashes-per-second 2 <= 3 count, hold(scene: 1)",
        "light-asleep 700 <= 1000 mlx, hold(scene: 1)",
        "speech-asleep 1 <= 1 count, hold(scene: 2)",
        "speech-level 40000 >= 25000 mdB, hold(scene: 2)",
        "speech-above-beds 15000 >= 6000 mdB, hold(scene: 2)",
        "event-asleep 4126492 <= 126491107 1e-12 Pa2s in 1 s, hold(scene: 2)",
        "light-waking 90000 <= 250000 mlx, waking(scene: 4)",
        "alarm 12649111 <= 400000000 1e-12 Pa2s in 1 s, waking(scene: 4)",
        "alarm-rise 60000 >= 30000 ms, waking(scene: 4)",
        "alarm 0 <= 400000000 1e-12 Pa2s in 1 s, waking(scene: 5)",
        "alarm 12649111 <= 400000000 1e-12 Pa2s in 1 s, waking(scene: 5)",
        "stimulation-nights 5 <= 6 count, night",
      ])
  }

  private func facts(_ scenes: [CompiledProgram.Scene]) throws -> [Fact] {
    let limits = try SafetyLimitsTable.limits(for: .adult)
    return PointFacts(Built.program(.adult, scenes), graph: SceneGraph(scenes), limits: limits).facts
  }

  @Test("a program of silence and darkness has nothing to say")
  func nothing() throws {
    #expect(try facts([Built.scene(hold: 9, then: 1), Built.end()]).isEmpty)
  }

  @Test("a bed rises from where it can be heard: what stays under hearing may come at once")
  func underHearing() throws {
    func rises(_ milli: Int32) throws -> Int {
      let scenes = [Built.scene(beds: [Built.bed(.rain, milli, over: 1)], hold: 9, then: 1), Built.end()]
      return try facts(scenes).filter { $0.limit == "bed-rise" }.count
    }
    #expect(try rises(-500) == 0 && rises(0) == 0 && rises(1) == 1)
  }

  @Test("warmth's rise is a minute's, rounded up, and nothing where it falls")
  func warmthRise() throws {
    func rises(_ warmths: (Int32, Int)...) throws -> [Int64] {
      let scenes = warmths.enumerated().map { i, it in
        Built.scene(stimuli: Built.warmth(33_000 + it.0, over: it.1), hold: 9, then: i + 1)
      }
      return try facts(scenes + [Built.end()]).filter { $0.limit == "warmth-rise" }.map(\.value)
    }
    #expect(try rises((1, 59)) == [2] && rises((17, 1)) == [1020] && rises((500, 60), (100, 30)) == [500, 0])
  }

  @Test("a light that sleep allows is held to both limits, a brighter one to its own")
  func lights() throws {
    func limits(_ light: CompiledProgram.LightPlan) throws -> [String] {
      try facts([Built.scene(light: light, hold: 9, then: 1), Built.end()]).map { "\($0.limit) \($0.value)" }
    }
    #expect(try limits(Built.light(1000)) == ["light-before-bed 1000", "light-asleep 1000"])
    #expect(try limits(Built.light(1001)) == ["light-asleep 1001"])
    #expect(try limits(Built.light(1001, onlyAwake: true)) == ["light-asleep 1000", "light-before-bed 1001"])
  }

  @Test("a crossfade after waking is as loud as it really is")
  func wakingCrossfade() throws {
    let scenes = [
      Built.scene(ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
      Built.waking("first", beds: [Built.bed(.rain, 50_000, over: 30)], hold: 5, then: 3),
      Built.waking("second", beds: [Built.bed(.waves, 50_000, over: 30)], letGo: 300, hold: 5, then: 4),
      Built.end(isAfterWake: true),
    ]
    let loudest = try #require(try facts(scenes).filter { $0.limit == "alarm" }.max { $0.value < $1.value })
    let program = Built.program(.adult, scenes)
    let night = try program.night([(5, .nothing), (1, Senses(wakeIn: .zero)), (900, .nothing)])
    #expect(night.meter.reading(of: loudest, nightsAWeek: 5) == loudest.value)
    #expect(loudest.value > SoundLevel.dBA(51).secondOfExposure)
  }

  @Test("a series with a distance of nothing has no onsets, and one without pauses has all")
  func degenerateSeries() {
    let none = CompiledProgram.Series(apart: .zero, most: 3)
    #expect(none.count(in: 5) == 0)
    let endless = CompiledProgram.Series(apart: .seconds(1), train: 1, pause: .zero, most: 7)
    #expect(endless.count(in: 5) == 7 && endless.count(in: 0) == 7)
    let train = CompiledProgram.Series(apart: .seconds(2), train: 3, pause: .seconds(5), most: 7)
    #expect((0...20).map(train.count) == [0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 7, 7])
    let bursts = CompiledProgram.ScentPlan(
      name: "", share: .none, burst: .seconds(3), onlyAwake: false, series: .init(apart: .seconds(5), most: 2)
    )
    #expect((0...9).map(bursts.seconds) == [0, 1, 2, 3, 3, 3, 4, 5, 6, 6])
    let never = CompiledProgram.ScentPlan(
      name: "", share: .none, burst: .seconds(3), onlyAwake: false, series: .init(apart: .zero, most: 2))
    #expect(never.seconds(in: 9) == 0)
    let steady = CompiledProgram.ScentPlan(
      name: "", share: .none, burst: .seconds(1), onlyAwake: false, series: .init(apart: .seconds(1), most: 9)
    )
    #expect(steady.seconds(in: 2) == 2)
    // A tick less than a second apart, a second onset still begins within it.
    let quick = NightTime.Span(ticks: 9_999_999)
    #expect(CompiledProgram.Series(apart: quick, most: 9).count(in: 1) == 2)
    #expect(CompiledProgram.Series(apart: quick, train: 3, pause: .seconds(5), most: 9).count(in: 1) == 2)
    #expect(none.period == 1)
    let periods = [(500, 1), (1000, 1), (1500, 3), (2500, 5), (7000, 7)]
    for (apart, period) in periods {
      #expect(CompiledProgram.Series(apart: .milliseconds(apart), most: 1).period == period)
    }
    #expect(train.period == 9)
    #expect(NightTime.Span.seconds(86_400).wholeMilliseconds == 86_400_000)
  }

  @Test("every bound of a whole night and of every window, with its limit and its unit")
  func bounds() throws {
    let bounds = try Self.program.proved().bounds
    #expect(
      bounds.suffix(11).map(line) == [
        "weekly-dose 17245729235 <= 5760000000000000 1e-12 Pa2s, night",
        "pulses-per-night 30000 <= 1500000 1/1000, night",
        "scent-night 80000 <= 3600000 ms, night",
        "stimulated-time 360000 <= 14400000 ms, night",
        "sound-time 1070000 <= 86400000 ms, night",
        "longest-night 1156000 <= 86400000 ms, night",
        "sound-minute 159368778 <= 7589466420 1e-12 Pa2s in 60 s, window(ProgramKernel.Window.soundMinute)",
        "wind-down-sound 1982137086 <= 455367985200 1e-12 Pa2s in 3600 s, window(ProgramKernel.Window.soundHour)",
        "steady-sound-asleep 1982137086 <= 115200000000 1e-12 Pa2s in 28800 s, window(ProgramKernel.Window.soundNight)",
        "pulses-per-minute 30000 <= 60000 1/1000, window(ProgramKernel.Window.pulsesMinute)",
        "scent-hour 80000 <= 1800000 ms, window(ProgramKernel.Window.scentHour)",
      ])
  }
}
