internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore

/// The command `luma record bundle`.
struct BundleRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract:
      "Put a whole record into one file that proves itself offline, here and with other people's tools.",
    discussion: """
      The file is a tar archive: the log's files as C2SP tlog-tiles has them, its checkpoint with all cosignatures, its
      policy, and verify.py, which needs nothing but Python.

      luma record bundle https://record.example/ --out record.tar
      luma record verify record.tar
      mkdir r && tar -xf record.tar -C r && python3 r/verify.py
      """)

  @Argument(help: ArgumentHelp("The record's folder or address.", valueName: "folder|url"))
  var record: String

  @Option(help: "The policy; otherwise the record's own.")
  var policy: String?

  @Option(help: "The file to write.")
  var out = "record.tar"

  func run() throws {
    let tiles = AddressTiles(address: try RecordAddress(record))
    let signed = try ProveRecordCommand.checkpoint(tiles, record)
    guard let text = try policy.map(AuditRecordCommand.read) ?? tiles.read("policy") else {
      throw FleetError("it shows no policy", place: record, remedy: "Give one with --policy FILE.")
    }
    let verifier = try Installation().home.appending(path: "Library/record/verify.py").path
    let bundle = try RecordBundle.make(
      signed, policy: text,
      extras: [
        ("README.txt", Array(Self.readme(signed.checkpoint).utf8)),
        ("verify.py", try AuditRecordCommand.read(verifier)),
      ], time: UTCTime.now.seconds, from: tiles)
    try FollowedRecord.write(bundle, to: out)
    Terminal.say("\(signed.checkpoint.origin), \(signed.checkpoint.size) entries, is in \(out).")
  }

  /// Checks a bundle as `luma record audit` checks a record.
  static func verify(_ file: String, policy: String?) throws {
    let tiles = try RecordBundle.read(AuditRecordCommand.read(file))
    guard let bytes = try tiles.read(TilePath.checkpoint),
      let text = try policy.map(AuditRecordCommand.read) ?? tiles.read("policy")
    else {
      throw FleetError(
        "it holds no checkpoint or no policy", place: file, remedy: "Make it anew with luma record bundle.")
    }
    // A bundle is of the day on which it was made: its age is no fault.
    let trusted = try WitnessPolicy(text)
    let time = (try? trusted.check(SignedCheckpoint(bytes))).flatMap { trusted.quorumTime($0) }
    let audit = try RecordAudit(
      checkpoint: bytes, policy: trusted, now: time.map { UTCTime(seconds: Int(clamping: $0)) } ?? .now,
      from: tiles)
    try AuditRecordCommand.tell(audit, ownPolicy: policy == nil)
  }

  private static func readme(_ checkpoint: Checkpoint) -> String {
    """
    The public record \(checkpoint.origin) with \(checkpoint.size) entries, whole.

    checkpoint    what was signed, with every cosignature (C2SP tlog-checkpoint, tlog-cosignature)
    policy        which log, which witnesses (C2SP tlog-policy)
    tile/         every entry and every hash (C2SP tlog-tiles, RFC 6962)
    verify.py     checks all of it with Python's standard library: python3 verify.py

    Whom the policy trusts is for you to judge: hold its keys against what the witnesses publish themselves.

    """
  }
}
