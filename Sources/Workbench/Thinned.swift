/// A long series with few points: every change where they are few, else the least and the most of equal
/// stretches.
enum Thinned {
  /// A point of a series.
  struct Point: Sendable, Hashable {
    let at: Int
    let value: Int64?
  }

  /// The points of a series at which its value changes, and its last.
  ///
  /// - Parameters:
  ///   - values: one for every second.
  ///   - most: about how many points may come back; where there are more changes, every stretch of seconds gives its
  ///     least and its most, in their order, so that no peak is lost.
  /// - Returns: the points in order.
  static func changes(_ values: [Int64?], most: Int) -> [Point] {
    var points: [Point] = []
    for i in values.indices where i == 0 || values[i] != values[i - 1] || i == values.count - 1 {
      points.append(Point(at: i, value: values[i]))
    }
    guard points.count > most, most >= 8 else { return points }
    let width = (points.count * 3 + most - 1) / most
    var kept: [Point] = []
    for start in stride(from: 0, to: points.count, by: width) {
      let part = points[start..<min(start + width, points.count)]
      guard let first = part.first else { continue }
      var ends = [first]
      if let low = part.min(by: { ($0.value ?? .max) < ($1.value ?? .max) }) { ends.append(low) }
      if let high = part.max(by: { ($0.value ?? .min) < ($1.value ?? .min) }) { ends.append(high) }
      for point in Set(ends).sorted(by: { $0.at < $1.at }) { kept.append(point) }
    }
    if let last = points.last, kept.last != last { kept.append(last) }
    return kept
  }

  /// The same series with every value the worst of the seconds around it: of each stretch of `width` seconds.
  static func worst(_ values: [Int64?], of width: Int, isLeast: Bool) -> [Int64?] {
    guard width > 1 else { return values }
    var out = values
    for start in stride(from: 0, to: values.count, by: width) {
      let part = start..<min(start + width, values.count)
      let known = values[part].compactMap { $0 }
      guard let worst = isLeast ? known.min() : known.max() else { continue }
      for i in part { out[i] = worst }
    }
    return out
  }
}
