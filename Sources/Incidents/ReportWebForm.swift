internal import SleepCore

/// The questions as a page with a form, for a server on loopback: no script, three questions first, the rest
/// below.
public enum ReportWebForm {
  /// The page.
  ///
  /// It is sent as `application/x-www-form-urlencoded` with the questions' codes as names; ``FormBody`` and
  /// ``ReportAnswers/init(form:language:)`` read it back.
  ///
  /// - Parameters:
  ///   - language: the language of the questions.
  ///   - action: the path that the form is posted to.
  ///   - hidden: names and values that come back unchanged, such as a token of the server's.
  ///   - programs: names of programs that this home runs.
  ///   - lastNight: the date that the night is filled in with, if any.
  ///   - given: what was sent before, so that nothing has to be typed twice.
  ///   - problem: what was wrong with it.
  /// - Returns: HTML.
  public static func html(
    _ language: Language, action: String, hidden: [(name: String, value: String)] = [],
    programs: [String] = [],
    lastNight: CalendarDay? = nil, given: FormBody = FormBody(), problem: IncidentError? = nil
  ) -> String {
    var body = "<main>\n<h1>\(text(title, language))</h1>\n<p>\(text(lead, language))</p>\n"
    if let problem {
      body += "<p class=\"problem\" role=\"alert\"><b>\(text(again, language))</b> "
      body += "<span lang=\"en\">\(PageText.escaped(problem.description))</span></p>\n"
    }
    body += "<form method=\"post\" action=\"\(PageText.escaped(action))\">\n"
    for (name, value) in hidden + [("lang", language.rawValue)] {
      body +=
        "<input type=\"hidden\" name=\"\(PageText.escaped(name))\" value=\"\(PageText.escaped(value))\">\n"
    }
    let questions = QuestionScript.questions
    body += questions.filter(\.isRequired).map { field($0, language, programs, lastNight, given) }.joined()
    // What was answered before must be seen again.
    let isOpen = questions.contains { !$0.isRequired && !given.values($0.id.rawValue).joined().isEmpty }
    body += "<details\(isOpen ? " open" : "")><summary>\(text(more, language))</summary>\n"
    body += questions.filter { !$0.isRequired }.map { field($0, language, programs, lastNight, given) }
      .joined()
    body += "</details>\n<p><button type=\"submit\">\(text(send, language))</button></p>\n</form>\n"
    body += "<p class=\"urgent\">\(text(ReportForm.urgent, language))</p>\n</main>\n"
    return PageText.page(
      title: title[language], language: language, style: CaseStyle.text + style, body: body, isForm: true)
  }

  private static func text(_ text: Localized, _ language: Language) -> String {
    PageText.escaped(text[language])
  }

  private static func field(
    _ question: Question, _ language: Language, _ programs: [String], _ lastNight: CalendarDay?,
    _ given: FormBody
  ) -> String {
    let id = question.id.rawValue
    let values = given.values(id)
    let mark = question.isRequired ? " <b class=\"mark\">\(text(ReportForm.needed, language))</b>" : ""
    var out = "<fieldset>\n<legend>\(text(question.title, language))\(mark)</legend>\n"
    out += "<p class=\"note\">\(text(question.help, language))</p>\n"
    switch question.form {
    case .one, .several:
      for (i, choice) in question.choices.enumerated() {
        // Of how bad, the first three exclude one another and the others do not, so none is asked for by the
        // browser.
        let isOne = question.form == .one
        let type = isOne ? "radio" : "checkbox"
        let checked = values.contains(choice.code) ? " checked" : ""
        let required = isOne && question.isRequired ? " required" : ""
        if question.form == .several, i == Severity.allCases.count { out += "<hr>\n" }
        out += "<label><input type=\"\(type)\" name=\"\(id)\" value=\"\(choice.code)\"\(checked)\(required)> "
        out += "\(text(choice.label, language))</label>\n"
      }
    case .night:
      let date = values.first { CalendarDay($0) != nil } ?? lastNight?.text ?? ""
      let program = values.first { CalendarDay($0) == nil } ?? ""
      out += "<label>\(text(ReportForm.dateName, language)) "
      out += "<input type=\"date\" name=\"\(id)\" value=\"\(PageText.escaped(date))\"></label>\n"
      out += "<label>\(text(ReportForm.programName, language)) "
      out +=
        "<input name=\"\(id)\" list=\"programs\" maxlength=\"64\" value=\"\(PageText.escaped(program))\">"
      out += "</label>\n<datalist id=\"programs\">"
      out += programs.map { "<option value=\"\(PageText.escaped($0))\">" }.joined() + "</datalist>\n"
    case .text:
      // 1300 units of UTF-16 are at most 3900 bytes of UTF-8.
      let label = text(question.title, language)
      out += "<textarea name=\"\(id)\" rows=\"4\" maxlength=\"1300\" aria-label=\"\(label)\">"
      out += PageText.escaped(values.joined(separator: "\n"), lineEnd: "\n") + "</textarea>\n"
    }
    return out + "</fieldset>\n"
  }

  private static let title = Localized(
    en: "Report what happened in the night", es: "Informar de lo que pasó en la noche",
    de: "Melden, was in der Nacht geschah")
  private static let lead = Localized(
    en: "Three questions are enough.", es: "Bastan tres preguntas.", de: "Drei Fragen genügen.")
  private static let more = Localized(
    en: "More, if you like", es: "Más, si quiere", de: "Mehr, wenn Sie möchten")
  private static let send = Localized(en: "Send the report", es: "Enviar el informe", de: "Meldung absenden")
  private static let again = Localized(
    en: "This could not be taken yet.", es: "Todavía no se pudo aceptar.", de: "Das ging noch nicht.")

  private static let style = """

    main { max-width: 640px; }
    h1 { font-size: 1.5rem; color: var(--ink); }
    fieldset { border: 1px solid var(--line); border-radius: 8px; background: var(--panel);
      margin: 14px 0; padding: 8px 14px 12px; }
    legend { font-weight: 600; font-size: 1.08rem; padding: 0 4px; }
    fieldset .note { margin: 0 0 6px; }
    label { display: flex; gap: 10px; align-items: center; min-height: 44px; }
    input[type=radio], input[type=checkbox] { width: 20px; height: 20px; flex: none;
      accent-color: var(--accent); }
    input:not([type=radio]):not([type=checkbox]), textarea { font: inherit; color: inherit;
      background: var(--page); border: 1px solid var(--soft); border-radius: 6px; padding: 8px;
      flex: 1; min-width: 0; }
    textarea { width: 100%; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 6px 0; }
    summary { cursor: pointer; min-height: 44px; padding: 10px 0; font-weight: 600; }
    button { font: inherit; font-weight: 600; min-height: 48px; padding: 8px 26px; border: 0;
      border-radius: 8px; background: var(--ink); color: var(--page); cursor: pointer; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
    .problem { border: 1px solid var(--grave); border-radius: 8px; padding: 10px 14px;
      background: var(--panel); }
    .urgent { font-weight: 600; }
    """
}
