internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Fleet
internal import Foundation
internal import Incidents
internal import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import SleepCore

/// The command `luma incident`.
struct IncidentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "Report what happened in a night, and look after the reports of this home.",
    discussion: """
      A report takes under a minute: seven questions, three of them needed. It stays in this home; the public record holds
      that it exists, for ever. One serious report, or any about someone under 18, halts that program here at once.

      luma incident report
      luma incident report --what nightmares --how-bad severe --who child
      luma incident form --lang es > form.html
      """,
    subcommands: [
      ReportIncidentCommand.self, ListIncidentsCommand.self, ShowIncidentCommand.self,
      FollowUpIncidentCommand.self,
      CodeIncidentCommand.self, LinkIncidentCommand.self, ShareIncidentCommand.self,
      ResumeIncidentCommand.self,
      FormIncidentCommand.self, ServeIncidentsCommand.self, SendIncidentsCommand.self,
    ])
}

/// What all incident commands know.
struct IncidentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The pod's state folder.", valueName: "folder"))
  var state = StateFolder.usual

  var desk: IncidentDesk { IncidentDesk(state: state) }

  /// The open vocabulary.
  static func vocabulary() throws -> Vocabulary {
    let path = try Installation().home.appending(path: "Library/incidents/vocabulary.json").path
    return try Vocabulary.read(AuditRecordCommand.read(path))
  }

  /// A language by its code.
  static func language(_ code: String) throws -> Language {
    guard let language = Language(rawValue: code) else {
      throw ValidationError("Languages are en, es and de.")
    }
    return language
  }

  /// A case by the beginning of its id.
  func find(_ name: String) throws -> IncidentCase { try IncidentDesk.find(name, in: desk.cases()) }
}

/// Takes a report in, hands its commitment to the records, and says what it came to.
enum ReportIntake {
  /// A night's folder as a report knows it.
  struct NightFacts {
    let day: CalendarDay
    let program: ProgramReference
    let record: NightCommitment

    /// Reads a night's folder.
    init(_ path: String) throws {
      let opened = try NightReplay.open(NightFolder(path: path))
      let events = try NightFolder.read(NightFolder(path: path).events)
      guard let day = CalendarDay(String(opened.opening.started.prefix(10))) else {
        throw FleetError(
          "it is no finished night", place: path, remedy: "Name a folder that luma night wrote.")
      }
      self.day = day
      program = try ProgramReference(
        name: opened.opening.programName, version: opened.opening.programVersion,
        sha256: opened.opening.programHash)
      record = try NightCommitment(events: events)
    }
  }

  /// The report of some answers.
  static func report(_ answers: ReportAnswers, desk: IncidentDesk, night: NightFacts?) throws
    -> IncidentReport
  {
    let now = UTCTime.now
    let offset = TimeZone.current.secondsFromGMT()
    let today = CalendarDay(unixSeconds: now.seconds + offset)
    let installation = try Installation()
    return try answers.report(
      home: try desk.home(), received: now.seconds, today: today,
      program: { day, name in
        if let night, night.day == day, name == nil || name == night.program.name { return night.program }
        guard let name, let known = try? installation.program(name) else { return nil }
        return try? ProgramReference(
          name: known.compiled.name, version: known.compiled.version, sha256: known.compiled.sourceHash)
      },
      nightRecord: { day in night?.day == day ? night?.record : nil })
  }

  /// Takes it in: the halt, the journal, then the commitment to the pod's own record and to every followed one.
  static func take(_ report: IncidentReport, desk: IncidentDesk) async throws -> (Intake, proof: RecordProof?)
  {
    let now = UTCTime.now
    let intake = try desk.take(report, vocabulary: try IncidentOptions.vocabulary(), at: now)
    let entry = try intake.receipt.commitment.entry(at: now)
    var best = try await OwnRecord.add([entry], to: RecordTarget.own(state: desk.state), now: .now).first
    for record in try PodRecords(state: desk.state, release: nil).followed {
      if let proof = try desk.handIn(intake.receipt, to: record.address, at: now) { best = proof }
    }
    try desk.keepReceipt(intake.receipt, proof: best.map { String(decoding: $0.bytes, as: UTF8.self) })
    return (intake, best)
  }
}

/// The command `luma incident report`.
struct ReportIncidentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Report what happened. Without options it asks.")

  @OptionGroup var options: IncidentOptions

  @Option(
    help:
      "nightmares, dream-confusion, sleepwalking, bed-exit, distress, skin, breathing, hearing, seizure, other."
  )
  var what: String?

  @Option(help: "mild, moderate or severe, and what makes it serious, such as hospital.")
  var howBad: String?

  @Option(help: "adult, teen, child or under-three.")
  var who: String?

  @Option(help: ArgumentHelp("The evening's date, the program's name, or both.", valueName: "date,program"))
  var night: String?

  @Option(help: "How the person is now: recovered, recovering, ongoing, unknown.")
  var now: String?

  @Option(help: "Who you are: sleeper, parent, partner, carer, clinician, other.")
  var reporter: String?

  @Option(help: "Anything else, in your own words; it stays private.")
  var words: String?

  @Option(help: ArgumentHelp("The folder of that night; its hash goes into the report.", valueName: "folder"))
  var nightFolder: String?

  @Option(help: "The language of the questions: en, es or de.", transform: IncidentOptions.language)
  var lang = Language.en

  func run() async throws {
    var answers = ReportAnswers(language: lang)
    let typed: [(QuestionID, String?)] = [
      (.what, what), (.howBad, howBad), (.who, who), (.night, night), (.now, now), (.reporter, reporter),
      (.words, words),
    ]
    let asks = typed.allSatisfy { $0.1 == nil }
    for (id, text) in typed {
      if let text {
        try answers.answer(text, to: id)
      } else if asks {
        try ask(QuestionScript.question(id), &answers)
      }
    }
    let facts = try nightFolder.map { try ReportIntake.NightFacts($0) }
    let report = try ReportIntake.report(answers, desk: options.desk, night: facts)
    let (intake, proof) = try await ReportIntake.take(report, desk: options.desk)
    if let halt = intake.halt { Terminal.complain(halt.sentence(lang)) }
    Terminal.say(
      intake.receipt.text(lang, proof: proof.map { String(decoding: $0.bytes, as: UTF8.self) }),
      terminator: "")
    if try PodRecords(state: options.state, release: nil).followed.isEmpty {
      Terminal.complain(
        "This pod follows no record: the proof is this home's own. luma record follow makes it public.")
    }
    for other in intake.duplicates {
      Terminal.complain("It may be the same as case \(other.caseID.prefix(12)): \(other.score.explanation)")
    }
  }

  /// Asks a question until it is answered.
  private func ask(_ question: Question, _ answers: inout ReportAnswers) throws {
    while true {
      Terminal.complain("\n\(question.title[lang])\(question.isRequired ? " *" : "")")
      for (i, choice) in question.choices.enumerated() {
        Terminal.complain("  \(i + 1)  \(choice.label[lang])")
      }
      Terminal.complain("  \(question.help[lang])\n> ", terminator: "")
      guard let line = readLine() else {
        guard question.isRequired else { return }
        throw IncidentError.missing(field: question.id.rawValue)
      }
      do {
        try answers.answer(line, to: question.id)
        return
      } catch {
        Terminal.complain("  \(error.description)")
      }
    }
  }
}
