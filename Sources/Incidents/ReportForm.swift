/// The printed form: one side of A4, the questions in the order in which they are typed in later, each answer
/// with the number and the code word that the command line takes.
public enum ReportForm {
  /// The form as a page that loads nothing and prints on one side of A4.
  ///
  /// - Parameters:
  ///   - language: the language of the form.
  ///   - home: the home's pseudonym, printed so that nobody has to write it; an empty line where `nil`.
  ///   - programs: names of programs that this home runs, shown beside the night; eight at most.
  /// - Returns: HTML.
  public static func html(_ language: Language, home: String? = nil, programs: [String] = []) -> String {
    var body =
      "<main>\n<header><h1>\(escaped(title, language))</h1>\n<p>\(escaped(lead, language))</p></header>\n"
    for (i, question) in QuestionScript.questions.enumerated() {
      body += section(question, number: i + 1, language, programs: programs)
    }
    let place = home.map { "<code>\(PageText.escaped($0))</code>" } ?? "<i class=\"line\"></i>"
    body += "<footer><span>\(escaped(homeName, language)) \(place)</span>"
    body += "<span>\(escaped(typedName, language)) <i class=\"line\"></i></span>"
    body += "<span>\(escaped(receiptName, language)) <i class=\"line\"></i></span></footer>\n"
    body += "<p class=\"urgent\">\(escaped(urgent, language))</p>\n</main>\n"
    return PageText.page(title: title[language], language: language, style: style, body: body)
  }

  private static func escaped(_ text: Localized, _ language: Language) -> String {
    PageText.escaped(text[language])
  }

  private static func section(
    _ question: Question, number: Int, _ language: Language, programs: [String]
  ) -> String {
    let mark = question.isRequired ? " <b>\(escaped(needed, language))</b>" : ""
    var out = "<section><code>\(question.id.rawValue)</code>\n<h2><span>\(number)</span> "
    out += "\(escaped(question.title, language))\(mark)</h2>\n"
    out += "<p>\(escaped(question.help, language))</p>\n"
    switch question.form {
    case .one, .several:
      out += "<ol>\n"
      for (i, choice) in question.choices.enumerated() {
        // The line between how strong and how serious.
        let rule = question.form == .several && i == Severity.allCases.count ? " class=\"apart\"" : ""
        let label = "\(i + 1) \(escaped(choice.label, language))"
        out += "<li\(rule)><i></i><span>\(label) <code>\(choice.code)</code></span></li>\n"
      }
      out += "</ol>\n"
    case .night:
      out += "<p class=\"write\">\(escaped(dateName, language)) <i class=\"date\"></i> "
      out += "\(escaped(programName, language)) <i class=\"line\"></i></p>\n"
      let names = programs.prefix(8).map { "<code>\(PageText.escaped($0))</code>" }
      if !names.isEmpty { out += "<p>\(names.joined(separator: " "))</p>\n" }
    case .text: out += String(repeating: "<i class=\"rule\"></i>\n", count: 4)
    }
    return out + "</section>\n"
  }

  private static let title = Localized(
    en: "Something happened in the night", es: "Pasó algo durante la noche",
    de: "In der Nacht ist etwas geschehen")
  private static let lead = Localized(
    en:
      "Three questions are enough. Tick with any pen; it is typed in later with the words beside the boxes.",
    es:
      "Bastan tres preguntas. Marque con bolígrafo; después se teclean las palabras junto a las casillas.",
    de: "Drei Fragen genügen. Kreuzen Sie an; später werden die Wörter neben den Kästchen eingegeben.")
  static let needed = Localized(en: "needed", es: "necesaria", de: "nötig")
  static let dateName = Localized(en: "Evening of", es: "Noche del", de: "Abend des")
  static let programName = Localized(en: "Program", es: "Programa", de: "Programm")
  private static let homeName = Localized(en: "Home", es: "Hogar", de: "Haushalt")
  private static let typedName = Localized(en: "Typed in on", es: "Tecleado el", de: "Eingegeben am")
  private static let receiptName = Localized(
    en: "First 12 of the commitment", es: "Primeros 12 del compromiso", de: "Erste 12 der Festlegung")
  static let urgent = Localized(
    en: "If somebody is in danger now, call the emergency number first. This form can wait.",
    es: "Si alguien está en peligro ahora, llame primero a emergencias. Este formulario puede esperar.",
    de: "Ist jetzt jemand in Gefahr, rufen Sie zuerst den Notruf. Dieses Blatt kann warten.")

  private static let style = """
    @page { size: A4; margin: 11mm 14mm; }
    * { box-sizing: border-box; margin: 0; padding: 0; }
    body { background: #fff; color: #111; font: 9.4pt/1.3 system-ui, sans-serif; }
    main { width: 182mm; max-width: 100%; margin: 0 auto; }
    h1 { font-size: 17pt; line-height: 1.2; }
    header p { font-size: 10.5pt; margin-bottom: 2mm; }
    section { border-top: .3mm solid #111; padding: 1.5mm 0 1.8mm; break-inside: avoid; }
    h2 { font-size: 11pt; display: inline; }
    h2 span { display: inline-block; min-width: 5mm; }
    h2 b { font-size: 8.5pt; font-weight: 600; border: .25mm solid #111; border-radius: 1mm; padding: 0 1mm; }
    section > code { float: right; }
    section > p { color: #333; margin: 0 0 .6mm 5mm; font-size: 9pt; }
    section > h2 + p { display: inline; margin: 0 0 0 2mm; }
    code { font: 8.4pt ui-monospace, "DejaVu Sans Mono", monospace; color: #333; white-space: nowrap; }
    ol { list-style: none; columns: 2; column-gap: 6mm; margin: .8mm 0 0 5mm; }
    li { display: flex; gap: 2mm; align-items: baseline; break-inside: avoid; padding: .3mm 0; }
    li.apart { break-before: column; }
    li i { flex: none; width: 3.3mm; height: 3.3mm; border: .3mm solid #111; position: relative; top: .6mm; }
    .write { display: flex; gap: 2mm; align-items: baseline; margin: 2mm 0 1mm 5mm; color: #111; }
    .line { display: inline-block; flex: 1; min-width: 24mm; border-bottom: .3mm solid #111; height: 4mm; }
    .date { display: inline-block; width: 42mm; border-bottom: .3mm solid #111; height: 4mm; }
    .rule { display: block; height: 6.5mm; margin-left: 5mm; border-bottom: .2mm solid #888; }
    footer { display: flex; gap: 4mm; border-top: .3mm solid #111; padding-top: 2mm; }
    footer span { display: flex; gap: 1.5mm; align-items: baseline; flex: 1 1 auto; white-space: nowrap; }
    .urgent { margin-top: 2mm; font-weight: 600; }
    @media screen { body { padding: 8mm; } }
    @media screen and (max-width: 600px) { ol { columns: 1; } footer { flex-wrap: wrap; } }
    """
}
