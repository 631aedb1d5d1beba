internal import ArgumentParser
internal import Bedroom
internal import ProgramKernel
internal import Programs
internal import SleepCore
internal import Workbench

/// The command `luma program simulate`.
struct SimulateProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run a program through many nights and print what came out, beside what was proved.",
    discussion: """
      Nights of virtual sleepers, a seed each, whose stages are known as they are; with --hostile, nights of senses that
      do what they can to let most out.
      """)

  @Argument(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  @Option(help: "How many nights.")
  var nights = 100

  @Option(help: "The seed of the first night.")
  var seed: UInt64 = 1

  @Option(
    help: "The sleeper's age group; otherwise the first that the program is for.",
    transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  @Flag(help: "Senses that do what they can to let most out.")
  var hostile = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(nights) else { throw ValidationError("--nights is 1 to 1000000.") }
  }

  func run() throws {
    let program = try Installation().program(program)
    let verified = try ProgramProof.verify(program, age: age ?? program.compiled.ages.first ?? .adult)
    let simulation = ProgramSimulation(
      verified, nights: nights, seed: seed, senses: hostile ? .hostile : .sleepers)
    if json { return Terminal.say(simulation.json) }
    let who = hostile ? "of hostile senses" : "of virtual sleepers"
    Terminal.say(
      Terminal.bold("\(verified.program.name), \(verified.limits.age.rawValue): \(nights) nights \(who)"))
    for line in simulation.lines { Terminal.say(line) }
  }
}
