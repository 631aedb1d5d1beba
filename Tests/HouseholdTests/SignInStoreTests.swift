import Consent
import Foundation
import Household
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct SignInStoreTests {
  static func at(_ seconds: Int) -> UTCTime { UTCTime(seconds: Home.now.seconds + seconds) }

  @Test("passwords and pictures are kept sealed, apart from each other, and a house keeps an owner")
  func accounts() async throws {
    let home = try await Home()
    let store = home.store
    #expect(try await store.owners().isEmpty)
    #expect(try await !store.account(of: home.adult).canSignIn)
    try await store.setPassword("$argon2id$one", of: home.adult)
    try await store.setPictures("$argon2id$two", of: home.adult)
    try await store.setOwner(true, of: home.adult)
    try await store.setPassword("$argon2id$three", of: home.adult)
    var account = try await store.account(of: home.adult)
    #expect(account.passwordHash == "$argon2id$three" && account.picturesHash == "$argon2id$two")
    #expect(account.isOwner && account.canSignIn)
    await #expect(throws: HouseholdError.self) { try await store.setOwner(false, of: home.adult) }
    try await store.setOwner(true, of: home.guardian)
    try await store.setOwner(false, of: home.adult)
    #expect(try await store.owners() == [home.guardian])
    try await store.setPassword(nil, of: home.adult)
    try await store.setPictures(nil, of: home.adult)
    account = try await store.account(of: home.adult)
    #expect(!account.canSignIn && !account.isOwner)
    try await store.setPassword("$argon2id$sealed", of: home.adult)
    for (name, data) in everyFile(home.folder) {
      #expect(data.range(of: Data("$argon2id$sealed".utf8)) == nil, "\(name)")
    }
    await #expect(throws: HouseholdError.self) { try await store.setPassword("x", of: .new()) }
  }

  @Test("a passkey belongs to one person, and of two answers with one count one counts")
  func passkeys() async throws {
    let home = try await Home()
    let store = home.store
    let passkey = EveningTests.passkey(1, counter: 5)
    try await store.keep(passkey, of: home.adult, name: "Telephone", now: Self.at(0))
    await #expect(throws: HouseholdError.self) {
      try await store.keep(passkey, of: home.guardian, name: "Mine", now: Self.at(0))
    }
    let kept = try #require(try await store.passkey(passkey.credential))
    #expect(
      kept.passkey == passkey && kept.person == home.adult && kept.name == "Telephone" && kept.used == nil)
    let next = EveningTests.passkey(1, counter: 6)
    try await store.used(next, now: Self.at(9))
    await #expect(throws: HouseholdError.self) { try await store.used(next, now: Self.at(9)) }
    #expect(try await store.passkeys(of: home.adult).map(\.passkey) == [next])
    #expect(try await store.passkey(passkey.credential)?.used == Self.at(9))
    // One that never counts may be used again and again.
    try await store.keep(EveningTests.passkey(2), of: home.adult, name: "", now: Self.at(1))
    for _ in 0..<2 { try await store.used(EveningTests.passkey(2), now: Self.at(10)) }
    #expect(try await store.account(of: home.adult).passkeys == 2)
    try await store.removePasskey(passkey.credential, of: home.guardian)
    #expect(try await store.passkey(passkey.credential) != nil, "only their own")
    try await store.removePasskey(passkey.credential, of: home.adult)
    #expect(try await store.passkey(passkey.credential) == nil)
    await #expect(throws: HouseholdError.self) { try await store.used(next, now: Self.at(11)) }
  }

  @Test("a session is who it is until it ends, by time or by hand, and its end stands in the audit")
  func sessions() async throws {
    let home = try await Home()
    let store = home.store
    let (mine, tablet, theirs) = (SessionToken.new(), SessionToken.new(), SessionToken.new())
    try await store.begin(mine, for: .person(home.adult), label: "Firefox", now: Self.at(0))
    try await store.begin(tablet, for: .device(pod: home.pod), label: "By the bed", now: Self.at(0))
    try await store.begin(
      theirs, for: .person(home.guardian), label: String(repeating: "x", count: 99), now: Self.at(0))
    let first = try #require(try await store.session(mine, now: Self.at(100)))
    #expect(first.holder == .person(home.adult) && first.label == "Firefox" && first.hash == mine.hash)
    #expect(first.isFresh(now: Self.at(599)) && !first.isFresh(now: Self.at(600)))
    #expect(try await store.session(tablet, now: Self.at(100))?.holder == .device(pod: home.pod))
    #expect(try await store.session(.new(), now: Self.at(100)) == nil)
    // Its last use is written down once in five minutes.
    _ = try await store.session(mine, now: Self.at(299))
    #expect(try await store.session(mine, now: Self.at(299))?.used == Self.at(0))
    _ = try await store.session(mine, now: Self.at(300))
    #expect(try await store.session(mine, now: Self.at(301))?.used == Self.at(300))
    try await store.confirm(mine.hash, now: Self.at(1000))
    #expect(try await store.session(mine, now: Self.at(1001))?.isFresh(now: Self.at(1001)) == true)
    // Nobody else's is ended by it.
    #expect(
      try await !store.end(session: theirs.hash, of: home.adult, by: home.adult, way: "web", now: Self.at(1)))
    #expect(
      try await store.end(session: mine.hash, of: home.adult, by: home.adult, way: "web", now: Self.at(2000)))
    #expect(try await store.session(mine, now: Self.at(2000)) == nil)
    #expect(try await store.end(session: tablet.hash, by: home.adult, way: "cli", now: Self.at(2001)))
    #expect(
      try await store.audit() == [
        AuditLine(
          at: Self.at(2001), way: "cli", by: home.adult, act: "ended-session", about: home.pod.description),
        AuditLine(
          at: Self.at(2000), way: "web", by: home.adult, act: "ended-session", about: home.adult.description),
      ])
    // Time ends it too: 14 days without a request.
    #expect(try await store.session(theirs, now: Self.at(14 * 86_400)) == nil)
    #expect(try await store.sessions(of: home.guardian, now: Self.at(14 * 86_400)).isEmpty)
    #expect(try await store.sessions(of: home.guardian, now: Self.at(0)).map(\.label.count) == [60])
    try await store.sweepSessions(now: Self.at(14 * 86_400))
    #expect(try await store.sessions(of: home.guardian, now: Self.at(0)).isEmpty)
  }

  @Test("a new password ends all other sessions; an erased person's sessions are nobody's")
  func ending() async throws {
    let home = try await Home()
    let store = home.store
    let tokens = (0..<4).map { _ in SessionToken.new() }
    for token in tokens { try await store.begin(token, for: .person(home.child), label: "", now: Self.at(0)) }
    let ended = try await store.endSessions(
      of: home.child, except: tokens[0].hash, by: home.guardian, way: "web", now: Self.at(1))
    #expect(ended == 3)
    #expect(try await store.session(tokens[0], now: Self.at(2)) != nil)
    #expect(try await store.session(tokens[1], now: Self.at(2)) == nil)
    #expect(try await store.audit().map(\.act) == ["ended-sessions"])
    try await store.erase(home.child)
    #expect(try await store.session(tokens[0], now: Self.at(3)) == nil)
    // No file holds a token.
    for (name, data) in everyFile(home.folder) {
      #expect(data.range(of: Data(tokens[0].text.utf8)) == nil, "\(name)")
    }
  }

  @Test("a code opens once, is void after five wrong tries, over after its time, and gives way to a new one")
  func codes() async throws {
    let home = try await Home()
    let store = home.store
    let code = OneTimeCode.new()
    #expect(try await store.redeem(code.text, for: .owner, now: Self.at(0)) == .none)
    try await store.keep(code, for: .owner, now: Self.at(0))
    #expect(try await store.hasCode(for: .owner, now: Self.at(899)))
    #expect(try await !store.hasCode(for: .owner, now: Self.at(900)))
    #expect(try await store.redeem(code.text, for: .invitation, person: home.child, now: Self.at(1)) == .none)
    #expect(try await store.redeem(code.text, for: .owner, now: Self.at(900)) == .none)
    #expect(try await store.redeem("nonsense", for: .owner, now: Self.at(2)) == .wrong(left: 4))
    #expect(try await store.redeem(code.text.lowercased(), for: .owner, now: Self.at(3)) == .right)
    #expect(try await store.redeem(code.text, for: .owner, now: Self.at(4)) == .none)
    // Two at one moment: one of them.
    try await store.keep(code, for: .owner, now: Self.at(0))
    async let one = store.redeem(code.text, for: .owner, now: Self.at(1))
    async let two = store.redeem(code.text, for: .owner, now: Self.at(1))
    let both = try await [one, two]
    #expect(both.filter { $0 == .right }.count == 1 && both.contains(.none), "\(both)")
    // Five tries, and the right one comes too late.
    let invitation = OneTimeCode.new()
    try await store.keep(invitation, for: .invitation, person: home.child, now: Self.at(0))
    for left in [4, 3, 2, 1] {
      let answer = try await store.redeem("", for: .invitation, person: home.child, now: Self.at(1))
      #expect(answer == .wrong(left: left))
    }
    #expect(try await store.redeem("", for: .invitation, person: home.child, now: Self.at(1)) == .none)
    let late = try await store.redeem(invitation.text, for: .invitation, person: home.child, now: Self.at(1))
    #expect(late == .none)
    let another = OneTimeCode.new()
    try await store.keep(another, for: .invitation, person: home.child, now: Self.at(0))
    try await store.removeCode(for: .invitation, person: home.adult)
    #expect(try await store.hasCode(for: .invitation, person: home.child, now: Self.at(604_799)))
    try await store.removeCode(for: .invitation, person: home.child)
    #expect(try await !store.hasCode(for: .invitation, person: home.child, now: Self.at(1)))
  }

  @Test("the rules are asked with what the house knows now: age, roles, guardians, owner")
  func standing() async throws {
    let home = try await Home()
    let store = home.store
    try await store.setOwner(true, of: home.adult)
    let token = SessionToken.new()
    try await store.begin(token, for: .person(home.adult), label: "", now: Self.at(0))
    let session = try await store.session(token, now: Self.at(10))
    let actor = try await store.actor(session, now: Self.at(10), day: Home.night)
    #expect(actor == .person(home.adult, roles: [.sleeper], isOwner: true, age: .adult, isFresh: true))
    #expect(try await !store.actor(session, now: Self.at(700), day: Home.night).isFresh)
    #expect(try await store.actor(nil, now: Self.at(0), day: Home.night) == .nobody)
    let child = try await store.subject(home.child, day: Home.night)
    #expect(
      child
        == Subject(
          id: home.child, age: .child, roles: [.sleeper], guardians: [home.guardian], canSignIn: false))
    try await store.setPictures("$argon2id$x", of: home.child)
    #expect(try await store.subject(home.child, day: Home.night).canSignIn)
    #expect(HouseRules.decide(.readDreams, by: actor, about: child).isAllowed == false)
    await #expect(throws: HouseholdError.self) { try await store.subject(.new(), day: Home.night) }
  }

  @Test("to look a session up is quick enough for every request, with hundreds of them")
  func quick() async throws {
    let home = try await Home()
    let tokens = (0..<300).map { _ in SessionToken.new() }
    for token in tokens {
      try await home.store.begin(token, for: .person(home.adult), label: "", now: Self.at(0))
    }
    var times: [Duration] = []
    for round in 0..<2000 {
      let start = ContinuousClock.now
      let found = try await home.store.session(tokens[round % 300], now: Self.at(1))
      times.append(start.duration(to: .now))
      #expect(found != nil)
    }
    let median = times.sorted()[1000]
    print("session lookup: median \(median), p99 \(times.sorted()[1980])")
    #expect(median < .milliseconds(2))
  }
}
