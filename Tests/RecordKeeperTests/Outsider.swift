import PublicRecord
import RecordKeeper
import Testing

func entry(_ number: Int, _ life: Int = 0) -> [UInt8] { Array("entry \(number) of life \(life)".utf8) }

func logKey() throws -> SignerKey {
  try SignerKey(name: "lumapod.example/log", kind: .ed25519, seed: [UInt8](repeating: 1, count: 32))
}

func witnessKey(_ number: Int) throws -> SignerKey {
  try SignerKey(
    name: "w\(number).example", kind: .cosignature, seed: [UInt8](repeating: UInt8(number + 2), count: 32))
}

/// What an outsider has been told and shown, whatever becomes of the log's disk.
struct Outsider {
  var acknowledged: [Int: [UInt8]] = [:]
  var signed: [Checkpoint] = []
  var published: [Checkpoint] = []

  /// Checks that a log keeps everything that was said of it.
  func check(_ files: some RecordFiles, _ signed: SignedCheckpoint, _ comment: Comment) throws {
    var seen: [Int: [UInt8]] = [:]
    let audit = try LogAudit.run(of: signed.checkpoint, kept: self.signed + published, from: files) {
      index, bytes in
      seen[index] = Array(bytes)
    }
    #expect(audit.faults.isEmpty, comment)
    for (index, entry) in acknowledged { #expect(seen[index] == entry, comment) }
  }
}
