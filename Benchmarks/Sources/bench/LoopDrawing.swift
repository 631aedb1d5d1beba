internal import Foundation

/// The picture of how well pulses are timed against how many there are.
struct LoopDrawing {
  /// One method's line.
  struct Line {
    let name: String
    var points: [(perMinute: Double, length: Double)]
  }

  private static let (width, height) = (640.0, 400.0)
  private static let (left, right, top, bottom) = (56.0, 120.0, 20.0, 48.0)
  private static let colours = ["#1b6ca8", "#c2571a", "#3c8d40", "#8e44ad", "#7f8c8d", "#b5304a", "#222222"]

  /// The picture as SVG.
  static func svg(_ lines: [Line], title: String) -> String {
    let most = max(10, (lines.flatMap { $0.points.map(\.perMinute) }.max() ?? 10) / 5).rounded(.up)
    let widest = most <= 10 ? 50.0 : most * 5
    func x(_ value: Double) -> Double { left + value / widest * (width - left - right) }
    func y(_ value: Double) -> Double { top + (1 - value) * (height - top - bottom) }
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" \
      font-size="12">
      <title>\(title)</title>
      <rect width="\(Int(width))" height="\(Int(height))" fill="#ffffff"/>

      """
    for step in 0...5 {
      let (value, at) = (Double(step) / 5, number(y(Double(step) / 5)))
      text += "<path d=\"M\(number(left)) \(at)H\(number(width - right))\" stroke=\"#dddddd\"/>\n"
      text += "<text x=\"\(number(left - 6))\" y=\"\(at)\" text-anchor=\"end\" dy=\"4\">\(value)</text>\n"
    }
    for step in 0...5 {
      let value = widest / 5 * Double(step)
      text +=
        "<text x=\"\(number(x(value)))\" y=\"\(number(height - bottom + 18))\" text-anchor=\"middle\">\(Int(value))</text>\n"
    }
    let (middle, foot, half) = (number(x(widest / 2)), number(height - 8), number(y(0.5)))
    text += "<text x=\"\(middle)\" y=\"\(foot)\" text-anchor=\"middle\">pulses a minute</text>\n"
    text += "<text x=\"14\" y=\"\(half)\" transform=\"rotate(-90 14 \(half))\" text-anchor=\"middle\">"
    text += "R at the target</text>\n"
    for (i, line) in lines.enumerated() {
      let colour = colours[i % colours.count]
      let points = line.points.map { "\(number(x($0.perMinute))),\(number(y($0.length)))" }
      text +=
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
      let at = number(top + 16 * Double(i) + 12)
      text += "<text x=\"\(number(width - right + 12))\" y=\"\(at)\" fill=\"\(colour)\">\(line.name)</text>\n"
    }
    return text + "</svg>\n"
  }
}
