internal import ArgumentParser
internal import Night
internal import Programs
internal import SleepCore

/// The command `luma program format`.
struct FormatProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format",
    abstract: "Lay programs out in one way; every word and every comment stays.",
    discussion: """
      The tidy text goes to standard output; with --write it replaces the file. A program of version 1 of the language
      is given the tag of version 2. With --check nothing is written, and the exit code is 1 where a file is not tidy.
      """)

  @Argument(help: "Programs' files.", completion: .file(extensions: ["yaml"]))
  var files: [String]

  @Flag(help: "Replace the files.")
  var write = false

  @Flag(help: "Only look.")
  var check = false

  func validate() throws {
    if write, check { throw ValidationError("--write and --check do not go together.") }
  }

  func run() throws {
    var untidy: [String] = []
    for file in files {
      guard let text = String(validating: try NightFolder.read(file), as: UTF8.self) else {
        throw ProgramError(
          file: file, line: 1, column: 1, problem: "the file is not UTF-8 text", remedy: "Save it as UTF-8.")
      }
      let tidy = try ProgramFormat.tidy(text, file: file)
      if !write, !check { Terminal.say(tidy, terminator: "") }
      guard tidy != text else { continue }
      untidy.append(file)
      if write { try NightFolder.write(Array(tidy.utf8), to: file) }
    }
    if write || check { for file in untidy { Terminal.say(file) } }
    if check, !untidy.isEmpty { throw ExitStatus.no }
  }
}
