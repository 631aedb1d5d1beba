import Foundation
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("Formats of the public record")
struct FormatTests {
  static func key(_ name: String, _ kind: SignatureKind, _ seed: UInt8) throws -> SignerKey {
    try SignerKey(name: name, kind: kind, seed: [UInt8](repeating: seed, count: 32))
  }

  @Test("a tile has one path, and other spellings of it are none")
  func paths() throws {
    for (path, index, width) in [
      ("tile/0/000", 0, 256), ("tile/0/x001/x234/067", 1_234_067, 256), ("tile/3/x001/000.p/7", 1000, 7),
      ("tile/7/999.p/255", 999, 255),
    ] {
      let tile = try #require(TilePath(path))
      #expect(tile.description == path && tile.index == index && tile.width == width)
    }
    #expect(TilePath("tile/entries/x001/000")?.content == .entries)
    for path in [
      "", "tile", "tile/0", "tile/0/", "tile/00/000", "tile/8/000", "tile/-1/000", "tile/0/00", "tile/0/0000",
      "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256",
      "tile/0/000.p/05",
      "tile/0/000.p", "tile/0/000.p/", "tile/0/../000", "/tile/0/000", "tile/0/000/", "tile/data/000",
      "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/x001/x00a/000",
    ] { #expect(TilePath(path) == nil, "\(path)") }
    for path in ["checkpoint", "tile/0/000", "tile/entries/x001/000.p/3"] { #expect(TilePath.isPublic(path)) }
    for path in [
      "", "/checkpoint", "state/head", "tile", "tile/0/../../state/head", "tile/0/000%2f", "tile/0/000\0",
    ] {
      #expect(!TilePath.isPublic(path))
    }
    for index in [0, 5, 999, 1000, 123_456_789, Int.max] {
      for width in [1, 255, 256] {
        let tile = try #require(TilePath(.hashes(level: 2), index: index, width: width))
        #expect(TilePath(tile.description) == tile)
      }
    }
  }

  @Test("a log of 70,000 entries has the tiles that the specification counts")
  func specificationExample() {
    var counts: [String: Int] = [:]
    for path in AuditPaths(size: 70_000) {
      let level = path.description.split(separator: "/")[1]
      counts["\(level) \(path.isPartial ? path.width : 256)", default: 0] += 1
    }
    #expect(
      counts == [
        "entries 256": 273, "entries 112": 1, "0 256": 273, "0 112": 1, "1 256": 1, "1 17": 1, "2 1": 1,
      ])
    #expect(AuditPaths(size: 256).map(\.description) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"])
    #expect(Array(AuditPaths(size: 0)).isEmpty)
  }

  @Test("a checkpoint is read in its one spelling and written as it was read")
  func checkpoints() throws {
    let root = MerkleHash.empty.base64
    for text in ["a\n0\n\(root)\n", "a b\n12\n\(root)\nmore\nand more\n"] {
      #expect(try Checkpoint(text: Array(text.utf8)).text == Array(text.utf8))
    }
    for text in [
      "", "\n", "a\n0\n\(root)", "\n0\n\(root)\n", "a\n00\n\(root)\n", "a\n+1\n\(root)\n", "a\n-1\n\(root)\n",
      "a\n9223372036854775808\n\(root)\n", "a\n0\n\(root.dropLast())\n", "a\n0\n\(root)=\n",
      "a\n0\n\(root)\n\n",
      "a\n0\n\(root)\nx\n\ny\n", "a\n0\n \(root)\n", "a\r\n0\n\(root)\n", "a\n\n\(root)\n", "a\n0\n",
      // The last digit of a root has two bits that belong to no byte.
      "a\n0\n\(root.dropLast(2))V=\n",
    ] { #expect(throws: RecordError.self, "\(text)") { try Checkpoint(text: Array(text.utf8)) } }
  }

  @Test("a proof file proves an entry to whoever trusts the policy, and nothing else to anybody")
  func proofFiles() throws {
    let log = try Self.key("lumapod.example/log", .ed25519, 1)
    let witnesses = try (2...4).map { try Self.key("w\($0).example", .cosignature, UInt8($0)) }
    let policy = try WitnessPolicy(logs: [log.verifier], witnesses: witnesses.map(\.verifier), threshold: 2)
    var tree = MerkleTree(leaves: (0..<300).map { MerkleHash(leaf: entry($0)) })
    let checkpoint = try Checkpoint(origin: "lumapod.example/log", size: 300, root: try tree.root(size: 300))
    var signed = try SignedCheckpoint(checkpoint, by: [log])
    for witness in witnesses.prefix(2) { signed.add(try witness.sign(signed.note.text, time: 1_700_000_000)) }
    let proof = try RecordProof(index: 77, signed: signed, from: &tree, extra: [1, 2, 3])
    let read = try RecordProof(proof.bytes)
    #expect(read == proof)
    let finding = try read.verify(entry: entry(77), policy: policy)
    #expect(finding.witnesses.count == 2 && finding.latest == 1_700_000_000)
    #expect(fault { _ = try read.verify(entry: entry(78), policy: policy) }?.kind == .badProof)
    let strict = try WitnessPolicy(logs: [log.verifier], witnesses: witnesses.map(\.verifier), threshold: 3)
    #expect(fault { _ = try read.verify(entry: entry(77), policy: strict) }?.kind == .unverified)
    // Every byte that is changed is noticed: by the form, a signature or the root. Only what nobody signs may differ.
    for place in proof.bytes.indices {
      var bytes = proof.bytes
      bytes[place] ^= 1
      guard let changed = try? RecordProof(bytes) else { continue }
      let holds = (try? changed.verify(entry: entry(77), policy: strict)) != nil
      #expect(!holds)
      if (try? changed.verify(entry: entry(77), policy: policy)) != nil {
        #expect(changed.extra != proof.extra)
      }
    }
  }

  @Test("a policy counts witnesses and groups as it says, and names the line that it cannot read")
  func policies() throws {
    let log = try Self.key("log", .ed25519, 1).verifier
    let keys = try (2...7).map { try Self.key("w\($0)", .cosignature, UInt8($0)).verifier }
    func policy(_ tail: String) throws -> WitnessPolicy {
      let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
      let witnesses = zip(names, keys).map { "witness \($0) \($1) https://\($0).example/\n" }.joined()
      return try WitnessPolicy(
        Array("# a policy\n\n log\t\(log) https://log.example/ \n\(witnesses)\(tail)".utf8))
    }
    let both = try policy(
      "group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup both all X Y\nquorum both\n")
    #expect(both.logs.first?.url == "https://log.example/" && both.witnesses.count == 6)
    #expect(both.witnesses[4].url == "https://Y2.example/")
    for mask in 0..<64 {
      let signers = keys.indices.filter { mask >> $0 & 1 == 1 }
      let expected = signers.count { $0 < 3 } >= 2 && signers.contains { $0 >= 3 }
      #expect(both.isMet(by: signers.map { keys[$0] }) == expected)
    }
    #expect(try policy("quorum none").isMet(by: []))
    #expect(try policy("quorum Y2\n").isMet(by: [keys[4]]))
    for (tail, line) in [
      ("", 1), ("quorum X\n", 10), ("group g 4 X1 X2 X3\n", 10), ("group g 0 X1\n", 10),
      ("group g all\n", 10),
      ("group g any none\n", 10), ("group none any X1\n", 10), ("group X1 any X2\n", 10),
      ("group g 02 X1 X2\n", 10),
      ("group g any X1\ngroup h any X1\n", 11), ("group g any g\n", 10), ("quorum X1\nquorum X1\n", 11),
      ("witness Z \(keys[0])\n", 10), ("witness Z \(log)\n", 10), ("log \(keys[0])\n", 10),
      ("log \(log)\n", 10),
      ("quorum X1 X2\n", 10), ("hello\n", 10), ("quorum X1\r\n", 10), ("witness Z abc\n", 10),
      ("quorum X1 # no\n", 10),
    ] {
      #expect(fault { _ = try policy(tail) }?.place == "the policy, line \(line)", "\(tail)")
    }
    // A name is bytes: a Kelvin sign is not a K.
    #expect(throws: RecordError.self) {
      try WitnessPolicy(Array("witness \u{212A} \(keys[0])\nquorum K\n".utf8))
    }
  }

  @Test("parsers give a value or an error for any bytes: seeded changes of good files")
  func totalParsers() throws {
    let log = try Self.key("l", .ed25519, 1)
    let witness = try Self.key("w", .cosignature, 2)
    var tree = MerkleTree(leaves: (0..<9).map { MerkleHash(leaf: entry($0)) })
    let checkpoint = try Checkpoint(origin: "l", size: 9, root: try tree.root(size: 9))
    var signed = try SignedCheckpoint(checkpoint, by: [log])
    signed.add(try witness.sign(signed.note.text, time: 5))
    let proof = try RecordProof(index: 3, signed: signed, from: &tree).bytes
    let request = try WitnessRequest(oldSize: 5, signed: signed, from: &tree).bytes
    let policy = Array("log \(log.verifier)\nwitness w \(witness.verifier)\ngroup g any w\nquorum g\n".utf8)
    var bundle: [UInt8] = []
    for number in 0..<9 { try EntryBundle.append(entry(number), to: &bundle) }
    let seeds = [
      proof, request, policy, bundle, signed.bytes, checkpoint.text, Array("\(log.verifier)".utf8),
    ]
    var random = SeededRandom(seed: 6962)
    var refused = 0
    for _ in 0..<tries(20_000, soak: 2_000_000) {
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let some = [UInt8]([0, 9, 10, 32, 43, 48, 61, 0xE2, 0xFF, UInt8.random(in: 0...255, using: &random)])
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = some[Int.random(in: 0..<10, using: &random)]
        case 1: bytes.insert(some[Int.random(in: 0..<10, using: &random)], at: place)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: bytes.suffix(bytes.count - place), at: place)
        }
      }
      let attempts: [() throws -> Void] = [
        { _ = try SignedNote(bytes) }, { _ = try Checkpoint(text: bytes) }, { _ = try RecordProof(bytes) },
        { _ = try WitnessRequest(bytes) }, { _ = try WitnessPolicy(bytes) },
        { _ = try EntryBundle.entries(of: bytes, count: 9, place: "") },
        { _ = try HashTile.hashes(of: bytes, count: 9, place: "") }, { _ = try NoteSignature.lines(bytes) },
        { _ = try VerifierKey(String(decoding: bytes, as: UTF8.self)) },
        { _ = try SignerKey("PRIVATE+KEY+" + String(decoding: bytes, as: UTF8.self)) },
      ]
      for attempt in attempts {
        do { try attempt() } catch { refused += error is RecordError ? 1 : 0 }
      }
      _ = TilePath(String(decoding: bytes, as: UTF8.self))
      // Whatever is read is written as it was: there is one spelling.
      if let note = try? SignedNote(bytes) { #expect(note.bytes == bytes) }
      if let read = try? RecordProof(bytes) { #expect(read.bytes == bytes) }
      if let read = try? WitnessRequest(bytes) { #expect(read.bytes == bytes) }
      if let read = try? Checkpoint(text: bytes) { #expect(read.text == bytes) }
    }
    #expect(refused > 100_000)
  }
}
