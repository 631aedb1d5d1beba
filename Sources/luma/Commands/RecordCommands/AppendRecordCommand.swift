internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import SleepCore

/// The command `luma record append`.
struct AppendRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append",
    abstract: "Put something into a record: programs, models, limits, a release, or an entry from a file.")

  @OptionGroup var target: RecordTarget

  @Option(
    help: ArgumentHelp(
      "A program of the library, or a program's file. Once for each.", valueName: "name|file"))
  var program: [String] = []

  @Option(help: ArgumentHelp("A model's folder.", valueName: "folder"))
  var model: [String] = []

  @Flag(help: "The limits, every program and every model of this installation.")
  var library = false

  @Option(help: ArgumentHelp("The name of a release, whose files are named by --file.", valueName: "name"))
  var release: String?

  @Option(help: ArgumentHelp("A file of the release.", valueName: "file"))
  var file: [String] = []

  @Option(
    help: ArgumentHelp("A file with one entry as canonical JSON, such as a signed lift.", valueName: "file"))
  var entry: [String] = []

  @Option(help: ArgumentHelp("Write the proofs into this folder.", valueName: "folder"))
  var proofs: String?

  func validate() throws {
    guard library || !program.isEmpty || !model.isEmpty || release != nil || !entry.isEmpty else {
      throw ValidationError("Say what to append: --program, --model, --library, --release or --entry.")
    }
    guard (release != nil) == !file.isEmpty else {
      throw ValidationError("A release has a name and files: --release NAME --file FILE.")
    }
  }

  func run() async throws {
    let make = RecordEntries(now: .now)
    let installation = try Installation()
    var entries: [RecordEntry] = []
    if library { entries += try make.library(installation) }
    for name in program { entries.append(try make.program(installation.program(name))) }
    for folder in model { entries.append(try make.model(URL(filePath: folder))) }
    if let release { entries.append(try make.release(release, files: file)) }
    for path in entry { entries.append(try Self.read(path)) }
    for proof in try await target.add(entries) {
      RecordWords.tell(proof)
      if let proofs { try ProveRecordCommand.write(proof, folder: proofs) }
    }
  }

  /// Reads an entry's file; a line end after it does no harm.
  static func read(_ path: String) throws -> RecordEntry {
    var bytes = try AuditRecordCommand.read(path)
    if bytes.last == 0x0A { bytes.removeLast() }
    return try RecordEntry(bytes: bytes)
  }
}

/// The command `luma record halt`.
struct HaltRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halt", abstract: "Halt a program on every pod that follows the record.")

  @OptionGroup var target: RecordTarget

  @Argument(help: "The program: its SHA-256, its file, or its name in the library.")
  var program: String

  @Option(help: "Why, in words that everyone will read.")
  var reason: String

  func run() async throws {
    let hash = try ProgramHash.find(program)
    let entry = try RecordEntry(
      .halt, at: .now,
      body: ["program": .text(hash), "reason": .text(reason), "cause": "a person's decision"])
    for proof in try await target.add([entry]) { RecordWords.tell(proof) }
    Terminal.say("Pods that follow the record stop within seconds of seeing it.")
  }
}

/// The command `luma record lift`.
struct LiftRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lift",
    abstract: "Write a lift of a halt, or add a key's signature to one; it is then appended with --entry.",
    discussion: """
      Each keeper signs where the key is, and passes the file on:

      luma record lift lift.json --halt 41 --reason "the cause was found and mended" --key keeper-1.key
      luma record lift lift.json --key keeper-2.key
      luma record append --to https://record.example/ --entry lift.json
      """)

  @Argument(help: "The lift's file: written where it is not there yet.")
  var file: String

  @Option(help: "The halt's entry number, for a new lift.")
  var halt: Int?

  @Option(help: "Why, in words that everyone will read, for a new lift.")
  var reason: String?

  @Option(help: "The file with a secret key that may lift halts.")
  var key: String

  func run() throws {
    var entry: RecordEntry
    if FileManager.default.fileExists(atPath: file) {
      guard halt == nil, reason == nil else {
        throw ValidationError(
          "\(file) is there already, with its halt and its reason. Leave --halt and --reason out.")
      }
      entry = try AppendRecordCommand.read(file)
    } else {
      guard let halt, let reason else { throw ValidationError("A new lift needs --halt and --reason.") }
      entry = try RecordEntry(
        .lift, at: .now, body: ["halt": .number(halt), "reason": .text(reason), "signatures": []])
    }
    guard entry.kind == .lift || entry.kind == .keys else {
      throw FleetError(
        "it is a \(entry.kind.rawValue), which nobody signs", place: file, remedy: "Name a lift's file.")
    }
    entry = try KeyCouncil.sign(entry, with: try KeyRecordCommand.read(key))
    try OperatorFolder.secret(entry.json.string + "\n", to: file)
    Terminal.say("\(file) carries \(PublicWords.count(entry.texts("signatures").count, "signature")).")
  }
}

/// Finds the hash of a program that a person names.
enum ProgramHash {
  static func find(_ name: String) throws -> String {
    if name.utf8.count == 64, name.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) {
      return name
    }
    return try Installation().program(name).compiled.sourceHash
  }
}

/// Counts in words.
enum PublicWords {
  static func count(_ n: Int, _ one: String, _ many: String? = nil) -> String {
    n == 1 ? "1 \(one)" : "\(n) \(many ?? one + "s")"
  }
}
