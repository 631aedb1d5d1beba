import Consent
import Foundation
import Household
import SleepCore
import Testing

@Suite struct ConsentStoreTests {
  @Test(
    "a child starts on a guardian's consent and their own yes, stops on either's no, and every try is kept")
  func child() async throws {
    let home = try await Home()
    #expect(try await home.run(home.child).failure?.code == "no-consent")
    _ = try await home.store.keep(home.consent(from: home.guardian, for: home.child), now: Home.now)
    #expect(try await home.run(home.child).failure?.code == "no-yes")
    func say(_ by: PersonID, _ isYes: Bool) async throws {
      try await home.store.keep(
        NightAnswer(sleeper: home.child, by: by, night: Home.night, isYes: isYes), now: Home.now)
    }
    try await say(home.child, true)
    #expect(try await home.run(home.child).failure == nil)
    try await say(home.guardian, false)
    #expect(try await home.run(home.child).failure?.code == "said-no")
    try await say(home.child, true)
    #expect(try await home.run(home.child).failure?.code == "said-no")
    try await say(home.guardian, true)
    #expect(try await home.run(home.child).failure == nil)
    let codes = try await home.store.attempts().map(\.code)
    #expect(codes == ["said-no", "said-no", "no-yes", "no-consent"])
  }

  @Test(
    "a program for adults is refused to a child at every door, and each try is kept", arguments: Door.allCases
  )
  func doors(_ door: Door) async throws {
    let home = try await Home()
    let program = Home.program(ages: [.adult, .teen])
    let refusal = try await home.store.refusal(
      of: program, at: door, sleeper: home.child, night: Home.night, way: "mqtt", by: home.guardian,
      now: Home.now)
    #expect(refusal?.code == "age")
    let attempt = try #require(try await home.store.attempts().first)
    #expect(attempt.door == door && attempt.way == "mqtt" && attempt.by == home.guardian)
    #expect(attempt.program == program.sha256 && attempt.sleeper == home.child)
  }

  @Test("a line in a file takes a consent back, with no program running, and only with that")
  func withdrawal() async throws {
    let home = try await Home()
    _ = try await home.store.keep(home.consent(from: home.adult, for: home.adult), now: Home.now)
    #expect(try await home.run(home.adult).failure == nil)
    let line = Withdrawal(sleeper: home.adult, at: UTCTime(seconds: 0)).line
    // What a shell would do: no store, no login, and no line end either.
    try Data(line.utf8).write(to: URL(filePath: HouseholdStore.withdrawals(in: home.folder)))
    #expect(try await home.run(home.adult).failure?.code == "withdrawn")
    // A consent given afterwards holds again, and that one can be taken back too.
    let again = try home.consent(from: home.adult, for: home.adult, text: "Rain again.")
    _ = try await home.store.keep(again, now: Home.now)
    #expect(try await home.run(home.adult).failure == nil)
    try home.store.withdraw(Withdrawal(sleeper: home.adult, receipt: again.id, at: Home.now))
    #expect(try await home.run(home.adult).failure?.code == "withdrawn")
  }

  @Test("a permission that was taken back before the night begins begins nothing, and that is kept too")
  func takenBackBetween() async throws {
    let home = try await Home()
    _ = try await home.store.keep(home.consent(from: home.adult, for: home.adult), now: Home.now)
    let permission = try await home.run(home.adult).get()
    try HouseholdStore.withdraw(Withdrawal(sleeper: home.adult, at: Home.now), in: home.folder)
    func begin(_ program: ProgramOffer) async throws {
      _ = try await home.store.begin(
        permission, program: program, pod: home.pod, folder: "night", way: "api", now: Home.now)
    }
    await #expect(throws: HouseholdError.self) { try await begin(Home.program()) }
    await #expect(throws: HouseholdError.self) { try await begin(Home.program(name: "another")) }
    #expect(try await home.store.nights(of: home.adult).isEmpty)
    #expect(try await home.store.attempts().map(\.code) == ["withdrawn"])
  }

  @Test("looking at programs is no attempt, and says what is closed and what only waits")
  func outlook() async throws {
    let home = try await Home()
    let programs = [
      Home.program(), Home.program(powers: [.pulses], name: "pulses"),
      Home.program(ages: [.adult], name: "adults"),
    ]
    let looks = try await home.store.outlook(programs, sleeper: home.child, night: Home.night, now: Home.now)
    #expect(looks.map { $0.closed?.code } == [nil, "stimulates", "age"])
    #expect(looks[0].waiting?.code == "no-consent")
    #expect(try await home.store.attempts().isEmpty)
    #expect(try await home.store.wards(of: home.guardian) == [home.child])
    let first = try home.consent(from: home.guardian, for: home.child)
    let second = try home.consent(from: home.guardian, for: home.child, text: "Again.")
    for receipt in [first, second] { _ = try await home.store.keep(receipt, now: Home.now) }
    try home.store.withdraw(Withdrawal(sleeper: home.child, receipt: first.id, at: Home.now))
    func standings(_ now: UTCTime) async throws -> [ConsentStanding] {
      try await home.store.consents(of: home.child, now: now).map(\.standing)
    }
    #expect(try await standings(Home.now) == [.withdrawn, .live])
    #expect(try await standings(second.terms.expires) == [.expired, .expired])
    #expect(try await standings(UTCTime(seconds: Home.now.seconds - 1)) == [.notYet, .notYet])
  }

  @Test("a line that cannot be read holds everything up, and says which line it is")
  func brokenLine() async throws {
    let home = try await Home()
    _ = try await home.store.keep(home.consent(from: home.adult, for: home.adult), now: Home.now)
    let path = HouseholdStore.withdrawals(in: home.folder)
    try Data("withdraw somebody\n".utf8).write(to: URL(filePath: path))
    let error = await #expect(throws: HouseholdError.self) { try await home.run(home.adult) }
    #expect(error?.problem.contains("line 1") == true && error?.place == path)
  }

  @Test("nobody consents for a child whom they do not answer for, and nobody signs for somebody else")
  func strangers() async throws {
    let home = try await Home()
    let stranger = try home.consent(from: home.adult, for: home.child)
    await #expect(throws: HouseholdError.self) { _ = try await home.store.keep(stranger, now: Home.now) }
    await #expect(throws: HouseholdError.self) {
      try await home.store.name(guardian: home.adult, of: home.child, day: Home.night)
    }
    // A guardian who is released no longer counts, whatever they signed.
    _ = try await home.store.keep(home.consent(from: home.guardian, for: home.child), now: Home.now)
    try await home.store.release(guardian: home.guardian, of: home.child)
    #expect(try await home.run(home.child).failure?.code == "no-guardian")
  }

  @Test("who loses the role or turns out to be under age answers for nobody")
  func lapsedGuardian() async throws {
    for (age, roles) in [(AgeGroup.teen, Set<Role>([.guardian])), (.adult, [.guest])] {
      let home = try await Home()
      _ = try await home.store.keep(home.consent(from: home.guardian, for: home.child), now: Home.now)
      try await home.store.update(home.guardian, PersonProfile(age: .stated(age)), roles: roles)
      #expect(try await home.store.guardians(of: home.child, day: Home.night).isEmpty)
      #expect(try await home.run(home.child).failure?.code == "no-guardian")
    }
  }

  @Test("attempts, answers, consents and commitments cannot be changed or removed, even by hand")
  func appendOnly() async throws {
    let home = try await Home()
    _ = try await home.store.keep(home.consent(from: home.adult, for: home.adult), now: Home.now)
    try await home.store.keep(
      NightAnswer(sleeper: home.child, by: home.child, night: Home.night, isYes: false), now: Home.now)
    _ = try await home.run(home.child)
    let line = AuditLine(at: Home.now, way: "web", by: home.adult, act: "signed-in")
    try await home.store.keep(line)
    #expect(try await home.store.audit() == [line])
    for table in ["attempts", "answers", "consent_entries", "commitments", "audit"] {
      for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET rowid = rowid"] {
        await #expect(throws: HouseholdError.self, "\(sql)") { try await home.store.execute(sql) }
      }
    }
    #expect(try await home.store.attempts().count == 1)
    #expect(try await home.store.commitments().count == 1)
  }

  @Test("a new sleeper opens pulses after three whole nights with sound, by a step of their own")
  func unlocking() async throws {
    let home = try await Home()
    let pulses = Home.program(powers: [.pulses], name: "pulses")
    for program in [Home.program(), pulses] {
      _ = try await home.store.keep(
        home.consent(from: home.adult, for: home.adult, program: program), now: Home.now)
    }
    #expect(try await home.run(home.adult, pulses).failure?.code == "locked")
    for night in 0..<3 {
      let early = try await home.store.unlock(
        .pulses, for: home.adult, by: home.adult, now: Home.now, day: Home.night)
      #expect(early.failure?.code == "too-few-nights")
      _ = try await home.sleep(home.adult, evening: Home.night + night, folder: "night-\(night)")
    }
    let later = UTCTime(seconds: Home.now.seconds + 4 * 86_400)
    #expect(
      try await home.store.unlock(.pulses, for: home.adult, by: home.guardian, now: later, day: later.day)
        .failure?.code == "not-their-step")
    _ = try await home.store.unlock(.pulses, for: home.adult, by: home.adult, now: later, day: later.day)
      .get()
    #expect(try await home.store.openStage(of: home.adult) == .pulses)
    #expect(try await home.run(home.adult, pulses).failure == nil)
    // The three nights are used up: the next step wants nights of its own.
    #expect(
      try await home.store.unlock(.dreamscapes, for: home.adult, by: home.adult, now: later, day: later.day)
        .failure?.code == "too-few-nights")
  }
}

extension Result {
  var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
