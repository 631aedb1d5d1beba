internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import SleepCore

/// The command `luma replay`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a recorded night again from its own folder, and prove that everything comes out the same.",
    discussion: """
      Compares every line of events.jsonl and every byte of signals.edf, and names the first that is not what it should
      be. Exit code 0: all agree. Exit code 1: something differs.
      """)

  @Argument(help: "The folder of a night.", completion: .directory)
  var night: String

  @Flag(help: "Print the verdict as JSON.")
  var json = false

  func run() throws {
    let installation = try Installation()
    let opened = try NightReplay.open(NightFolder(path: night))
    let models = try installation.models()
    if opened.opening.engine != NightRun.engine {
      Terminal.complain(
        "luma: this night was run by engine \(opened.opening.engine), this is \(NightRun.engine): decisions may differ"
      )
    }
    let program = try installation.program(bytes: opened.program, file: opened.folder.program)
    let run = NightRun(
      installation: installation, program: program, age: opened.opening.age, pace: .fast, sound: nil,
      latency: .zero)
    let verdict = try NightReplay.run(opened, program: try run.verified(), models: models)
    tell(verdict)
    if verdict.difference != nil { throw ExitStatus.no }
  }

  private func tell(_ verdict: ReplayVerdict) {
    if json {
      var text = JSONText()
      text.add("agrees", verdict.difference == nil)
      text.add("complete", verdict.isComplete)
      text.add("lines", verdict.lines)
      text.add("records", verdict.records)
      if let difference = verdict.difference {
        text.add("place", difference.place)
        text.add("difference", difference.what)
      }
      Terminal.say(text.text)
      return
    }
    if let difference = verdict.difference {
      Terminal.say("It does not agree.\n  \(difference.place): \(difference.what)")
      return
    }
    Terminal.say(
      "All \(verdict.lines) lines and \(verdict.records) records agree: the night is what it says it is.")
    if !verdict.isComplete {
      Terminal.say("The night was cut short; what is there agrees.")
    }
  }
}
