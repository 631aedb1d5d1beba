import Consent
import Foundation
import Household
import SleepCore
import TestKit
import Testing

@Suite struct BackupTests {
  @Test("what was backed up is there again after a restore, and what stood there is kept beside it")
  func roundTrip() async throws {
    let home = try await Home()
    _ = try await home.store.keep(home.consent(from: home.adult, for: home.adult), now: Home.now)
    _ = try await home.store.keep(dream: "before", of: home.adult, evening: Home.night)
    try home.store.backup(day: Home.night)
    _ = try await home.store.keep(dream: "after", of: home.adult, evening: Home.night)
    try home.store.withdraw(Withdrawal(sleeper: home.adult, at: Home.now))
    try home.store.close()
    let used = try HouseholdStore.restore(home.folder, now: Home.now)
    #expect(used.hasSuffix("household-2026-11-25.sqlite"))
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    #expect(try await again.dreams(of: home.adult).map(\.text) == ["before"])
    #expect(everyFile(home.folder).keys.contains { $0.hasPrefix("replaced-") })
    // A consent that was taken back after the backup stays taken back.
    let result = try await again.permission(
      for: Home.program(), sleeper: home.adult, night: Home.night, way: "cli", by: nil, now: Home.now)
    #expect(result.failure?.code == "withdrawn")
  }

  @Test("fourteen nightly backups are kept, one a day, and none is half written")
  func kept() async throws {
    let home = try await Home()
    for day in 0..<20 {
      try home.store.backup(day: Home.night + day)
      try home.store.backup(day: Home.night + day)
    }
    let backups = HouseholdStore.backups(in: home.folder)
    #expect(backups.count == HouseholdStore.backupsKept)
    #expect(backups.first?.contains("2026-12-14") == true && backups.last?.contains("2026-12-01") == true)
    #expect(everyFile(home.folder + "/backups").keys.allSatisfy { $0.hasSuffix(".sqlite") })
  }

  @Test("eight writers, readers and backups at once lose nothing and get in nobody's way")
  func crowd() async throws {
    let home = try await Home()
    let (store, adult) = (home.store, home.adult)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for i in 0..<25 {
            _ = try await store.keep(dream: "\(writer) \(i)", of: adult, evening: i)
            if i % 10 == 0 { _ = try await store.dreams(of: adult) }
          }
        }
      }
      group.addTask { for day in 0..<5 { try store.backup(day: Home.night + day) } }
      try await group.waitForAll()
    }
    #expect(Set(try await store.dreams(of: adult).map(\.text)).count == 200)
    #expect(HouseholdStore.newestGoodBackup(in: home.folder)?.contains("2026-11-29") == true)
  }

  enum Damage: CaseIterable { case everywhere, onePage }

  @Test(
    "a damaged file is named when it is opened, and so is the newest backup that is whole",
    arguments: Damage.allCases)
  func damage(_ damage: Damage) async throws {
    let home = try await Home()
    for i in 0..<400 { _ = try await home.store.keep(dream: "dream \(i)", of: home.adult, evening: i) }
    let good = try home.store.backup(day: Home.night)
    let bad = try home.store.backup(day: Home.night + 1)
    try home.store.close()
    // The write-ahead log stays behind, and would mend whatever page it holds a copy of.
    for end in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: HouseholdStore.file(in: home.folder) + end)
    }
    for path in [HouseholdStore.file(in: home.folder), bad] {
      var bytes = try Data(contentsOf: URL(filePath: path))
      let late = (bytes.count / 4096 - 3) * 4096
      switch damage {
      case .everywhere: for i in stride(from: 4096, to: bytes.count, by: 61) { bytes[i] ^= 0xA5 }
      // A page of dreams that nobody would look at while opening.
      case .onePage: for i in late..<(late + 64) { bytes[i] = 0xFF }
      }
      try bytes.write(to: URL(filePath: path))
    }
    let error = try #require(
      #expect(throws: HouseholdError.self) { try HouseholdStore.open(home.folder, now: Home.now) })
    #expect(error.place == HouseholdStore.file(in: home.folder))
    #expect(error.kind == .damaged(backup: good) && error.remedy.contains(good), "\(error)")
    #expect(throws: HouseholdError.self) {
      try HouseholdStore.restore(home.folder, backup: bad, now: Home.now)
    }
    #expect(try HouseholdStore.restore(home.folder, now: Home.now) == good)
    let again = try HouseholdStore.open(home.folder, now: Home.now)
    #expect(try await again.dreams(of: home.adult).count == 400)
  }

  @Test("what any earlier version wrote is brought up to date, after a backup", arguments: 1..<7)
  func migrations(_ count: Int) async throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.path + "/home"
    let old = try HouseholdStore.open(folder, now: Home.now, migrations: count)
    let person = try await old.add(PersonProfile(name: "Old"), roles: [.sleeper], now: Home.now)
    try old.close()
    let new = try HouseholdStore.open(folder, now: Home.now)
    #expect(try await new.people().map(\.profile.name) == ["Old"])
    _ = try await new.keep(dream: "new", of: person.id, evening: 1)
    #expect(HouseholdStore.backups(in: folder).contains { $0.contains("before-update") })
    try new.close()
    // And an older version does not touch what a newer one wrote.
    #expect(throws: HouseholdError.self) {
      try HouseholdStore.open(folder, now: Home.now, migrations: count)
    }
  }

  @Test("killed in the middle of writing, again and again, it loses nothing that it had acknowledged")
  func killed() async throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.path + "/home"
    let program = try #require(rehearsal)
    var random = SeededRandom(seed: 20)
    var (attempts, dreams, next) = (Set<Int>(), Set<Int>(), 1)
    for round in 0..<8 {
      let out = scratch.file("out-\(round)")
      _ = FileManager.default.createFile(atPath: out.path, contents: nil)
      let process = Process()
      process.executableURL = program
      process.arguments = [folder, String(next)]
      process.standardOutput = try FileHandle(forWritingTo: out)
      try process.run()
      func said() throws -> [Substring] {
        try String(contentsOf: out, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast()
      }
      for _ in 0..<1000 where try said().count < 4 { usleep(10_000) }
      usleep(UInt32(random.next() % 250_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let lines = try said()
      try #require(lines.count >= 4, "round \(round): nothing was written")
      for line in lines {
        let words = line.split(separator: " ")
        let number = try #require(Int(words[1]))
        if words[0] == "attempt" { attempts.insert(number) }
        if words[0] == "dream" { dreams.insert(number) }
        next = max(next, number + 1)
      }
      let store = try HouseholdStore.open(folder, now: Home.now)
      let person = try #require(try await store.people().first)
      let kept = Set(try await store.attempts(limit: 100_000).compactMap { Int($0.code.dropFirst()) })
      let told = Set(
        try await store.dreams(of: person.id, limit: 100_000).compactMap { Int($0.text.dropFirst(6)) })
      #expect(attempts.isSubset(of: kept) && dreams.isSubset(of: told), "round \(round)")
      for backup in HouseholdStore.backups(in: folder) { #expect(!backup.hasSuffix(".new")) }
      try store.close()
    }
    #expect(attempts.count > 30)
  }

  /// The program beside the tests that writes until it is killed.
  private var rehearsal: URL? {
    let beside = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let here = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return (beside + [here, Bundle.main.bundleURL]).map { $0.appending(path: "household-rehearsal") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
