extension IncidentKind {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .nightmares: Localized(en: "nightmares", es: "pesadillas", de: "Albträume")
    case .dreamRealityConfusion:
      Localized(
        en: "dreams bleeding into waking", es: "sueños que se mezclan con la vigilia",
        de: "Träume, die in den Tag hineinreichen")
    case .sleepwalking: Localized(en: "sleepwalking", es: "sonambulismo", de: "Schlafwandeln")
    case .bedExit:
      Localized(
        en: "a fall from bed, or leaving it asleep", es: "caída de la cama o salida de ella",
        de: "aus dem Bett gefallen oder gestiegen")
    case .distress:
      Localized(
        en: "fear, panic, crying, low mood", es: "miedo, pánico, llanto, tristeza",
        de: "Angst, Panik, Weinen, gedrückte Stimmung")
    case .skin: Localized(en: "skin", es: "piel", de: "Haut")
    case .breathing: Localized(en: "breathing", es: "respiración", de: "Atmung")
    case .hearing:
      Localized(
        en: "hearing, ringing in the ears", es: "audición, zumbido en los oídos", de: "Hören, Ohrgeräusche")
    case .seizure: Localized(en: "a seizure", es: "una convulsión", de: "ein Krampfanfall")
    case .other: Localized(en: "something else", es: "otra cosa", de: "etwas anderes")
    }
  }
}

extension Severity {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .mild:
      Localized(
        en: "mild: noticed, easy to bear", es: "leve: se notó, fácil de llevar",
        de: "leicht: bemerkt, gut zu ertragen")
    case .moderate:
      Localized(
        en: "moderate: it disturbed the night or the next day",
        es: "moderado: alteró la noche o el día siguiente",
        de: "mittel: es störte die Nacht oder den nächsten Tag")
    case .severe:
      Localized(
        en: "severe: the day could not go on as usual", es: "grave: el día no pudo seguir como siempre",
        de: "schwer: der Tag ging nicht weiter wie sonst")
    }
  }
}

extension SeriousnessCriterion {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .death: Localized(en: "the person died", es: "la persona murió", de: "die Person ist gestorben")
    case .lifeThreatening:
      Localized(en: "life was in danger", es: "hubo peligro de muerte", de: "es bestand Lebensgefahr")
    case .hospitalisation:
      Localized(
        en: "a stay in hospital, or a longer one", es: "ingreso en el hospital, o uno más largo",
        de: "ein Aufenthalt im Krankenhaus, oder ein längerer")
    case .disability:
      Localized(
        en: "lasting harm or disability", es: "daño duradero o discapacidad",
        de: "bleibender Schaden oder Behinderung")
    case .congenitalAnomaly:
      Localized(
        en: "a baby born with an anomaly", es: "un bebé nacido con una anomalía",
        de: "ein Kind mit angeborener Fehlbildung")
    case .medicallyImportant:
      Localized(
        en: "urgent treatment was needed, or serious in another way",
        es: "hizo falta tratamiento urgente, o fue serio de otro modo",
        de: "dringende Behandlung war nötig, oder auf andere Weise ernst")
    }
  }
}

extension Outcome {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .recovered: Localized(en: "well again", es: "bien otra vez", de: "wieder gut")
    case .recovering: Localized(en: "getting better", es: "mejorando", de: "auf dem Weg der Besserung")
    case .ongoing: Localized(en: "not better yet", es: "sin mejoría todavía", de: "noch nicht besser")
    case .recoveredWithEffects:
      Localized(
        en: "better, but something has stayed", es: "mejor, pero algo ha quedado",
        de: "besser, aber etwas ist geblieben")
    case .fatal: Localized(en: "the person died", es: "la persona murió", de: "die Person ist gestorben")
    case .unknown: Localized(en: "not known", es: "no se sabe", de: "nicht bekannt")
    }
  }
}

extension ReporterRole {
  /// What a person reads.
  public var label: Localized {
    switch self {
    case .sleeper:
      Localized(en: "the person who slept", es: "la persona que dormía", de: "die Person, die schlief")
    case .parent: Localized(en: "a parent", es: "madre o padre", de: "Mutter oder Vater")
    case .partner:
      Localized(
        en: "someone of the same home", es: "alguien del mismo hogar", de: "jemand aus demselben Haushalt")
    case .carer: Localized(en: "a carer", es: "persona cuidadora", de: "eine Pflegeperson")
    case .clinician:
      Localized(
        en: "a doctor, nurse or therapist", es: "personal médico, de enfermería o terapeuta",
        de: "Arzt, Ärztin, Pflege oder Therapie")
    case .other: Localized(en: "somebody else", es: "otra persona", de: "jemand anderes")
    case .unstated: Localized(en: "not said", es: "sin decir", de: "nicht gesagt")
    }
  }
}
