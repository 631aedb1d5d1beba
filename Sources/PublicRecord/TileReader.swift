/// Reads the files of a log by their path below its prefix: from a folder, a web server, or memory.
public protocol TileReader {
  /// The bytes of a file, or `nil` where there is none.
  ///
  /// - Throws: ``RecordError`` where it is there but cannot be read.
  func read(_ path: String) throws(RecordError) -> [UInt8]?
}

/// Files held in memory: what was fetched for one proof, or a small log.
public struct TilesInMemory: TileReader, Sendable {
  /// The bytes by path.
  public var files: [String: [UInt8]]
  /// Starts with some files.
  public init(_ files: [String: [UInt8]] = [:]) { self.files = files }
  /// The bytes of a file, or `nil` where there is none.
  public func read(_ path: String) throws(RecordError) -> [UInt8]? { files[path] }
}

extension TileReader {
  /// The bytes of a tile of a log that has it with this width.
  ///
  /// A log may drop a partial tile once the whole one is there, so the whole one is looked for as well; `trim` cuts it.
  func tile(_ path: TilePath) throws(RecordError) -> (bytes: [UInt8], width: Int)? {
    if let bytes = try read(path.description) { return (bytes, path.width) }
    guard path.isPartial, let bytes = try read(path.whole.description) else { return nil }
    return (bytes, TilePath.fullWidth)
  }

  /// The hashes of a tile.
  ///
  /// - Throws: ``RecordError`` where it is missing or not as long as it should be.
  public func hashes(_ path: TilePath) throws(RecordError) -> [MerkleHash] {
    guard let (bytes, width) = try tile(path) else { throw TilePath.missing(path) }
    let hashes = try HashTile.hashes(of: bytes, count: width, place: path.description)
    return width == path.width ? hashes : Array(hashes.prefix(path.width))
  }

  /// The entries of a bundle.
  ///
  /// - Throws: ``RecordError`` where it is missing or damaged.
  public func entries(_ path: TilePath) throws(RecordError) -> [ArraySlice<UInt8>] {
    guard let (bytes, width) = try tile(path) else { throw TilePath.missing(path) }
    let entries = try EntryBundle.entries(of: bytes, count: width, place: path.description)
    return width == path.width ? entries : Array(entries.prefix(path.width))
  }
}

extension TilePath {
  static func missing(_ path: TilePath) -> RecordError {
    RecordError(
      .missing, "the log does not have it", place: path.description,
      remedy: "Ask the log's operator for it: a log that signed this size must serve it.")
  }
}

/// The hashes of a log of a known size, read from its tiles as they are asked for.
///
/// What comes from tiles is only a claim: a proof made from it is worth what verifying it under a checkpoint says.
/// The tiles that were read last are kept with what is hashed from them, at most 64 (one megabyte).
public struct TileHashes<Reader: TileReader>: MerkleNodes {
  /// How many entries the log has.
  public let size: Int
  private let reader: Reader
  // For each tile, its hashes, and above them those of pairs, fours, and so on to the whole: 511 for a full one.
  private var kept: [TilePath: [[MerkleHash]]] = [:]

  /// The hashes of the first `size` entries of the log behind a reader.
  public init(_ reader: Reader, size: Int) {
    self.reader = reader
    self.size = max(0, size)
  }

  /// The hash of a whole subtree of the log: from one tile, which is read and hashed once.
  ///
  /// - Throws: ``RecordError`` where the log has no such subtree, or the tile is missing or damaged.
  public mutating func node(level: Int, index: Int) throws(RecordError) -> MerkleHash {
    guard let place = TilePlace(level: level, index: index, size: size) else {
      throw RecordError(
        .missing, "a log of \(size) entries has no such subtree", place: "node \(index) of level \(level)",
        remedy: "Ask for entries that are in the log.")
    }
    if let rows = kept[place.path] { return rows[place.rise][place.place] }
    if kept.count >= 64 { kept.removeAll(keepingCapacity: true) }
    var rows = [try reader.hashes(place.path)]
    while let row = rows.last, row.count > 1 {
      rows.append((0..<row.count / 2).map { MerkleHash(left: row[2 * $0], right: row[2 * $0 + 1]) })
    }
    kept[place.path] = rows
    return rows[place.rise][place.place]
  }
}

/// Where the hash of a whole subtree is found: a tile, how many levels above its hashes, and the place there.
struct TilePlace {
  let path: TilePath
  let rise: Int
  let place: Int

  init?(level: Int, index: Int, size: Int) {
    guard (0..<63).contains(level), index >= 0, index < size >> level else { return nil }
    rise = level & 7
    let first = index << rise
    guard let path = TilePath.holding(level: level >> 3, index: first, size: size) else { return nil }
    self.path = path
    place = (first & 255) >> rise
  }
}

/// Which files a proof needs, for whoever fetches them before it can be made.
public enum TilesNeeded {
  /// The files for an inclusion proof of an entry of a log of `size`.
  public static func inclusion(index: Int, size: Int) -> Set<TilePath> {
    paths(InclusionProof.neighbours(index: index, size: size), size)
  }

  /// The files for a consistency proof between two sizes of a log.
  public static func consistency(oldSize: Int, newSize: Int) -> Set<TilePath> {
    guard 0 < oldSize, oldSize <= newSize else { return [] }
    return paths(SubtreeConsistencyProof.parts(0..<oldSize, size: newSize), newSize)
  }

  private static func paths(_ ranges: [Range<Int>], _ size: Int) -> Set<TilePath> {
    var paths: Set<TilePath> = []
    for var range in ranges {
      // The whole subtrees of a range, largest first.
      while !range.isEmpty {
        let level = Int.bitWidth - 1 - range.count.leadingZeroBitCount
        if let place = TilePlace(level: level, index: range.lowerBound >> level, size: size) {
          paths.insert(place.path)
        }
        range = range.lowerBound + (1 << level)..<range.upperBound
      }
    }
    return paths
  }
}
