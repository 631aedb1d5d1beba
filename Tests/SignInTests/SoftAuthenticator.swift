import Consent
import Crypto
import Foundation
import SignIn

/// An authenticator that does as it is told, right or wrong.
struct SoftAuthenticator {
  let key = P256.Signing.PrivateKey()
  var id = Array("a passkey".utf8)
  var party = "localhost"
  var origin = "http://localhost:8080"
  /// UP, UV, BE and BS.
  var flags: UInt8 = 0x1D
  var counter: UInt32 = 0
  var extra = ""

  static func text(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  func client(_ type: String, _ challenge: PasskeyChallenge) -> [UInt8] {
    let challenge = Self.text(challenge.bytes)
    return Array(
      "{\"type\":\"\(type)\",\"challenge\":\"\(challenge)\",\"origin\":\"\(origin)\"\(extra)}".utf8)
  }

  func data(_ attested: [UInt8] = []) -> [UInt8] {
    let counter = (0..<4).map { UInt8(truncatingIfNeeded: self.counter >> (24 - 8 * UInt32($0))) }
    return Array(SHA256.hash(data: Array(party.utf8))) + [flags | (attested.isEmpty ? 0 : 0x40)] + counter
      + attested
  }

  var cose: [UInt8] {
    let point = Array(key.publicKey.x963Representation)
    return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32] + point[1..<33] + [0x22, 0x58, 32] + point[33...]
  }

  func register(_ challenge: PasskeyChallenge) -> NewPasskeyAnswer {
    let size = [UInt8(id.count >> 8), UInt8(id.count & 255)]
    let data = data([UInt8](repeating: 0, count: 16) + size + id + cose)
    let head =
      [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8)
    let length = [UInt8(data.count >> 8), UInt8(data.count & 255)]
    return NewPasskeyAnswer(
      clientData: client("webauthn.create", challenge),
      attestation: head + [0xA0, 0x68] + Array("authData".utf8) + [0x59] + length + data)
  }

  func signIn(_ challenge: PasskeyChallenge, type: String = "webauthn.get", handle: [UInt8]? = nil) throws
    -> PasskeyAnswer
  {
    let client = client(type, challenge)
    let signature = try key.signature(for: data() + Array(SHA256.hash(data: client)))
    return PasskeyAnswer(
      credential: id, clientData: client, authenticatorData: data(),
      signature: Array(signature.derRepresentation), userHandle: handle)
  }
}
