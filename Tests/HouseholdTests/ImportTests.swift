import Consent
import Foundation
import Household
import SleepCore
import TestKit
import Testing

@Suite struct ImportTests {
  /// Made up: an hour in bed with five minutes to fall asleep and a short waking.
  static let fitbit = """
    [{"logId": 1, "dateOfSleep": "2026-03-29", "startTime": "2026-03-28T23:00:00.000", "type": "stages",
      "levels": {"summary": {}, "data": [
        {"dateTime": "2026-03-28T23:00:00.000", "level": "wake", "seconds": 300},
        {"dateTime": "2026-03-28T23:05:00.000", "level": "light", "seconds": 1500},
        {"dateTime": "2026-03-28T23:30:00.000", "level": "deep", "seconds": 1200},
        {"dateTime": "2026-03-28T23:50:00.000", "level": "rem", "seconds": 600}],
      "shortData": [{"dateTime": "2026-03-28T23:40:00.000", "level": "wake", "seconds": 60}]}}]
    """
  static let classic = """
    {"sleep": [{"startTime": "2026-01-05 22:00:00", "levels": {"data": [
      {"dateTime": "2026-01-05T22:00:00.000", "level": "asleep", "seconds": 1800},
      {"dateTime": "2026-01-05T22:30:00.000", "level": "restless", "seconds": 120},
      {"dateTime": "2026-01-05T22:32:00.000", "level": "awake", "seconds": 60},
      {"dateTime": "2026-01-05T22:33:00.000", "level": "asleep", "seconds": 420}]}}]}
    """
  static let oura = """
    {"data": [{"id": "a", "type": "long_sleep", "bedtime_start": "2026-03-28T23:00:00+01:00",
      "bedtime_end": "2026-03-29T00:00:00+01:00", "sleep_phase_5_min": "422113342222", "average_hrv": 41.5},
      {"id": "b", "type": "deleted", "bedtime_start": "x", "bedtime_end": "y", "sleep_phase_5_min": null}],
      "next_token": null}
    """

  static func clock() throws -> WallClock { try #require(WallClock(zone: "Europe/Berlin")) }

  @Test("a Fitbit night becomes figures, its short wakings laid over the stages")
  func readsFitbit() throws {
    let night = try #require(
      try FitbitImport.nights(Array(Self.fitbit.utf8), file: "sleep.json", clock: Self.clock()).first)
    #expect(
      night.started == UTCTime("2026-03-28T22:00:00Z") && night.ended == UTCTime("2026-03-28T23:00:00Z"))
    #expect(
      night.figures
        == SleepFigures(
          length: 3600, totalSleepTime: 3240, sleepOnset: 300, wakeAfterSleepOnset: 60,
          stages: [360, 0, 1500, 1140, 600, 0]))
    let old = try #require(
      try FitbitImport.nights(Array(Self.classic.utf8), file: "old.json", clock: Self.clock()).first)
    #expect(old.figures.totalSleepTime == 2220 && old.figures.wakeAfterSleepOnset == 180)
    #expect(old.started == UTCTime("2026-01-05T21:00:00Z"))
  }

  @Test("an Oura night becomes figures, and what was deleted is passed over")
  func readsOura() throws {
    let nights = try OuraImport.nights(Array(Self.oura.utf8), file: "oura.json")
    #expect(nights.count == 1 && nights[0].started == UTCTime("2026-03-28T22:00:00Z"))
    #expect(
      nights[0].figures
        == SleepFigures(
          length: 3600, totalSleepTime: 3000, sleepOnset: 300, wakeAfterSleepOnset: 300,
          stages: [600, 0, 1800, 600, 600, 0]))
  }

  @Test("what cannot be read is named by its night and field")
  func errors() throws {
    let clock = try Self.clock()
    func place(_ text: String) -> String {
      do throws(HouseholdError) {
        _ = try FitbitImport.nights(Array(text.utf8), file: "f", clock: clock)
        return ""
      } catch { return error.place }
    }
    #expect(place("") == "f" && place("{}") == "f, .sleep")
    #expect(
      place(Self.fitbit.replacing("2026-03-28T23:00:00.000\", \"type", with: "soon\", \"type"))
        == "f, night 1, startTime")
    #expect(place(Self.fitbit.replacing("deep", with: "dream")) == "f, night 1, levels.data[2]")
    #expect(place(Self.fitbit.replacing("1500", with: "\"1500\"")) == "f, [0].levels.data[1].seconds")
    #expect(place(Self.fitbit.replacing("1500", with: "1e300")) == "f, night 1, levels.data[1]")
    let bad = #expect(throws: HouseholdError.self) {
      try OuraImport.nights(Array(Self.oura.replacing("4221", with: "4251").utf8), file: "o")
    }
    #expect(bad?.place == "o, document 1, sleep_phase_5_min")
  }

  @Test("any bytes are nights or an explained error", arguments: 0..<12 as Range<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let clock = try Self.clock()
    for text in [Self.fitbit, Self.classic, Self.oura] {
      for _ in 0..<150 {
        var bytes = Array(text.utf8)
        for _ in 0..<(1 + Int(random.next() % 5)) where !bytes.isEmpty {
          let at = Int(random.next() % UInt64(bytes.count))
          switch random.next() % 4 {
          case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes[at] = UInt8(ascii: "9")
          case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 9)))
          default: bytes.insert(contentsOf: Array("[{\"e".utf8), at: at)
          }
        }
        let nights =
          ((try? FitbitImport.nights(bytes, file: "f", clock: clock)) ?? [])
          + ((try? OuraImport.nights(bytes, file: "o")) ?? [])
        for night in nights {
          let figures = night.figures
          #expect(figures.stages.reduce(0, +) == figures.length && figures.totalSleepTime <= figures.length)
          #expect((0...86_400).contains(figures.length))
        }
      }
    }
  }

  @Test("a night of Apple Health comes with what the watch says")
  func appleHealth() throws {
    let scratch = try ScratchFolder()
    func record(_ value: String, _ from: String, _ to: String) -> String {
      """
      <Record type="HKCategoryTypeIdentifierSleepAnalysis" value="HKCategoryValueSleepAnalysis\(value)" \
      startDate="2026-01-05 \(from) +0100" endDate="2026-01-05 \(to) +0100"/>
      """
    }
    let heart = (0..<60).map { minute in
      """
      <Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="55" \
      startDate="2026-01-05 22:\(minute < 10 ? "0" : "")\(minute):00 +0100" \
      endDate="2026-01-05 22:\(minute < 10 ? "0" : "")\(minute):00 +0100"/>
      """
    }
    let lines =
      ["<HealthData>", record("InBed", "22:00:00", "23:00:00"), record("AsleepCore", "22:10:00", "22:40:00")]
      + [record("AsleepREM", "22:40:00", "23:00:00")] + heart + ["</HealthData>"]
    let file = scratch.file("export.xml")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let night = try AppleHealthImport.night(path: file.path, clock: Self.clock())
    // The reader adds ten minutes on either side.
    #expect(night.started == UTCTime("2026-01-05T20:50:00Z") && night.figures.length == 80 * 60)
    #expect(night.figures.totalSleepTime == 50 * 60 && night.figures.stages[4] == 20 * 60)
    #expect(throws: HouseholdError.self) {
      try AppleHealthImport.night(path: file.path, night: "2020-01-01", clock: Self.clock())
    }
    #expect(throws: HouseholdError.self) {
      try AppleHealthImport.night(path: "/nowhere/export.xml", clock: Self.clock())
    }
  }

  @Test("a folder of recordings is listed, and a broken one says what is wrong")
  func edfFolder() throws {
    let scratch = try ScratchFolder()
    try FileManager.default.createDirectory(
      at: scratch.file("deep"), withIntermediateDirectories: true)
    try Data("no recording".utf8).write(to: scratch.file("deep/broken.EDF"))
    try Data("nothing".utf8).write(to: scratch.file("notes.txt"))
    let listing = try EDFFolder.list(scratch.url.path)
    #expect(listing.map(\.file) == ["deep/broken.EDF"] && listing[0].problem?.isEmpty == false)
    #expect(throws: HouseholdError.self) { try EDFFolder.list(scratch.url.path + "/none") }
  }

  @Test("nights that are brought in twice stand once")
  func twice() async throws {
    let home = try await Home()
    let nights = try OuraImport.nights(Array(Self.oura.utf8), file: "oura.json")
    for _ in 0..<2 { try await home.store.keep(nights, of: home.adult) }
    #expect(try await home.store.imported(of: home.adult) == nights)
  }
}
