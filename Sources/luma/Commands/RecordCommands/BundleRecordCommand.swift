internal import ArgumentParser
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
    try Self.inScratch { folder in
      var paths = AuditPaths(size: signed.checkpoint.size)
      while let path = paths.next() {
        guard let bytes = try tiles.read(path.description) ?? Self.whole(path, tiles) else {
          throw FleetError(
            "the record lacks a file", place: "\(path)", remedy: "Audit it: luma record audit \(record).")
        }
        try FollowedRecord.write(bytes, to: "\(folder)/\(path)")
      }
      try FollowedRecord.write(signed.bytes, to: "\(folder)/\(TilePath.checkpoint)")
      try FollowedRecord.write(text, to: "\(folder)/policy")
      let verifier = try Installation().home.appending(path: "Library/record/verify.py").path
      try FollowedRecord.write(try AuditRecordCommand.read(verifier), to: "\(folder)/verify.py")
      try FollowedRecord.write(Array(Self.readme(signed.checkpoint).utf8), to: "\(folder)/README.txt")
      try Self.tar(["-cf", URL(filePath: out).path, "-C", folder, "."])
    }
    Terminal.say("\(signed.checkpoint.origin), \(signed.checkpoint.size) entries, is in \(out).")
  }

  /// A partial tile that was cut out of the whole one.
  private static func whole(_ path: TilePath, _ tiles: AddressTiles) throws -> [UInt8]? {
    guard path.isPartial, let bytes = try tiles.read(path.whole.description) else { return nil }
    switch path.content {
    case .hashes: return Array(bytes.prefix(path.width * MerkleHash.byteCount))
    case .entries:
      var bundle: [UInt8] = []
      for entry in try EntryBundle.entries(of: bytes, count: TilePath.fullWidth, place: "\(path)").prefix(
        path.width)
      {
        try EntryBundle.append(entry, to: &bundle)
      }
      return bundle
    }
  }

  /// Checks a bundle as `luma record audit` checks a record.
  static func verify(_ file: String, policy: String?) throws {
    try inScratch { folder in
      try tar(["-xf", file, "-C", folder])
      let tiles = AddressTiles(address: .folder(folder))
      let checkpoint = try ProveRecordCommand.checkpoint(tiles, file)
      guard let text = try policy.map(AuditRecordCommand.read) ?? tiles.read("policy") else {
        throw FleetError("it holds no policy", place: file, remedy: "Give one with --policy FILE.")
      }
      // A bundle is of the day on which it was made: its age is no fault.
      let made = try WitnessPolicy(text)
      let time = (try? made.check(checkpoint)).flatMap { made.quorumTime($0) }
      let audit = try RecordAudit(
        checkpoint: checkpoint.bytes, policy: made,
        now: time.map { UTCTime(seconds: Int(clamping: $0)) } ?? .now,
        from: tiles)
      try AuditRecordCommand.tell(audit, ownPolicy: policy == nil)
    }
  }

  private static func inScratch(_ work: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "luma-bundle-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try work(folder)
  }

  private static func tar(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tar"] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw FleetError(
        "tar failed with \(process.terminationStatus)", place: arguments[1], remedy: "See what it said above."
      )
    }
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
