internal import Foundation
public import Incidents
public import PublicRecord
public import SleepCore

/// Where a home's reports are taken in: first the halt, then the journal, then the public commitment.
///
/// Everything lies in the pod's state folder: `incidents/cases.jsonl` (private), `incidents/receipts/` (private), what
/// could not be handed in yet in `incidents/unsent/`, and `home`, the word by which this home goes.
public struct IncidentDesk: Sendable {
  /// The pod's state folder.
  public let state: String

  /// A desk of a state folder.
  public init(state: String) { self.state = state }

  /// The journal's file.
  public var journal: String { "\(state)/incidents/cases.jsonl" }

  /// The word by which this home goes: made once, at random.
  public func home() throws -> String {
    let path = "\(state)/home"
    if let bytes = try DurableLines.read(path) {
      return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let word = "home-" + String(UInt64.random(in: .min ... .max), radix: 36)
    try OperatorFolder.secret(word + "\n", to: path)
    return word
  }

  /// All cases.
  ///
  /// - Throws: ``IncidentError`` naming the line that cannot be read.
  public func cases() throws -> CaseFile {
    try DurableLines.read(journal).map { try CaseFile.read($0) } ?? CaseFile()
  }

  /// Takes a report in: halts what must be halted, then writes it down; both are on the disk when it returns.
  ///
  /// - Returns: what it came to; its receipt is kept in the state folder too.
  public func take(_ report: IncidentReport, vocabulary: Vocabulary?, at: UTCTime) throws -> Intake {
    let lock = try DurableLines.alone(in: "\(state)/incidents")
    defer { withExtendedLifetime(lock) {} }
    var file = try cases()
    let salt = (0..<ReportCommitment.saltLength).map { _ in UInt8.random(in: 0...255) }
    let intake = try file.intake(report, salt: salt, vocabulary: vocabulary, at: at.seconds)
    if let halt = intake.halt { try enforce(halt, at: at) }
    for line in intake.lines { try DurableLines.append(line, to: journal) }
    try keepReceipt(intake.receipt, proof: nil)
    return intake
  }

  /// Adds an act to a case, and halts what by now must be halted.
  ///
  /// - Parameters:
  ///   - act: what is done.
  ///   - caseID: the case: its id, or the beginning of it.
  ///   - by: who does it.
  ///   - at: the time.
  /// - Throws: an ``ExplainedError`` where the case does not allow it, or it cannot be written.
  public func add(_ act: CaseAct, to caseID: String, by: String, at: UTCTime) throws {
    let lock = try DurableLines.alone(in: "\(state)/incidents")
    defer { withExtendedLifetime(lock) {} }
    var file = try cases()
    let id = try Self.find(caseID, in: file).id
    var lines = [try file.append(act, to: id, by: by, at: at.seconds)]
    if let halt = file.cases[id]?.pendingHalt {
      try enforce(halt, at: at)
      lines.append(
        try file.append(
          .halted(program: halt.program, reasons: halt.reasons), to: id, by: "rule", at: at.seconds))
    }
    for line in lines { try DurableLines.append(line, to: journal) }
  }

  /// A case by its id, or by the beginning of it.
  ///
  /// - Throws: ``FleetError`` where there is none, or more than one.
  public static func find(_ name: String, in file: CaseFile) throws(FleetError) -> IncidentCase {
    let found = file.order.filter { $0.hasPrefix(name) }
    guard found.count == 1, let found = file.cases[found[0]] else {
      throw FleetError(
        found.isEmpty ? "there is no such case" : "\(found.count) cases begin so", place: "case \(name)",
        remedy: "See luma incident list, and write more of its id.")
    }
    return found
  }

  private func enforce(_ halt: HomeHalt, at: UTCTime) throws(FleetError) {
    try HomeHalts(state: state).halt(
      HomeHaltNotice(
        program: halt.program?.sha256, name: halt.program?.name, since: at,
        reason: String(halt.sentence(.en).trimmingCharacters(in: CharacterSet(charactersIn: ". ")))))
  }

  /// Keeps a receipt, with its proof once there is one.
  public func keepReceipt(_ receipt: ReportReceipt, proof: String?) throws {
    let path = "\(state)/incidents/receipts/\(receipt.commitment.hash.prefix(12)).txt"
    try OperatorFolder.secret(receipt.text(receipt.report.language, proof: proof), to: path)
  }

  /// Hands a report's commitment in to a record.
  ///
  /// What cannot be handed in now is kept and tried again.
  ///
  /// - Returns: the proof that it is there; `nil` where nobody answered.
  public func handIn(_ receipt: ReportReceipt, to address: RecordAddress, at: UTCTime) throws -> RecordProof?
  {
    let entry = try receipt.commitment.entry(at: at)
    guard let office = RecordOffice(address) else { return nil }
    do {
      return try office.add(entry)
    } catch {
      let line = CanonicalJSON.object(["address": .text("\(address)"), "entry": entry.json])
      let name = "\(receipt.commitment.hash.prefix(12))-\(SHA256Hex.of("\(address)").prefix(6)).json"
      try FollowedRecord.write(line.bytes, to: "\(state)/incidents/unsent/\(name)")
      return nil
    }
  }

  /// Tries again to hand in what could not be handed in.
  ///
  /// - Returns: the proofs that came, and how many are still waiting.
  public func handInWaiting() throws -> (proofs: [RecordProof], waiting: Int) {
    let folder = "\(state)/incidents/unsent"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var proofs: [RecordProof] = []
    var waiting = 0
    for name in names.sorted() where name.hasSuffix(".json") {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
        let json = try? CanonicalJSON.read(Array(data)), let text = json["address"]?.text,
        let entry = try json["entry"].map({ try RecordEntry(bytes: $0.bytes) }),
        let office = RecordOffice(try RecordAddress(text)), let proof = try? office.add(entry)
      else {
        waiting += 1
        continue
      }
      proofs.append(proof)
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    return (proofs, waiting)
  }
}
