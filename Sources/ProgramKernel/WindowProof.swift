/// A bound on what any window of a night can hold, shown by one slope and a height for every scene.
///
/// Think of a bucket that leaks `slope` a second. `heights[s]` says: from the moment that scene s holds its levels, the
/// bucket never gets fuller by more than this. If that holds over every way out of every scene, it holds for every
/// night, and no window of W seconds emits more than `slope·W` plus the highest rise from any moment on (an arrival
/// curve of network calculus: Cruz 1991; Le Boudec and Thiran 2001).
package struct WindowLine {
  package let slope: Int64
  package let heights: [Int64]

  /// Creates a claim; ``bound(window:graph:flow:)`` is what believes or refuses it.
  package init(slope: Int64, heights: [Int64]) {
    self.slope = slope
    self.heights = heights
  }

  /// The bound for windows of a length, or `nil` where the heights do not hold.
  ///
  /// - Complexity: one pass over the seconds in which levels travel, and over holds with counted pieces.
  package func bound(window: Int, graph: SceneGraph, flow: Flow) -> Int64? {
    // No hold, entering or window is longer than a day, so nothing below overflows.
    guard slope >= 0, slope <= Int64.max / 4 / 86_400, window <= 86_400, heights.count == graph.scenes.count,
      heights.allSatisfy({ (0...Int64.max / 8).contains($0) })
    else { return nil }
    // The highest rise from the first second of each way on, and from any second of it.
    var onEntering = [Int64](repeating: 0, count: graph.edges.count)
    var highest: Int64 = 0
    for (i, edge) in graph.edges.enumerated() {
      var rest = heights[edge.to]
      var best = rest
      // Backwards: what still rises after this second, this second included.
      for amount in flow.entering[i].reversed() {
        rest = max(0, rest + amount - slope)
        best = max(best, rest)
      }
      if flow.entering[i].isEmpty { rest = max(0, rest - slope * Int64(edge.entering.count)) }
      onEntering[i] = rest
      highest = max(highest, best)
    }
    for (here, hold) in flow.holds.enumerated() where !graph.scenes[here].isAfterWake {
      let all = 0...hold.latest
      var needed = hold.highest(above: slope, over: all)
      var fromInside = needed
      for way in graph.out[here] {
        needed = max(needed, hold.highest(above: slope, over: graph.edges[way].hold) + onEntering[way])
        fromInside = max(fromInside, hold.highest(above: slope, over: all) + onEntering[way])
      }
      guard heights[here] >= needed else { return nil }
      highest = max(highest, fromInside)
    }
    return slope * Int64(window) + highest
  }
}
