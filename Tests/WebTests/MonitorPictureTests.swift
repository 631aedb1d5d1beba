import Evidence
import Foundation
import SleepCore
import Surveillance
import TestKit
import Testing
import Web

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("A monitor as a picture")
struct MonitorPictureTests {
  static func elements(_ svg: String) throws -> [String] {
    final class Reader: NSObject, XMLParserDelegate {
      var names: [String] = []
      func parser(
        _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?,
        attributes: [String: String]
      ) {
        names.append(name)
      }
    }
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(svg)")
    return reader.names
  }

  @Test(
    "it is whole XML with a title, takes the page's colours, and stays inside its frame, whatever the path is",
    arguments: [0, 1, 2, 3, 50, 64, 65, 1000])
  func picture(looks: Int) throws {
    var random = SeededRandom(seed: UInt64(looks) + 5)
    for extreme in [1_000_000, 1_000_000_000_000, 1] {
      let path = (0..<looks).map {
        (day: 20_000 + $0 * 3, statistic: Int((random.uniform() * 2 - 1) * Double(extreme)))
      }
      let svg = MonitorPicture.svg(
        path: path, boundary: 7_255_000, signal: looks > 1 ? looks - 1 : nil, title: "rain <1> & \"more\"")
      let names = try Self.elements(svg)
      #expect(names.prefix(2) == ["svg", "title"])
      #expect(names.contains("polyline") == (looks > 1))
      #expect(names.count { $0 == "circle" } == (looks == 0 ? 0 : looks > 1 ? 2 : 1))
      #expect(!svg.contains("#") && svg.contains("currentColor") && svg.contains("var(--bad"))
      #expect(svg.utf8.count < 2000)
      let points =
        svg.firstMatch(of: /points="([^"]*)"/).map { $0.1.split(whereSeparator: { " ,".contains($0) }) } ?? []
      #expect(points.count <= 2 * 64)
      for (i, point) in points.enumerated() {
        let value = try #require(Double(point))
        #expect((0...(i % 2 == 0 ? 168.0 : 48.0)).contains(value))
      }
    }
  }

  @Test("of a long path the highest looks and the last are kept")
  func thinned() {
    var path = (0..<1000).map { (day: $0, statistic: -$0) }
    path[617].statistic = 5_000_000
    let thin = MonitorPicture.thinned(path)
    #expect(thin.count <= 64)
    #expect(thin.contains { $0.day == 617 })
    #expect(thin.last?.day == 999)
    #expect(zip(thin, thin.dropFirst()).allSatisfy { $0.day < $1.day })
  }

  @Test("on the page a quiet monitor shows no counts, and one that signalled shows those of its signal")
  func view() throws {
    let program = try WatchedProgram(sha256: String(repeating: "a", count: 64), name: "rain", version: "1")
    var monitor = try SignalMonitor(
      subject: MonitorSubject(program: program.sha256, version: "1", outcome: "nightmares"),
      method: .ownControl(.nightmares), alpha: .thousandths(1))
    let calm = try NightCounts(exposedNights: 250, controlNights: 250, exposedEvents: 8, controlEvents: 8)
    try monitor.feed(day: 20_000, [.ownControl(calm)])
    let quiet = MonitorView(monitor, of: program)
    #expect(quiet.observed == "–" && quiet.expected == "–" && !quiet.hasSignalled && quiet.looks == 1)
    #expect(!quiet.picture.contains("crossed"))
    let harm = try NightCounts(exposedNights: 250, controlNights: 250, exposedEvents: 60, controlEvents: 8)
    try monitor.feed(day: 20_001, [.ownControl(harm)])
    let loud = MonitorView(monitor, of: program)
    #expect(loud.observed == "68" && loud.expected == "42.00" && loud.hasSignalled)
    #expect(loud.picture.contains("2 looks from 2024-10-04 to 2024-10-05"))
    #expect(loud.boundary == "6.91")
    #expect(MonitorView.hundredths(-1_234_999) == "−1.23" && MonitorView.hundredths(-4_999) == "0.00")
  }
}
