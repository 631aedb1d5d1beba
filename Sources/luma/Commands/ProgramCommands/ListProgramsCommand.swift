internal import ArgumentParser
internal import Bedroom
internal import ProgramKernel
internal import Programs
internal import SleepCore
internal import Workbench

/// The command `luma program list`.
struct ListProgramsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the programs of the library.")

  @Option(
    help: "Only those for this age group: adult, teen, child or under-three.",
    transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let installation = try Installation()
    let programs = try installation.programNames.map { try installation.program($0) }
      .filter { program in age.map { program.compiled.ages.contains($0) } ?? true }
    if json {
      let rows = programs.map { program in
        var one = JSONText()
        one.add("name", program.compiled.name)
        one.add("title", program.compiled.title)
        one.add("version", program.compiled.version)
        one.add("for", texts: program.compiled.ages.map(\.rawValue))
        one.add("needs", texts: program.needs)
        one.add("nights", program.compiled.nightsAWeek)
        one.add("hash", program.compiled.sourceHash)
        return one.text
      }
      return Terminal.say("[\n" + rows.joined(separator: ",\n") + "\n]")
    }
    let width = programs.map(\.compiled.name.count).max() ?? 0
    for program in programs {
      let name = program.compiled.name
      let ages = program.compiled.ages.map(\.rawValue).joined(separator: ", ")
      let gap = String(repeating: " ", count: width - name.count + 2)
      Terminal.say("  \(Terminal.bold(name))\(gap)\(program.compiled.title) (\(ages))")
    }
    if programs.isEmpty { Terminal.complain("There is no program for this age group in the library.") }
  }
}
