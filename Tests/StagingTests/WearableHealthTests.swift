import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The export of Apple Health")
struct WearableHealthTests {
  private static let head = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE HealthData [
    <!-- HealthKit's version: 14 > -->
    <!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
    <!ATTLIST HealthData
      locale CDATA #REQUIRED
    >
    <!ATTLIST Record unit CDATA "a>b">
    ]>
    <HealthData locale="en_GB">

    """

  private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

  /// A moment `minutes` after 22:00 on a day of May 2026.
  private static func moment(_ day: Int, _ seconds: Int) -> String {
    let ofDay = 22 * 3600 + seconds
    return
      "2026-05-\(two(day + ofDay / 86_400)) \(two(ofDay / 3600 % 24)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60)) +0200"
  }

  private static func record(
    _ type: String, _ from: String, _ to: String, _ value: String, inside: String = ""
  ) -> String {
    let attributes = [
      "sourceName=\"Ann&apos;s Watch &lt;1&gt;\"", "type='HK\(type)'", "unit=\"count/min\"",
      "value = \"\(value)\"",
      "endDate=\"\(to)\"", "startDate=\"\(from)\"",
    ]
    // The order of attributes differs from record to record.
    let turn = (from.hashValueOfBytes + value.count) % attributes.count
    let text = (attributes[turn...] + attributes[..<turn]).joined(separator: "\n ")
    return inside.isEmpty ? "<Record \(text)/>\n" : "<Record \(text)>\(inside)</Record>\n"
  }

  private static func night(_ day: Int, minutes: Int, rate: Int, stages: Bool = true) -> String {
    var text = ""
    for i in 0..<(minutes * 6) {
      let at = moment(day, i * 10)
      text += record("QuantityTypeIdentifierHeartRate", at, at, "\(rate + i % 3)")
    }
    for minute in stride(from: 0, to: minutes, by: 15) {
      text += record(
        "QuantityTypeIdentifierStepCount", moment(day, minute * 60), moment(day, minute * 60 + 60), "12")
    }
    guard stages else { return text }
    text += record(
      "CategoryTypeIdentifierSleepAnalysis", moment(day, 600), moment(day, (minutes - 10) * 60),
      "HKCategoryValueSleepAnalysisInBed")
    for (i, kind) in ["Awake", "AsleepCore", "AsleepDeep", "AsleepREM"].enumerated() {
      text += record(
        "CategoryTypeIdentifierSleepAnalysis", moment(day, 600 + i * 900), moment(day, 1500 + i * 900),
        "HKCategoryValueSleepAnalysis\(kind)")
    }
    return text
  }

  private func read(_ text: String, night: String? = nil, piece: Int = 4096) throws -> AppleHealthNight {
    var export = try AppleHealthExport(night: night)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      export.push(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    return try export.finish()
  }

  @Test("gives its last night: heart rates, steps, the time in bed and the device's own opinion")
  func lastNight() throws {
    let sdnn = Self.record(
      "QuantityTypeIdentifierHeartRateVariabilitySDNN", Self.moment(11, 3605), Self.moment(11, 3660), "43.5",
      inside:
        "<HeartRateVariabilityMetadataList><InstantaneousBeatsPerMinute bpm=\"99\" time=\"11:00:06,25\u{202F}PM\"/></HeartRateVariabilityMetadataList>"
    )
    let text =
      Self.head + Self.night(10, minutes: 90, rate: 70) + Self.night(11, minutes: 120, rate: 50) + sdnn
      + "<Record type=\"HKQuantityTypeIdentifierBodyMass\" startDate=\"x\" value=\"1\"/>"
      + Self.record("QuantityTypeIdentifierHeartRate", Self.moment(12, 0), Self.moment(12, 0), "88")
      + "</HealthData>\n"
    let night = try read(text)
    #expect(night.notes.first == "the night of 2026-05-11")
    #expect(night.night.start?.iso8601 == "2026-05-11T22:00:00")
    // In bed from 22:10 to 23:50, with ten minutes on either side.
    #expect(night.night.epochCount == 240)
    guard case .rates(let rates) = night.night.heart else {
      Issue.record("no rates")
      return
    }
    #expect(rates.count == 721 && rates[0] == HeartRateSample(seconds: 0, beatsPerMinute: 50))
    #expect(rates.contains(HeartRateSample(seconds: 3606.25, beatsPerMinute: 99)))
    #expect(
      night.night.activity.count == 240 && night.night.activity[30] == 6 && night.night.activity[33] == 0)
    #expect(night.deviceStages[19] == .unknown && night.deviceStages[20] == .wake)
    #expect(night.deviceStages[50] == .n2 && night.deviceStages[80] == .n3 && night.deviceStages[139] == .rem)
    #expect(night.variability == [120: 43.5])
    #expect(WearableNightStager.stage(night.night, model: try wearableModel()).allSatisfy(\.isKnown))
    let other = try read(text, night: "2026-05-10")
    #expect(other.night.epochCount == 180 && other.night.start?.iso8601 == "2026-05-10T22:00:00")
    let error = #expect(throws: WearableError.self) { try read(text, night: "2026-05-01") }
    #expect(error == .noSuchNight("2026-05-01", known: ["2026-05-10", "2026-05-11", "2026-05-12"]))
  }

  @Test("split at every byte gives the same night; cut at every byte gives a night or an error")
  func everyByte() throws {
    let text =
      Self.head + Self.night(11, minutes: 5, rate: 50)
      + "<!-- > <Record --><![CDATA[<Record]]>\n</HealthData>\n"
    let bytes = Array(text.utf8)
    var whole = try AppleHealthExport()
    whole.push(bytes)
    let expected = try whole.finish()
    #expect(try read(text, piece: 1) == expected)
    var growing = try AppleHealthExport()
    var nights = 0
    for cut in bytes.indices {
      // What was pushed so far, as if the file ended here; then the rest.
      if let night = try? growing.finish() {
        nights += 1
        // Only the last line's end may be missing.
        #expect(night.notes.contains { $0.contains("breaks off") } == (cut < bytes.count - 1))
      }
      if cut % 7 == 0 {
        var rest = growing
        rest.push(Array(bytes[cut...]))
        #expect(try rest.finish() == expected)
      }
      growing.push([bytes[cut]])
    }
    #expect(nights > 1000)
    #expect(try growing.finish() == expected)
  }

  @Test("that is none is refused")
  func notAnExport() throws {
    for text in [
      "", "epoch,hr\n0,60\n", "<html><body>x</body></html>", Self.head.replacing("HealthData", with: "X"),
    ] {
      #expect(throws: WearableError.notAnExport) { try read(text) }
    }
    #expect(throws: WearableError.noSuchNight("any day", known: [])) { try read(Self.head + "</HealthData>") }
    #expect(throws: WearableError.notADate("1.5.")) { try AppleHealthExport(night: "1.5.") }
  }

  @Test("huge names, values, attributes and depths change nothing")
  func junk() throws {
    let long = String(repeating: "x", count: 300_000)
    let many = (0..<500).map { "a\($0)=\"&#x1F600;&unknown;&#99999999;\"" }.joined(separator: " ")
    let junk =
      "<\(long)><Record \(long)=\"1\" type=\"\(long)\"/><Record \(many)/><\(long)"
      + String(repeating: "<a", count: 999)
      + "></a>" + String(repeating: "<b>", count: 10_000) + "<Record = == '/><Record type/><Record type=>"
    let night = Self.night(11, minutes: 20, rate: 55)
    #expect(try read(Self.head + junk + night + "</HealthData>").night == read(Self.head + night).night)
  }

  @Test("of 200 MB takes no more memory than its eight nights")
  func memory() throws {
    var export = try AppleHealthExport()
    export.push(Array(Self.head.utf8))
    let metadata = "<MetadataEntry key=\"\(String(repeating: "k", count: 4000))\" value=\"1\"/>\n"
    var (pushed, most, day) = (0, 0, 0)
    while pushed < 200_000_000 {
      day += 1
      let date = CivilSeconds.name(ofNight: 15_000 + day)
      var text = ""
      for minute in 0..<60 {
        let at = "\(date) 23:\(Self.two(minute)):00 +0000"
        text += Self.record("QuantityTypeIdentifierHeartRate", at, at, "60", inside: metadata)
      }
      let bytes = Array(text.utf8)
      // The same evening's records again and again: ten years of a night in seconds.
      for _ in 0..<8 {
        export.push(bytes)
        pushed += bytes.count
      }
      most = max(most, export.keptCount)
    }
    #expect(most <= 8 * 8 * 60)
    #expect(try export.finish().night.epochCount == 119)
  }

  @Test("changed anywhere never traps")
  func mutations() throws {
    let bytes = Array((Self.head + Self.night(11, minutes: 3, rate: 50) + "</HealthData>\n").utf8)
    var random = SeededRandom(seed: 5)
    var nights = 0
    for _ in 0..<tries(2000, soak: 100_000) {
      var wrong = bytes
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let place = Int.random(in: 0..<wrong.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: wrong[place] = UInt8.random(in: 0...255, using: &random)
        case 1: wrong[place] = Array("<>\"'/=&;!-[]? 0123456789".utf8).randomElement(using: &random) ?? 60
        default: wrong.removeSubrange(place..<min(wrong.count - 1, place + 5))
        }
      }
      var export = try AppleHealthExport()
      export.push(wrong)
      do throws(WearableError) {
        _ = try export.finish()
        nights += 1
      } catch {
        #expect(!error.remedy.isEmpty)
      }
    }
    #expect(nights > 200)
  }
}

extension String {
  /// A sum of the bytes: the same in every run, as `hashValue` is not.
  fileprivate var hashValueOfBytes: Int { utf8.reduce(0) { $0 + Int($1) } }
}
