internal import SleepCore

/// What a reporter keeps: proof that the report exists, and how anybody can check it.
///
/// It holds the report and its salt, so it is as private as the report itself.
public struct ReportReceipt: Sendable, Hashable {
  /// The report.
  public let report: IncidentReport
  /// Its salt, 32 bytes.
  public let salt: [UInt8]
  /// The commitment in the public record.
  public let commitment: ReportCommitment
  /// What was halted at once, where anything.
  public let halt: HomeHalt?

  /// Makes the receipt of a report.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - salt: the 32 bytes that it was committed to with.
  /// - Throws: ``IncidentError`` where the salt has another length.
  public init(_ report: IncidentReport, salt: [UInt8]) throws(IncidentError) {
    commitment = try ReportCommitment(report, salt: salt)
    self.report = report
    self.salt = salt
    halt = HomeHalt.decide(report)
  }

  /// The salt as 64 hexadecimal digits.
  public var saltHex: String { Self.hex(salt) }

  static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The line that recomputes the commitment with tools of every Unix, from this page alone.
  public var checkCommand: String {
    // Octal escapes are the only ones that POSIX promises of printf.
    let octal = salt.map { byte in
      "\\" + CalendarDay.padded(Int(byte >> 6) * 100 + Int(byte >> 3 & 7) * 10 + Int(byte & 7), 3)
    }
    let json = report.json.string.replacing("'", with: "'\\''")
    return
      "(printf '\(ReportCommitment.domain.dropLast())\\n\(octal.joined())'; printf %s '\(json)') | sha256sum"
  }

  /// The page as plain text.
  ///
  /// - Parameters:
  ///   - language: the reader's language.
  ///   - proof: the inclusion proof as text (C2SP tlog-proof), which ends the page; `nil` if later.
  /// - Returns: lines of at most some 90 characters, but for the check and the proof.
  public func text(_ language: Language, proof: String? = nil) -> String {
    var lines = [Self.title[language], "", Self.lead[language], ""]
    for (name, value) in ReportSummary.rows(report, language) { lines.append("  \(name): \(value)") }
    lines += ["", "  \(Self.commitmentName[language]): \(commitment.hash)", ""]
    if let halt { lines += [halt.sentence(language), ""] }
    lines += [Self.publicSays[language], "", "  \(commitment.publicPart.string)", ""]
    lines += [Self.keep[language], "", Self.check[language], "", "  \(checkCommand)", ""]
    lines += proof.map { [Self.proofName[language], "", $0] } ?? [Self.proofLater[language]]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same as a page that loads and sends nothing, to be kept or printed.
  ///
  /// - Parameters:
  ///   - language: the reader's language.
  ///   - proof: the inclusion proof as text, or `nil` if later.
  /// - Returns: HTML.
  public func html(_ language: Language, proof: String? = nil) -> String {
    var body = "<main>\n<header>\n<h1>\(PageText.escaped(Self.title[language]))</h1>\n"
    body += "<p class=\"first\">\(PageText.escaped(Self.lead[language]))</p>\n"
    if let halt { body += "<p><b class=\"grave\">\(PageText.escaped(halt.sentence(language)))</b></p>\n" }
    body += "</header>\n<dl class=\"facts\">\n"
    for (name, value) in ReportSummary.rows(report, language) {
      body += "<dt>\(PageText.escaped(name))</dt><dd>\(PageText.escaped(value))</dd>\n"
    }
    body += "<dt>\(PageText.escaped(Self.commitmentName[language]))</dt>"
    body += "<dd><code>\(commitment.hash)</code></dd>\n</dl>\n"
    func block(_ words: Localized, _ code: String?) {
      body += "<p>\(PageText.escaped(words[language]))</p>\n"
      if let code { body += "<pre>\(PageText.escaped(code, lineEnd: "\n"))</pre>\n" }
    }
    block(Self.publicSays, commitment.publicPart.string)
    block(Self.keep, nil)
    block(Self.check, checkCommand)
    block(proof == nil ? Self.proofLater : Self.proofName, proof)
    return PageText.page(
      title: Self.title[language], language: language, style: CaseStyle.text, body: body + "</main>\n")
  }

  private static let title = Localized(
    en: "RECEIPT OF A REPORT", es: "RECIBO DE UN INFORME", de: "BELEG ÜBER EINE MELDUNG")
  private static let lead = Localized(
    en: "Thank you. This is what was received.",
    es: "Gracias. Esto es lo que se recibió.",
    de: "Danke. Das ist angekommen.")
  private static let commitmentName = Localized(en: "commitment", es: "compromiso", de: "Festlegung")
  private static let publicSays = Localized(
    en: "The public record says only this about it:", es: "El registro público solo dice esto:",
    de: "Im öffentlichen Verzeichnis steht davon nur dies:")
  private static let keep = Localized(
    en: "Keep this page to yourself: it holds your report and the secret that opens the commitment.",
    es: "Guarde esta página para usted: contiene su informe y el secreto que abre el compromiso.",
    de: "Behalten Sie diese Seite für sich: Sie enthält Ihre Meldung und das Geheimnis der Festlegung.")
  private static let check = Localized(
    en: "To check it without us: this line, in any Unix shell, prints the commitment again.",
    es: "Para comprobarlo sin nosotros: esta línea, en cualquier terminal Unix, vuelve a dar el compromiso.",
    de: "Prüfen ohne uns: Diese Zeile gibt in jedem Unix-Terminal die Festlegung wieder aus.")
  private static let proofName = Localized(
    en: "The commitment is in the public record, and nobody can take it out again. The proof:",
    es: "El compromiso está en el registro público y nadie puede quitarlo. La prueba:",
    de: "Die Festlegung steht im Verzeichnis, und niemand kann sie herausnehmen. Der Beweis:")
  private static let proofLater = Localized(
    en: "The proof that the commitment is in the public record follows once the record has taken it.",
    es: "La prueba de que el compromiso está en el registro público llegará cuando este lo haya tomado.",
    de: "Der Beweis, dass die Festlegung im Verzeichnis steht, folgt, sobald es sie aufgenommen hat.")
}

/// The fields of a report as a person reads them, in the order in which they are asked.
public enum ReportSummary {
  /// Names and values; what is not known is left out.
  public static func rows(_ report: IncidentReport, _ language: Language) -> [(name: String, value: String)] {
    var bad = [report.severity.label[language]]
    bad += report.criteria.map { $0.label[language] }
    var night = report.night.text
    if let program = report.program { night += ", \(program.title)" }
    var rows = [
      (name(.what, language), report.kind.label[language]),
      (name(.howBad, language), bad.joined(separator: "; ")),
      (name(.who, language), report.age.label[language]), (name(.night, language), night),
    ]
    if report.outcome != .unknown { rows.append((name(.now, language), report.outcome.label[language])) }
    if report.reporter != .unstated {
      rows.append((name(.reporter, language), report.reporter.label[language]))
    }
    if !report.words.isEmpty {
      rows.append((name(.words, language), report.words.replacing("\n", with: " ")))
    }
    return rows.map { (name: $0.0, value: $0.1) }
  }

  private static func name(_ question: QuestionID, _ language: Language) -> String {
    QuestionScript.question(question).short[language]
  }
}
