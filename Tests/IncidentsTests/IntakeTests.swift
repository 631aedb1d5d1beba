import Incidents
import SleepCore
import TestKit
import Testing

@Suite("a report is taken in whole, and its halt is never forgotten")
struct IntakeTests {
  @Test("the lines are the report, the halt and the coding, and read back as the journal")
  func whole() throws {
    var file = CaseFile()
    let vocabulary = try libraryVocabulary()
    let quiet = try file.intake(
      Samples.report(), salt: Samples.salt, vocabulary: vocabulary, at: Samples.morning)
    #expect(quiet.halt == nil && quiet.lines.count == 2 && quiet.duplicates.isEmpty)
    let child = try file.intake(
      Samples.report(.seizure, age: .child), salt: Samples.salt, vocabulary: vocabulary, at: Samples.morning)
    #expect(child.halt?.reasons == [.serious, .aboutAChild] && child.lines.count == 3)
    let again = try file.intake(
      Samples.report(.distress, age: .child), salt: Samples.salt, vocabulary: nil, at: Samples.morning)
    #expect(again.lines.count == 2 && again.duplicates.map(\.caseID) == [child.caseID])
    var bytes: [UInt8] = []
    for line in quiet.lines + child.lines + again.lines { bytes += line + [0x0A] }
    #expect(try CaseFile.read(bytes).cases == file.cases)
    #expect(
      file.events.map(\.act.name) == [
        "received", "coded", "received", "halted", "coded", "received", "halted",
      ])
    #expect(file.cases.values.allSatisfy { $0.pendingHalt == nil })
    #expect(child.receipt.commitment.hash == child.caseID)
  }

  @Test("where it cannot be taken in, the journal is as it was")
  func nothing() throws {
    var file = CaseFile()
    #expect(throws: IncidentError.self) {
      try file.intake(Samples.report(), salt: [1, 2], vocabulary: nil, at: Samples.morning)
    }
    #expect(throws: IncidentError.self) {
      try file.intake(Samples.report(), salt: Samples.salt, vocabulary: nil, at: -1)
    }
    #expect(file.events.isEmpty && file.head == String(repeating: "0", count: 64))
  }

  @Test("a case that becomes serious later has a halt that waits until the journal has it")
  func later() throws {
    var journal = Journal()
    let id = try journal.receive(Samples.report())
    #expect(journal.file.cases[id]?.pendingHalt == nil)
    try journal.add(.followUp(outcome: .fatal, words: ""), to: id)
    let halt = try #require(journal.file.cases[id]?.pendingHalt)
    #expect(halt.reasons == [.serious])
    try journal.add(.halted(program: ProgramReference(name: "nap"), reasons: halt.reasons), to: id)
    #expect(journal.file.cases[id]?.pendingHalt == halt)
    try journal.add(.halted(program: halt.program, reasons: halt.reasons), to: id)
    #expect(journal.file.cases[id]?.pendingHalt == nil)
  }
}
