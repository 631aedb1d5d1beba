public import SleepCore

extension CompiledProgram {
  /// One bed of sound led to a level over a time.
  public struct BedPlan: Sendable, Hashable {
    /// Which sound.
    public var kind: Soundscape
    /// The level to reach.
    public var level: SoundLevel
    /// How long that takes, from the moment the scene begins; whole seconds.
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
    /// How long that takes; whole seconds.
    public var over: NightTime.Span
    /// Whether it is dimmed to what sleep allows in every second in which the sleeper is not surely awake.
    public var onlyAwake: Bool
    /// Creates a plan.
    public init(level: Illuminance, over: NightTime.Span, onlyAwake: Bool = false) {
      self.level = level
      self.over = over
      self.onlyAwake = onlyAwake
    }
  }

  /// How often something short may come while a scene holds its levels.
  public struct Series: Sendable, Hashable {
    /// The shortest time from one onset to the next.
    public var apart: NightTime.Span
    /// How many follow each other before a pause; `nil` for a series without pauses.
    public var train: Int?
    /// The shortest time from the last onset of a train to the first of the next.
    public var pause: NightTime.Span
    /// No more than this many in one stay in the scene.
    public var most: Int
    /// Creates a series.
    public init(apart: NightTime.Span, train: Int? = nil, pause: NightTime.Span = .zero, most: Int) {
      self.apart = apart
      self.train = train
      self.pause = pause
      self.most = most
    }
  }

  /// Pulses timed to slow waves in N3.
  public struct PulsePlan: Sendable, Hashable {
    /// LAFmax of each pulse; silence for a sham, which is marked and makes no sound.
    public var level: SoundLevel
    /// The phase of the slow wave at which a pulse reaches the ear, in thousandths of a degree; 0 is the positive peak.
    public var phaseMilliDegrees: Int
    /// The whole length of a pulse.
    public var length: NightTime.Span
    /// Its rise, and its fall.
    public var rise: NightTime.Span
    /// The wave must be at least this high (peak, in thousandths of a µV).
    public var minimumNanovolts: Int
    /// How often they may come.
    public var series: Series
    /// Creates a plan.
    public init(
      level: SoundLevel, phaseMilliDegrees: Int, length: NightTime.Span, rise: NightTime.Span,
      minimumNanovolts: Int, series: Series
    ) {
      self.level = level
      self.phaseMilliDegrees = phaseMilliDegrees
      self.length = length
      self.rise = rise
      self.minimumNanovolts = minimumNanovolts
      self.series = series
    }
  }

  /// Spoken cues in stages of sleep or wakefulness.
  public struct SpeechPlan: Sendable, Hashable {
    /// The words, which are shown and consented to before the night.
    public var texts: [String]
    /// LAFmax of each.
    public var level: SoundLevel
    /// The longest that one may take.
    public var length: NightTime.Span
    /// The sure stages in which one may come.
    public var stages: Set<SleepStage>
    /// How often they may come.
    public var series: Series
    /// Creates a plan.
    public init(
      texts: [String], level: SoundLevel, length: NightTime.Span, stages: Set<SleepStage>, series: Series
    ) {
      self.texts = texts
      self.level = level
      self.length = length
      self.stages = stages
      self.series = series
    }
  }

  /// Touches: a soft buzz of a band or a mattress.
  public struct TouchPlan: Sendable, Hashable {
    /// Of what the device can.
    public var strength: Share
    /// How long one lasts.
    public var length: NightTime.Span
    /// The sure stages in which one may come.
    public var stages: Set<SleepStage>
    /// How often they may come.
    public var series: Series
    /// Creates a plan.
    public init(strength: Share, length: NightTime.Span, stages: Set<SleepStage>, series: Series) {
      self.strength = strength
      self.length = length
      self.stages = stages
      self.series = series
    }
  }

  /// Flashes of light.
  public struct FlashPlan: Sendable, Hashable {
    /// How bright.
    public var level: Illuminance
    /// How long one lasts.
    public var length: NightTime.Span
    /// The sure stages in which they may come.
    public var stages: Set<SleepStage>
    /// How many in a second; the first at its beginning, the others spread evenly.
    public var perSecond: Int
    /// How often such a second may come.
    public var series: Series
    /// Creates a plan.
    public init(
      level: Illuminance, length: NightTime.Span, stages: Set<SleepStage>, perSecond: Int, series: Series
    ) {
      self.level = level
      self.length = length
      self.stages = stages
      self.perSecond = perSecond
      self.series = series
    }
  }

  /// Bursts of scent.
  public struct ScentPlan: Sendable, Hashable {
    /// What it smells of.
    public var name: String
    /// How much, of what the diffuser can.
    public var share: Share
    /// How long a burst lasts; whole seconds.
    public var burst: NightTime.Span
    /// Whether a burst comes only while the sleeper is surely awake, and ends when they are not; otherwise it comes in
    /// any stage that is sure.
    public var onlyAwake: Bool
    /// How often they come, from the beginning of one burst to the beginning of the next.
    public var series: Series
    /// Creates a plan.
    public init(name: String, share: Share, burst: NightTime.Span, onlyAwake: Bool, series: Series) {
      self.name = name
      self.share = share
      self.burst = burst
      self.onlyAwake = onlyAwake
      self.series = series
    }
  }

  /// Warmth at the skin led to a temperature over a time.
  public struct WarmthPlan: Sendable, Hashable {
    /// The temperature to reach.
    public var level: Temperature
    /// How long that takes; whole seconds.
    public var over: NightTime.Span
    /// Creates a plan.
    public init(level: Temperature, over: NightTime.Span) {
      self.level = level
      self.over = over
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
    /// How long; whole seconds.
    public var time: NightTime.Span
    /// Where it leads then.
    public var next: Int
    /// Creates a stay.
    public init(time: NightTime.Span, next: Int) {
      self.time = time
      self.next = next
    }
  }

  /// What leads from a scene to another: something that held in every second for a time.
  public struct Condition: Sendable, Hashable {
    /// What must hold.
    public var sign: Sign
    /// For how long; whole seconds, and one second at least.
    public var held: NightTime.Span
    /// Creates a condition.
    public init(_ sign: Sign, held: NightTime.Span = .seconds(1)) {
      self.sign = sign
      self.held = held
    }
  }

  /// What can be seen of the sleeper and the room.
  public enum Sign: Sendable, Hashable {
    /// One of these stages is the likeliest.
    case stage(Set<SleepStage>)
    /// Someone is in the bed, or nobody is.
    case presence(Bool)
    /// The lights are off, or on.
    case dark(Bool)
    /// An arousal.
    case arousal
    /// Signs of a nightmare; only in programs for adults.
    case nightmare
    /// The sleeper asks.
    case wish(Senses.Wish)
    /// The wake time is at most this far away.
    case beforeWake(NightTime.Span)
    /// The wake time has come: the one way out that need not wait for fades.
    case wakeTime
  }
}

extension CompiledProgram.Sign {
  /// Whether it holds in a second.
  public func holds(in senses: Senses) -> Bool {
    switch self {
    case .stage(let stages): stages.contains(senses.stage)
    case .presence(let wanted): senses.isPresent == wanted
    case .dark(let wanted): senses.isDark == wanted
    case .arousal: senses.isAroused
    case .nightmare: senses.isNightmare
    case .wish(let wanted): senses.wish == wanted
    case .beforeWake(let span): senses.wakeIn.map { $0 <= span } ?? false
    case .wakeTime: senses.wakeIn.map { $0 <= .zero } ?? false
    }
  }
}
