/// A case told in plain paragraphs.
///
/// The order is that of the CIOMS I form: the event, the suspected product, what followed, where the report
/// comes from. It tells only what the fields say, and judges no cause.
public enum CaseNarrative {
  /// The narrative.
  ///
  /// - Parameters:
  ///   - found: the case.
  ///   - vocabulary: for the name of the term.
  ///   - withWords: whether the reporter's words are quoted; only by consent where it leaves the house.
  /// - Returns: paragraphs with an empty line between.
  public static func text(_ found: IncidentCase, vocabulary: Vocabulary? = nil, withWords: Bool = true)
    -> String
  {
    let paragraphs = [
      event(found, vocabulary), product(found), course(found, withWords), source(found, withWords),
      "Whether the program caused the event is not judged here.",
    ]
    return paragraphs.joined(separator: "\n\n") + "\n"
  }

  private static func event(_ found: IncidentCase, _ vocabulary: Vocabulary?) -> String {
    let report = found.report
    var out = "Case \(found.shortID). \(CaseWords.headline(found)) "
    out += "The event was \(severity(report.severity)). \(CaseWords.seriousness(found))"
    if let coding = found.codings.last {
      let name = vocabulary?.term(coding.term)?.name.en
      out +=
        " It stands under \(coding.term)\(name.map { " (\($0))" } ?? "") of vocabulary \(coding.vocabulary)"
      out +=
        found.codings.count > 1
        ? ", after \(found.codings.count - 1) earlier coding\(found.codings.count > 2 ? "s" : "")." : "."
    }
    return out
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .mild: "mild: noticed, and easy to bear"
    case .moderate: "moderate: it disturbed the night or the next day"
    case .severe: "severe: the day could not go on as usual"
    }
  }

  private static func product(_ found: IncidentCase) -> String {
    let report = found.report
    var out: String
    if let program = report.program {
      out = "The program was \(program.title)"
      out += program.sha256.map { ", SHA-256 \($0)." } ?? "; its exact version is not known."
    } else {
      out = "It is not known which program ran."
    }
    if let record = report.nightRecord {
      out += " The night's record is committed to: \(record.lines) lines, last hash \(record.eventsHead)."
    } else {
      out += " No record of the night is committed to."
    }
    if let shared = found.sharedNight { out += " By consent it may be read at \(shared.location)." }
    return out
  }

  private static func course(_ found: IncidentCase, _ withWords: Bool) -> String {
    var out: [String] = []
    for event in found.events {
      let day = CalendarDay(unixSeconds: event.at).text
      switch event.act {
      case .halted(let program, _):
        out.append("On \(day), \(program?.title ?? "every program") was halted in the home.")
      case .followUp(let outcome, let words):
        var told = "On \(day) more was told"
        if let outcome { told += ": the person was then \(state(outcome))" }
        if withWords, !words.isEmpty { told += outcome == nil ? ": «\(words)»" : ", «\(words)»" }
        out.append(told + ".")
      case .seriousness(_, let reason): out.append("On \(day) its seriousness was judged anew: \(reason).")
      default: break
      }
    }
    out.append("As told last, the person is \(state(found.outcome)).")
    return out.joined(separator: " ")
  }

  private static func state(_ outcome: Outcome) -> String {
    switch outcome {
    case .recovered: "well again"
    case .recovering: "getting better"
    case .ongoing: "not better yet"
    case .recoveredWithEffects: "better, with something that has stayed"
    case .fatal: "dead"
    case .unknown: "in a state that is not known"
    }
  }

  private static func source(_ found: IncidentCase, _ withWords: Bool) -> String {
    let report = found.report
    let who =
      report.reporter == .unstated
      ? "Somebody who did not say who they are" : capital(report.reporter.label.en)
    var out = "\(who) reported it, received \(report.receivedText), from the home \(report.home)."
    if withWords, !report.words.isEmpty {
      out += " In their words (\(report.language.rawValue)): «\(report.words)»"
    }
    if !found.links.isEmpty {
      let others =
        found.links.count == 1 ? "One other report tells" : "\(found.links.count) other reports tell"
      out += " \(others) of the same event: "
      out += found.links.sorted().map { String($0.prefix(12)) }.joined(separator: ", ") + "."
    }
    return out
  }

  private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
