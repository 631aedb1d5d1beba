import Foundation
import SignIn
import TestKit
import Testing

/// One of the W3C's examples: what an authenticator gave at registration and at sign-in.
struct Vector: Sendable, CustomTestStringConvertible {
  let name: String
  var registration: [String: [UInt8]] = [:]
  var signIn: [String: [UInt8]] = [:]

  var testDescription: String { name }

  var newAnswer: NewPasskeyAnswer {
    NewPasskeyAnswer(
      clientData: registration["clientDataJSON"] ?? [], attestation: registration["attestationObject"] ?? [])
  }
  var newChallenge: PasskeyChallenge { PasskeyChallenge(bytes: registration["challenge"] ?? []) }
  var answer: PasskeyAnswer {
    PasskeyAnswer(
      credential: registration["credential_id"] ?? [], clientData: signIn["clientDataJSON"] ?? [],
      authenticatorData: signIn["authenticatorData"] ?? [], signature: signIn["signature"] ?? [])
  }
  var challenge: PasskeyChallenge { PasskeyChallenge(bytes: signIn["challenge"] ?? []) }
  /// Whether the authenticator asked for a finger, a face or a PIN, both times: drawn by lot in the examples.
  var isVerified: Bool {
    let flags = newAnswer.attestation.indices.first { newAnswer.attestation[$0...].starts(with: Self.party) }
    guard let flags, let second = signIn["authenticatorData"], second.count > 32 else { return false }
    return newAnswer.attestation[flags + 32] & 4 != 0 && second[32] & 4 != 0
  }

  /// SHA-256 of `example.org`.
  static let party = bytes("bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5")

  /// All of them; none where they are absent, which is said in one line.
  static let all: [Vector] = {
    guard let url = SharedMaterial.vector("webauthn/webauthn-l3-test-vectors.txt"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else {
      print("skipped: no webauthn/webauthn-l3-test-vectors.txt; set LUMAPOD_VECTORS to test on it")
      return []
    }
    var vectors: [Vector] = []
    var isSignIn = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") {
        let name = line.dropFirst(3).prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
        vectors.append(Vector(name: name))
      } else if line.hasPrefix("### ") {
        break
      } else if line.contains("[=registration ceremony") {
        isSignIn = false
      } else if line.hasPrefix("[=authentication ceremony") {
        isSignIn = true
      } else if let equals = line.range(of: " = h'"), !vectors.isEmpty {
        let key = String(line[..<equals.lowerBound])
        let hex = line[equals.upperBound...].prefix { $0 != "'" }
        let last = vectors.count - 1
        if isSignIn {
          vectors[last].signIn[key] = bytes(hex)
        } else {
          vectors[last].registration[key] = bytes(hex)
        }
      }
    }
    return vectors.filter { $0.signIn["signature"] != nil }
  }()

  /// Those that must be refused, and why: this house is never framed, and Ed448 is not in swift-crypto.
  static let refused: [String: PasskeyError.Kind] = [
    "ES256 Credential with \"crossOrigin\": true in clientDataJSON": .crossOrigin,
    "ES256 Credential with \"topOrigin\" in clientDataJSON": .crossOrigin,
    "Packed Attestation with Ed448 Credential": .algorithm,
  ]
  static var taken: [Vector] { all.filter { refused[$0.name] == nil } }

  static func bytes(_ hex: some StringProtocol) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 97 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
