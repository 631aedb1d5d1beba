internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import Incidents
internal import PublicRecord
internal import SleepCore

/// The command `luma incident list`.
struct ListIncidentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The reports of this home, what they halted, and what may be the same.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    let file = try options.desk.cases()
    if file.order.isEmpty { Terminal.say("Nothing was reported in this home.") }
    for found in file.order.compactMap({ file.cases[$0] }) {
      let report = found.report
      let program = report.program?.title ?? "program not known"
      Terminal.say(
        "\(found.shortID)  \(report.receivedText.prefix(10))  \(report.kind.rawValue), \(report.severity.rawValue)"
          + "\(found.isSerious ? ", SERIOUS" : ""), \(report.age.rawValue), \(program)\(found.isClosed ? ", closed" : "")"
      )
      for (other, score) in file.proposedDuplicates(of: found.id) {
        Terminal.say("              perhaps the same as \(other.prefix(12)): \(score.explanation)")
      }
    }
    for (i, notice) in try HomeHalts(state: options.state).standing().enumerated() {
      Terminal.say("halt \(i + 1)  \(notice.since)  \(notice.name ?? "every program"): \(notice.reason)")
    }
  }
}

/// The command `luma incident show`.
struct ShowIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One case: its timeline, its narrative, its page, or as FHIR; or two side by side.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case timeline, narrative, fhir, html }

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The case, by the beginning of its id; more than one puts them side by side.")
  var cases: [String]

  @Option(help: "timeline, narrative, fhir (R4 AdverseEvent) or html.")
  var form = Form.timeline

  func run() throws {
    let file = try options.desk.cases()
    let vocabulary = try IncidentOptions.vocabulary()
    let found = try cases.map { try IncidentDesk.find($0, in: file) }
    if found.count > 1 {
      Terminal.say(CaseComparison(found, vocabulary: vocabulary).text, terminator: "")
      return
    }
    guard let one = found.first else { return }
    switch form {
    case .timeline:
      Terminal.say(CaseTimeline(of: one.id, in: file, vocabulary: vocabulary).text, terminator: "")
    case .narrative: Terminal.say(CaseNarrative.text(one, vocabulary: vocabulary))
    case .fhir: Terminal.say(AdverseEvent.json(one, vocabulary: vocabulary).string)
    case .html: Terminal.say(CasePage.html(one.id, in: file, vocabulary: vocabulary) ?? "", terminator: "")
    }
  }
}

/// The command `luma incident follow-up`.
struct FollowUpIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow-up", abstract: "Add to a case: how it went on, what is known now, that it is closed."
  )

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The case, by the beginning of its id.")
  var id: String

  @Option(help: "recovered, recovering, ongoing, recovered-with-effects, fatal or unknown.")
  var outcome: String?

  @Option(help: "What there is to add.")
  var words = ""

  @Option(
    help: ArgumentHelp(
      "What makes it serious, anew, such as hospital; none for nothing. Needs --reason.",
      valueName: "criteria"))
  var serious: String?

  @Flag(help: "Close the case. Needs --reason.")
  var close = false

  @Flag(help: "Reopen the case. Needs --reason.")
  var reopen = false

  @Option(help: "Why.")
  var reason: String?

  @Option(help: "Who you are: a word, no name.")
  var by = "investigator"

  func run() throws {
    var acts: [CaseAct] = []
    if outcome != nil || !words.isEmpty {
      let known = try outcome.map { word in
        guard let outcome = Outcome(rawValue: word) else {
          throw IncidentError.unknownWord(
            field: "outcome", word: word, allowed: Outcome.allCases.map(\.rawValue))
        }
        return outcome
      }
      acts.append(.followUp(outcome: known, words: words))
    }
    if let serious {
      let names = serious == "none" ? [] : serious.split(separator: ",").map(String.init)
      for name in names where SeriousnessCriterion(rawValue: name) == nil {
        throw IncidentError.unknownWord(
          field: "serious", word: name, allowed: SeriousnessCriterion.allCases.map(\.rawValue))
      }
      acts.append(
        .seriousness(SeriousnessCriterion.allCases.filter { names.contains($0.rawValue) }, reason: try why()))
    }
    if reopen { acts.insert(.reopened(reason: try why()), at: 0) }
    if close { acts.append(.closed(reason: try why())) }
    guard !acts.isEmpty else {
      throw ValidationError("Say what to add: --outcome, --words, --serious, --close or --reopen.")
    }
    for act in acts { try options.desk.add(act, to: id, by: by, at: .now) }
    Terminal.say("Added to case \(try options.find(id).shortID).")
  }

  private func why() throws -> String {
    guard let reason else { throw ValidationError("Give a reason: --reason.") }
    return reason
  }
}

/// The command `luma incident code`.
struct CodeIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code", abstract: "What a case stands under; with a term and a reason, put it under another."
  )

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The case, by the beginning of its id.")
  var id: String

  @Argument(help: "The term's code.")
  var term: String?

  @Option(help: "Why.")
  var reason: String?

  @Option(help: "Who you are: a word, no name.")
  var by = "investigator"

  func run() throws {
    let vocabulary = try IncidentOptions.vocabulary()
    let found = try options.find(id)
    guard let term else {
      for coding in found.codings { Terminal.say("\(coding.term)  by \(coding.rule)") }
      for proposal in vocabulary.proposals(for: found.report) {
        Terminal.say("  could be \(proposal.term.code): \(proposal.rule)")
      }
      return
    }
    guard vocabulary.term(term) != nil else {
      throw IncidentError.unknownWord(field: "term", word: term, allowed: vocabulary.terms.map(\.code))
    }
    guard let reason else { throw ValidationError("Give a reason: --reason.") }
    let coding = try Coding(term: term, vocabulary: vocabulary.version, rule: "by \(by)")
    let act: CaseAct = found.codings.isEmpty ? .coded(coding) : .recoded(coding, reason: reason)
    try options.desk.add(act, to: id, by: by, at: .now)
    Terminal.say("Case \(found.shortID) stands under \(term). What it stood under before is kept.")
  }
}

/// The command `luma incident link`.
struct LinkIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Say that two reports are of the same event; neither is taken away.")

  @OptionGroup var options: IncidentOptions

  @Argument(help: "A case, by the beginning of its id.")
  var id: String

  @Argument(help: "The other case.")
  var other: String

  @Option(help: "Why.")
  var reason: String

  @Flag(help: "They are not the same after all.")
  var undo = false

  @Option(help: "Who you are: a word, no name.")
  var by = "investigator"

  func run() throws {
    let (one, two) = (try options.find(id), try options.find(other))
    let points = DuplicateScore(one.report, two.report).points
    let act: CaseAct =
      undo ? .unlinked(from: two.id, reason: reason) : .linked(to: two.id, points: points, reason: reason)
    try options.desk.add(act, to: one.id, by: by, at: .now)
    Terminal.say("\(one.shortID) and \(two.shortID) are \(undo ? "two events" : "one event") from now on.")
  }
}

/// The command `luma incident share`.
struct ShareIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share",
    abstract: "By consent, tell where the night's own record is, so that it can be replayed exactly.")

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The case, by the beginning of its id.")
  var id: String

  @Option(help: ArgumentHelp("The folder of that night.", valueName: "folder"))
  var night: String?

  @Option(help: "Take the consent back: a reason.")
  var withdraw: String?

  @Option(help: "Who consents: a word, no name.")
  var by = "guardian"

  func run() throws {
    guard (night == nil) != (withdraw == nil) else {
      throw ValidationError(
        "Name the night's folder with --night, or take the consent back with --withdraw REASON.")
    }
    if let withdraw {
      try options.desk.add(.nightWithdrawn(reason: withdraw), to: id, by: by, at: .now)
      Terminal.say("The night is not shared any more. What was copied before cannot be called back.")
    } else if let night {
      let facts = try ReportIntake.NightFacts(night)
      let place = URL(filePath: night).standardizedFileURL.path
      try options.desk.add(.nightShared(facts.record, location: place), to: id, by: by, at: .now)
      Terminal.say(
        "The night is shared with whoever works on the case: luma replay \(place) runs it again, exactly.")
    }
  }
}

/// The command `luma incident resume`.
struct ResumeIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a program that this home halted run here again.")

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The halt's number in luma incident list.")
  var halt: Int

  @Option(help: "Why; it is kept.")
  var reason: String

  func run() throws {
    let halts = HomeHalts(state: options.state)
    let standing = try halts.standing()
    guard standing.indices.contains(halt - 1) else {
      throw FleetError(
        "there is no such halt", place: "halt \(halt)",
        remedy: "See luma incident list; \(standing.count) stand.")
    }
    try halts.resume(standing[halt - 1], reason: reason, at: .now)
    Terminal.say("\(standing[halt - 1].name ?? "Every program") may run in this home again.")
  }
}
