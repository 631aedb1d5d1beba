/// What a log says of itself (C2SP tlog-checkpoint): its name, how many entries it has, and their root.
public struct Checkpoint: Sendable, Hashable {
  /// The log's name.
  public let origin: String
  /// How many entries it has.
  public let size: Int
  /// The root of them all.
  public let root: MerkleHash
  /// Further lines; the specification advises against any, since nobody can check them.
  public let extensions: [String]

  /// A checkpoint of its parts.
  ///
  /// - Throws: ``RecordError`` where the name or a line is empty or has a line end or a control character, or the size
  ///   is negative.
  public init(origin: String, size: Int, root: MerkleHash, extensions: [String] = []) throws(RecordError) {
    let lines = [origin] + extensions
    guard lines.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x20 } }), size >= 0 else {
      throw Self.malformed("a checkpoint's lines are not empty and its size is not negative")
    }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Reads the text of a note.
  ///
  /// - Throws: ``RecordError`` where it is not a checkpoint, in its one spelling.
  public init(text: [UInt8]) throws(RecordError) {
    guard text.last == 0x0A else { throw Self.malformed("it does not end with a line end") }
    let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count >= 3 else {
      throw Self.malformed("it has \(lines.count) lines, not name, size and root")
    }
    guard lines.allSatisfy({ !$0.isEmpty }) else { throw Self.malformed("it has an empty line") }
    guard let size = Decimal.number(lines[1]) else { throw Self.malformed("the second line is not a size") }
    guard let root = MerkleHash(base64: lines[2]) else {
      throw Self.malformed("the third line is not a root, which is 32 bytes in base 64")
    }
    var texts: [String] = []
    for line in [lines[0]] + lines.dropFirst(3) {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw Self.malformed("it is not UTF-8")
      }
      texts.append(text)
    }
    try self.init(origin: texts[0], size: size, root: root, extensions: Array(texts.dropFirst()))
  }

  /// The text that is signed.
  public var text: [UInt8] {
    var text = Array("\(origin)\n\(size)\n\(root.base64)\n".utf8)
    for line in extensions {
      text.append(contentsOf: line.utf8)
      text.append(0x0A)
    }
    return text
  }

  private static func malformed(_ problem: String) -> RecordError {
    RecordError(
      .malformed, problem, place: "a checkpoint",
      remedy: "Fetch it again; if it stays so, the log's address is wrong or the log is damaged.")
  }
}

/// A checkpoint and the note that it came in.
public struct SignedCheckpoint: Sendable, Hashable {
  /// What the log says.
  public let checkpoint: Checkpoint
  /// The note, with its signatures.
  public private(set) var note: SignedNote

  /// Reads a note and the checkpoint in it; checks no signature.
  ///
  /// - Throws: ``RecordError`` where it is not one.
  public init(_ bytes: [UInt8]) throws(RecordError) {
    note = try SignedNote(bytes)
    checkpoint = try Checkpoint(text: note.text)
  }

  /// Signs a checkpoint.
  ///
  /// - Throws: ``RecordError`` where the system cannot sign.
  public init(_ checkpoint: Checkpoint, by signers: [SignerKey]) throws(RecordError) {
    self.checkpoint = checkpoint
    var note = try SignedNote(text: checkpoint.text)
    for signer in signers { note.add(try signer.sign(note.text)) }
    self.note = note
  }

  /// The note as it is written.
  public var bytes: [UInt8] { note.bytes }

  /// Adds a signature under the others, unless it is there already.
  public mutating func add(_ signature: NoteSignature) { note.add(signature) }

  /// Checks that a log's key has signed: one whose name is the checkpoint's origin.
  ///
  /// - Throws: ``RecordError`` where none has, or one of them does not hold.
  @discardableResult
  public func verified(byLog keys: [VerifierKey]) throws(RecordError) -> SignedNote.Verification {
    try note.verified(by: keys.filter { $0.kind == .ed25519 && $0.name.sameBytes(as: checkpoint.origin) })
  }
}
