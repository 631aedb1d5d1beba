import Consent
import Foundation
import Household
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite struct ExportTests {
  /// A household with something in every table.
  static func full() async throws -> Home {
    let home = try await Home()
    _ = try await home.run(home.child)
    for (giver, sleeper) in [(home.guardian, home.child), (home.adult, home.adult)] {
      _ = try await home.store.keep(
        home.consent(from: giver, for: sleeper, text: "Rain, \"quiet\".\r\nThen, silence."), now: Home.now)
    }
    try await home.store.keep(
      NightAnswer(sleeper: home.child, by: home.child, night: Home.night, isYes: true), now: Home.now)
    let folder = home.scratch.url.path + "/night"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("0       signals".utf8).write(to: URL(filePath: folder + "/signals.edf"))
    let night = try await home.sleep(home.child, evening: Home.night, folder: folder)
    try await home.store.note("calm, mostly", on: night)
    _ = try await home.sleep(home.adult, evening: Home.night, folder: "none")
    var diary = SleepDiary()
    (diary.hadNightmare, diary.feltUnreal, diary.inBed, diary.lightsOut) = (true, false, 1290, 1305)
    (diary.minutesToSleep, diary.awakenings, diary.minutesAwake, diary.lastWaking) = (15, 2, 10, 400)
    (diary.outOfBed, diary.quality, diary.comment) = (420, 4, "a fox; \"outside\"")
    try await home.store.keep(diary, of: home.adult, evening: Home.night)
    try await home.store.keep(SleepDiary(), of: home.child, evening: Home.night)
    _ = try await home.store.keep(dream: "a red door", of: home.adult, evening: Home.night)
    try await home.store.keep(
      try OuraImport.nights(Array(ImportTests.oura.utf8), file: "oura.json"), of: home.adult)
    try await home.store.keep(
      ScheduledEvening(
        sleeper: home.child, pod: home.pod, weekday: 1, program: Home.program().sha256, programName: "rain",
        bed: 1200, wake: nil, zone: "Europe/Madrid"))
    try await home.store.keep(AuditLine(at: Home.now, way: "cli", by: home.adult, act: "exported"))
    try home.store.withdraw(Withdrawal(sleeper: home.adult, at: UTCTime(seconds: Home.now.seconds + 100_000)))
    try await EveningTests.fill(home)
    return home
  }

  static func text(_ folder: String, _ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  @Test("everything comes out in one call: tables, receipts, a bundle, data points, signals")
  func everything() async throws {
    let home = try await Self.full()
    let folder = home.scratch.url.path + "/out"
    let names = try await home.store.export(to: folder, withDreams: true, now: Home.now)
    #expect(Set(names) == Set(everyFile(folder).keys))
    #expect(names.filter { $0.hasPrefix("csv/") }.count == 19 && names.contains("fhir.json"))
    #expect(names.filter { $0.hasPrefix("receipts/") }.count == 2)
    #expect(try Self.text(folder, "edf/2026-11-25-1.edf") == "0       signals")
    for name in names where name.hasPrefix("csv/") {
      let text = try Self.text(folder, name)
      #expect(text.hasSuffix("\r\n"))
      if !["csv/unlocks.csv"].contains(name) { #expect(text.split(separator: "\r\n").count >= 2, "\(name)") }
    }
    let consents = try Self.text(folder, "csv/consents.csv")
    #expect(consents.contains("\"Rain, \"\"quiet\"\".\r\nThen, silence.\""))
    #expect(try Self.text(folder, "csv/dreams.csv").contains("a red door"))
    // A receipt that was handed out can be checked by anybody who has the key.
    let receipt = try #require(names.first { $0.hasPrefix("receipts/") })
    let bytes = try #require(FileManager.default.contents(atPath: folder + "/" + receipt))
    let read = try ConsentReceipt(bytes: Array(bytes))
    #expect(read.isSigned(by: try home.store.keys.signer(read.terms.giver).verifier))
    // It does not write over anything.
    await #expect(throws: HouseholdError.self) {
      try await home.store.export(to: folder, withDreams: true, now: Home.now)
    }
  }

  @Test("one person's export has nobody else in it, and no dreams or names unless asked for")
  func onePerson() async throws {
    let home = try await Self.full()
    let folder = home.scratch.url.path + "/one"
    try await home.store.export(to: folder, of: [home.adult], withDreams: false, now: Home.now)
    for (name, data) in everyFile(folder) {
      let text = String(decoding: data, as: UTF8.self)
      #expect(!text.contains(home.child.description) && !text.contains("Guardian"), "\(name)")
      #expect(!text.contains("a red door"), "\(name)")
    }
    #expect(try !Self.text(folder, "fhir.json").contains("\"name\""))
    let named = home.scratch.url.path + "/named"
    try await home.store.export(
      to: named, of: [home.adult], withDreams: false, withNames: true, now: Home.now)
    #expect(try Self.text(named, "fhir.json").contains("\"name\":[{\"text\":\"Adult\"}]"))
  }

  @Test("Open mHealth data points say which schema they are of, and their figures are the night's")
  func openMHealth() async throws {
    let home = try await Self.full()
    let folder = home.scratch.url.path + "/omh"
    try await home.store.export(to: folder, withDreams: false, now: Home.now)
    let points = try Self.text(folder, "omh.jsonl").split(separator: "\n").map {
      try CanonicalJSON.read(String($0))
    }
    // Two nights here and one of Oura, a duration and an episode each.
    #expect(points.count == 6 && Set(points.compactMap { $0["header"]?["id"]?.text }).count == 6)
    for point in points {
      let schema = try #require(point["header"]?["schema_id"])
      #expect(schema["namespace"]?.text == "omh" && point["header"]?["creation_date_time"]?.text != nil)
      let frame = try #require(point["body"]?["effective_time_frame"]?["time_interval"])
      let start = try #require(frame["start_date_time"]?.text.flatMap { UTCTime($0) })
      let end = try #require(frame["end_date_time"]?.text.flatMap { UTCTime($0) })
      #expect(start < end)
      if schema["name"]?.text == "sleep-episode" {
        let body = try #require(point["body"])
        let asleep = try #require(body["total_sleep_time"]?["value"]?.number)
        let awake = try #require(body["wake_after_sleep_onset"]?["value"]?.number)
        #expect(schema["version"]?.text == "1.1" && end.seconds - start.seconds == asleep + awake)
      } else {
        #expect(schema["name"]?.text == "sleep-duration" && schema["version"]?.text == "2.0")
        #expect(point["body"]?["sleep_duration"]?["unit"]?.text == "sec")
      }
    }
  }

  @Test("the fhir.resources package reads the bundle, and Python's csv the tables")
  func peers() async throws {
    guard let python = peerPython else { return }
    let home = try await Self.full()
    let folder = home.scratch.url.path + "/peer"
    try await home.store.export(to: folder, withDreams: true, withNames: true, now: Home.now)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/household_export.py").path
    let answer = try run(python, [script, folder])
    #expect(answer.status == 0, "\(answer.error)")
    let lines = answer.output.split(separator: "\n").map(String.init)
    #expect(
      lines.contains("fhir Bundle Consent:2 Observation:18 Patient:3 QuestionnaireResponse:2"), "\(lines)")
    #expect(lines.contains("consent text Rain, \"quiet\".\\r\\nThen, silence."), "\(lines)")
    #expect(lines.contains("refused"), "\(lines)")
  }
}
