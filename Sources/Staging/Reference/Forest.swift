internal import Foundation

/// Complete binary trees of depth 5 in flat arrays, tree after tree; tree t votes for class t mod 5.
///
/// A node sends a feature left where it is not over the threshold. Nodes stand level by level, so that the
/// children of node i are 2i + 1 and 2i + 2.
struct Forest: Sendable {
  static let depth = 5
  static let nodes = 31
  static let leaves = 32
  /// Where the classes N1, N2, N3, R, W of the file stand in the order W, N1, N2, N3, R.
  static let order: [5 of Int] = [1, 2, 3, 4, 0]

  let featureCount: Int
  let features: [UInt8]
  let thresholds: [Float]
  let leafValues: [Double]
  /// For each feature where its thresholds begin in `cuts`, and the end of all.
  private let cutStarts: [Int]
  /// All thresholds of each feature once, rising.
  private let cuts: [Float]
  /// For each node the place of its threshold among its feature's.
  let places: [Int16]

  /// A forest; `nil` where a feature has more thresholds than a place can count.
  init?(featureCount: Int, features: [UInt8], thresholds: [Float], leaves: [Double]) {
    self.featureCount = featureCount
    self.features = features
    self.thresholds = thresholds
    leafValues = leaves
    var own = [[Float]](repeating: [], count: featureCount)
    for (feature, threshold) in zip(features, thresholds) { own[Int(feature)].append(threshold) }
    var starts = [0]
    var all: [Float] = []
    for list in own {
      for threshold in list.sorted()
      where all.count == starts[starts.count - 1] || all[all.count - 1] < threshold {
        all.append(threshold)
      }
      guard all.count - starts[starts.count - 1] < Int(Int16.max) else { return nil }
      starts.append(all.count)
    }
    cutStarts = starts
    cuts = all
    places = zip(features, thresholds).map { feature, threshold in
      let start = starts[Int(feature)]
      return Int16(Self.rank(of: threshold, in: all.span.extracting(start..<starts[Int(feature) + 1])))
    }
  }

  /// Where the left half's nodes stand in a tree, and how far further those of the right half.
  static let leftHalf: [15 of Int] = [1, 3, 4, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20, 21, 22]
  static let halfWidth: [15 of Int] = [1, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8]

  /// How many thresholds of a feature lie under a number.
  ///
  /// The number is over the threshold at a place where that is more than the place. NaN counts as 0.
  func rank(of x: Float, _ feature: Int) -> Int16 {
    let own = cuts.span.extracting(cutStarts[feature]..<cutStarts[feature + 1])
    return Int16(Self.rank(of: x.isNaN ? 0 : x, in: own))
  }

  /// How many of some rising numbers lie under `x`.
  private static func rank(of x: Float, in cuts: Span<Float>) -> Int {
    var (low, length) = (0, cuts.count)
    while length > 0 {
      let half = length / 2
      if cuts[low + half] < x { (low, length) = (low + half + 1, length - half - 1) } else { length = half }
    }
    return low
  }

  /// One row, tree by tree.
  func probabilities(of row: Span<Float>) -> [5 of Double] {
    precondition(row.count == featureCount, "the forest was trained on another number of features")
    // LightGBM takes NaN for 0 in a tree that knows nothing of missing values.
    var clean: [256 of Float] = .init(repeating: 0)
    for i in row.indices { clean[i] = row[i].isNaN ? 0 : row[i] }
    var scores: [5 of Double] = .init(repeating: 0)
    let treeCount = features.count / Self.nodes
    unsafe features.withUnsafeBufferPointer { features in
      unsafe thresholds.withUnsafeBufferPointer { thresholds in
        var kind = 0
        for tree in 0..<treeCount {
          let first = tree * Self.nodes
          var node = 0
          for _ in 0..<Self.depth {
            let goesRight = unsafe clean[Int(features[first + node])] > thresholds[first + node]
            node = 2 * node + (goesRight ? 2 : 1)
          }
          scores[kind] += leafValues[tree * Self.leaves + node - Self.nodes]
          kind = kind == 4 ? 0 : kind + 1
        }
      }
    }
    return Self.softmax(scores)
  }

  /// LightGBM's softmax of the scores in the file's order, as probabilities in ours.
  static func softmax(_ scores: [5 of Double]) -> [5 of Double] {
    var most = scores[0]
    for i in 1..<5 { most = max(most, scores[i]) }
    var result: [5 of Double] = .init(repeating: 0)
    var total = 0.0
    for i in 0..<5 {
      let weight = exp(scores[i] - most)
      result[order[i]] = weight
      total += weight
    }
    for i in 0..<5 { result[i] /= total }
    return result
  }
}
