internal import ArgumentParser
internal import Bedroom
internal import Night
internal import SleepCore

/// The command `luma report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a night's report: one page that opens offline, and the hypnogram as SVG and PNG.")

  @Argument(help: "The folder of a night.", completion: .directory)
  var night: String

  func run() throws {
    let folder = NightFolder(path: night)
    let timeline = try NightTimeline.load(folder)
    let sentence = try Morning.writePages(folder, timeline)
    Terminal.complain(sentence)
    for path in [folder.report, folder.hypnogramSVG, folder.hypnogramPNG] { Terminal.say(path) }
  }
}
