/// What a log sends to a witness (C2SP tlog-witness, add-checkpoint).
public struct WitnessRequest: Sendable, Hashable {
  /// The most hashes that a proof has.
  public static let mostHashes = 63

  /// The size of the last checkpoint that the witness signed, as the log believes.
  public let oldSize: Int
  /// The consistency proof from there.
  public let hashes: [MerkleHash]
  /// The new checkpoint, signed by the log.
  public let signed: SignedCheckpoint

  /// A request of its parts.
  public init(oldSize: Int, hashes: [MerkleHash], signed: SignedCheckpoint) {
    self.oldSize = oldSize
    self.hashes = hashes
    self.signed = signed
  }

  /// Makes the request from a log's nodes.
  ///
  /// - Throws: ``RecordError`` where the sizes are in the wrong order or a node is missing.
  public init(oldSize: Int, signed: SignedCheckpoint, from nodes: inout some MerkleNodes) throws(RecordError)
  {
    let proof = try ConsistencyProof(oldSize: oldSize, newSize: signed.checkpoint.size, from: &nodes)
    self.init(oldSize: oldSize, hashes: proof.hashes, signed: signed)
  }

  /// Reads a body.
  ///
  /// - Throws: ``RecordError`` where it is not one: the answer is 400.
  public init(_ bytes: [UInt8]) throws(RecordError) {
    var rest = bytes[...]
    func line() -> ArraySlice<UInt8>? {
      guard let end = rest.firstIndex(of: 0x0A) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return rest[..<end]
    }
    guard bytes.count <= 2 * SignedNote.largest, let first = line(), first.starts(with: "old ".utf8),
      let oldSize = Decimal.number(first.dropFirst(4))
    else { throw Self.malformed("the first line is not “old” and a size") }
    var hashes: [MerkleHash] = []
    while true {
      guard let text = line() else { throw Self.malformed("no empty line ends the proof") }
      if text.isEmpty { break }
      guard hashes.count < Self.mostHashes, let hash = MerkleHash(base64: text) else {
        throw Self.malformed("the proof is not up to \(Self.mostHashes) hashes in base 64")
      }
      hashes.append(hash)
    }
    self.init(oldSize: oldSize, hashes: hashes, signed: try SignedCheckpoint(Array(rest)))
  }

  /// The body.
  public var bytes: [UInt8] {
    let lines = hashes.map { "\($0.base64)\n" }.joined()
    return Array("old \(oldSize)\n\(lines)\n".utf8) + signed.bytes
  }

  private static func malformed(_ problem: String) -> RecordError {
    RecordError(
      .malformed, problem, place: "a request to a witness",
      remedy: "Send what C2SP tlog-witness describes under add-checkpoint.")
  }
}

/// What a witness remembers of a log: the newest size and root that it signed; nothing but the empty tree at first.
public struct WitnessHead: Sendable, Hashable {
  /// How many entries.
  public let size: Int
  /// Their root.
  public let root: MerkleHash

  /// What it remembers of a log that it never signed for.
  public static let none = WitnessHead(size: 0, root: .empty)

  /// A head.
  public init(size: Int, root: MerkleHash) {
    self.size = size
    self.root = root
  }

  /// The head that a checkpoint states.
  public init(_ checkpoint: Checkpoint) { self.init(size: checkpoint.size, root: checkpoint.root) }
}

/// Why a witness does not sign.
public enum WitnessRefusal: Error, Sendable, Hashable {
  /// The body is not a request, or its old size is above the new one: 400.
  case malformed
  /// The witness does not know this log: 404.
  case unknownLog
  /// No key that it knows of this log has signed, or one of them wrongly: 403.
  case notSigned
  /// The old size is not that of the newest checkpoint that it signed, which is this: 409.
  case otherSize(Int)
  /// The size is the one that it signed and the root another: the log has forked, and both roots prove it. 409.
  case forked(size: Int)
  /// The proof does not lead from what it signed to this: 422.
  case notConsistent

  /// The status of the answer.
  public var status: Int {
    switch self {
    case .malformed: 400
    case .unknownLog: 404
    case .notSigned: 403
    case .otherSize, .forked: 409
    case .notConsistent: 422
    }
  }

  /// The kind of the answer's body, where it has one.
  public var contentType: String? { size == nil ? nil : "text/x.tlog.size" }

  /// The answer's body: the size that the witness has, or nothing.
  public var body: [UInt8] { size.map { Array("\($0)\n".utf8) } ?? [] }

  private var size: Int? {
    switch self {
    case .otherSize(let size), .forked(let size): size
    default: nil
    }
  }
}

/// A witness's judgement: pure, so that it can be asked again about anything that was kept.
public enum WitnessRules {
  /// Whether a witness that has signed `head` for this log, and knows these keys of it, may sign a request.
  ///
  /// The order of the checks is the specification's. Whoever calls must hold the log's head still from before this
  /// until the new head is durable, and only then sign.
  /// - Throws: ``WitnessRefusal``.
  /// - Returns: the head that is now to be remembered; never a smaller one, and never another root of the same size.
  public static func judge(_ request: WitnessRequest, head: WitnessHead, keys: [VerifierKey])
    throws(WitnessRefusal) -> WitnessHead
  {
    let checkpoint = request.signed.checkpoint
    guard !keys.isEmpty else { throw .unknownLog }
    guard (try? request.signed.verified(byLog: keys)) != nil else { throw .notSigned }
    guard request.oldSize <= checkpoint.size else { throw .malformed }
    guard request.oldSize == head.size else { throw .otherSize(head.size) }
    if request.oldSize == checkpoint.size || request.oldSize == 0 {
      guard request.hashes.isEmpty else { throw .notConsistent }
      guard request.oldSize < checkpoint.size || checkpoint.root == head.root else {
        throw .forked(size: head.size)
      }
    } else {
      let proof = ConsistencyProof(oldSize: head.size, newSize: checkpoint.size, hashes: request.hashes)
      guard (try? proof.verify(oldRoot: head.root, newRoot: checkpoint.root)) != nil else {
        throw .notConsistent
      }
    }
    return WitnessHead(checkpoint)
  }
}
