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
  /// All thresholds of each feature once, rising, and infinity up to 256.
  private let cuts: [Float]
  /// For each node the place of its threshold among its feature's, less 128.
  let places: [Int8]
  /// What ``probabilities(ofRows:)`` goes through: node after node in the order of ``quarters``.
  let laid: LaidForest

  /// A forest; `nil` where a feature has more thresholds than a place can count: LightGBM makes 254 at most.
  init?(featureCount: Int, features: [UInt8], thresholds: [Float], leaves: [Double]) {
    self.featureCount = featureCount
    self.features = features
    self.thresholds = thresholds
    leafValues = leaves
    var own = [Set<Float>](repeating: [], count: featureCount)
    for (feature, threshold) in zip(features, thresholds) { own[Int(feature)].insert(threshold) }
    var cuts = [Float](repeating: .infinity, count: Self.room * featureCount)
    for (feature, all) in own.enumerated() {
      guard all.count < Self.room else { return nil }
      for (i, threshold) in all.sorted().enumerated() { cuts[feature * Self.room + i] = threshold }
    }
    self.cuts = cuts
    let places = zip(features, thresholds).map { feature, threshold in
      Self.rank(of: threshold, Int(feature), cuts.span)
    }
    self.places = places
    laid = LaidForest(features: features, places: places)
  }

  /// How many thresholds of a feature there is room for, with an infinite one behind them.
  private static let room = 256

  /// How many thresholds of a feature lie under a number, less 128.
  ///
  /// The number is over the threshold at a place where that is more than the place. NaN counts as 0.
  @inline(__always)
  func rank(of x: Float, _ feature: Int) -> Int8 { Self.rank(of: x.isNaN ? 0 : x, feature, cuts.span) }

  @inline(__always)
  private static func rank(of x: Float, _ feature: Int, _ cuts: Span<Float>) -> Int8 {
    var low = feature * room
    // Without a branch, which could not be foreseen.
    var half = room / 2
    while half > 0 {
      low &+= cuts[low &+ half &- 1] < x ? half : 0
      half &>>= 1
    }
    return Int8(truncatingIfNeeded: low &- feature &* room &- 128)
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
