import PublicRecord
import TestKit
import Testing

@Suite("What a witness signs")
struct WitnessRulesTests {
  let log: SignerKey
  let other: SignerKey
  var tree: MerkleTree
  var fork: MerkleTree

  init() throws {
    log = try FormatTests.key("lumapod.example/log", .ed25519, 1)
    other = try FormatTests.key("lumapod.example/log", .ed25519, 9)
    tree = MerkleTree(leaves: (0..<40).map { MerkleHash(leaf: entry($0)) })
    fork = MerkleTree(leaves: (0..<40).map { MerkleHash(leaf: entry($0 == 4 ? 400 : $0)) })
  }

  func request(_ tree: MerkleTree, old: Int, new: Int, by signer: SignerKey? = nil) throws -> WitnessRequest {
    var tree = tree
    let checkpoint = try Checkpoint(origin: "lumapod.example/log", size: new, root: try tree.root(size: new))
    let signed = try SignedCheckpoint(checkpoint, by: [signer ?? log])
    return try WitnessRequest(oldSize: old, signed: signed, from: &tree)
  }

  func refusal(_ request: WitnessRequest, _ head: WitnessHead, keys: [VerifierKey]? = nil) -> WitnessRefusal?
  {
    do {
      _ = try WitnessRules.judge(request, head: head, keys: keys ?? [log.verifier])
      return nil
    } catch { return error }
  }

  @Test("it signs what grows, and answers everything else as the specification numbers it")
  func answers() throws {
    var tree = tree
    let at10 = WitnessHead(size: 10, root: try tree.root(size: 10))
    let good = try request(tree, old: 10, new: 25)
    #expect(try WitnessRequest(good.bytes) == good)
    #expect(
      try WitnessRules.judge(good, head: at10, keys: [log.verifier])
        == WitnessHead(size: 25, root: try tree.root(size: 25)))
    #expect(refusal(try request(tree, old: 0, new: 10), .none) == nil)
    #expect(refusal(try request(tree, old: 10, new: 10), at10) == nil)
    #expect(refusal(try request(tree, old: 0, new: 0), .none) == nil)

    #expect(refusal(good, at10, keys: []) == .unknownLog)
    #expect(refusal(try request(tree, old: 10, new: 25, by: other), at10) == .notSigned)
    #expect(refusal(try request(tree, old: 9, new: 25), at10) == .otherSize(10))
    #expect(refusal(try request(tree, old: 0, new: 25), at10) == .otherSize(10))
    #expect(refusal(try request(tree, old: 5, new: 5), at10) == .otherSize(10))
    let backwards = WitnessRequest(oldSize: 10, hashes: [], signed: try request(tree, old: 5, new: 5).signed)
    #expect(refusal(backwards, at10) == .malformed)
    #expect(refusal(try request(fork, old: 10, new: 25), at10) == .notConsistent)
    #expect(refusal(try request(fork, old: 10, new: 10), at10) == .forked(size: 10))
    let late = WitnessRequest(oldSize: 0, hashes: good.hashes, signed: good.signed)
    #expect(refusal(late, .none) == .notConsistent)
    let padded = WitnessRequest(
      oldSize: 10, hashes: [.empty], signed: try request(tree, old: 10, new: 10).signed)
    #expect(refusal(padded, at10) == .notConsistent)
    let lying = try Checkpoint(origin: "lumapod.example/log", size: 0, root: MerkleHash(leaf: []))
    let empty = WitnessRequest(oldSize: 0, hashes: [], signed: try SignedCheckpoint(lying, by: [log]))
    #expect(refusal(empty, .none) == .forked(size: 0))

    #expect(
      WitnessRefusal.otherSize(10).status == 409 && WitnessRefusal.otherSize(10).body == Array("10\n".utf8))
    #expect(WitnessRefusal.otherSize(10).contentType == "text/x.tlog.size")
    let others: [WitnessRefusal] = [.malformed, .unknownLog, .notSigned, .notConsistent]
    #expect(others.map(\.status) == [400, 404, 403, 422])
    #expect(WitnessRefusal.notConsistent.body.isEmpty && WitnessRefusal.notConsistent.contentType == nil)
  }

  @Test("from no head does any request lead to a smaller size, or to another root of the same size")
  func neverBack() throws {
    var tree = tree
    var fork = fork
    for known in 0...40 {
      for (isFork, source) in [(false, tree), (true, fork)] {
        let head = WitnessHead(
          size: known, root: try isFork ? fork.root(size: known) : tree.root(size: known))
        for (old, new) in [
          (known, known), (known, 40), (max(0, known - 1), known), (0, max(1, known)), (4, 9),
        ] where old <= new {
          for signed in [source, isFork ? tree : fork] {
            let asked = try request(signed, old: old, new: new)
            guard let after = try? WitnessRules.judge(asked, head: head, keys: [log.verifier]) else {
              continue
            }
            #expect(after.size >= head.size)
            if after.size == head.size { #expect(after.root == head.root) }
            // What it goes on to is of the same history, where the histories differ.
            if known > 4 { #expect(signed.sameRoot(as: source, size: new)) }
          }
        }
      }
    }
  }
}

extension MerkleTree {
  fileprivate func sameRoot(as other: MerkleTree, size: Int) -> Bool {
    var (a, b) = (self, other)
    return (try? a.root(size: size)) == (try? b.root(size: size))
  }
}
