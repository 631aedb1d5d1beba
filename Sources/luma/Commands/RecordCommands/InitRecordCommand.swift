internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore

/// The command `luma record init`.
struct InitRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Begin a record in a folder.",
    discussion: """
      Makes the record's key, its policy, and its first entry, which names the keys that may lift a halt. Without
      witnesses the record is good for one's own home: others have no reason to believe it.
      """)

  @Argument(help: "A new or empty folder.")
  var folder: String

  @Option(help: "The record's name, for ever, such as example.org/lumapod.")
  var name: String

  @Option(help: ArgumentHelp("A witness: its key, =, and its address. Once for each.", valueName: "key=url"))
  var witness: [String] = []

  @Option(help: "How many witnesses it takes; otherwise more than half.")
  var threshold: Int?

  @Option(help: ArgumentHelp("A key that may lift a halt. Once for each.", valueName: "key"))
  var keeper: [String] = []

  @Option(help: "How many of these keys it takes; otherwise more than half.")
  var needed: Int?

  func run() async throws {
    let witnesses = try witness.map { try OperatorFolder.Witness($0) }
    let threshold = threshold ?? witnesses.count / 2 + 1
    guard witnesses.isEmpty || (1...witnesses.count).contains(threshold) else {
      throw ValidationError("--threshold is 1 to \(witnesses.count), the number of witnesses.")
    }
    _ = try Self.begin(
      folder, name: name, witnesses: witnesses, threshold: threshold,
      keys: try keeper.map { try VerifierKey($0) },
      needed: needed)
    Terminal.say(
      witnesses.isEmpty
        ? "Nobody witnesses it: it lets programs run in this home, and proves nothing to others."
        : "It takes \(threshold) of \(witnesses.count) witnesses.")
  }

  /// Begins a record, and says so; where nobody is named who may lift a halt, makes three keys for it.
  static func begin(
    _ folder: String, name: String, witnesses: [OperatorFolder.Witness], threshold: Int, keys: [VerifierKey],
    needed: Int?
  ) throws -> OperatorFolder {
    var keys = keys
    let places = "\(folder)-keepers"
    var made: [SignerKey] = []
    if keys.isEmpty {
      made = try (1...3).map { try SignerKey.new(name: "\(name)/keeper-\($0)", kind: .ed25519) }
      keys = made.map(\.verifier)
    }
    guard let council = KeyCouncil(needed: needed ?? keys.count / 2 + 1, keys: keys) else {
      throw ValidationError("--needed is 1 to \(keys.count), the number of different keys.")
    }
    let record = try OperatorFolder.begin(
      folder, origin: name, witnesses: witnesses, threshold: threshold, council: council, at: .now)
    for (i, key) in made.enumerated() {
      try OperatorFolder.secret(key.secretText + "\n", to: "\(places)/keeper-\(i + 1).key")
    }
    Terminal.complain("The record \(name) begins in \(folder). Its key:\n\(record.signer.verifier)")
    if !made.isEmpty {
      Terminal.complain(
        "\(council.needed) of the \(keys.count) keys in \(places) lift a halt: give each to someone else, and keep none."
      )
    }
    return record
  }
}

/// The command `luma record key`.
struct KeyRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make a key: for a witness, or for someone who may lift a halt.")

  @Argument(help: "The key's name, such as witness.example.org/7.")
  var name: String

  @Flag(help: "For a witness; otherwise for lifting halts.")
  var witness = false

  @Option(help: "The file for the secret key, which must be new.")
  var out: String

  func run() throws {
    guard !FileManager.default.fileExists(atPath: out) else {
      throw FleetError(
        "it is there already", place: out, remedy: "Choose another file: a key is never written over.")
    }
    let key = try SignerKey.new(name: name, kind: witness ? .cosignature : .ed25519)
    try OperatorFolder.secret(key.secretText + "\n", to: out)
    Terminal.say("\(key.verifier)")
  }

  /// Reads a secret key's file.
  static func read(_ path: String) throws -> SignerKey {
    let data = try AuditRecordCommand.read(path)
    return try SignerKey(
      String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
