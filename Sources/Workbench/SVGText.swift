internal import SleepCore

/// Writes a picture as plain SVG text that stands in a page: its colours are the page's own, so it is at home
/// on light and on dark, and its letters are letters.
///
/// No identifiers and no styles: two pictures never meet, and a strict content policy has nothing to refuse.
struct SVGText {
  /// The colours of a page, as the shell names them, each with what stands in for it where a picture stands
  /// alone.
  enum Colour: String {
    case ink = "var(--ink, #1f2933)"
    case soft = "var(--soft, #5b6670)"
    case line = "var(--line, #d5dbe1)"
    case accent = "var(--accent, #8a4b08)"
    case bad = "var(--bad, #a3261b)"
    case good = "var(--good, #1d6b3a)"
    case panel = "var(--panel, #ffffff)"
  }

  /// Where a text stands with regard to its point.
  enum Anchor: String { case start, middle, end }

  private var body = ""
  private let width: Double
  private let title: String
  private let about: String

  /// Starts a picture; its height is said at the end.
  init(width: Double, title: String, about: String) {
    self.width = width
    self.title = title
    self.about = about
  }

  /// The picture so far, closed.
  func closed(height: Double) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.n(width)) \(Self.n(height))" width="100%" \
    role="img" font-family="system-ui, sans-serif" font-size="12" class="wb-picture">\
    <title>\(HTMLText.escaped(title))</title><desc>\(HTMLText.escaped(about))</desc>\(body)</svg>
    """
  }

  /// A number with at most two decimals, the same on every machine.
  static func n(_ x: Double) -> String {
    guard x.isFinite else { return "0" }
    let hundredths = Int((min(max(x, -1e7), 1e7) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)." + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }

  /// A filled rectangle; it may say something to whoever points at it.
  mutating func fill(
    _ colour: Colour, _ x: Double, _ y: Double, _ width: Double, _ height: Double, opacity: Double = 1,
    round: Double = 0, title: String? = nil
  ) {
    body += "<rect x=\"\(Self.n(x))\" y=\"\(Self.n(y))\" width=\"\(Self.n(max(width, 0)))\" "
    body += "height=\"\(Self.n(max(height, 0)))\" fill=\"\(colour.rawValue)\""
    if opacity < 1 { body += " fill-opacity=\"\(Self.n(opacity))\"" }
    if round > 0 { body += " rx=\"\(Self.n(round))\"" }
    body += title.map { "><title>\(HTMLText.escaped($0))</title></rect>" } ?? "/>"
  }

  /// A straight line.
  mutating func line(
    _ colour: Colour, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, width: Double = 1,
    dashes: String? = nil
  ) {
    body += "<line x1=\"\(Self.n(x1))\" y1=\"\(Self.n(y1))\" x2=\"\(Self.n(x2))\" y2=\"\(Self.n(y2))\" "
    body += "stroke=\"\(colour.rawValue)\" stroke-width=\"\(Self.n(width))\""
    if let dashes { body += " stroke-dasharray=\"\(dashes)\"" }
    body += "/>"
  }

  /// A path through points, as a stroke or as a filled shape.
  mutating func path(_ colour: Colour, _ data: String, width: Double = 1.8, filled: Double? = nil) {
    guard !data.isEmpty else { return }
    if let filled {
      body += "<path d=\"\(data)\" fill=\"\(colour.rawValue)\" fill-opacity=\"\(Self.n(filled))\"/>"
    } else {
      body += "<path d=\"\(data)\" fill=\"none\" stroke=\"\(colour.rawValue)\" "
      body += "stroke-width=\"\(Self.n(width))\" stroke-linejoin=\"round\"/>"
    }
  }

  /// A dot, with a ring in the page's own colour so that it stands out of a line.
  mutating func dot(_ colour: Colour, _ x: Double, _ y: Double, radius: Double, ring: Double = 0) {
    body += "<circle cx=\"\(Self.n(x))\" cy=\"\(Self.n(y))\" r=\"\(Self.n(radius))\" "
    body += "fill=\"\(colour.rawValue)\""
    if ring > 0 { body += " stroke=\"\(Colour.panel.rawValue)\" stroke-width=\"\(Self.n(ring))\"" }
    body += "/>"
  }

  /// A text on its baseline.
  mutating func text(
    _ text: String, _ colour: Colour, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = 12,
    isBold: Bool = false, isOnLine: Bool = false
  ) {
    body += "<text x=\"\(Self.n(x))\" y=\"\(Self.n(y))\" fill=\"\(colour.rawValue)\""
    if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != 12 { body += " font-size=\"\(Self.n(size))\"" }
    if isBold { body += " font-weight=\"600\"" }
    // A halo in the page's colour keeps letters legible where a line runs through them.
    if isOnLine {
      body += " stroke=\"\(Colour.panel.rawValue)\" stroke-width=\"4\" paint-order=\"stroke\" "
      body += "stroke-linejoin=\"round\""
    }
    body += ">\(HTMLText.escaped(text))</text>"
  }

  /// About how wide a text is in a common sans-serif font.
  static func width(_ text: String, size: Double = 12, isBold: Bool = false) -> Double {
    Double(text.count) * size * (isBold ? 0.62 : 0.55)
  }

  /// A text cut so that it fits into a width; empty where not even three letters do.
  static func fitted(_ text: String, into width: Double, size: Double = 12, isBold: Bool = false) -> String {
    let room = Int(width / Self.width(" ", size: size, isBold: isBold))
    if text.count <= room { return text }
    return room < 4 ? "" : text.prefix(room - 1) + "…"
  }
}
