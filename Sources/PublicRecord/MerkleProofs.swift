/// That one entry is in a tree (RFC 6962, section 2.1.1).
public struct InclusionProof: Sendable, Hashable {
  /// The place of the entry, from 0.
  public let index: Int
  /// How many entries the tree has.
  public let size: Int
  /// The hashes beside the path, from the leaf's neighbour up.
  public let hashes: [MerkleHash]

  /// A proof as somebody claims it.
  public init(index: Int, size: Int, hashes: [MerkleHash]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// Makes the proof for an entry of the first `size` entries.
  ///
  /// - Throws: ``RecordError`` where the entry is not among them, or a node is missing.
  public init(index: Int, size: Int, from nodes: inout some MerkleNodes) throws(RecordError) {
    guard index >= 0, index < size else { throw Self.outside(index, size) }
    var hashes: [MerkleHash] = []
    for range in Self.neighbours(index: index, size: size) { hashes.append(try nodes.hash(of: range)) }
    self.init(index: index, size: size, hashes: hashes)
  }

  /// The ranges of entries whose hashes make the proof, in its order; empty where the entry is not in the tree.
  static func neighbours(index: Int, size: Int) -> [Range<Int>] {
    guard index >= 0, index < size else { return [] }
    var ranges: [Range<Int>] = []
    var range = 0..<size
    while range.count > 1 {
      let middle = range.lowerBound + MerkleMath.split(range.count)
      if index < middle {
        ranges.append(middle..<range.upperBound)
        range = range.lowerBound..<middle
      } else {
        ranges.append(range.lowerBound..<middle)
        range = middle..<range.upperBound
      }
    }
    return ranges.reversed()
  }

  /// The root that the proof leads to from an entry's hash: one hash for each of ``hashes``.
  ///
  /// - Throws: ``RecordError`` where the entry would be outside, or there are too few or too many hashes.
  public func root(from leaf: MerkleHash) throws(RecordError) -> MerkleHash {
    guard index >= 0, index < size else { throw Self.outside(index, size) }
    // The path in RFC 9162, section 2.1.3.2: `first` and `last` climb together until they are one.
    var first = index
    var last = size - 1
    var hash = leaf
    for neighbour in hashes {
      guard last > 0 else { throw wrong("it has more hashes than the path has steps") }
      if first & 1 == 1 || first == last {
        hash = MerkleHash(left: neighbour, right: hash)
        let skip = first.trailingZeroBitCount
        first >>= skip
        last >>= skip
      } else {
        hash = MerkleHash(left: hash, right: neighbour)
      }
      first >>= 1
      last >>= 1
    }
    guard last == 0 else { throw wrong("it has fewer hashes than the path has steps") }
    return hash
  }

  /// Checks that an entry with this hash is in the tree with this root.
  ///
  /// - Throws: ``RecordError`` where it does not follow.
  public func verify(leaf: MerkleHash, root: MerkleHash) throws(RecordError) {
    guard try self.root(from: leaf) == root else { throw wrong("it leads to another root") }
  }

  private func wrong(_ problem: String) -> RecordError {
    RecordError(
      .badProof, problem, place: "inclusion proof of entry \(index) in \(size)",
      remedy: "Do not rely on it: the entry, the proof or the checkpoint is not what it claims to be.")
  }

  private static func outside(_ index: Int, _ size: Int) -> RecordError {
    RecordError(
      .badProof, "there is no such entry", place: "entry \(index) of \(size)",
      remedy: "Ask for an entry from 0 to \(max(1, size) - 1), under a checkpoint that is large enough.")
  }
}

/// That the first entries of a larger tree are those of a smaller one (RFC 6962, section 2.1.2).
public struct ConsistencyProof: Sendable, Hashable {
  /// How many entries the older tree has.
  public let oldSize: Int
  /// How many entries the newer tree has.
  public let newSize: Int
  /// The hashes, in the order of the RFC.
  public let hashes: [MerkleHash]

  /// A proof as somebody claims it.
  public init(oldSize: Int, newSize: Int, hashes: [MerkleHash]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.hashes = hashes
  }

  /// Makes the proof between two sizes; it has no hashes where the older is 0 or both are the same.
  ///
  /// - Throws: ``RecordError`` where the sizes are in the wrong order, or a node is missing.
  public init(oldSize: Int, newSize: Int, from nodes: inout some MerkleNodes) throws(RecordError) {
    guard 0 <= oldSize, oldSize <= newSize else {
      throw RecordError(
        .badProof, "the older tree is larger than the newer", place: "sizes \(oldSize) and \(newSize)",
        remedy: "Give the smaller size first.")
    }
    let proof = try SubtreeConsistencyProof(subtree: 0..<oldSize, size: newSize, from: &nodes)
    self.init(oldSize: oldSize, newSize: newSize, hashes: proof.hashes)
  }

  /// Checks that both roots are of one log that only grew.
  ///
  /// A proof from an empty tree is refused: it would say nothing about the newer root, so nobody may take it for one.
  /// - Throws: ``RecordError`` where it does not follow.
  public func verify(oldRoot: MerkleHash, newRoot: MerkleHash) throws(RecordError) {
    guard oldSize > 0 else {
      throw RecordError(
        .badProof, "every tree follows an empty one, so this proves nothing", place: place,
        remedy: "Compare with a checkpoint that has entries.")
    }
    let proof = SubtreeConsistencyProof(subtree: 0..<max(oldSize, 0), size: newSize, hashes: hashes)
    try proof.verify(subtreeRoot: oldRoot, root: newRoot)
  }

  private var place: String { "consistency proof from \(oldSize) to \(newSize)" }
}
