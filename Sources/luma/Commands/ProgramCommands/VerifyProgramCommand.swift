internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import SleepCore
internal import Workbench

/// The command `luma program verify`.
struct VerifyProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Prove that a program stays inside every limit on every night, or show a night on which it does not.",
    discussion: """
      Prints each bound, its limit and the margin, for every age group that the program is for. A refusal comes with a
      night that, run through the engine, really exceeds the limit. Exit code 1 where a program is refused.
      """)

  @Argument(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  @Option(help: "Only for this age group.", transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  @Option(help: ArgumentHelp("Write the certificate to a file; needs --age.", valueName: "file"))
  var certificate: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if certificate != nil, age == nil {
      throw ValidationError("--certificate is for one age group: name it with --age.")
    }
  }

  func run() throws {
    let program = try Installation().program(program)
    let ages = age.map { [$0] } ?? program.compiled.ages
    var isRefused = false
    var objects: [String] = []
    for age in ages {
      let limits = try SafetyLimitsTable.limits(for: age)
      do throws(RefusedNight) {
        let verified = try ProgramVerifier.verify(
          program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
        if json { objects.append(ProofJSON.text(verified)) } else { Self.say(verified) }
        if let certificate {
          Self.write(verified.certificate, to: certificate)
        }
      } catch {
        isRefused = true
        if json { objects.append(ProofJSON.text(error, program.compiled, age)) } else { Self.say(error, age) }
      }
    }
    if json { Terminal.say("[" + objects.joined(separator: ",\n") + "]") }
    if isRefused { throw ExitStatus.no }
  }

  private static func write(_ certificate: Certificate, to file: String) {
    do {
      try NightFolder.write(Array(certificate.canonicalText.utf8), to: file)
    } catch {
      Terminal.complain("luma: \(error)")
      Foundation.exit(73)
    }
  }

  private static func say(_ verified: VerifiedProgram) {
    let program = verified.program
    let hash = ProofJSON.certificateHash(verified)
    Terminal.say(Terminal.bold("\(program.name) \(program.version), \(verified.limits.age.rawValue): proved"))
    // What never comes at all need not be read.
    let shown = verified.bounds.filter { $0.value != 0 || $0.isAtLeast }
    let rows = shown.map { fact in
      [
        fact.limit, fact.valueText, "\(fact.isAtLeast ? "at least" : "at most") \(fact.boundText)",
        fact.marginText,
      ]
    }
    for line in Self.table([["limit", "worst night", "allowed", "margin"]] + rows) {
      Terminal.say("  " + line)
    }
    Terminal.say("  certificate \(hash)")
  }

  private static func table(_ rows: [[String]]) -> [String] {
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
  }

  private static func say(_ refused: RefusedNight, _ age: AgeGroup) {
    Terminal.say(Terminal.bold("\(refused.place), \(age.rawValue): refused"))
    Terminal.say("  \(refused.problem)")
    Terminal.say("  \(refused.remedy)")
    guard let trace = refused.trace else { return }
    Terminal.say("  On this night it happens:")
    for line in trace.lines { Terminal.say("    \(line)") }
  }
}
