public import SleepCore

/// A language in which people are asked and answered.
public enum Language: String, Sendable, Hashable, CaseIterable {
  /// English.
  case en
  /// Spanish.
  case es
  /// German.
  case de
}

/// One text in every language of the house.
public struct Localized: Sendable, Hashable {
  /// The English text.
  public let en: String
  /// The Spanish text.
  public let es: String
  /// The German text.
  public let de: String

  /// Creates a text.
  public init(en: String, es: String, de: String) {
    self.en = en
    self.es = es
    self.de = de
  }

  /// The text in a language.
  public subscript(_ language: Language) -> String {
    switch language {
    case .en: en
    case .es: es
    case .de: de
    }
  }
}

/// A word of a fixed list, with the code that forms and files carry and what a person reads.
public protocol CodeWord: RawRepresentable<String>, CaseIterable, Sendable, Hashable {
  /// What a person reads.
  var label: Localized { get }
}

/// What happened.
public enum IncidentKind: String, CodeWord {
  /// Nightmares, more or worse than usual.
  case nightmares
  /// Dreams bleeding into waking: not knowing whether something was dreamt.
  case dreamRealityConfusion = "dream-confusion"
  /// Walking, or acting out, while asleep.
  case sleepwalking
  /// A fall from the bed, or a child that left it.
  case bedExit = "bed-exit"
  /// Fear, panic, crying, or a mood that stays low.
  case distress
  /// Anything of the skin.
  case skin
  /// Anything of breathing.
  case breathing
  /// Anything of hearing, ringing in the ears included.
  case hearing
  /// A seizure.
  case seizure
  /// Anything else.
  case other
}

/// How bad it was for the person.
///
/// Severity is how strong something is; whether it is *serious* depends on what came of it (ICH E2A, section
/// II.B), see ``SeriousnessCriterion``.
public enum Severity: String, CodeWord {
  /// Noticed, and easy to bear.
  case mild
  /// It disturbed the night or the next day.
  case moderate
  /// The day could not go on as usual.
  case severe
}

/// What makes an event serious: the list of the regulators.
///
/// ICH E2A (1994), section II.B, and 21 CFR 312.32(a), which agree. The law means a medicine; the list is
/// taken over here because it is the one that investigators of harm share.
public enum SeriousnessCriterion: String, CodeWord {
  /// It resulted in death.
  case death
  /// The person was at risk of death at the time.
  case lifeThreatening = "life-threatening"
  /// A stay in hospital, or a longer one.
  case hospitalisation = "hospital"
  /// A lasting or significant disability or incapacity.
  case disability = "lasting-harm"
  /// A congenital anomaly or birth defect.
  case congenitalAnomaly = "birth-defect"
  /// Another important medical event: one that may need treatment to prevent one of the above.
  case medicallyImportant = "medically-important"
}

/// How the person is now: the values of FHIR R4's AdverseEvent.outcome.
public enum Outcome: String, CodeWord {
  /// Recovered.
  case recovered
  /// Getting better.
  case recovering
  /// Not better yet.
  case ongoing
  /// Better, with something that stayed.
  case recoveredWithEffects = "recovered-with-effects"
  /// The person died.
  case fatal
  /// Not known.
  case unknown
}

/// Who tells of it.
public enum ReporterRole: String, CodeWord {
  /// The person who slept.
  case sleeper
  /// A parent, or who has the care of the child.
  case parent
  /// Who shares the bed or the home.
  case partner
  /// A carer.
  case carer
  /// A doctor, nurse or therapist.
  case clinician
  /// Somebody else.
  case other
  /// Not said.
  case unstated
}

extension AgeGroup: CodeWord {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .adult:
      Localized(en: "an adult (18 or over)", es: "una persona adulta (18 o más)", de: "erwachsen (ab 18)")
    case .teen:
      Localized(en: "a teenager (13 to 17)", es: "adolescente (13 a 17)", de: "jugendlich (13 bis 17)")
    case .child: Localized(en: "a child (3 to 12)", es: "niño o niña (3 a 12)", de: "ein Kind (3 bis 12)")
    case .underThree:
      Localized(en: "a child under 3", es: "menor de 3 años", de: "ein Kind unter 3")
    }
  }

  /// Whether the person is a child: under 18 (UN Convention on the Rights of the Child, article 1).
  ///
  /// Wider than `isYoung`, because a rule that protects children errs on the side of more of them.
  public var isMinor: Bool { self != .adult }
}
