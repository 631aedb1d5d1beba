internal import ArgumentParser
internal import Bedroom
internal import ProgramKernel
internal import Programs
internal import SleepCore

/// The command `luma program check`.
struct CheckProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a program and say what is not well written, with line and column.",
    discussion: """
      What is well written may still exceed a limit: that is what `luma program verify` is for. Exit code 65 where
      something is wrong.
      """)

  @Argument(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  func run() throws {
    let program = try Installation().program(program)
    let compiled = program.compiled
    Terminal.say(
      "\(compiled.name) \(compiled.version) is well written: \(compiled.scenes.count) scenes once loops are "
        + "unrolled, for \(compiled.ages.map(\.rawValue).joined(separator: ", ")).")
  }
}
