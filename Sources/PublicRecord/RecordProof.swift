/// A proof that an entry is in a log, in one file that needs nothing else (C2SP tlog-proof).
///
/// Reading one checks no more than its form; ``verify(entry:policy:)`` says whether it proves anything.
public struct RecordProof: Sendable, Hashable {
  /// The first line.
  public static let header = "c2sp.org/tlog-proof@v1"
  /// How such a file's name ends.
  public static let fileExtension = "tlog-proof"

  /// Bytes that come along and that nobody has signed; `nil` where there are none.
  public let extra: [UInt8]?
  /// The place of the entry in the log.
  public let index: Int
  /// The hashes beside the path.
  public let hashes: [MerkleHash]
  /// The checkpoint, with the signatures of the log and its witnesses.
  public let signed: SignedCheckpoint

  /// A proof of its parts.
  public init(index: Int, hashes: [MerkleHash], signed: SignedCheckpoint, extra: [UInt8]? = nil) {
    self.extra = extra
    self.index = index
    self.hashes = hashes
    self.signed = signed
  }

  /// Makes the proof for an entry under a checkpoint.
  ///
  /// - Throws: ``RecordError`` where the checkpoint is too small for it, or a node is missing.
  public init(index: Int, signed: SignedCheckpoint, from nodes: inout some MerkleNodes, extra: [UInt8]? = nil)
    throws(RecordError)
  {
    let proof = try InclusionProof(index: index, size: signed.checkpoint.size, from: &nodes)
    self.init(index: index, hashes: proof.hashes, signed: signed, extra: extra)
  }

  /// Reads a file.
  ///
  /// - Throws: ``RecordError`` where it is not one, in its one spelling.
  public init(_ bytes: [UInt8]) throws(RecordError) {
    var rest = bytes[...]
    func line() -> ArraySlice<UInt8>? {
      guard let end = rest.firstIndex(of: 0x0A) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return rest[..<end]
    }
    guard bytes.count <= 2 * SignedNote.largest, line()?.elementsEqual(Self.header.utf8) == true else {
      throw Self.malformed("the first line is not \(Self.header)")
    }
    var next = line()
    if let text = next, text.starts(with: "extra ".utf8) {
      guard let value = Base64.bytes(text.dropFirst(6)) else {
        throw Self.malformed("“extra” is not base 64")
      }
      extra = value
      next = line()
    } else {
      extra = nil
    }
    guard let text = next, text.starts(with: "index ".utf8), let index = Decimal.number(text.dropFirst(6))
    else {
      throw Self.malformed("there is no line “index” with a number")
    }
    self.index = index
    var hashes: [MerkleHash] = []
    while true {
      guard let text = line(), hashes.count <= 63 else {
        throw Self.malformed("no empty line ends the hashes")
      }
      if text.isEmpty { break }
      guard let hash = MerkleHash(base64: text) else {
        throw Self.malformed("a line of the proof is not a hash in base 64")
      }
      hashes.append(hash)
    }
    self.hashes = hashes
    signed = try SignedCheckpoint(Array(rest))
  }

  /// The file.
  public var bytes: [UInt8] {
    var text = "\(Self.header)\n"
    if let extra { text += "extra \(Base64.text(extra))\n" }
    text += "index \(index)\n"
    for hash in hashes { text += "\(hash.base64)\n" }
    return Array(text.utf8) + [0x0A] + signed.bytes
  }

  /// Checks, with nothing but this file and the keys that one trusts, that an entry is in a log.
  ///
  /// Costs a hash for each of ``hashes`` (some 4 µs in all) and a verification for each known signature (some 70 µs
  /// each).
  /// - Throws: ``RecordError`` where the policy is not met or the proof does not lead to the checkpoint's root.
  /// - Returns: who has signed, and when.
  @discardableResult
  public func verify(entry: [UInt8], policy: WitnessPolicy) throws(RecordError) -> WitnessPolicy.Finding {
    let finding = try policy.check(signed)
    try verifyInclusion(leaf: MerkleHash(leaf: entry))
    return finding
  }

  /// Checks only that the proof leads to the checkpoint's root, and not who signed that.
  ///
  /// - Throws: ``RecordError`` where it does not.
  public func verifyInclusion(leaf: MerkleHash) throws(RecordError) {
    try InclusionProof(index: index, size: signed.checkpoint.size, hashes: hashes)
      .verify(leaf: leaf, root: signed.checkpoint.root)
  }

  private static func malformed(_ problem: String) -> RecordError {
    RecordError(
      .malformed, problem, place: "a proof file",
      remedy: "Ask for the file again; it begins with \(header) and ends with signatures.")
  }
}
