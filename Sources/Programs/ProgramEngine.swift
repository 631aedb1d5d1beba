public import ProgramKernel
public import SleepCore

/// Steps a verified program through a night, a second at a time.
///
/// It wishes; the guard decides.
///
/// A pure state machine: no clock, no randomness, no output of its own. Allocates nothing after it is made, except
/// the words of a change of scene.
public struct ProgramEngine: Sendable {
  private let program: CompiledProgram
  private let wakeAt: NightTime?
  private var scene = 0
  private var entered = NightTime.start
  private var entry = Ambience.nothing
  private var now = Ambience.nothing
  /// For each way out of the scene, since when its stages have been held without a break.
  private var heldSince: [NightTime?]
  private var pulsesPlayed: [Int]

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

  /// Starts at the program's first scene, in silence and darkness.
  ///
  /// - Parameters:
  ///   - verified: the program, as only the kernel can hand it out.
  ///   - wakeAt: the wake time, or `nil` for a night without one.
  public init(_ verified: VerifiedProgram, wakeAt: NightTime?) {
    program = verified.program
    self.wakeAt = wakeAt
    heldSince = [NightTime?](repeating: nil, count: program.scenes.map(\.transitions.count).max() ?? 0)
    pulsesPlayed = program.scenes.map { _ in 0 }
  }

  /// The change that begins the night.
  public var opening: Change { Change(from: "", to: program.scenes[0].name, why: "the night begins") }

  /// The name of the scene that runs.
  public var sceneName: String { program.scenes[scene].name }

  /// Whether the last scene has been reached, from which nothing more comes.
  public var isOver: Bool { program.scenes[scene].longest == nil }

  /// The pulses that the scene asks for while its count is not used up; `nil` where it asks for none.
  public var pulses: CompiledProgram.PulsePlan? {
    guard let plan = program.scenes[scene].pulses, pulsesPlayed[scene] < plan.most else { return nil }
    return plan
  }

  /// Counts a pulse that came out.
  public mutating func countPulse() { pulsesPlayed[scene] += 1 }

  /// Ends a second: moves on where a condition holds, and says what should sound and shine at the end of the next.
  ///
  /// - Parameters:
  ///   - time: the end of the second; it only grows.
  ///   - belief: what is believed of the sleeper at that moment.
  /// - Returns: the wish, and the change of scene where there was one.
  public mutating func second(endingAt time: NightTime, belief: StageBelief) -> (
    wish: Ambience, change: Change?
  ) {
    let change = moveOn(at: time, belief: belief)
    now = ambience(at: time + .seconds(1))
    return (now, change)
  }

  private mutating func moveOn(at time: NightTime, belief: StageBelief) -> Change? {
    let here = program.scenes[scene]
    for (i, way) in here.transitions.enumerated() {
      switch way.condition {
      case .held(let stages, for: let span):
        guard stages.contains(belief.stage) else {
          heldSince[i] = nil
          continue
        }
        let since = heldSince[i] ?? time - .seconds(1)
        heldSince[i] = since
        guard time - since >= span else { continue }
        return enter(way.next, at: time, why: "\(Self.words(stages)) held for \(Self.words(span))")
      case .beforeWake(let span):
        guard let wakeAt, time + span >= wakeAt else { continue }
        return enter(way.next, at: time, why: "\(Self.words(span)) before the wake time")
      case .wakeTime:
        guard let wakeAt, time >= wakeAt else { continue }
        return enter(way.next, at: time, why: "the wake time has come")
      }
    }
    guard let stay = here.longest, time - entered >= stay.time else { return nil }
    return enter(stay.next, at: time, why: "the longest stay of \(Self.words(stay.time)) is over")
  }

  private mutating func enter(_ next: Int, at time: NightTime, why: String) -> Change {
    let change = Change(from: program.scenes[scene].name, to: program.scenes[next].name, why: why)
    scene = next
    entered = time
    entry = now
    for i in heldSince.indices { heldSince[i] = nil }
    return change
  }

  /// The ambience of the scene at a moment, on the way from what it was entered with.
  private func ambience(at time: NightTime) -> Ambience {
    let here = program.scenes[scene]
    let since = time - entered
    var result = Ambience.nothing
    for kind in Soundscape.allCases {
      let plan = here.beds.first(where: { $0.kind == kind })
      result.beds[kind] = Self.fade(
        from: entry.beds[kind], to: plan?.level ?? .silence, over: plan?.over ?? here.letGo, since: since)
    }
    let target = here.light?.level ?? .dark
    let over = here.light?.over ?? here.letGo
    let difference = Int64(target.millilux) - Int64(entry.light.millilux)
    let moved = since >= over ? difference : difference * since.ticks / max(over.ticks, 1)
    result.light = Illuminance(millilux: Int32(Int64(entry.light.millilux) + moved))
    return result
  }

  /// A fade that is linear in decibels, with 0 dBA, the threshold of hearing, as the end next to silence.
  private static func fade(
    from start: SoundLevel, to target: SoundLevel, over: NightTime.Span, since: NightTime.Span
  ) -> SoundLevel {
    if since >= over || start == target { return target }
    let low = Int64(max(start.milliDecibels, 0))
    let high = Int64(max(target.milliDecibels, 0))
    return SoundLevel(milliDecibels: Int32(low + (high - low) * since.ticks / over.ticks))
  }

  private static func words(_ stages: Set<SleepStage>) -> String {
    SleepStage.scored.filter(stages.contains).map(\.code).joined(separator: "/")
  }

  private static func words(_ span: NightTime.Span) -> String {
    let seconds = span.ticks / NightTime.ticksPerSecond
    if seconds >= 3600, seconds.isMultiple(of: 3600) { return "\(seconds / 3600) h" }
    if seconds >= 60, seconds.isMultiple(of: 60) { return "\(seconds / 60) min" }
    return "\(seconds) s"
  }
}
