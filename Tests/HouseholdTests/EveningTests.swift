import Consent
import Foundation
import Household
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct EveningTests {
  static let test = ReactionTest(
    lapses: 3, falseStarts: 1, medianMilliseconds: 287, meanSpeedMilliPerSecond: 3481, trials: 62,
    at: UTCTime(seconds: Home.now.seconds + 40_000))

  static func passkey(_ number: UInt8, counter: UInt32 = 0) -> Passkey {
    Passkey(
      credential: [number, 1, 2], publicKey: [number], counter: counter, isBackupEligible: true,
      isBackedUp: false)
  }

  /// Something of the child's in every table of signing in and of evenings.
  static func fill(_ home: Home, secret: String = "brush, then a story") async throws {
    let store = home.store
    try await store.setPassword("$argon2id$password-of-the-child", of: home.child)
    try await store.setPictures("$argon2id$pictures-of-the-child", of: home.child)
    try await store.keep(passkey(1), of: home.child, name: secret, now: Home.now)
    try await store.begin(.new(), for: .person(home.child), label: "Tablet", now: Home.now)
    try await store.keep(.new(), for: .invitation, person: home.child, now: Home.now)
    try await store.raise(alert: "bed-exit", about: home.child, now: Home.now)
    try await store.keep(test, of: home.child, evening: Home.night)
    try await store.keep(routine: [secret, "light off"], of: home.child)
    var settings = HouseSettings()
    settings.name = "Lighthouse"
    try await store.keep(settings)
  }

  @Test("an alert stays until somebody answers, is raised once, and the first answer counts")
  func alerts() async throws {
    let home = try await Home()
    let store = home.store
    let first = try await store.raise(alert: "bed-exit", about: home.child, now: Home.now)
    #expect(try await store.raise(alert: "bed-exit", about: home.child, now: Home.now) == first)
    let other = try await store.raise(alert: "stirring", about: home.child, now: Home.now)
    let third = try await store.raise(alert: "bed-exit", about: home.adult, now: Home.now)
    #expect(try await store.openAlerts().map(\.id) == [first, other, third])
    let later = UTCTime(seconds: Home.now.seconds + 5)
    #expect(try await store.answer(alert: first, by: home.guardian, now: later))
    #expect(try await !store.answer(alert: first, by: home.adult, now: later))
    #expect(try await !store.answer(alert: 999, by: home.adult, now: later))
    let answered = try #require(try await store.alert(first))
    #expect(answered.answeredBy == home.guardian && answered.answered == later && answered.at == Home.now)
    #expect(try await store.raise(alert: "bed-exit", about: home.child, now: later) > third)
    #expect(try await store.alerts(about: home.child).count == 3)
    #expect(try await store.openAlerts().count == 3)
    #expect(try await store.alert(999) == nil)
    // Who answered may be erased; that it was answered stays.
    try await store.erase(home.guardian)
    let left = try #require(try await store.alert(first))
    #expect(left.answeredBy == nil && left.answered == later)
  }

  @Test("a house's settings are kept, and a zone that does not exist is none")
  func settings() async throws {
    let home = try await Home()
    #expect(try await home.store.settings() == HouseSettings())
    var settings = HouseSettings()
    (settings.name, settings.zone, settings.language) = ("Lighthouse", "Europe/Madrid", "es")
    (settings.hourCycle, settings.firstWeekday) = (.twentyFour, 7)
    try await home.store.keep(settings)
    #expect(try await home.store.settings() == settings)
    for change: @Sendable (inout HouseSettings) -> Void in [
      { $0.zone = "Europe/Atlantis" }, { $0.firstWeekday = 8 },
      { $0.name = String(repeating: "x", count: 61) },
    ] {
      var bad = settings
      change(&bad)
      await #expect(throws: HouseholdError.self) { try await home.store.keep(bad) }
    }
    settings.firstWeekday = nil
    try await home.store.keep(settings)
    try await home.store.set("record", to: "followed")
    #expect(try await home.store.settings() == settings)
    #expect(try await home.store.setting("record") == "followed")
    try await home.store.set("record", to: nil)
    #expect(try await home.store.setting("record") == nil)
  }

  @Test("a routine keeps its order, what is done is done on an evening, and a new one begins anew")
  func routines() async throws {
    let home = try await Home()
    let steps = ["bath", "teeth", "two pages", "light off"]
    try await home.store.keep(routine: steps, of: home.child)
    #expect(try await home.store.mark(step: 1, of: home.child, evening: Home.night, isDone: true))
    #expect(try await !home.store.mark(step: 4, of: home.child, evening: Home.night, isDone: true))
    let routine = try await home.store.routine(of: home.child)
    #expect(routine.map(\.text) == steps && routine.map(\.position) == [0, 1, 2, 3])
    #expect(routine.map(\.doneOn) == [nil, Home.night, nil, nil])
    #expect(try await home.store.mark(step: 1, of: home.child, evening: Home.night, isDone: false))
    #expect(try await home.store.routine(of: home.child)[1].doneOn == nil)
    #expect(try await home.store.routine(of: home.adult).isEmpty)
    try await home.store.keep(routine: ["teeth"], of: home.child)
    #expect(try await home.store.routine(of: home.child).map(\.text) == ["teeth"])
    await #expect(throws: HouseholdError.self) {
      try await home.store.keep(routine: [String](repeating: "x", count: 51), of: home.child)
    }
  }

  @Test("reaction tests come back as they were, and figures that cannot be are refused")
  func reactions() async throws {
    let home = try await Home()
    try await home.store.keep(Self.test, of: home.adult, evening: Home.night)
    try await home.store.keep(Self.test, of: home.adult, evening: Home.night - 1)
    let kept = try await home.store.reactionTests(of: home.adult)
    #expect(kept.map(\.evening) == [Home.night - 1, Home.night] && kept.allSatisfy { $0.test == Self.test })
    #expect(try await home.store.reactionTests(of: home.adult, from: Home.night).count == 1)
    for change: (inout ReactionTest) -> Void in [
      { $0.lapses = 63 }, { $0.trials = 0 }, { $0.falseStarts = -1 }, { $0.medianMilliseconds = 70_000 },
      { $0.meanSpeedMilliPerSecond = -1 },
    ] {
      var bad = Self.test
      change(&bad)
      #expect(bad.flaw != nil)
    }
    var bad = Self.test
    bad.lapses = 63
    let refused = bad
    let error = await #expect(throws: HouseholdError.self) {
      try await home.store.keep(refused, of: home.adult, evening: Home.night)
    }
    #expect(error?.place == "reaction test, lapses")
  }

  @Test("an export has tests, routines, alerts and settings, and never how anyone signs in")
  func export() async throws {
    let home = try await Home()
    try await Self.fill(home)
    let token = SessionToken.new()
    try await home.store.begin(token, for: .person(home.child), label: "Telephone of C", now: Home.now)
    let folder = home.scratch.url.path + "/out"
    try await home.store.export(to: folder, withDreams: true, now: Home.now)
    let files = everyFile(folder)
    let all = files.mapValues { String(decoding: $0, as: UTF8.self) }
    #expect(
      all["csv/reaction_tests.csv"]?.contains("2026-11-25,2026-11-26T05:06:40Z,62,3,1,287,3481\r\n") == true)
    #expect(all["csv/routines.csv"]?.contains(",0,\"brush, then a story\",\r\n") == true)
    #expect(all["csv/alerts.csv"]?.contains(",bed-exit,2026-11-25T18:00:00Z,,,\r\n") == true)
    #expect(all["csv/settings.csv"]?.contains("name,Lighthouse\r\n") == true)
    for (name, text) in all {
      for secret in ["argon2id", token.hash, token.text, "Telephone of C", "Tablet"] {
        #expect(!text.contains(secret), "\(name): \(secret)")
      }
    }
    let one = home.scratch.url.path + "/one"
    try await home.store.export(to: one, of: [home.adult], withDreams: false, now: Home.now)
    #expect(
      try ExportTests.text(one, "csv/settings.csv") == "name,value\r\n", "the house's, not one person's")
  }
}
