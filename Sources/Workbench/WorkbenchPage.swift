internal import ProgramKernel
internal import Programs
internal import SleepCore

/// The workbench's pieces of pages: HTML without a shell, without scripts or styles of their own.
///
/// Whoever shows them serves `Library/Web/workbench.css` and `Library/Web/workbench.js` beside them. Every
/// text that came from anywhere is escaped.
public struct WorkbenchPage: Sendable {
  let words: WorkbenchWords

  /// Prepares fragments in a language.
  public init(words: WorkbenchWords = .of("en")) { self.words = words }

  /// The editor: a form that works without any script.
  ///
  /// Fields: `text`, and whatever is hidden. With the script it also posts itself to `checkAt` 400 ms after
  /// the last key, and puts what comes back, which should be ``verdict(_:text:)``, under itself.
  ///
  /// - Parameters:
  ///   - text: the program as it stands.
  ///   - verdict: what was found of it, if it was looked at.
  ///   - action: where the form goes.
  ///   - checkAt: where the script asks for a verdict; `nil` for no live checking.
  ///   - hidden: names and values of hidden fields, such as a token against forged requests.
  /// - Returns: a form and the section of its verdict.
  public func editor(
    text: String, verdict: DraftVerdict? = nil, action: String, checkAt: String? = nil,
    hidden: [(name: String, value: String)] = []
  ) -> String {
    let live = checkAt.map { " data-check=\"\(HTMLText.escaped($0))\"" } ?? ""
    let fields = hidden.map { field in
      "<input type=\"hidden\" name=\"\(HTMLText.escaped(field.name))\" value=\"\(HTMLText.escaped(field.value))\"/>"
    }
    var isMistaken = false
    if case .mistake = verdict?.finding { isMistaken = true }
    return """
      <form class="wb-editor" id="wb-form" method="post" action="\(HTMLText.escaped(action))"\(live) \
      data-checking="\(HTMLText.escaped(words.checking))" data-unreachable="\(HTMLText.escaped(words.unreachable))" \
      data-caret="\(HTMLText.escaped(words.caret))">
      \(fields.joined())<label for="wb-text">\(HTMLText.escaped(words.program))</label>
      <span class="hint" id="wb-hint">\(HTMLText.escaped(words.editorHint))</span>
      <textarea id="wb-text" name="text" rows="28" wrap="off" spellcheck="false" autocomplete="off" \
      autocapitalize="off" maxlength="\(ProgramDraft.mostBytes)" aria-describedby="wb-hint wb-status" \
      aria-invalid="\(isMistaken)">
      \(Self.inTextArea(text))</textarea>
      <div class="wb-bar"><button type="submit">\(HTMLText.escaped(words.check))</button>
      <output class="wb-caret soft" id="wb-caret"></output></div>
      <p class="wb-status wb-heard" id="wb-status" role="status">\(verdict.map { HTMLText.escaped(status($0)) } ?? "")</p>
      </form>
      <section class="wb-verdict" id="wb-verdict" aria-label="\(HTMLText.escaped(words.verdict))">\
      \(verdict.map { self.verdict($0, text: text) } ?? "")</section>
      """
  }

  /// Text for a text area: escaped, its line ends and tabs kept.
  ///
  /// A parser drops one line end right after the tag, so the form writes one of its own before it.
  static func inTextArea(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false)
          .map { HTMLText.escaped(String($0.filter { $0 != "\r" && $0 != "\r\n" })) }.joined(separator: "\t")
      }
      .joined(separator: "\n")
  }

  /// What a verdict comes to, in one line of plain text.
  public func status(_ verdict: DraftVerdict) -> String {
    switch verdict.finding {
    case .mistake(let error): return words.isMistaken(words.place(error.line, error.column))
    case .program(_, let ages):
      let refused = ages.filter { if case .refused = $0.result { true } else { false } }
      let names = (refused.isEmpty ? ages : refused).map { words.age($0.age.rawValue) }
        .joined(separator: ", ")
      return refused.isEmpty ? words.isProved(names) : words.isRefused(names)
    }
  }

  /// A verdict in full: a mistake with its line, or for every age group the bounds or the night that exceeds
  /// one.
  ///
  /// - Parameters:
  ///   - verdict: what was found.
  ///   - text: the text it was found of, for the line that is shown.
  /// - Returns: the fragment.
  public func verdict(_ verdict: DraftVerdict, text: String) -> String {
    var out = "<p class=\"wb-headline \(verdict.isProved ? "good" : "bad")\" data-status=\"\">"
    out += "<span aria-hidden=\"true\">\(verdict.isProved ? "✓" : "✗")</span> "
    out += "\(HTMLText.escaped(status(verdict)))</p>"
    switch verdict.finding {
    case .mistake(let error): out += mistake(error, text)
    case .program(let program, let ages):
      for one in ages {
        out += "<h3>\(HTMLText.escaped(words.age(one.age.rawValue)))</h3>"
        switch one.result {
        case .proved(let verified): out += bounds(verified)
        case .refused(let refused, let night): out += refusal(refused, night)
        }
      }
      out += "<p class=\"soft\">\(HTMLText.escaped(words.sourceHash)) "
      out += "<code class=\"wb-hash\">\(HTMLText.escaped(program.compiled.sourceHash))</code></p>"
    }
    return out
  }

  private func mistake(_ error: ProgramError, _ text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    var out = "<p><a href=\"#wb-text\" data-line=\"\(error.line)\" data-column=\"\(error.column)\">"
    out += "\(HTMLText.escaped(words.place(error.line, error.column)))</a>: "
    out += "\(HTMLText.escaped(error.problem)).</p><p>\(HTMLText.escaped(error.remedy))</p>"
    guard lines.indices.contains(error.line - 1) else { return out }
    let line = String(lines[error.line - 1].prefix(160))
    // Columns count Unicode scalars, as YAML's reader does.
    let column = String(line.unicodeScalars.prefix(max(error.column, 1) - 1)).count + 1
    let before = "\(error.line) | "
    out += "<pre class=\"wb-line\">\(before)\(HTMLText.escaped(line))\n"
    out += String(repeating: " ", count: before.count + column - 1) + "^</pre>"
    return out
  }

  // MARK: pieces that several fragments share

  /// Both drawings of a picture; the style sheet shows the one that fits.
  static func picture(_ svg: (PictureWidth) -> String) -> String {
    "<div class=\"wb-figure wb-wide\">\(svg(.wide))</div><div class=\"wb-figure wb-narrow\">\(svg(.narrow))</div>"
  }

  /// A table; its cells are plain text, those in `numbers` stand to the right, the first of a row is its
  /// head.
  static func table(_ caption: String, head: [String], rows: [[String]], numbers: Set<Int> = []) -> String {
    func mark(_ i: Int) -> String { numbers.contains(i) ? " class=\"number\"" : "" }
    var out = "<div class=\"scroll\" tabindex=\"0\"><table><caption>\(HTMLText.escaped(caption))</caption>"
    out += "<thead><tr>"
    for (i, cell) in head.enumerated() { out += "<th scope=\"col\"\(mark(i))>\(HTMLText.escaped(cell))</th>" }
    out += "</tr></thead><tbody>"
    for row in rows {
      out += "<tr>"
      for (i, cell) in row.enumerated() {
        out += i == 0 ? "<th scope=\"row\">" : "<td\(mark(i))>"
        out += HTMLText.escaped(cell) + (i == 0 ? "</th>" : "</td>")
      }
      out += "</tr>"
    }
    return out + "</tbody></table></div>"
  }
}
