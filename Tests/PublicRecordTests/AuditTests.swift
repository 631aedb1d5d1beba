import Foundation
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("Logs as tiles, and the audit of a whole log")
struct AuditTests {
  /// A log in memory, grown in steps, with the root and size after each.
  static func log(_ size: Int, steps: [Int] = [1, 300, 2, 255, 1, 1000]) throws
    -> (files: TilesInMemory, roots: [Int: MerkleHash])
  {
    var growth = TileGrowth()
    var frontier = MerkleFrontier()
    var files = TilesInMemory()
    var roots = [0: MerkleHash.empty]
    var step = 0
    while growth.size < size {
      let count = min(steps[step % steps.count], size - growth.size)
      step += 1
      let entries = (growth.size..<growth.size + count).map(entry)
      for leaf in entries { frontier.append(MerkleHash(leaf: leaf)) }
      for file in try growth.append(entries) { files.files["\(file.path)"] = file.bytes }
      #expect(growth.root == frontier.root)
      roots[growth.size] = growth.root
    }
    return (files, roots)
  }

  static func checkpoint(_ size: Int, _ root: MerkleHash?) throws -> Checkpoint {
    try Checkpoint(origin: "lumapod.example/log", size: size, root: try #require(root))
  }

  @Test(
    "a log grown in steps is whole, and its tiles prove every entry",
    arguments: [0, 1, 255, 256, 257, 5000, 66_000])
  func grown(size: Int) throws {
    let (files, roots) = try Self.log(size)
    var seen = 0
    let audit = try LogAudit.run(
      of: Self.checkpoint(size, roots[size]), kept: roots.map { try Self.checkpoint($0, $1) }, from: files
    ) { number, bytes in
      seen += number == seen && bytes.elementsEqual(entry(number)) ? 1 : 0
    }
    #expect(audit.faults.isEmpty && audit.verdict.contains("is whole"))
    #expect(seen == size)
    var nodes = TileHashes(files, size: size)
    #expect(try nodes.root(size: size) == roots[size])
    var random = SeededRandom(seed: UInt64(size))
    for _ in 0..<min(size, 40) {
      let index = Int.random(in: 0..<size, using: &random)
      let proof = try InclusionProof(index: index, size: size, from: &nodes)
      try proof.verify(leaf: MerkleHash(leaf: entry(index)), root: try #require(roots[size]))
      // Those who fetch first need no more than they are told.
      var few = TilesInMemory()
      for path in TilesNeeded.inclusion(index: index, size: size) {
        few.files["\(path)"] = files.files["\(path)"]
      }
      var fewNodes = TileHashes(few, size: size)
      #expect(try InclusionProof(index: index, size: size, from: &fewNodes) == proof)
    }
    for (old, root) in roots where old > 0 {
      let proof = try ConsistencyProof(oldSize: old, newSize: size, from: &nodes)
      try proof.verify(oldRoot: root, newRoot: try #require(roots[size]))
      var few = TilesInMemory()
      for path in TilesNeeded.consistency(oldSize: old, newSize: size) {
        few.files["\(path)"] = files.files["\(path)"]
      }
      var fewNodes = TileHashes(few, size: size)
      #expect(try ConsistencyProof(oldSize: old, newSize: size, from: &fewNodes) == proof)
    }
    // It goes on where it was, and where a partial tile has made way for the whole one.
    for (old, root) in roots { #expect(try TileGrowth(size: old, root: root, from: files).size == old) }
    var without = files
    for path in files.files.keys where path.contains(".p/") {
      if let tile = TilePath(path), files.files["\(tile.whole)"] != nil { without.files[path] = nil }
    }
    for (old, root) in roots { #expect(try TileGrowth(size: old, root: root, from: without).root == root) }
    #expect(try LogAudit.run(of: Self.checkpoint(size, roots[size]), from: without).faults.isEmpty)
  }

  @Test("every file that is changed, cut or taken away is named, in every byte", arguments: [3, 600])
  func damage(size: Int) throws {
    let (files, roots) = try Self.log(size)
    let checkpoint = try Self.checkpoint(size, roots[size])
    for path in AuditPaths(size: size) {
      let bytes = try #require(files.files["\(path)"])
      var bad = files
      bad.files["\(path)"] = nil
      let missing = try LogAudit.run(of: checkpoint, from: bad)
      #expect(missing.faults.first?.kind == .missing && missing.faults.first?.place == "\(path)")
      for place in stride(from: 0, to: bytes.count, by: size < 100 ? 1 : 97) {
        bad.files["\(path)"] = bytes
        bad.files["\(path)"]?[place] ^= 0x40
        let audit = try LogAudit.run(of: checkpoint, from: bad)
        #expect(
          audit.faults.contains { $0.description.contains("\(path)") },
          "\(path) byte \(place): \(audit.faults)")
        #expect(audit.verdict.contains("NOT in order"))
      }
      bad.files["\(path)"] = bytes.dropLast()
      #expect(try LogAudit.run(of: checkpoint, from: bad).faults.first?.kind == .damaged)
    }
  }

  @Test(
    "an entry that was changed with all its tiles is caught by the checkpoint, and by each one kept before")
  func rewritten() throws {
    let (_, roots) = try Self.log(700)
    var growth = TileGrowth()
    var files = TilesInMemory()
    for file in try growth.append((0..<700).map { entry($0 == 301 ? 9999 : $0) }) {
      files.files["\(file.path)"] = file.bytes
    }
    let honest = try Self.checkpoint(700, roots[700])
    #expect(try LogAudit.run(of: honest, from: files).faults.map(\.kind) == [.otherRoot])
    // The operator signs the new history: who kept an older checkpoint sees it.
    let forged = try Self.checkpoint(700, growth.root)
    #expect(try LogAudit.run(of: forged, from: files).faults.isEmpty)
    let kept = try [1, 301, 303, 558].map { try Self.checkpoint($0, roots[$0]) }
    let audit = try LogAudit.run(of: forged, kept: kept, from: files)
    #expect(audit.faults.map(\.kind) == [.rewritten, .rewritten])
    #expect(audit.faults.map(\.place) == [303, 558].map { "the checkpoint of size \($0)" })
    let back = try LogAudit.run(of: Self.checkpoint(301, roots[301]), kept: [honest], from: files)
    #expect(back.faults.first?.kind == .wentBack)
  }

  @Test("a missing bundle does not stop an audit: the rest is checked, and the root through the tiles")
  func goesOn() throws {
    let (files, roots) = try Self.log(70_000, steps: [70_000])
    var bad = files
    bad.files["tile/entries/005"] = nil
    bad.files["tile/entries/100"] = nil
    bad.files["tile/0/100"] = nil
    bad.files["tile/0/200"]?[40] ^= 1
    let audit = try LogAudit.run(of: Self.checkpoint(70_000, roots[70_000]), from: bad)
    #expect(audit.faults.map(\.kind) == [.missing, .missing, .missing, .changedEntry])
    #expect(audit.faults.last?.place == "entry 51201, in tile/entries/200")
    #expect(audit.entriesSeen == 70_000 - 512)
  }

  @Test("a log that claims more entries than anybody could read is given up, not read for ever")
  func absurdSize() throws {
    let (files, _) = try Self.log(300)
    let audit = try LogAudit.run(of: Self.checkpoint(Int.max, .empty), from: files)
    #expect(audit.faultCount == LogAudit.mostMissing + 1 && audit.next == nil && audit.frontier == nil)
    #expect(audit.verdict.contains("NOT in order"))
    for path in AuditPaths(size: Int.max).prefix(1000) { #expect(TilePath("\(path)") == path) }
    #expect(TilesNeeded.inclusion(index: Int.max - 1, size: Int.max).count < 70)
  }

  @Test("the log of tessera is whole at all its sizes", .enabled(if: Vectors.folder != nil))
  func tessera() throws {
    let reader = FolderReader(root: try #require(Vectors.folder?.appending(path: "tessera-log")))
    let key = try VerifierKey(
      "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
    var kept: [Checkpoint] = []
    for size in 0...15 {
      let signed = try SignedCheckpoint(try Vectors.bytes("tessera-log/checkpoint.\(size)"))
      #expect(signed.checkpoint.size == size)
      try signed.verified(byLog: [key])
      let audit = try LogAudit.run(of: signed.checkpoint, kept: kept, from: reader)
      #expect(audit.faults.isEmpty && audit.entriesSeen == size)
      kept.append(signed.checkpoint)
    }
  }

  @Test(
    "tiles of a foreign mirror lead to the root that its witness signed", .enabled(if: Vectors.folder != nil))
  func mirror() throws {
    let root =
      "sunlight/cmd/skylight/testdata/witness/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706"
    let signed = try SignedCheckpoint(try Vectors.bytes("\(root)/checkpoint"))
    let reader = FolderReader(root: try #require(Vectors.folder?.appending(path: root)))
    var nodes = TileHashes(reader, size: 300)
    #expect(try nodes.root(size: 300) == signed.checkpoint.root)
    // Its bundles are placeholders, and the audit says so of all 300 without doubting the tiles.
    let audit = try LogAudit.run(of: signed.checkpoint, from: reader)
    #expect(audit.faults.contains { $0.kind == .changedEntry || $0.kind == .damaged })
  }

  @Test("entries up to 65,535 bytes go in, one more byte does not and leaves the log as it was")
  func largest() throws {
    var growth = TileGrowth()
    _ = try growth.append([[], [UInt8](repeating: 1, count: 65_535)])
    let before = growth
    #expect(
      fault { _ = try growth.append([entry(1), [UInt8](repeating: 1, count: 65_536)]) }?.kind == .tooLarge)
    #expect(growth == before)
  }
}
