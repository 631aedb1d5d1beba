package import ProgramKernel

extension WindowLine {
  /// The lowest heights that hold for a slope; ways lead forward, so one pass backwards finds them.
  package static func lowest(slope: Int64, graph: SceneGraph, flow: Flow) -> WindowLine {
    var heights = [Int64](repeating: 0, count: graph.scenes.count)
    for here in graph.scenes.indices.reversed() where !graph.scenes[here].isAfterWake {
      let hold = flow.holds[here]
      var needed = hold.highest(above: slope, over: 0...hold.latest)
      for way in graph.out[here] {
        let edge = graph.edges[way]
        var rest = heights[edge.to]
        for amount in flow.entering[way].reversed() { rest = max(0, rest + amount - slope) }
        if flow.entering[way].isEmpty { rest = max(0, rest - slope * Int64(edge.entering.count)) }
        needed = max(needed, hold.highest(above: slope, over: edge.hold) + rest)
      }
      heights[here] = needed
    }
    return WindowLine(slope: slope, heights: heights)
  }
}
