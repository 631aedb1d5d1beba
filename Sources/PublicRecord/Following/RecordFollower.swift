public import SleepCore

/// Keeps up with a record: takes in what is new under each checkpoint, and believes nothing that does not add up.
///
/// Every entry is read and hashed, so that what is known is the whole of what the checkpoint commits to, and the log
/// needs no one's word for what it left out. Two checkpoints that cannot both be true of one log are kept as
/// evidence: both carry the log's own signature.
public struct RecordFollower: Sendable {
  /// Which log, and which witnesses.
  public let policy: WitnessPolicy
  /// What the entries say so far.
  public private(set) var reading = RecordReading()
  /// The largest checkpoint that was taken in.
  public private(set) var newest: SignedCheckpoint?
  /// When enough witnesses had seen it; `nil` where the policy asks for none.
  public private(set) var witnessed: UTCTime?
  /// What shows that the log is split.
  public private(set) var evidence: [SplitView] = []
  private var frontier = MerkleFrontier()

  /// Two checkpoints of one log that contradict each other.
  public struct SplitView: Sendable, Hashable {
    /// The one that was seen first, as it was signed.
    public let first: [UInt8]
    /// The other, as it was signed.
    public let second: [UInt8]

    /// Creates a pair.
    public init(first: [UInt8], second: [UInt8]) { (self.first, self.second) = (first, second) }
  }

  /// What a checkpoint brought.
  public enum Outcome: Sendable, Hashable {
    /// It is the one that is known, or one with newer cosignatures.
    case same
    /// So many new entries.
    case grown(by: Int)
    /// It is older, and fits.
    case older
    /// It contradicts what is known: the evidence is kept.
    case split
  }

  /// Starts with nothing known.
  public init(policy: WitnessPolicy) { self.policy = policy }

  /// Takes in a checkpoint, and the entries up to it.
  ///
  /// - Parameters:
  ///   - bytes: the checkpoint as it was served.
  ///   - reader: the log's files.
  /// - Returns: what it brought.
  /// - Throws: ``RecordError`` where the checkpoint is not signed as the policy asks, or the log's files are missing or
  ///   damaged; nothing has changed then.
  public mutating func take(_ bytes: [UInt8], from reader: some TileReader) throws(RecordError) -> Outcome {
    let signed = try SignedCheckpoint(bytes)
    let finding = try policy.check(signed)
    let size = signed.checkpoint.size
    if size < reading.size { return try compare(signed, from: reader) }
    var (next, edge) = (reading, frontier)
    try Self.read(&next, &edge, upTo: size, from: reader)
    guard edge.root == signed.checkpoint.root else {
      if size == reading.size { return keep(signed) }
      // Either the files are damaged, or the log has two histories: the whole of the new one shows which.
      var (whole, wholeEdge) = (RecordReading(), MerkleFrontier())
      try Self.read(&whole, &wholeEdge, upTo: size, from: reader)
      guard wholeEdge.root == signed.checkpoint.root else {
        throw RecordError(
          .badProof, "the entries that it serves do not add up to its checkpoint of size \(size)",
          place: signed.checkpoint.origin,
          remedy: "Ask again; if it stays so, the log's operator must answer for it.")
      }
      return keep(signed)
    }
    let grown = size - reading.size
    (reading, frontier) = (next, edge)
    let time = policy.quorumTime(finding).map { UTCTime(seconds: Int(clamping: $0)) }
    if grown == 0, let known = witnessed, let time, time < known { return .same }
    (newest, witnessed) = (signed, time)
    return grown > 0 ? .grown(by: grown) : .same
  }

  /// Compares a checkpoint that somebody else was shown with what is known: gossip.
  ///
  /// Witnesses are not asked for.
  /// - Throws: ``RecordError`` where it is not signed by the log, or the log's files are missing.
  public mutating func compare(_ signed: SignedCheckpoint, from reader: some TileReader) throws(RecordError)
    -> Outcome
  {
    _ = try signed.verified(byLog: policy.logs.map(\.key))
    let size = signed.checkpoint.size
    guard size <= reading.size else { return .grown(by: size - reading.size) }
    var (other, edge) = (RecordReading(), MerkleFrontier())
    try Self.read(&other, &edge, upTo: size, from: reader)
    let atTheirs = edge.root
    try Self.read(&other, &edge, upTo: reading.size, from: reader)
    if edge.root == frontier.root, atTheirs == signed.checkpoint.root {
      return size == reading.size ? .same : .older
    }
    guard edge.root == frontier.root || atTheirs == signed.checkpoint.root else {
      throw RecordError(
        .badProof, "the entries that it serves now are not those that were taken in",
        place: signed.checkpoint.origin,
        remedy: "Compare with the copy that this pod keeps.")
    }
    return keep(signed)
  }

  /// What the gate needs to know.
  ///
  /// - Parameter standing: whose word it is, where the policy asks for no witnesses.
  /// - Returns: the record as it is known now.
  public func known(unwitnessed standing: KnownRecord.Standing) -> KnownRecord {
    KnownRecord(
      origin: newest?.checkpoint.origin ?? policy.logs.first?.key.name ?? "", reading: reading,
      root: frontier.root.base64,
      standing: !evidence.isEmpty ? .split : witnessed.map { .followed(witnessed: $0) } ?? standing)
  }

  /// Remembers evidence that was found before.
  public mutating func recall(_ pair: SplitView) {
    if !evidence.contains(pair) { evidence.append(pair) }
  }

  private mutating func keep(_ other: SignedCheckpoint) -> Outcome {
    let pair = SplitView(first: newest?.bytes ?? [], second: other.bytes)
    if !evidence.contains(pair) { evidence.append(pair) }
    return .split
  }

  private static func read(
    _ reading: inout RecordReading, _ frontier: inout MerkleFrontier, upTo size: Int,
    from reader: some TileReader
  ) throws(RecordError) {
    while reading.size < size {
      let first = reading.size / TilePath.fullWidth * TilePath.fullWidth
      guard let path = TilePath.entries(holding: reading.size, size: size) else { break }
      let entries = try reader.entries(path)
      for entry in entries.dropFirst(reading.size - first) {
        frontier.append(MerkleHash(leaf: entry))
        reading.read(Array(entry))
      }
    }
  }
}

extension WitnessPolicy {
  /// The latest moment since which enough witnesses state that they have seen a checkpoint, in seconds since 1970.
  public func quorumTime(_ finding: Finding) -> UInt64? {
    var keys: [VerifierKey] = []
    for witness in finding.witnesses.sorted(by: { $0.time > $1.time }) {
      keys.append(witness.key)
      if isMet(by: keys) { return witness.time }
    }
    return nil
  }
}
