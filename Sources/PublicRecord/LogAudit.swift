/// Checks a whole log from outside in one pass: every entry against its hash, every tile against the one above it, the
/// root against the checkpoint, and older checkpoints against the same entries.
///
/// It asks for one file after another and does no reading itself, so it runs over a folder, a web server or a test
/// alike: while ``next`` is a file, fetch it and ``take(_:isWhole:each:)`` it. Its memory does not grow with the log.
public struct LogAudit: Sendable {
  /// The checkpoint whose log this is; its signatures are for the caller to check.
  public let checkpoint: Checkpoint
  /// How many faults are kept in words; all are counted.
  public static let mostFaults = 1000
  /// After how many missing files in a row an audit ends: a log can claim a size that nobody could ever read.
  public static let mostMissing = 256
  /// The first faults found.
  public private(set) var faults: [AuditFault] = []
  /// How many faults there are.
  public private(set) var faultCount = 0
  /// The file that is wanted now; `nil` when the audit is over.
  public private(set) var next: TilePath?
  /// The edge of the tree, when the audit is over and has found no fault.
  public private(set) var frontier: MerkleFrontier?
  /// How many entries have been looked at.
  public private(set) var entriesSeen = 0

  private var paths: AuditPaths
  private var missing = 0
  // Checkpoints still to be met, in falling order of size.
  private var heads: [Checkpoint]
  // For each level, the hashes of the tile that is being filled, as the entries give them; nothing where a file was
  // missing.
  private var rows: [[MerkleHash?]] = [[], []]

  /// An audit of the log of a checkpoint; `kept` are checkpoints of this log that were seen before, of any size.
  public init(of checkpoint: Checkpoint, kept: [Checkpoint] = []) {
    self.checkpoint = checkpoint
    paths = AuditPaths(size: checkpoint.size)
    heads = ([checkpoint] + kept).sorted { $0.size > $1.size }
    while let head = heads.last, head.size == 0 {
      heads.removeLast()
      if head.root != .empty { disagree(head) }
    }
    while let head = heads.first, head.size > checkpoint.size {
      heads.removeFirst()
      add(
        .wentBack, "the checkpoint of size \(head.size)",
        "it was seen before, and the log now has \(checkpoint.size) entries only")
    }
    next = paths.next()
    if next == nil && faultCount == 0 { frontier = MerkleFrontier() }
  }

  /// Audits what is behind a reader, from the first file to the last.
  ///
  /// - Throws: ``RecordError`` where a file is there and cannot be read.
  public static func run(
    of checkpoint: Checkpoint, kept: [Checkpoint] = [], from reader: some TileReader,
    each: (Int, ArraySlice<UInt8>) -> Void = { _, _ in }
  ) throws(RecordError) -> LogAudit {
    var audit = LogAudit(of: checkpoint, kept: kept)
    while let path = audit.next {
      let tile = try reader.tile(path)
      audit.take(tile?.bytes, isWhole: tile?.width == TilePath.fullWidth, each: each)
    }
    return audit
  }

  /// The files that will be wanted next, for whoever fetches ahead.
  public func upcoming(_ count: Int) -> [TilePath] {
    guard let next else { return [] }
    return [next] + paths.prefix(Swift.max(0, count - 1))
  }

  /// Takes the bytes of the file ``next``, or `nil` where the log has neither it nor, for a partial one, the whole.
  ///
  /// `isWhole` says that a partial file was not there and these bytes are the whole one's. `each` is given every entry
  /// and its place.
  public mutating func take(
    _ bytes: [UInt8]?, isWhole: Bool = false, each: (Int, ArraySlice<UInt8>) -> Void = { _, _ in }
  ) {
    guard let path = next else { return }
    if bytes == nil {
      add(.missing, path.description, "the log does not have this file, and a log of its size must")
    }
    let width = isWhole ? TilePath.fullWidth : path.width
    switch path.content {
    case .entries: takeEntries(path, bytes, width, each)
    case .hashes(let level): takeHashes(path, level, bytes, width)
    }
    missing = bytes == nil ? missing + 1 : 0
    next = missing < Self.mostMissing ? paths.next() : nil
    if next == nil && missing == Self.mostMissing {
      add(.missing, "after \(path)", "so many files are missing that the audit ends here")
    } else if next == nil && faultCount == 0 {
      frontier = edge
    }
  }

  /// The edge of the tree, from the rows of the last tiles.
  private var edge: MerkleFrontier? {
    var peaks: [MerkleHash] = []
    for row in rows.reversed() {
      var rest = row.compactMap(\.self)[...]
      // The whole subtrees of a row, largest first.
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        peaks.append(MerkleMath.root(of: Array(rest.prefix(width))))
        rest = rest.dropFirst(width)
      }
    }
    return MerkleFrontier(size: checkpoint.size, peaks: peaks)
  }

  private mutating func takeEntries(
    _ path: TilePath, _ bytes: [UInt8]?, _ width: Int, _ each: (Int, ArraySlice<UInt8>) -> Void
  ) {
    rows[0] = [MerkleHash?](repeating: nil, count: path.width)
    guard let bytes else { return }
    do {
      let entries = try EntryBundle.entries(of: bytes, count: width, place: path.description)
      for (place, entry) in entries.prefix(path.width).enumerated() {
        rows[0][place] = MerkleHash(leaf: entry)
        each(path.index << 8 + place, entry)
      }
      entriesSeen += path.width
    } catch {
      add(.damaged, error.place, error.problem)
    }
  }

  private mutating func takeHashes(_ path: TilePath, _ level: Int, _ bytes: [UInt8]?, _ width: Int) {
    if let bytes {
      do {
        let stored = try HashTile.hashes(of: bytes, count: width, place: path.description)
        compare(path, level, stored)
      } catch {
        add(.damaged, error.place, error.problem)
      }
    }
    if level == 0 {
      while let head = heads.last, head.size <= path.index << 8 + path.width {
        heads.removeLast()
        meet(head, rows[0].prefix(head.size - path.index << 8))
      }
    }
    guard path.width == TilePath.fullWidth else { return }
    let row = rows[level].compactMap(\.self)
    if level + 1 == rows.count { rows.append([]) }
    rows[level + 1].append(row.count == path.width ? MerkleMath.root(of: row) : nil)
    rows[level].removeAll(keepingCapacity: true)
  }

  /// What the entries give beside what a tile has; the tile's hash stands in where the entries are not there.
  private mutating func compare(_ path: TilePath, _ level: Int, _ stored: [MerkleHash]) {
    for place in rows[level].indices where place < stored.count && rows[level][place] != stored[place] {
      guard rows[level][place] != nil else {
        rows[level][place] = stored[place]
        continue
      }
      let number = path.index << 8 + place
      if level == 0 {
        let bundle = TilePath(trusted: .entries, index: path.index, width: path.width)
        add(.changedEntry, "entry \(number), in \(bundle)", "it does not hash to what \(path) has for it")
      } else {
        add(
          .changedHash, "hash \(place) of \(path)",
          "it is not the root of what is below it, entries \(span(level, number))")
      }
    }
  }

  private func span(_ level: Int, _ number: Int) -> String {
    "\(number << (8 * level)) to \((number + 1) << (8 * level) - 1)"
  }

  /// Compares a checkpoint with the entries up to its size, of which the last bundle has `leaves`.
  private mutating func meet(_ head: Checkpoint, _ leaves: ArraySlice<MerkleHash?>) {
    var rest: [MerkleHash?] = []
    for row in [Array(leaves)] + rows.dropFirst() {
      let whole = row + rest
      let known = whole.compactMap(\.self)
      rest = whole.isEmpty ? [] : [known.count == whole.count ? MerkleMath.root(of: known) : nil]
    }
    guard let root = rest.first ?? .empty else {
      add(
        .otherRoot, "the checkpoint of size \(head.size)",
        "its root cannot be checked, because files are missing")
      return
    }
    if root != head.root { disagree(head) }
  }

  private mutating func disagree(_ head: Checkpoint) {
    if head == checkpoint {
      add(
        .otherRoot, "the checkpoint of size \(head.size)",
        "its root is not that of the entries that the log shows")
    } else {
      add(
        .rewritten, "the checkpoint of size \(head.size)",
        "it was seen before and its root is not that of the first \(head.size) entries: the log was rewritten"
      )
    }
  }

  private mutating func add(_ kind: AuditFault.Kind, _ place: String, _ problem: String) {
    faultCount += 1
    if faults.count < Self.mostFaults {
      faults.append(AuditFault(kind: kind, place: place, problem: problem))
    }
  }

  /// What has been found, in a sentence that can be quoted.
  public var verdict: String {
    let log =
      "The log \(checkpoint.origin) at \(checkpoint.size) \(checkpoint.size == 1 ? "entry" : "entries")"
    guard next == nil else {
      return "\(log) is being checked: \(entriesSeen) entries so far, \(faultCount) faults."
    }
    guard faultCount > 0 else {
      return
        "\(log) is whole: every entry is what its checkpoint commits to, and nothing that was seen before has changed."
    }
    return
      "\(log) is NOT in order: \(faultCount) \(faultCount == 1 ? "fault" : "faults"), the first: \(faults[0])."
  }
}
