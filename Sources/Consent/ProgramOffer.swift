public import ProgramKernel
public import SleepCore

/// What a program can do to a sleeper, besides sounding a bed and shining a light.
public enum ProgramPower: String, Sendable, Hashable, CaseIterable {
  /// Short sounds timed to the sleeper's own waves.
  case pulses
  /// A bed or band that vibrates.
  case touch
  /// Warmth at the skin.
  case warmth
  /// Flashes of light.
  case flashes
  /// Words while asleep or falling asleep.
  case speech
  /// Scent.
  case scent
  /// Dreams are what it is about.
  case dream
  /// It compares: on some nights something is done, on others not, and nobody says which.
  case comparison

  /// The step at which a sleeper meets it.
  public var stage: UnlockStage {
    switch self {
    case .pulses, .touch, .warmth, .flashes: .pulses
    case .speech, .scent, .dream: .dreamscapes
    case .comparison: .trials
    }
  }
}

/// How far a sleeper has opened the house; each step contains those before.
public enum UnlockStage: Int, Sendable, Hashable, CaseIterable, Comparable {
  /// Beds of sound and light.
  case sound
  /// What is timed to the sleeper's own signals.
  case pulses
  /// Words, scents and other cues for dreams.
  case dreamscapes
  /// Nights that are compared with one another.
  case trials

  /// Its name in files and addresses.
  public var name: String { ["sound", "pulses", "dreamscapes", "trials"][rawValue] }

  /// Reads ``name``.
  public init?(named name: String) {
    guard let stage = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = stage
  }

  /// Orders by the step.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A program as consent sees it: which one, for whom, and what it can do.
///
/// Made from the compiled program, never from what a page or message says about it.
public struct ProgramOffer: Sendable, Hashable {
  /// The short name.
  public let name: String
  /// The version, in its author's words.
  public let version: String
  /// The SHA-256 of its source, 64 hexadecimal digits.
  public let sha256: String
  /// Who it was verified for.
  public let ages: Set<AgeGroup>
  /// What it can do.
  public let powers: Set<ProgramPower>
  /// On how many nights of seven it is meant to run, 1 to 7; the kernel has held it against the limit of each age.
  public let nightsAWeek: Int

  /// Creates an offer.
  public init(
    name: String, version: String, sha256: String, ages: Set<AgeGroup>, powers: Set<ProgramPower>,
    nightsAWeek: Int = 7
  ) {
    (self.name, self.version, self.sha256) = (name, version, sha256)
    (self.ages, self.powers, self.nightsAWeek) = (ages, powers, nightsAWeek)
  }

  /// What a compiled program offers.
  ///
  /// A program whose pulses are marked and make no sound is there to be compared with.
  public init(_ program: CompiledProgram) {
    var powers: Set<ProgramPower> = program.isDreamProgram ? [.dream] : []
    for stimuli in program.scenes.map(\.stimuli) {
      if let pulses = stimuli.pulses {
        powers.formUnion(pulses.level.isSilent ? [.pulses, .comparison] : [.pulses])
      }
      if stimuli.speech != nil { powers.insert(.speech) }
      if stimuli.touch != nil { powers.insert(.touch) }
      if stimuli.flashes != nil { powers.insert(.flashes) }
      if stimuli.scent != nil { powers.insert(.scent) }
      if stimuli.warmth != nil { powers.insert(.warmth) }
    }
    self.init(
      name: program.name, version: program.version, sha256: program.sourceHash, ages: Set(program.ages),
      powers: powers, nightsAWeek: program.nightsAWeek)
  }

  /// How far a sleeper must have opened the house for it.
  public var stage: UnlockStage { powers.map(\.stage).max() ?? .sound }
}
