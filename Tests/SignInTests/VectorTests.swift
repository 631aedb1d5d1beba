import Consent
import Foundation
import SignIn
import SleepCore
import TestKit
import Testing

@Suite(.enabled(if: !Vector.all.isEmpty, "the W3C's examples are absent")) struct VectorTests {
  static let party = RelyingParty(
    id: "example.org", name: "Example", origins: ["https://example.org"], needsVerification: false)
  static let strict = RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
  static let person = PersonID("00112233445566778899aabbccddeeff")!

  static func kind(_ body: () throws -> Passkey) -> PasskeyError.Kind? {
    do {
      _ = try body()
      return nil
    } catch { return (error as? PasskeyError)?.kind }
  }

  static func signIn(_ vector: Vector, _ answer: PasskeyAnswer, _ passkey: Passkey) -> PasskeyError.Kind? {
    kind { try party.signIn(answer, with: passkey, of: person, challenge: vector.challenge) }
  }

  @Test("all of the W3C's examples are there: fifteen formats and algorithms, of which twelve are taken")
  func counted() {
    #expect(Vector.all.count == 15 && Vector.taken.count == 12, "\(Vector.all.map(\.name))")
    #expect(Vector.taken.contains(where: \.isVerified) && !Vector.taken.allSatisfy(\.isVerified))
  }

  @Test("what an authenticator of the examples makes is taken, and signs in", arguments: Vector.taken)
  func taken(_ vector: Vector) throws {
    let passkey = try Self.party.register(vector.newAnswer, challenge: vector.newChallenge)
    #expect(passkey.credential == vector.registration["credential_id"])
    let after = try Self.party.signIn(
      vector.answer, with: passkey, of: Self.person, challenge: vector.challenge)
    #expect(after.credential == passkey.credential && after.publicKey == passkey.publicKey)
    // Whoever did not ask for a finger, a face or a PIN does not get in.
    let strict = Self.kind { try Self.strict.register(vector.newAnswer, challenge: vector.newChallenge) }
    let second = Self.kind {
      try Self.strict.signIn(vector.answer, with: passkey, of: Self.person, challenge: vector.challenge)
    }
    #expect((strict == nil && second == nil) == vector.isVerified)
    #expect([strict, second].allSatisfy { $0 == nil || $0 == .unverified })
  }

  @Test("to register and to sign in costs a fraction of a millisecond")
  func quick() throws {
    let vector = try #require(Vector.taken.first)
    let start = ContinuousClock.now
    for _ in 0..<100 {
      let passkey = try Self.party.register(vector.newAnswer, challenge: vector.newChallenge)
      _ = try Self.party.signIn(
        vector.answer, with: passkey, of: Self.person, challenge: vector.challenge)
    }
    let each = start.duration(to: .now) / 100
    print("an ES256 passkey, registered and signed in: \(each)")
    #expect(each < .milliseconds(20))
  }

  @Test("pages inside others' pages, and algorithms that nobody here can check, are refused")
  func refused() throws {
    for vector in Vector.all {
      guard let why = Vector.refused[vector.name] else { continue }
      let kind = Self.kind { try Self.party.register(vector.newAnswer, challenge: vector.newChallenge) }
      #expect(kind == why, "\(vector.name)")
    }
  }

  @Test("at sign-in no bit of what was signed can be another, in any example", arguments: Vector.taken)
  func signedBits(_ vector: Vector) throws {
    let passkey = try Self.party.register(vector.newAnswer, challenge: vector.newChallenge)
    let good = vector.answer
    func answer(client: [UInt8]? = nil, data: [UInt8]? = nil, signature: [UInt8]? = nil) -> PasskeyAnswer {
      PasskeyAnswer(
        credential: good.credential, clientData: client ?? good.clientData,
        authenticatorData: data ?? good.authenticatorData, signature: signature ?? good.signature)
    }
    #expect(Self.signIn(vector, answer(), passkey) == nil)
    for bit in 0..<(good.authenticatorData.count * 8) {
      let kind = Self.signIn(vector, answer(data: flip(good.authenticatorData, bit)), passkey)
      #expect(bit < 256 ? kind == .party : kind != nil, "bit \(bit) of authenticatorData")
    }
    for bit in stride(from: 0, to: good.clientData.count * 8, by: 3) {
      #expect(Self.signIn(vector, answer(client: flip(good.clientData, bit)), passkey) != nil, "bit \(bit)")
    }
    for bit in stride(from: 0, to: good.signature.count * 8, by: 3) {
      let kind = Self.signIn(vector, answer(signature: flip(good.signature, bit)), passkey)
      #expect(kind == .signature, "bit \(bit) of the signature")
    }
    for bit in 0..<256 {
      let challenge = PasskeyChallenge(bytes: flip(vector.challenge.bytes, bit))
      let kind = Self.kind {
        try Self.party.signIn(good, with: passkey, of: Self.person, challenge: challenge)
      }
      #expect(kind == .challenge)
    }
    let empty = PasskeyAnswer(
      credential: good.credential, clientData: good.clientData, authenticatorData: good.authenticatorData,
      signature: [])
    #expect(Self.signIn(vector, empty, passkey) == .signature)
  }

  @Test("at registration another challenge, origin, house or touch is refused", arguments: Vector.taken)
  func newBits(_ vector: Vector) throws {
    let answer = vector.newAnswer
    for bit in 0..<256 {
      let challenge = PasskeyChallenge(bytes: flip(vector.newChallenge.bytes, bit))
      #expect(Self.kind { try Self.party.register(answer, challenge: challenge) } == .challenge)
    }
    for origin in [
      "https://example.com", "http://example.org", "https://example.org:8443", "https://a.example.org",
    ] {
      let other = RelyingParty(id: "example.org", name: "", origins: [origin], needsVerification: false)
      #expect(Self.kind { try other.register(answer, challenge: vector.newChallenge) } == .origin)
    }
    let other = RelyingParty(
      id: "example.com", name: "", origins: ["https://example.org"], needsVerification: false)
    #expect(Self.kind { try other.register(answer, challenge: vector.newChallenge) } == .party)
    let at = try #require(
      answer.attestation.indices.first { answer.attestation[$0...].starts(with: Vector.party) })
    for bit in 0..<256 {
      let changed = NewPasskeyAnswer(
        clientData: answer.clientData, attestation: flip(answer.attestation, at * 8 + bit))
      #expect(Self.kind { try Self.party.register(changed, challenge: vector.newChallenge) } == .party)
    }
    // The lowest bit of the flags says that somebody touched it.
    let absent = NewPasskeyAnswer(
      clientData: answer.clientData, attestation: flip(answer.attestation, (at + 32) * 8))
    #expect(Self.kind { try Self.party.register(absent, challenge: vector.newChallenge) } == .absent)
    // What answers a sign-in does not make a passkey.
    let swapped = NewPasskeyAnswer(clientData: vector.answer.clientData, attestation: answer.attestation)
    #expect(Self.kind { try Self.party.register(swapped, challenge: vector.challenge) } == .ceremony)
  }

  @Test("bytes that somebody has changed, cut, lengthened or made up never bring the house down")
  func fuzzed() throws {
    var random = SeededRandom(seed: 7)
    var (refused, taken) = (0, 0)
    for vector in Vector.taken {
      let passkey = try Self.party.register(vector.newAnswer, challenge: vector.newChallenge)
      for _ in 0..<tries(400, soak: 40_000) {
        let changed = NewPasskeyAnswer(
          clientData: vector.newAnswer.clientData,
          attestation: spoilt(vector.newAnswer.attestation, using: &random))
        let kind = Self.kind { try Self.party.register(changed, challenge: vector.newChallenge) }
        if kind == nil { taken += 1 } else { refused += 1 }
        let answer = PasskeyAnswer(
          credential: vector.answer.credential,
          clientData: spoilt(vector.answer.clientData, using: &random),
          authenticatorData: spoilt(vector.answer.authenticatorData, using: &random),
          signature: spoilt(vector.answer.signature, using: &random))
        #expect(answer == vector.answer || Self.signIn(vector, answer, passkey) != nil)
        // A key of the database that was spoilt is refused too.
        let key = Passkey(
          credential: passkey.credential, publicKey: spoilt(passkey.publicKey, using: &random),
          counter: passkey.counter, isBackupEligible: passkey.isBackupEligible,
          isBackedUp: passkey.isBackedUp)
        // Longer spellings of the same numbers are let pass, so nothing of the key may be missing there.
        let isRefused = Self.signIn(vector, vector.answer, key) != nil
        #expect(isRefused || isWithin(passkey.publicKey, key.publicKey), "\(key.publicKey)")
      }
    }
    #expect(refused > 1000 && taken > 10, "\(refused) refused, \(taken) taken")
  }
}

func flip(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
  var bytes = bytes
  bytes[bit / 8] ^= 1 << UInt8(bit % 8)
  return bytes
}

/// Whether some bytes stand in others in their order, with whatever between them.
func isWithin(_ bytes: [UInt8], _ others: [UInt8]) -> Bool {
  var rest = bytes[...]
  for byte in others where byte == rest.first { rest.removeFirst() }
  return rest.isEmpty
}

/// Some bytes after an accident.
func spoilt(_ bytes: [UInt8], using random: inout SeededRandom) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...3, using: &random) {
    let at = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.removeSubrange(at...)
    case 3 where at < bytes.count: bytes.remove(at: at)
    default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
    }
  }
  return bytes
}
