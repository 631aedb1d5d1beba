/// What someone is in a household; one person can be several.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// Sleeps here.
  case sleeper
  /// Answers for a sleeper who is not of age.
  case guardian
  /// Writes, checks and compares programs; may start nothing for anyone else.
  case engineer
  /// Looks at what is shown to guests.
  case guest
}

/// What a sleeper must be spared.
public enum Sensitivity: String, Sendable, Hashable, CaseIterable {
  /// Seizures, or a family in which there are some.
  case epilepsy
  /// Flickering light is hard to bear.
  case photosensitivity
  /// Attacks of migraine.
  case migraine
  /// A tone in the ear.
  case tinnitus
  /// Everyday sounds are painful.
  case hyperacusis
  /// Scents bring on asthma or an allergy.
  case scent
  /// Numb or easily burnt skin, or no way to say that something is too warm.
  case warmth
  /// Voices in the night are a burden: psychosis, or trauma.
  case voices

  /// What no program may do to someone with it, whoever consents.
  ///
  /// A rule of this house, and stricter than the limits table: flashes bring on seizures and migraine, and
  /// the others follow from the word. Nothing here says that what is left is harmless to them.
  public var forbids: Set<ProgramPower> {
    switch self {
    case .epilepsy, .photosensitivity, .migraine: [.flashes]
    case .scent: [.scent]
    case .warmth: [.warmth]
    case .voices: [.speech]
    case .tinnitus, .hyperacusis: []
    }
  }
}

/// Someone whom programs can be chosen for.
public struct Sleeper: Sendable, Hashable {
  /// Who.
  public let id: PersonID
  /// How old.
  public var age: Age
  /// What they hope for, in the words that programs use, such as `insomnia`.
  public var needs: [String]
  /// What they must be spared.
  public var sensitivities: Set<Sensitivity>
  /// How well they hear, where it was measured.
  public var hearing: HearingCurve?

  /// Creates a sleeper.
  public init(
    id: PersonID, age: Age, needs: [String] = [], sensitivities: Set<Sensitivity> = [],
    hearing: HearingCurve? = nil
  ) {
    (self.id, self.age, self.needs) = (id, age, needs)
    (self.sensitivities, self.hearing) = (sensitivities, hearing)
  }
}
