public import PublicRecord

/// A log in a folder: entries are added in batches, and nothing is signed that the disk does not have.
///
/// The order of every batch, and why:
///
/// 1. The new bundles and tiles are written, each under a name that no checkpoint asks for yet, and synced with their
///    folders. A crash here leaves files that nobody is led to; they are written over later.
/// 2. `state/head`, the size and the root without a signature, is swapped for the new one and synced. This is the
///    moment at which the entries are in the log: whoever is told so after it will find them after any crash.
/// 3. Only then is a checkpoint signed, and published when the witnesses have signed too. What was ever signed was
///    durable before, and heads only follow heads, so no two signed checkpoints contradict each other.
///
/// Where the disk fails within the second step, it is not known which head it has. Then nothing more is signed or added
/// before the head was read, written once more and synced: a head that is only in the system's memory may be gone
/// after the next power cut, and a signature for it would then contradict what comes instead.
///
/// Not thread-safe: one task at a time has it, as ``RecordSequencer`` does.
public final class LogKeeper<Files: RecordFiles> {
  /// The log's name, which is its key's.
  public var origin: String { signer.verifier.name }
  /// What the disk has: how many entries, and their root.
  public private(set) var head: WitnessHead
  /// The checkpoint that the public sees, if there is one.
  public private(set) var published: SignedCheckpoint?
  /// The files.
  public let files: Files

  private let signer: SignerKey
  private let lock: RecordLock
  private var growth: TileGrowth
  private var folders = DurableFolders()
  private var isUncertain = false
  private var isPublishedUncertain = false

  private static var headPath: String { "state/head" }

  /// Opens the log of a folder, or begins one there if it has none.
  ///
  /// - Throws: ``RecordError`` where another process has it, it is another log's, or what the disk has contradicts
  ///   itself or what was published.
  public init(_ files: Files, signer: SignerKey) throws(RecordError) {
    guard signer.verifier.kind == .ed25519 else {
      throw RecordError(
        .badKey, "a log signs with a key of kind 1 (Ed25519)", place: signer.verifier.name,
        remedy: "Make a key for the log; a witness's key is of another kind.")
    }
    self.files = files
    self.signer = signer
    try files.makeFolder("state")
    lock = try files.lock("state/lock")
    published = try files.read(TilePath.checkpoint).map(Self.checkpoint)
    head = .none
    growth = TileGrowth()
    try recover()
  }

  /// Reads what the disk has, sees that it agrees with itself, and makes sure that the disk keeps it.
  private func recover() throws(RecordError) {
    isUncertain = true
    let bytes = try files.read(Self.headPath)
    var found = WitnessHead.none
    if let bytes {
      let checkpoint = try Checkpoint(text: bytes)
      guard checkpoint.origin.sameBytes(as: origin) else {
        throw contradiction("the folder is of the log \(checkpoint.origin)", Self.headPath)
      }
      found = WitnessHead(checkpoint)
    }
    // Published means signed: a smaller head is an older copy of the folder.
    if let old = published?.checkpoint {
      guard old.size < found.size || WitnessHead(old) == found else {
        throw contradiction("it has \(found.size) entries, and \(old.size) were published", Self.headPath)
      }
    }
    guard head.size <= found.size else {
      throw contradiction("it has \(found.size) entries, and had \(head.size) before", Self.headPath)
    }
    growth = try TileGrowth(size: found.size, root: found.root, from: files)
    if let old = published?.checkpoint, old.size > 0 {
      var nodes = TileHashes(files, size: found.size)
      guard try nodes.root(size: old.size) == old.root else {
        throw contradiction("the published checkpoint is not of these entries", TilePath.checkpoint)
      }
    }
    folders = DurableFolders()
    try files.swap(Self.headPath, from: bytes, to: try text(found))
    head = found
    isUncertain = false
  }

  private static func checkpoint(_ bytes: [UInt8]) throws(RecordError) -> SignedCheckpoint {
    try SignedCheckpoint(bytes)
  }

  private func text(_ head: WitnessHead) throws(RecordError) -> [UInt8] {
    try Checkpoint(origin: origin, size: head.size, root: head.root).text
  }

  private func contradiction(_ problem: String, _ place: String) -> RecordError {
    RecordError(
      .contradiction, problem, place: place,
      remedy: "Nothing is signed for a log that contradicts itself: restore the folder from its newest copy.")
  }

  /// Adds entries, each of up to 65,535 bytes; when it returns, they are on the disk and will be signed for.
  ///
  /// Costs a few flushes of the disk, whatever the number: add many at once.
  /// - Throws: ``RecordError`` where an entry is too long or the disk fails. Then none was added, unless the disk failed
  ///   at the very moment of the swap: in that case they may be found there later, as ``head`` will say.
  /// - Returns: their places in the log.
  @discardableResult
  public func append(_ entries: [[UInt8]]) throws(RecordError) -> Range<Int> {
    if isUncertain { try recover() }
    guard !entries.isEmpty else { return head.size..<head.size }
    var grown = growth
    let tiles = try grown.append(entries)
    try files.writeDurably(tiles.map { ($0.path.description, $0.bytes) }, &folders)
    let next = WitnessHead(size: grown.size, root: grown.root)
    let old = try text(head)
    isUncertain = true
    try files.swap(Self.headPath, from: old, to: try text(next))
    isUncertain = false
    let places = head.size..<next.size
    (head, growth) = (next, grown)
    return places
  }

  /// Signs what the disk has.
  ///
  /// - Throws: ``RecordError`` where the disk's state is not known and cannot be found out.
  public func sign() throws(RecordError) -> SignedCheckpoint {
    if isUncertain { try recover() }
    let checkpoint = try Checkpoint(origin: origin, size: head.size, root: head.root)
    return try SignedCheckpoint(checkpoint, by: [signer])
  }

  /// Shows a checkpoint of this log to the public, with all signatures that it has.
  ///
  /// Partial tiles that the public needs no more, because the whole ones are there, are removed afterwards.
  /// - Throws: ``RecordError`` where it is not of this log, or smaller than the published one, or the disk fails.
  public func publish(_ signed: SignedCheckpoint) throws(RecordError) {
    if isUncertain { try recover() }
    if isPublishedUncertain { published = try files.read(TilePath.checkpoint).map(Self.checkpoint) }
    try signed.verified(byLog: [signer.verifier])
    let checkpoint = signed.checkpoint
    let before = published?.checkpoint.size ?? 0
    guard checkpoint.size <= head.size, checkpoint.size >= before else {
      throw contradiction(
        "a checkpoint of \(checkpoint.size) entries cannot follow one of \(before)", TilePath.checkpoint)
    }
    var nodes = TileHashes(files, size: head.size)
    guard try nodes.root(size: checkpoint.size) == checkpoint.root else {
      throw contradiction("the checkpoint's root is not this log's", TilePath.checkpoint)
    }
    isPublishedUncertain = true
    try files.swap(TilePath.checkpoint, from: published?.bytes, to: signed.bytes)
    isPublishedUncertain = false
    published = signed
    sweep(from: before, to: checkpoint.size)
  }

  /// Removes the partial tiles between two sizes whose whole ones are there.
  ///
  /// What fails is not tried again: a file too many harms nobody.
  private func sweep(from old: Int, to new: Int) {
    for level in -1..<8 {
      let content = level < 0 ? TilePath.Content.entries : .hashes(level: level)
      let shift = 8 * max(level, 0) + 8
      guard shift < Int.bitWidth - 1, old >> shift < new >> shift else { break }
      for index in (old >> shift)..<(new >> shift) {
        guard let whole = TilePath(content, index: index) else { continue }
        let folder = "\(whole).p"
        guard let names = try? files.names(in: folder), !names.isEmpty else { continue }
        for name in names { try? files.remove("\(folder)/\(name)") }
        try? files.remove(folder)
      }
    }
  }

  /// The proof that an entry is in the log, under a checkpoint of it.
  ///
  /// - Throws: ``RecordError`` where the checkpoint is too small, or a tile cannot be read.
  public func proof(of index: Int, under signed: SignedCheckpoint) throws(RecordError) -> RecordProof {
    var nodes = TileHashes(files, size: signed.checkpoint.size)
    return try RecordProof(index: index, signed: signed, from: &nodes)
  }

  /// What to send to a witness that has signed `oldSize` entries of this log.
  ///
  /// - Throws: ``RecordError`` where that is more than the checkpoint has, or a tile cannot be read.
  public func request(from oldSize: Int, to signed: SignedCheckpoint) throws(RecordError) -> WitnessRequest {
    var nodes = TileHashes(files, size: head.size)
    return try WitnessRequest(oldSize: oldSize, signed: signed, from: &nodes)
  }
}
