package import SleepCore

/// What can be read off a program scene by scene and way by way, without looking at how long anything lasts.
///
/// Every one of these comes about on some night: every scene can be reached, every way can be taken at any second from
/// its first on, and a scene that is entered holds its levels for as long as it may.
package struct PointFacts {
  private let program: CompiledProgram
  private let scenes: [CompiledProgram.Scene]
  private let graph: SceneGraph
  private let limits: SafetyLimits
  package private(set) var facts: [Fact] = []

  /// Gathers all facts.
  package init(_ program: CompiledProgram, graph: SceneGraph, limits: SafetyLimits) {
    self.program = program
    scenes = graph.scenes
    self.graph = graph
    self.limits = limits
    for way in graph.edges.indices { addEntering(way) }
    for here in scenes.indices {
      addLight(here)
      if scenes[here].isAfterWake { addWaking(here) } else { addHold(here) }
    }
    if scenes.contains(where: \.stimuli.stimulates) {
      facts.append(
        Fact(
          "stimulation-nights", Int64(program.nightsAWeek), most: Int64(limits.stimulationNightsPerWeek),
          .count, .night))
    }
  }

  /// The loudest second before the wake time: an event, or all beds of a wind-down.
  private var loudest: (limit: String, level: SoundLevel) {
    guard let event = limits.eventAsleep?.absolute, event <= limits.windDownSound else {
      return ("wind-down-sound", limits.windDownSound)
    }
    return ("event-asleep", event)
  }

  private mutating func addEntering(_ way: Int) {
    let edge = graph.edges[way]
    let scene = scenes[edge.to]
    let from = edge.from.map { scenes[$0] }
    if let highest = edge.entering.max(), highest > 0, let second = edge.entering.firstIndex(of: highest) {
      facts.append(
        Fact(
          loudest.limit, highest, most: loudest.level.secondOfExposure, .exposure(seconds: 1),
          .entering(way: way, second: second)))
    }
    // From silence a bed begins at 0 dBA, the threshold of hearing; above that it rises.
    for bed in scene.beds where bed.level > max(from?.level(of: bed.kind) ?? .silence, .dBA(0)) {
      facts.append(
        Fact(
          "bed-rise", bed.over.wholeMilliseconds, atLeast: limits.bedRise.wholeMilliseconds, .milliseconds,
          .entering(way: way, second: 0)))
    }
    if let warmth = scene.stimuli.warmth {
      let rise = Int64(warmth.level.milliCelsius - (from?.stimuli.warmth?.level ?? .skin).milliCelsius)
      let seconds = Int64(warmth.over.wholeSeconds)
      facts.append(
        Fact(
          "warmth-rise", max((rise * 60 + seconds - 1) / seconds, 0), most: Int64(limits.warmthRise),
          .milliCelsius,
          .entering(way: way, second: 0)))
    }
  }

  private mutating func addLight(_ here: Int) {
    guard let light = scenes[here].light else { return }
    if !scenes[here].isAfterWake {
      // Whenever the sleeper is not surely awake the engine dims it to what sleep allows; awake all of it is seen.
      let (asleep, awake) = (limits.lightAsleep, limits.lightBeforeBed)
      let dimmed = min(light.level, asleep)
      let (limit, level, most) =
        light.onlyAwake ? ("light-asleep", dimmed, asleep) : ("light-before-bed", light.level, awake)
      if light.onlyAwake || light.level <= asleep {
        facts.append(
          Fact(limit, Int64(level.millilux), most: Int64(most.millilux), .millilux, .hold(scene: here)))
      }
    }
    let (name, most, moment): (String, Illuminance, Fact.Moment) =
      scenes[here].isAfterWake
      ? ("light-waking", limits.lightWaking, .waking(scene: here))
      : light.onlyAwake
        ? ("light-before-bed", limits.lightBeforeBed, .hold(scene: here))
        : ("light-asleep", limits.lightAsleep, .hold(scene: here))
    facts.append(
      Fact(name, Int64(light.level.millilux), most: Int64(most.millilux), .millilux, moment))
  }

  /// Scenes after waking: no louder than an alarm, and risen as slowly as one.
  ///
  /// The second in which the wake time comes still has what sounded before; see ``ProgramChecker`` for why that second
  /// stays below an alarm too.
  private mutating func addWaking(_ here: Int) {
    let scene = scenes[here]
    let moment = Fact.Moment.waking(scene: here)
    func add(_ amounts: [Int64]) {
      guard let highest = amounts.max() else { return }
      facts.append(
        Fact("alarm", highest, most: limits.alarm.secondOfExposure, .exposure(seconds: 1), moment))
    }
    add([scene.levels.secondOfExposure])
    for before in scenes where before.isAfterWake && before.successors.contains(here) {
      add(SceneGraph.entering(before.levels, scene))
    }
    for bed in scene.beds where !bed.level.isSilent {
      facts.append(
        Fact(
          "alarm-rise", bed.over.wholeMilliseconds, atLeast: limits.alarmRise.wholeMilliseconds,
          .milliseconds,
          moment))
    }
  }

  private mutating func addHold(_ here: Int) {
    let scene = scenes[here]
    let stimuli = scene.stimuli
    let moment = Fact.Moment.hold(scene: here)
    let beds = scene.levels.secondOfExposure
    func add(_ limit: String, _ value: Int64, most: Int64, _ unit: Fact.Unit) {
      facts.append(Fact(limit, value, most: most, unit, moment))
    }
    if let warmth = stimuli.warmth {
      add(
        "warmth", Int64(warmth.level.milliCelsius), most: Int64((limits.warmth ?? .skin).milliCelsius),
        .milliCelsius)
    }
    if let plan = stimuli.pulses {
      let event = limits.eventAsleep?.absolute ?? .silence
      if !plan.level.isSilent {
        add(
          "event-asleep", beds + plan.level.secondOfExposure, most: event.secondOfExposure,
          .exposure(seconds: 1))
      }
      facts.append(
        Fact(
          "pulse-rise", plan.rise.wholeMilliseconds, atLeast: limits.pulseRise.wholeMilliseconds,
          .milliseconds,
          moment))
    }
    if let plan = stimuli.speech { addSpeech(plan, beds: beds, moment) }
    if let plan = stimuli.touch {
      add("touch", Int64(plan.strength.perMille), most: Int64(limits.touch.perMille), .perMille)
    }
    if let plan = stimuli.flashes {
      add("flashes-per-second", Int64(plan.perSecond), most: Int64(limits.flashesPerSecond), .count)
      add("light-asleep", Int64(plan.level.millilux), most: Int64(limits.lightAsleep.millilux), .millilux)
    }
    if let plan = stimuli.scent {
      let burst = min(plan.burst, scene.longestHold)
      add("scent-burst", burst.wholeMilliseconds, most: limits.scentBurst.wholeMilliseconds, .milliseconds)
      add("scent-asleep", plan.onlyAwake ? 0 : 1, most: limits.scentAsleep ? 1 : 0, .count)
    }
  }

  private mutating func addSpeech(_ plan: CompiledProgram.SpeechPlan, beds: Int64, _ moment: Fact.Moment) {
    let mayBeAsleep = plan.stages != [.wake]
    let isAllowed = limits.speechAsleep && program.isDreamProgram
    facts.append(
      Fact("speech-asleep", mayBeAsleep ? 1 : 0, most: isAllowed ? 1 : 0, .count, moment))
    facts.append(
      Fact(
        "speech-level", Int64(plan.level.milliDecibels), atLeast: Int64(limits.speechLevel.milliDecibels),
        .milliDecibels, moment))
    let bed = SoundLevel(secondOfExposure: beds)
    if !bed.isSilent {
      facts.append(
        Fact(
          "speech-above-beds", Int64(plan.level.milliDecibels - bed.milliDecibels),
          atLeast: Int64(limits.speechAboveBeds), .milliDecibels, moment))
    }
    facts.append(
      Fact(
        "event-asleep", beds + plan.level.secondOfExposure,
        most: (limits.eventAsleep?.absolute ?? .silence).secondOfExposure, .exposure(seconds: 1), moment))
  }
}
