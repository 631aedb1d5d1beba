/// What taking in a report comes to, in the order in which it must be done.
public struct Intake: Sendable {
  /// The case's id.
  public let caseID: String
  /// What is halted in the home, before anything else is done; `nil` where nothing is.
  public let halt: HomeHalt?
  /// The journal's lines, without their line ends: the report, the halt, the coding.
  public let lines: [[UInt8]]
  /// For the reporter; its commitment's public part is the entry for the public record.
  public let receipt: ReportReceipt
  /// Cases that it may be a duplicate of.
  public let duplicates: [(caseID: String, score: DuplicateScore)]
}

extension CaseFile {
  /// Takes in a report whole: the case, the halt where there must be one, and the coding by rule.
  ///
  /// All or nothing: where it throws, the journal is as it was.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - salt: 32 random bytes, new for this report.
  ///   - vocabulary: codes the report; without one it stays uncoded.
  ///   - at: seconds since 1970 (UTC).
  /// - Returns: what is to be done and told.
  /// - Throws: ``IncidentError``.
  public mutating func intake(_ report: IncidentReport, salt: [UInt8], vocabulary: Vocabulary?, at: Int)
    throws(IncidentError) -> Intake
  {
    var next = self
    let receipt = try ReportReceipt(report, salt: salt)
    let (first, id) = try next.receive(report, salt: salt, at: at)
    var lines = [first]
    if let halt = receipt.halt {
      lines.append(
        try next.append(.halted(program: halt.program, reasons: halt.reasons), to: id, by: "rule", at: at))
    }
    if let coding = try vocabulary?.coding(for: report) {
      lines.append(try next.append(.coded(coding), to: id, by: "rule", at: at))
    }
    self = next
    return Intake(
      caseID: id, halt: receipt.halt, lines: lines, receipt: receipt, duplicates: proposedDuplicates(of: id))
  }
}

extension HomeHalt {
  /// The program that is halted; `nil` where every program is.
  public var program: ProgramReference? {
    switch scope {
    case .program(let program): program
    case .everyProgram: nil
    }
  }
}

extension IncidentCase {
  /// What must be halted in the home by what is known now and is not yet in the journal; `nil` where nothing
  /// is.
  ///
  /// To be asked after every act: a follow-up or a new judgement can make a case serious.
  public var pendingHalt: HomeHalt? {
    guard let halt else { return nil }
    var done: Set<HomeHalt.Reason> = []
    for event in events {
      if case .halted(let program, let reasons) = event.act, program == nil || program == halt.program {
        done.formUnion(reasons)
      }
    }
    return halt.reasons.allSatisfy(done.contains) ? nil : halt
  }
}
