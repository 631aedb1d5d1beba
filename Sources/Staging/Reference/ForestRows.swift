extension Forest {
  private typealias Eight = SIMD8<Int16>

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
    var left: [15 of Eight] = .init(repeating: .zero)
    for node in 0..<15 {
      var (level, width) = (node + 1, 16)
      while level > 1 { (level, width) = (level / 2, width / 2) }
      let place = node + 1 - 16 / width
      let bits = (1 << (width / 2) - 1) << (place * width)
      left[node] = Eight(repeating: Int16(truncatingIfNeeded: bits))
    }
    var limits: [31 of Eight] = .init(repeating: .zero)
    var columns: [31 of Int] = .init(repeating: 0)
    unsafe ranks.withUnsafeBufferPointer { ranks in
      unsafe scores.withUnsafeMutableBufferPointer { scores in
        unsafe leafValues.withUnsafeBufferPointer { leafValues in
          for tree in 0..<(features.count / Self.nodes) {
            let kind = tree % 5
            for node in 0..<Self.nodes {
              limits[node] = Eight(repeating: places[tree * Self.nodes + node])
              columns[node] = Int(features[tree * Self.nodes + node]) * groups
            }
            for group in 0..<groups {
              var (ruledOut, ruledOutRight) = (Eight.zero, Eight.zero)
              for node in 0..<15 {
                // A half tree's nodes level by level stand at 1, 3-4, 7-10, 15-22 and as many further in the whole.
                let place = Self.leftHalf[node]
                let width = Self.halfWidth[node]
                let a = unsafe ranks[columns[place] + group] .> limits[place]
                let b = unsafe ranks[columns[place + width] + group] .> limits[place + width]
                ruledOut |= unsafe unsafeBitCast(a, to: Eight.self) & left[node]
                ruledOutRight |= unsafe unsafeBitCast(b, to: Eight.self) & left[node]
              }
              let isRight = unsafe ranks[columns[0] + group] .> limits[0]
              let free = ~ruledOut.replacing(with: ruledOutRight, where: isRight)
              let offset = unsafe unsafeBitCast(isRight, to: Eight.self) & 16
              for lane in 0..<8 {
                let leaf = Int(offset[lane]) + Int(free[lane]).trailingZeroBitCount
                unsafe scores[group * 8 + lane][kind] += leafValues[tree * Self.leaves + leaf]
              }
            }
          }
        }
      }
    }
    return scores
  }
}
