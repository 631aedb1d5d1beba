import Foundation
import PublicRecord
import RecordKeeper
import SleepCore
import TestKit
import Testing

@Suite("A log on a disk")
struct LogKeeperTests {
  /// Batches that fill tiles, cross their ends and leave them partial.
  static let batches = [3, 250, 10, 1, 270, 2]

  /// Adds batches and publishes, as far as the disk lets it; what came of it is in `outsider`.
  static func live(_ disk: SimulatedDisk, life: Int, _ outsider: inout Outsider, from first: Int = 0) throws {
    let keeper = try LogKeeper(disk, signer: logKey())
    for (number, count) in batches.enumerated() where number >= first {
      let entries = (0..<count).map { entry($0, life * 100 + number) }
      let places = try keeper.append(entries)
      #expect(places.count == count)
      for (index, entry) in zip(places, entries) { outsider.acknowledged[index] = entry }
      // A signature counts from when it is made: it may have left the house.
      let signed = try keeper.sign()
      outsider.signed.append(signed.checkpoint)
      try keeper.publish(signed)
      outsider.published.append(signed.checkpoint)
    }
  }

  @Test("adds, signs and publishes; a second opening goes on where the first was")
  func goesOn() throws {
    let disk = SimulatedDisk(seed: 1)
    var outsider = Outsider()
    try Self.live(disk, life: 1, &outsider)
    let keeper = try LogKeeper(disk, signer: logKey())
    #expect(keeper.head.size == 536 && keeper.published?.checkpoint.size == 536)
    #expect(try keeper.append([entry(9)]) == 536..<537)
    try outsider.check(disk, keeper.sign(), "")
    // The partial tiles that whole ones have taken the place of are gone, those of the newest size are there.
    #expect(try disk.names(in: "tile/0/000.p").isEmpty)
    #expect(try disk.names(in: "tile/0/002.p").contains("24"))
    let proof = try keeper.proof(of: 255, under: keeper.sign())
    try proof.verifyInclusion(leaf: MerkleHash(leaf: try #require(outsider.acknowledged[255])))
  }

  /// Every call of a whole life, each with some seeds.
  private static func everyCall(_ trouble: SimulatedDisk.Trouble, seeds: Int) throws -> Int {
    var reached = 0
    let whole = SimulatedDisk(seed: 0)
    var quiet = Outsider()
    try live(whole, life: 1, &quiet)
    for call in 0..<whole.calls {
      for seed in 0..<seeds {
        let disk = SimulatedDisk(seed: UInt64(call * 31 + seed), trouble: trouble, at: call)
        var outsider = Outsider()
        do { try live(disk, life: 1, &outsider) } catch {}
        reached += disk.wasReached ? 1 : 0
        let comment = Comment("call \(call), seed \(seed)")
        var next = disk.restarted(seed: UInt64(seed))
        // Another life with other entries goes on from what is there.
        do { try live(next, life: 2, &outsider, from: 2) } catch {
          Issue.record("life 2 after \(comment): \(error)")
        }
        next = next.restarted(seed: 0)
        let keeper = try LogKeeper(next, signer: logKey())
        try outsider.check(next, keeper.sign(), comment)
      }
    }
    return reached
  }

  @Test("killed at every call: nothing acknowledged is lost, nothing signed is contradicted")
  func killed() throws { #expect(try Self.everyCall(.kill, seeds: tries(1, soak: 40)) > 100) }

  @Test("the power goes at every call, and what was not synced is torn or gone: the same holds")
  func powerCut() throws { #expect(try Self.everyCall(.powerCut, seeds: tries(3, soak: 200)) > 300) }

  @Test("one call of all fails: the same holds after a restart")
  func oneError() throws { #expect(try Self.everyCall(.error, seeds: tries(1, soak: 40)) > 100) }

  @Test(
    "the disk is full at every call, for one call or many: the log goes on when there is room",
    arguments: [1, 40])
  func full(calls: Int) throws {
    let whole = SimulatedDisk(seed: 0)
    var quiet = Outsider()
    try Self.live(whole, life: 1, &quiet)
    for call in 0..<whole.calls {
      let disk = SimulatedDisk(seed: UInt64(call), trouble: .full(calls: calls), at: call)
      try Self.stubborn(disk, "call \(call)")
    }
  }

  @Test("every call fails once: the same process goes on, and a power cut afterwards loses nothing")
  func errorInOneLife() throws {
    let whole = SimulatedDisk(seed: 0)
    var quiet = Outsider()
    try Self.live(whole, life: 1, &quiet)
    for call in 0..<whole.calls {
      for seed in 0..<tries(2, soak: 50) {
        try Self.stubborn(
          SimulatedDisk(seed: UInt64(call * 7 + seed), trouble: .error, at: call),
          "call \(call), seed \(seed)")
      }
    }
  }

  /// A process that tries on whatever the disk says, without starting again.
  private static func stubborn(_ disk: SimulatedDisk, _ comment: Comment) throws {
    var outsider = Outsider()
    var opened: LogKeeper<SimulatedDisk>?
    for _ in 0..<2000 where opened == nil { opened = try? LogKeeper(disk, signer: logKey()) }
    let keeper = try #require(opened, comment)
    for (number, count) in batches.enumerated() {
      let entries = (0..<count).map { entry($0, number) }
      if let places = try? keeper.append(entries) {
        for (index, entry) in zip(places, entries) { outsider.acknowledged[index] = entry }
      }
      if let signed = try? keeper.sign() {
        outsider.signed.append(signed.checkpoint)
        if (try? keeper.publish(signed)) != nil { outsider.published.append(signed.checkpoint) }
      }
    }
    // Sooner or later there is room, and then all is well.
    var last: SignedCheckpoint?
    for _ in 0..<2000 where last == nil {
      if (try? keeper.append([entry(7)])) != nil { last = try? keeper.sign() }
    }
    let signed = try #require(last, comment)
    try keeper.publish(signed)
    #expect(try disk.read("checkpoint") == signed.bytes, comment)
    try outsider.check(disk, signed, comment)
  }

  @Test("a head that is only in the system's memory is not signed for: a failed sync, then a power cut")
  func memoryIsNotDisk() throws {
    let whole = SimulatedDisk(seed: 0)
    var quiet = Outsider()
    try Self.live(whole, life: 1, &quiet)
    for call in 0..<whole.calls {
      for later in stride(from: 1 + call % 3, through: 12, by: tries(3, soak: 1)) {
        let disk = SimulatedDisk(
          seed: UInt64(call * 13 + later), trouble: .errorThenCut(after: later), at: call)
        var outsider = Outsider()
        var keeper = try? LogKeeper(disk, signer: logKey())
        for number in 0..<6 {
          if keeper == nil { keeper = try? LogKeeper(disk, signer: logKey()) }
          let entries = (0..<60).map { entry($0, number) }
          if let places = try? keeper?.append(entries) {
            for (index, entry) in zip(places, entries) { outsider.acknowledged[index] = entry }
          }
          if let signed = try? keeper?.sign() { outsider.signed.append(signed.checkpoint) }
        }
        let next = disk.restarted(seed: UInt64(later))
        let again = try LogKeeper(next, signer: logKey())
        try again.append([entry(1, 77), entry(2, 77)])
        try outsider.check(next, again.sign(), "call \(call), cut \(later) calls later")
      }
    }
  }

  @Test("a second process in the same folder is refused, on a real disk as well")
  func lock() throws {
    let folder = try ScratchFolder()
    let files = try FolderFiles(folder.file("log").path)
    let first = try LogKeeper(files, signer: logKey())
    let refusal = Result { _ = try LogKeeper(FolderFiles(folder.file("log").path), signer: logKey()) }
    #expect(throws: RecordError.self) { try refusal.get() }
    if case .failure(let error) = refusal { #expect((error as? RecordError)?.kind == .busy) }
    withExtendedLifetime(first) {}
  }

  @Test("an older copy of a folder, another log's folder and a changed tile are not signed for")
  func contradictions() throws {
    let folder = try ScratchFolder()
    let path = folder.file("log").path
    do {
      let keeper = try LogKeeper(FolderFiles(path), signer: logKey())
      for number in 0..<3 {
        try keeper.append((0..<100).map { entry($0, number) })
        try keeper.publish(keeper.sign())
        if number == 0 {
          try FileManager.default.copyItem(atPath: path + "/state/head", toPath: path + "/old")
        }
      }
    }
    func kind() -> RecordError.Kind? {
      do {
        _ = try LogKeeper(FolderFiles(path), signer: logKey())
        return nil
      } catch { return (error as? RecordError)?.kind }
    }
    #expect(kind() == nil)
    let head = try Data(contentsOf: URL(filePath: path + "/state/head"))
    try Data(contentsOf: URL(filePath: path + "/old")).write(to: URL(filePath: path + "/state/head"))
    #expect(kind() == .contradiction)
    try FileManager.default.removeItem(atPath: path + "/state/head")
    #expect(kind() == .contradiction)
    try head.write(to: URL(filePath: path + "/state/head"))
    #expect(kind() == nil)
    let other = try SignerKey(name: "other", kind: .ed25519, seed: [UInt8](repeating: 5, count: 32))
    #expect(throws: RecordError.self) { try LogKeeper(FolderFiles(path), signer: other) }
    let tile = URL(filePath: path + "/tile/entries/001.p/44")
    var bytes = try Data(contentsOf: tile)
    bytes[5] ^= 1
    try bytes.write(to: tile)
    #expect(kind() == .contradiction)
  }

  @Test("a real folder is an ordinary static log: every file where the specification has it")
  func realFolder() throws {
    let folder = try ScratchFolder()
    let files = try FolderFiles(folder.file("log").path)
    let keeper = try LogKeeper(files, signer: logKey())
    try keeper.append((0..<257).map { entry($0) })
    try keeper.publish(keeper.sign())
    try keeper.append([entry(257)])
    try keeper.publish(keeper.sign())
    let names =
      FileManager.default.enumerator(atPath: folder.file("log").path)?.compactMap { $0 as? String } ?? []
    let isFile = names.filter {
      (try? FileManager.default.contentsOfDirectory(atPath: folder.file("log/\($0)").path)) == nil
    }
    #expect(
      isFile.sorted() == [
        "checkpoint", "state/head", "state/lock", "tile/0/000", "tile/0/001.p/1", "tile/0/001.p/2",
        "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/001.p/1", "tile/entries/001.p/2",
      ])
    #expect(try LogAudit.run(of: keeper.sign().checkpoint, from: files).faults.isEmpty)
  }
}
