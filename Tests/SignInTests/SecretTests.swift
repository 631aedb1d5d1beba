import Consent
import Foundation
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct SecretTests {
  /// Cheap, so that the tests are quick; the house's own cost is tried twice.
  static let cheap = HashCost(passes: 1, memory: 8)
  static let now = UTCTime("2026-11-25T18:00:00Z")!

  @Test("a password's hash is argon2id's at the house's cost, as another implementation writes and reads it")
  func argon2() throws {
    let password = try Password(new: "quiet otter, seven lamps")
    let start = ContinuousClock.now
    let hash = try password.hash()
    print("a password's hash: \(start.duration(to: .now))")
    #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$") && !Password.isOutdated(hash))
    #expect(password.matches(hash) && !Password("quiet otter, seven lamp").matches(hash))
    // argon2-cffi 25.1.0, PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1).
    let other =
      "$argon2id$v=19$m=65536,t=3,p=1$p59UaXhXk6TDb2mg5kUnqg$/sVbwxJKl4MrVEVwqKCdb6JQGZm5s41QJ9a4vp2ZUSw"
    #expect(password.matches(other))
  }

  @Test("no two hashes are alike, a cheaper one is to be made anew, and what is no hash matches nothing")
  func hashes() throws {
    let password = Password("quiet otter, seven lamps")
    let hashes = try (0..<4).map { _ in try password.hash(Self.cheap) }
    #expect(Set(hashes).count == 4)
    #expect(hashes.allSatisfy { password.matches($0) && Password.isOutdated($0) })
    var random = SeededRandom(seed: 3)
    for _ in 0..<200 {
      let bytes = spoilt(Array(hashes[0].utf8), using: &random)
      let text = String(decoding: bytes, as: UTF8.self)
      if !text.contains("m=8,t=1,p=1") || text == hashes[0] { continue }
      #expect(!password.matches(text), "\(text)")
    }
    for text in [
      "", "$", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", String(repeating: "$", count: 500),
    ] {
      #expect(!password.matches(text) && Password.isOutdated(text))
    }
    #expect(!Password("").matches(hashes[0]))
    #expect(try Password("").matches(Password("").hash(Self.cheap)))
  }

  @Test("someone without a password costs as much as someone with one")
  func nobody() {
    let start = ContinuousClock.now
    #expect(!Password("quiet otter, seven lamps").matches(nil))
    #expect(start.duration(to: .now) > .milliseconds(20), "64 MiB were gone over")
  }

  @Test("one password has one form, whichever keyboard it was typed on")
  func unicode() throws {
    let hash = try Password(new: "mañana ﬁsh ２２ Ångström").hash(Self.cheap)
    #expect(Password("man\u{303}ana fish 22 A\u{30A}ngstro\u{308}m").matches(hash))
    #expect(!Password("manana fish 22 Angstrom").matches(hash))
    #expect(try Password(new: "🦊🌙⭐️🚤🌳🐟🍎🏠🐌☁️").matches(Password("🦊🌙⭐️🚤🌳🐟🍎🏠🐌☁️").hash(Self.cheap)))
  }

  @Test(
    "what is short, long, tried first or a name is refused, with a way out",
    arguments: [
      ("otter lam", Password.Refusal.Kind.short), ("ａ", .short), ("", .short),
      (String(repeating: "otter lamp ", count: 30), .long), ("password123", .common),
      ("Passwort2026!", .common),
      ("passwordpassword", .common), ("1234567890", .common), ("qwertyuiop", .common),
      ("aaaaaaaaaaaa", .common),
      ("abcabcabcabc", .common), ("1q2w3e4r5t6y", .common), ("administrator1", .common),
      ("iloveyou2010", .common), ("contraseña1234", .common), ("0987654321", .common),
      ("qwertz123456", .common),
      ("Xanthippe12", .name), ("wohlgemuth-1", .name), ("xanthippewohlgemuth", .name),
    ])
  func refused(_ text: String, _ kind: Password.Refusal.Kind) {
    let error = #expect(throws: Password.Refusal.self) {
      try Password(new: text, names: ["Xanthippe Wohlgemuth", "Lu"])
    }
    #expect(error?.kind == kind && error?.remedy.isEmpty == false && error?.problem.isEmpty == false)
  }

  @Test(
    "nothing else is asked of a password: no capitals, digits or marks",
    arguments: [
      "quiet otter", "the wind was cold", "correcthorse", "zzzquietotter",
      String(repeating: "otter lamp ", count: 23),
      "Xanthippe likes otters", "passwords are for geese", "ñandú y alcaraván", "kzrwmtqvbp", "8302947561",
    ])
  func taken(_ text: String) throws { _ = try Password(new: text, names: ["Xanthippe", "", "a b"]) }

  @Test("a child's pictures are four in their order, not all one, and no password")
  func pictures() throws {
    let pictures = try AssentPictures([.moon, .fox, .fox, .boat])
    let hash = try pictures.hash(Self.cheap)
    #expect(pictures.matches(hash) && AssentPictures(names: ["moon", "fox", "fox", "boat"]) == pictures)
    #expect(AssentPictures(names: ["fox", "moon", "fox", "boat"])?.matches(hash) == false)
    #expect(!Password("pictures moon fox fox boa").matches(hash))
    #expect(AssentPictures.Picture.allCases.count == 12)
    for names in [
      ["moon", "fox", "boat"], ["moon", "fox", "boat", "sun"], [], ["fox", "fox", "fox", "fox"],
    ] {
      #expect(AssentPictures(names: names) == nil)
    }
    #expect(!pictures.matches(nil))
  }

  @Test("a token has 43 characters that nobody can guess, is kept as a hash, and reads back as itself alone")
  func tokens() throws {
    var random = SeededRandom(seed: 5)
    let token = SessionToken(using: &random)
    #expect(token.text.count == 43 && SessionToken(token.text) == token && token.hash.count == 64)
    #expect(SessionToken(authorization: "Bearer \(token.text)") == token)
    #expect(SessionToken(authorization: "bearer  \(token.text)") == token)
    for bad in ["Basic \(token.text)", token.text, "Bearer", "Bearer \(token.text) x", ""] {
      #expect(SessionToken(authorization: bad) == nil)
    }
    for bad in ["", token.text + "A", String(token.text.dropLast()), String(token.text.dropLast()) + "+"] {
      #expect(SessionToken(bad) == nil)
    }
    #expect(Set((0..<100).map { _ in SessionToken.new().text }).count == 100)
    // The form's token says nothing of the session's, and belongs to it alone.
    let other = SessionToken(using: &random)
    #expect(token.isFormToken(token.formToken) && !token.isFormToken(other.formToken))
    #expect(!token.isFormToken("") && !token.isFormToken(token.text) && token.formToken.count == 43)
    for bit in 0..<(43 * 7) where !token.formToken.isEmpty {
      let text = String(decoding: flip(Array(token.formToken.utf8), bit / 7 * 8 + bit % 7), as: UTF8.self)
      #expect(!token.isFormToken(text))
    }
  }

  @Test("a session ends after 14 idle days or 90 in all, and a sign-in is fresh for ten minutes")
  func lifetimes() {
    func at(_ seconds: Int) -> UTCTime { UTCTime(seconds: Self.now.seconds + seconds) }
    let day = 86_400
    func alive(_ created: Int, _ used: Int) -> Bool {
      SessionLifetime.isAlive(created: at(created), lastUsed: at(used), now: Self.now)
    }
    #expect(alive(0, 0) && alive(-90 * day + 1, -14 * day + 1))
    #expect(!alive(-90 * day, 0) && !alive(-15 * day, -14 * day))
    #expect(alive(60, 60), "a clock that was set back ends nothing")
    func fresh(_ signedIn: Int) -> Bool { SessionLifetime.isFresh(signedIn: at(signedIn), now: Self.now) }
    #expect(fresh(0) && fresh(-599) && !fresh(-600) && !fresh(1))
  }

  @Test("a code is read as people type it, and opens what it was made for alone")
  func codes() throws {
    var random = SeededRandom(seed: 11)
    let code = OneTimeCode(using: &random)
    #expect(
      code.text.count == 11 && OneTimeCode(code.text) == code && OneTimeCode(code.text.lowercased()) == code)
    #expect(OneTimeCode("0O1IL-abcde") == OneTimeCode("00111-ABCDE"))
    #expect(OneTimeCode(" 7k q2m\u{2D}x9t4d ") == OneTimeCode("7KQ2M-X9T4D"))
    for bad in [
      "", "7KQ2M", "7KQ2M-X9T4DD", "7KQ2M-X9T4U", "7KQ2M-X9T4é", String(repeating: "-", count: 900),
    ] {
      #expect(OneTimeCode(bad) == nil)
    }
    let hash = try code.hash(for: .owner, Self.cheap)
    #expect(code.matches(hash, for: .owner) && !code.matches(hash, for: .invitation))
    #expect(!OneTimeCode.new().matches(hash, for: .owner))
    #expect(OneTimeCode.Purpose.owner.lifetime == 900 && OneTimeCode.Purpose.invitation.lifetime == 604_800)
    #expect(Set((0..<200).map { _ in OneTimeCode.new().text }).count == 200)
  }
}
