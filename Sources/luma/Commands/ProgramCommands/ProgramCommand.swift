internal import ArgumentParser
internal import Foundation
internal import SleepCore
internal import Workbench

/// The commands `luma program …`.
struct ProgramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program",
    abstract: "Write, prove, try out and compare sleep programs.",
    discussion: """
      A program is named as in the library (`luma program list`), or by its file. How to write one: docs/programs.md.
      """,
    subcommands: [
      NewProgramCommand.self, ListProgramsCommand.self, CheckProgramCommand.self, VerifyProgramCommand.self,
      ExplainProgramCommand.self, SimulateProgramCommand.self, DiffProgramCommand.self,
      FormatProgramCommand.self,
    ])
}

/// What the program commands share.
extension ProgramProof {
  /// An age group by its name on the command line.
  static func ageGroup(_ name: String) throws -> AgeGroup {
    guard let age = AgeGroup(rawValue: name) else {
      throw ValidationError("Age groups are \(AgeGroup.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return age
  }

  /// Breaks a paragraph into lines of a width, where someone watches.
  static func wrapped(_ paragraph: String) -> String {
    guard Terminal.isWatched else { return paragraph }
    let width = min(max(Terminal.width, 40), 100)
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = "  "
      }
      line += (line.isEmpty || line == "  " ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
