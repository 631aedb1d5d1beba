import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing
import Workbench

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads a fragment as XML and keeps its elements and texts.
final class FragmentReader: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String: [String]] = [:]
  private(set) var isWhole = false
  private var path: [String] = []

  init(_ fragment: String) {
    super.init()
    let parser = XMLParser(data: Data("<div>\(fragment)</div>".utf8))
    parser.delegate = self
    isWhole = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    elements.append((name, attributes))
    path.append(name)
    texts[name, default: []].append("")
  }
  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { path.removeLast() }
  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard let name = path.last, let last = texts[name]?.indices.last else { return }
    texts[name]?[last] += text
  }

  /// What a strict content policy would refuse, or what has no number.
  var offences: [String] {
    elements.flatMap { element in
      element.attributes.compactMap { key, value in
        let isBad =
          key == "style" || key.hasPrefix("on") || value.contains("javascript:") || value.contains("nan")
          || value.contains("inf")
        return isBad ? "\(element.name) \(key)=\(value)" : nil
      } + (["script", "style"].contains(element.name) ? [element.name] : [])
    }
  }
}

/// What every picture and fragment is held to.
func expectSound(_ fragment: String, pictures: Int, _ what: String) {
  let read = FragmentReader(fragment)
  #expect(read.isWhole, "\(what) is not well formed")
  #expect(read.offences.isEmpty, "\(what): \(read.offences)")
  let drawn = read.elements.filter { $0.name == "svg" }
  #expect(drawn.count == pictures && drawn.allSatisfy { $0.attributes["role"] == "img" }, "\(what)")
  #expect(read.texts["desc", default: []].filter { $0.count > 40 }.count == pictures, "\(what)")
  // Numbers stay inside the picture.
  for svg in drawn {
    let box = svg.attributes["viewBox"]?.split(separator: " ").compactMap { Double($0) } ?? []
    #expect(box.count == 4 && box[2] >= 320 && box[3] > 40 && box[3] < 4000, "\(what)")
  }
}

@Suite("what the workbench shows")
struct PictureTests {
  private static let languages = ["en", "es", "de"]

  @Test(
    "the night of every refusal is drawn, told in words and well formed", arguments: Drafts.planted.indices)
  func refusals(_ index: Int) throws {
    let (limit, text) = Drafts.planted[index]
    let verdict = ProgramDraft.check(text: text, file: "planted.yaml")
    for language in Self.languages {
      let page = WorkbenchPage(words: .of(language))
      expectSound(page.verdict(verdict, text: text), pictures: 2, "\(limit) \(language)")
    }
    guard case .program(_, let ages) = verdict.finding, case .refused(_, let drawn) = ages[0].result else {
      return
    }
    let night = try #require(drawn)
    let svg = CounterexamplePicture(night, words: .of("en")).svg()
    let read = FragmentReader(svg)
    let about = try #require(read.texts["desc"]?.first)
    #expect(about.contains(night.fact.with(night.reached).valueText) && about.contains(night.fact.boundText))
    #expect(about.contains("\(NightTime(seconds: night.beyondAt))"))
    // The limit is dashed, and the moment has its dot.
    #expect(read.elements.contains { $0.attributes["stroke-dasharray"] != nil })
    #expect(read.elements.contains { $0.name == "circle" })
    #expect(svg == CounterexamplePicture(night, words: .of("en")).svg())
  }

  @Test("a proved program's verdict has every bound that comes about", arguments: ["rain-to-dawn", "nap"])
  func bounds(_ name: String) throws {
    let text = try Drafts.text(name)
    let verdict = ProgramDraft.check(text: text, file: name)
    let html = WorkbenchPage().verdict(verdict, text: text)
    expectSound(html, pictures: 0, name)
    for fact in try Drafts.verified(name).bounds where fact.value != 0 {
      #expect(html.contains(fact.marginText) && html.contains(">\(fact.limit)<"))
    }
  }

  @Test("words from a text come out as words, wherever they are shown")
  func escaping() throws {
    let evil = "</textarea><script>alert(1)</script>"
    let text = try Drafts.text("nap")
    let verdict = ProgramDraft.check(text: text + "\n\(evil): 1\n", file: evil)
    let page = WorkbenchPage()
    let html = page.editor(
      text: text + evil, verdict: verdict, action: "/\"><script>", checkAt: "/'<script>",
      hidden: [("a\"<script>", "<script>")])
    #expect(!html.contains("<script>") && html.components(separatedBy: "</textarea>").count == 2)
    expectSound(html, pictures: 0, "editor")
    let diff = VersionDiff(
      from: text, to: text.replacing("title: ", with: "title: <script>&", maxReplacements: 1))
    expectSound(page.diff(diff), pictures: 0, "diff")
    #expect(!page.diff(diff).contains("<script>"))
  }

  @Test("the text in the editor is the text that came")
  func textArea() throws {
    for text in [try Drafts.text("rain-to-dawn"), "\n\na\tb\n", "a < b && c > \"d\" 'e'\n"] {
      let html = WorkbenchPage().editor(text: text, action: "/x")
      let shown = try #require(FragmentReader(html).texts["textarea"]?.first)
      // HTML drops the line end that follows the tag.
      #expect(String(shown.dropFirst()) == text)
    }
  }

  @Test("every language has words of its own")
  func languages() throws {
    let text = try Drafts.text("nap")
    let verdict = ProgramDraft.check(text: text, file: "nap")
    let shown = Self.languages.map { WorkbenchPage(words: .of($0)).verdict(verdict, text: text) }
    #expect(Set(shown).count == 3 && WorkbenchWords.of("de-AT").language == "de")
    #expect(WorkbenchWords.of("tlh").language == "en" && WorkbenchWords.of("").language == "en")
  }
}
