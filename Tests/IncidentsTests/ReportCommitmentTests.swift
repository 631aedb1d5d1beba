import Incidents
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("a public entry proves that a report exists and tells nothing of the person")
struct ReportCommitmentTests {
  @Test("the commitment is SHA-256 over the domain, the salt and the report's bytes")
  func definition() throws {
    let report = try Samples.report(words: "a tiger under the bed")
    let bytes = Array("lumapod-report-commitment/1\n".utf8) + Samples.salt + report.json.bytes
    #expect(try ReportCommitment(report, salt: Samples.salt).hash == SHA256Hex.of(bytes))
    #expect(throws: IncidentError.self) { try ReportCommitment(report, salt: [UInt8](0..<31)) }
  }

  @Test("a report that is not serious shows its day and nothing else; a serious one its kind and program too")
  func publicParts() throws {
    let mild = try ReportCommitment(Samples.report(words: "private"), salt: Samples.salt)
    #expect(
      mild.publicPart.string == #"{"commitment":"\#(mild.hash)","day":"2026-11-25","serious":false}"#)
    let serious = try ReportCommitment(
      Samples.report(.breathing, criteria: [.hospitalisation], age: .child, words: "private"),
      salt: Samples.salt)
    #expect(
      serious.publicPart.string == """
        {"commitment":"\(serious.hash)","day":"2026-11-25",\
        "program":"\(Samples.hash)","serious":true,"what":"breathing"}
        """)
  }

  @Test("nothing personal is in the public part of random reports, and it passes its own check")
  func nothingPersonal() throws {
    var random = SeededRandom(seed: 63)
    for _ in 0..<tries(300, soak: 30_000) {
      let report = try Samples.random(&random)
      let commitment = try ReportCommitment(report, salt: Samples.salt)
      let entry = commitment.publicPart
      let personal: Set = [
        "who", "home", "pod", "words", "night", "outcome", "reporter", "criteria", "severity",
      ]
      #expect(entry.members.allSatisfy { !personal.contains($0.name) })
      #expect(!entry.string.contains(report.home))
      let written = try RecordEntry(bytes: commitment.entry(at: UTCTime(seconds: report.received)).bytes)
      #expect(ReportCommitment.opens(written, report: report, salt: Samples.salt))
    }
  }

  @Test("no other report, salt or entry opens a commitment")
  func opening() throws {
    let report = try Samples.report(.seizure, words: "at four")
    let entry = try ReportCommitment(report, salt: Samples.salt).entry(at: UTCTime(seconds: report.received))
    #expect(
      try !ReportCommitment.opens(
        entry, report: Samples.report(.seizure, words: "at five"), salt: Samples.salt))
    #expect(!ReportCommitment.opens(entry, report: report, salt: Samples.salt.reversed()))
    #expect(!ReportCommitment.opens(entry, report: report, salt: []))
    for (name, value): (String, CanonicalJSON?) in [
      ("serious", false), ("what", "skin"), ("day", "2026-11-24"), ("program", nil),
    ] {
      let other = try RecordEntry(bytes: entry.json.with(name, value).bytes)
      #expect(!ReportCommitment.opens(other, report: report, salt: Samples.salt))
    }
  }
}
