import Foundation
import PublicRecord
import SleepCore

private let log = try? SignerKey(name: "l", kind: .ed25519, seed: [UInt8](repeating: 1, count: 32))
private let witness = try? SignerKey(name: "w", kind: .cosignature, seed: [UInt8](repeating: 2, count: 32))

/// Any bytes, as each of the record's formats: a value or an error, what is read is written as it was, and neither an
/// audit nor a witness that is given them ends the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecord(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  guard let first = input.first, let log, let witness else { return 0 }
  let bytes = Array(input.dropFirst())
  let text = String(decoding: bytes, as: UTF8.self)
  switch first & 7 {
  case 0:
    guard let note = try? SignedNote(bytes) else { return 0 }
    precondition(note.bytes == bytes)
    _ = try? note.verified(by: [log.verifier, witness.verifier])
  case 1:
    guard let checkpoint = try? Checkpoint(text: bytes) else { return 0 }
    precondition(checkpoint.text == bytes)
    let audit = try? LogAudit.run(of: checkpoint, kept: [checkpoint], from: TilesInMemory())
    precondition(audit?.next == nil && (checkpoint.size == 0 || audit?.faultCount != 0))
    precondition(TilesNeeded.inclusion(index: checkpoint.size - 1, size: checkpoint.size).count < 100)
  case 2:
    guard let proof = try? RecordProof(bytes) else { return 0 }
    precondition(proof.bytes == bytes)
    let policy = try? WitnessPolicy(logs: [log.verifier], witnesses: [witness.verifier], threshold: 1)
    if let policy { _ = try? proof.verify(entry: bytes, policy: policy) }
    try? proof.verifyInclusion(leaf: .empty)
  case 3:
    guard let request = try? WitnessRequest(bytes) else { return 0 }
    precondition(request.bytes == bytes)
    let head = WitnessHead(size: request.oldSize, root: .empty)
    guard let after = try? WitnessRules.judge(request, head: head, keys: [log.verifier]) else { return 0 }
    precondition(after.size > head.size || after == head)
  case 4:
    guard let policy = try? WitnessPolicy(bytes) else { return 0 }
    _ = policy.isMet(by: policy.witnesses.map(\.key))
  case 5:
    if let key = try? VerifierKey(text) { precondition(Array(key.description.utf8) == bytes) }
    if let key = try? SignerKey(text) { precondition(Array(key.secretText.utf8) == bytes) }
    if let path = TilePath(text) { precondition(Array(path.description.utf8) == bytes) }
  case 6:
    let count = Int(bytes.first ?? 0) + 1
    guard let entries = try? EntryBundle.entries(of: Array(bytes.dropFirst()), count: count, place: "") else {
      return 0
    }
    var again: [UInt8] = []
    for entry in entries { try? EntryBundle.append(entry, to: &again) }
    precondition(again.elementsEqual(bytes.dropFirst()) && entries.count == count)
  default:
    let hashes = stride(from: 2, to: bytes.count, by: 32).compactMap { MerkleHash(bytes, at: $0) }
    guard bytes.count > 2 else { return 0 }
    let (a, b) = (Int(bytes[0]), Int(bytes[1]))
    try? InclusionProof(index: a, size: b, hashes: hashes).verify(leaf: .empty, root: .empty)
    try? ConsistencyProof(oldSize: a, newSize: b, hashes: hashes).verify(oldRoot: .empty, newRoot: .empty)
    guard a <= b else { return 0 }
    let part = SubtreeConsistencyProof(subtree: a..<b, size: b + hashes.count, hashes: hashes)
    try? part.verify(subtreeRoot: .empty, root: .empty)
  }
  return 0
}

/// Puts one good file of each format into the corpus folder that `run.sh` names.
@_cdecl("LLVMFuzzerInitialize")
public func makeRecordSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"], let log, let witness else {
    return 0
  }
  var tree = MerkleTree(leaves: (0..<9).map { MerkleHash(leaf: [UInt8($0)]) })
  guard let root = try? tree.root(size: 9),
    let checkpoint = try? Checkpoint(origin: "l", size: 9, root: root),
    var signed = try? SignedCheckpoint(checkpoint, by: [log]),
    let cosignature = try? witness.sign(signed.note.text, time: 5)
  else { return 0 }
  signed.add(cosignature)
  var bundle: [UInt8] = [2]
  for entry in [[], [1], [2, 3]] as [[UInt8]] { try? EntryBundle.append(entry, to: &bundle) }
  let policy = "log \(log.verifier)\nwitness w \(witness.verifier)\ngroup g any w\nquorum g\n"
  let seeds: [[UInt8]?] = [
    signed.bytes, checkpoint.text, (try? RecordProof(index: 3, signed: signed, from: &tree))?.bytes,
    (try? WitnessRequest(oldSize: 5, signed: signed, from: &tree))?.bytes, Array(policy.utf8),
    Array("\(log.verifier)".utf8), bundle, [3, 9] + [UInt8](repeating: 7, count: 128),
  ]
  for (kind, seed) in seeds.enumerated() {
    guard let seed else { continue }
    try? Data([UInt8(kind)] + seed).write(to: URL(filePath: folder).appending(path: "seed-\(kind)"))
  }
  return 0
}
