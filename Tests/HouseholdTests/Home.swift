import Consent
import Foundation
import Household
import PublicRecord
import SleepCore
import TestKit

/// A household in a scratch folder, with an adult, a child and a guardian.
struct Home {
  static let now = UTCTime("2026-11-25T18:00:00Z") ?? .last
  static let night = UTCTime.day(named: "2026-11-25") ?? 0

  let scratch: ScratchFolder
  let store: HouseholdStore
  let adult: PersonID
  let child: PersonID
  let guardian: PersonID
  let pod: PersonID

  var folder: String { scratch.url.path + "/home" }

  init() async throws {
    scratch = try ScratchFolder()
    store = try HouseholdStore.open(scratch.url.path + "/home", now: Self.now)
    adult = try await store.add(
      PersonProfile(name: "Adult", age: .stated(.adult)), roles: [.sleeper], now: Self.now
    ).id
    child = try await store.add(
      PersonProfile(name: "Child", age: BirthMonth("2019-04").map(Age.born)), roles: [.sleeper], now: Self.now
    ).id
    guardian = try await store.add(
      PersonProfile(name: "Guardian", age: .stated(.adult)), roles: [.guardian, .sleeper], now: Self.now
    ).id
    try await store.name(guardian: guardian, of: child, day: Self.night)
    pod = try await store.addPod("Bedroom").id
  }

  static func program(
    powers: Set<ProgramPower> = [], ages: Set<AgeGroup> = Set(AgeGroup.allCases), name: String = "rain"
  ) -> ProgramOffer {
    ProgramOffer(name: name, version: "1.0.0", sha256: SHA256Hex.of(name), ages: ages, powers: powers)
  }

  func consent(
    from giver: PersonID, for sleeper: PersonID, program: ProgramOffer = program(), text: String = "Rain."
  ) throws -> ConsentReceipt {
    let terms = try ConsentTerms(
      giver: giver, sleeper: sleeper, program: program, purpose: .nights, does: ["Rain."], known: [],
      notKnown: ["Whether it helps."], text: text, language: "en", issued: Self.now,
      expires: UTCTime(seconds: Self.now.seconds + 90 * 86_400))
    return try ConsentReceipt(terms, signedBy: store.keys.signer(giver))
  }

  func run(_ sleeper: PersonID, _ program: ProgramOffer = program(), at seconds: Int = 60) async throws
    -> Result<Permission, ConsentRefusal>
  {
    try await store.permission(
      for: program, sleeper: sleeper, night: Self.night, way: "cli", by: nil,
      now: UTCTime(seconds: Self.now.seconds + seconds))
  }

  /// Runs a whole night.
  func sleep(_ sleeper: PersonID, evening: Int, program: ProgramOffer = program(), folder: String)
    async throws -> Int
  {
    let start = UTCTime(seconds: (evening - Self.night) * 86_400 + Self.now.seconds + 10)
    let permission = try await store.permission(
      for: program, sleeper: sleeper, night: evening, way: "cli", by: nil, now: start
    ).get()
    let night = try await store.begin(
      permission, program: program, pod: pod, folder: folder, way: "cli", now: start)
    let figures = SleepFigures(
      length: 28_800, totalSleepTime: 25_200, sleepOnset: 900, wakeAfterSleepOnset: 1200,
      stages: [3600, 1500, 13_500, 4800, 5400, 0])
    try await store.end(night, figures: figures, now: UTCTime(seconds: start.seconds + 28_800))
    return night
  }
}

/// The bytes of every file below a folder, by path.
func everyFile(_ folder: String) -> [String: Data] {
  var files: [String: Data] = [:]
  for name in FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [] {
    if let data = FileManager.default.contents(atPath: folder + "/" + name) { files[name] = data }
  }
  return files
}
