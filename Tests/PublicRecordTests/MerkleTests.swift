import Foundation
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("Merkle trees and proofs")
struct MerkleTests {
  /// A root as the probes have it: some are not 32 bytes long, and are then only ever equal to themselves.
  private static func hash(_ text: String?) -> MerkleHash? {
    guard let bytes = Data(base64Encoded: text ?? "").map(Array.init), !bytes.isEmpty else { return nil }
    return MerkleHash(bytes) ?? MerkleHash(leaf: Array("not a hash".utf8) + bytes)
  }

  private struct Probe: Decodable {
    let leafIdx, treeSize, start, end, size, size1, size2: UInt64?
    let root, leafHash, root1, root2: String?
    let proof: [String]?
    let desc: String
    let wantErr: Bool

    var hashes: [MerkleHash]? {
      let hashes = (proof ?? []).map(MerkleTests.hash)
      return hashes.contains(nil) ? nil : hashes.compactMap(\.self)
    }
  }

  /// A probe that these types cannot even hold: no hash, a number past an Int, a range that ends before it starts.
  private struct NoSuchValue: Error {}

  private static func need<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw NoSuchValue() }
    return value
  }

  private static func check(_ probe: Probe, _ kind: String) throws {
    func int(_ value: UInt64?) throws -> Int { try need(value.flatMap { Int(exactly: $0) }) }
    let hashes = try need(probe.hashes)
    switch kind {
    case "inclusion":
      try InclusionProof(index: int(probe.leafIdx), size: int(probe.treeSize), hashes: hashes)
        .verify(leaf: need(hash(probe.leafHash)), root: need(hash(probe.root)))
    case "consistency":
      try ConsistencyProof(oldSize: int(probe.size1), newSize: int(probe.size2), hashes: hashes)
        .verify(oldRoot: need(hash(probe.root1)), newRoot: need(hash(probe.root2)))
    case "subtreeinclusion":
      let (start, end) = (try int(probe.start), try int(probe.end))
      guard start <= end else { throw NoSuchValue() }
      try SubtreeInclusionProof(index: int(probe.leafIdx), subtree: start..<end, hashes: hashes)
        .verify(leaf: need(hash(probe.leafHash)), root: need(hash(probe.root)))
    default:
      let (start, end) = (try int(probe.start), try int(probe.end))
      guard start <= end else { throw NoSuchValue() }
      try SubtreeConsistencyProof(subtree: start..<end, size: int(probe.size), hashes: hashes)
        .verify(subtreeRoot: need(hash(probe.root1)), root: need(hash(probe.root2)))
    }
  }

  @Test(
    "all 518 probes of transparency-dev are accepted or refused as they say",
    .enabled(if: Vectors.folder != nil))
  func probes() throws {
    var count = 0
    for kind in ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"] {
      for path in try Vectors.files(below: "merkle/\(kind)", ending: ".json") {
        let probe = try Vectors.decode(Probe.self, path)
        var refused = false
        do { try Self.check(probe, kind) } catch { refused = true }
        #expect(refused == probe.wantErr, "\(path): \(probe.desc)")
        count += 1
      }
    }
    #expect(count == 518)
  }

  @Test("every proof of every tree up to 70 entries verifies, and no other leaf, root or size does with it")
  func allSmallTrees() throws {
    var tree = MerkleTree()
    var frontier = MerkleFrontier()
    var roots = [MerkleHash.empty]
    for size in 1...70 {
      let leaf = MerkleHash(leaf: entry(size - 1))
      tree.append(leaf)
      frontier.append(leaf)
      roots.append(try tree.root(size: size))
      #expect(frontier.root == roots[size])
      for index in 0..<size {
        let proof = try InclusionProof(index: index, size: size, from: &tree)
        try proof.verify(leaf: MerkleHash(leaf: entry(index)), root: roots[size])
        #expect(throws: RecordError.self) {
          try proof.verify(leaf: MerkleHash(leaf: entry(index + 1)), root: roots[size])
        }
        #expect(throws: RecordError.self) {
          try proof.verify(leaf: MerkleHash(leaf: entry(index)), root: roots[size - 1])
        }
        let other = InclusionProof(index: index, size: size, hashes: proof.hashes + [roots[1]])
        #expect(throws: RecordError.self) {
          try other.verify(leaf: MerkleHash(leaf: entry(index)), root: roots[size])
        }
      }
      for old in 1...size {
        let proof = try ConsistencyProof(oldSize: old, newSize: size, from: &tree)
        try proof.verify(oldRoot: roots[old], newRoot: roots[size])
        #expect(throws: RecordError.self) { try proof.verify(oldRoot: roots[old - 1], newRoot: roots[size]) }
        #expect(throws: RecordError.self) { try proof.verify(oldRoot: roots[old], newRoot: roots[size - 1]) }
      }
    }
  }

  @Test(
    "every subtree of every tree up to 40 entries is proved, and ranges that are not subtrees are refused")
  func allSubtrees() throws {
    var tree = MerkleTree(leaves: (0..<40).map { MerkleHash(leaf: entry($0)) })
    var subtrees = 0
    for size in 1...40 {
      let root = try tree.root(size: size)
      for start in 0..<size {
        for end in (start + 1)...size {
          // The definition, plainly: a multiple of the smallest power of two that is no smaller.
          var power = 1
          while power < end - start { power *= 2 }
          #expect(MerkleSubtree.isOne(start..<end) == (start % power == 0))
          guard start % power == 0 else {
            #expect(throws: RecordError.self) {
              try SubtreeConsistencyProof(subtree: start..<end, size: size, hashes: []).verify(
                subtreeRoot: root, root: root)
            }
            continue
          }
          var part = MerkleTree(leaves: (start..<end).map { MerkleHash(leaf: entry($0)) })
          let proof = try SubtreeConsistencyProof(subtree: start..<end, size: size, from: &tree)
          let partRoot = try part.root(size: end - start)
          try proof.verify(subtreeRoot: partRoot, root: root)
          #expect(throws: RecordError.self) {
            try proof.verify(subtreeRoot: MerkleHash(leaf: []), root: root)
          }
          let inner = try InclusionProof(index: 0, size: end - start, from: &part)
          try SubtreeInclusionProof(index: start, subtree: start..<end, hashes: inner.hashes).verify(
            leaf: MerkleHash(leaf: entry(start)), root: partRoot)
          subtrees += 1
        }
      }
    }
    #expect(subtrees > 2500)
  }

  private struct Generated: Decodable {
    struct Inclusion: Decodable {
      let Size, Index: Int
      let Proof: [String]?
    }
    struct Consistency: Decodable {
      let Old, New: Int
      let Proof: [String]?
    }
    let roots_by_size: [String]
    let inclusion: [Inclusion]
    let consistency: [Consistency]
  }

  @Test(
    "1,200 roots and 600 proofs are the very ones that golang.org/x/mod makes",
    .enabled(if: Vectors.folder != nil))
  func generated() throws {
    let theirs = try Vectors.decode(Generated.self, "generated/xmod.json")
    var frontier = MerkleFrontier()
    var tree = MerkleTree()
    #expect(theirs.roots_by_size.count == 1201)
    for (size, root) in theirs.roots_by_size.enumerated() {
      #expect(frontier.root.base64 == root)
      #expect(try tree.root(size: size).base64 == root)
      let leaf = MerkleHash(leaf: entry(size))
      frontier.append(leaf)
      tree.append(leaf)
    }
    #expect(theirs.inclusion.count == 300 && theirs.consistency.count == 300)
    for proof in theirs.inclusion {
      let ours = try InclusionProof(index: proof.Index, size: proof.Size, from: &tree)
      #expect(ours.hashes.map(\.base64) == proof.Proof ?? [])
      let root = try #require(MerkleHash(base64: theirs.roots_by_size[proof.Size]))
      try ours.verify(leaf: MerkleHash(leaf: entry(proof.Index)), root: root)
    }
    for proof in theirs.consistency {
      let ours = try ConsistencyProof(oldSize: proof.Old, newSize: proof.New, from: &tree)
      #expect(ours.hashes.map(\.base64) == proof.Proof ?? [])
      let roots = try [proof.Old, proof.New].map {
        try #require(MerkleHash(base64: theirs.roots_by_size[$0]))
      }
      try ours.verify(oldRoot: roots[0], newRoot: roots[1])
    }
  }

  @Test("a proof of the largest numbers, or of none, is refused and not met by a trap")
  func endsOfNumbers() {
    let hashes = [MerkleHash](repeating: .empty, count: 63)
    var random = SeededRandom(seed: 518)
    let numbers = [Int.min, -1, 0, 1, 2, 3, 255, 256, 257, Int.max / 2, Int.max - 1, Int.max]
    for a in numbers {
      for b in numbers {
        let count = Int.random(in: 0...63, using: &random)
        let some = Array(hashes.prefix(count))
        #expect(throws: RecordError.self) {
          try InclusionProof(index: a, size: b, hashes: some).verify(leaf: .empty, root: .empty)
        }
        let consistency = ConsistencyProof(oldSize: a, newSize: b, hashes: some)
        if a <= 0 || a != b || !some.isEmpty {
          #expect(throws: RecordError.self) { try consistency.verify(oldRoot: .empty, newRoot: .empty) }
        }
        if a <= b {
          _ = try? SubtreeConsistencyProof(subtree: a..<b, size: Int.max, hashes: some).verify(
            subtreeRoot: .empty, root: .empty)
          _ = try? SubtreeInclusionProof(index: a, subtree: a..<b, hashes: some).verify(
            leaf: .empty, root: .empty)
        }
      }
    }
  }
}
