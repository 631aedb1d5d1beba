internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import Incidents
internal import PublicRecord
internal import SleepCore
internal import Web

/// The command `luma incident form`.
struct FormIncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "form", abstract: "Print the form: one side of A4, to be typed in later.")

  @Option(help: "The language: en, es or de.", transform: IncidentOptions.language)
  var lang = Language.en

  func run() throws {
    Terminal.say(ReportForm.html(lang, programs: try Installation().programNames), terminator: "")
  }
}

/// The command `luma incident serve`.
struct ServeIncidentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "The questions, the form and the cases as pages, on this machine alone, until Ctrl-C.")

  @OptionGroup var options: IncidentOptions

  @Option(help: "The port; 0 takes a free one.")
  var port = 8770

  func run() async throws {
    let office = HomeOffice(desk: options.desk, programs: try Installation().programNames)
    let token = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    let site = IncidentSite(office: office, token: token)
    try await WebServer.run(
      site.router(), host: "127.0.0.1", port: port,
      ready: {
        Terminal.say(
          "Report at http://127.0.0.1:\($0)/  The cases of this home: http://127.0.0.1:\($0)/cases")
      })
  }
}

/// The command `luma incident send`.
struct SendIncidentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Hand in what could not be handed in to a record before.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    let (proofs, waiting) = try options.desk.handInWaiting()
    for proof in proofs { RecordWords.tell(proof) }
    Terminal.say(
      waiting == 0 ? "Nothing is waiting." : "\(PublicWords.count(waiting, "report")) waiting still.")
    if waiting > 0 { throw ExitStatus.no }
  }
}

/// This home, as its incident page sees it.
struct HomeOffice: IncidentOffice {
  let desk: IncidentDesk
  let programs: [String]

  func cases() throws -> CaseFile { try desk.cases() }

  func vocabulary() throws -> Vocabulary { try IncidentOptions.vocabulary() }

  func lastNight() -> CalendarDay {
    let local = UTCTime.now.seconds + TimeZone.current.secondsFromGMT()
    return CalendarDay(number: CalendarDay(unixSeconds: local).number - 1)
  }

  func take(_ answers: ReportAnswers) async throws -> String {
    let report = try ReportIntake.report(answers, desk: desk, night: nil)
    let (intake, proof) = try await ReportIntake.take(report, desk: desk)
    return intake.receipt.html(
      answers.language, proof: proof.map { String(decoding: $0.bytes, as: UTF8.self) })
  }
}
