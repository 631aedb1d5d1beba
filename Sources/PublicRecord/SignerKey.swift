internal import Crypto

/// A name and the secret key behind it.
public struct SignerKey: Sendable {
  /// The public side.
  public let verifier: VerifierKey
  private let seed: [UInt8]

  /// A key from its 32 secret bytes (the seed of RFC 8032).
  ///
  /// - Throws: ``RecordError`` where the name cannot be one, or there are not 32 bytes.
  public init(name: String, kind: SignatureKind, seed: [UInt8]) throws(RecordError) {
    guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw VerifierKey.bad("a secret key has 32 bytes, not \(seed.count)", name)
    }
    self.seed = seed
    verifier = try VerifierKey(name: name, kind: kind, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// A new key, from the system's source of randomness.
  ///
  /// - Throws: ``RecordError`` where the name cannot be one.
  public static func new(name: String, kind: SignatureKind) throws(RecordError) -> SignerKey {
    try SignerKey(name: name, kind: kind, seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
  }

  /// Reads `PRIVATE+KEY+name+number+base64`.
  ///
  /// - Throws: ``RecordError`` where it is not that; the message never repeats the text.
  public init(_ text: String) throws(RecordError) {
    let place = "a secret key"
    let head = Array("PRIVATE+KEY+".utf8)
    let bytes = Array(text.utf8)
    let parts = bytes.dropFirst(head.count).split(
      separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    guard bytes.starts(with: head), parts.count == 3, let number = HexNumber.value(parts[1]),
      let coded = Base64.bytes(parts[2]), let kind = coded.first.flatMap(SignatureKind.init(rawValue:))
    else { throw VerifierKey.bad("it is not of the form PRIVATE+KEY+name+number+base64", place) }
    try self.init(name: String(decoding: parts[0], as: UTF8.self), kind: kind, seed: Array(coded.dropFirst()))
    guard verifier.number == number else {
      throw VerifierKey.bad("its number is not that of its name and key", place)
    }
  }

  /// `PRIVATE+KEY+name+number+base64`: to be kept where nobody else reads.
  public var secretText: String {
    let number = HexNumber.text(verifier.number)
    return "PRIVATE+KEY+\(verifier.name)+\(number)+\(Base64.text([verifier.kind.rawValue] + seed))"
  }

  /// Signs a note's text; `time` (seconds since 1970) is what a cosignature states, and unused by a plain signature.
  ///
  /// - Throws: ``RecordError`` where the time is past 2⁶³ − 1, or the system cannot sign.
  public func sign(_ text: [UInt8], time: UInt64 = 0) throws(RecordError) -> NoteSignature {
    guard time <= UInt64(Int64.max), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else {
      throw VerifierKey.bad("this time cannot be signed", verifier.name)
    }
    let isTimed = verifier.kind == .cosignature
    let message = isTimed ? VerifierKey.cosigned(text, time: time) : text
    guard let signed = try? key.signature(for: message) else {
      throw VerifierKey.bad("the system did not sign", verifier.name)
    }
    let shifts: [UInt64] = isTimed ? [56, 48, 40, 32, 24, 16, 8, 0] : []
    let stamp: [UInt8] = shifts.map { UInt8(time >> $0 & 255) }
    return NoteSignature(name: verifier.name, number: verifier.number, bytes: stamp + Array(signed))
  }
}
