public import SleepCore

extension IncidentReport {
  /// The report as canonical JSON: what the commitment is to.
  ///
  /// What is not known is left out.
  public var json: CanonicalJSON {
    [
      "format": .text(Self.format), "what": .text(kind.rawValue), "severity": .text(severity.rawValue),
      "criteria": criteria.isEmpty ? nil : .texts(criteria.map(\.rawValue)), "who": .text(age.rawValue),
      "night": .text(night.text), "program": program?.json, "home": .text(home), "pod": pod.map { .text($0) },
      "outcome": .text(outcome.rawValue), "reporter": .text(reporter.rawValue),
      "language": .text(language.rawValue), "words": words.isEmpty ? nil : .text(words),
      "night_record": nightRecord?.json, "received": .text(receivedText),
    ]
  }

  private static let fields: Set<String> = [
    "format", "what", "severity", "criteria", "who", "night", "program", "home", "pod", "outcome", "reporter",
    "language", "words", "night_record", "received",
  ]

  /// Reads a report back; what it gives, written again, is what was read.
  ///
  /// - Parameter json: the value.
  /// - Throws: ``IncidentError`` with the field.
  public init(json: CanonicalJSON) throws(IncidentError) {
    let reader = try FieldReader(json, known: Self.fields)
    guard try reader.text("format") == Self.format else {
      throw .unknownWord(field: "format", word: try reader.text("format"), allowed: [Self.format])
    }
    guard let night = CalendarDay(try reader.text("night")) else {
      throw .field("night", problem: "it is no date", remedy: "Write it as 2026-11-25.")
    }
    guard let received = CalendarDay.unixSeconds(try reader.text("received")) else {
      throw .field("received", problem: "it is no moment in UTC", remedy: "Write it as 2026-11-25T17:03:09Z.")
    }
    guard let language = Language(rawValue: try reader.text("language")) else {
      throw .unknownWord(
        field: "language", word: try reader.text("language"), allowed: Language.allCases.map(\.rawValue))
    }
    var program: ProgramReference?
    if let value = json["program"] { program = try ProgramReference(json: value) }
    var nightRecord: NightCommitment?
    if let value = json["night_record"] { nightRecord = try NightCommitment(json: value) }
    let words = try reader.optionalText("words")
    let criteria = try reader.words("criteria", SeriousnessCriterion.self)
    // One report, one form: an empty text or list would be a second.
    guard words != "", !reader.has("criteria") || !criteria.isEmpty else {
      throw .field(words == "" ? "words" : "criteria", problem: "it is empty", remedy: "Leave it out.")
    }
    let order = SeriousnessCriterion.allCases
    guard criteria == order.filter(criteria.contains) else {
      throw .field(
        "criteria", problem: "they are not in the list's order",
        remedy: "Write them in this order: \(order.map(\.rawValue).joined(separator: ", ")).")
    }
    try self.init(
      kind: reader.word("what", IncidentKind.self), severity: reader.word("severity", Severity.self),
      criteria: criteria, age: reader.word("who", AgeGroup.self), night: night, program: program,
      home: reader.text("home"), pod: reader.optionalText("pod"),
      outcome: reader.word("outcome", Outcome.self), reporter: reader.word("reporter", ReporterRole.self),
      language: language, words: words ?? "", nightRecord: nightRecord, received: received)
  }

  /// Reads the bytes of a report.
  ///
  /// Total: any bytes give a report or an error.
  ///
  /// - Parameter bytes: canonical JSON, at most ``SleepCore/CanonicalJSON/entrySize``.
  /// - Returns: the report.
  /// - Throws: ``IncidentError`` with the byte or the field.
  public static func read(_ bytes: [UInt8]) throws(IncidentError) -> Self {
    let value: CanonicalJSON
    do throws(CanonicalJSONError) { value = try CanonicalJSON.read(bytes) } catch {
      throw .notCanonical(error)
    }
    return try Self(json: value)
  }
}
