internal import ArgumentParser
internal import Bedroom
internal import Programs
internal import SleepCore
internal import Workbench

/// The command `luma program diff`.
struct DiffProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what changed from one program to another: for the sleeper, and for safety.",
    discussion: "Exit code 0: nothing changed for the sleeper or for safety. Exit code 1: something did.")

  @Argument(help: ArgumentHelp("The program that was.", valueName: "name|file"))
  var before: String

  @Argument(help: ArgumentHelp("The program that is.", valueName: "name|file"))
  var after: String

  @Option(
    help: "The age group whose worst night is compared; otherwise the first that each is for.",
    transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let installation = try Installation()
    let (old, new) = (try installation.program(before), try installation.program(after))
    let difference = ProgramDifference(
      from: old, to: new, boundsBefore: try ProgramProof.bounds(of: old, age: age),
      boundsAfter: try ProgramProof.bounds(of: new, age: age))
    if json {
      var one = JSONText()
      one.add("sleeper", texts: difference.forSleeper)
      one.add("safety", texts: difference.forSafety)
      one.add("words", texts: difference.inWords)
      Terminal.say(one.text)
    } else {
      Terminal.say(difference.text)
    }
    if !difference.forSleeper.isEmpty || !difference.forSafety.isEmpty { throw ExitStatus.no }
  }
}
