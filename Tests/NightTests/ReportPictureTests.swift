import Foundation
import Report
import SleepCore
import TestKit
import Testing

@Suite("The hypnogram as a picture")
struct ReportPictureTests {
  static let stages: [SleepStage] =
    Array(repeating: .wake, count: 20) + Array(repeating: .n1, count: 7) + Array(repeating: .n2, count: 300)
    + Array(repeating: .n3, count: 201) + Array(repeating: .unknown, count: 33)
    + Array(repeating: .rem, count: 140)
    + [.n1, .wake, .n1] + Array(repeating: .n2, count: 256)
  static let picture = HypnogramPicture(Hypnogram(stages: stages), started: "2026-03-14T22:58:30")

  /// The widths and heights of all rectangles of one colour that cairo put into an SVG file, and their middles.
  static func bars(in svg: String, colour: UInt32) throws -> [(width: Double, height: Double, middle: Double)]
  {
    // cairo writes a colour as percentages of 100 with up to six decimals; rectangles as M, three L, Z.
    var found: [(Double, Double, Double)] = []
    for line in svg.split(separator: "\n") where line.contains("fill-rule") {
      guard let fill = line.firstMatch(of: /fill:rgb\(([0-9.]+)%,([0-9.]+)%,([0-9.]+)%\)/),
        let box = line.firstMatch(of: /d="M ([0-9.]+) ([0-9.]+) L ([0-9.]+) ([0-9.]+) L ([0-9.]+) ([0-9.]+)/)
      else { continue }
      let rgb = [fill.1, fill.2, fill.3].map { UInt32((Double($0)! * 2.55).rounded()) }
      guard rgb[0] << 16 | rgb[1] << 8 | rgb[2] == colour else { continue }
      let (x0, y0, x1, y1) = (Double(box.1)!, Double(box.2)!, Double(box.5)!, Double(box.6)!)
      found.append((abs(x1 - x0), abs(y1 - y0), (y0 + y1) / 2))
    }
    return found
  }

  @Test("the SVG shows every epoch of every stage at its width, and REM thicker than the rest")
  func everyEpoch() throws {
    let svg = String(decoding: try Self.picture.svg(), as: UTF8.self)
    let epochs = Self.stages.count
    var heights: [SleepStage: Double] = [:]
    var middles: [SleepStage: Double] = [:]
    for stage in SleepStage.scored {
      let bars = try Self.bars(in: svg, colour: HypnogramPicture.colour(stage))
      let shown = bars.reduce(0) { $0 + $1.width }
      let expected = Double(Self.stages.count { $0 == stage }) / Double(epochs) * (1200 - 64 - 24)
      #expect(abs(shown - expected) < 0.5, "\(stage)")
      heights[stage] = try #require(bars.first?.height)
      middles[stage] = try #require(bars.first?.middle)
    }
    #expect(try #require(heights[.rem]) > 1.5 * #require(heights[.n2]))
    // From the top down: W, R, N1, N2, N3.
    let order: [SleepStage] = [.wake, .rem, .n1, .n2, .n3]
    let places = try order.map { try #require(middles[$0]) }
    #expect(places == places.sorted())
  }

  @Test("the PNG has its signature and is 1200 × 400")
  func png() throws {
    let bytes = try Self.picture.png()
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(number(16) == 1200)
    #expect(number(20) == 400)
  }

  @Test("drawn twice, the same bytes")
  func deterministic() throws {
    #expect(try Self.picture.svg() == Self.picture.svg())
    #expect(try Self.picture.png() == Self.picture.png())
  }

  @Test("files are written, and one that cannot be says which")
  func files() throws {
    let folder = try ScratchFolder()
    try Self.picture.write(svg: folder.file("h.svg").path)
    try Self.picture.write(png: folder.file("h.png").path)
    #expect(try Data(contentsOf: folder.file("h.svg")) == Data(Self.picture.svg()))
    #expect(try Data(contentsOf: folder.file("h.png")) == Data(Self.picture.png()))
    let path = folder.file("absent/h.svg").path
    let error = #expect(throws: ReportError.self) { try Self.picture.write(svg: path) }
    #expect(error?.place == path)
  }

  @Test("an empty night, a single epoch, a week and a hostile title all give a picture")
  func extremes() throws {
    for count in [0, 1, 20_160] {
      let hypnogram = Hypnogram(stages: Array(repeating: .n2, count: count))
      let picture = HypnogramPicture(
        hypnogram, started: "not a time", title: String(repeating: "<b>\u{0}&\"雨", count: 200))
      #expect(try picture.png().count > 1000)
      let svg = try picture.svg()
      #expect(String(decoding: svg, as: UTF8.self).hasSuffix("</svg>\n"), "\(count)")
    }
  }
}
