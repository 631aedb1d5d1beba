internal import Foundation
internal import ProgramKernel
internal import SleepCore

/// Simulated nights as a picture: for each limit a heap of nights on a scale of its own, beside what was
/// proved and what is allowed; below, the time in each scene.
public struct SimulationPicture: Sendable {
  private let simulation: ProgramSimulation
  private let words: WorkbenchWords

  /// Prepares a picture in a language.
  public init(_ simulation: ProgramSimulation, words: WorkbenchWords) {
    self.simulation = simulation
    self.words = words
  }

  /// The limits of which anything came out, with what every night came to.
  static func rows(_ simulation: ProgramSimulation) -> [(fact: Fact, values: [Int64])] {
    zip(simulation.verified.bounds, simulation.readings).filter { $0.1.contains { $0 != 0 } }
      .map { (fact: $0.0, values: $0.1) }
  }

  static func title(_ simulation: ProgramSimulation, _ words: WorkbenchWords) -> String {
    words.simulationTitle(
      "\(simulation.verified.program.name) \(simulation.verified.program.version), "
        + words.age(simulation.verified.limits.age.rawValue), simulation.nights,
      isHostile: simulation.senses == .hostile)
  }

  /// The picture as SVG text; the same nights give the same text.
  public func svg(_ width: PictureWidth = .wide) -> String {
    let title = Self.title(simulation, words)
    var svg = SVGText(width: width.rawValue, title: title, about: words.simulationAbout)
    let isNarrow = width == .narrow
    let (left, right) = (8.0, width.rawValue - 8)
    var y = 18.0
    // A headline too long for a telephone goes on in a second line after its colon.
    let isOne = SVGText.width(title, size: 13, isBold: true) <= right - left
    for line in isOne ? [title] : title.components(separatedBy: ": ") {
      let shown = SVGText.fitted(line, into: right - left, size: 13, isBold: true)
      svg.text(shown, .ink, left, y, size: 13, isBold: true)
      y += 18
    }
    y = drawKey(&svg, left, y)
    for (fact, values) in Self.rows(simulation) {
      y =
        isNarrow
        ? drawRow(&svg, fact, values, y, name: (left, y + 15), strip: (left, right), top: y + 34)
        : drawRow(&svg, fact, values, y, name: (left, y + 26), strip: (270, right), top: y + 4)
    }
    y = drawScenes(&svg, y + 8, left, right, isNarrow: isNarrow)
    return svg.closed(height: y)
  }

  /// What each mark means; returns where the first row may stand.
  private func drawKey(_ svg: inout SVGText, _ left: Double, _ y: Double) -> Double {
    var x = left
    func label(_ svg: inout SVGText, _ text: String) {
      svg.text(text, .soft, x + 14, y + 4, size: 11)
      x += 14 + SVGText.width(text, size: 11) + 16
    }
    svg.dot(.accent, x + 4, y, radius: 3)
    label(&svg, words.night)
    svg.line(.ink, x + 4, y - 7, x + 4, y + 7, width: 2)
    label(&svg, words.median)
    svg.path(.good, Self.triangle(x + 4, y + 4), filled: 1)
    label(&svg, words.proved)
    svg.line(.bad, x + 4, y - 7, x + 4, y + 7, width: 1.5, dashes: "4 3")
    label(&svg, words.allowed)
    return y + 16
  }

  private static func triangle(_ x: Double, _ base: Double) -> String {
    "M\(SVGText.n(x)) \(SVGText.n(base - 8))L\(SVGText.n(x + 5)) \(SVGText.n(base))"
      + "L\(SVGText.n(x - 5)) \(SVGText.n(base))Z"
  }

  /// One limit; returns where the next may stand.
  private func drawRow(
    _ svg: inout SVGText, _ fact: Fact, _ values: [Int64], _ y: Double, name: (x: Double, y: Double),
    strip: (left: Double, right: Double), top: Double
  ) -> Double {
    let scale = PictureScale(fact, values: values + [fact.value])
    let base = top + 40
    func x(_ value: Int64) -> Double { strip.left + (strip.right - strip.left) * scale.share(value) }
    svg.line(.line, 8, y, strip.right, y)
    svg.text(fact.limit, .ink, name.x, name.y)
    let room = (strip.left > 100 ? strip.left : strip.right) - name.x - 12
    let quantity = ProgramProof.quantity(of: fact.limit)
    svg.text(SVGText.fitted(quantity, into: room, size: 10.5), .soft, name.x, name.y + 14, size: 10.5)
    svg.line(.soft, strip.left, base, strip.right, base)
    drawHeap(&svg, values.map(x), left: strip.left, base: base)
    if let three = ProgramSimulation.three(values) {
      svg.line(.ink, x(three.median), base - 34, x(three.median), base + 3, width: 2)
    }
    svg.path(.good, Self.triangle(x(fact.value), base + 10), filled: 1)
    svg.line(.bad, x(fact.bound), top, x(fact.bound), base + 4, width: 1.5, dashes: "4 3")
    label(&svg, fact, x, strip, base + 23)
    return base + 32
  }

  /// The numbers under a strip: the median, what was proved and what is allowed, where they have room.
  private func label(
    _ svg: inout SVGText, _ fact: Fact, _ x: (Int64) -> Double, _ strip: (left: Double, right: Double),
    _ y: Double
  ) {
    // From the right: the limit stands outermost, and what would run into it is left to the table.
    var free: [(from: Double, to: Double)] = []
    for (value, colour) in [(fact.bound, SVGText.Colour.bad), (fact.value, .good)] {
      let sign = colour == .bad ? fact.isAtLeast ? "≥ " : "≤ " : ""
      let text = sign + fact.with(value).valueText
      let half = SVGText.width(text, size: 11) / 2
      let at = min(max(x(value), strip.left + half), strip.right - half)
      guard free.allSatisfy({ at + half + 6 < $0.from || at - half - 6 > $0.to }) else { continue }
      free.append((at - half, at + half))
      svg.text(text, colour, at, y, anchor: .middle, size: 11)
    }
  }

  /// Nights side by side where they differ, on top of each other where they do not: dots while they fit, else
  /// a heap of bars.
  private func drawHeap(_ svg: inout SVGText, _ positions: [Double], left: Double, base: Double) {
    let bin = 5.0
    var counts: [Int: Int] = [:]
    for x in positions { counts[Int(((x - left) / bin).rounded(.down)), default: 0] += 1 }
    let most = counts.values.max() ?? 0
    for (column, count) in counts.sorted(by: { $0.key < $1.key }) {
      let x = left + (Double(column) + 0.5) * bin
      if most <= 7 {
        for i in 0..<count { svg.dot(.accent, x, base - 3 - Double(i) * 4.6, radius: 2.1) }
      } else {
        let height = max(32 * Double(count) / Double(most), 1.5)
        svg.fill(
          .accent, x - bin / 2 + 0.4, base - height, bin - 0.8, height, opacity: 0.8,
          title: "\(count) \(words.nights)")
      }
    }
  }

  private func drawScenes(
    _ svg: inout SVGText, _ top: Double, _ left: Double, _ right: Double, isNarrow: Bool
  ) -> Double {
    let times = simulation.scenes.compactMap { name in
      simulation.secondsByScene[name].flatMap { ProgramSimulation.three($0) }.map { (name, $0) }
    }
    guard !times.isEmpty else { return top }
    svg.text(words.timeInScenes, .ink, left, top + 16, size: 13, isBold: true)
    var y = top + 30
    let most = Double(times.map(\.1.most).max() ?? 1)
    let (from, to) = (isNarrow ? left + 96 : 270, right - 64)
    for (name, three) in times {
      func x(_ seconds: Int64) -> Double { from + (to - from) * Double(seconds) / max(most, 1) }
      svg.text(SVGText.fitted(name, into: from - left - 10), .ink, left, y + 12)
      svg.fill(.accent, from, y + 3, x(three.median) - from, 11, opacity: 0.55, round: 2)
      svg.line(.ink, x(three.least), y + 8.5, x(three.most), y + 8.5, width: 1.4)
      for end in [three.least, three.most] { svg.line(.ink, x(end), y + 5, x(end), y + 12, width: 1.4) }
      svg.text(
        ClockAxis.words(Int(three.median), withSeconds: true, isClock: false), .soft, right, y + 12,
        anchor: .end, size: 11)
      y += 22
    }
    return y + 6
  }
}
