internal import SleepCore

/// A monitor's path against its alarm line, as a small SVG that stands in a page.
///
/// It takes the page's own colours, so it can be read in light and dark; without them it takes the text's.
package enum MonitorPicture {
  private static let width = 168
  private static let height = 48
  private static let margin = 4

  /// The picture.
  ///
  /// - Parameters:
  ///   - path: for every look its day and its statistic, in order.
  ///   - boundary: the alarm line, in the statistic's unit.
  ///   - signal: the look that crossed it, by its place in the path.
  ///   - title: what it shows, in words.
  /// - Returns: one `svg` element.
  package static func svg(path: [(day: Int, statistic: Int)], boundary: Int, signal: Int?, title: String)
    -> String
  {
    var out = "<svg viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" role=\"img\">"
    out += "<title>\(HTMLText.escaped(title))</title>"
    // What lies as far below nothing as the line lies above is no more than "no sign of it".
    let floor = max(min(0, path.map(\.statistic).min() ?? 0), -boundary)
    let top = max(boundary, path.map(\.statistic).max() ?? 0, 1)
    let first = path.first?.day ?? 0
    let days = max(1, (path.last?.day ?? 0) - first)
    func place(_ look: (day: Int, statistic: Int)) -> (x: Int, y: Int) {
      let span = max(1, top - floor)
      let above = min(max(look.statistic - floor, 0), span)
      // In tenths, and in thousandths of the span, so that nothing is too large.
      let share = span >= 1_000_000 ? above / (span / 1000) : above * 1000 / span
      return (
        margin * 10 + (look.day - first) * (width - 2 * margin) * 10 / days,
        (height - margin) * 10 - min(share, 1000) * (height - 2 * margin) / 100
      )
    }
    let line = decimal(place((first, boundary)).y)
    out +=
      "<path d=\"M0 \(line)H\(width)\" style=\"stroke:var(--bad,currentColor)\" stroke-dasharray=\"4 3\"/>"
    let points = thinned(path).map(place)
    if points.count > 1 {
      let text = points.map { "\(decimal($0.x)),\(decimal($0.y))" }.joined(separator: " ")
      out += "<polyline points=\"\(text)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>"
    }
    if let last = points.last {
      out += "<circle cx=\"\(decimal(last.x))\" cy=\"\(decimal(last.y))\" r=\"2.5\" fill=\"currentColor\"/>"
    }
    if let signal, path.indices.contains(signal) {
      let (x, y) = place(path[signal])
      out += "<circle cx=\"\(decimal(x))\" cy=\"\(decimal(y))\" r=\"4\" fill=\"none\" stroke-width=\"2\" "
      out += "style=\"stroke:var(--bad,currentColor)\"/>"
    }
    return out + "</svg>"
  }

  /// At most 64 looks: of each stretch the highest, so that no approach to the line is lost, and the last.
  package static func thinned(_ path: [(day: Int, statistic: Int)]) -> [(day: Int, statistic: Int)] {
    let most = 64
    guard path.count > most, let last = path.last else { return path }
    var out: [(day: Int, statistic: Int)] = []
    for i in 0..<(most - 1) {
      let stretch = path[(i * path.count / (most - 1))..<((i + 1) * path.count / (most - 1))]
      if let highest = stretch.max(by: { $0.statistic < $1.statistic }) { out.append(highest) }
    }
    if out.last?.day != last.day { out.append(last) }
    return out
  }

  /// Tenths as a number with one place.
  private static func decimal(_ tenths: Int) -> String {
    "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}
