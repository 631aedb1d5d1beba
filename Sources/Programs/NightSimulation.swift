internal import ProgramKernel
public import SleepCore

/// Runs a program through a night of senses and measures what comes out.
public struct NightSimulation: Sendable {
  /// The engine as it stands.
  public private(set) var engine: ProgramEngine
  /// What has come out so far.
  public private(set) var meter = NightMeter()
  /// The changes of scene so far, each with its moment.
  public private(set) var changes: [(time: NightTime, change: ProgramEngine.Change)] = []
  /// How many seconds each scene has run, by its name.
  public private(set) var secondsByScene: [String: Int] = [:]
  /// What the last second was asked for.
  public private(set) var last = ProgramEngine.Step(wish: .nothing)
  /// The pulses of the last second.
  public private(set) var played: [Pulse] = []
  private var time = NightTime.start
  private var sceneBegan = 0

  /// A night of an engine; its first second goes by with nothing known, and the first scene begins at its end.
  public init(_ engine: ProgramEngine) {
    self.engine = engine
    second(.nothing)
  }

  /// Goes on by a second.
  ///
  /// - Parameters:
  ///   - senses: what is known in it.
  ///   - pulseStep: pulses are asked for in steps of this length while N3 is sure; every step that the series lets
  ///     through is played.
  public mutating func second(_ senses: Senses, pulseStep: NightTime.Span = .milliseconds(500)) {
    time = time + .seconds(1)
    take(senses, pulseStep)
  }

  /// Runs a whole trace.
  public mutating func run(_ trace: NightTrace) {
    for stretch in trace.stretches {
      for _ in 0..<stretch.seconds { second(stretch.senses) }
    }
  }

  private mutating func take(_ senses: Senses, _ pulseStep: NightTime.Span) {
    let step = engine.second(endingAt: time, senses: senses)
    if let change = step.change {
      changes.append((time, change))
      secondsByScene[change.from, default: 0] += time.wholeSeconds - sceneBegan
      sceneBegan = time.wholeSeconds
    }
    played.removeAll(keepingCapacity: true)
    if senses.sure == .n3 {
      var at = time
      while at < time + .seconds(1) {
        if let plan = engine.pulses(at: at), engine.mayPulse(at: at) {
          engine.countPulse(at: at)
          played.append(Pulse(onset: at, level: plan.level, length: plan.length, rise: plan.rise))
        }
        at = at + pulseStep
      }
    }
    last = step
    meter.take(step, pulses: played, senses: senses, engine: engine, at: time)
  }
}
