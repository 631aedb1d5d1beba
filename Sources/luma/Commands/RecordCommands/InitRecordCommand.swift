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

  /// Begins a record, and says so.
  static func begin(
    _ folder: String, name: String, witnesses: [OperatorFolder.Witness], threshold: Int, keys: [VerifierKey],
    needed: Int?
  ) throws -> OperatorFolder {
    guard
      let begun = try OwnRecord.begin(
        folder, name: name, witnesses: witnesses, threshold: threshold, keys: keys, needed: needed, now: .now)
    else {
      throw ValidationError(
        "--needed is 1 to \(keys.isEmpty ? 3 : keys.count), the number of different keys.")
    }
    tell(begun)
    return begun.folder
  }

  /// Says that a record has begun.
  static func tell(_ begun: OwnRecord.Begun) {
    let record = begun.folder
    Terminal.complain(
      "The record \(record.signer.verifier.name) begins in \(record.path). Its key:\n\(record.signer.verifier)"
    )
    if let keepers = begun.keepers {
      Terminal.complain(
        "\(begun.council.needed) of the \(begun.council.keys.count) keys in \(keepers) lift a halt: give each to someone else, and keep none."
      )
    }
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
