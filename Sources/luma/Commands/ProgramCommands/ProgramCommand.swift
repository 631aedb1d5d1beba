internal import ArgumentParser
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import SleepCore

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
enum ProgramProof {
  /// The worst that can come about, in words; empty where the program is refused for this age.
  ///
  /// - Parameters:
  ///   - program: what is proved.
  ///   - age: for whom; `nil` for the first that it is for.
  ///   - keys: the limits to tell, by their rows; `nil` for all.
  /// - Returns: a bound for each limit that it comes near at all.
  /// - Throws: what is wrong with the limits table.
  static func bounds(of program: SleepProgram, age: AgeGroup?, only keys: [String]? = nil) throws
    -> [ProgramExplanation.Bound]
  {
    guard let age = age ?? program.compiled.ages.first else { return [] }
    let limits = try SafetyLimitsTable.limits(for: age)
    guard
      let verified = try? ProgramVerifier.verify(
        program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
    else { return [] }
    // What never comes at all need not be read aloud.
    return verified.bounds.filter {
      ($0.value != 0 || $0.isAtLeast) && keys?.contains($0.limit) != false
    }.map { fact in
      let row = SafetyLimitsTable.rows.first { $0.key == fact.limit }
      return (
        row?.quantity ?? fact.limit, fact.valueText, (fact.isAtLeast ? "at least " : "") + fact.boundText
      )
    }
  }

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
