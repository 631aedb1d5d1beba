/// A forest that follows one row: as its numbers change, only those nodes and trees are looked at that they reach.
///
/// From one second to the next, or from one gain to the next, few numbers pass a threshold. What is answered is bit
/// for bit what the whole forest says of the row. Memory is taken once, some 40 kB; nothing is allocated later.
struct FollowedForest: Sendable {
  private let model: StagerModel
  private let asksUntold: Bool
  private var places: [UInt8]
  /// For each tree which of its nodes send the row right: bit n is node n.
  private var answers: [UInt32]
  /// For each tree whether an answer has changed since it was weighed: 1, and 2 for a node that is told in any case.
  private var touched: [UInt8]
  /// The trees that were touched, and how many there are; one place more, since the next is always written.
  private var waiting: [Int32]
  private var waitingCount: Int
  private var told: [Double]
  private var untold: [Double]

  /// A forest before any row; `asksUntold` where the second answer is wanted too, which costs twice as much.
  init(model: StagerModel, asksUntold: Bool) {
    self.model = model
    self.asksUntold = asksUntold
    let trees = model.forest.features.count / Forest.nodes
    places = [UInt8](repeating: 0, count: model.forest.featureCount)
    answers = [UInt32](repeating: 0, count: trees)
    touched = [UInt8](repeating: 3, count: trees)
    waiting = (0...trees).map { Int32($0) }
    waitingCount = trees
    told = [Double](repeating: 0, count: trees)
    untold = [Double](repeating: 0, count: trees)
  }

  /// Takes over some numbers of a row.
  mutating func move(_ row: [Float], columns: some Sequence<Int>) {
    let (starts, nodes) = (model.flips.starts, model.flips.nodes)
    var count = waitingCount
    unsafe answers.withUnsafeMutableBufferPointer { answers in
      unsafe touched.withUnsafeMutableBufferPointer { touched in
        unsafe waiting.withUnsafeMutableBufferPointer { waiting in
          for column in columns {
            let before = Int(places[column])
            let place = Int(model.forest.rank(of: row[column], column)) + 128
            guard place != before else { continue }
            places[column] = UInt8(place)
            let first = Int(starts[column * 256 + min(before, place)])
            let passed = nodes.span.extracting(first..<Int(starts[column * 256 + max(before, place)]))
            for i in passed.indices {
              // Every tree that a node names is one of the forest, and waits but once.
              let node = passed[i]
              let tree = Int(truncatingIfNeeded: node &>> 6)
              unsafe answers[tree] ^= 1 &<< (node & 31)
              unsafe waiting[count] = Int32(truncatingIfNeeded: tree)
              count &+= unsafe touched[tree] == 0 ? 1 : 0
              unsafe touched[tree] |= 3 &>> UInt8(truncatingIfNeeded: node &>> 5 & 1)
            }
          }
        }
      }
    }
    waitingCount = count
  }

  /// Looks again at one of `parts` equal parts of the trees that wait; after the last, none does.
  mutating func weigh(_ part: Int, of parts: Int) {
    let end = waitingCount * (part + 1) / parts
    unsafe model.forest.leafValues.withUnsafeBufferPointer { leaves in
      unsafe model.untold.withTurns { other in
        for i in (waitingCount * part / parts)..<end {
          let tree = Int(waiting[i])
          let own = answers[tree]
          // A way through a tree ends at one of its leaves.
          told[tree] = unsafe leaves[tree &* Forest.leaves &+ Self.leaf(own)]
          if asksUntold, touched[tree] & 2 != 0 { untold[tree] = unsafe other.value(tree, own) }
          touched[tree] = 0
        }
      }
    }
    if part == parts - 1 { waitingCount = 0 }
  }

  /// The leaf that a row comes to: 0 to 31.
  @inline(__always)
  static func leaf(_ answers: UInt32) -> Int {
    var node: UInt32 = 0
    for _ in 0..<Forest.depth { node = 2 &* node &+ 1 &+ (answers &>> node & 1) }
    return Int(node) - Forest.nodes
  }

  /// What the forest says of the row; all trees have been weighed.
  var answer: [5 of Double] { Self.sum(told) }
  /// What it says without being told of the amplitude.
  var untoldAnswer: [5 of Double] { Self.sum(untold) }

  private static func sum(_ values: [Double]) -> [5 of Double] {
    let values = values.span
    var scores: [5 of Double] = [0, 0, 0, 0, 0]
    for tree in stride(from: 0, to: values.count, by: 5) {
      for kind in 0..<5 { scores[kind] += values[tree + kind] }
    }
    return Forest.softmax(scores)
  }
}
