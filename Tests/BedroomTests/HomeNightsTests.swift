import Bedroom
import Consent
import Foundation
import Household
import Night
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// An adult's home whose sleeper is virtual and quick.
private struct Bed {
  let scratch: ScratchFolder
  let store: HouseholdStore
  let nights: HomeNights
  let sleeper: PersonID
  let pod: PersonID

  init(hours: Double = 0.2, speed: Double = 3600) async throws {
    scratch = try ScratchFolder()
    let path = scratch.url.path
    store = try HouseholdStore.open("\(path)/home", now: .now)
    sleeper = try await store.add(
      PersonProfile(name: "Ada", age: .stated(.adult)), roles: [.sleeper], now: .now
    ).id
    pod = try await store.addPod("Bedroom").id
    unsafe setenv("LUMA_HOME", SharedMaterial.projectRoot.path, 0)
    nights = HomeNights(
      .init(
        installation: try Installation(), store: store, state: "\(path)/state", folder: "\(path)/nights",
        clock: try #require(WallClock(zone: "Europe/Berlin")), source: .virtual(hours: hours, outOfBed: []),
        speed: speed))
  }

  func consent() async throws {
    let offer = try #require(await nights.shelf["settle-and-fade"]).offer
    let terms = try ConsentTerms(
      giver: sleeper, sleeper: sleeper, program: offer, purpose: .nights, does: ["Waves."], known: [],
      notKnown: ["Whether it helps."], text: "Waves.", language: "en", issued: .now,
      expires: UTCTime(seconds: UTCTime.now.seconds + 86_400))
    _ = try await store.keep(try ConsentReceipt(terms, signedBy: store.keys.signer(sleeper)), now: .now)
  }

  func begin(wakeAt: UTCTime? = nil) async throws -> Result<NightNow, ConsentRefusal> {
    try await nights.begin(
      .init(sleeper: sleeper, program: "settle-and-fade", pod: pod, wakeAt: wakeAt, by: sleeper, way: "test"),
      at: .now)
  }
}

@Suite("Nights of a home")
struct HomeNightsTests {
  @Test("a night that everyone agreed to runs to its morning, and its folder replays")
  func wholeNight() async throws {
    let bed = try await Bed()
    try await bed.consent()
    let night = try await bed.begin().get()
    await bed.nights.finished(night.id)
    let end = try #require(await bed.nights.now(on: bed.pod))
    #expect(end.ended == .sourceEnded && end.problem == nil)
    #expect(end.sentence?.isEmpty == false)
    let kept = try #require(try await bed.store.night(night.id))
    #expect(kept.ended != nil && kept.figures?.length == 720 && kept.clearance != nil)
    #expect(FileManager.default.fileExists(atPath: "\(kept.folder)/report.html"))
    let opened = try NightReplay.open(NightFolder(path: kept.folder))
    let installation = try Installation()
    let program = try installation.program(bytes: opened.program, file: "program.yaml")
    let verified = try ProgramVerifier.verify(
      program.compiled, limits: SafetyLimitsTable.limits(for: .adult), limitsHash: NightFolder.limitsHash)
    #expect(try NightReplay.run(opened, program: verified, models: installation.models()).difference == nil)
  }

  @Test("without consent nothing is made; with a night running neither pod nor sleeper takes another")
  func oneAtATime() async throws {
    let bed = try await Bed(hours: 8, speed: 1)
    guard case .failure(let refusal) = try await bed.begin() else { return #expect(Bool(false)) }
    #expect(refusal.code == "no-consent")
    #expect(!FileManager.default.fileExists(atPath: bed.scratch.url.path + "/nights"))
    try await bed.consent()
    // Two who tap at once: one of them begins it.
    async let first = Result { try await bed.begin().get() }
    async let second = Result { try await bed.begin().get() }
    let outcomes = await [first, second]
    let both = outcomes.compactMap { try? $0.get() }
    #expect(both.count == 1)
    for case .failure(let error) in outcomes { #expect(error is BedroomError, "\(error)") }
    let night = try #require(both.first)
    await #expect(throws: BedroomError.self) { _ = try await bed.begin() }
    let receipt = try #require(
      await bed.nights.wakeLater(minutes: 15, on: bed.pod, by: bed.sleeper, at: .now))
    try await eventually {
      await bed.nights.now(on: bed.pod)?.receipts.first { $0.id == receipt.id }?.taken != nil
    }
    #expect(await bed.nights.now(on: bed.pod)?.wakeAt.map { $0.wholeSeconds >= 900 } == true)
    _ = await bed.nights.stop(on: bed.pod, by: nil, at: .now)
    await bed.nights.finished(night.id)
    let end = try #require(await bed.nights.now(on: bed.pod))
    #expect(end.ended == .stopped && end.receipts.allSatisfy { $0.taken != nil })
    #expect(await bed.nights.nights.isEmpty)
  }

  @Test("a consent that is taken back by a line in a file ends the night within seconds")
  func withdrawn() async throws {
    let bed = try await Bed(hours: 8, speed: 1)
    try await bed.consent()
    let night = try await bed.begin().get()
    try await eventually { await bed.nights.now(on: bed.pod).map { $0.time > .start } ?? false }
    try HouseholdStore.withdraw(Withdrawal(sleeper: bed.sleeper, at: .now), in: bed.store.folder)
    let clock = ContinuousClock()
    let began = clock.now
    await bed.nights.finished(night.id)
    // Two seconds between one look and the next, then the morning is made.
    #expect(clock.now - began < .seconds(20))
    #expect(await bed.nights.now(on: bed.pod)?.ended == .consentEnded)
  }

  @Test("a night that a crash cut short is ended with what its record holds")
  func mends() async throws {
    let bed = try await Bed()
    try await bed.consent()
    let night = try await bed.begin().get()
    await bed.nights.finished(night.id)
    // As a crash leaves it: no end in the household, and a record that breaks off in the middle of a line.
    try await bed.store.execute("UPDATE nights SET ended_at = NULL, sealed = NULL")
    let folder = NightFolder(path: try #require(try await bed.store.night(night.id)).folder)
    let events = try NightFolder.read(folder.events)
    let lines = events.split(separator: UInt8(ascii: "\n"))
    try NightFolder.write(
      Array(lines.prefix(lines.count / 2).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")],
      to: folder.events)
    try await bed.nights.mend(at: UTCTime(seconds: UTCTime.now.seconds + 3600))
    let kept = try #require(try await bed.store.night(night.id))
    let length = try #require(kept.figures?.length)
    #expect((300..<420).contains(length))
    #expect(kept.ended.map { $0.seconds - kept.started.seconds } == length)
  }

  /// Waits for something that comes soon.
  private func eventually(_ isSo: () async -> Bool) async throws {
    for _ in 0..<400 {
      if await isSo() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("it did not come")
  }
}

extension Result where Failure == any Error {
  /// What came of something that takes its time.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
