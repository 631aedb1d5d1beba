internal import ArgumentParser
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore

/// The command `luma record prove`.
struct ProveRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Write the proof that something is in a record, in a file that verifies offline.")

  @Argument(help: ArgumentHelp("The record's folder or address.", valueName: "folder|url"))
  var record: String

  @Option(help: "The entry's number.")
  var entry: Int?

  @Option(
    help: ArgumentHelp("A program: its SHA-256, its file, or its name in the library.", valueName: "program"))
  var program: String?

  @Option(help: ArgumentHelp("The commitment of a report.", valueName: "sha256"))
  var commitment: String?

  @Option(help: "The folder for the proof.")
  var out = "."

  func validate() throws {
    guard [entry != nil, program != nil, commitment != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("Name what to prove: --entry, --program or --commitment.")
    }
  }

  func run() throws {
    let tiles = AddressTiles(address: try RecordAddress(record))
    let signed = try Self.checkpoint(tiles, record)
    let size = signed.checkpoint.size
    let index = try find(tiles, size: size)
    guard (0..<size).contains(index), let path = TilePath.entries(holding: index, size: size) else {
      throw FleetError(
        "it has no entry \(index)", place: record, remedy: "Entries are numbered from 0 to \(size - 1).")
    }
    let entries = try tiles.entries(path)
    let bytes = Array(entries[index % TilePath.fullWidth])
    var hashes = TileHashes(tiles, size: size)
    let proof = try RecordProof(index: index, signed: signed, from: &hashes, extra: bytes)
    try proof.verifyInclusion(leaf: MerkleHash(leaf: bytes))
    RecordWords.tell(proof)
    Terminal.say("The proof is in \(try Self.write(proof, folder: out))")
  }

  private func find(_ tiles: AddressTiles, size: Int) throws -> Int {
    if let entry { return entry }
    let program = try program.map(ProgramHash.find)
    for first in stride(from: 0, to: size, by: TilePath.fullWidth) {
      guard let path = TilePath.entries(holding: first, size: size) else { break }
      for (i, bytes) in try tiles.entries(path).enumerated() {
        guard let entry = try? RecordEntry(bytes: Array(bytes)) else { continue }
        if let program, entry.kind == .program, entry.text("sha256") == program { return first + i }
        if let commitment, entry.kind == .report, entry.text("commitment") == commitment { return first + i }
      }
    }
    throw FleetError(
      "it is not in this record", place: record, remedy: "Ask another record, or have it appended.")
  }

  /// The newest checkpoint behind an address.
  static func checkpoint(_ tiles: AddressTiles, _ place: String) throws -> SignedCheckpoint {
    guard let bytes = try tiles.read(TilePath.checkpoint) else {
      throw FleetError("there is no record here", place: place, remedy: "Check the folder or the address.")
    }
    return try SignedCheckpoint(bytes)
  }

  @discardableResult
  static func write(_ proof: RecordProof, folder: String) throws -> String {
    let path = "\(folder)/entry-\(proof.index).\(RecordProof.fileExtension)"
    try FollowedRecord.write(proof.bytes, to: path)
    return path
  }
}

/// The command `luma record verify`.
struct VerifyRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a proof, or a whole bundle, with no network.",
    discussion: """
      Exit code 1 where it does not hold. The policy says whom you trust; a record's own is beside its checkpoint, and is
      worth what the place is worth that you got it from.
      """)

  @Argument(help: ArgumentHelp("A .tlog-proof file, or a bundle.", valueName: "file"))
  var file: String

  @Option(help: "The policy: which log, which witnesses.")
  var policy: String?

  @Option(help: "The entry that the proof is of, where it does not carry it.")
  var entry: String?

  func run() throws {
    if file.hasSuffix(".tar") {
      try BundleRecordCommand.verify(file, policy: policy)
      return
    }
    guard let policy else {
      throw ValidationError("A proof is checked against a policy: give --policy FILE.")
    }
    let text = try AuditRecordCommand.read(policy)
    let proof = try RecordProof(AuditRecordCommand.read(file))
    let bytes: [UInt8]
    if let entry { bytes = try AppendRecordCommand.read(entry).bytes } else { bytes = proof.extra ?? [] }
    guard !bytes.isEmpty else {
      throw ValidationError("The proof carries no entry: give it with --entry FILE.")
    }
    do {
      let finding = try proof.verify(entry: bytes, policy: try WitnessPolicy(text))
      let names = finding.witnesses.map(\.key.name).joined(separator: ", ")
      Terminal.say(
        "It holds: entry \(proof.index) of \(proof.signed.checkpoint.origin)"
          + (names.isEmpty ? ", signed by the record alone." : ", witnessed by \(names)."))
      Terminal.say(String(decoding: bytes, as: UTF8.self))
    } catch {
      Terminal.complain("It does NOT hold: \(error.description)")
      throw ExitStatus.no
    }
  }
}
