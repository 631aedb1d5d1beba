internal import Bedroom
internal import Consent
internal import Household
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import SleepCore

/// A consent as it is put before somebody: the program, the purpose, the end, and the whole text.
struct ConsentText: Sendable {
  let entry: ProgramShelf.Entry
  let purpose: Purpose
  let days: Int
  let wording: ConsentWording
  /// The first moment at which it no longer holds.
  let expires: UTCTime
  /// The text, as it is shown and kept.
  let text: String

  /// What is sent along with a yes, so that nobody agrees to another text than they saw.
  var hash: String { SHA256Hex.of(text) }

  /// The text for a reader.
  ///
  /// A consent ends with a day (UTC) and not with a second, so that the text stays the same while it is read.
  init(
    _ entry: ProgramShelf.Entry, purpose: Purpose, days: Int, language: HomeLanguage, isForSomebodyElse: Bool,
    now: UTCTime
  ) {
    (self.entry, self.purpose, self.days) = (entry, purpose, days)
    expires = UTCTime(seconds: (now.day + days) * 86_400)
    wording = ConsentWording(
      does: Self.does(entry.program),
      claims: entry.program.evidence.map {
        .init(claim: Self.line($0.claim), finding: $0.finding, source: Self.line($0.source))
      }, language: language.rawValue)
    text = wording.text(
      title: entry.program.compiled.title, version: entry.offer.version, purpose: purpose,
      isForSomebodyElse: isForSomebodyElse, expires: expires)
  }

  /// What a program does, a sentence each: what its author says of a night with it, and then each scene as
  /// compiled, which the author cannot say otherwise.
  static func does(_ program: SleepProgram) -> [String] {
    let sections = ProgramExplanation(program).lines.split(separator: "").map { Array($0) }
    var does = [line(program.about)]
    // The title stands above the text; the evidence has its own place.
    if sections.count >= 3 {
      does += sections[0].dropFirst() + sections[1].dropFirst() + sections[2].suffix(1)
    }
    return does.map(line).filter { !$0.isEmpty }
  }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A text of ``ConsentWording`` as HTML, word for word, with its headings (of a level) and lists as such.
  static func html(_ text: String, language: String, level: Int) -> String {
    var html = "<div class=\"text\" lang=\"\(HTMLText.escaped(language))\">\n"
    var isInList = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (i, line) in lines.enumerated() {
      let isItem = line.hasPrefix("- ")
      if isItem != isInList {
        html += isItem ? "<ul>\n" : "</ul>\n"
        isInList = isItem
      }
      let escaped = HTMLText.escaped(isItem ? String(line.dropFirst(2)) : line)
      let leadsToList = i + 1 < lines.count && lines[i + 1].hasPrefix("- ")
      if isItem {
        html += "<li>\(escaped)</li>\n"
      } else if leadsToList {
        html += "<h\(level)>\(escaped)</h\(level)>\n"
      } else if !line.isEmpty {
        html += "<p>\(escaped)</p>\n"
      }
    }
    return html + (isInList ? "</ul>\n" : "") + "</div>\n"
  }
}
