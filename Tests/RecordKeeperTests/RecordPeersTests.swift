import Foundation
import PublicRecord
import RecordKeeper
import SleepCore
import TestKit
import Testing

/// A folder without waiting for the disk: what is written is the same.
struct HastyFiles: RecordFiles {
  let files: FolderFiles
  func read(_ path: String) throws(RecordError) -> [UInt8]? { try files.read(path) }
  func makeFolder(_ path: String) throws(RecordError) { try files.makeFolder(path) }
  func write(_ path: String, _ bytes: [UInt8]) throws(RecordError) { try files.write(path, bytes) }
  func sync(_ path: String) throws(RecordError) {}
  func syncFolder(_ path: String) throws(RecordError) {}
  func rename(_ path: String, to other: String) throws(RecordError) { try files.rename(path, to: other) }
  func names(in folder: String) throws(RecordError) -> [String] { try files.names(in: folder) }
  func remove(_ path: String) throws(RecordError) { try files.remove(path) }
  func lock(_ path: String) throws(RecordError) -> RecordLock { try files.lock(path) }
}

@Suite("Our log before other people's tools")
struct RecordPeersTests {
  /// Writes a log of some size with proofs beside it, as the peers' scripts describe.
  private static func write(_ size: Int, in folder: ScratchFolder) throws -> String {
    let path = folder.file("log-\(size)").path
    let files = HastyFiles(files: try FolderFiles(path))
    let keeper = try LogKeeper(files, signer: logKey())
    let witness = try witnessKey(0)
    var random = SeededRandom(seed: UInt64(size))
    var old: [SignedCheckpoint] = []
    while keeper.head.size < size {
      // First small steps, so that partial tiles are made and swept, then large ones.
      let step = min(size - keeper.head.size, keeper.head.size < 600 ? 97 : 30_000)
      try keeper.append((keeper.head.size..<keeper.head.size + step).map { entry($0) })
      if old.count < 5 || keeper.head.size == size { old.append(try keeper.sign()) }
      try keeper.publish(keeper.sign())
    }
    var signed = try keeper.sign()
    // A witness's signature is of a kind that these peers do not know, and they must not mind.
    signed.add(try witness.sign(signed.note.text, time: 1_700_000_000))
    try keeper.publish(signed)
    try files.makeFolder("proof")
    try files.makeFolder("consistency")
    var indexes = Set(
      [0, 1, 255, 256, 257, 65_535, 65_536, size - 1, size / 2].filter { $0 >= 0 && $0 < size })
    for _ in 0..<min(size, 20) { indexes.insert(Int.random(in: 0..<size, using: &random)) }
    for index in indexes {
      try files.write(
        "proof/\(index).\(RecordProof.fileExtension)", keeper.proof(of: index, under: signed).bytes)
    }
    for checkpoint in old.map(\.checkpoint) where checkpoint.size > 0 {
      let hashes = try keeper.request(from: checkpoint.size, to: signed).hashes
      let lines = ([checkpoint.root] + hashes).map { "\($0.base64)\n" }.joined()
      try files.write("consistency/\(checkpoint.size)", Array(lines.utf8))
    }
    return path
  }

  static let sizes = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537]

  private static let go: String? = {
    if let version = try? run("go", ["version"]), version.status == 0,
      FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    {
      return "go"
    }
    print("skipped: no Go with golang.org/x/mod; apt-get install golang-go golang-golang-x-mod-dev")
    return nil
  }()

  @Test(
    "golang.org/x/mod's tlog and note accept it at every size: signatures, every tile, proofs",
    .enabled(if: go != nil))
  func goAccepts() throws {
    let folder = try ScratchFolder()
    let sizes = Self.sizes + [1_000_000]
    let paths = try sizes.map { try Self.write($0, in: folder) }
    let source = SharedMaterial.projectRoot.appending(path: "Tests/peers/tlog_peer.go").path
    let environment = [
      "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0",
    ]
    let peer = folder.file("tlog_peer").path
    let build = try run("go", ["build", "-o", peer, source], environment: environment)
    try #require(build.status == 0, "\(build.error)")
    let said = try run(peer, ["\(try logKey().verifier)"] + paths)
    #expect(said.status == 0, "\(said.error)")
    let lines = said.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.map { Int($0[1]) } == sizes && lines.map { Int($0[2]) } == sizes)
    for line in lines.dropFirst() { #expect((Int(line[4]) ?? 0) >= 2 && (Int(line[3]) ?? 0) >= 1) }

    // And it does refuse: an entry, a tile, a proof and a signature that were changed.
    for (file, place) in [
      ("tile/entries/001.p/1", 4), ("tile/0/000", 40), ("proof/0.tlog-proof", 40), ("checkpoint", 30),
    ] {
      let bad = folder.file("bad").path
      try? FileManager.default.removeItem(atPath: bad)
      try FileManager.default.copyItem(atPath: paths[4], toPath: bad)
      var bytes = try Data(contentsOf: URL(filePath: "\(bad)/\(file)"))
      bytes[place] ^= 1
      try bytes.write(to: URL(filePath: "\(bad)/\(file)"))
      #expect(try run(peer, ["\(try logKey().verifier)", bad]).status != 0, "\(file)")
    }
  }

  @Test("pymerkle has the same root and accepts every proof, at every size", .enabled(if: peerPython != nil))
  func pymerkleAccepts() throws {
    let folder = try ScratchFolder()
    let sizes = Self.sizes + (tries(0, soak: 1) == 1 ? [1_000_000] : [])
    let paths = try sizes.map { try Self.write($0, in: folder) }
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/tlog_peer.py").path
    let said = try run(try #require(peerPython), [script] + paths)
    #expect(said.status == 0, "\(said.error.suffix(400))")
    let lines = said.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.map { Int($0[1]) } == sizes)
    for line in lines.dropFirst() { #expect((Int(line[2]) ?? 0) >= 1) }
  }
}
