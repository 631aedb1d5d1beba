internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore

/// The command `luma record`.
struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "The public record: keep one, follow one, prove and audit.",
    discussion: """
      A record is a log that can only grow: programs, halts, lifts, signals, and that reports exist. Its files follow
      C2SP tlog-tiles, so other people's tools read them too (docs/public-record.md).

      luma record init my-record --name example.org/lumapod
      luma record append --to my-record --program my-program.yaml
      luma record audit https://record.example/
      """,
    subcommands: [
      InitRecordCommand.self, AppendRecordCommand.self, HaltRecordCommand.self, LiftRecordCommand.self,
      ServeRecordCommand.self, ProveRecordCommand.self, VerifyRecordCommand.self, FollowRecordCommand.self,
      MonitorRecordCommand.self, AuditRecordCommand.self, BundleRecordCommand.self, PublishRecordCommand.self,
      NightsRecordCommand.self, KeyRecordCommand.self,
      ShipRecordCommand.self,
    ])
}

/// A record that is written to: a folder of one's own, or the address of one that is served.
struct RecordTarget: ParsableArguments {
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "The record's folder, or the address that serves it; otherwise this pod's own record, begun where there is none.",
      valueName: "folder|url"))
  var record: String?

  @Option(
    help: ArgumentHelp("The file with the operator's word; otherwise LUMA_RECORD_WORD.", valueName: "file"))
  var wordFile: String?

  /// Adds entries, one after the other, and returns their proofs; each carries its entry as it stands.
  func add(_ entries: [RecordEntry]) async throws -> [RecordProof] {
    guard let record else { return try await Self.add(entries, to: Self.own()) }
    let address = try RecordAddress(record)
    if let office = RecordOffice(address) {
      let word = try word()
      return try entries.map { try office.add($0, word: word) }
    }
    let folder = try OperatorFolder(record)
    return try await Self.add(entries, to: folder)
  }

  /// The pod's own record; begun where there is none, so that a program of one's own is in a record before it runs.
  static func own(state: String = StateFolder.usual) throws -> OperatorFolder {
    let path = PodRecords.ownFolder(state: state)
    if FileManager.default.fileExists(atPath: path) { return try OperatorFolder(path) }
    let name = "own.local/" + String(UInt32.random(in: .min ... .max), radix: 16)
    return try InitRecordCommand.begin(path, name: name, witnesses: [], threshold: 1, keys: [], needed: nil)
  }

  /// Adds entries to a record in a folder.
  static func add(_ entries: [RecordEntry], to folder: OperatorFolder) async throws -> [RecordProof] {
    let stamped = entries.map { $0.stamped(.now).bytes }
    let sequencer = try folder.sequencer()
    var receipts: [RecordProof] = []
    for bytes in stamped {
      let proof = try await sequencer.add(bytes).proof
      receipts.append(
        RecordProof(index: proof.index, hashes: proof.hashes, signed: proof.signed, extra: bytes))
    }
    return receipts
  }

  private func word() throws -> String? {
    if let wordFile {
      let data = try AuditRecordCommand.read(wordFile)
      return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return ProcessInfo.processInfo.environment["LUMA_RECORD_WORD"]
  }
}

/// What is said about an entry that has come in.
enum RecordWords {
  static func tell(_ proof: RecordProof) {
    let origin = proof.signed.checkpoint.origin
    var what = "an entry"
    if let extra = proof.extra, let entry = try? RecordEntry(bytes: extra) {
      what = entry.kind == .program ? "\(entry.kind.rawValue) \(entry.text("name"))" : entry.kind.rawValue
    }
    Terminal.say(
      "\(what): entry \(proof.index) of \(origin), under a checkpoint of \(proof.signed.checkpoint.size)")
  }
}
