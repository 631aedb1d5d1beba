internal import SleepCore

/// The answers to ``QuestionScript`` as a person types, ticks or writes them, and the report that they make.
public struct ReportAnswers: Sendable, Hashable {
  private var kind: IncidentKind?
  private var severity: Severity?
  private var criteria: [SeriousnessCriterion] = []
  private var age: AgeGroup?
  private var night: CalendarDay?
  private var programName: String?
  private var outcome = Outcome.unknown
  private var reporter = ReporterRole.unstated
  private var words = ""
  /// The language in which is asked and answered.
  public let language: Language

  /// Starts with no answer.
  public init(language: Language) { self.language = language }

  /// The questions that still need an answer, in their order.
  public var missing: [QuestionID] {
    [kind == nil ? .what : nil, severity == nil ? .howBad : nil, age == nil ? .who : nil].compactMap(\.self)
  }

  /// Takes one answer.
  ///
  /// A choice is answered by its number, its code word or what a person reads, in any case of letters;
  /// several are parted by commas or blanks. An empty answer to a question that needs none leaves it open.
  ///
  /// - Parameters:
  ///   - typed: the answer.
  ///   - id: the question.
  /// - Throws: ``IncidentError`` with the question and what may be answered.
  public mutating func answer(_ typed: String, to id: QuestionID) throws(IncidentError) {
    let question = QuestionScript.question(id)
    let text = Self.trimmed(typed)
    if text.isEmpty {
      if question.isRequired { throw .missing(field: id.rawValue) }
      return clear(id)
    }
    switch id {
    case .what: kind = try FieldReader.word(choice(text, of: question), field: id.rawValue)
    case .howBad: try answerHowBad(text, question)
    case .who: age = try FieldReader.word(choice(text, of: question), field: id.rawValue)
    case .night: try answerNight(text)
    case .now:
      outcome = try FieldReader.word(choice(text, of: question), field: id.rawValue)
    case .reporter: reporter = try FieldReader.word(choice(text, of: question), field: id.rawValue)
    case .words:
      try IncidentReport.check(words: text)
      words = text
    }
  }

  /// The report of these answers.
  ///
  /// That a person died is taken from either answer that says so. Without a night it is last night's, and
  /// without a program, the one that `program` knows for the night, if any.
  ///
  /// - Parameters:
  ///   - home: the home's pseudonym.
  ///   - pod: the pod's pseudonym.
  ///   - received: seconds since 1970 (UTC).
  ///   - today: the date where the home is, by its own clock.
  ///   - program: what the home's records know of a night and the name that was answered, if any.
  ///   - nightRecord: the commitment to the record of a night, if there is one.
  /// - Returns: the report.
  /// - Throws: ``IncidentError`` with the question that still needs an answer, or the field.
  public func report(
    home: String, pod: String? = nil, received: Int, today: CalendarDay,
    program: (CalendarDay, String?) -> ProgramReference? = { _, _ in nil },
    nightRecord: (CalendarDay) -> NightCommitment? = { _ in nil }
  ) throws(IncidentError) -> IncidentReport {
    guard let kind else { throw .missing(field: QuestionID.what.rawValue) }
    guard let severity else { throw .missing(field: QuestionID.howBad.rawValue) }
    guard let age else { throw .missing(field: QuestionID.who.rawValue) }
    let night = night ?? CalendarDay(number: today.number - 1)
    let died = outcome == .fatal || criteria.contains(.death)
    var ran = program(night, programName)
    if ran == nil, let programName { ran = try ProgramReference(name: programName) }
    return try IncidentReport(
      kind: kind, severity: severity, criteria: died ? criteria + [.death] : criteria, age: age, night: night,
      program: ran, home: home, pod: pod, outcome: died ? .fatal : outcome, reporter: reporter,
      language: language, words: words, nightRecord: nightRecord(night), received: received)
  }

  private mutating func clear(_ id: QuestionID) {
    switch id {
    case .night: (night, programName) = (nil, nil)
    case .now: outcome = .unknown
    case .reporter: reporter = .unstated
    case .words: words = ""
    case .what, .howBad, .who: break
    }
  }

  private mutating func answerHowBad(_ text: String, _ question: Question) throws(IncidentError) {
    var codes: [String] = []
    if let whole = try? choice(text, of: question) {
      codes = [whole]
    } else {
      for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isWhitespace }) {
        codes.append(try choice(String(part), of: question))
      }
    }
    let severities = codes.compactMap(Severity.init(rawValue:))
    guard Set(severities).count <= 1 else {
      throw .field(
        QuestionID.howBad.rawValue, problem: "«\(text)» says two strengths",
        remedy: "Choose one of mild, moderate and severe.")
    }
    criteria = SeriousnessCriterion.allCases.filter { codes.contains($0.rawValue) }
    // Who names only that it was serious has not to be asked again.
    severity = severities.first ?? .severe
  }

  private mutating func answerNight(_ text: String) throws(IncidentError) {
    var (date, name): (CalendarDay?, String?) = (nil, nil)
    for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      if let day = CalendarDay(String(part)), date == nil {
        date = day
      } else if name == nil, part.first?.isNumber != true {
        name = String(part)
      } else {
        throw .field(
          QuestionID.night.rawValue, problem: "«\(part)» is neither a date nor a program's name",
          remedy: "Write the date as 2026-11-24, then the name, such as rain-to-dawn.")
      }
    }
    if let name { try FieldForm.line(name, field: QuestionID.night.rawValue, limit: 64) }
    (night, programName) = (date, name)
  }

  private func choice(_ text: String, of question: Question) throws(IncidentError) -> String {
    let wanted = text.lowercased()
    if let number = Int(text), question.choices.indices.contains(number - 1) {
      return question.choices[number - 1].code
    }
    for choice in question.choices
    where choice.code == wanted
      || Language.allCases.contains(where: { choice.label[$0].lowercased() == wanted })
    {
      return choice.code
    }
    throw .unknownWord(field: question.id.rawValue, word: text, allowed: question.choices.map(\.code))
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest).replacing("\r\n", with: "\n")
  }
}
