import Incidents
import SleepCore
import TestKit
import Testing

@Suite("a report says what happened and names nobody")
struct IncidentReportTests {
  @Test("random reports come back from their bytes as they were, and have one form only")
  func roundTrips() throws {
    var random = SeededRandom(seed: 61)
    for _ in 0..<tries(500, soak: 50_000) {
      let report = try Samples.random(&random)
      let bytes = report.json.bytes
      let again = try IncidentReport.read(bytes)
      #expect(again == report && again.json.bytes == bytes)
    }
  }

  @Test("a report of three answers is a whole report")
  func shortest() throws {
    let report = try IncidentReport(
      kind: .hearing, severity: .mild, age: .teen, night: CalendarDay("2026-11-24") ?? CalendarDay(number: 0),
      home: "home-7f3k2m9q", received: Samples.morning)
    #expect(
      report.json.string == """
        {"format":"lumapod-report/1","home":"home-7f3k2m9q","language":"en","night":"2026-11-24",\
        "outcome":"unknown","received":"2026-11-25T07:30:00Z","reporter":"unstated","severity":"mild",\
        "what":"hearing","who":"teen"}
        """)
  }

  @Test(
    "what cannot be is refused, and the field is named",
    arguments: [
      ("home", "«Anna Smith»", "home"), ("home", "short", "home"), ("home", "Home-12345678", "home"),
      ("night", "2026-11-27", "night"), ("night", "2026-02-30", "night"), ("night", "yesterday", "night"),
      ("what", "bad", "what"), ("who", "baby", "who"), ("severity", "grave", "severity"),
      ("outcome", "fatal", "outcome"),
      ("format", "lumapod-report/2", "format"), ("received", "2026-11-25T07:30:61Z", "received"),
      ("received", "2026-11-25 07:30:00", "received"), ("language", "fr", "language"), ("words", "", "words"),
      ("words", "bell \u{7}", "words"), ("words", String(repeating: "x", count: 4001), "words"),
      ("name", "Anna", "name"), ("pod", "", "pod"),
    ])
  func refusals(field: String, value: String, named: String) throws {
    let json = try Samples.report().json.with(field, .text(value))
    let error = #expect(throws: IncidentError.self) { try IncidentReport(json: json) }
    #expect(error?.place == "field \(named)" && error?.remedy.hasSuffix(".") == true)
  }

  @Test(
    "each required field, left out, is named",
    arguments: ["what", "severity", "who", "night", "home", "received"])
  func missing(field: String) throws {
    let json = try Samples.report().json.with(field, nil)
    #expect(throws: IncidentError.missing(field: field)) { try IncidentReport(json: json) }
  }

  @Test("criteria stand in one order, once, and death and a fatal outcome go together")
  func criteria() throws {
    let json = try Samples.report(criteria: [.hospitalisation, .lifeThreatening]).json
    #expect(json["criteria"] == ["life-threatening", "hospital"])
    for wrong: CanonicalJSON in [
      ["hospital", "life-threatening"], [], ["hospital", "hospital"], "hospital", [1],
    ] {
      #expect(throws: IncidentError.self) { try IncidentReport(json: json.with("criteria", wrong)) }
    }
    #expect(throws: IncidentError.self) { try Samples.report(criteria: [.death], outcome: .recovered) }
    #expect(throws: IncidentError.self) { try Samples.report(outcome: .fatal) }
    #expect(try Samples.report(criteria: [.death], outcome: .fatal).seriousness.isSerious)
  }

  @Test("a program and a night's commitment are refused where a hash is none")
  func parts() throws {
    #expect(throws: IncidentError.self) { try Samples.program(hash: Samples.hash.uppercased()) }
    #expect(throws: IncidentError.self) { try ProgramReference(name: "two\nlines") }
    #expect(throws: IncidentError.self) { try NightCommitment(eventsHead: "ab", lines: 1) }
    #expect(throws: IncidentError.self) { try NightCommitment(eventsHead: Samples.hash, lines: 0) }
    let json = try Samples.report().json
    #expect(throws: IncidentError.unknownField("program.colour")) {
      try IncidentReport(json: json.with("program", json["program"]?.with("colour", "red")))
    }
  }

  @Test("any bytes give a report or an error that says what to do")
  func mutations() throws {
    var random = SeededRandom(seed: 62)
    var refused = 0
    for _ in 0..<tries(2000, soak: 200_000) {
      var bytes = try Samples.random(&random).json.bytes
      let at = Int.random(in: 0..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes[at] = .random(in: 32...126, using: &random)
      } else {
        bytes.remove(at: at)
      }
      do throws(IncidentError) {
        let report = try IncidentReport.read(bytes)
        #expect(report.json.bytes == bytes)
      } catch {
        refused += 1
        #expect(!error.problem.isEmpty && !error.place.isEmpty && !error.remedy.isEmpty)
      }
    }
    #expect(refused > 1000)
  }

  @Test("dates are those of the calendar, from 1970 to 9999, and a moment comes back as it was")
  func calendar() {
    #expect(CalendarDay("2026-11-25")?.number == 20_782 && CalendarDay("1970-01-01")?.number == 0)
    #expect(
      CalendarDay("2024-02-29") != nil && CalendarDay("2100-02-29") == nil && CalendarDay("2000-02-29") != nil
    )
    #expect(CalendarDay("9999-12-31")?.number == 2_932_896 && CalendarDay(number: .max).text == "9999-12-31")
    #expect(
      CalendarDay("1969-12-31") == nil && CalendarDay("2026-1-1") == nil && CalendarDay("2026-13-01") == nil)
    for number in stride(from: 0, through: 2_932_896, by: 97) {
      #expect(CalendarDay(CalendarDay(number: number).text)?.number == number)
    }
    #expect(CalendarDay(unixSeconds: Samples.morning).month == "2026-11")
  }
}
