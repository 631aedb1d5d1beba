/// Up to 256 entries in a row (C2SP tlog-tiles): each behind its length as two bytes, the higher first.
public enum EntryBundle {
  /// The largest entry: what two bytes can count.
  public static let largestEntry = 65_535

  /// Adds an entry to a bundle's bytes.
  ///
  /// - Throws: ``RecordError`` where it is longer than ``largestEntry``.
  public static func append(_ entry: some Collection<UInt8>, to bundle: inout [UInt8]) throws(RecordError) {
    guard entry.count <= largestEntry else {
      throw RecordError(
        .tooLarge, "an entry has \(entry.count) bytes", place: "a new entry of the log",
        remedy: "Keep an entry within \(largestEntry) bytes; put what is larger elsewhere and its hash here.")
    }
    bundle.append(UInt8(entry.count >> 8))
    bundle.append(UInt8(entry.count & 255))
    bundle.append(contentsOf: entry)
  }

  /// The entries of a bundle, as parts of its bytes.
  ///
  /// - Throws: ``RecordError`` where the bytes do not come out even, or there are not `count` entries.
  public static func entries(of bundle: [UInt8], count: Int, place: String) throws(RecordError)
    -> [ArraySlice<UInt8>]
  {
    var entries: [ArraySlice<UInt8>] = []
    entries.reserveCapacity(min(max(count, 0), 256))
    var offset = 0
    while offset < bundle.count {
      guard entries.count < count else {
        throw malformed("there are bytes after its \(count) entries", place)
      }
      guard bundle.count - offset >= 2 else { throw malformed("it ends within a length", place) }
      let length = Int(bundle[offset]) << 8 | Int(bundle[offset + 1])
      offset += 2
      guard bundle.count - offset >= length else {
        throw malformed("it ends within entry \(entries.count) of it", place)
      }
      entries.append(bundle[offset..<offset + length])
      offset += length
    }
    guard entries.count == count else {
      throw malformed("it has \(entries.count) entries where there are \(count)", place)
    }
    return entries
  }

  private static func malformed(_ problem: String, _ place: String) -> RecordError {
    RecordError(
      .malformed, problem, place: place,
      remedy: "Fetch it again, or from another copy of the log; if it stays so, the log is damaged.")
  }
}

/// The hashes of a tile as bytes, and back.
public enum HashTile {
  /// The bytes of a tile.
  public static func bytes(of hashes: some Collection<MerkleHash>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * MerkleHash.byteCount)
    for hash in hashes { hash.append(to: &bytes) }
    return bytes
  }

  /// The hashes of a tile's bytes.
  ///
  /// - Throws: ``RecordError`` where there are not exactly `count`.
  public static func hashes(of bytes: [UInt8], count: Int, place: String) throws(RecordError) -> [MerkleHash]
  {
    guard bytes.count == count * MerkleHash.byteCount else {
      throw RecordError(
        .malformed, "it has \(bytes.count) bytes where \(count) hashes have \(count * MerkleHash.byteCount)",
        place: place,
        remedy: "Fetch it again, or from another copy of the log; if it stays so, the log is damaged.")
    }
    var hashes: [MerkleHash] = []
    hashes.reserveCapacity(count)
    for place in 0..<count {
      if let hash = MerkleHash(bytes, at: place * MerkleHash.byteCount) { hashes.append(hash) }
    }
    return hashes
  }
}
