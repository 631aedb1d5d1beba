internal import SleepCore

/// What every compiled program looks like, whatever the limits are: the ground that the proofs stand on.
///
/// The language can only write programs of this shape; the kernel checks it again because it trusts no compiler.
enum ProgramShape {
  /// What is wrong, with the scene; `nil` where all is well.
  static func flaw(of program: CompiledProgram) -> (scene: Int?, problem: String)? {
    let scenes = program.scenes
    guard (1...256).contains(scenes.count) else {
      return (nil, "it has \(scenes.count) scenes, not 1 to 256")
    }
    guard (1...7).contains(program.nightsAWeek) else {
      return (nil, "it runs on \(program.nightsAWeek) nights a week, not 1 to 7")
    }
    for (i, scene) in scenes.enumerated() where program.ages != [.adult] {
      guard !scene.transitions.contains(where: { $0.condition.sign == .nightmare }) else {
        return (i, "it listens for nightmares, and is not for adults alone")
      }
    }
    guard !scenes[0].isAfterWake else { return (0, "the night cannot begin after waking") }
    let wakes = scenes.contains { $0.transitions.contains { $0.condition.sign == .wakeTime } }
    var isReached = scenes.map { _ in false }
    isReached[0] = true
    for here in scenes.indices {
      guard isReached[here] else { return (here, "no way leads to it") }
      for next in scenes[here].successors where scenes.indices.contains(next) { isReached[next] = true }
      if let problem = flaw(of: here, in: scenes, wakes: wakes) { return (here, problem) }
    }
    return nil
  }

  private static func flaw(of here: Int, in scenes: [CompiledProgram.Scene], wakes: Bool) -> String? {
    let scene = scenes[here]
    for next in scene.successors where next <= here || next >= scenes.count {
      return "it leads to scene number \(next): every way leads forward to a scene that is there"
    }
    guard Set(scene.beds.map(\.kind)).count == scene.beds.count else {
      return "a bed of sound is named twice"
    }
    guard levelsAreSane(scene) else { return "one of its levels is beyond everything that is ever allowed" }
    let times =
      [scene.letGo] + scene.beds.map(\.over) + (scene.light.map { [$0.over] } ?? [])
      + (scene.stimuli.warmth.map { [$0.over] } ?? [])
    guard times.allSatisfy({ isWhole($0) && $0 <= .seconds(3600) }) else {
      return "a fade does not take whole seconds, from 1 s to 1 h"
    }
    if let problem = flawOfEnd(scene) ?? flawOfWaking(here, in: scenes, wakes: wakes) { return problem }
    return flawOfStimuli(scene) ?? flawOfWays(scene)
  }

  /// Numbers that no sum of a night can overflow with.
  private static func levelsAreSane(_ scene: CompiledProgram.Scene) -> Bool {
    let stimuli = scene.stimuli
    let sounds = scene.beds.map(\.level) + [stimuli.pulses?.level, stimuli.speech?.level].compactMap { $0 }
    return sounds.allSatisfy { $0 <= SoundLevel.dBA(100) }
  }

  private static func isWhole(_ span: NightTime.Span) -> Bool {
    span >= .seconds(1) && span <= .seconds(86_400) && span.ticks.isMultiple(of: NightTime.ticksPerSecond)
  }

  /// A scene is either the last, silent and dark, or it has a longest stay in which its levels are reached.
  private static func flawOfEnd(_ scene: CompiledProgram.Scene) -> String? {
    guard let longest = scene.longest else {
      let isOver =
        scene.levels == .silence && scene.light?.level ?? .dark == .dark && scene.stimuli == .init()
        && scene.transitions.isEmpty
      return isOver ? nil : "the night can stay here for ever, and it is not silent and dark"
    }
    guard isWhole(longest.time), longest.time >= scene.entering else {
      return "its longest stay ends before its levels are reached"
    }
    return nil
  }

  /// The wake time leads out of every scene before it, first of all, and nothing leads back.
  private static func flawOfWaking(_ here: Int, in scenes: [CompiledProgram.Scene], wakes: Bool) -> String? {
    let scene = scenes[here]
    for (i, way) in scene.transitions.enumerated() where way.condition.sign == .wakeTime {
      guard i == 0, !scene.isAfterWake, scenes[way.next].isAfterWake, way.condition.held == .seconds(1) else {
        return "the wake time must be the first way out, and lead to a scene after waking"
      }
    }
    if wakes, !scene.isAfterWake, scene.transitions.first?.condition.sign != .wakeTime, scene.longest != nil {
      return "the wake time does not lead out of it"
    }
    for way in scene.transitions where way.condition.sign != .wakeTime {
      guard scenes[way.next].isAfterWake == scene.isAfterWake else { return "it leads across the wake time" }
    }
    if let stay = scene.longest, scenes[stay.next].isAfterWake != scene.isAfterWake {
      return "it leads across the wake time"
    }
    guard !scene.isAfterWake || scene.stimuli == .init() else { return "something stimulates after waking" }
    return nil
  }

  private static func flawOfStimuli(_ scene: CompiledProgram.Scene) -> String? {
    let stimuli = scene.stimuli
    guard stimuli != .init() else { return nil }
    let isMoreThanWarmth = stimuli.stimulates || stimuli.scent != nil
    guard !isMoreThanWarmth || scene.longestHold >= .seconds(1) else {
      return "its stimuli have no time: they come while it holds its levels"
    }
    guard stimuli.pulses == nil || stimuli.speech == nil else {
      return "pulses and speech do not go together"
    }
    if let plan = stimuli.pulses {
      guard plan.rise > .zero, plan.length <= .seconds(1), plan.rise.ticks <= plan.length.ticks / 2,
        plan.minimumNanovolts >= 0, (-180_000...180_000).contains(plan.phaseMilliDegrees),
        isSane(plan.series, atLeast: plan.length, step: .milliseconds(500))
      else { return "its pulses have no sensible length, rise, wave, phase or series" }
    }
    if let plan = stimuli.speech {
      guard isWhole(plan.length), plan.length <= .seconds(30), !plan.texts.isEmpty, isSane(plan.stages),
        isSane(plan.series, atLeast: plan.length, step: .seconds(1))
      else { return "its speech has no words, or no sensible length or series" }
    }
    if let plan = stimuli.touch,
      !isSane(plan.stages) || !isSane(plan.series, atLeast: plan.length, step: .seconds(1))
    {
      return "its touches have no sensible series"
    }
    if let plan = stimuli.flashes {
      guard plan.perSecond > 0, plan.length > .zero, plan.length.ticks <= 10_000_000 / Int64(plan.perSecond),
        isSane(plan.stages),
        isSane(plan.series, atLeast: .seconds(1), step: .seconds(1))
      else { return "its flashes have no sensible length, count or series" }
    }
    if let plan = stimuli.scent {
      guard isWhole(plan.burst), plan.series.train == nil,
        isSane(plan.series, atLeast: plan.burst + .seconds(1), step: .seconds(1))
      else { return "its scent has no sensible burst or series" }
    }
    if let plan = stimuli.warmth, !(33_000...60_000).contains(plan.level.milliCelsius) {
      return "its warmth is below the skin's own, or beyond everything that is ever allowed"
    }
    return nil
  }

  private static func isSane(_ stages: Set<SleepStage>) -> Bool {
    !stages.isEmpty && !stages.contains(.unknown)
  }

  private static func isSane(
    _ series: CompiledProgram.Series, atLeast length: NightTime.Span, step: NightTime.Span
  ) -> Bool {
    guard series.apart >= max(length, step), series.apart <= .seconds(3600), length > .zero,
      series.apart.ticks.isMultiple(of: step.ticks), (1...10_000).contains(series.most)
    else { return false }
    guard let train = series.train else { return true }
    guard train >= 2 else { return false }
    let (onsets, isTooLong) = Int64(train - 1).multipliedReportingOverflow(by: series.apart.ticks)
    return !isTooLong && series.pause >= series.apart && series.pause.ticks.isMultiple(of: step.ticks)
      && series.pause <= .seconds(3600) - NightTime.Span(ticks: onsets)
  }

  /// Every way can fire at any second from its first on: another must not always be quicker.
  private static func flawOfWays(_ scene: CompiledProgram.Scene) -> String? {
    guard let longest = scene.longest else { return nil }
    for (i, way) in scene.transitions.enumerated() {
      guard isWhole(way.condition.held), way.condition.held <= longest.time else {
        return "a way out must hold for longer than the longest stay"
      }
      if case .stage(let stages) = way.condition.sign, stages.contains(.unknown) {
        return "a way out waits for a stage that is unknown"
      }
      let quicker = scene.transitions.enumerated()
        .filter { j, other in
          j < i && other.condition.held <= way.condition.held
            || j > i && other.condition.held < way.condition.held
        }.map(\.element.condition.sign)
      if way.condition.sign.isAlwaysBeaten(by: quicker) {
        return "its way to scene number \(way.next) can never be taken: another is always quicker"
      }
    }
    return nil
  }
}

extension CompiledProgram.Sign {
  /// Whether whenever this sign holds one of the others holds too; signs of other kinds can be absent.
  fileprivate func isAlwaysBeaten(by others: [Self]) -> Bool {
    switch self {
    case .stage(let mine):
      var left = mine.subtracting([.unknown])
      for case .stage(let stages) in others { left.subtract(stages) }
      return left.isEmpty
    case .beforeWake(let mine):
      return others.contains {
        if case .beforeWake(let span) = $0 { span >= mine } else { false }
      }
    case .wakeTime: return false
    case .presence, .dark, .arousal, .nightmare, .wish: return others.contains(self)
    }
  }
}
