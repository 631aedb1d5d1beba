import Fleet
import Foundation
import Incidents
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("What a pod knows by itself: the release's record, and what its home has halted")
struct ReleaseRecordTests {
  private static let library = SharedMaterial.projectRoot.appending(path: "Library")

  /// Without this a program that was changed would not run any more: `luma record ship` makes the record anew.
  @Test("the release's record holds every program of the library, and the limits, as they are now")
  func holdsTheLibrary() throws {
    let scratch = try ScratchFolder()
    let records = try PodRecords(
      state: scratch.url.path, release: Self.library.appending(path: "record").path)
    let known = try #require(try records.known().first)
    #expect(known.standing == .release && known.reading.faults == [])
    let folder = Self.library.appending(path: "Programs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(names.count >= 12)
    #expect(known.reading.counts[.limits] == 1)
    for name in names {
      let hash = SHA256Hex.of(Array(try Data(contentsOf: folder.appending(path: name))))
      #expect(throws: Never.self, "\(name) is not as it was shipped: run luma record ship") {
        try records.clear(program: hash, name: name, now: UTCTime(seconds: 1_800_000_000))
      }
    }
    let policy = try WitnessPolicy(
      Array(Data(contentsOf: Self.library.appending(path: "record/policy"))))
    #expect(policy.logs.count == 1)
  }

  @Test("a halt of this home stands until it is resumed, and both stay in the file")
  func homeHalts() throws {
    let scratch = try ScratchFolder()
    let halts = HomeHalts(state: scratch.url.path)
    #expect(try halts.standing().isEmpty)
    let at = UTCTime(seconds: 1_795_608_000)
    let one = HomeHaltNotice(
      program: String(repeating: "a", count: 64), name: "rain", since: at, reason: "a report")
    let all = HomeHaltNotice(program: nil, name: nil, since: at, reason: "nobody knows which ran")
    try halts.halt(one)
    try halts.halt(all)
    #expect(try halts.standing() == [one, all])
    try halts.resume(all, reason: "it was the other one", at: at)
    #expect(try halts.standing() == [one])
    #expect(try String(contentsOfFile: halts.path, encoding: .utf8).split(separator: "\n").count == 3)
  }

  @Test("what is there and cannot be read is not taken for nothing: no halt and no record is passed over")
  func unreadable() throws {
    let now = UTCTime(seconds: 1_800_000_000)
    let release = Self.library.appending(path: "record").path
    // A folder where a file should be, and a file where a folder should be, cannot be read by anyone, root included.
    let halts = try ScratchFolder()
    try FileManager.default.createDirectory(
      at: halts.file("home-halts.jsonl"), withIntermediateDirectories: true)
    #expect(throws: FleetError.self) {
      try PodRecords(state: halts.url.path, release: release)
        .clear(program: String(repeating: "b", count: 64), name: "nap", now: now)
    }
    let records = try ScratchFolder()
    try Data().write(to: records.file("records"))
    #expect(throws: FleetError.self) { try PodRecords(state: records.url.path, release: release) }
    let cases = try ScratchFolder()
    try FileManager.default.createDirectory(
      at: cases.file("incidents/cases.jsonl"), withIntermediateDirectories: true)
    #expect(throws: FleetError.self) { try IncidentDesk(state: cases.url.path).cases() }
  }

  @Test("reports that come at once all stand in one whole journal, which only its owner can read")
  func atOnce() throws {
    let scratch = try ScratchFolder()
    let desk = IncidentDesk(state: scratch.url.path)
    let now = UTCTime(seconds: 1_795_608_000)
    // On threads of their own: tasks would wait for each other while the other tests keep the shared ones busy.
    DispatchQueue.concurrentPerform(iterations: 20) { i in
      do {
        var answers = ReportAnswers(language: .en)
        for (id, text) in [
          (QuestionID.what, "skin"), (.howBad, "mild"), (.who, "adult"), (.words, "report \(i)"),
        ] {
          try answers.answer(text, to: id)
        }
        let report = try answers.report(
          home: "home-7f3k2m9q", received: now.seconds + i, today: CalendarDay(unixSeconds: now.seconds))
        _ = try desk.take(report, vocabulary: nil, at: now)
      } catch {
        Issue.record(error)
      }
    }
    #expect(try desk.cases().order.count == 20)
    let rights = try FileManager.default.attributesOfItem(atPath: desk.journal)[.posixPermissions] as? Int
    #expect(rights == 0o600)
  }

  @Test("a line of it that cannot be read lets nothing run, and is named")
  func damagedHalts() throws {
    let scratch = try ScratchFolder()
    let halts = HomeHalts(state: scratch.url.path)
    let at = UTCTime(seconds: 1_795_608_000)
    try halts.halt(HomeHaltNotice(program: nil, name: "rain", since: at, reason: "a report"))
    try Data("{\"at\":\"2026".utf8).write(to: URL(filePath: halts.path))
    let error = try #require(throws: FleetError.self) { try halts.standing() }
    #expect(error.description.contains("line 1"))
    let records = try PodRecords(
      state: scratch.url.path, release: Self.library.appending(path: "record").path)
    #expect(throws: FleetError.self) {
      try records.clear(program: String(repeating: "b", count: 64), name: "nap", now: at)
    }
  }
}
