import Foundation
import PublicRecord
import RecordKeeper
import SleepCore
import TestKit
import Testing

/// Two histories of one log, the same up to some size.
struct Histories: Sendable {
  static let origin = "lumapod.example/log"
  let honest: MerkleTree
  let forked: MerkleTree
  let log: SignerKey
  /// The first size at which they differ.
  let parting: Int

  init(_ count: Int, parting: Int) throws {
    log = try logKey()
    self.parting = parting
    honest = MerkleTree(leaves: (0..<count).map { MerkleHash(leaf: entry($0)) })
    forked = MerkleTree(leaves: (0..<count).map { MerkleHash(leaf: entry($0, $0 < parting - 1 ? 0 : 1)) })
  }

  func request(from old: Int, to new: Int, isForked: Bool = false) throws -> WitnessRequest {
    var tree = isForked ? forked : honest
    let checkpoint = try Checkpoint(origin: Self.origin, size: new, root: try tree.root(size: new))
    return try WitnessRequest(oldSize: old, signed: SignedCheckpoint(checkpoint, by: [log]), from: &tree)
  }

  func root(_ size: Int, isForked: Bool = false) throws -> MerkleHash {
    var tree = isForked ? forked : honest
    return try tree.root(size: size)
  }
}

@Suite("A witness on a disk")
struct WitnessKeeperTests {
  private func keeper(_ disk: SimulatedDisk) throws -> WitnessKeeper<SimulatedDisk> {
    try WitnessKeeper(disk, signer: witnessKey(0), logs: [logKey().verifier])
  }

  @Test("signs by the specification, and its signature is for the time that it was given")
  func signs() async throws {
    let histories = try Histories(20, parting: 10)
    let witness = try keeper(SimulatedDisk(seed: 1))
    let request = try histories.request(from: 0, to: 5)
    let reply = await witness.answer(request.bytes, time: 1_700_000_000)
    #expect(reply.status == 200)
    let signature = try #require(try NoteSignature.lines(reply.body).first)
    #expect(witness.key.time(of: signature.bytes, over: request.signed.note.text) == 1_700_000_000)
    for (body, status) in [
      (Array("old 0".utf8), 400), (try histories.request(from: 0, to: 7).bytes, 409),
      (try histories.request(from: 5, to: 12).bytes, 200),
      (try histories.request(from: 12, to: 13, isForked: true).bytes, 422),
      (try histories.request(from: 12, to: 12, isForked: true).bytes, 409),
    ] { #expect(await witness.answer(body, time: 1).status == status) }
    #expect(
      await witness.answer(try histories.request(from: 3, to: 4).bytes, time: 1).body == Array("12\n".utf8))
    let stranger = try WitnessKeeper(SimulatedDisk(seed: 2), signer: witnessKey(1), logs: [])
    #expect(await stranger.answer(request.bytes, time: 1).status == 404)
  }

  @Test("1,000 racing submissions of an honest log and its fork: never back, never both histories")
  func racing() async throws {
    let histories = try Histories(400, parting: 30)
    let disk = SimulatedDisk(seed: 3)
    let witness = try keeper(disk)
    let signed = await withTaskGroup(of: [(WitnessRequest, Bool)].self) { group in
      for racer in 0..<50 {
        group.addTask {
          var random = SeededRandom(seed: UInt64(racer))
          var signed: [(WitnessRequest, Bool)] = []
          for number in 0..<20 {
            let known = (try? await witness.newest(of: Histories.origin))?.checkpoint.size ?? 0
            // Some believe what was true a moment ago, some what never was.
            let old = number % 5 == 0 ? Int.random(in: 0...399, using: &random) : known
            let new = min(400, old + Int.random(in: 0...9, using: &random))
            let isForked = (racer + number) % 3 == 0
            guard let request = try? histories.request(from: old, to: new, isForked: isForked) else {
              continue
            }
            if await witness.answer(request.bytes, time: 5).status == 200 {
              signed.append((request, isForked))
            }
          }
          return signed
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(signed.count >= 10)
    let largest = try #require(signed.map(\.0.signed.checkpoint.size).max())
    let newest = try #require(try await witness.newest(of: Histories.origin)?.checkpoint)
    #expect(newest.size == largest && largest > histories.parting)
    // All that was signed is of one history.
    let beyond = signed.filter { $0.0.signed.checkpoint.size >= histories.parting }
    #expect(Set(beyond.map(\.1)).count == 1)
    // What the disk was given went only up, and each step was a different size or the same root.
    let heads = try disk.history.filter { $0.path.hasPrefix("heads/") }.map {
      try SignedCheckpoint($0.bytes).checkpoint
    }
    #expect(heads.count == signed.count)
    for (a, b) in zip(heads, heads.dropFirst()) {
      #expect(a.size < b.size || a.root == b.root && a.size == b.size)
    }
  }

  @Test("a fork is refused every time, at every size, and both heads stay on the disk")
  func forks() async throws {
    let histories = try Histories(120, parting: 30)
    for size in [30, 64] {
      let disk = SimulatedDisk(seed: UInt64(size))
      let witness = try keeper(disk)
      #expect(await witness.answer(try histories.request(from: 0, to: size).bytes, time: 1).status == 200)
      for new in Array(30...68) + [100, 120] {
        let isSame = new == size
        for old in Set([0, 10, size, min(new, size)]) where old <= new {
          let status = await witness.answer(
            try histories.request(from: old, to: new, isForked: true).bytes, time: 1
          ).status
          #expect(status != 200)
          if old == size { #expect(status == (isSame ? 409 : 422)) }
        }
      }
      let evidence = await witness.evidence(for: Histories.origin)
      let proof = try #require(evidence.first)
      #expect(proof.isProof && evidence.count { $0.isProof } == 1)
      #expect(try proof.kept.checkpoint.root == histories.root(size))
      #expect(try proof.offered.checkpoint.root == histories.root(size, isForked: true))
      try proof.offered.verified(byLog: [histories.log.verifier])
      #expect(
        evidence.count <= 2 * WitnessKeeper<SimulatedDisk>.mostEvidence
          && evidence.count > 5)
      // It is still there for the next process, and the honest log still gets its signature.
      let next = try keeper(disk.restarted(seed: 0))
      #expect(await next.evidence(for: Histories.origin) == evidence)
      #expect(await next.answer(try histories.request(from: size, to: 120).bytes, time: 1).status == 200)
    }
  }

  @Test("a fork that gives itself away in passing, under a wrong old size, is kept as well")
  func forkInPassing() async throws {
    let histories = try Histories(40, parting: 12)
    let witness = try keeper(SimulatedDisk(seed: 5))
    #expect(await witness.answer(try histories.request(from: 0, to: 20).bytes, time: 1).status == 200)
    // Honest checkpoints under a wrong size are no evidence of anything.
    for (old, new) in [(0, 20), (0, 30), (5, 8)] {
      #expect(await witness.answer(try histories.request(from: old, to: new).bytes, time: 1).status == 409)
    }
    let padded = WitnessRequest(
      oldSize: 20, hashes: [.empty], signed: try histories.request(from: 0, to: 20).signed)
    #expect(await witness.answer(padded.bytes, time: 1).status == 422)
    #expect(await witness.evidence(for: Histories.origin).isEmpty)
    let reply = await witness.answer(try histories.request(from: 0, to: 20, isForked: true).bytes, time: 1)
    #expect(reply.status == 409 && reply.body == Array("20\n".utf8))
    #expect(await witness.evidence(for: Histories.origin).map(\.isProof) == [true])
  }

  @Test("whoever has no key of the log can fill neither the disk nor the drawer of proofs")
  func filling() async throws {
    let histories = try Histories(110, parting: 110)
    let disk = SimulatedDisk(seed: 4)
    let witness = try keeper(disk)
    #expect(await witness.answer(try histories.request(from: 0, to: 10).bytes, time: 1).status == 200)
    for new in 11...110 {
      let signed = try histories.request(from: 10, to: new).signed
      let garbled = WitnessRequest(oldSize: 10, hashes: [.empty], signed: signed)
      #expect(await witness.answer(garbled.bytes, time: 1).status == 422)
    }
    let evidence = await witness.evidence(for: Histories.origin)
    #expect(
      evidence.count == WitnessKeeper<SimulatedDisk>.mostEvidence && !evidence.contains(where: \.isProof))
  }

  @Test(
    "killed, cut off or failing at every call: what it signed it remembers, and no fork of it is ever signed",
    arguments: [0, 1, 2, 3])
  func crashes(kind: Int) async throws {
    let histories = try Histories(60, parting: 12)
    for call in 0..<45 {
      for seed in 0..<tries(3, soak: 30) {
        let troubles: [SimulatedDisk.Trouble] = [.kill, .powerCut, .error, .errorThenCut(after: 1 + seed)]
        let disk = SimulatedDisk(seed: UInt64(call * 10 + seed), trouble: troubles[kind], at: call)
        var signed: [Checkpoint] = []
        if let witness = try? keeper(disk) {
          for size in [5, 11, 11, 12, 30, 30, 31] {
            for isForked in [false, true] {
              guard let known = try? await witness.newest(of: Histories.origin)?.checkpoint.size ?? 0,
                known <= size
              else { continue }
              let request = try histories.request(from: known, to: size, isForked: isForked)
              if await witness.answer(request.bytes, time: 1).status == 200 {
                signed.append(request.signed.checkpoint)
              }
            }
          }
        }
        let next = try keeper(disk.restarted(seed: UInt64(seed)))
        let known = try await next.newest(of: Histories.origin)?.checkpoint
        let size = known?.size ?? 0
        #expect(size >= signed.map(\.size).max() ?? 0, "call \(call), seed \(seed)")
        for isForked in [true, false] {
          let request = try histories.request(from: size, to: 60, isForked: isForked)
          if await next.answer(request.bytes, time: 1).status == 200 {
            signed.append(request.signed.checkpoint)
          }
        }
        // All of one history.
        for isForked in [true, false] {
          let mine = try signed.allSatisfy { try $0.root == histories.root($0.size, isForked: isForked) }
          let other = try signed.allSatisfy { try $0.root == histories.root($0.size, isForked: !isForked) }
          #expect(mine || other, "call \(call), seed \(seed)")
        }
      }
    }
  }
}
