internal import Foundation
public import SleepCore

/// A night's hypnogram as a picture of its own: 1200 × 400, W on top, then R, N1, N2 and N3, REM as a thick bar.
///
/// The hues are those of Okabe and Ito (2008), told apart with every common kind of colour vision; place says the
/// same as colour. Letters come from the system's sans-serif font.
public struct HypnogramPicture: Sendable {
  private let hypnogram: Hypnogram
  private let clock: LocalClock
  private let title: String

  /// The width of the picture, in pixels and in points.
  public static let width = 1200
  /// The height of the picture, in pixels and in points.
  public static let height = 400

  /// Prepares a picture.
  ///
  /// - Parameters:
  ///   - hypnogram: the stages.
  ///   - started: the local start, ISO 8601 without zone; where it is anything else, the clock counts from 00:00.
  ///   - title: the headline; where nothing is said, the night's date.
  public init(_ hypnogram: Hypnogram, started: String, title: String? = nil) {
    self.hypnogram = hypnogram
    clock = LocalClock(iso8601: started)
    self.title = title ?? (clock.date.map { "Hypnogram, night of \($0)" } ?? "Hypnogram")
  }

  /// The picture as an SVG file that needs nothing else.
  ///
  /// - Throws: ``ReportError`` where cairo has no memory.
  public func svg() throws(ReportError) -> [UInt8] {
    guard let canvas = Canvas(svgWidth: Double(Self.width), height: Double(Self.height)) else {
      throw Self.failed
    }
    draw(on: canvas)
    guard let bytes = canvas.svg() else { throw Self.failed }
    return Self.withSteadyNames(bytes)
  }

  /// The picture as a PNG file.
  ///
  /// - Throws: ``ReportError`` where cairo has no memory.
  public func png() throws(ReportError) -> [UInt8] {
    guard let canvas = Canvas(width: Self.width, height: Self.height) else { throw Self.failed }
    draw(on: canvas)
    guard let bytes = canvas.png() else { throw Self.failed }
    return bytes
  }

  /// Writes the picture as SVG.
  ///
  /// - Throws: ``ReportError`` where the file cannot be written.
  public func write(svg path: String) throws(ReportError) { try Self.write(try svg(), to: path) }

  /// Writes the picture as PNG.
  ///
  /// - Throws: ``ReportError`` where the file cannot be written.
  public func write(png path: String) throws(ReportError) { try Self.write(try png(), to: path) }

  private static func write(_ bytes: [UInt8], to path: String) throws(ReportError) {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .unwritable(path)
    }
  }

  private static let failed = ReportError(
    problem: "cairo could not draw it", place: "hypnogram picture",
    remedy: "See that there is memory left, and a sans-serif font installed.")

  private func draw(on canvas: borrowing Canvas) {
    let drawing = HypnogramDrawing(
      hypnogram, clock: clock, width: Double(Self.width), height: Double(Self.height))
    let ink: Canvas.Colour = 0x1F2933
    let faint: Canvas.Colour = 0xDDE2E7
    canvas.fill(0xFFFFFF, x: 0, y: 0, width: drawing.width, height: drawing.height)
    canvas.text(
      title, ink, size: 19, x: drawing.left, y: 32, isBold: true, maximumWidth: drawing.right - drawing.left)
    for tick in drawing.ticks {
      canvas.line(faint, width: 1, from: (tick.x, drawing.top), to: (tick.x, drawing.bottom + 5))
      canvas.text(tick.label, ink, size: 14, x: tick.x, y: drawing.bottom + 24, anchor: .middle)
    }
    for stage in HypnogramDrawing.rows {
      guard let y = drawing.y(stage) else { continue }
      canvas.line(faint, width: 1, from: (drawing.left, y), to: (drawing.right, y))
      canvas.text(stage.code, ink, size: 16, x: drawing.left - 14, y: y + 6, anchor: .end, isBold: true)
    }
    var before: Double?
    for run in drawing.runs {
      let (from, to) = (drawing.x(run.first), drawing.x(run.first + run.count))
      guard let y = drawing.y(run.stage) else {
        canvas.fill(0xECEEF0, x: from, y: drawing.top, width: to - from, height: drawing.bottom - drawing.top)
        before = nil
        continue
      }
      if let before { canvas.line(0x8A94A0, width: 1.2, from: (from, before), to: (from, y)) }
      before = y
    }
    // Bars go over the lines that join them.
    for run in drawing.runs {
      guard let y = drawing.y(run.stage) else { continue }
      let (from, to, half) = (
        drawing.x(run.first), drawing.x(run.first + run.count), drawing.thickness(run.stage) / 2
      )
      canvas.fill(Self.colour(run.stage), x: from, y: y - half, width: to - from, height: 2 * half)
    }
    if drawing.runs.isEmpty {
      canvas.text(
        "no epoch was scored", 0x5B6670, size: 16, x: (drawing.left + drawing.right) / 2,
        y: drawing.height / 2,
        anchor: .middle)
    }
  }

  /// The colour of a stage's bar on white.
  package static func colour(_ stage: SleepStage) -> UInt32 {
    switch stage {
    case .wake: 0xE69F00
    case .rem: 0xD55E00
    case .n1: 0x56B4E9
    case .n2: 0x0072B2
    case .n3: 0x0B3C6F
    case .unknown: 0xECEEF0
    }
  }

  /// The same bytes with cairo's running number of surfaces, which differs from call to call, taken out.
  private static func withSteadyNames(_ bytes: [UInt8]) -> [UInt8] {
    let mark = Array("id=\"surface".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      guard bytes[i] == mark[0], i + mark.count <= bytes.count, bytes[i..<i + mark.count].elementsEqual(mark)
      else {
        out.append(bytes[i])
        i += 1
        continue
      }
      out.append(contentsOf: mark)
      i += mark.count
      while i < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[i]) { i += 1 }
    }
    return out
  }
}
