/// Follows a log as it grows, reading only what is new.
///
/// It remembers the edge of the tree that it has seen. New entries are believed when they, added to that edge, give the
/// root of the new checkpoint: this proves at once that they are what the checkpoint commits to and that nothing
/// before them has changed.
public struct LogFollower: Sendable, Hashable {
  /// What has been seen: its size and its root are those of the last checkpoint that was followed.
  public private(set) var seen: MerkleFrontier

  /// Follows from what an audit has seen (``LogAudit/frontier``), or from the beginning.
  public init(from seen: MerkleFrontier = MerkleFrontier()) { self.seen = seen }

  /// The files that have what is new in a checkpoint, for whoever fetches them before.
  public func bundles(to checkpoint: Checkpoint) -> [TilePath] {
    guard checkpoint.size > seen.size else { return [] }
    return (seen.size >> 8...(checkpoint.size - 1) >> 8).compactMap { index in
      TilePath.entries(holding: index << 8, size: checkpoint.size)
    }
  }

  /// Reads what is new up to a checkpoint whose signatures were checked.
  ///
  /// All new entries are in memory until the root is known: begin with a ``LogAudit`` where that is much.
  /// - Throws: ``RecordError`` of kind `.contradiction` where the log went back or what it shows is not what its
  ///   checkpoint and what was seen before commit to, and of other kinds where a file cannot be read. Then nothing
  ///   was followed.
  /// - Returns: the new entries with the place of the first.
  public mutating func follow(to checkpoint: Checkpoint, from reader: some TileReader) throws(RecordError)
    -> (first: Int, entries: [ArraySlice<UInt8>])
  {
    guard checkpoint.size >= seen.size else {
      throw Self.contradiction("the log has \(checkpoint.size) entries, and had \(seen.size)", checkpoint)
    }
    var grown = seen
    var fresh: [ArraySlice<UInt8>] = []
    for path in bundles(to: checkpoint) {
      let entries = try reader.entries(path)
      for entry in entries.dropFirst(max(0, seen.size - path.index << 8)) {
        grown.append(MerkleHash(leaf: entry))
        fresh.append(entry)
      }
    }
    guard grown.root == checkpoint.root else {
      throw Self.contradiction("the new entries do not lead from what was seen to its root", checkpoint)
    }
    let first = seen.size
    seen = grown
    return (first, fresh)
  }

  private static func contradiction(_ problem: String, _ checkpoint: Checkpoint) -> RecordError {
    RecordError(
      .contradiction, problem, place: "the checkpoint of size \(checkpoint.size) of \(checkpoint.origin)",
      remedy: "Keep both checkpoints and show them: an audit of the whole log says what was changed.")
  }
}
