import PublicRecord
import SleepCore

/// A small record under keys of its own, as an operator would keep it, honest or not.
struct SampleRecord {
  let log: SignerKey
  let witnesses: [SignerKey]
  let council: [SignerKey]
  let policy: WitnessPolicy
  private(set) var growth = TileGrowth()
  private(set) var tiles = TilesInMemory()
  private(set) var entries: [[UInt8]] = []

  /// A sleep program's source, and its hash.
  static let source = "program: rain\n"
  static let program = SHA256Hex.of(source)
  static let noon = UTCTime(seconds: 1_795_608_000)

  init(origin: String = "record.example/lumapod", seed: UInt8 = 1) throws {
    func key(_ name: String, _ kind: SignatureKind, _ n: UInt8) throws -> SignerKey {
      try SignerKey(name: name, kind: kind, seed: [UInt8](repeating: n, count: 32))
    }
    log = try key(origin, .ed25519, seed)
    witnesses = try (0..<3).map { try key("witness.example/\($0)", .cosignature, seed &+ 10 &+ $0) }
    council = try (0..<3).map { try key("keeper.example/\($0)", .ed25519, seed &+ 20 &+ $0) }
    policy = try WitnessPolicy(
      logs: [log.verifier], witnesses: witnesses.map(\.verifier), threshold: 2)
    try add(Self.keys(council, at: Self.noon))
  }

  /// The first entry: two of three keys lift a halt.
  static func keys(_ keys: [SignerKey], at: UTCTime) throws -> RecordEntry {
    try RecordEntry(
      .keys, at: at,
      body: [
        "needed": 2, "keys": .texts(keys.map(\.verifier.description)), "reason": "the first keys",
        "signatures": [],
      ])
  }

  static func program(_ source: String = source, at: UTCTime = noon) throws -> RecordEntry {
    try RecordEntry(
      .program, at: at,
      body: [
        "name": "rain", "title": "Rain", "version": "1", "sha256": .text(SHA256Hex.of(source)),
        "source": .text(source), "limits": .text(SHA256Hex.of("limits")), "certificates": [],
      ])
  }

  static func halt(_ program: String = program, at: UTCTime = noon, because: Int? = nil) throws -> RecordEntry
  {
    try RecordEntry(
      .halt, at: at,
      body: [
        "program": .text(program), "reason": "nightmares", "cause": "a monitor",
        "because": because.map { .number($0) },
      ])
  }

  static func lift(_ halt: Int, at: UTCTime = noon, by keys: [SignerKey]) throws -> RecordEntry {
    var entry = try RecordEntry(
      .lift, at: at,
      body: ["halt": .number(halt), "reason": "the cause was found and mended", "signatures": []])
    for key in keys { entry = try KeyCouncil.sign(entry, with: key) }
    return entry
  }

  static func report(day: String = "2026-11-25", serious: Bool = false, salt: Int = 0, at: UTCTime = noon)
    throws
    -> RecordEntry
  {
    try RecordEntry(
      .report, at: at,
      body: [
        "commitment": .text(SHA256Hex.of("report \(salt)")), "day": .text(day), "serious": .bool(serious),
        "what": serious ? .text("seizure") : nil, "program": serious ? .text(program) : nil,
      ])
  }

  @discardableResult
  mutating func add(_ entry: RecordEntry) throws -> Int { try add(bytes: entry.bytes) }

  @discardableResult
  mutating func add(bytes: [UInt8]) throws -> Int {
    for file in try growth.append([bytes]) { tiles.files[file.path.description] = file.bytes }
    entries.append(bytes)
    return entries.count - 1
  }

  /// The checkpoint as it stands, cosigned by some of the witnesses.
  func checkpoint(at: UTCTime = noon, by cosigners: [Int] = [0, 1]) throws -> [UInt8] {
    var signed = try SignedCheckpoint(
      Checkpoint(origin: log.verifier.name, size: growth.size, root: growth.root), by: [log])
    for i in cosigners {
      signed.add(try witnesses[i].sign(signed.note.text, time: UInt64(at.seconds)))
    }
    return signed.bytes
  }

  /// What the operator serves may be changed by the operator.
  mutating func serve(_ bytes: [UInt8]?, at path: String) { tiles.files[path] = bytes }
}

extension UTCTime {
  static func + (lhs: UTCTime, rhs: Int) -> UTCTime { UTCTime(seconds: lhs.seconds + rhs) }
}
