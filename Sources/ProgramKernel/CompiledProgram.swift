public import SleepCore

/// A sleep program in the form that runs: scenes with outputs, and the conditions that lead from one to the next.
///
/// It knows nothing of YAML. Every number is whole and in one unit, so that its bounds can be checked exactly.
public struct CompiledProgram: Sendable, Hashable {
  /// The program's short name, such as `rain-to-dawn`.
  public var name: String
  /// Its title, for people.
  public var title: String
  /// Its version.
  public var version: String
  /// SHA-256 (hex) of the text it was compiled from.
  public var sourceHash: String
  /// Who it is for.
  public var ages: [AgeGroup]
  /// The scenes; the first is where the night starts.
  public var scenes: [Scene]

  /// Creates a program; nothing is checked here, everything in ``ProgramChecker``.
  public init(
    name: String, title: String, version: String, sourceHash: String, ages: [AgeGroup], scenes: [Scene]
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.sourceHash = sourceHash
    self.ages = ages
    self.scenes = scenes
  }

  /// A part of the night with one set of outputs.
  public struct Scene: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Where each bed of sound is led; beds that are not named are led to silence over ``letGo``.
    public var beds: [BedPlan]
    /// The time in which unnamed beds and lights fade away.
    public var letGo: NightTime.Span
    /// Where the light is led; darkness where it is not named.
    public var light: LightPlan?
    /// Pulses timed to slow waves, if any.
    public var pulses: PulsePlan?
    /// What leads out before the longest stay, the first that holds wins.
    public var transitions: [Transition]
    /// The longest stay, and where it leads; `nil` for the last scene, which is silent and dark for good.
    public var longest: Stay?

    /// Creates a scene.
    public init(
      name: String, beds: [BedPlan] = [], letGo: NightTime.Span = .seconds(10), light: LightPlan? = nil,
      pulses: PulsePlan? = nil, transitions: [Transition] = [], longest: Stay? = nil
    ) {
      self.name = name
      self.beds = beds
      self.letGo = letGo
      self.light = light
      self.pulses = pulses
      self.transitions = transitions
      self.longest = longest
    }

    /// The scenes this one can lead to.
    public var successors: [Int] { transitions.map(\.next) + (longest.map { [$0.next] } ?? []) }
  }

  /// One bed of sound led to a level over a time.
  public struct BedPlan: Sendable, Hashable {
    /// Which sound.
    public var kind: Soundscape
    /// The level to reach.
    public var level: SoundLevel
    /// How long that takes, from the moment the scene begins.
    public var over: NightTime.Span
    /// Creates a plan.
    public init(kind: Soundscape, level: SoundLevel, over: NightTime.Span) {
      self.kind = kind
      self.level = level
      self.over = over
    }
  }

  /// The light led to a brightness over a time.
  public struct LightPlan: Sendable, Hashable {
    /// The brightness to reach.
    public var level: Illuminance
    /// How long that takes.
    public var over: NightTime.Span
    /// Creates a plan.
    public init(level: Illuminance, over: NightTime.Span) {
      self.level = level
      self.over = over
    }
  }

  /// Pulses timed to slow waves in N3.
  public struct PulsePlan: Sendable, Hashable {
    /// LAFmax of each pulse.
    public var level: SoundLevel
    /// The phase of the slow wave at which a pulse reaches the ear, in thousandths of a degree; 0 is the positive peak.
    public var phaseMilliDegrees: Int
    /// The whole length of a pulse.
    public var length: NightTime.Span
    /// Its rise, and its fall.
    public var rise: NightTime.Span
    /// The shortest time from one onset to the next.
    public var apart: NightTime.Span
    /// The wave must be at least this high (peak, in thousandths of a µV).
    public var minimumNanovolts: Int
    /// No more than this many in a night, counted by the engine.
    public var most: Int
    /// Creates a plan.
    public init(
      level: SoundLevel, phaseMilliDegrees: Int, length: NightTime.Span, rise: NightTime.Span,
      apart: NightTime.Span,
      minimumNanovolts: Int, most: Int
    ) {
      self.level = level
      self.phaseMilliDegrees = phaseMilliDegrees
      self.length = length
      self.rise = rise
      self.apart = apart
      self.minimumNanovolts = minimumNanovolts
      self.most = most
    }
  }

  /// A way out of a scene.
  public struct Transition: Sendable, Hashable {
    /// What must hold.
    public var condition: Condition
    /// The scene it leads to.
    public var next: Int
    /// Creates a way out.
    public init(condition: Condition, next: Int) {
      self.condition = condition
      self.next = next
    }
  }

  /// The longest stay in a scene.
  public struct Stay: Sendable, Hashable {
    /// How long.
    public var time: NightTime.Span
    /// Where it leads then.
    public var next: Int
    /// Creates a stay.
    public init(time: NightTime.Span, next: Int) {
      self.time = time
      self.next = next
    }
  }

  /// What leads from a scene to another.
  public enum Condition: Sendable, Hashable {
    /// One of these stages was the likeliest at every second for this long.
    case held(Set<SleepStage>, for: NightTime.Span)
    /// The wake time is at most this far away.
    case beforeWake(NightTime.Span)
    /// The wake time has come.
    case wakeTime
  }
}
