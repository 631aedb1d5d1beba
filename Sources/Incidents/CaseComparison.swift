internal import SleepCore

/// Cases side by side, field by field, with what differs marked.
public struct CaseComparison: Sendable, Hashable {
  /// One field of all cases.
  public struct Row: Sendable, Hashable {
    /// The field.
    public let field: String
    /// Its value in each case, in the cases' order; `–` where there is none.
    public let values: [String]
    /// Whether they are not all the same.
    public let isDifferent: Bool
  }

  /// The short ids of the cases, in their order.
  public let cases: [String]
  /// The fields.
  public let rows: [Row]

  /// Lays cases side by side.
  ///
  /// - Parameters:
  ///   - cases: the cases, in the order of the columns.
  ///   - vocabulary: for the names of terms.
  public init(_ cases: [IncidentCase], vocabulary: Vocabulary? = nil) {
    self.cases = cases.map(\.shortID)
    func row(_ field: String, _ value: (IncidentCase) -> String?) -> Row {
      let values = cases.map { value($0) ?? "–" }
      return Row(field: field, values: values, isDifferent: Set(values.map { Array($0.utf8) }).count > 1)
    }
    rows = [
      row("what", \.report.kind.rawValue), row("severity", \.report.severity.rawValue),
      row("serious now", { $0.isSerious ? $0.criteria.map(\.rawValue).joined(separator: ", ") : "no" }),
      row("who", \.report.age.rawValue), row("night", \.report.night.text),
      row("program", { $0.report.program?.title }), row("program sha256", { $0.report.program?.sha256 }),
      row("home", \.report.home), row("pod", \.report.pod), row("outcome", \.outcome.rawValue),
      row("reporter", \.report.reporter.rawValue),
      row(
        "term",
        { found in
          found.codings.last.map { coding in
            [coding.term, vocabulary?.term(coding.term)?.name.en].compactMap(\.self).joined(separator: " ")
          }
        }),
      row("night record", { $0.report.nightRecord.map { "\($0.eventsHead) (\($0.lines) lines)" } }),
      row("received", \.report.receivedText), row("state", { $0.isClosed ? "closed" : "open" }),
      row("words", { $0.report.words.isEmpty ? nil : $0.report.words }),
    ]
  }

  /// As text: columns as wide as they must be up to 36 characters, `*` before a field that differs.
  public var text: String {
    let table = [Row(field: "case", values: cases, isDifferent: false)] + rows
    let widths = (0..<cases.count).map { i in table.map { min(Self.width, $0.values[i].count) }.max() ?? 0 }
    let first = table.map(\.field.count).max() ?? 0
    return table.map { row in
      var line = (row.isDifferent ? "* " : "  ") + Self.padded(row.field, first)
      for (i, value) in row.values.enumerated() {
        let short = value.count > Self.width ? value.prefix(Self.width - 1) + "…" : value
        line += "  " + Self.padded(short.replacing("\n", with: " "), widths[i])
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }
    .joined()
  }

  private static let width = 36

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// As an HTML table; a row that differs has the class `differs` and a mark that is read aloud.
  public var html: String {
    var out = "<div class=\"scroll\"><table class=\"compare\">\n<thead><tr><th scope=\"col\">Field</th>"
    out +=
      cases.map { "<th scope=\"col\"><code>\(PageText.escaped($0))</code></th>" }.joined()
      + "</tr></thead>\n<tbody>\n"
    for row in rows {
      out += row.isDifferent ? "<tr class=\"differs\">" : "<tr>"
      out +=
        "<th scope=\"row\">\(PageText.escaped(row.field))\(row.isDifferent ? " <i>differs</i>" : "")</th>"
      out += row.values.map { "<td>\(PageText.escaped($0))</td>" }.joined() + "</tr>\n"
    }
    return out + "</tbody></table></div>\n"
  }
}
