import Consent
import Foundation
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct PasskeyTests {
  static let house = RelyingParty(id: "localhost", name: "LumaPod", origins: ["http://localhost:8080"])
  static let person = PersonID("0123456789abcdef0123456789abcdef")!
  static let now = UTCTime("2026-11-25T18:00:00Z")!

  static func kind(_ body: () throws -> Passkey) -> PasskeyError.Kind? { VectorTests.kind(body) }

  @Test("a passkey is made, signs in, and what it says of its counter and its copies is kept")
  func round() throws {
    var device = SoftAuthenticator()
    let (first, second) = (PasskeyChallenge.new(), PasskeyChallenge.new())
    #expect(first != second && first.bytes.count == 32)
    let passkey = try Self.house.register(device.register(first), challenge: first)
    #expect(passkey.credential == device.id && passkey.publicKey == device.cose && passkey.counter == 0)
    #expect(passkey.isBackupEligible && passkey.isBackedUp)
    device.flags = 0x0D
    device.counter = 7
    let answer = try device.signIn(second, handle: Vector.bytes(Self.person.description))
    let after = try Self.house.signIn(answer, with: passkey, of: Self.person, challenge: second)
    #expect(after.counter == 7 && !after.isBackedUp && after.isBackupEligible)
  }

  @Test("whoever it is not is refused, each for its own reason")
  func refusals() throws {
    var device = SoftAuthenticator()
    device.counter = 5
    let challenge = PasskeyChallenge.new()
    let passkey = try Self.house.register(device.register(challenge), challenge: challenge)
    func kind(
      _ change: (inout SoftAuthenticator) -> Void, type: String = "webauthn.get", handle: [UInt8]? = nil
    )
      throws -> PasskeyError.Kind?
    {
      var other = device
      other.counter = 6
      change(&other)
      let answer = try other.signIn(challenge, type: type, handle: handle)
      return Self.kind {
        try Self.house.signIn(answer, with: passkey, of: Self.person, challenge: challenge)
      }
    }
    #expect(try kind({ _ in }) == nil)
    #expect(try kind({ $0.counter = 5 }) == .counter)
    #expect(try kind({ $0.counter = 4 }) == .counter)
    #expect(try kind({ $0.counter = 0 }) == .counter)
    #expect(try kind({ $0.flags = 0x19 }) == .unverified)
    #expect(try kind({ $0.flags = 0x1C }) == .absent)
    #expect(try kind({ $0.flags = 0x15 }) == .backup, "a copy of what cannot be copied")
    #expect(try kind({ $0.flags = 0x05 }) == .backup, "once it could be copied")
    #expect(try kind({ $0.party = "example.org" }) == .party)
    #expect(try kind({ $0.origin = "http://localhost" }) == .origin)
    #expect(try kind({ $0.origin = "http://localhost:8080/" }) == .origin)
    #expect(try kind({ $0.extra = ",\"crossOrigin\":true" }) == .crossOrigin)
    #expect(try kind({ $0.extra = ",\"topOrigin\":\"http://localhost:8080\"" }) == .crossOrigin)
    #expect(try kind({ $0.extra = ",\"crossOrigin\":false,\"more\":[1,{\"a\":null}]" }) == nil)
    #expect(try kind({ _ in }, type: "webauthn.create") == .ceremony)
    #expect(try kind({ _ in }, handle: [1, 2, 3]) == .credential)
    #expect(try kind({ $0.id = [9] }) == .credential)
    let thief = SoftAuthenticator(counter: 6)
    let answer = try thief.signIn(challenge)
    #expect(
      Self.kind { try Self.house.signIn(answer, with: passkey, of: Self.person, challenge: challenge) }
        == .signature)
  }

  @Test("an identifier has 1 to 1023 bytes, and flags of a new passkey agree")
  func newOnes() {
    let challenge = PasskeyChallenge.new()
    func kind(_ change: (inout SoftAuthenticator) -> Void) -> PasskeyError.Kind? {
      var device = SoftAuthenticator()
      change(&device)
      return Self.kind { try Self.house.register(device.register(challenge), challenge: challenge) }
    }
    #expect(kind { $0.id = [UInt8](repeating: 1, count: 1023) } == nil)
    #expect(kind { $0.id = [UInt8](repeating: 1, count: 1024) } == .form("attestedCredentialData"))
    #expect(kind { $0.id = [] } == .form("attestedCredentialData"))
    #expect(kind { $0.flags = 0x15 } == .backup)
    #expect(kind { $0.flags = 0x05 } == nil)
    #expect(kind { $0.flags = 0x19 } == .unverified)
    #expect(kind { $0.flags = 0x9D } == .form("extensions"), "extensions that are not there")
  }

  @Test("a browser's JSON is read as it writes it, and anything else is refused")
  func json() throws {
    let device = SoftAuthenticator()
    let challenge = PasskeyChallenge.new()
    let new = device.register(challenge)
    let text = SoftAuthenticator.text
    let made = """
      {"id":"\(text(device.id))","rawId":"\(text(device.id))","type":"public-key","clientExtensionResults":{},
       "response":{"clientDataJSON":"\(text(new.clientData))","attestationObject":"\(text(new.attestation))",
       "transports":["internal"]}}
      """
    #expect(try NewPasskeyAnswer(json: Array(made.utf8)) == new)
    let old = try device.signIn(challenge, handle: [1])
    let signed = """
      {"id":"\(text(device.id))","type":"public-key","response":{"clientDataJSON":"\(text(old.clientData))",
      "authenticatorData":"\(text(old.authenticatorData))","signature":"\(text(old.signature))","userHandle":"AQ"}}
      """
    #expect(try PasskeyAnswer(json: Array(signed.utf8)) == old)
    for bad in [
      "", "{}", "[]", "null", "{\"id\":\"AA\",\"response\":{}}", signed.replacing("\"AQ\"", with: "\"A+\""),
      signed.replacing("\"AQ\"", with: "\"AR\""), String(repeating: "[", count: 60_000),
      String(repeating: " ", count: 70_000),
    ] {
      #expect(throws: PasskeyError.self) { try PasskeyAnswer(json: Array(bad.utf8)) }
      #expect(throws: PasskeyError.self) { try NewPasskeyAnswer(json: Array(bad.utf8)) }
    }
  }

  @Test("what is asked of a browser says what the house asks for, and nobody's name at sign-in")
  func options() throws {
    let challenge = PasskeyChallenge(bytes: [UInt8](repeating: 255, count: 32))
    let passkey = Passkey(
      credential: [1, 2, 3], publicKey: [], counter: 0, isBackupEligible: false, isBackedUp: false)
    let new = Self.house.registrationOptions(
      challenge: challenge, person: Self.person, name: "Ana", excluding: [passkey])
    #expect(new["attestation"]?.text == "none" && new["rp"]?["id"]?.text == "localhost")
    #expect(new["user"]?["id"]?.text == "ASNFZ4mrze8BI0VniavN7w")
    #expect(new["challenge"]?.text == "__________________________________________8")
    #expect(new["pubKeyCredParams"]?.list?.compactMap { $0["alg"]?.number } == [-7, -8, -35, -36, -257])
    #expect(new["authenticatorSelection"]?["userVerification"]?.text == "required")
    #expect(new["excludeCredentials"]?[0]?["id"]?.text == "AQID")
    let old = Self.house.signInOptions(challenge: challenge)
    #expect(old["userVerification"]?.text == "required" && old["allowCredentials"]?.list?.isEmpty == true)
    #expect(!String(decoding: old.bytes, as: UTF8.self).contains("Ana"))
  }

  @Test("a question is answered once, for what it was asked for, within five minutes; the oldest makes room")
  func ceremonies() throws {
    var open = Ceremonies(capacity: 3)
    let device = SoftAuthenticator()
    func later(_ seconds: Int) -> UTCTime { UTCTime(seconds: Self.now.seconds + seconds) }
    let first = open.ask(.signIn, now: Self.now)
    let client = device.client("webauthn.get", first)
    #expect(open.take(clientData: client, .signIn, now: later(1)) == first)
    #expect(open.take(clientData: client, .signIn, now: later(1)) == nil)
    let second = device.client("webauthn.get", open.ask(.register(Self.person), now: Self.now))
    #expect(open.take(clientData: second, .signIn, now: later(1)) == nil)
    #expect(open.take(clientData: second, .register(Self.person), now: later(1)) == nil, "spent all the same")
    let third = device.client("webauthn.get", open.ask(.signIn, now: Self.now))
    #expect(open.take(clientData: third, .signIn, now: later(301)) == nil)
    let many = (0..<4).map { _ in device.client("webauthn.get", open.ask(.signIn, now: Self.now)) }
    #expect(open.count == 3)
    #expect(open.take(clientData: many[0], .signIn, now: Self.now) == nil)
    #expect(open.take(clientData: many[3], .signIn, now: Self.now) != nil)
    #expect(open.take(clientData: Array("{}".utf8), .signIn, now: Self.now) == nil)
    _ = open.ask(.signIn, now: later(1000))
    #expect(open.count == 1, "what is over is forgotten")
  }

  @Test("an error says what is wrong, where, and what to do")
  func words() {
    let kinds: [PasskeyError.Kind] = [
      .form("id"), .ceremony, .challenge, .origin, .crossOrigin, .party, .absent, .unverified, .backup,
      .algorithm, .key, .credential, .signature, .counter,
    ]
    for error in kinds.map(PasskeyError.init) {
      #expect(!error.problem.isEmpty && !error.remedy.isEmpty && error.place.hasPrefix("passkey"))
    }
    #expect(Set(kinds.map { PasskeyError($0).problem }).count == kinds.count)
  }
}
