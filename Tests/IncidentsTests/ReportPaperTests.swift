import Foundation
import Incidents
import SleepCore
import TestKit
import Testing

/// A browser that runs without a screen, where one is installed.
private let browser: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite("the receipt and the printed form")
struct ReportPaperTests {
  @Test("the receipt's own line, run in a shell, prints the commitment", arguments: Language.allCases)
  func receiptChecksItself(language: Language) throws {
    let report = try Samples.report(
      .seizure, criteria: [.hospitalisation], age: .child, language: language,
      words: "it's «bad» 50% \\n $HOME `x`\nsecond line ' end")
    let receipt = try ReportReceipt(report, salt: Samples.salt.map { $0 &* 8 &+ 37 })
    let text = receipt.text(language)
    let command = try #require(text.split(separator: "\n").first { $0.contains("sha256sum") })
    let result = try run("sh", ["-c", String(command)])
    #expect(result.status == 0 && result.output.hasPrefix(receipt.commitment.hash))
    #expect(text.contains(receipt.commitment.publicPart.string))
    #expect(
      text.contains(report.kind.label[language])
        && text.contains(HomeHalt.decide(report)?.sentence(language) ?? "-"))
  }

  @Test("a proof ends the page where there is one, and its absence is said where there is none")
  func proof() throws {
    let receipt = try ReportReceipt(Samples.report(), salt: Samples.salt)
    #expect(receipt.text(.en, proof: "c2sp.org/tlog-proof@v1\nindex 7").hasSuffix("index 7\n"))
    #expect(receipt.text(.en).contains("follows once the record has taken it"))
    #expect(receipt.halt == nil && !receipt.text(.en).contains("stopped"))
    let page = receipt.html(.de, proof: "c2sp.org/tlog-proof@v1\nindex <7>")
    #expect(
      page.contains("index &lt;7&gt;") && page.contains(receipt.commitment.hash) && !page.contains("<script"))
    #expect(page.contains("sha256sum") && page.contains("niemand kann sie herausnehmen"))
    #expect(receipt.html(.de).contains("folgt, sobald") && !receipt.html(.de).contains("niemand kann"))
  }

  @Test(
    "the form has every question in the script's order and every answer with its code word",
    arguments: Language.allCases)
  func form(language: Language) {
    let page = ReportForm.html(language, home: "home-<7f3k>", programs: ["nap", "a&b"])
    var rest = page[...]
    for question in QuestionScript.questions {
      for piece in [question.title[language]] + question.choices.map({ "<code>\($0.code)</code>" }) {
        let found = rest.firstRange(of: piece)
        #expect(found != nil, "\(piece) is missing or out of order")
        if let found { rest = rest[found.upperBound...] }
      }
    }
    #expect(page.contains("home-&lt;7f3k&gt;") && page.contains("a&amp;b") && !page.contains("<script"))
    #expect(page.contains("default-src 'none'") && page.contains("lang=\"\(language.rawValue)\""))
  }

  @Test("the form prints on one side of A4 in every language")
  func oneSide() throws {
    guard let browser else { return print("skipped: no chromium here to print the form with") }
    let folder = try ScratchFolder()
    for language in Language.allCases {
      let (page, paper) = (folder.file("form.html"), folder.file("form.pdf"))
      let names = [
        "rain-to-dawn", "nightmare-easing", "nightmare-nudge", "dreamscape", "silence-with-dawn", "nap",
      ]
      try Data(ReportForm.html(language, home: "home-7f3k2m9q", programs: names).utf8).write(to: page)
      let answer = try run(
        browser,
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
          "--user-data-dir=\(folder.file("profile").path)", "--print-to-pdf=\(paper.path)",
          page.absoluteString,
        ])
      let bytes = try Data(contentsOf: paper)
      #expect(answer.status == 0 && bytes.range(of: Data("/Count 1\n".utf8)) != nil)
      #expect(bytes.range(of: Data("/Count 2".utf8)) == nil)
    }
  }
}
