extension Forest {
  /// How many rows go through a tree before the next: so many that all that is needed stays in the nearest memory.
  private static let blockRows = 128
  /// The most turns of a tree (``UntoldForest``): one node of each level may not be told.
  private static let mostTurns = 32

  /// Many rows at once, on at most four cores: sixteen go through every node of a tree, and what each rules out is
  /// noted as bits.
  ///
  /// The same decisions and the same sums in the same order as row by row. A row's number is replaced by its
  /// place among the thresholds of its feature, a byte, so that sixteen fit into a register and stay exact; a node
  /// that sends a row right rules out the leaves on its left, and the first leaf that is left is the row's
  /// (Lucchese et al. 2015, "QuickScorer").
  ///
  /// - Parameter rows: row after row.
  /// - Returns: for each row the probabilities of W, N1, N2, N3, R.
  func probabilities(ofRows rows: Span<Float>) -> [[5 of Double]] {
    var result = [[5 of Double]](repeating: .init(repeating: 0), count: rows.count / featureCount)
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe inBlocks(rows) { block, range in
        unsafe addTold(block)
        for row in range { unsafe result[row] = block.told(row - range.lowerBound) }
      }
    }
    return result
  }

  /// Many rows at once, told of everything and, in a second answer, not of some features.
  func probabilities(ofRows rows: Span<Float>, untold: UntoldForest) -> [(
    told: [5 of Double], untold: [5 of Double]
  )] {
    let none: [5 of Double] = .init(repeating: 0)
    var result = [(told: [5 of Double], untold: [5 of Double])](
      repeating: (none, none), count: rows.count / featureCount)
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe inBlocks(rows) { block, range in
        unsafe addBoth(block, untold)
        for row in range {
          let place = row - range.lowerBound
          unsafe result[row] = unsafe (block.told(place), block.untold(place))
        }
      }
    }
    return result
  }

  /// The rows that go through a tree together.
  @unsafe
  private struct Block {
    /// For each feature as many pairs of sixteen places as there are pairs.
    let ranks: UnsafePointer<Sixteen>
    let pairs: Int
    /// Class after class the scores of all rows; then the same for the second answer.
    let scores: UnsafeMutablePointer<Double>
    /// Room for the leaf of each row, for each turn of a tree.
    let leaves: UnsafeMutablePointer<Bits>

    private func answer(_ first: Int) -> [5 of Double] {
      var own: [5 of Double] = [0, 0, 0, 0, 0]
      for kind in 0..<5 { own[kind] = unsafe scores[first + kind * Forest.blockRows] }
      return Forest.softmax(own)
    }
    func told(_ row: Int) -> [5 of Double] { unsafe answer(row) }
    func untold(_ row: Int) -> [5 of Double] { unsafe answer(5 * Forest.blockRows + row) }

    /// Adds a tree's leaves, `turn` after `turn`, to the scores of a class.
    @inline(__always)
    func add(_ values: UnsafePointer<Double>, after start: Int = 0, turns: Int, to first: Int) {
      let sums = unsafe scores + first
      let places =
        unsafe UnsafeRawPointer(leaves).assumingMemoryBound(to: UInt8.self) + start * Forest.blockRows
      for row in 0..<(unsafe 32 &* pairs) {
        var value = unsafe values[Int(places[row])]
        for turn in 1..<max(turns, 1) {
          unsafe value += values[turn &* Forest.leaves &+ Int(places[turn &* Forest.blockRows &+ row])]
        }
        unsafe sums[row] += value
      }
    }
  }

  /// Cuts rows into blocks, on as many cores as there are.
  private func inBlocks(_ rows: Span<Float>, _ body: (Block, Range<Int>) -> Void) {
    let count = rows.count / featureCount
    Cores.share((count + 31) / 32, least: 1) { part in
      var ranks = [Sixteen](repeating: .zero, count: featureCount * Self.blockRows / 16)
      var scores = [Double](repeating: 0, count: 10 * Self.blockRows)
      var leaves = [Bits](repeating: .zero, count: (Self.mostTurns + 1) * Self.blockRows / 16)
      let end = min(part.upperBound * 32, count)
      for start in stride(from: part.lowerBound * 32, to: end, by: Self.blockRows) {
        let range = start..<min(start + Self.blockRows, end)
        let pairs = (range.count + 31) / 32
        unsafe ranks.withUnsafeMutableBytes { ranks in
          for feature in 0..<featureCount {
            for row in 0..<range.count {
              let place = rank(of: rows[(start &+ row) &* featureCount &+ feature], feature)
              unsafe ranks.storeBytes(of: place, toByteOffset: feature &* 32 &* pairs &+ row, as: Int8.self)
            }
          }
        }
        for i in scores.indices { scores[i] = 0 }
        unsafe ranks.withUnsafeBufferPointer { ranks in
          unsafe scores.withUnsafeMutableBufferPointer { scores in
            unsafe leaves.withUnsafeMutableBufferPointer { leaves in
              guard let ranks = ranks.baseAddress, let scores = scores.baseAddress,
                let leaves = leaves.baseAddress
              else { return }
              unsafe body(Block(ranks: ranks, pairs: pairs, scores: scores, leaves: leaves), range)
            }
          }
        }
      }
    }
  }

  private func addTold(_ block: Block) {
    unsafe withNodes { columns, limits, values in
      for tree in 0..<(features.count / Self.nodes) {
        let node = tree * Self.nodes
        for pair in 0..<(unsafe block.pairs) {
          let rows = unsafe TreeRows(block.ranks + 2 * pair, 2 * block.pairs, columns + node, limits + node)
          let top = unsafe (rows.over(0), rows.over(1), rows.over(2))
          let out: [4 of Both] = unsafe [rows.quarter(0), rows.quarter(1), rows.quarter(2), rows.quarter(3)]
          let leaf = Both.firstLeaf(top.0, top.1, top.2, out)
          unsafe block.leaves[2 * pair] = leaf.a
          unsafe block.leaves[2 * pair + 1] = leaf.b
        }
        unsafe block.add(values + tree * Self.leaves, turns: 1, to: tree % 5 * Self.blockRows)
      }
    }
  }

  private func addBoth(_ block: Block, _ untold: UntoldForest) {
    let (starts, turns, nodes) = (untold.starts.span, untold.turns.span, untold.nodes.span)
    unsafe withNodes { columns, limits, values in
      unsafe untold.withTables { says, expected in
        for tree in 0..<(features.count / Self.nodes) {
          let node = tree * Self.nodes
          let first = tree % 5 * Self.blockRows
          let ways = Int(starts[tree])..<Int(starts[tree + 1])
          for pair in 0..<(unsafe block.pairs) {
            let rows = unsafe TreeRows(block.ranks + 2 * pair, 2 * block.pairs, columns + node, limits + node)
            let own = unsafe says + node
            var top: [3 of Both] = unsafe [
              rows.over(0) & Both(eight: own[0]), rows.over(1) & Both(eight: own[1]),
              rows.over(2) & Both(eight: own[2]),
            ]
            var out: [4 of Both] = unsafe [
              rows.quarter(0, own), rows.quarter(1, own), rows.quarter(2, own), rows.quarter(3, own),
            ]
            for turn in ways {
              let answers = turns[turn]
              let leaf = Both.firstLeaf(
                top[0] | Both(answers.upper[0]), top[1] | Both(answers.upper[1]),
                top[2] | Both(answers.upper[2]),
                [
                  out[0] | Both(answers.quarters[0]), out[1] | Both(answers.quarters[1]),
                  out[2] | Both(answers.quarters[2]),
                  out[3] | Both(answers.quarters[3]),
                ])
              let place = (turn - ways.lowerBound) * Self.blockRows / 16 + 2 * pair
              unsafe block.leaves[place] = leaf.a
              unsafe block.leaves[place + 1] = leaf.b
            }
            for i in nodes[tree] {
              if i < 3 {
                top[i] = unsafe rows.over(i)
              } else {
                let (quarter, place) = (i - 3).quotientAndRemainder(dividingBy: 7)
                out[quarter] = unsafe out[quarter] | rows.over(i) & Both(LaidForest.left[place])
              }
            }
            let leaf = Both.firstLeaf(top[0], top[1], top[2], out)
            let place = Self.mostTurns * Self.blockRows / 16 + 2 * pair
            unsafe block.leaves[place] = leaf.a
            unsafe block.leaves[place + 1] = leaf.b
          }
          unsafe block.add(
            expected + ways.lowerBound * Self.leaves, turns: ways.count, to: 5 * Self.blockRows + first)
          unsafe block.add(values + tree * Self.leaves, after: Self.mostTurns, turns: 1, to: first)
        }
      }
    }
  }

  private func withNodes(
    _ body: (UnsafePointer<UInt8>, UnsafePointer<Sixteen>, UnsafePointer<Double>) -> Void
  ) {
    unsafe laid.columns.withUnsafeBufferPointer { columns in
      unsafe laid.limits.withUnsafeBufferPointer { limits in
        unsafe leafValues.withUnsafeBufferPointer { values in
          guard let columns = columns.baseAddress, let limits = limits.baseAddress,
            let values = values.baseAddress
          else { return }
          unsafe body(columns, limits, values)
        }
      }
    }
  }
}
