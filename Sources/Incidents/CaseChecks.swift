extension CaseFile {
  /// Whether an act may be done; the same for a line that is read and for one that is added.
  func check(_ event: CaseEvent) throws(IncidentError) {
    try FieldForm.hash(event.caseID, field: "case")
    try FieldForm.line(event.by, field: "by", limit: 64)
    guard (0...253_402_300_799).contains(event.at) else {
      throw .field("at", problem: "it is not between 1970 and 9999", remedy: "Give seconds since 1970 (UTC).")
    }
    func refused(_ problem: String, _ remedy: String) -> IncidentError {
      .refused(caseID: event.caseID, problem: problem, remedy: remedy)
    }
    if case .received(let report, let salt) = event.act {
      guard try ReportCommitment(report, salt: salt).hash == event.caseID else {
        throw refused(
          "the report and its salt are not what the case is named after", "Compare with the receipt.")
      }
      guard cases[event.caseID] == nil else {
        throw refused("this report is already there", "Add what is new as a follow-up.")
      }
      return
    }
    guard let found = cases[event.caseID] else {
      throw refused("there is no such case", "Look at the cases with `luma incident list`.")
    }
    switch event.act {
    case .received: break
    case .coded:
      guard found.codings.isEmpty else { throw refused("it already has a term", "Recode it, with a reason.") }
    case .recoded(let coding, let reason):
      try Self.check(reason: reason)
      guard let last = found.codings.last else { throw refused("it has no term yet", "Code it first.") }
      guard last.term != coding.term || last.vocabulary != coding.vocabulary else {
        throw refused("it already stands under \(coding.term)", "Choose another term.")
      }
    case .linked(let other, let points, let reason):
      try Self.check(reason: reason)
      guard (0...DuplicateScore.most).contains(points) else {
        throw .field("points", problem: "it is \(points)", remedy: "Points are 0 to \(DuplicateScore.most).")
      }
      guard other != event.caseID, cases[other] != nil else {
        throw refused("there is no such other case", "Link two cases of this journal.")
      }
      guard !found.links.contains(other) else {
        throw refused("they are already linked", "Nothing is to do.")
      }
    case .unlinked(let other, let reason):
      try Self.check(reason: reason)
      guard found.links.contains(other) else { throw refused("they are not linked", "Nothing is to do.") }
    case .followUp(let outcome, let words):
      try IncidentReport.check(words: words)
      guard outcome != nil || !words.isEmpty else {
        throw refused("it says nothing", "Add an outcome or words.")
      }
    case .seriousness(let criteria, let reason):
      try Self.check(reason: reason)
      guard criteria == SeriousnessCriterion.allCases.filter(criteria.contains) else {
        throw .field(
          "criteria", problem: "they are not in the list's order", remedy: "Write them as the list does.")
      }
      guard criteria != found.criteria else { throw refused("it counts so already", "Nothing is to do.") }
    case .nightShared(let record, let location):
      try FieldForm.line(location, field: "location", limit: 500)
      if let committed = found.report.nightRecord, committed != record {
        throw refused("this is not the night that the report committed to", "Share the record that it names.")
      }
    case .nightWithdrawn(let reason):
      try Self.check(reason: reason)
      guard found.sharedNight != nil else { throw refused("no night is shared", "Nothing is to do.") }
    case .halted(_, let reasons):
      guard !reasons.isEmpty, reasons == HomeHalt.Reason.allCases.filter(reasons.contains) else {
        throw .field(
          "reasons", problem: "there is none, or they are out of order",
          remedy: "Write them as the list does.")
      }
    case .closed(let reason):
      try Self.check(reason: reason)
      guard !found.isClosed else { throw refused("it is closed already", "Nothing is to do.") }
    case .reopened(let reason):
      try Self.check(reason: reason)
      guard found.isClosed else { throw refused("it is open", "Nothing is to do.") }
    }
    if found.isClosed { try Self.checkClosed(event, refused) }
  }

  /// A closed case hears whoever tells more, and stops what must be stopped; all else needs it to be open.
  private static func checkClosed(_ event: CaseEvent, _ refused: (String, String) -> IncidentError)
    throws(IncidentError)
  {
    switch event.act {
    case .followUp, .reopened, .halted, .nightWithdrawn: return
    default: throw refused("it is closed", "Reopen it first, with a reason.")
    }
  }

  private static func check(reason: String) throws(IncidentError) {
    try FieldForm.line(reason, field: "reason", limit: CaseAct.reasonLimit)
  }
}
