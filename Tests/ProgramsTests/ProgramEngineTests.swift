import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("the engine does what a program says, second by second")
struct ProgramEngineTests {
  @Test("the first call begins the night and moves nowhere, whatever is known")
  func begins() throws {
    var night = try Running([
      Built.scene("first", ways: [Built.way(.arousal, to: 1)], hold: 1, then: 1), Built.end(),
    ])
    #expect(night.engine.opening == .init(from: "", to: "first", why: "the night begins"))
    #expect(night.step(Senses(isAroused: true)).change == nil)
    #expect(night.engine.sceneName == "first" && !night.engine.isOver)
    #expect(night.step(Senses(isAroused: true)).change?.to == "end")
    #expect(night.engine.isOver)
  }

  @Test("a sign leads on once it has held without a break for its time")
  func held() throws {
    var night = try Running([
      Built.scene(ways: [Built.way(.stage([.n2, .n3]), held: 5, to: 1)], hold: 900, then: 1), Built.end(),
    ])
    night.step()
    for _ in 0..<4 { night.step(Senses(stage: .n2)) }
    night.step(Senses(stage: .wake))
    for _ in 0..<2 { night.step(Senses(stage: .n2)) }
    for _ in 0..<2 { night.step(Senses(stage: .n3)) }
    #expect(night.changes.isEmpty)
    #expect(night.step(Senses(stage: .n2)).change?.why.contains("N2") == true)
  }

  @Test("no sign but the wake time leads out while levels travel, though it may have held by then")
  func entering() throws {
    let scenes = [
      Built.scene(
        beds: [Built.bed(.rain, 30_000, over: 20)],
        ways: [Built.way(.wakeTime, to: 2), Built.way(.dark(true), held: 3, to: 1)], hold: 100, then: 1),
      Built.end(), Built.waking(hold: 5, then: 3), Built.end(isAfterWake: true),
    ]
    var night = try Running(scenes)
    for _ in 0..<30 { night.step(Senses(isDark: true)) }
    #expect(night.changes == [20: "end"])
    var woken = try Running(scenes)
    for _ in 0..<7 { woken.step(Senses(isDark: true)) }
    #expect(woken.step(Senses(isDark: true, wakeIn: .zero)).change?.to == "waking")
    #expect(woken.engine.isAfterWake)
  }

  @Test("of several ways that hold in the same second, the first is taken")
  func order() throws {
    var night = try Running([
      Built.scene(
        ways: [Built.way(.wish(.quiet), to: 2), Built.way(.arousal, to: 1)], hold: 100, then: 1),
      Built.scene("second", hold: 5, then: 2), Built.end(),
    ])
    for _ in 0..<3 { night.step() }
    #expect(night.step(Senses(isAroused: true, wish: .quiet)).change?.to == "end")
  }

  @Test("every sign is seen for what it is")
  func signs() {
    func holds(_ sign: CompiledProgram.Sign, _ senses: Senses) -> Bool { sign.holds(in: senses) }
    #expect(holds(.stage([.n1]), Senses(stage: .n1)) && !holds(.stage([.n1]), Senses(stage: .n2, sure: .n1)))
    #expect(holds(.presence(false), Senses(isPresent: false)) && !holds(.presence(false), .nothing))
    #expect(holds(.dark(true), Senses(isDark: true)) && !holds(.dark(true), Senses(isDark: false)))
    #expect(holds(.arousal, Senses(isAroused: true)) && !holds(.arousal, .nothing))
    #expect(holds(.wish(.more), Senses(wish: .more)) && !holds(.wish(.more), Senses(wish: .less)))
    let near = CompiledProgram.Sign.beforeWake(.minutes(20))
    #expect(
      holds(near, Senses(wakeIn: .minutes(20))) && !holds(near, Senses(wakeIn: .init(ticks: 12_000_000_001))))
    #expect(holds(near, Senses(wakeIn: .seconds(-9))) && !holds(near, .nothing))
    #expect(holds(.wakeTime, Senses(wakeIn: .zero)) && !holds(.wakeTime, Senses(wakeIn: .init(ticks: 1))))
    #expect(!holds(.wakeTime, .nothing))
  }

  @Test("the longest stay ends a scene to the second, and the last scene never ends")
  func longest() throws {
    var night = try Running([
      Built.scene(letGo: 4, hold: 6, then: 1), Built.scene("next", hold: 1, then: 2), Built.end(),
    ])
    for _ in 0..<60 { night.step(Senses(isAroused: true)) }
    #expect(night.changes == [10: "next", 12: "end"])
  }

  @Test("a time that held before a scene was entered does not count in it")
  func heldAnew() throws {
    let way = Built.way(.dark(true), held: 4, to: 2)
    var night = try Running([
      Built.scene(hold: 2, then: 1), Built.scene("next", ways: [way], hold: 90, then: 2), Built.end(),
    ])
    for _ in 0..<20 { night.step(Senses(isDark: true)) }
    #expect(night.changes == [3: "next", 7: "end"])
  }

  @Test("levels travel on straight lines in decibels, silence being 0 dBA on the way")
  func fades() throws {
    var night = try Running([
      Built.scene(beds: [Built.bed(.rain, 40_000, over: 4)], letGo: 1, hold: 2, then: 1),
      Built.scene(
        beds: [Built.bed(.rain, 10_000, over: 3), Built.bed(.waves, 7000, over: 2)], hold: 2, then: 2),
      Built.end(letGo: 7),
    ])
    let rain = night.steps(20) { Int($0.wish.beds[.rain].milliDecibels) }
    #expect(rain[0...5] == [10_000, 20_000, 30_000, 40_000, 40_000, 40_000])
    #expect(rain[6...10] == [30_000, 20_000, 10_000, 10_000, 10_000])
    #expect(rain[11...17] == [8572, 7143, 5715, 4286, 2858, 1429, -120_000])
    #expect(rain[18...19] == [-120_000, -120_000])
    var slow = try Running([
      Built.scene(beds: [Built.bed(.rain, 40_000, over: 7)], hold: 2, then: 1), Built.end(),
    ])
    #expect(slow.step().wish.beds[.rain].milliDecibels == 5714)
  }

  @Test("light and warmth travel too, and go over the time in which unnamed things go")
  func otherFades() throws {
    var night = try Running([
      Built.scene(
        light: Built.light(1000, over: 4), stimuli: Built.warmth(33_500, over: 5), hold: 2, then: 1),
      Built.end(letGo: 4),
    ])
    let wishes = night.steps(12, Senses(sure: .wake)) { $0.wish }
    #expect(wishes.map(\.light.millilux) == [250, 500, 750, 1000, 1000, 1000, 1000, 750, 500, 250, 0, 0])
    #expect(
      wishes.map { $0.warmth.milliCelsius - 33_000 } == [
        100, 200, 300, 400, 500, 500, 500, 375, 250, 125, 0, 0,
      ])
  }

  @Test("at the wake time nothing begins louder than before or than it is meant to become")
  func wakes() throws {
    let scenes = [
      Built.scene(
        beds: [Built.bed(.rain, 30_000), Built.bed(.dawnChorus, 20_000)], ways: [Built.way(.wakeTime, to: 2)],
        hold: 90, then: 1), Built.end(),
      Built.waking(
        beds: [Built.bed(.dawnChorus, 50_000, over: 30), Built.bed(.rain, 15_000, over: 30)], hold: 5, then: 3
      ),
      Built.end(isAfterWake: true),
    ]
    var night = try Running(scenes)
    for _ in 0..<20 { night.step() }
    let beds = night.step(Senses(wakeIn: .zero)).wish.beds
    #expect(beds[.dawnChorus].milliDecibels == 21_000 && beds[.rain].milliDecibels == 15_000)
    #expect(night.steps(29) { $0.wish.beds[.dawnChorus].milliDecibels }.last == 50_000)
    // What the waking does not name is silent at once.
    var other = scenes
    other[2].beds.removeLast()
    var second = try Running(other)
    for _ in 0..<20 { second.step() }
    #expect(second.step(Senses(wakeIn: .zero)).wish.beds[.rain] == .silence)
  }

  @Test("a light that is only for the awake is dim at once when they are not surely awake")
  func onlyAwake() throws {
    var night = try Running([
      Built.scene(light: Built.light(9000, onlyAwake: true), hold: 9, then: 1), Built.end(letGo: 9),
    ])
    #expect(night.steps(3, Senses(sure: .wake)) { $0.wish.light.millilux } == [9000, 9000, 9000])
    for stage in [SleepStage.unknown, .n1, .rem] {
      #expect(night.step(Senses(stage: .wake, sure: stage)).wish.light.millilux == 1000)
    }
    #expect(night.step(Senses(sure: .wake)).wish.light.millilux == 9000)
    for _ in 0..<3 { night.step(Senses(sure: .wake)) }
    // Fading away in a scene without a light, it is dimmed just the same.
    #expect(night.step(Senses(sure: .wake)).wish.light.millilux == 8000)
    #expect(night.engine.isOver)
    #expect(night.step(Senses(sure: .n2)).wish.light.millilux == 1000)
  }

  @Test("a light for any stage is not dimmed, nor is any after waking")
  func anyStage() throws {
    var night = try Running([
      Built.scene(light: Built.light(3000), ways: [Built.way(.wakeTime, to: 2)], hold: 9, then: 1),
      Built.end(),
      Built.waking(light: Built.light(90_000), hold: 3, then: 3), Built.end(isAfterWake: true),
    ])
    #expect(night.steps(3, Senses(sure: .n2)) { $0.wish.light.millilux } == [3000, 3000, 3000])
    #expect(night.step(Senses(sure: .n2, wakeIn: .zero)).wish.light.millilux == 90_000)
  }

  @Test("an older bright light does not outlast wakefulness in a scene with a dimmer one")
  func olderLight() throws {
    var night = try Running([
      Built.scene(light: Built.light(9000, onlyAwake: true), hold: 2, then: 1),
      Built.scene("dim", light: Built.light(500, over: 10), hold: 9, then: 2), Built.end(),
    ])
    for _ in 0..<3 { night.step(Senses(sure: .wake)) }
    #expect(night.step(Senses(sure: .n1)).change?.to == "dim")
    #expect(night.step(Senses(sure: .n1)).wish.light.millilux == 1000)
    #expect(night.step(Senses(sure: .wake)).wish.light.millilux > 5000)
  }

  @Test("a light that goes out goes on a straight line in whole thousandths")
  func goingOut() throws {
    var night = try Running([
      Built.scene(light: Built.light(995), hold: 2, then: 1), Built.end(letGo: 10),
    ])
    let lights = night.steps(14, .nothing) { $0.wish.light.millilux }
    #expect(lights.suffix(11) == [896, 796, 697, 597, 498, 398, 299, 199, 100, 0, 0])
  }

  @Test("a scene with pulses or with speech asks for events, and no other")
  func asksForEvents() throws {
    for (stimuli, asks) in [
      (Built.pulses(45_000, apart: 1000, most: 10), true), (Built.speech(45_000), true), (.init(), false),
    ] {
      let program = Built.program(.adult, [Built.scene(stimuli: stimuli, hold: 20, then: 1), Built.end()])
      #expect(ProgramEngine(try program.proved()).asksForEvents == asks)
    }
  }
}
