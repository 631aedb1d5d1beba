/// A bed of sound that a program can lay under a night.
public enum Soundscape: UInt8, Sendable, Hashable, CaseIterable {
  /// Steady soft rain.
  case rain = 0
  /// Pink noise, −3 dB an octave.
  case pinkNoise = 1
  /// Brown noise, −6 dB an octave.
  case brownNoise = 2
  /// Slow waves on a shore.
  case waves = 3
  /// A quiet dawn chorus for waking.
  case dawnChorus = 4

  /// The name used in programs and in the night record.
  public var name: String {
    switch self {
    case .rain: "rain"
    case .pinkNoise: "pink-noise"
    case .brownNoise: "brown-noise"
    case .waves: "waves"
    case .dawnChorus: "dawn-chorus"
    }
  }

  /// The soundscape of a name.
  public init?(name: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

/// The level of every bed of sound at one moment.
public struct BedLevels: Sendable, Hashable {
  private var levels: [5 of SoundLevel]

  /// No bed of sound.
  public static let silence = BedLevels()

  /// Starts in silence.
  public init() { levels = .init(repeating: .silence) }

  /// The level of one bed.
  public subscript(_ kind: Soundscape) -> SoundLevel {
    get { levels[Int(kind.rawValue)] }
    set { levels[Int(kind.rawValue)] = newValue }
  }

  /// The mean square pressure of all beds together in Pa²: independent sounds add as energy.
  public var meanSquarePressure: Double {
    var sum = 0.0
    for i in 0..<5 { sum += levels[i].meanSquarePressure }
    return sum
  }

  /// The exposure of one second of all beds together in whole 10⁻¹² Pa²·s, each rounded up.
  public var secondOfExposure: Int64 {
    var sum: Int64 = 0
    for i in 0..<5 { sum += levels[i].secondOfExposure }
    return sum
  }

  /// The exposure of a second in which every bed goes from one level to another: each at its louder end.
  public static func secondOfExposure(from: BedLevels, to: BedLevels) -> Int64 {
    var sum: Int64 = 0
    for i in 0..<5 { sum += max(from.levels[i], to.levels[i]).secondOfExposure }
    return sum
  }

  /// The level of all beds together, rounded up.
  public var total: SoundLevel { SoundLevel(meanSquarePressure: meanSquarePressure) }

  /// Every bed changed by the same number of thousandths of a decibel.
  public func changed(byMilliDecibels change: Int32) -> BedLevels {
    var result = self
    for kind in Soundscape.allCases where !self[kind].isSilent {
      result[kind] = SoundLevel(milliDecibels: self[kind].milliDecibels + change)
    }
    return result
  }

  /// Equal when every bed is.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    for i in 0..<5 where lhs.levels[i] != rhs.levels[i] { return false }
    return true
  }

  /// Feeds every bed.
  public func hash(into hasher: inout Hasher) {
    for i in 0..<5 { hasher.combine(levels[i]) }
  }
}

/// What should sound, shine, smell and warm at the end of the coming second: wished by a program, or let through by
/// the guard.
public struct Ambience: Sendable, Hashable {
  /// The beds of sound.
  public var beds: BedLevels
  /// The light at the eye.
  public var light: Illuminance
  /// How much scent is given off, of what the diffuser can.
  public var scent: Share
  /// The warmth at the skin; ``Temperature/skin`` where the warmer is off.
  public var warmth: Temperature

  /// Silence and darkness, no scent and no warmth.
  public static let nothing = Ambience(beds: .silence, light: .dark)

  /// Creates an ambience.
  public init(beds: BedLevels, light: Illuminance, scent: Share = .none, warmth: Temperature = .skin) {
    self.beds = beds
    self.light = light
    self.scent = scent
    self.warmth = warmth
  }
}

/// Something short that a program asks for in a second, besides its ambience.
public enum Gesture: Sendable, Hashable {
  /// A spoken cue: its words, its level (LAFmax) and the longest it may take.
  case speech(String, level: SoundLevel, length: NightTime.Span)
  /// A touch: its strength and length.
  case touch(Share, length: NightTime.Span)
  /// Flashes of light in this second: how many, how bright, how long each.
  case flashes(Int, level: Illuminance, length: NightTime.Span)

  /// What it is called in a record.
  public var name: String {
    switch self {
    case .speech: "Speech"
    case .touch: "Touch"
    case .flashes: "Flashes"
    }
  }
}

/// One soft pulse of sound, timed to a slow wave.
public struct Pulse: Sendable, Hashable {
  /// When its first sample reaches the ear.
  public let onset: NightTime
  /// The highest A-weighted level with time weighting F that it alone reaches (LAFmax, IEC 61672-1).
  public let level: SoundLevel
  /// Its whole length, rise and fall included.
  public let length: NightTime.Span
  /// The length of its rise, and of its fall.
  public let rise: NightTime.Span

  /// Creates a pulse.
  public init(onset: NightTime, level: SoundLevel, length: NightTime.Span, rise: NightTime.Span) {
    self.onset = onset
    self.level = level
    self.length = length
    self.rise = rise
  }
}

extension Pulse {
  /// An upper bound on its exposure, in whole-number arithmetic.
  ///
  /// A steady burst of length T and mean square p² reads at most p²·(1 − e^(−T/τ)) with time weighting F, τ = 125 ms
  /// (IEC 61672-1), so its exposure is at most p_max²·T / (1 − e^(−T/τ)), and the rise and fall only take from that.
  /// Because 1 − e^(−x) ≥ x / (1 + x), that is at most p_max²·(T + τ), which is what is counted.
  public var dose: SoundDose {
    guard length > .zero else { return .zero }
    return SoundDose(level: level, over: length + .milliseconds(125))
  }
}
