internal import Consent
internal import SleepCore

/// What the family's pages say about people.
enum FamilyWords {
  // MARK: Words of the house

  /// An age group.
  static func age(_ group: AgeGroup?) -> Phrase {
    switch group {
    case .adult: Phrase("adult (18 and over)", es: "edad adulta (18 o más)", de: "erwachsen (ab 18)")
    case .teen: Phrase("teenager (13 to 17)", es: "adolescencia (de 13 a 17)", de: "jugendlich (13 bis 17)")
    case .child: Phrase("child (3 to 12)", es: "infancia (de 3 a 12)", de: "Kind (3 bis 12)")
    case .underThree: Phrase("under three", es: "menos de tres años", de: "unter drei")
    case nil: Phrase("age not known", es: "edad desconocida", de: "Alter nicht bekannt")
    }
  }

  /// A role.
  static func role(_ role: Role) -> Phrase {
    switch role {
    case .sleeper: Phrase("sleeps here", es: "duerme aquí", de: "schläft hier")
    case .guardian:
      Phrase("answers for others", es: "responde por otras personas", de: "ist für andere verantwortlich")
    case .engineer: Phrase("sleep engineer", es: "ingeniería del sueño", de: "Schlafingenieur/in")
    case .guest: Phrase("guest", es: "visita", de: "Gast")
    }
  }

  /// What a sleeper must be spared, and what no program may then do.
  static func sensitivity(_ one: Sensitivity) -> (name: Phrase, forbids: Phrase) {
    switch one {
    case .epilepsy:
      (
        Phrase(
          "Epilepsy, or seizures in the family", es: "Epilepsia, o convulsiones en la familia",
          de: "Epilepsie, oder Anfälle in der Familie"), noFlashes
      )
    case .photosensitivity:
      (
        Phrase(
          "Flickering light is hard to bear", es: "La luz que parpadea se tolera mal",
          de: "Flackerndes Licht ist schwer zu ertragen"), noFlashes
      )
    case .migraine: (Phrase("Migraine", es: "Migraña", de: "Migräne"), noFlashes)
    case .tinnitus: (Phrase("Tinnitus", es: "Acúfenos", de: "Tinnitus"), nothingForbidden)
    case .hyperacusis:
      (
        Phrase(
          "Everyday sounds are painful", es: "Los sonidos cotidianos duelen",
          de: "Alltägliche Geräusche schmerzen"),
        nothingForbidden
      )
    case .scent:
      (
        Phrase(
          "Scents bring on asthma or an allergy", es: "Los aromas provocan asma o alergia",
          de: "Düfte lösen Asthma oder eine Allergie aus"),
        Phrase("No scent.", es: "Ningún aroma.", de: "Kein Duft.")
      )
    case .warmth:
      (
        Phrase(
          "Numb or easily burnt skin, or no way to say that it is too warm",
          es: "Piel insensible o delicada, o sin manera de decir que hace demasiado calor",
          de: "Taube oder empfindliche Haut, oder keine Möglichkeit zu sagen, dass es zu warm ist"),
        Phrase("No warmth at the skin.", es: "Ningún calor en la piel.", de: "Keine Wärme an der Haut.")
      )
    case .voices:
      (
        Phrase(
          "Voices in the night are a burden", es: "Las voces de noche son una carga",
          de: "Stimmen in der Nacht sind eine Last"),
        Phrase("No spoken words.", es: "Ninguna palabra hablada.", de: "Keine gesprochenen Worte.")
      )
    }
  }

  private static let noFlashes = Phrase(
    "No flashes of light.", es: "Ningún destello de luz.", de: "Keine Lichtblitze.")
  private static let nothingForbidden = Phrase(
    "Forbids nothing by itself; programs see it.", es: "No prohíbe nada por sí solo; los programas lo ven.",
    de: "Verbietet von sich aus nichts; Programme sehen es.")

  // MARK: Everyone

  static let everyone = Phrase(
    "The people of this house", es: "Las personas de esta casa", de: "Die Menschen in diesem Haus")
  static let howMany = CountedPhrase(
    one: Phrase(
      "%1 person lives or visits here.", es: "%1 persona vive o está de visita aquí.",
      de: "%1 Person lebt hier oder ist zu Besuch."),
    other: Phrase(
      "%1 people live or visit here.", es: "%1 personas viven o están de visita aquí.",
      de: "%1 Menschen leben hier oder sind zu Besuch."))
  static let unnamed = Phrase("Someone without a name", es: "Alguien sin nombre", de: "Jemand ohne Namen")
  static let answersFor = Phrase(
    "%1 answers for this person.", es: "%1 responde por esta persona.",
    de: "%1 ist für diese Person verantwortlich.")
  static let noGuardian = Phrase(
    "No guardian yet: nothing can run for this person.",
    es: "Aún nadie responde por esta persona: nada puede funcionar para ella.",
    de: "Noch niemand verantwortlich: Für diese Person kann nichts laufen.")
  static let noAge = Phrase(
    "Nobody said how old this person is: nothing can run for them.",
    es: "Nadie ha dicho qué edad tiene esta persona: nada puede funcionar para ella.",
    de: "Niemand hat gesagt, wie alt diese Person ist: Für sie kann nichts laufen.")
  static let thatIsYou = Phrase("This is you.", es: "Es usted.", de: "Das sind Sie.")
  static let and = Phrase("and", es: "y", de: "und")

  // MARK: Someone new

  static let addSomeone = Phrase("Take someone in", es: "Añadir a alguien", de: "Jemanden aufnehmen")
  static let name = Phrase("Name", es: "Nombre", de: "Name")
  static let nameHint = Phrase(
    "What this person is called at home.", es: "Cómo se llama en casa.",
    de: "Wie diese Person zu Hause heißt.")
  static let roles = Phrase(
    "What this person is here", es: "Qué es esta persona aquí", de: "Was diese Person hier ist")
  static let age = Phrase("Age", es: "Edad", de: "Alter")
  static let notSaid = Phrase("not said", es: "sin decir", de: "nicht gesagt")
  static let born = Phrase("Or the month of birth", es: "O el mes de nacimiento", de: "Oder der Geburtsmonat")
  static let bornHint = Phrase(
    "As 2019-04. The age group then follows the calendar; nobody is held older than they are.",
    es: "Así: 2019-04. El grupo de edad sigue entonces el calendario; nadie cuenta como mayor de lo que es.",
    de: "So: 2019-04. Die Altersgruppe folgt dann dem Kalender; niemand gilt als älter, als er ist.")
  static let language = Phrase("Language", es: "Idioma", de: "Sprache")
  static let whoAnswers = Phrase(
    "Who answers for this person", es: "Quién responde por esta persona",
    de: "Wer für diese Person verantwortlich ist")
  static let nobody = Phrase("nobody", es: "nadie", de: "niemand")
  static let add = Phrase("Take in", es: "Añadir", de: "Aufnehmen")
  static let guardianAfter = Phrase(
    "Who answers for this person is said on their page.",
    es: "Quién responde por esta persona se dice en su página.",
    de: "Wer verantwortlich ist, steht dann auf der Seite dieser Person.")

  // MARK: Someone's page

  static let firstSentence = Phrase("%1: %2.", es: "%1: %2.", de: "%1: %2.")
  static let profile = Phrase(
    "Name, language, roles", es: "Nombre, idioma, papeles", de: "Name, Sprache, Rollen")
  static let figures = Phrase("Scores and figures", es: "Puntuaciones y cifras", de: "Werte und Zahlen")
  static let figuresShown = Phrase("are shown", es: "se muestran", de: "werden gezeigt")
  static let figuresHidden = Phrase(
    "stay hidden until asked for", es: "quedan ocultas hasta que se pidan",
    de: "bleiben verborgen, bis jemand fragt")
  static let rolesRule = Phrase(
    "The owner gives roles. Anyone can lay down their own.",
    es: "Los papeles los da quien es dueño de la casa. Cada cual puede dejar los suyos.",
    de: "Rollen vergibt, wem das Haus gehört. Ablegen kann jeder die eigenen.")
  static let changeAge = Phrase("Change the age", es: "Cambiar la edad", de: "Alter ändern")
  static let ageRule = Phrase(
    "The age decides which programs may run at all. A change is kept in the house's audit.",
    es: "La edad decide qué programas pueden funcionar. Cada cambio queda en el registro de la casa.",
    de:
      "Das Alter entscheidet, welche Programme überhaupt laufen dürfen. Jede Änderung steht im Protokoll des Hauses."
  )
  static let bornIn = Phrase("Born in %1.", es: "Mes de nacimiento: %1.", de: "Geboren: %1.")
  static let guardians = Phrase(
    "Who answers for %1", es: "Quién responde por %1", de: "Wer für %1 verantwortlich ist")
  static let addGuardian = Phrase(
    "Let this person answer", es: "Que responda esta persona", de: "Verantwortung geben")
  static let endGuardian = Phrase(
    "%1 no longer answers", es: "%1 ya no responde", de: "%1 ist nicht mehr verantwortlich")
  static let guardianRule = Phrase(
    "A guardian is a grown-up with that role. Their consents count only while they answer.",
    es: "Responde una persona adulta con ese papel. Sus consentimientos cuentan solo mientras responda.",
    de:
      "Verantwortlich ist ein erwachsener Mensch mit dieser Rolle. Seine Einwilligungen zählen nur so lange.")
  static let needs = Phrase(
    "Needs and sensitivities", es: "Necesidades y sensibilidades", de: "Bedürfnisse und Empfindlichkeiten")
  static let hopes = Phrase(
    "What this person hopes for", es: "Qué espera esta persona", de: "Was sich diese Person erhofft")
  static let hopesHint = Phrase(
    "In the words of programs, parted by commas, such as %1.",
    es: "Con las palabras de los programas, separadas por comas, como %1.",
    de: "In den Worten der Programme, durch Kommas getrennt, etwa %1.")
  static let spare = Phrase(
    "What this person must be spared", es: "De qué hay que librar a esta persona",
    de: "Was dieser Person erspart bleiben muss")
  static let hearing = Phrase(
    "Hearing: the softest tone that is heard, in dB HL", es: "Oído: el tono más suave que oye, en dB HL",
    de: "Gehör: der leiseste hörbare Ton, in dB HL")
  static let hearingHint = Phrase(
    "From an audiogram, -10 to 120. What was not measured stays empty.",
    es: "De una audiometría, de -10 a 120. Lo que no se midió queda vacío.",
    de: "Aus einem Audiogramm, -10 bis 120. Was nicht gemessen wurde, bleibt leer.")
  static let ear = Phrase("Ear", es: "Oído", de: "Ohr")
  static let leftEar = Phrase("left", es: "izquierdo", de: "links")
  static let rightEar = Phrase("right", es: "derecho", de: "rechts")
  static let hertz = Phrase("%1 ear, %2 Hz", es: "oído %1, %2 Hz", de: "Ohr %1, %2 Hz")
  static let signInAgain = Phrase(
    "Sign in once more to change this", es: "Inicie sesión otra vez para cambiar esto",
    de: "Zum Ändern noch einmal anmelden")
  static let invite = Phrase(
    "Let this person set up how they sign in", es: "Dejar que esta persona prepare su inicio de sesión",
    de: "Diese Person ihre Anmeldung einrichten lassen")

  // MARK: What cannot be

  static let badBirth = Phrase(
    "The month of birth is no month such as 2019-04, or it has not come yet.",
    es: "El mes de nacimiento no es un mes como 2019-04, o aún no ha llegado.",
    de: "Der Geburtsmonat ist kein Monat wie 2019-04, oder er liegt in der Zukunft.")
  static let noName = Phrase("A name is needed.", es: "Hace falta un nombre.", de: "Ein Name wird gebraucht.")
  static let noAgeGiven = Phrase(
    "Choose an age group, or give the month of birth.",
    es: "Elija un grupo de edad, o dé el mes de nacimiento.",
    de: "Bitte eine Altersgruppe wählen oder den Geburtsmonat angeben.")
  static let onlyGuardian = Phrase(
    "Nobody else answers for someone here who is not of age. Let another grown-up answer for them first.",
    es: "Nadie más responde por una persona menor de esta casa. Nombre antes a otra persona adulta.",
    de:
      "Sonst ist niemand für einen minderjährigen Menschen hier verantwortlich. Bitte zuerst jemand anderen benennen."
  )
  static let onlyOwner = Phrase(
    "This person owns the house alone, and an owner is of age. Let somebody else own it first.",
    es:
      "Es la única persona dueña de la casa, y eso exige mayoría de edad. Ceda antes la casa a alguien más.",
    de:
      "Dieser Person gehört das Haus allein, und das geht nur volljährig. Bitte zuerst jemand anderem das Haus geben."
  )
  static let rolesAreTheOwners = Phrase(
    "New roles are given by the owner alone. You can lay down your own.",
    es: "Los papeles nuevos los da solo quien es dueño de la casa. Usted puede dejar los suyos.",
    de: "Neue Rollen vergibt nur, wem das Haus gehört. Die eigenen können Sie ablegen.")
  static let theirsToLeave = Phrase(
    "Only this person can say that they no longer sleep or answer here.",
    es: "Solo esa persona puede decir que ya no duerme o no responde aquí.",
    de: "Nur diese Person selbst kann sagen, dass sie hier nicht mehr schläft oder verantwortlich ist.")
  static let notAGuardian = Phrase(
    "Only a grown-up with the role of a guardian answers for somebody else. Give them the role and their age first.",
    es: "Solo una persona adulta con el papel de responder puede hacerlo. Dele antes el papel y la edad.",
    de:
      "Nur ein erwachsener Mensch mit dieser Rolle kann verantwortlich sein. Bitte zuerst Rolle und Alter angeben."
  )
  static let tooManyNeeds = Phrase(
    "At most 20 needs, each of at most 40 characters.",
    es: "Veinte necesidades como mucho, de hasta 40 caracteres.",
    de: "Höchstens 20 Bedürfnisse mit je höchstens 40 Zeichen.")
}
