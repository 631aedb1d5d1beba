internal import SleepCore

/// The questions, by the code that stands beside each on paper.
public enum QuestionID: String, Sendable, Hashable, CaseIterable {
  /// What happened.
  case what
  /// How bad it was, and whether it was serious.
  case howBad = "how-bad"
  /// The age group.
  case who
  /// Which night, and which program.
  case night
  /// How the person is now.
  case now
  /// Who reports.
  case reporter
  /// In their own words.
  case words
}

/// One question, as the command line, the page and the printed form ask it.
public struct Question: Sendable, Hashable {
  /// What kind of answer is wanted.
  public enum Form: Sendable, Hashable {
    /// One of the choices.
    case one
    /// One or more of the choices.
    case several
    /// A date, a program's name, or both.
    case night
    /// A text of at most so many bytes.
    case text(limit: Int)
  }

  /// An answer that can be chosen.
  public struct Choice: Sendable, Hashable {
    /// The code word that is typed or stored.
    public let code: String
    /// What a person reads.
    public let label: Localized
  }

  /// Its code.
  public let id: QuestionID
  /// A name of one or two words, for tables.
  public let short: Localized
  /// The question.
  public let title: Localized
  /// What helps to answer it.
  public let help: Localized
  /// Whether a report needs it.
  public let isRequired: Bool
  /// The form of the answer.
  public let form: Form
  /// The choices in their order, numbered from 1; empty where the answer is free.
  public let choices: [Choice]
}

/// The one catalogue of questions: seven, of which three need an answer, so that a report takes under a
/// minute.
public enum QuestionScript {
  /// The question of a code.
  public static func question(_ id: QuestionID) -> Question {
    switch id {
    case .what: what
    case .howBad: howBad
    case .who: who
    case .night: night
    case .now: now
    case .reporter: reporter
    case .words: words
    }
  }

  /// All questions in the order in which they are asked.
  public static let questions: [Question] = QuestionID.allCases.map(question)

  private static func choices<Word: CodeWord>(_: Word.Type, without: [Word] = []) -> [Question.Choice] {
    Word.allCases.filter { !without.contains($0) }.map { .init(code: $0.rawValue, label: $0.label) }
  }

  private static let what = Question(
    id: .what, short: Localized(en: "What happened", es: "Qué pasó", de: "Was geschah"),
    title: Localized(en: "What happened?", es: "¿Qué pasó?", de: "Was ist geschehen?"),
    help: Localized(
      en: "The one that fits best; the rest goes into your own words.",
      es: "Lo que mejor encaje; lo demás, con sus propias palabras.",
      de: "Was am besten passt; alles Weitere in eigenen Worten."),
    isRequired: true, form: .one, choices: choices(IncidentKind.self))

  private static let howBad = Question(
    id: .howBad, short: Localized(en: "How bad", es: "Gravedad", de: "Wie schlimm"),
    title: Localized(en: "How bad was it?", es: "¿Cómo de grave fue?", de: "Wie schlimm war es?"),
    help: Localized(
      en: "One of the first three, and every one of the others that is true.",
      es: "Una de las tres primeras, y todas las demás que sean ciertas.",
      de: "Eines der ersten drei, und von den anderen alles, was zutrifft."),
    isRequired: true, form: .several, choices: choices(Severity.self) + choices(SeriousnessCriterion.self))

  private static let who = Question(
    id: .who, short: Localized(en: "Who", es: "Quién", de: "Wer"),
    title: Localized(en: "Who was it?", es: "¿A quién le pasó?", de: "Wem ist es geschehen?"),
    help: Localized(
      en: "Only the age; no name is ever asked.", es: "Solo la edad; nunca se pide un nombre.",
      de: "Nur das Alter; nach einem Namen wird nie gefragt."),
    isRequired: true, form: .one, choices: choices(AgeGroup.self))

  private static let night = Question(
    id: .night, short: Localized(en: "Night", es: "Noche", de: "Nacht"),
    title: Localized(
      en: "Which night, and which program?", es: "¿Qué noche y con qué programa?",
      de: "Welche Nacht, und welches Programm?"),
    help: Localized(
      en:
        "The date of the evening, as 2026-11-24, and the program's name if known. Empty: last night.",
      es:
        "La fecha en que empezó, como 2026-11-24, y el programa si lo sabe. Vacío: la noche pasada.",
      de:
        "Das Datum des Abends, wie 2026-11-24, und das Programm, wenn bekannt. Leer: letzte Nacht."),
    isRequired: false, form: .night, choices: [])

  private static let now = Question(
    id: .now, short: Localized(en: "Now", es: "Ahora", de: "Jetzt"),
    title: Localized(
      en: "How is the person now?", es: "¿Cómo está ahora la persona?", de: "Wie geht es der Person jetzt?"),
    help: Localized(
      en: "You can add to this later.", es: "Podrá añadir algo más tarde.",
      de: "Das lässt sich später ergänzen."),
    isRequired: false, form: .one, choices: choices(Outcome.self))

  private static let reporter = Question(
    id: .reporter, short: Localized(en: "Reported by", es: "Informa", de: "Gemeldet von"),
    title: Localized(en: "Who are you?", es: "¿Quién es usted?", de: "Wer sind Sie?"),
    help: Localized(
      en: "Only what you are to the person.", es: "Solo su relación con la persona.",
      de: "Nur in welchem Verhältnis zur Person."),
    isRequired: false, form: .one, choices: choices(ReporterRole.self, without: [.unstated]))

  private static let words = Question(
    id: .words, short: Localized(en: "In own words", es: "En sus palabras", de: "In eigenen Worten"),
    title: Localized(
      en: "Anything else, in your own words?", es: "¿Algo más, con sus propias palabras?",
      de: "Noch etwas, in eigenen Worten?"),
    help: Localized(
      en: "Stays private. Please write no names.", es: "Queda en privado. Por favor, no escriba nombres.",
      de: "Bleibt privat. Bitte keine Namen."),
    isRequired: false, form: .text(limit: IncidentReport.wordsLimit), choices: [])
}
