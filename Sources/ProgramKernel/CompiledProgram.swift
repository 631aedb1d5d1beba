public import SleepCore

/// A sleep program in the form that runs: scenes with outputs, and the conditions that lead from one to the next.
///
/// It knows nothing of YAML. Every number is whole and in one unit, and every time of a scene is in whole seconds, so
/// that its bounds can be computed exactly. The scenes form no circle: a scene that may come again stands here as often
/// as it may come, and scenes after waking stand apart from the same scenes before.
public struct CompiledProgram: Sendable, Hashable {
  /// The program's short name, such as `rain-to-dawn`.
  public var name: String
  /// Its title, for people.
  public var title: String
  /// Its version.
  public var version: String
  /// SHA-256 (hex) of the text it was compiled from.
  public var sourceHash: String
  /// On how many nights of a week it may run, 1 to 7.
  public var nightsAWeek: Int
  /// Whether it is a dream program, in which alone speech may come while asleep.
  public var isDreamProgram: Bool
  /// Who it is for, and with that what its scenes can be made of at all.
  public var audience: Audience

  /// Creates a program; nothing is checked here, everything in ``ProgramChecker``.
  public init(
    name: String, title: String, version: String, sourceHash: String, nightsAWeek: Int = 7,
    isDreamProgram: Bool = false, audience: Audience
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.sourceHash = sourceHash
    self.nightsAWeek = nightsAWeek
    self.isDreamProgram = isDreamProgram
    self.audience = audience
  }

  /// Who a program is for.
  ///
  /// The scenes of the young are of a type that has no place for pulses, scent, speech, touch, warmth or flashes.
  public enum Audience: Sendable, Hashable {
    /// Teens and adults.
    case grown([GrownAge], [Scene])
    /// Children and the very young.
    case young([YoungAge], [CalmScene])
  }

  /// The age groups of programs that may stimulate.
  public enum GrownAge: String, Sendable, Hashable, CaseIterable {
    /// 18 years and over.
    case adult
    /// 13 to 17 years.
    case teen
  }

  /// The age groups of programs that only sound and shine.
  public enum YoungAge: String, Sendable, Hashable, CaseIterable {
    /// 3 to 12 years.
    case child
    /// Under 3 years.
    case underThree = "under-three"
  }

  /// Who it is for.
  public var ages: [AgeGroup] {
    switch audience {
    case .grown(let ages, _): ages.compactMap { AgeGroup(rawValue: $0.rawValue) }
    case .young(let ages, _): ages.compactMap { AgeGroup(rawValue: $0.rawValue) }
    }
  }

  /// The scenes, the first being where the night starts; scenes for the young have no stimuli.
  public var scenes: [Scene] {
    switch audience {
    case .grown(_, let scenes): scenes
    case .young(_, let scenes): scenes.map { Scene($0) }
    }
  }

  /// A scene's beds, light and ways out: all that a program for the young can say.
  public struct CalmScene: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Whether the wake time has come whenever it runs.
    public var isAfterWake: Bool
    /// Where each bed of sound is led; beds that are not named are led to silence over ``letGo``.
    public var beds: [BedPlan]
    /// The time in which unnamed beds, light and warmth fade away; whole seconds.
    public var letGo: NightTime.Span
    /// Where the light is led; darkness where it is not named.
    public var light: LightPlan?
    /// What leads out before the longest stay; of several that hold, the first wins.
    public var transitions: [Transition]
    /// The longest stay, and where it leads; `nil` for a last scene, which is silent and dark for good.
    public var longest: Stay?

    /// Creates a scene.
    public init(
      name: String, isAfterWake: Bool = false, beds: [BedPlan] = [], letGo: NightTime.Span = .seconds(10),
      light: LightPlan? = nil, transitions: [Transition] = [], longest: Stay? = nil
    ) {
      self.name = name
      self.isAfterWake = isAfterWake
      self.beds = beds
      self.letGo = letGo
      self.light = light
      self.transitions = transitions
      self.longest = longest
    }
  }

  /// A scene for teens and adults: a calm scene, and what stimulates.
  @dynamicMemberLookup
  public struct Scene: Sendable, Hashable {
    /// Its beds, light and ways out.
    public var calm: CalmScene
    /// What stimulates in it; nothing where all is `nil`.
    public var stimuli: Stimuli

    /// Creates a scene.
    public init(_ calm: CalmScene, stimuli: Stimuli = .init()) {
      self.calm = calm
      self.stimuli = stimuli
    }

    /// The calm part's own members.
    public subscript<Value>(dynamicMember path: WritableKeyPath<CalmScene, Value>) -> Value {
      get { calm[keyPath: path] }
      set { calm[keyPath: path] = newValue }
    }

    /// The scenes this one can lead to.
    public var successors: [Int] { self.transitions.map(\.next) + (self.longest.map { [$0.next] } ?? []) }

    /// How long it takes from the scene's beginning until everything has reached its level.
    ///
    /// Before that only the wake time leads out, so whatever follows begins at levels that are known.
    public var entering: NightTime.Span {
      var longest = max(self.letGo, self.light?.over ?? .zero)
      for bed in self.beds { longest = max(longest, bed.over) }
      return max(longest, stimuli.warmth?.over ?? .zero)
    }

    /// How long it can hold its levels at most, once they are reached.
    public var longestHold: NightTime.Span { max((self.longest?.time ?? .zero) - entering, .zero) }

    /// The level that a bed is led to; silence where it is not named.
    public func level(of kind: Soundscape) -> SoundLevel {
      self.beds.first(where: { $0.kind == kind })?.level ?? .silence
    }

    /// The levels of all beds once they are reached.
    public var levels: BedLevels {
      var levels = BedLevels.silence
      for bed in self.beds { levels[bed.kind] = bed.level }
      return levels
    }
  }

  /// What a scene can do besides sound and light; no age below 13 has a place for it.
  public struct Stimuli: Sendable, Hashable {
    /// Pulses timed to slow waves.
    public var pulses: PulsePlan?
    /// Spoken cues.
    public var speech: SpeechPlan?
    /// Touches.
    public var touch: TouchPlan?
    /// Flashes of light.
    public var flashes: FlashPlan?
    /// Scent.
    public var scent: ScentPlan?
    /// Warmth; the warmer is off where it is not named.
    public var warmth: WarmthPlan?

    /// Creates stimuli; what is not named does not come.
    public init(
      pulses: PulsePlan? = nil, speech: SpeechPlan? = nil, touch: TouchPlan? = nil,
      flashes: FlashPlan? = nil, scent: ScentPlan? = nil, warmth: WarmthPlan? = nil
    ) {
      self.pulses = pulses
      self.speech = speech
      self.touch = touch
      self.flashes = flashes
      self.scent = scent
      self.warmth = warmth
    }

    /// Whether there is anything that counts as stimulation: all but scent and warmth.
    public var stimulates: Bool { pulses != nil || speech != nil || touch != nil || flashes != nil }
  }
}
