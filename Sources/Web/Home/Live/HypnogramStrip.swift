internal import SleepCore

/// The stages of a night as a small picture: place says the same as colour, and REM is a thick bar.
enum HypnogramStrip {
  /// The stages from the top down.
  static let rows: [SleepStage] = [.wake, .rem, .n1, .n2, .n3]
  private static let (width, row) = (720, 22)

  /// The picture; what its colours are, the page's style says.
  ///
  /// - Parameters:
  ///   - stages: an epoch each; an hour's room at least.
  ///   - label: what it shows, for those who do not see it.
  /// - Returns: SVG.
  static func svg(_ stages: [SleepStage], label: String) -> String {
    let count = max(stages.count, 120)
    let height = rows.count * row
    var bars = ""
    var start = 0
    while start < stages.count {
      var end = start + 1
      while end < stages.count, stages[end] == stages[start] { end += 1 }
      if let line = rows.firstIndex(of: stages[start]) {
        let thick = stages[start] == .rem ? 14 : 10
        bars +=
          "<rect class=\"s\(line)\" x=\"\(tenth(start * width, count))\" y=\"\(line * row + (row - thick) / 2)\" "
          + "width=\"\(tenth((end - start) * width, count))\" height=\"\(thick)\"/>"
      }
      start = end
    }
    let lines = rows.indices.map {
      "<line x1=\"0\" x2=\"\(width)\" y1=\"\($0 * row + row / 2)\" y2=\"\($0 * row + row / 2)\"/>"
    }.joined()
    return
      "<svg class=\"strip\" viewBox=\"0 0 \(width) \(height)\" preserveAspectRatio=\"none\" role=\"img\" "
      + "aria-label=\"\(escaped(label))\">\(lines)\(bars)</svg>"
  }

  /// What the rows are.
  static func key(_ words: Words) -> String {
    let items = rows.enumerated().map {
      "<li><i class=\"s\($0)\"></i>\(words[.stage($1)])</li>"
    }.joined()
    return "<ul class=\"key\">\(items)</ul>"
  }

  private static func tenth(_ value: Int, _ by: Int) -> String {
    let tenths = value * 10 / by
    return "\(tenths / 10).\(tenths % 10)"
  }
}
