internal import ProgramKernel
internal import SleepCore

/// How wide a picture's drawing is: letters keep their size, so a telephone gets a drawing of its own.
public enum PictureWidth: Double, Sendable, Hashable, CaseIterable {
  /// For columns of some 300 to 500 pixels.
  case narrow = 330
  /// For columns from some 600 pixels on.
  case wide = 760
}

/// The night of a refusal as a picture: the quantity against its limit, what sounded and shone, and the
/// scenes.
public struct CounterexamplePicture: Sendable {
  private let night: CounterexampleNight
  private let words: WorkbenchWords

  /// Prepares a picture in a language.
  public init(_ night: CounterexampleNight, words: WorkbenchWords) {
    self.night = night
    self.words = words
  }

  /// Room for the labels of the axis.
  private static let gutter = 60.0

  /// What is limited, in words.
  private var quantity: String { ProgramProof.quantity(of: night.fact.limit) }

  private var title: String { words.nightTitle(quantity, words.age(night.age.rawValue)) }

  private var about: String {
    let names = night.scenes.map(\.name)
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    return words.nightAbout(
      "\(NightTime(seconds: night.seconds.count))", shown, "\(NightTime(seconds: night.beyondAt))",
      night.fact.with(night.reached).valueText, night.fact.boundText)
  }

  /// The picture as SVG text.
  ///
  /// The same night gives the same text. Its `title` and `desc` say in words what is seen.
  public func svg(_ width: PictureWidth = .wide) -> String {
    var svg = SVGText(width: width.rawValue, title: title, about: about)
    let axis = ClockAxis(left: Self.gutter, right: width.rawValue - 8, seconds: night.seconds.count)
    var y = drawQuantity(&svg, axis, isNarrow: width == .narrow)
    let beds = night.seconds.map { $0.beds.isSilent ? nil : Int64($0.beds.milliDecibels) }
    if beds.contains(where: { $0 != nil }) {
      y = drawLane(&svg, axis, y, words.bedLevel, beds, unit: 1000)
    }
    if night.seconds.contains(where: { $0.light > .dark }) {
      y = drawLane(&svg, axis, y, words.light, night.seconds.map { Int64($0.light.millilux) }, unit: 1000)
    }
    if night.seconds.contains(where: { $0.events > 0 }) {
      svg.text(words.events, .soft, axis.left, y + 12, size: 11)
      Lanes.ticks(&svg, axis, night.seconds.indices.filter { night.seconds[$0].events > 0 }, y: y + 18)
      y += 40
    }
    svg.text(words.scenes, .soft, axis.left, y + 12, size: 11)
    Lanes.scenes(&svg, axis, night.scenes.map { ($0.name, $0.seconds) }, y: y + 18)
    y = Lanes.clock(&svg, axis, bottom: y + 46)
    return svg.closed(height: y)
  }

  /// The quantity as a line, the limit as dashes, and the moment at which it goes beyond; returns where the
  /// next thing may stand.
  private func drawQuantity(_ svg: inout SVGText, _ axis: ClockAxis, isNarrow: Bool) -> Double {
    let fact = night.fact
    let (top, bottom) = (56.0, isNarrow ? 216.0 : 246.0)
    let values = night.seconds.map(\.quantity)
    let scale = PictureScale(fact, values: values.compactMap { $0 }.isEmpty ? [0] : ends(values))
    func y(_ value: Int64) -> Double { bottom - (bottom - top) * scale.share(value) }
    let size = isNarrow ? 12.0 : 13
    let headline = SVGText.fitted(quantity, into: axis.right - 8, size: size, isBold: true)
    svg.text(headline, .ink, 8, 18, size: size, isBold: true)
    for tick in scale.ticks(fact, most: 4) {
      let at = bottom - (bottom - top) * tick.share
      svg.line(.line, axis.left, at, axis.right, at)
      if abs(at - y(fact.bound)) > 13 {
        svg.text(tick.words, .soft, axis.left - 6, at + 4, anchor: .end, size: 11)
      }
    }
    // Beyond the limit the space between is filled, so that not the colour alone tells.
    let limitY = y(fact.bound)
    // Where seconds stand closer than strokes, the worst of those that fall together is drawn.
    let width = max(Int(Double(values.count) / (axis.right - axis.left) * 2), 1)
    for run in Lanes.runs(Thinned.worst(values, of: width, isLeast: fact.isAtLeast)) {
      let shape = Lanes.points(run, axis).map { ($0.x, y($0.value)) }
      let beyond = shape.map { ($0.0, fact.isAtLeast ? max($0.1, limitY) : min($0.1, limitY)) }
      svg.path(.bad, Lanes.area(beyond, base: limitY), filled: 0.22)
      svg.path(.accent, Lanes.line(shape), width: 2)
      // What lasts too short to be seen as a line is a dot.
      if let first = shape.first, let last = shape.last, last.0 - first.0 < 2 {
        svg.dot(.accent, first.0, first.1, radius: 2.5)
      }
    }
    svg.line(.bad, axis.left, limitY, axis.right, limitY, width: 1.5, dashes: "6 4")
    drawMoment(&svg, axis, limitY: limitY, y: y, top: top, bottom: bottom)
    return bottom + 14
  }

  private func drawMoment(
    _ svg: inout SVGText, _ axis: ClockAxis, limitY: Double, y: (Int64) -> Double, top: Double,
    bottom: Double
  ) {
    let fact = night.fact
    let at = axis.x(night.beyondAt)
    let value = night.seconds[night.beyondAt].quantity ?? fact.bound
    svg.line(.bad, at, 28, at, bottom, width: 1)
    svg.dot(.bad, at, y(value), radius: 5, ring: 2)
    // To the left there is the room of the axis's labels besides.
    let isLeft = at - 8 > axis.right - at
    let room = (isLeft ? at - 8 : axis.right - at) - 10
    let when = words.beyond("\(NightTime(seconds: night.beyondAt))")
    let amount = fact.with(value).valueText
    // Both on one line where they fit, else one above the other.
    let isOne = SVGText.width(when + ": " + amount, isBold: true) <= room
    for (line, y) in isOne ? [("\(when): \(amount)", 42.0)] : [(when, 33), (amount, 48)] {
      svg.text(
        SVGText.fitted(line, into: room, isBold: true), .bad, at + (isLeft ? -7 : 7), y,
        anchor: isLeft ? .end : .start, isBold: true, isOnLine: true)
    }
    svg.text(
      PictureScale.short(fact.boundText), .bad, axis.left - 6, limitY + 4, anchor: .end, size: 11,
      isBold: true)
    // The limit's own words stand on the side where it is kept, away from the moment.
    let limit = self.words.limitIs((fact.isAtLeast ? "≥ " : "≤ ") + fact.boundText)
    svg.text(
      limit, .bad, isLeft ? axis.left + 4 : axis.right, fact.isAtLeast ? limitY - 6 : limitY + 15,
      anchor: isLeft ? .start : .end, isOnLine: true)
    drawWorst(&svg, axis, y)
  }

  /// The worst of the whole night, where it is another than the first moment beyond the limit.
  private func drawWorst(_ svg: inout SVGText, _ axis: ClockAxis, _ y: (Int64) -> Double) {
    let fact = night.fact
    guard let at = night.seconds.firstIndex(where: { $0.quantity == night.reached }),
      axis.x(at) - axis.x(night.beyondAt) > 40
    else { return }
    svg.dot(.bad, axis.x(at), y(night.reached), radius: 3, ring: 1.5)
    let isLeft = axis.x(at) > (axis.left + axis.right) / 2
    svg.text(
      fact.with(night.reached).valueText, .bad, axis.x(at) + (isLeft ? -2 : 2),
      y(night.reached) + (fact.isAtLeast ? 18 : -8), anchor: isLeft ? .end : .start, isBold: true,
      isOnLine: true)
  }

  /// The least and the most of a series.
  private func ends(_ values: [Int64?]) -> [Int64] {
    let known = values.compactMap { $0 }
    return [known.min(), known.max()].compactMap { $0 }
  }

  private func drawLane(
    _ svg: inout SVGText, _ axis: ClockAxis, _ y: Double, _ name: String, _ values: [Int64?], unit: Double
  ) -> Double {
    let most = Double(values.compactMap { $0 }.max() ?? 0)
    svg.text(name, .soft, axis.left, y + 12, size: 11)
    svg.text(
      "\(NumberWords.short(most / unit))", .soft, axis.right, y + 12, anchor: .end, size: 11)
    Lanes.area(&svg, axis, values, top: y + 18, bottom: y + 50, colour: .ink)
    return y + 62
  }
}
