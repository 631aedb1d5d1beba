/// Part of a log that is a tree of its own: it starts at a multiple of a power of two that is no smaller than it
/// (draft-ietf-plants-merkle-tree-certs, "Subtrees").
public enum MerkleSubtree {
  /// Whether a range of entries is a subtree.
  public static func isOne(_ range: Range<Int>) -> Bool {
    guard range.lowerBound >= 0 else { return false }
    guard range.count > 1 else { return true }
    let width = MerkleMath.split(range.count) << 1
    // The whole width is past what an Int holds: only a range from 0 can start at a multiple of it.
    guard width > 0 else { return range.lowerBound == 0 }
    return range.lowerBound & (width - 1) == 0
  }

  static func refusal(_ start: Int, _ end: Int) -> RecordError {
    RecordError(
      .badProof, "these entries are not a subtree", place: "entries \(start)..<\(end)",
      remedy: "A subtree starts at a multiple of the power of two that is no smaller than it.")
  }
}

/// That an entry is in a subtree.
public struct SubtreeInclusionProof: Sendable, Hashable {
  /// The place of the entry in the whole log.
  public let index: Int
  /// The entries of the subtree.
  public let subtree: Range<Int>
  /// The hashes beside the path, from the leaf's neighbour up.
  public let hashes: [MerkleHash]

  /// A proof as somebody claims it.
  public init(index: Int, subtree: Range<Int>, hashes: [MerkleHash]) {
    self.index = index
    self.subtree = subtree
    self.hashes = hashes
  }

  /// Checks that an entry with this hash is in the subtree with this root.
  ///
  /// - Throws: ``RecordError`` where it does not follow.
  public func verify(leaf: MerkleHash, root: MerkleHash) throws(RecordError) {
    guard MerkleSubtree.isOne(subtree), subtree.contains(index) else {
      throw MerkleSubtree.refusal(subtree.lowerBound, subtree.upperBound)
    }
    try InclusionProof(index: index - subtree.lowerBound, size: subtree.count, hashes: hashes)
      .verify(leaf: leaf, root: root)
  }
}

/// That a subtree is part of a larger tree (the same draft; with a subtree from 0 it is RFC 6962's consistency).
public struct SubtreeConsistencyProof: Sendable, Hashable {
  /// The entries of the subtree.
  public let subtree: Range<Int>
  /// How many entries the tree has.
  public let size: Int
  /// The hashes, innermost first.
  public let hashes: [MerkleHash]

  /// A proof as somebody claims it.
  public init(subtree: Range<Int>, size: Int, hashes: [MerkleHash]) {
    self.subtree = subtree
    self.size = size
    self.hashes = hashes
  }

  /// Makes the proof.
  ///
  /// - Throws: ``RecordError`` where the range is not a subtree of the tree, or a node is missing.
  public init(subtree: Range<Int>, size: Int, from nodes: inout some MerkleNodes) throws(RecordError) {
    guard MerkleSubtree.isOne(subtree), subtree.upperBound <= size else {
      throw MerkleSubtree.refusal(subtree.lowerBound, subtree.upperBound)
    }
    var hashes: [MerkleHash] = []
    for range in Self.parts(subtree, size: size) { hashes.append(try nodes.hash(of: range)) }
    self.init(subtree: subtree, size: size, hashes: hashes)
  }

  /// One step down the tree, from the whole towards the subtree.
  private enum Step {
    /// The subtree lies in the left part; the right part is proved beside it.
    case left
    /// It lies in the right part.
    case right
    /// It has all of the left part and some of the right one.
    case across
  }

  /// The way down, and whether the part that it ends at is the subtree itself.
  private static func walk(_ subtree: Range<Int>, size: Int, _ step: (Step, Range<Int>) -> Void)
    -> (end: Range<Int>, isSubtree: Bool)
  {
    var range = 0..<size
    var wanted = subtree
    var isSubtree = true
    while range != wanted {
      let middle = range.lowerBound + MerkleMath.split(range.count)
      if wanted.upperBound <= middle {
        step(.left, middle..<range.upperBound)
        range = range.lowerBound..<middle
      } else {
        step(wanted.lowerBound >= middle ? .right : .across, range.lowerBound..<middle)
        if wanted.lowerBound < middle {
          wanted = middle..<wanted.upperBound
          isSubtree = false
        }
        range = middle..<range.upperBound
      }
    }
    return (range, isSubtree)
  }

  /// The ranges of entries whose hashes make the proof, in its order.
  static func parts(_ subtree: Range<Int>, size: Int) -> [Range<Int>] {
    guard !subtree.isEmpty, MerkleSubtree.isOne(subtree), subtree.upperBound <= size else { return [] }
    var parts: [Range<Int>] = []
    let (end, isSubtree) = walk(subtree, size: size) { parts.append($1) }
    if !isSubtree { parts.append(end) }
    return parts.reversed()
  }

  /// Checks that the subtree with this root is part of the tree with this root; at most two hashes for each of
  /// ``hashes``.
  ///
  /// - Throws: ``RecordError`` where it does not follow.
  public func verify(subtreeRoot: MerkleHash, root: MerkleHash) throws(RecordError) {
    guard MerkleSubtree.isOne(subtree), subtree.upperBound <= size else {
      throw MerkleSubtree.refusal(subtree.lowerBound, subtree.upperBound)
    }
    if subtree.isEmpty {
      guard hashes.isEmpty, subtreeRoot == .empty else { throw wrong("nothing is in it, yet it has a proof") }
      return
    }
    var steps: [Step] = []
    steps.reserveCapacity(64)
    let (_, isSubtree) = Self.walk(subtree, size: size) { step, _ in steps.append(step) }
    let first = isSubtree ? 0 : 1
    guard hashes.count == steps.count + first else {
      let amount = hashes.count < steps.count + first ? "fewer" : "more"
      throw wrong("it has \(amount) hashes than the path has steps")
    }
    var part = isSubtree ? subtreeRoot : hashes[0]
    var whole = part
    for (step, hash) in zip(steps.reversed(), hashes.dropFirst(first)) {
      switch step {
      case .left: whole = MerkleHash(left: whole, right: hash)
      case .right: whole = MerkleHash(left: hash, right: whole)
      case .across:
        part = MerkleHash(left: hash, right: part)
        whole = MerkleHash(left: hash, right: whole)
      }
    }
    guard part == subtreeRoot else { throw wrong("it leads to another root of the older part") }
    guard whole == root else { throw wrong("it leads to another root of the whole") }
  }

  private func wrong(_ problem: String) -> RecordError {
    RecordError(
      .badProof, problem,
      place: "proof that entries \(subtree.lowerBound)..<\(subtree.upperBound) are in \(size)",
      remedy: "Do not rely on it: one of the checkpoints is not of this log, or the log was changed.")
  }
}
