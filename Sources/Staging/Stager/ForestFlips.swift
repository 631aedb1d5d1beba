/// Which nodes of a forest change their answer when a feature moves among its thresholds.
///
/// All nodes of a feature stand together, in the order of their thresholds: between two places of a number lie just
/// those that it passes.
struct ForestFlips: Sendable {
  /// For each node its tree, from bit 6 on, whether it asks for what is not told, bit 5, and its place in the tree.
  let nodes: [UInt32]
  /// For each feature and place, 256 of them, where in ``nodes`` the nodes of that place begin.
  let starts: [Int32]

  init(_ forest: Forest, isUntold: [Bool]) {
    func at(_ node: Int) -> Int { Int(forest.features[node]) * 256 + Int(forest.places[node]) + 128 }
    var starts = [Int32](repeating: 0, count: forest.featureCount * 256 + 1)
    for node in forest.features.indices { starts[at(node) + 1] += 1 }
    for i in 1..<starts.count { starts[i] += starts[i - 1] }
    var next = starts
    var nodes = [UInt32](repeating: 0, count: forest.features.count)
    for node in forest.features.indices {
      let (tree, place) = node.quotientAndRemainder(dividingBy: Forest.nodes)
      nodes[Int(next[at(node)])] = UInt32(tree << 6 | (isUntold[node] ? 32 : 0) | place)
      next[at(node)] += 1
    }
    (self.nodes, self.starts) = (nodes, starts)
  }
}
