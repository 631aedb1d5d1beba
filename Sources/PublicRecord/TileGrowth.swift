/// A file of the log to be written.
public struct TileFile: Sendable, Hashable {
  /// Its name.
  public let path: TilePath
  /// What it holds.
  public let bytes: [UInt8]
}

/// The right edge of a log as its tiles have it: what is needed to add entries, and to say which files that makes.
///
/// Pure: it writes nothing. Its memory is the last bundle and at most 255 hashes for each level.
public struct TileGrowth: Sendable, Hashable {
  /// How many entries the log has.
  public private(set) var size = 0
  // The hashes of the last tile of each level, fewer than 256.
  private var edge: [[MerkleHash]] = [[]]
  // The bytes of the last bundle, which has as many entries as `edge[0]` has hashes.
  private var bundle: [UInt8] = []

  /// An empty log.
  public init() {}

  /// Goes on where a log of `size` entries is, from its partial tiles.
  ///
  /// - Throws: ``RecordError`` where one is missing or damaged, or they do not lead to `root`.
  public init(size: Int, root: MerkleHash, from reader: some TileReader) throws(RecordError) {
    self.size = max(0, size)
    edge = []
    for level in 0..<8 {
      let count = TilePath.count(level: level, size: self.size)
      guard level == 0 || count > 0 else { break }
      guard count & 255 > 0 else {
        edge.append([])
        continue
      }
      edge.append(
        try reader.hashes(
          TilePath(trusted: .hashes(level: level), index: count >> 8, width: count & 255)))
    }
    if self.size & 255 > 0 {
      let path = TilePath(trusted: .entries, index: self.size >> 8, width: self.size & 255)
      let entries = try reader.entries(path)
      for (place, entry) in entries.enumerated() {
        guard MerkleHash(leaf: entry) == edge[0][place] else {
          throw RecordError(
            .contradiction, "entry \(self.size & ~255 + place) does not hash to what the tree has for it",
            place: path.description,
            remedy: "Restore the log from a copy: nothing is added to one that is damaged.")
        }
        try EntryBundle.append(entry, to: &bundle)
      }
    }
    guard self.root == root else {
      throw RecordError(
        .contradiction, "the tiles do not lead to the root that was kept for size \(size)", place: "tile/",
        remedy: "Restore the log from a copy: nothing is added to one that is damaged.")
    }
  }

  /// The root of all entries.
  public var root: MerkleHash {
    var rest: [MerkleHash] = []
    for hashes in edge {
      let row = hashes + rest
      rest = row.isEmpty ? [] : [MerkleMath.root(of: row)]
    }
    return rest.first ?? .empty
  }

  /// Adds entries and gives the files that this makes, in an order in which they may be written: entries before the
  /// hashes over them, lower levels before higher ones, and for each unfinished tile one partial file.
  ///
  /// - Throws: ``RecordError`` where an entry is too long; then nothing was added.
  public mutating func append(_ entries: [[UInt8]]) throws(RecordError) -> [TileFile] {
    for entry in entries where entry.count > EntryBundle.largestEntry {
      var scratch: [UInt8] = []
      try EntryBundle.append(entry, to: &scratch)
    }
    guard !entries.isEmpty else { return [] }
    var files: [TileFile] = []
    var touched = 0
    for entry in entries {
      try EntryBundle.append(entry, to: &bundle)
      edge[0].append(MerkleHash(leaf: entry))
      size += 1
      if edge[0].count == TilePath.fullWidth {
        files.append(
          TileFile(path: TilePath(trusted: .entries, index: size >> 8 - 1, width: 256), bytes: bundle))
        bundle.removeAll(keepingCapacity: true)
        touched = max(touched, close(&files))
      }
    }
    if !bundle.isEmpty {
      files.append(
        TileFile(path: TilePath(trusted: .entries, index: size >> 8, width: edge[0].count), bytes: bundle))
    }
    for level in 0...touched where !edge[level].isEmpty {
      let path = TilePath(
        trusted: .hashes(level: level), index: TilePath.count(level: level, size: size) >> 8,
        width: edge[level].count)
      files.append(TileFile(path: path, bytes: HashTile.bytes(of: edge[level])))
    }
    return files
  }

  /// Finishes the tile of the entries, and every tile above that this fills; gives the highest level that changed.
  private mutating func close(_ files: inout [TileFile]) -> Int {
    var level = 0
    while edge[level].count == TilePath.fullWidth {
      let index = TilePath.count(level: level, size: size) >> 8 - 1
      files.append(
        TileFile(
          path: TilePath(trusted: .hashes(level: level), index: index, width: 256),
          bytes: HashTile.bytes(of: edge[level])))
      let hash = MerkleMath.root(of: edge[level])
      edge[level].removeAll(keepingCapacity: true)
      level += 1
      if level == edge.count { edge.append([]) }
      edge[level].append(hash)
    }
    return level
  }
}
