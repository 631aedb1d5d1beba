import PublicRecord
import TestKit
import Testing

@Suite("Who relies on a log and compares")
struct HeadWatchTests {
  let log: SignerKey
  let witness: SignerKey
  let policy: WitnessPolicy
  var honest = MerkleTree(leaves: (0..<50).map { MerkleHash(leaf: entry($0)) })
  var forked = MerkleTree(leaves: (0..<50).map { MerkleHash(leaf: entry($0 == 9 ? 90 : $0)) })

  init() throws {
    log = try FormatTests.key("lumapod.example/log", .ed25519, 1)
    witness = try FormatTests.key("w.example", .cosignature, 2)
    policy = try WitnessPolicy(logs: [log.verifier], witnesses: [witness.verifier], threshold: 1)
  }

  func signed(_ size: Int, isForked: Bool = false, isWitnessed: Bool = true) throws -> SignedCheckpoint {
    var tree = isForked ? forked : honest
    let checkpoint = try Checkpoint(
      origin: "lumapod.example/log", size: size, root: try tree.root(size: size))
    var signed = try SignedCheckpoint(checkpoint, by: [log])
    if isWitnessed { signed.add(try witness.sign(signed.note.text, time: UInt64(size))) }
    return signed
  }

  func proof(_ watch: HeadWatch, _ signed: SignedCheckpoint, isForked: Bool = false) throws
    -> ConsistencyProof?
  {
    var tree = isForked ? forked : honest
    guard let (old, new) = watch.proofNeeded(for: signed.checkpoint) else { return nil }
    return try ConsistencyProof(oldSize: old, newSize: new, from: &tree)
  }

  @Test(
    "goes up with an honest log, knows what it knew, and takes nothing that is not witnessed or not proved")
  func honestLog() throws {
    var watch = HeadWatch(policy: policy)
    for (size, sight) in [
      (0, HeadWatch.Sight.newest), (5, .newest), (20, .newest), (20, .known), (7, .known), (0, .known),
      (50, .newest),
    ] {
      let seen = try signed(size)
      #expect(try watch.see(seen, proof: proof(watch, seen)) == sight)
    }
    #expect(watch.largest?.checkpoint.size == 50)
    var other = HeadWatch(policy: policy, largest: try signed(20))
    #expect(fault { _ = try other.see(signed(30, isWitnessed: false)) }?.kind == .unverified)
    #expect(fault { _ = try other.see(signed(30)) }?.kind == .missing)
    #expect(other.largest?.checkpoint.size == 20)
  }

  @Test("a split view is seen from either side, whichever is larger, and both heads are evidence")
  func splitView() throws {
    for (mine, theirs) in [(20, 20), (20, 30), (30, 20), (10, 50)] {
      for isForked in [false, true] {
        let kept = try signed(mine, isForked: isForked)
        let offered = try signed(theirs, isForked: !isForked)
        // Whatever proof the operator makes, from either history.
        for source in [false, true] {
          var watch = HeadWatch(policy: policy, largest: kept)
          let sight = try watch.see(offered, proof: proof(watch, offered, isForked: source))
          let evidence = ForkEvidence(kept: kept, offered: offered)
          #expect(sight == .split(evidence) && evidence.isProof == (mine == theirs))
          #expect(watch.largest == kept)
        }
      }
    }
  }
}
