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
    guard let record else { return try await OwnRecord.add(entries, to: Self.own(), now: .now) }
    let address = try RecordAddress(record)
    if let office = RecordOffice(address) {
      let word = try word()
      return try entries.map { try office.add($0, word: word) }
    }
    let folder = try OperatorFolder(record)
    return try await OwnRecord.add(entries, to: folder, now: .now)
  }

  /// The pod's own record; begun where there is none, which is said.
  static func own(state: String = StateFolder.usual) throws -> OperatorFolder {
    try OwnRecord.open(state: state, now: .now, begun: InitRecordCommand.tell)
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
