/// What a forest needs to answer without being told of some features, such as the amplitude.
///
/// A node that asks for one sends a row both ways, each with the share of the training epochs that went there (the
/// path-dependent expectation of Lundberg et al. 2020, "From local explanations to global understanding with
/// explainable AI for trees"). On a way through a tree stand at most d such nodes. So a tree is gone through 2ᵈ
/// times, in turn i with the nth of them on a way left or right as bit n of i says, and the leaves that are reached
/// count with the product of the shares: the sum over all turns is the expectation.
struct UntoldForest: Sendable {
  /// One way to answer for the nodes that are not asked.
  struct Turn: Sendable {
    /// What the upper three answer where they are not asked: all bits for the right.
    var upper: [3 of UInt8] = [0, 0, 0]
    /// Which leaves of each quarter are ruled out.
    var quarters: [4 of UInt8] = [0, 0, 0, 0]
  }

  /// For every node, in the order of ``LaidForest``, which bits of its answer count: none where it is not told, else
  /// the leaves on its left (of the upper three, all).
  private let says: [UInt64]
  /// Where each tree's turns begin, and the end of all.
  let starts: [Int32]
  let turns: [Turn]
  /// The same turns as ``FollowedForest`` notes them: bit n for node n that goes right.
  private var answers: [UInt32]
  /// For each turn the tree's 32 leaves, each times the shares of the way to it; 0 where the turn does not count.
  private let leaves: [Double]
  /// For each tree the nodes that are asked in any case: bit n for node n.
  private let asked: [UInt32]
  /// For each tree the nodes that ask for what is not told, as places in ``LaidForest/quarters``.
  let nodes: [[Int]]

  /// - Parameters:
  ///   - forest: the trees.
  ///   - leftShares: for every node that asks for what is not told the share that went left; under 0 for all others.
  init(_ forest: Forest, leftShares: [Float]) {
    let isUntold = leftShares.map { $0 >= 0 }
    says = forest.features.indices.map { at in
      let (tree, i) = at.quotientAndRemainder(dividingBy: Forest.nodes)
      if isUntold[tree * Forest.nodes + LaidForest.quarters[i]] { return 0 }
      return UInt64(i < 3 ? 0xFF : LaidForest.left[(i - 3) % 7]) &* 0x0101_0101_0101_0101
    }
    answers = []
    var (starts, turns, leaves, nodes) = ([Int32(0)], [Turn](), [Double](), [[Int]]())
    for tree in 0..<(forest.features.count / Forest.nodes) {
      let root = tree * Forest.nodes
      nodes.append((0..<Forest.nodes).filter { isUntold[root + LaidForest.quarters[$0]] })
      /// How many such nodes stand above a place.
      func above(_ node: Int) -> Int {
        guard node > 0 else { return 0 }
        let parent = (node - 1) / 2
        return above(parent) + (isUntold[root + parent] ? 1 : 0)
      }
      let most = (Forest.nodes..<(Forest.nodes + Forest.leaves)).map(above).max() ?? 0
      for turn in 0..<(1 << most) {
        var (answers, bits) = (Turn(), UInt32(0))
        for i in nodes[tree] where turn >> above(LaidForest.quarters[i]) & 1 == 1 {
          bits |= 1 << UInt32(LaidForest.quarters[i])
          if i < 3 {
            answers.upper[i] = 0xFF
          } else {
            answers.quarters[(i - 3) / 7] |= LaidForest.left[(i - 3) % 7]
          }
        }
        turns.append(answers)
        self.answers.append(bits)
        for leaf in 0..<Forest.leaves {
          var (node, weight) = (leaf + Forest.nodes, forest.leafValues[tree * Forest.leaves + leaf])
          if turn >> above(node) != 0 { weight = 0 }
          while node > 0 {
            let parent = (node - 1) / 2
            let goesRight = node == 2 * parent + 2
            let share = leftShares[root + parent]
            if share >= 0 {
              let isTurn = (turn >> above(parent) & 1 == 1) == goesRight
              weight *= isTurn ? Double(goesRight ? 1 - Double(share) : Double(share)) : 0
            }
            node = parent
          }
          leaves.append(weight)
        }
      }
      starts.append(Int32(turns.count))
    }
    (self.starts, self.turns, self.leaves, self.nodes) = (starts, turns, leaves, nodes)
    asked = nodes.map { nodes in nodes.reduce(~0) { $0 & ~(1 << UInt32(LaidForest.quarters[$1])) } }
  }

  /// What is needed to go through one tree after another.
  @unsafe
  struct Turns {
    fileprivate let starts: UnsafeBufferPointer<Int32>
    fileprivate let asked: UnsafeBufferPointer<UInt32>
    fileprivate let answers: UnsafeBufferPointer<UInt32>
    fileprivate let leaves: UnsafeBufferPointer<Double>

    /// What a tree says of a row: bit n of `answers` is whether node n sends it right.
    @inline(__always)
    func value(_ tree: Int, _ answers: UInt32) -> Double {
      // A tree has a turn at least; turns, and leaves of turns, are in the lists that `init` made.
      let (own, end) = unsafe (answers & asked[tree], Int(starts[tree + 1]))
      var turn = unsafe Int(starts[tree])
      var value = unsafe leaf(turn, own)
      turn &+= 1
      while turn < end {
        value += unsafe leaf(turn, own)
        turn &+= 1
      }
      return value
    }

    @inline(__always)
    private func leaf(_ turn: Int, _ own: UInt32) -> Double {
      unsafe leaves[turn &* Forest.leaves &+ FollowedForest.leaf(own | answers[turn])]
    }
  }

  /// Calls `body` with what is needed to go through one tree after another.
  func withTurns(_ body: (Turns) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe asked.withUnsafeBufferPointer { asked in
        unsafe answers.withUnsafeBufferPointer { answers in
          unsafe leaves.withUnsafeBufferPointer { leaves in
            unsafe body(Turns(starts: starts, asked: asked, answers: answers, leaves: leaves))
          }
        }
      }
    }
  }

  /// Calls `body` with which bits count, and with the leaves.
  func withTables(_ body: (UnsafePointer<UInt64>, UnsafePointer<Double>) -> Void) {
    unsafe says.withUnsafeBufferPointer { says in
      unsafe leaves.withUnsafeBufferPointer { leaves in
        guard let says = says.baseAddress, let leaves = leaves.baseAddress else { return }
        unsafe body(says, leaves)
      }
    }
  }
}
