internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import Programs
internal import SleepCore

/// The command `luma program new`.
struct NewProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a new program to begin with: whole, verified, and meant to be changed.",
    discussion: "luma program new my-night --kind quiet")

  @Argument(help: "Its short name: small letters, digits and hyphens.")
  var name: String

  @Option(help: "What to begin with: \(ProgramTemplate.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind = Kind.quiet

  @Option(help: "The file to write, which must be new; otherwise NAME.yaml here.")
  var out: String?

  /// The templates as the command line names them.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case quiet, pulses, child, nap
  }

  func run() throws {
    let schema = try Installation().home.appending(path: "Library/Schemas/program.schema.json").path
    let text = try (ProgramTemplate(rawValue: kind.rawValue) ?? .quiet).text(name: name, schema: schema)
    let path = out ?? "\(name).yaml"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw NightError.cannotWrite(
        path: path, reason: "there is a file of this name; name another with --out")
    }
    try NightFolder.write(Array(text.utf8), to: path)
    Terminal.say(path)
    Terminal.complain(
      "What a night with it is like: luma program explain \(path.contains("/") ? path : "./" + path)")
  }
}
