/// The exact highest emission of any window of a length, second by second.
///
/// For windows where no ``WindowLine`` is tight enough, and for finding the night that exceeds. `most(t, s)` is the
/// most that t seconds can hold from the moment that scene s holds its levels; scenes later in the night come first,
/// and every hold before a way out is looked at.
package struct WindowGrid: Sendable {
  /// The length of the window in seconds.
  package let window: Int
  /// For each scene, the most in 0...window seconds from the beginning of its hold.
  package let fromHold: [[Int64]]
  private let graph: SceneGraph
  private let flow: Flow

  /// Computes the grid.
  ///
  /// - Complexity: O(ways · window · period), the period being the seconds after which a series repeats, 1 without.
  package init(window: Int, graph: SceneGraph, flow: Flow) {
    self.window = window
    self.graph = graph
    self.flow = flow
    var fromHold = graph.scenes.map { _ in [Int64]() }
    for here in graph.scenes.indices.reversed() where !graph.scenes[here].isAfterWake {
      let hold = flow.holds[here]
      var best = (0...window).map { hold.emitted(in: min($0, hold.latest)) }
      for way in graph.out[here] {
        let after = Self.afterLeaving(way, graph, flow, fromHold, window)
        Self.raise(&best, by: hold, over: graph.edges[way].hold, then: after)
      }
      fromHold[here] = best
    }
    self.fromHold = fromHold
  }

  /// The most in 0...window seconds from the moment a way is taken.
  private static func afterLeaving(
    _ way: Int, _ graph: SceneGraph, _ flow: Flow, _ fromHold: [[Int64]], _ window: Int
  ) -> [Int64] {
    let length = graph.edges[way].entering.count
    let rest = fromHold[graph.edges[way].to]
    var after = [Int64](repeating: 0, count: window + 1)
    var sum: Int64 = 0
    for t in stride(from: 1, through: window, by: 1) {
      if t <= length {
        if !flow.entering[way].isEmpty { sum += flow.entering[way][t - 1] }
        after[t] = sum
      } else {
        after[t] = sum + rest[t - length]
      }
    }
    return after
  }

  /// Raises `best[t]` to the highest `emitted(d) + after[t − d]` over the holds d that are possible.
  private static func raise(
    _ best: inout [Int64], by hold: Hold, over range: ClosedRange<Int>, then after: [Int64]
  ) {
    // A series repeats with its period until it is used up; within one residue, emission is a straight line in d.
    let (period, gain, end, usedUp) = hold.pattern
    let repeating = range.clamped(to: 0...end)
    if range.lowerBound <= end {
      let slope = hold.rate * Int64(period) + gain
      for residue in 0..<period {
        // The stretch d = residue + k·period; after[u] is looked up at u = t − d.
        let first = repeating.lowerBound + (residue - repeating.lowerBound % period + period) % period
        guard first <= repeating.upperBound else { continue }
        let last = first + (repeating.upperBound - first) / period * period
        slide(&best, hold, first: first, last: last, period: period, slope: slope, after)
      }
    }
    // The last few before it is used up, one by one.
    for d in max(
      range.lowerBound, end + 1)..<max(min(range.upperBound + 1, usedUp), range.lowerBound, end + 1)
    {
      slide(&best, hold, first: d, last: d, period: 1, slope: hold.rate, after)
    }
    let used = max(range.lowerBound, usedUp)
    if used <= range.upperBound {
      slide(&best, hold, first: used, last: range.upperBound, period: 1, slope: hold.rate, after)
    }
  }

  /// The highest over d = first, first + period … last: for each residue of t a sliding maximum.
  private static func slide(
    _ best: inout [Int64], _ hold: Hold, first: Int, last: Int, period: Int, slope: Int64, _ after: [Int64]
  ) {
    let base = hold.emitted(in: first)
    for start in 0..<min(period, max(best.count - first, 0)) {
      // u runs through start, start + period …; the key of u is after[u] less what a longer hold would have gained.
      var queue: [(u: Int, key: Int64)] = []
      var head = 0
      var index: Int64 = 0
      var t = start + first
      var u = start
      while t < best.count {
        let key = after[u] - slope * index
        while queue.count > head, queue[queue.count - 1].key <= key { queue.removeLast() }
        queue.append((u, key))
        while queue[head].u < t - last { head += 1 }
        // d = t − u, so the steps beyond the first are (t − first − u) / period = index − index of u.
        best[t] = max(best[t], base + queue[head].key + slope * index)
        t += period
        u += period
        index += 1
      }
    }
  }

  /// The most that any window can hold.
  package var highest: Int64 { worst.amount }

  /// Where the worst window begins.
  package enum Beginning: Sendable, Hashable {
    /// With a second of the entering of a way.
    case entering(way: Int, second: Int)
    /// Somewhere in the hold of a scene, with at most this long a hold left.
    case holding(scene: Int)
  }

  /// The most that any window can hold, and where such a window begins.
  package var worst: (amount: Int64, beginning: Beginning) {
    var worst = (amount: Int64.min, beginning: Beginning.holding(scene: graph.scenes.startIndex))
    for (way, edge) in graph.edges.enumerated() {
      // Where nothing comes while levels travel, no window is fuller for beginning there.
      let amounts = flow.entering[way]
      var sum: Int64 = 0
      for second in amounts.indices.reversed() {
        sum += amounts[second]
        let length = amounts.count - second
        if length > window { sum -= amounts[second + window] }
        let amount = sum + (length < window ? fromHold[edge.to][window - length] : 0)
        if amount > worst.amount { worst = (amount, .entering(way: way, second: second)) }
      }
    }
    for here in graph.scenes.indices where !graph.scenes[here].isAfterWake {
      let hold = flow.holds[here]
      var best = hold.emitted(in: min(window, hold.latest))
      for way in graph.out[here] {
        let after = Self.afterLeaving(way, graph, flow, fromHold, window)
        for d in 0...min(hold.latest, window) { best = max(best, hold.emitted(in: d) + after[window - d]) }
      }
      if best > worst.amount { worst = (best, .holding(scene: here)) }
    }
    return worst
  }

  /// How the window goes on from the beginning of a scene's hold with some seconds left: the hold, and the way taken.
  ///
  /// - Returns: the hold in seconds, and the way out, `nil` where the window ends within the hold.
  package func next(scene: Int, left: Int, fromInside: Bool) -> (hold: Int, way: Int?) {
    let hold = flow.holds[scene]
    var best = (amount: hold.emitted(in: min(left, hold.latest)), hold: left, way: Int?.none)
    for way in graph.out[scene] {
      let after = Self.afterLeaving(way, graph, flow, fromHold, left)
      let range = fromInside ? 0...hold.latest : graph.edges[way].hold
      guard range.lowerBound <= left else { continue }
      for d in range.lowerBound...min(range.upperBound, left) {
        let amount = hold.emitted(in: d) + after[left - d]
        if amount > best.amount { best = (amount, d, way) }
      }
    }
    return (best.hold, best.way)
  }
}
