internal import Crypto

/// How a key of a signed note signs (C2SP signed-note, "Signature types").
public enum SignatureKind: UInt8, Sendable, Hashable {
  /// Ed25519 over the note's text: what logs sign with.
  case ed25519 = 0x01
  /// A time and Ed25519 over that time and the text (C2SP tlog-cosignature, v1): what witnesses sign with.
  case cosignature = 0x04
}

/// A name and the public key behind it, as `name+number+base64` (C2SP signed-note, "Verifier keys").
public struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
  /// Whose it is; no spaces, no plus.
  public let name: String
  /// What the key signs as.
  public let kind: SignatureKind
  /// The 32 bytes of the key (RFC 8032).
  public let publicKey: [UInt8]
  /// The first four bytes of the hash of name, kind and key: what a signature names its key by.
  public let number: UInt32

  /// A key made of its parts.
  ///
  /// - Throws: ``RecordError`` where the name cannot be one, the key has not 32 bytes, or anybody can sign for it.
  public init(name: String, kind: SignatureKind, publicKey: [UInt8]) throws(RecordError) {
    guard NoteName.isOne(name.utf8) else { throw Self.bad("this name cannot be one", name) }
    guard publicKey.count == 32 else { throw Self.bad("a key has 32 bytes, not \(publicKey.count)", name) }
    guard !LowOrderPoints.contain(publicKey) else {
      throw Self.bad("this is one of the fourteen points that anybody can sign for", name)
    }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
    number = Self.number(name: name, kind: kind, publicKey: publicKey)
  }

  /// Reads `name+number+base64`, in the one spelling that ``description`` writes.
  ///
  /// - Throws: ``RecordError`` where it is not that, the number is not the key's, or the kind is unknown here.
  public init(_ text: String) throws(RecordError) {
    try self.init(bytes: Array(text.utf8))
  }

  init(bytes: some Collection<UInt8>) throws(RecordError) {
    let parts = bytes.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
    guard parts.count == 3, let number = HexNumber.value(parts[1]), let coded = Base64.bytes(parts[2]),
      let first = coded.first, NoteName.isOne(parts[0])
    else { throw Self.bad("this is not a key of the form name+number+base64", text) }
    guard let kind = SignatureKind(rawValue: first) else {
      throw Self.bad("keys of kind \(first) are not known here, only 1 (Ed25519) and 4 (cosignature)", text)
    }
    try self.init(
      name: String(decoding: parts[0], as: UTF8.self), kind: kind, publicKey: Array(coded.dropFirst()))
    guard self.number == number else { throw Self.bad("its number is not that of its name and key", text) }
  }

  /// `name+number+base64`.
  public var description: String {
    "\(name)+\(HexNumber.text(number))+\(Base64.text([kind.rawValue] + publicKey))"
  }

  static func number(name: String, kind: SignatureKind, publicKey: [UInt8]) -> UInt32 {
    var hasher = SHA256()
    hasher.update(data: Array(name.utf8) + [0x0A, kind.rawValue] + publicKey)
    return hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func bad(_ problem: String, _ place: String) -> RecordError {
    RecordError(
      .badKey, problem, place: place,
      remedy: "Copy the whole key, from the name to the last letter, from where its owner publishes it.")
  }

  /// The time that a cosignature states, 0 for a plain signature; `nil` where the signature is not of this key over
  /// this text.
  ///
  /// The rule for Ed25519 is the one of Go's crypto/ed25519, OpenSSL and BoringSSL ("ref10"): without the cofactor,
  /// S below the group's order, and R compared as bytes. Whoever else checks the log then says the same of every
  /// signature. Costs one verification of Ed25519, some 70 µs.
  public func time(of signature: some Collection<UInt8>, over text: [UInt8]) -> UInt64? {
    switch kind {
    case .ed25519: Self.holds(signature, text, publicKey) ? 0 : nil
    case .cosignature: cosignedTime(signature, text)
    }
  }

  private func cosignedTime(_ signature: some Collection<UInt8>, _ text: [UInt8]) -> UInt64? {
    guard signature.count == 72 else { return nil }
    let time = signature.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard time <= UInt64(Int64.max) else { return nil }
    return Self.holds(signature.dropFirst(8), Self.cosigned(text, time: time), publicKey) ? time : nil
  }

  /// What a witness signs: two lines and the note's text.
  static func cosigned(_ text: [UInt8], time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n".utf8) + text
  }

  /// Whether an Ed25519 signature holds, by the rule of ``time(of:over:)``.
  package static func holds(_ signature: some Collection<UInt8>, _ message: [UInt8], _ publicKey: [UInt8])
    -> Bool
  {
    guard signature.count == 64, publicKey.count == 32,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(Array(signature), for: message)
  }
}
