internal import SleepCore

/// The page of one case: it stands alone, loads and runs nothing, and prints well.
public enum CasePage {
  /// The page, which holds the private report.
  ///
  /// - Parameters:
  ///   - caseID: the case.
  ///   - file: the journal.
  ///   - vocabulary: for the names of terms.
  /// - Returns: HTML, or `nil` where there is no such case.
  public static func html(_ caseID: String, in file: CaseFile, vocabulary: Vocabulary? = nil) -> String? {
    guard let found = file.cases[caseID] else { return nil }
    var body = "<main>\n" + header(found)
    body += "<section><h2>What is known</h2>\n" + facts(found, vocabulary) + "</section>\n"
    body += "<section><h2>In plain words</h2>\n"
    for paragraph in CaseNarrative.text(found, vocabulary: vocabulary).split(separator: "\n\n") {
      body += "<p>\(PageText.escaped(trimmed(paragraph)))</p>\n"
    }
    body += "</section>\n<section><h2>Timeline</h2>\n"
    body += timeline(CaseTimeline(of: caseID, in: file, vocabulary: vocabulary)) + "</section>\n"
    body += others(found, file, vocabulary) + night(found) + proof(found) + "</main>\n"
    return PageText.page(
      title: "Case \(found.shortID)", language: .en, style: CaseStyle.text, body: body)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : String(text)
  }

  private static func header(_ found: IncidentCase) -> String {
    var marks: [String] = [
      found.isSerious ? "<b class=\"mark grave\">serious</b>" : "<b class=\"mark\">not serious</b>"
    ]
    if found.report.age.isMinor { marks.append("<b class=\"mark grave\">under 18</b>") }
    marks.append("<b class=\"mark\">\(found.isClosed ? "closed" : "open")</b>")
    // A date does not break at the end of a line.
    let night = found.report.night.text
    let first = PageText.escaped(CaseWords.headline(found)).replacing(night, with: "<span>\(night)</span>")
    return """
      <header>
      <h1>Case <code>\(found.shortID)</code></h1>
      <p class="first">\(first)</p>
      <p>\(marks.joined(separator: " "))</p>
      <p class="note">Private: this page holds a person's report. What is public of it stands at its end.</p>
      </header>

      """
  }

  private static func facts(_ found: IncidentCase, _ vocabulary: Vocabulary?) -> String {
    var rows = ReportSummary.rows(found.report, .en).filter {
      $0.name != QuestionScript.question(.now).short.en
    }
    rows.append((QuestionScript.question(.now).short.en, found.outcome.label.en))
    rows.append(("Serious", CaseWords.seriousness(found)))
    for (i, coding) in found.codings.enumerated() {
      let name = vocabulary?.term(coding.term).map { " \($0.name.en)" } ?? ""
      rows.append(
        (i < found.codings.count - 1 ? "Earlier term" : "Term", "\(coding.term)\(name), by \(coding.rule)"))
    }
    rows.append(("Home", found.report.home))
    var out = "<dl class=\"facts\">\n"
    for (name, value) in rows {
      out += "<dt>\(PageText.escaped(name))</dt><dd>\(PageText.escaped(value))</dd>\n"
    }
    return out + "</dl>\n"
  }

  private static func timeline(_ timeline: CaseTimeline) -> String {
    var out = "<ol class=\"time\">\n"
    for row in timeline.rows {
      let when = row.at.dropLast(4).replacing("T", with: " ")
      out += "<li class=\"\(row.act)\"><time datetime=\"\(row.at)\">\(when) UTC</time>"
      out += "<span>\(PageText.escaped(row.what)) <small>\(PageText.escaped(row.by))</small></span></li>\n"
    }
    return out + "</ol>\n"
  }

  private static func others(_ found: IncidentCase, _ file: CaseFile, _ vocabulary: Vocabulary?) -> String {
    var out = ""
    let linked = file.order.filter(found.links.contains).compactMap { file.cases[$0] }
    if !linked.isEmpty {
      out += "<section><h2>Linked as the same event</h2>\n"
      out += CaseComparison([found] + linked, vocabulary: vocabulary).html + "</section>\n"
    }
    let proposed = file.proposedDuplicates(of: found.id).prefix(3)
    if !proposed.isEmpty {
      out += "<section><h2>May be the same event</h2>\n<ul>\n"
      for (id, score) in proposed {
        out += "<li><code>\(id.prefix(12))</code> \(PageText.escaped(score.explanation))</li>\n"
      }
      let cases = [found] + proposed.compactMap { file.cases[$0.caseID] }
      out += "</ul>\n" + CaseComparison(cases, vocabulary: vocabulary).html + "</section>\n"
    }
    return out
  }

  private static func night(_ found: IncidentCase) -> String {
    var out = "<section><h2>The night</h2>\n"
    guard let record = found.sharedNight?.record ?? found.report.nightRecord else {
      return out + "<p>No record of the night is committed to.</p></section>\n"
    }
    out +=
      "<p>Its record has \(record.lines) lines; the last has the hash <code>\(record.eventsHead)</code>: "
    out += "no other record is the one of this night.</p>\n"
    if let shared = found.sharedNight {
      out +=
        "<p>By consent it may be read at <code>\(PageText.escaped(shared.location))</code> and run again "
      out += "exactly as it was with <code>luma replay</code>.</p>\n"
    } else {
      out += "<p>There is no consent to read it.</p>\n"
    }
    return out + "</section>\n"
  }

  private static func proof(_ found: IncidentCase) -> String {
    guard let commitment = try? ReportCommitment(found.report, salt: found.salt) else { return "" }
    return """
      <section><h2>What is public</h2>
      <pre>\(PageText.escaped(commitment.publicPart.string))</pre>
      </section>

      """
  }
}
