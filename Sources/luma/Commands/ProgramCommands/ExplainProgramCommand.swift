internal import ArgumentParser
internal import Bedroom
internal import Programs
internal import SleepCore
internal import Workbench

/// The command `luma program explain`.
struct ExplainProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say in plain words what a night with a program will be like.")

  @Argument(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  @Option(
    help: "The sleeper's age group, for the worst night in numbers; otherwise the first that it is for.",
    transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  func run() throws {
    let program = try Installation().program(program)
    let explanation = ProgramExplanation(
      program, bounds: try ProgramProof.bounds(of: program, age: age, only: ProgramProof.told))
    for (i, line) in explanation.lines.enumerated() {
      let isHeading = i == 0 || explanation.lines[i - 1].isEmpty
      Terminal.say(isHeading ? Terminal.bold(line) : ProgramProof.wrapped(line))
    }
  }
}
