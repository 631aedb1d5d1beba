/// Where the hashes of whole subtrees come from: a tree in memory, or a log's tiles.
///
/// The node at `level` and `index` covers the entries from `index << level` on, `1 << level` of them.
public protocol MerkleNodes {
  /// The hash of a node that is whole in the tree.
  ///
  /// - Throws: ``RecordError`` where the source has no such node, or cannot read it.
  mutating func node(level: Int, index: Int) throws(RecordError) -> MerkleHash
}

/// The sums that a tree is made of (RFC 6962, section 2.1).
public enum MerkleMath {
  /// The largest power of two below `count`, which is where a tree of `count` entries is split; `count` is at least 2.
  @inline(__always)
  static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

  /// The root over a row of hashes, each the root of as many entries but the last, which may cover fewer.
  ///
  /// Costs one hash per pair; no memory beyond a copy of the row.
  public static func root(of row: [MerkleHash]) -> MerkleHash {
    guard row.count > 1 else { return row.first ?? .empty }
    var row = row
    var count = row.count
    while count > 1 {
      for pair in 0..<(count / 2) { row[pair] = MerkleHash(left: row[2 * pair], right: row[2 * pair + 1]) }
      // A last one without a neighbour moves up as it is: that is where RFC 6962 splits as well.
      if count & 1 == 1 { row[count / 2] = row[count - 1] }
      count = (count + 1) / 2
    }
    return row[0]
  }
}

extension MerkleNodes {
  /// The hash of the entries of a range, as RFC 6962 defines it for them alone; `range` starts where a tree that it
  /// is a part of would split, so that whole nodes make it up.
  ///
  /// - Throws: ``RecordError`` where a node is missing.
  mutating func hash(of range: Range<Int>) throws(RecordError) -> MerkleHash {
    guard !range.isEmpty else { return .empty }
    if range.count & (range.count - 1) == 0 {
      let level = range.count.trailingZeroBitCount
      return try node(level: level, index: range.lowerBound >> level)
    }
    let middle = range.lowerBound + MerkleMath.split(range.count)
    let left = try hash(of: range.lowerBound..<middle)
    return MerkleHash(left: left, right: try hash(of: middle..<range.upperBound))
  }

  /// The root of the first `size` entries.
  ///
  /// - Throws: ``RecordError`` where a node is missing.
  public mutating func root(size: Int) throws(RecordError) -> MerkleHash {
    try hash(of: 0..<max(0, size))
  }
}

/// The right edge of a growing tree: the roots of its whole subtrees, largest first, and no more.
///
/// Adding a hash costs two on average and no memory; the root costs one hash per subtree, at most 62.
public struct MerkleFrontier: Sendable, Hashable {
  /// How many entries it has taken in.
  public private(set) var size = 0
  /// The roots of the whole subtrees, one for each bit of ``size`` that is set, largest first.
  public private(set) var peaks: [MerkleHash] = []

  /// An empty tree.
  public init() { peaks.reserveCapacity(64) }

  /// A tree of a known size and edge, or nothing where there are not as many peaks as bits.
  public init?(size: Int, peaks: [MerkleHash]) {
    guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.peaks = peaks
  }

  /// Takes in the hash of the next entry.
  public mutating func append(_ leaf: MerkleHash) {
    var hash = leaf
    var bits = size
    while bits & 1 == 1 {
      hash = MerkleHash(left: peaks.removeLast(), right: hash)
      bits >>= 1
    }
    peaks.append(hash)
    size += 1
  }

  /// The root of what it has taken in.
  public var root: MerkleHash {
    guard var hash = peaks.last else { return .empty }
    for peak in peaks.dropLast().reversed() { hash = MerkleHash(left: peak, right: hash) }
    return hash
  }
}

/// A whole tree in memory, for small logs and for tests: 64 bytes per entry.
public struct MerkleTree: MerkleNodes, Sendable {
  private var levels: [[MerkleHash]] = [[]]

  /// An empty tree.
  public init() {}

  /// A tree of the hashes of some entries.
  public init(leaves: [MerkleHash]) {
    for leaf in leaves { append(leaf) }
  }

  /// How many entries it has.
  public var size: Int { levels[0].count }

  /// Takes in the hash of the next entry.
  public mutating func append(_ leaf: MerkleHash) {
    var hash = leaf
    var level = 0
    levels[0].append(hash)
    while levels[level].count & 1 == 0 {
      hash = MerkleHash(left: levels[level][levels[level].count - 2], right: hash)
      level += 1
      if level == levels.count { levels.append([]) }
      levels[level].append(hash)
    }
  }

  /// The hash of a whole subtree.
  public func node(level: Int, index: Int) throws(RecordError) -> MerkleHash {
    guard level >= 0, level < levels.count, index >= 0, index < levels[level].count else {
      throw RecordError(
        .missing, "a tree of \(size) entries has no such node", place: "node \(index) of level \(level)",
        remedy: "Ask for entries that are in the tree.")
    }
    return levels[level][index]
  }
}
