/// A text with signatures under it (C2SP signed-note).
///
/// Reading one says nothing about who signed: ``verified(by:)`` does.
public struct SignedNote: Sendable, Hashable {
  /// The longest note that is read: what golang.org/x/mod reads as well.
  public static let largest = 1_000_000
  /// The most signatures that are read, as golang.org/x/mod has it; the specification asks for 16 or more.
  public static let mostSignatures = 100

  /// The text, with its last line end.
  public let text: [UInt8]
  /// The signatures, in their order.
  public private(set) var signatures: [NoteSignature]

  /// A note without signatures yet.
  ///
  /// - Throws: ``RecordError`` where the text does not end with a line end, is not UTF-8, or has control characters.
  public init(text: [UInt8], signatures: [NoteSignature] = []) throws(RecordError) {
    guard text.last == 0x0A, text.count <= Self.largest else {
      throw Self.malformed(
        "the text of a note ends with a line end and has up to \(Self.largest) bytes", text[...])
    }
    try Self.check(text)
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note: text, an empty line, one signature or more, each in its one spelling.
  ///
  /// - Throws: ``RecordError`` where it is anything else.
  public init(_ bytes: [UInt8]) throws(RecordError) {
    guard bytes.count <= Self.largest else {
      throw Self.malformed("a note has up to \(Self.largest) bytes, not \(bytes.count)", [])
    }
    try Self.check(bytes)
    // The signatures begin after the last empty line.
    guard bytes.last == 0x0A,
      let blank = bytes.indices.dropFirst().last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }),
      blank + 1 < bytes.count
    else { throw Self.malformed("there is no empty line with signatures under it", bytes.suffix(80)) }
    text = Array(bytes[..<blank])
    signatures = try NoteSignature.lines(Array(bytes[(blank + 1)...]))
  }

  /// The note as it is written.
  public var bytes: [UInt8] {
    var bytes = text
    bytes.append(0x0A)
    for signature in signatures { bytes.append(contentsOf: signature.line) }
    return bytes
  }

  /// Adds a signature under the others, unless it is there already.
  public mutating func add(_ signature: NoteSignature) {
    if !signatures.contains(signature) { signatures.append(signature) }
  }

  /// A known key's signature that holds.
  public struct Verified: Sendable, Hashable {
    /// Who signed.
    public let key: VerifierKey
    /// When, in seconds since 1970, as a witness states it; 0 for a plain signature.
    public let time: UInt64
    /// The signature.
    public let signature: NoteSignature
  }

  /// What of a note's signatures holds.
  public struct Verification: Sendable, Hashable {
    /// By known keys, each key once, in the note's order.
    public let known: [Verified]
    /// By keys that are not known, each line once: ignored.
    public let unknown: [NoteSignature]
  }

  /// Checks the signatures of the keys that are known, and leaves the others alone.
  ///
  /// - Throws: ``RecordError`` where none is of a known key, one of a known key does not hold, or two known keys go by
  ///   one name and number.
  public func verified(by keys: [VerifierKey]) throws(RecordError) -> Verification {
    var known: [Verified] = []
    var unknown: [NoteSignature] = []
    for signature in signatures {
      let claimed = keys.filter { signature.isBy($0) }
      guard let key = claimed.first else {
        if !unknown.contains(signature) { unknown.append(signature) }
        continue
      }
      guard claimed.count == 1 else {
        throw RecordError(
          .ambiguousKey, "two keys go by this name and number", place: key.name,
          remedy: "Name each key once in the list of known keys.")
      }
      // A second line of one key is not looked at: the first decides.
      if known.contains(where: { $0.key == key }) { continue }
      guard let time = key.time(of: signature.bytes, over: text) else {
        throw RecordError(
          .badSignature, "a signature that claims to be of this key is not", place: key.name,
          remedy: "Do not rely on this note: it was changed, or signed by somebody else.")
      }
      known.append(Verified(key: key, time: time, signature: signature))
    }
    guard !known.isEmpty else {
      throw RecordError(
        .unverified, "none of the \(signatures.count) signatures is of a known key", place: "a signed note",
        remedy:
          "Add the signer's key to the known ones, if you trust it, or ask for the note of who you trust.")
    }
    return Verification(known: known, unknown: unknown)
  }

  private static func check(_ bytes: [UInt8]) throws(RecordError) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw malformed("a note is UTF-8", []) }
    guard let control = bytes.first(where: { $0 < 0x20 && $0 != 0x0A }) else { return }
    throw malformed("a note has no control characters, yet there is a \(control)", [])
  }

  static func malformed(_ problem: String, _ line: ArraySlice<UInt8>) -> RecordError {
    RecordError(
      .malformed, problem,
      place: line.isEmpty
        ? "a signed note" : "a signed note, at “\(String(decoding: line.prefix(80), as: UTF8.self))”",
      remedy: "Fetch it again; if it stays so, it is not a signed note.")
  }
}
