public import ProgramKernel
public import SleepCore

/// Steps a verified program through a night, a second at a time.
///
/// It wishes; the guard decides.
///
/// A pure state machine: no clock, no randomness, no output of its own. Allocates nothing after it is made, except
/// the words of a change of scene.
public struct ProgramEngine: Sendable {
  private let scenes: [CompiledProgram.Scene]
  private let lightAsleep: Illuminance
  private var scene = 0
  private var entered: NightTime?
  private var entry = Ambience.nothing
  private var now = Ambience.nothing
  /// For each way out of the scene, for how many seconds its sign has held without a break.
  private var held: [Int]
  private var pulseCount = SeriesCounter()
  private var speechCount = SeriesCounter()
  private var touchCount = SeriesCounter()
  private var flashCount = SeriesCounter()
  private var scentCount = SeriesCounter()

  /// A change of scene, with the reason in words.
  public struct Change: Sendable, Hashable {
    /// The scene left; empty at the start of the night.
    public let from: String
    /// The scene entered.
    public let to: String
    /// Why.
    public let why: String
    /// Creates a change.
    public init(from: String, to: String, why: String) {
      self.from = from
      self.to = to
      self.why = why
    }
  }

  /// What a second's end leads to.
  public struct Step: Sendable, Hashable {
    /// What should sound, shine, smell and warm at the end of the coming second.
    public var wish: Ambience
    /// A spoken cue that should begin now.
    public var speech: Gesture?
    /// A touch that should begin now.
    public var touch: Gesture?
    /// Flashes in the coming second.
    public var flashes: Gesture?
    /// The change of scene, where there was one.
    public var change: Change?
  }

  /// Starts at the program's first scene, in silence and darkness.
  ///
  /// - Parameter verified: the program, as only the kernel can hand it out.
  public init(_ verified: VerifiedProgram) {
    self.init(scenes: verified.program.scenes, limits: verified.limits)
  }

  /// The same engine for programs that are not to be run but to be shown to exceed a limit.
  package init(scenes: [CompiledProgram.Scene], limits: SafetyLimits) {
    self.scenes = scenes
    lightAsleep = limits.lightAsleep
    held = [Int](repeating: 0, count: scenes.map { $0.transitions.count }.max() ?? 0)
  }

  /// The change that begins the night.
  public var opening: Change { Change(from: "", to: scenes[0].name, why: "the night begins") }

  /// The name of the scene that runs.
  public var sceneName: String { scenes[scene].name }

  /// The number of the scene that runs.
  package var sceneNumber: Int { scene }

  /// Whether the scene holds its levels at a moment: its fades are over, its stimuli may come.
  public func isHolding(at time: NightTime) -> Bool { age(at: time) >= scenes[scene].entering }

  /// How long the scene has run.
  private func age(at time: NightTime) -> NightTime.Span { time - (entered ?? time) }

  /// Whether the scene could stimulate in the second that begins at a moment.
  public func isStimulating(at time: NightTime) -> Bool {
    scenes[scene].stimuli.stimulates && isHolding(at: time)
  }

  /// Whether the scene asks for pulses or speech while it holds its levels.
  package var asksForEvents: Bool {
    scenes[scene].stimuli.pulses != nil || scenes[scene].stimuli.speech != nil
  }

  /// Whether a last scene has been reached, from which nothing more comes.
  public var isOver: Bool { scenes[scene].longest == nil }

  /// Whether the program has come to its waking.
  public var isAfterWake: Bool { scenes[scene].isAfterWake }

  /// The pulses that the scene asks for in the second that begins at a moment, while it holds its levels and their
  /// count is not used up; `nil` where it asks for none.
  public func pulses(at time: NightTime) -> CompiledProgram.PulsePlan? {
    guard let plan = scenes[scene].stimuli.pulses, isHolding(at: time), pulseCount.count < plan.series.most
    else { return nil }
    return plan
  }

  /// Whether a pulse may be decided on at a moment: the series has its distances, trains and pauses.
  public func mayPulse(at time: NightTime) -> Bool {
    guard let plan = pulses(at: time) else { return false }
    return pulseCount.mayCome(at: time, in: plan.series)
  }

  /// Counts a pulse that was decided on.
  public mutating func countPulse(at time: NightTime) { pulseCount.come(at: time) }

  /// Ends a second: moves on where a condition holds, and says what should come out in the next.
  ///
  /// The first call begins the first scene, and moves nowhere.
  ///
  /// - Parameters:
  ///   - time: the end of the second; it grows by one second at a time.
  ///   - senses: what is known of the sleeper and the room in that second.
  /// - Returns: what is wished for, and the change of scene where there was one.
  public mutating func second(endingAt time: NightTime, senses: Senses) -> Step {
    var change: Change?
    if entered == nil { entered = time } else { change = moveOn(at: time, senses) }
    var step = Step(wish: ambience(at: time, senses))
    step.change = change
    if isHolding(at: time) { addGestures(to: &step, at: time, senses.sure) }
    now = step.wish
    return step
  }

  private mutating func moveOn(at time: NightTime, _ senses: Senses) -> Change? {
    let here = scenes[scene]
    guard let stay = here.longest else { return nil }
    let isEntering = age(at: time) < here.entering
    for (i, way) in here.transitions.enumerated() {
      held[i] = way.condition.sign.holds(in: senses) ? held[i] + 1 : 0
      guard held[i] >= way.condition.held.wholeSeconds, !isEntering || way.condition.sign == .wakeTime
      else { continue }
      return enter(way.next, at: time, why: ProgramWords.reason(for: way.condition))
    }
    guard age(at: time) >= stay.time else { return nil }
    return enter(stay.next, at: time, why: "the longest stay of \(ProgramWords.time(stay.time)) is over")
  }

  private mutating func enter(_ next: Int, at time: NightTime, why: String) -> Change {
    let change = Change(from: scenes[scene].name, to: scenes[next].name, why: why)
    entry = now
    if scenes[next].isAfterWake && !scenes[scene].isAfterWake {
      entry.beds = now.beds.stopping(for: scenes[next])
    }
    scene = next
    entered = time
    for i in held.indices { held[i] = 0 }
    pulseCount = SeriesCounter()
    speechCount = SeriesCounter()
    touchCount = SeriesCounter()
    flashCount = SeriesCounter()
    scentCount = SeriesCounter()
    return change
  }

  /// The ambience at the end of the coming second, on the way from what the scene was entered with.
  private mutating func ambience(at time: NightTime, _ senses: Senses) -> Ambience {
    let here = scenes[scene]
    let second = age(at: time).wholeSeconds + 1
    var result = Ambience.nothing
    result.beds = entry.beds.travelling(into: here, second: second)
    let light = Self.travel(
      from: entry.light.millilux, to: here.light?.level.millilux ?? 0, over: here.light?.over ?? here.letGo,
      second: second)
    result.light = Illuminance(millilux: light)
    if !here.isAfterWake, senses.sure != .wake {
      // Also while a brighter light of the scene before is still going.
      let own = here.light.map { $0.onlyAwake ? lightAsleep : $0.level } ?? lightAsleep
      result.light = min(result.light, max(own, lightAsleep))
    }
    let warmth = here.stimuli.warmth
    result.warmth = Temperature(
      milliCelsius: Self.travel(
        from: entry.warmth.milliCelsius, to: (warmth?.level ?? .skin).milliCelsius,
        over: warmth?.over ?? here.letGo, second: second))
    if isHolding(at: time), let plan = here.stimuli.scent {
      result.scent = scent(plan, at: time, senses.sure)
    }
    return result
  }

  private mutating func scent(
    _ plan: CompiledProgram.ScentPlan, at time: NightTime, _ sure: SleepStage
  ) -> Share {
    let isWelcome = plan.onlyAwake ? sure == .wake : sure != .unknown
    if isWelcome, scentCount.mayCome(at: time, in: plan.series) { scentCount.come(at: time) }
    guard let began = scentCount.latest, time - began < plan.burst else { return .none }
    return plan.onlyAwake && sure != .wake ? .none : plan.share
  }

  private mutating func addGestures(to step: inout Step, at time: NightTime, _ sure: SleepStage) {
    let stimuli = scenes[scene].stimuli
    if let plan = stimuli.speech, plan.stages.contains(sure),
      speechCount.mayCome(at: time, in: plan.series)
    {
      let text = plan.texts[speechCount.count % plan.texts.count]
      step.speech = .speech(text, level: plan.level, length: plan.length)
      speechCount.come(at: time)
    }
    if let plan = stimuli.touch, plan.stages.contains(sure), touchCount.mayCome(at: time, in: plan.series) {
      step.touch = .touch(plan.strength, length: plan.length)
      touchCount.come(at: time)
    }
    if let plan = stimuli.flashes, plan.stages.contains(sure),
      flashCount.mayCome(at: time, in: plan.series)
    {
      step.flashes = .flashes(plan.perSecond, level: plan.level, length: plan.length)
      flashCount.come(at: time)
    }
  }

  /// A straight line from one number to another.
  private static func travel(from start: Int32, to end: Int32, over: NightTime.Span, second: Int) -> Int32 {
    let seconds = over.wholeSeconds
    guard second < seconds else { return end }
    return start + Int32((Int(end) - Int(start)) * second / seconds)
  }
}
