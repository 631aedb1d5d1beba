extension Forest {
  private typealias Eight = SIMD8<Int16>
  /// The bits of eight numbers: what the compiler joins and cuts in one instruction.
  private typealias Bits = SIMD2<UInt64>

  /// Many rows at once: eight go through every node of a tree, and what each rules out is noted as bits.
  ///
  /// The same decisions and the same sums in the same order as row by row. A row's number is replaced by its
  /// place among the thresholds of its feature, so that eight fit into a register and stay exact; a node that
  /// sends a row right rules out the leaves on its left, and the first leaf that is left is the row's (Lucchese
  /// et al. 2015, "QuickScorer").
  ///
  /// - Parameter rows: row after row.
  /// - Returns: for each row the probabilities of W, N1, N2, N3, R.
  func probabilities(ofRows rows: Span<Float>) -> [[5 of Double]] {
    let count = rows.count / featureCount
    var result = [[5 of Double]](repeating: .init(repeating: 0), count: count)
    let groups = (count + 7) / 8
    unsafe result.withUnsafeMutableBufferPointer { result in
      Cores.share(groups) { part in
        let (first, end) = (part.lowerBound * 8, min(part.upperBound * 8, count))
        var ranks = [Eight](repeating: .zero, count: featureCount * part.count)
        for row in first..<end {
          let numbers = rows.extracting((row * featureCount)..<((row + 1) * featureCount))
          for feature in 0..<featureCount {
            let group = feature * part.count + (row - first) / 8
            ranks[group][(row - first) % 8] = rank(of: numbers[feature], feature)
          }
        }
        let scores = scores(ranks, groups: part.count)
        for row in first..<end { unsafe result[row] = Self.softmax(scores[row - first]) }
      }
    }
    return result
  }

  private func scores(_ ranks: [Eight], groups: Int) -> [[5 of Double]] {
    var scores = [[5 of Double]](repeating: .init(repeating: 0), count: 8 * groups)
    // The leaves on the left of each node of a half tree: bit n is leaf n of that half.
    var left: [15 of Bits] = .init(repeating: .zero)
    for node in 0..<15 {
      var (level, width) = (node + 1, 16)
      while level > 1 { (level, width) = (level / 2, width / 2) }
      let place = node + 1 - 16 / width
      let bits = (1 << (width / 2) - 1) << (place * width)
      left[node] = unsafe unsafeBitCast(Eight(repeating: Int16(truncatingIfNeeded: bits)), to: Bits.self)
    }
    // The root, and the nodes of both halves in the order of `left`: thresholds, and where the columns begin.
    var limits: [15 of Eight] = .init(repeating: .zero)
    var limitsRight = limits
    var (columns, columnsRight): ([15 of Int], [15 of Int]) = (.init(repeating: 0), .init(repeating: 0))
    // What a tree leaves of all rows: the leaves of its half, and −1 for the right half. Written and read again in a
    // loop of its own, since the compiler takes registers apart lane by lane where one lane is looked at.
    var free = [Bits](repeating: .zero, count: groups)
    var sides = free
    unsafe ranks.withUnsafeBufferPointer { ranks in
      guard let ranks = ranks.baseAddress else { return }
      for tree in 0..<(features.count / Self.nodes) {
        let root = tree * Self.nodes
        for node in 0..<15 {
          let place = root + Self.leftHalf[node]
          limits[node] = Eight(repeating: places[place])
          columns[node] = Int(features[place]) * groups
          limitsRight[node] = Eight(repeating: places[place + Self.halfWidth[node]])
          columnsRight[node] = Int(features[place + Self.halfWidth[node]]) * groups
        }
        let (limit, column) = (Eight(repeating: places[root]), Int(features[root]) * groups)
        for group in 0..<groups {
          let here = unsafe ranks + group
          var (ruledOut, ruledOutRight) = (Bits.zero, Bits.zero)
          for node in 0..<15 {
            let a = unsafe here[columns[node]] .> limits[node]
            let b = unsafe here[columnsRight[node]] .> limitsRight[node]
            ruledOut |= unsafe unsafeBitCast(a, to: Bits.self) & left[node]
            ruledOutRight |= unsafe unsafeBitCast(b, to: Bits.self) & left[node]
          }
          let isRight = unsafe unsafeBitCast(here[column] .> limit, to: Bits.self)
          free[group] = ~((ruledOut & ~isRight) | (ruledOutRight & isRight))
          sides[group] = isRight
        }
        add(tree, free, sides, to: &scores)
      }
    }
    return scores
  }

  /// Adds the leaf of each row: the first that is free, in the half that its side says.
  private func add(_ tree: Int, _ free: [Bits], _ sides: [Bits], to scores: inout [[5 of Double]]) {
    let (kind, count) = (tree % 5, scores.count)
    unsafe free.withUnsafeBytes { free in
      unsafe sides.withUnsafeBytes { sides in
        unsafe leafValues.withUnsafeBufferPointer { leafValues in
          unsafe scores.withUnsafeMutableBufferPointer { scores in
            let bits = unsafe free.assumingMemoryBound(to: UInt16.self)
            let isRight = unsafe sides.assumingMemoryBound(to: UInt16.self)
            for row in 0..<count {
              // Always one of 16, which the bit above them says to the compiler.
              let leaf = unsafe (UInt32(bits[row]) | 0x10000).trailingZeroBitCount &+ Int(isRight[row] & 16)
              unsafe scores[row][kind] += leafValues[tree &* Self.leaves &+ leaf]
            }
          }
        }
      }
    }
  }
}
