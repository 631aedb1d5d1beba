import Foundation
import Report
import SleepCore
import TestKit
import Testing

/// A browser that runs without a screen, where one is installed.
private let browser: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

@Suite("The report in a browser", .serialized)
struct ReportBrowserTests {
  /// Opens a page and returns what it has become and what the console said.
  private func open(_ html: String) throws -> (document: String, console: [Substring]) {
    let folder = try ScratchFolder()
    let page = folder.file("report.html")
    try Data(html.utf8).write(to: page)
    let answer = try run(
      try #require(browser),
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--window-size=1000,900",
        "--user-data-dir=\(folder.file("profile").path)", "--enable-logging=stderr", "--dump-dom",
        page.absoluteString,
      ])
    return (answer.output, answer.error.split(separator: "\n").filter { $0.contains("CONSOLE") })
  }

  private func page() throws -> String {
    // Hands the charts to the probe; the page itself keeps them to itself.
    let html = ReportSamples.report(ReportSamples.night(), charts: try ChartLibrary.load()).html()
    let making = "chart.g = new Dygraph("
    try #require(html.components(separatedBy: making).count == 2)
    return html.replacingOccurrences(
      of: making, with: "chart.g = (window.all = window.all || [])[window.all.length] = new Dygraph(")
  }

  private func probed(_ script: String) throws -> (document: String, console: [Substring]) {
    try open(
      page().replacingOccurrences(
        of: "</body>",
        with: "<script>document.title = JSON.stringify((function () { \(script) })());</script></body>"))
  }

  private var canRun: Bool { browser != nil && (try? ChartLibrary.load()) != nil }

  @Test("it draws eight charts and the console stays silent")
  func draws() throws {
    guard canRun else { return print("skipped: no chromium or no libjs-dygraphs here") }
    let (document, console) = try probed(
      "return window.all.map(function (g) { return g.getArea().w > 500; });")
    #expect(document.contains("<title>[true,true,true,true,true,true,true,true]</title>"))
    #expect(console.isEmpty, "\(console)")
  }

  @Test("a zoom of one chart moves all, a double click shows the whole night again")
  func oneClock() throws {
    guard canRun else { return print("skipped: no chromium or no libjs-dygraphs here") }
    let (document, console) = try probed(
      """
      var whole = window.all[0].xAxisRange(), a = whole[0] + 600000, b = whole[0] + 900000;
      var spans = function () {
        return window.all.map(function (g) { var w = g.xAxisRange(); return [w[0] - whole[0], w[1] - whole[0]].join(); });
      };
      window.all[2].updateOptions({ dateWindow: [a, b] });
      var zoomed = spans();
      document.getElementById("hypnogram").dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
      var reset = spans();
      document.getElementById("charts").dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }));
      var closer = spans();
      var distinct = function (list) { return list.filter(function (v, i) { return list.indexOf(v) === i; }); };
      return [distinct(zoomed), distinct(reset), distinct(closer), zoomed.length];
      """)
    #expect(
      document.contains(
        #"<title>[["600000,900000"],["0,2640000"],["660000,1980000"],8]</title>"#))
    #expect(console.isEmpty, "\(console)")
  }

  @Test("where the charts cannot be drawn, the plain hypnogram appears")
  func fallsBack() throws {
    guard browser != nil else { return print("skipped: no chromium here") }
    let (document, _) = try open(ReportSamples.report(ReportSamples.night()).html())
    let shown = try #require(document.range(of: "<div id=\"static\"><figure>"))
    #expect(document[shown.upperBound...].contains("<rect class=\"s4\""))
    #expect(!document.contains("class=\"drawn\""))
  }
}
