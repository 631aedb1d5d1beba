internal import Foundation

/// Everything that one run has found.
struct Results: Encodable {
  /// Ours beside a peer.
  struct Comparison: Encodable {
    let benchmark: String
    let subject: String
    let peer: String
    let unit: String
    /// Median of ours, in the unit.
    let ours: Double
    /// Median of the peer, in the unit.
    let theirs: Double
    /// The peer's time over ours, pair by pair.
    let ratio: Spread
    let pairs: Int
    let note: String
  }

  /// A figure of ours alone.
  struct Figure: Encodable {
    let benchmark: String
    let subject: String
    let name: String
    let unit: String
    /// Over the runs; all the same where it is counted.
    let value: Spread
    let runs: Int
    let note: String
  }

  private(set) var comparisons: [Comparison] = []
  private(set) var figures: [Figure] = []
  private(set) var skipped: [String] = []

  /// Adds a comparison; `value` turns seconds into the unit.
  mutating func add(
    _ benchmark: String, _ subject: String, peer: String, unit: String, _ pairs: Pairs, note: String = "",
    value: (Double) -> Double
  ) {
    comparisons.append(
      Comparison(
        benchmark: benchmark, subject: subject, peer: peer, unit: unit,
        ours: value(Spread(pairs.ours).median),
        theirs: value(Spread(pairs.peer).median), ratio: Spread(pairs.ratios), pairs: pairs.ours.count,
        note: note))
  }

  mutating func add(
    _ benchmark: String, _ subject: String, _ name: String, unit: String, _ values: [Double],
    note: String = ""
  ) {
    figures.append(
      Figure(
        benchmark: benchmark, subject: subject, name: name, unit: unit, value: Spread(values),
        runs: values.count, note: note))
  }

  mutating func skip(_ what: String) {
    if !skipped.contains(what) { skipped.append(what) }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  func text() -> String {
    var parts: [String] = []
    if !comparisons.isEmpty {
      let head = ["", "subject", "peer", "ours", "peer", "unit", "ratio (min–max)", "pairs", ""]
      let rows = comparisons.map { c in
        [
          c.benchmark, c.subject, c.peer, Self.number(c.ours), Self.number(c.theirs), c.unit,
          "\(Self.number(c.ratio.median)) (\(Self.number(c.ratio.minimum))–\(Self.number(c.ratio.maximum)))",
          String(c.pairs), c.note,
        ]
      }
      parts.append(Self.table([head] + rows))
    }
    if !figures.isEmpty {
      let head = ["", "subject", "figure", "median", "(min–max)", "unit", "runs", ""]
      let rows = figures.map { f in
        let isOne = f.value.minimum == f.value.maximum
        let ends = isOne ? "" : "(\(Self.number(f.value.minimum))–\(Self.number(f.value.maximum)))"
        return [
          f.benchmark, f.subject, f.name, Self.number(f.value.median), ends, f.unit, String(f.runs), f.note,
        ]
      }
      parts.append(Self.table([head] + rows))
    }
    if !skipped.isEmpty { parts.append(skipped.map { "skipped: \($0)" }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// Three digits that say something; whole numbers from a hundred on.
  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "—" }
    if value == value.rounded() || abs(value) >= 100 { return String(format: "%.0f", value) }
    if abs(value) >= 10 { return String(format: "%.1f", value) }
    if abs(value) >= 1 { return String(format: "%.2f", value) }
    return String(format: "%.3g", value)
  }

  private static func table(_ rows: [[String]]) -> String {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { c in rows.map { $0[c].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop(while: { $0 == " " }).reversed())
    }.joined(separator: "\n")
  }
}
