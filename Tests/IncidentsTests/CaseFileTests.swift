import Incidents
import PublicRecord
import SleepCore
import TestKit
import Testing

/// A journal with its lines, as a caller keeps them.
struct Journal {
  var file = CaseFile()
  var lines: [[UInt8]] = []
  var at = Samples.morning
  private var salts = SeededRandom(seed: 65)

  var bytes: [UInt8] { lines.flatMap { $0 + [0x0A] } }

  mutating func receive(_ report: IncidentReport) throws -> String {
    let salt = (0..<32).map { _ in UInt8.random(in: 0...255, using: &salts) }
    let (line, id) = try file.receive(report, salt: salt, at: at)
    lines.append(line)
    at += 60
    return id
  }

  mutating func add(_ act: CaseAct, to id: String, by: String = "person-1") throws(IncidentError) {
    lines.append(try file.append(act, to: id, by: by, at: at))
    at += 60
  }

  /// A journal with two cases and one of every act.
  static func full() throws -> (journal: Journal, ids: [String]) {
    var journal = Journal()
    let record = try NightCommitment(eventsHead: Samples.hash, lines: 90)
    let a = try journal.receive(Samples.report(.seizure, age: .child, words: "at four", nightRecord: record))
    let b = try journal.receive(Samples.report(.distress, age: .child, reporter: .parent))
    try journal.add(
      .halted(program: Samples.program(), reasons: [.serious, .aboutAChild]), to: a, by: "rule")
    try journal.add(.coded(Coding(term: "SEI-1", vocabulary: "1.0.0", rule: "the kind")), to: a, by: "rule")
    try journal.add(
      .recoded(Coding(term: "SEI-2", vocabulary: "1.0.0", rule: "by hand"), reason: "it was a night terror"),
      to: a)
    try journal.add(.linked(to: a, points: 13, reason: "the same call"), to: b)
    try journal.add(.followUp(outcome: .recovered, words: "well since noon"), to: a, by: "reporter")
    try journal.add(.seriousness([.hospitalisation, .medicallyImportant], reason: "was kept a night"), to: a)
    try journal.add(.nightShared(record, location: "usb stick 3"), to: a, by: "reporter")
    try journal.add(.nightWithdrawn(reason: "changed their mind"), to: a, by: "reporter")
    try journal.add(.closed(reason: "nothing more to learn"), to: a)
    try journal.add(.reopened(reason: "the clinic wrote"), to: a)
    try journal.add(.unlinked(from: b, reason: "two children"), to: a)
    return (journal, [a, b])
  }
}

@Suite("the journal of cases is only added to, and says so of itself")
struct CaseFileTests {
  @Test("a journal with every act comes back as it was, case by case")
  func roundTrip() throws {
    let (journal, ids) = try Journal.full()
    let again = try CaseFile.read(journal.bytes)
    #expect(again.events == journal.file.events && again.cases == journal.file.cases)
    let last = try #require(journal.lines.last)
    #expect(again.head == journal.file.head && again.head == SHA256Hex.of(last))
    #expect(again.order == ids && again.events.count == 13)
    #expect(Set(again.events.map(\.act.name)).count == 12)
  }

  @Test("what a case is now follows from its acts, and all it ever was is still there")
  func state() throws {
    let (journal, ids) = try Journal.full()
    let found = try #require(journal.file.cases[ids[0]])
    #expect(found.criteria == [.hospitalisation, .medicallyImportant] && found.isSerious && !found.isClosed)
    #expect(found.codings.map(\.term) == ["SEI-1", "SEI-2"] && found.outcome == .recovered)
    #expect(found.links.isEmpty && found.sharedNight == nil && found.report.outcome == .unknown)
    #expect(found.halt?.reasons == [.serious, .aboutAChild])
  }

  @Test("a line changed anywhere, dropped, doubled or moved is noticed, and the line is named")
  func tampering() throws {
    let (journal, _) = try Journal.full()
    var random = SeededRandom(seed: 66)
    func expectLine(_ lines: [[UInt8]], _ number: Int) {
      let error = #expect(throws: IncidentError.self) { try CaseFile.read(lines.flatMap { $0 + [0x0A] }) }
      #expect(error?.place == "line \(number)")
    }
    for i in journal.lines.indices.dropLast() {
      expectLine(Array(journal.lines[..<i] + journal.lines[(i + 1)...]), i + 1)
      expectLine(Array(journal.lines[...i] + journal.lines[i...]), i + 2)
      var swapped = journal.lines
      swapped.swapAt(i, i + 1)
      expectLine(swapped, i + 1)
      for _ in 0..<20 {
        var changed = journal.lines
        let at = Int.random(in: 0..<changed[i].count, using: &random)
        changed[i][at] ^= 1 << UInt8.random(in: 0..<7, using: &random)
        let error = #expect(throws: IncidentError.self) { try CaseFile.read(changed.flatMap { $0 + [0x0A] }) }
        #expect(error?.place.hasPrefix("line ") == true)
      }
    }
  }

  @Test("a journal cut at any byte is whole up to a line end, or says where it is cut off")
  func torn() throws {
    let (journal, _) = try Journal.full()
    let bytes = journal.bytes
    var start = 0
    for cut in 0...bytes.count {
      if cut > 0, bytes[cut - 1] == 0x0A { start = cut }
      if cut == start {
        #expect(try CaseFile.read(Array(bytes[..<cut])).events.count == bytes[..<cut].count { $0 == 0x0A })
      } else {
        let error = #expect(throws: IncidentError.self) { try CaseFile.read(Array(bytes[..<cut])) }
        #expect(error?.remedy.contains("Keep the first \(start) bytes") == true)
      }
    }
  }

  @Test("what a case does not allow is refused, changes nothing, and says what to do")
  func refusals() throws {
    var (journal, ids) = try Journal.full()
    let head = journal.file.head
    let coding = try Coding(term: "SEI-2", vocabulary: "1.0.0", rule: "x")
    let record = try NightCommitment(eventsHead: Samples.hash, lines: 91)
    let report = try #require(journal.file.cases[ids[0]])
    for act: CaseAct in [
      .coded(coding), .recoded(coding, reason: "again"), .linked(to: ids[0], points: 1, reason: "self"),
      .linked(to: Samples.hash, points: 1, reason: "none"),
      .linked(to: ids[1], points: 17, reason: "too many"),
      .unlinked(from: ids[1], reason: "no link"), .followUp(outcome: nil, words: ""),
      .reopened(reason: "open"),
      .seriousness([.hospitalisation, .medicallyImportant], reason: "the same"), .seriousness([], reason: ""),
      .seriousness([.medicallyImportant, .death], reason: "order"), .nightShared(record, location: "here"),
      .nightWithdrawn(reason: "none"), .halted(program: nil, reasons: []), .closed(reason: "two\nlines"),
      .received(report.report, salt: report.salt), .received(report.report, salt: Samples.salt),
    ] {
      let error = #expect(throws: IncidentError.self) { try journal.add(act, to: ids[0]) }
      #expect(error?.remedy.isEmpty == false)
    }
    #expect(throws: IncidentError.self) { try journal.add(.closed(reason: "x"), to: Samples.hash) }
    #expect(throws: IncidentError.self) { try journal.add(.closed(reason: "x"), to: ids[0], by: "") }
    #expect(throws: IncidentError.self) { try journal.add(.recoded(coding, reason: "no code"), to: ids[1]) }
    try journal.add(.closed(reason: "done"), to: ids[1])
    for act: CaseAct in [
      .coded(coding), .closed(reason: "twice"), .linked(to: ids[0], points: 1, reason: "late"),
    ] {
      #expect(throws: IncidentError.self) { try journal.add(act, to: ids[1]) }
    }
    #expect(journal.file.events.count == 14 && head != journal.file.head)
    try journal.add(.followUp(outcome: .fatal, words: ""), to: ids[1], by: "reporter")
    let later = try #require(journal.file.cases[ids[1]])
    #expect(!later.isClosed && later.criteria == [.death] && later.halt?.reasons == [.serious, .aboutAChild])
  }

  @Test("a random history can be read at every length, and grows by one line each time")
  func randomHistories() throws {
    var random = SeededRandom(seed: 67)
    for _ in 0..<tries(20, soak: 2000) {
      var journal = Journal()
      var ids: [String] = []
      for _ in 0..<40 {
        if ids.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
          ids.append(try journal.receive(Samples.random(&random)))
        } else {
          let (a, b) = (ids.randomElement(using: &random) ?? "", ids.randomElement(using: &random) ?? "")
          let acts: [CaseAct] = [
            .linked(to: b, points: 12, reason: "r"), .unlinked(from: b, reason: "r"), .closed(reason: "r"),
            .followUp(outcome: Outcome.allCases.randomElement(using: &random), words: "é\t\n"),
            .seriousness(
              SeriousnessCriterion.allCases.filter { _ in Bool.random(using: &random) }, reason: "r"),
          ]
          if let act = acts.randomElement(using: &random) { try? journal.add(act, to: a) }
        }
      }
      let again = try CaseFile.read(journal.bytes)
      #expect(again.cases == journal.file.cases && again.groups == journal.file.groups)
      #expect(
        Set(again.groups.flatMap(\.self)) == Set(ids) && again.groups.flatMap(\.self).count == ids.count)
    }
  }
}
