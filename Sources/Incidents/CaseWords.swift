/// Sentences about a case, in English: the workbench is for investigators.
enum CaseWords {
  /// What happened, after "the person".
  static func happened(_ kind: IncidentKind) -> String {
    switch kind {
    case .nightmares: "had nightmares"
    case .dreamRealityConfusion: "took dreams for waking"
    case .sleepwalking: "walked or acted asleep"
    case .bedExit: "fell from the bed or left it asleep"
    case .distress: "was in distress"
    case .skin: "had trouble with the skin"
    case .breathing: "had trouble breathing"
    case .hearing: "had trouble with hearing"
    case .seizure: "had a seizure"
    case .other: "had an event of another kind"
    }
  }

  /// The first sentence of a case.
  static func headline(_ found: IncidentCase) -> String {
    let report = found.report
    let program = report.program.map { "while \($0.title) ran" } ?? "under a program that is not known"
    let sentence =
      "\(report.age.label.en) \(happened(report.kind)) in the night of \(report.night.text), \(program)."
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// Why the case is serious, or that it is not.
  static func seriousness(_ found: IncidentCase) -> String {
    guard found.isSerious else { return "It meets none of the criteria for a serious event (ICH E2A)." }
    let presumed = found.report.seriousness.presumed.filter { found.criteria.contains($0.criterion) }
    var parts = found.criteria.filter { criterion in !presumed.contains { $0.criterion == criterion } }.map(
      \.label.en)
    parts += presumed.map(\.why)
    return "It is serious: \(parts.joined(separator: "; "))."
  }

  /// One act in a line.
  static func act(_ act: CaseAct, vocabulary: Vocabulary?) -> String {
    func term(_ coding: Coding) -> String {
      vocabulary?.term(coding.term).map { "\(coding.term) \($0.name.en)" } ?? coding.term
    }
    switch act {
    case .received(let report, _):
      return "The report came in: \(report.kind.label.en), \(report.severity.rawValue)."
    case .coded(let coding): return "Coded as \(term(coding)) by \(coding.rule)."
    case .recoded(let coding, let reason): return "Coded anew as \(term(coding)): \(reason)."
    case .linked(let other, let points, let reason):
      return
        "Linked with \(other.prefix(12)), \(points) of \(DuplicateScore.most) points: \(reason)."
    case .unlinked(let other, let reason):
      return "The link with \(other.prefix(12)) was taken back: \(reason)."
    case .followUp(let outcome, let words):
      let told = [outcome.map { "now \($0.label.en)" }, words.isEmpty ? nil : "«\(words)»"].compactMap(\.self)
      return "More was told: \(told.joined(separator: ", "))."
    case .seriousness(let criteria, let reason):
      let now =
        criteria.isEmpty ? "not serious" : "serious by " + criteria.map(\.rawValue).joined(separator: ", ")
      return "Counts as \(now) from here on: \(reason)."
    case .nightShared(_, let location): return "The night's record is shared, by consent: \(location)."
    case .nightWithdrawn(let reason):
      return "The consent to read the night's record was taken back: \(reason)."
    case .halted(let program, let reasons):
      let what = program?.title ?? "every program"
      let why = reasons.map { $0 == .serious ? "the report is serious" : "it is about someone under 18" }
      return "Halted in the home: \(what), because \(why.joined(separator: " and "))."
    case .closed(let reason): return "Closed: \(reason)."
    case .reopened(let reason): return "Opened again: \(reason)."
    }
  }
}

/// The timeline of a case.
public struct CaseTimeline: Sendable, Hashable {
  /// One act.
  public struct Row: Sendable, Hashable {
    /// When, as `2026-11-25T07:30:00Z`.
    public let at: String
    /// Who.
    public let by: String
    /// The act's code word.
    public let act: String
    /// What was done, in a sentence.
    public let what: String
  }

  /// The acts in order, links that other cases made to this one included.
  public let rows: [Row]

  /// Lays out a case.
  ///
  /// - Parameters:
  ///   - caseID: the case; an unknown one has no rows.
  ///   - file: the journal.
  ///   - vocabulary: for the names of terms.
  public init(of caseID: String, in file: CaseFile, vocabulary: Vocabulary? = nil) {
    rows = file.events.compactMap { event in
      let what: String
      if event.caseID == caseID {
        what = CaseWords.act(event.act, vocabulary: vocabulary)
      } else {
        switch event.act {
        case .linked(caseID, let points, let reason):
          what = CaseWords.act(.linked(to: event.caseID, points: points, reason: reason), vocabulary: nil)
        case .unlinked(caseID, let reason):
          what = CaseWords.act(.unlinked(from: event.caseID, reason: reason), vocabulary: nil)
        default: return nil
        }
      }
      return Row(at: CalendarDay.moment(unixSeconds: event.at), by: event.by, act: event.act.name, what: what)
    }
  }

  /// As text: a line for each act, in columns.
  public var text: String {
    let width = rows.map(\.by.count).max() ?? 0
    return rows.map { row in
      let by = row.by + String(repeating: " ", count: width - row.by.count)
      return "\(row.at)  \(by)  \(row.what.replacing("\n", with: " "))\n"
    }
    .joined()
  }
}
