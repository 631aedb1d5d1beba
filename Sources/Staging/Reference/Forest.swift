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
  static let places: [5 of Int] = [1, 2, 3, 4, 0]

  let featureCount: Int
  let features: [UInt8]
  let thresholds: [Float]
  let leafValues: [Double]

  init(featureCount: Int, features: [UInt8], thresholds: [Float], leaves: [Double]) {
    self.featureCount = featureCount
    self.features = features
    self.thresholds = thresholds
    leafValues = leaves
  }

  func probabilities(of row: Span<Float>) -> [5 of Double] {
    precondition(row.count == featureCount, "the forest was trained on another number of features")
    // LightGBM takes NaN for 0 in a tree that knows nothing of missing values.
    var clean: [256 of Float] = .init(repeating: 0)
    for i in row.indices { clean[i] = row[i].isNaN ? 0 : row[i] }
    var scores: [5 of Double] = .init(repeating: 0)
    let treeCount = features.count / Self.nodes
    var kind = 0
    for tree in 0..<treeCount {
      let first = tree * Self.nodes
      var node = 0
      for _ in 0..<Self.depth {
        let goesRight = clean[Int(features[first + node])] > thresholds[first + node]
        node = 2 * node + (goesRight ? 2 : 1)
      }
      scores[kind] += leafValues[tree * Self.leaves + node - Self.nodes]
      kind = kind == 4 ? 0 : kind + 1
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
      result[places[i]] = weight
      total += weight
    }
    for i in 0..<5 { result[i] /= total }
    return result
  }
}
