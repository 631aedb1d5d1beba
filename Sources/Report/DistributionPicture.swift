internal import Foundation

/// Pairs of distributions as a picture: for each figure one box with and one without, on a scale of its own.
///
/// A box goes from the first to the third quartile, its line is the median, its whiskers are the 5th and 95th percentile.
/// Hues are those of Okabe and Ito (2008); the upper of two boxes is always the first.
public struct DistributionPicture: Sendable {
  /// One figure under both conditions.
  public struct Row: Sendable {
    /// What it is, with its unit.
    public let name: String
    /// Its quantiles at 5, 25, 50, 75 and 95 %: the first condition's and the second's.
    public let first: [Double], second: [Double]

    /// Creates a row; anything but five numbers each is not drawn.
    public init(name: String, first: [Double], second: [Double]) {
      (self.name, self.first, self.second) = (name, first, second)
    }
  }

  private let title: String
  private let rows: [Row]
  private let legend: (String, String)
  private static let width = 900.0
  private static let height = 44.0
  private static let top = 84.0

  /// Prepares a picture of figures without and with a program.
  public init(title: String, rows: [Row], legend: (String, String) = ("in silence", "with the program")) {
    self.title = title
    self.rows = rows.filter { $0.first.count == 5 && $0.second.count == 5 }
    self.legend = legend
  }

  /// The picture as an SVG file that needs nothing else.
  ///
  /// - Throws: ``ReportError`` where cairo has no memory.
  public func svg() throws(ReportError) -> [UInt8] {
    let height = Self.top + Self.height * Double(rows.count) + 20
    guard let canvas = Canvas(svgWidth: Self.width, height: height) else { throw Self.failed }
    draw(on: canvas, height: height)
    guard let bytes = canvas.svg() else { throw Self.failed }
    return bytes
  }

  /// Writes the picture as SVG.
  ///
  /// - Throws: ``ReportError`` where the file cannot be written.
  public func write(svg path: String) throws(ReportError) {
    let bytes = try svg()
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch { throw .unwritable(path) }
  }

  private static let failed = ReportError(
    problem: "cairo could not draw it", place: "picture of distributions",
    remedy: "See that there is memory left, and a sans-serif font installed.")

  private static let colours: (Canvas.Colour, Canvas.Colour) = (0x8A94A0, 0x0072B2)

  private func draw(on canvas: borrowing Canvas, height: Double) {
    let ink: Canvas.Colour = 0x1F2933
    canvas.fill(0xFFFFFF, x: 0, y: 0, width: Self.width, height: height)
    canvas.text(title, ink, size: 17, x: 24, y: 30, isBold: true, maximumWidth: Self.width - 48)
    canvas.fill(Self.colours.0, x: 24, y: 46, width: 22, height: 10)
    canvas.text(legend.0, ink, size: 13, x: 54, y: 56)
    canvas.fill(Self.colours.1, x: 160, y: 46, width: 22, height: 10)
    canvas.text(legend.1, ink, size: 13, x: 190, y: 56)
    let (left, right) = (270.0, Self.width - 90)
    for (k, row) in rows.enumerated() {
      let y = Self.top + Self.height * Double(k)
      let all = row.first + row.second
      let low = min(all.min() ?? 0, 0)
      let high = max(all.max() ?? 1, low + 1e-9)
      canvas.line(0xDDE2E7, width: 1, from: (24, y - 8), to: (Self.width - 24, y - 8))
      canvas.text(row.name, ink, size: 14, x: 24, y: y + 19, maximumWidth: left - 40)
      canvas.text(Self.number(high), 0x5B6670, size: 12, x: right + 10, y: y + 19)
      for (values, offset, colour) in [(row.first, 2.0, Self.colours.0), (row.second, 18.0, Self.colours.1)] {
        let x = values.map { left + ($0 - low) / (high - low) * (right - left) }
        let middle = y + offset + 5
        canvas.line(colour, width: 1.4, from: (x[0], middle), to: (x[4], middle))
        canvas.fill(colour, x: x[1], y: y + offset, width: max(x[3] - x[1], 1), height: 10)
        canvas.line(ink, width: 2, from: (x[2], y + offset - 1), to: (x[2], y + offset + 11))
      }
    }
  }

  private static func number(_ x: Double) -> String { String(format: abs(x) < 9.95 ? "%.1f" : "%.0f", x) }
}
