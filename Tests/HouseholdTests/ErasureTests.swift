import Consent
import Foundation
import Household
import SleepCore
import TestKit
import Testing

@Suite struct ErasureTests {
  static let secrets = [
    "Xanthippe-Wohlgemuth", "an owl that spoke with my grandfather", "woke up crying at four",
    "the humming fridge", "insomnia-after-shift",
  ]

  /// Fills a child's rows with texts, backups before and between them, a withdrawal and a night's folder.
  static func fill(_ home: Home) async throws -> String {
    var profile = PersonProfile(name: secrets[0], age: .stated(.child), needs: [secrets[4]])
    profile.sensitivities = [.voices]
    try await home.store.update(home.child, profile, roles: [.sleeper])
    try home.store.backup(day: Home.night - 1)
    _ = try await home.store.keep(
      home.consent(from: home.guardian, for: home.child, text: "For \(secrets[0])."), now: Home.now)
    try await home.store.keep(
      NightAnswer(sleeper: home.child, by: home.child, night: Home.night, isYes: true), now: Home.now)
    let folder = home.scratch.url.path + "/night"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(secrets[2].utf8).write(to: URL(filePath: folder + "/events.jsonl"))
    let night = try await home.sleep(home.child, evening: Home.night, folder: folder)
    try await home.store.note(secrets[3], on: night)
    for i in 0..<200 {
      _ = try await home.store.keep(dream: "\(secrets[1]) \(i)", of: home.child, evening: Home.night)
    }
    var diary = SleepDiary()
    diary.comment = secrets[2]
    try await home.store.keep(diary, of: home.child, evening: Home.night)
    try await EveningTests.fill(home, secret: secrets[2])
    try home.store.backup(day: Home.night)
    try home.store.withdraw(Withdrawal(sleeper: home.child, at: Home.now))
    return folder
  }

  /// Eight bytes from the middle of everything that is sealed for the child, as one number each.
  static func traces(_ home: Home) async throws -> Set<UInt64> {
    var traces: Set<UInt64> = []
    for table in [
      "dreams", "diary", "nights", "consent_entries", "accounts", "passkeys", "reaction_tests", "routines",
    ] {
      for sealed in try await home.store.sealed(table) {
        traces.insert(sealed.dropFirst(sealed.count / 2).prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
      }
    }
    return traces
  }

  /// Whether any file holds one of those eight bytes.
  static func isTraced(_ traces: Set<UInt64>, _ files: [String: Data]) -> Bool {
    files.values.contains { data in
      var window: UInt64 = 0
      for byte in data {
        window = window << 8 | UInt64(byte)
        if traces.contains(window) { return true }
      }
      return false
    }
  }

  @Test("no file ever holds a person's words in the open, logs and backups included")
  func sealed() async throws {
    let home = try await Home()
    _ = try await Self.fill(home)
    let files = everyFile(home.folder)
    #expect(files.keys.contains { $0.hasSuffix("-wal") } && files.count > 8, "\(files.keys)")
    for (name, data) in files {
      for secret in Self.secrets { #expect(data.range(of: Data(secret.utf8)) == nil, "\(name): \(secret)") }
    }
    // The words are there all the same.
    #expect(try await home.store.dreams(of: home.child).count == 200)
    #expect(try await home.store.person(home.child).profile.name == Self.secrets[0])
    #expect(try await home.store.diaries(of: home.child)[Home.night]?.comment == Self.secrets[2])
    #expect(try await home.store.nights(of: home.child).first?.note == Self.secrets[3])
  }

  @Test(
    "after an erasure neither words nor sealed bytes nor the key are in any file; commitments and tries stay")
  func erased() async throws {
    let home = try await Home()
    let folder = try await Self.fill(home)
    _ = try await home.run(home.child)
    let key = try #require(everyFile(home.folder)["keys/\(home.child)"])
    let commitments = try await home.store.commitments()
    let attempts = try await home.store.attempts()
    // The middles of all that was sealed, to be looked for afterwards: SQLite may write over the ends.
    let traces = try await Self.traces(home)
    #expect(Self.isTraced(traces, everyFile(home.folder)))

    #expect(try await home.store.erase(home.child) == [])
    #expect(!FileManager.default.fileExists(atPath: folder), "the night's record is gone too")
    for (name, data) in everyFile(home.folder) {
      for secret in Self.secrets {
        #expect(data.range(of: Data(secret.utf8)) == nil, "\(name): \(secret)")
      }
      #expect(!Self.isTraced(traces, [name: data]) && data.range(of: key[..<32]) == nil, "\(name)")
    }
    #expect(try await home.store.commitments() == commitments && commitments.count == 1)
    #expect(try await home.store.attempts() == attempts && attempts.count == 1)
    await #expect(throws: HouseholdError.self) { try await home.store.person(home.child) }
    #expect(try await home.store.people().count == 2)
    // Nothing brings them back: not a restored backup either.
    try home.store.close()
    try HouseholdStore.restore(home.folder, now: Home.now)
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    #expect(try await again.people().map(\.id).contains(home.child) == false)
  }

  @Test("a backup from elsewhere does not bring back who was erased")
  func foreignBackup() async throws {
    let home = try await Home()
    let backup = try home.store.backup(day: Home.night)
    let stick = home.scratch.file("stick.sqlite").path
    try FileManager.default.copyItem(atPath: backup, toPath: stick)
    try await home.store.erase(home.child)
    try home.store.close()
    try HouseholdStore.restore(home.folder, backup: stick, now: Home.now)
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    #expect(try await again.people().count == 2)
    #expect(everyFile(home.folder).keys.contains { $0.hasPrefix("replaced-") } == false)
  }

  @Test("an erasure that a crash cut short, at whatever step, is finished when the household is opened next")
  func cutShort() async throws {
    let home = try await Home()
    let folder = try await Self.fill(home)
    let traces = try await Self.traces(home)
    try home.store.close()
    // Dead right after the first step: the number is marked, nothing else has happened.
    try Data().write(to: URL(filePath: home.folder + "/keys/\(home.child).erased"))
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    #expect(try await again.people().count == 2)
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(!Self.isTraced(traces, everyFile(home.folder)))
    #expect(!FileManager.default.fileExists(atPath: home.folder + "/keys/\(home.child)"))
    #expect(!FileManager.default.fileExists(atPath: home.folder + "/erasing"))
  }

  @Test("erasing a guardian takes their consents along, and leaves the child's own papers whole")
  func guardian() async throws {
    let home = try await Home()
    _ = try await Self.fill(home)
    try await home.store.erase(home.guardian)
    #expect(try await home.store.consents(of: home.child, now: Home.now).isEmpty)
    #expect(try await home.store.dreams(of: home.child).count == 200)
    #expect(try await home.run(home.child).failure?.code == "no-guardian")
  }

  @Test("a key that is only missing erases nobody")
  func missingKey() async throws {
    let home = try await Home()
    try home.store.close()
    let key = home.folder + "/keys/\(home.adult)"
    let kept = try #require(FileManager.default.contents(atPath: key))
    try FileManager.default.removeItem(atPath: key)
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    let error = await #expect(throws: HouseholdError.self) { try await again.person(home.adult) }
    #expect(error?.place == key)
    try kept.write(to: URL(filePath: key))
    #expect(try await again.person(home.adult).profile.name == "Adult")
  }
}
