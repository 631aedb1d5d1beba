internal import Crypto
internal import CryptoExtras

/// How a passkey signs: the COSE algorithms that are taken here (IANA, COSE Algorithms).
public enum PasskeyAlgorithm: Int, Sendable, Hashable, CaseIterable {
  /// ECDSA on P-256 with SHA-256.
  case es256 = -7
  /// Ed25519 (RFC 8032).
  case eddsa = -8
  /// ECDSA on P-384 with SHA-384.
  case es384 = -35
  /// ECDSA on P-521 with SHA-512.
  case es512 = -36
  /// RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits or more: what older Windows Hello makes.
  case rs256 = -257
}

/// The public key of a passkey, read from its COSE form (RFC 9052, 9053, 8230).
struct CredentialKey {
  private enum Key {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)
  }

  let algorithm: PasskeyAlgorithm
  private let key: Key

  /// Reads a key.
  ///
  /// Key type, curve, algorithm and the length of every part must agree (WebAuthn L3, section 5.8.5: points
  /// are not compressed, and EdDSA is Ed25519); a point that is not on its curve is none.
  ///
  /// - Throws: ``PasskeyError`` of the kind `algorithm` for what is not taken here, `key` for what is none.
  init(cose: [UInt8]) throws(PasskeyError) {
    var reader = CBORReader(cose)
    guard let map = reader.value(), reader.isAtEnd else { throw PasskeyError(.key) }
    try self.init(map)
  }

  init(_ map: CBOR) throws(PasskeyError) {
    guard let type = map[1]?.number, let code = map[3]?.number else { throw PasskeyError(.key) }
    guard let algorithm = PasskeyAlgorithm(rawValue: code) else { throw PasskeyError(.algorithm) }
    let key: Key?
    switch algorithm {
    case .es256:
      key = Self.point(map, type, curve: 1, size: 32).flatMap {
        try? .p256(P256.Signing.PublicKey(x963Representation: $0))
      }
    case .es384:
      key = Self.point(map, type, curve: 2, size: 48).flatMap {
        try? .p384(P384.Signing.PublicKey(x963Representation: $0))
      }
    case .es512:
      key = Self.point(map, type, curve: 3, size: 66).flatMap {
        try? .p521(P521.Signing.PublicKey(x963Representation: $0))
      }
    case .eddsa:
      guard type == 1, map[-1]?.number == 6 else { throw PasskeyError(.algorithm) }
      key = map[-2]?.bytes.flatMap {
        try? .ed25519(Curve25519.Signing.PublicKey(rawRepresentation: $0))
      }
    case .rs256:
      guard type == 3, let n = map[-1]?.bytes, let e = map[-2]?.bytes else { throw PasskeyError(.key) }
      key = try? .rsa(_RSA.Signing.PublicKey(n: n, e: e))
    }
    guard let key else { throw PasskeyError(.key) }
    (self.algorithm, self.key) = (algorithm, key)
  }

  /// A point as 04, x, y (SEC 1, section 2.3.3).
  private static func point(_ map: CBOR, _ type: Int, curve: Int, size: Int) -> [UInt8]? {
    guard type == 2, map[-1]?.number == curve, let x = map[-2]?.bytes, let y = map[-3]?.bytes,
      x.count == size, y.count == size
    else { return nil }
    return [4] + x + y
  }

  /// Whether a signature is this key's over some bytes.
  func isValid(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
    switch key {
    case .p256(let key):
      (try? P256.Signing.ECDSASignature(derRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA256.hash(data: bytes))
      } ?? false
    case .p384(let key):
      (try? P384.Signing.ECDSASignature(derRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA384.hash(data: bytes))
      } ?? false
    case .p521(let key):
      (try? P521.Signing.ECDSASignature(derRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA512.hash(data: bytes))
      } ?? false
    case .ed25519(let key): key.isValidSignature(signature, for: bytes)
    case .rsa(let key):
      key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
        padding: .insecurePKCS1v1_5)
    }
  }
}
