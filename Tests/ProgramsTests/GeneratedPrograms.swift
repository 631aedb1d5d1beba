import ProgramKernel
import SleepCore

/// Programs of sound shape with everything in them that the form allows, drawn from a seed: many near a limit, many
/// beyond one.
struct GeneratedProgram {
  let program: CompiledProgram
  let limits: SafetyLimits

  init(seed: UInt64) throws {
    var draw = Draw(seed: seed)
    let age = draw.one(of: [AgeGroup.adult, .adult, .teen, .child, .underThree])
    limits = try SafetyLimitsTable.limits(for: age)
    let scale = draw.one(of: [1, 1, 8, 60])
    let wakes = draw.chance(0.5)
    let before = 2 + draw.below(6)
    let after = wakes ? 1 + draw.below(2) : 0
    var scenes: [CompiledProgram.Scene] = []
    for i in 0..<before - 1 {
      scenes.append(draw.scene(i, of: before, scale: scale, isYoung: age.isYoung, limits))
    }
    scenes.append(.init(.init(name: "end", letGo: .seconds(1 + draw.below(20)))))
    if wakes {
      for i in scenes.indices where scenes[i].longest != nil {
        scenes[i].transitions.insert(.init(condition: .init(.wakeTime), next: before), at: 0)
      }
      for i in 0..<after {
        let isLast = i == after - 1
        scenes.append(draw.wakeScene(before + i, next: isLast ? before + after : before + i + 1))
      }
      scenes.append(.init(.init(name: "up", isAfterWake: true)))
    }
    draw.joinLooseEnds(&scenes, before: before)
    let audience: CompiledProgram.Audience =
      age.isYoung
      ? .young([age == .child ? .child : .underThree], scenes.map(\.calm))
      : .grown([age == .adult ? .adult : .teen], scenes)
    program = CompiledProgram(
      name: "generated-\(seed)", title: "Generated", version: "1", sourceHash: "h\(seed)",
      nightsAWeek: draw.one(of: [1, 5, 5, 5, 5, 5, 5, 6, 7]), isDreamProgram: draw.chance(0.7),
      audience: audience)
  }
}

/// Draws the pieces of a program.
private struct Draw {
  var random: SeededRandom
  init(seed: UInt64) { random = SeededRandom(seed: seed, stream: 77) }

  mutating func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
  mutating func chance(_ p: Double) -> Bool { random.uniform() < p }
  mutating func one<T>(of items: [T]) -> T { items[below(items.count)] }
  mutating func seconds(_ low: Int, _ high: Int) -> NightTime.Span { .seconds(low + below(high - low + 1)) }

  /// A level: often low, often just at a limit, sometimes beyond.
  mutating func level(_ near: SoundLevel) -> SoundLevel {
    switch below(5) {
    case 0: .silence
    case 1: chance(0.3) ? near : SoundLevel(milliDecibels: near.milliDecibels - 9000)
    case 2: SoundLevel(milliDecibels: near.milliDecibels + Int32(below(9000)) - 8700)
    default: SoundLevel(milliDecibels: Int32(below(Int(near.milliDecibels))))
    }
  }

  mutating func scene(
    _ here: Int, of count: Int, scale: Int, isYoung: Bool, _ limits: SafetyLimits
  ) -> CompiledProgram.Scene {
    var calm = CompiledProgram.CalmScene(name: "s\(here)", letGo: seconds(1, 15))
    for kind in Soundscape.allCases where chance(0.28) {
      let near = chance(0.6) ? limits.steadySoundAsleep.absolute : limits.windDownSound
      calm.beds.append(.init(kind: kind, level: level(near), over: seconds(chance(0.1) ? 1 : 5, 40)))
    }
    if chance(0.2) {
      calm.light = .init(
        level: Illuminance(millilux: Int32(one(of: [100, 1000, 1001, 9000, 10_000]))), over: seconds(1, 30),
        onlyAwake: chance(0.7))
    }
    var scene = CompiledProgram.Scene(calm)
    if !isYoung, chance(0.6) { scene.stimuli = stimuli(limits) }
    let entering = scene.entering.wholeSeconds
    let stay = entering + 1 + below(90 * scale)
    scene.longest = .init(time: .seconds(stay), next: here + 1 + below(count - here - 1))
    addWays(to: &scene, here, of: count, stay: stay)
    return scene
  }

  private mutating func addWays(to scene: inout CompiledProgram.Scene, _ here: Int, of count: Int, stay: Int)
  {
    // Stages are dealt out, so that no way is always beaten by another.
    var stages = SleepStage.scored
    var others: [CompiledProgram.Sign] = [
      .presence(false), .presence(true), .dark(true), .arousal, .wish(.next), .wish(.quiet),
      .beforeWake(.seconds(60 * (1 + below(20)))),
    ]
    for _ in 0..<below(4) {
      let sign: CompiledProgram.Sign
      if chance(0.6), !stages.isEmpty {
        var some = stages.filter { _ in chance(0.5) }
        if some.isEmpty, let any = stages.first { some = [any] }
        stages.removeAll(where: some.contains)
        sign = .stage(Set(some))
      } else {
        sign = others.remove(at: below(others.count))
      }
      let held = chance(0.3) ? 1 : 1 + below(min(stay, 300))
      scene.transitions.append(
        .init(condition: .init(sign, held: .seconds(held)), next: here + 1 + below(count - here - 1)))
    }
  }

  private mutating func series(_ least: Int, half: Bool) -> CompiledProgram.Series {
    let apart: NightTime.Span =
      half ? .milliseconds(500 * (max(least * 2, 1) + below(8))) : .seconds(least + below(30))
    let isTrain = chance(0.3)
    let pause = NightTime.Span(ticks: apart.ticks * Int64(1 + below(4)))
    return .init(
      apart: apart, train: isTrain ? 2 + below(6) : nil, pause: isTrain ? pause : .zero,
      most: one(of: [1, 3, 10, 60, 400, 2000]))
  }

  private mutating func stimuli(_ limits: SafetyLimits) -> CompiledProgram.Stimuli {
    var stimuli = CompiledProgram.Stimuli()
    let event = limits.eventAsleep?.absolute ?? .silence
    if chance(0.5) {
      stimuli.pulses = .init(
        level: level(event), phaseMilliDegrees: -45_000, length: .milliseconds(50),
        rise: .milliseconds(chance(0.05) ? 4 : 5), minimumNanovolts: 0, series: series(0, half: true))
    } else if chance(0.4) {
      stimuli.speech = .init(
        texts: ["you are dreaming"], level: level(event), length: .seconds(1 + below(5)),
        stages: chance(0.5) ? [.wake] : [.rem, .n1], series: series(6, half: false))
    }
    if chance(0.2) {
      stimuli.touch = .init(
        strength: Share(perMille: one(of: [100, 200, 201, 300, 301])), length: .seconds(1), stages: [.rem],
        series: series(1, half: false))
    }
    if chance(0.2) {
      stimuli.flashes = .init(
        level: Illuminance(millilux: Int32(one(of: [500, 1000, 1001]))), length: .milliseconds(100),
        stages: [.rem], perSecond: 1 + below(4), series: series(1, half: false))
    }
    if chance(0.3) {
      var bursts = series(62, half: false)
      bursts.train = nil
      stimuli.scent = .init(
        name: "lavender", share: Share(perMille: 300), burst: .seconds(one(of: [10, 60, 60, 61])),
        onlyAwake: chance(0.6), series: bursts)
    }
    if chance(0.2) {
      let over = 60 + below(600)
      stimuli.warmth = .init(
        level: Temperature(milliCelsius: Int32(33_000 + min(over * 1100 / 60, 9000))), over: .seconds(over))
    }
    return stimuli
  }

  mutating func wakeScene(_ here: Int, next: Int) -> CompiledProgram.Scene {
    var calm = CompiledProgram.CalmScene(name: "wake\(here)", isAfterWake: true, letGo: seconds(1, 30))
    for kind in Soundscape.allCases where chance(0.4) {
      let level = SoundLevel(
        milliDecibels: Int32(one(of: chance(0.1) ? [60_000, 60_100] : [20_000, 40_000, 50_000])))
      calm.beds.append(.init(kind: kind, level: level, over: seconds(30, 60)))
    }
    calm.light = .init(level: .lux(Double(one(of: chance(0.05) ? [251] : [50, 250]))), over: seconds(1, 60))
    calm.longest = .init(time: .seconds(60 + below(300)), next: next)
    return .init(calm)
  }

  /// Every scene must be reached: one that is not is led to from the scene before it.
  mutating func joinLooseEnds(_ scenes: inout [CompiledProgram.Scene], before: Int) {
    for here in 1..<before where !scenes[..<here].contains(where: { $0.successors.contains(here) }) {
      scenes[here - 1].longest?.next = here
    }
  }
}
