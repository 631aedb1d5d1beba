import PublicRecord
import RecordKeeper
import SleepCore
import Synchronization
import TestKit
import Testing

/// A witness that does as it is told.
final class MoodyWitness: WitnessAsker {
  enum Mood { case good, absent, silent, lying }
  let key: VerifierKey
  private let near: NearWitness<SimulatedDisk>
  private let mood = Mutex(Mood.good)
  private let asked = Mutex(0)

  init(_ number: Int, disk: SimulatedDisk, mood: Mood = .good) throws {
    let keeper = try WitnessKeeper(disk, signer: witnessKey(number), logs: [logKey().verifier])
    near = NearWitness(keeper) { 1_700_000_000 }
    key = keeper.key
    turn(mood)
  }

  func turn(_ mood: Mood) { self.mood.withLock { $0 = mood } }
  var count: Int { asked.withLock { $0 } }

  func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
    asked.withLock { $0 += 1 }
    switch mood.withLock({ $0 }) {
    case .good: return try await near.ask(request)
    case .absent: throw RecordError(.unreadable, "nobody answers", place: key.name, remedy: "")
    case .silent:
      try await Task.sleep(for: .seconds(3600))
      throw CancellationError()
    case .lying:
      return .signed([
        NoteSignature(name: key.name, number: key.number, bytes: [UInt8](repeating: 0, count: 72))
      ])
    }
  }
}

@Suite("Entries from many, proofs for all")
struct RecordSequencerTests {
  static let pace = SequencerPace(
    gather: .milliseconds(5), round: .milliseconds(300), patience: .milliseconds(700))

  private static func policy(_ witnesses: [MoodyWitness]) throws -> WitnessPolicy {
    try WitnessPolicy(
      logs: [logKey().verifier], witnesses: witnesses.map(\.key), threshold: min(2, witnesses.count))
  }

  private static func sequencer(
    _ disk: SimulatedDisk, _ witnesses: [MoodyWitness]
  ) throws -> RecordSequencer<SimulatedDisk> {
    try RecordSequencer(
      LogKeeper(disk, signer: logKey()), policy: policy(witnesses), witnesses: witnesses, pace: pace)
  }

  @Test(
    "500 at once: each has a place of its own and a proof that convinces a stranger, with one witness away or lying",
    arguments: [MoodyWitness.Mood.good, .absent, .silent, .lying])
  func many(mood: MoodyWitness.Mood) async throws {
    let witnesses = try (0..<3).map {
      try MoodyWitness($0, disk: SimulatedDisk(seed: 1), mood: $0 == 1 ? mood : .good)
    }
    let disk = SimulatedDisk(seed: 1)
    let record = try Self.sequencer(disk, witnesses)
    let receipts = try await withThrowingTaskGroup(of: (Int, RecordReceipt).self) { group in
      for number in 0..<500 {
        group.addTask {
          if number % 50 == 0 { try await Task.sleep(for: .milliseconds(number / 10)) }
          return (number, try await record.add(entry(number)))
        }
      }
      return try await group.reduce(into: [(Int, RecordReceipt)]()) { $0.append($1) }
    }
    #expect(Set(receipts.map(\.1.index)) == Set(0..<500))
    let policy = try Self.policy(witnesses)
    for (number, receipt) in receipts {
      #expect(receipt.proof.index == receipt.index)
      let finding = try RecordProof(receipt.proof.bytes).verify(entry: entry(number), policy: policy)
      #expect(finding.witnesses.count >= 2 && finding.earliest == 1_700_000_000)
    }
    let published = try #require(await record.published)
    #expect(published.checkpoint.size == 500)
    #expect(try SignedCheckpoint(try #require(try disk.read("checkpoint"))) == published)
    // In batches: far fewer questions than entries.
    #expect(witnesses[0].count < 60)
  }

  @Test("without enough witnesses nothing is published; the entry stays, and is proved when they are back")
  func tooFew() async throws {
    let witnesses = try (0..<3).map { try MoodyWitness($0, disk: SimulatedDisk(seed: 1)) }
    let record = try Self.sequencer(SimulatedDisk(seed: 1), witnesses)
    #expect(try await record.add(entry(0)).index == 0)
    witnesses[0].turn(.absent)
    witnesses[2].turn(.lying)
    let error = await #expect(throws: RecordError.self) { try await record.add(entry(1)) }
    #expect(error?.kind == .unverified && error?.problem.contains("entry 1 is in the log") == true)
    #expect(error?.remedy.contains("nobody answers") == true)
    #expect(await record.published?.checkpoint.size == 1)
    #expect(await !record.health.hasQuorum)
    // Who comes while they are away, and waits, is served when one of them is back.
    async let third = record.add(entry(2))
    try await Task.sleep(for: .milliseconds(100))
    witnesses[0].turn(.good)
    let receipt = try await third
    #expect(receipt.index == 2 && receipt.proof.signed.checkpoint.size == 3)
    #expect(await record.health.hasQuorum)
    // Only the liar is complained of.
    #expect(await Set(record.health.complaints.keys) == [witnesses[2].key.name])
  }

  @Test("what nobody waits for any more is published all the same when the witnesses are back")
  func afterwards() async throws {
    let witnesses = try (0..<2).map { try MoodyWitness($0, disk: SimulatedDisk(seed: 1), mood: .absent) }
    let record = try Self.sequencer(SimulatedDisk(seed: 1), witnesses)
    await #expect(throws: RecordError.self) { try await record.add(entry(0)) }
    #expect(await record.published == nil)
    for witness in witnesses { witness.turn(.good) }
    for _ in 0..<300 where await record.published == nil { try await Task.sleep(for: .milliseconds(10)) }
    #expect(await record.published?.checkpoint.size == 1)
  }

  @Test(
    "a log that starts again learns from its witnesses what they remember, and refreshes without an entry")
  func again() async throws {
    let disks = (0..<4).map { SimulatedDisk(seed: UInt64($0)) }
    do {
      let record = try Self.sequencer(disks[3], try (0..<2).map { try MoodyWitness($0, disk: disks[$0]) })
      for number in 0..<3 { _ = try await record.add(entry(number)) }
    }
    let restarted = disks.map { $0.restarted(seed: 1) }
    let witnesses = try (0..<2).map { try MoodyWitness($0, disk: restarted[$0]) }
    let record = try Self.sequencer(restarted[3], witnesses)
    let fresh = try await record.refresh()
    #expect(fresh.checkpoint.size == 3 && fresh.note.signatures.count == 3)
    #expect(try await record.add(entry(3)).index == 3)
  }

  @Test("a log that lost entries which its witnesses have seen publishes nothing any more, and says so")
  func wentBack() async throws {
    let disks = (0..<3).map { SimulatedDisk(seed: UInt64($0)) }
    do {
      let record = try Self.sequencer(disks[2], try (0..<2).map { try MoodyWitness($0, disk: disks[$0]) })
      for number in 0..<3 { _ = try await record.add(entry(number)) }
    }
    // The operator begins anew under the same name.
    let witnesses = try (0..<2).map { try MoodyWitness($0, disk: disks[$0].restarted(seed: 1)) }
    let record = try Self.sequencer(SimulatedDisk(seed: 9), witnesses)
    let error = await #expect(throws: RecordError.self) { try await record.add(entry(0, 5)) }
    #expect(error?.remedy.contains("gone back") == true)
    #expect(await record.published == nil)
  }

  @Test("a full disk is told to who added; when there is room, the record goes on")
  func fullDisk() async throws {
    let witnesses = try (0..<2).map { try MoodyWitness($0, disk: SimulatedDisk(seed: 1)) }
    let disk = SimulatedDisk(seed: 1, trouble: .full(calls: 4), at: 40)
    let record = try Self.sequencer(disk, witnesses)
    var kept: [Int: [UInt8]] = [:]
    var refused = 0
    for number in 0..<20 {
      do { kept[try await record.add(entry(number)).index] = entry(number) } catch { refused += 1 }
    }
    #expect(refused > 0 && kept.count > 10)
    let published = try #require(await record.published)
    var seen: [Int: [UInt8]] = [:]
    let audit = try LogAudit.run(of: published.checkpoint, from: disk) { seen[$0] = Array($1) }
    #expect(audit.faults.isEmpty)
    for (index, bytes) in kept { #expect(seen[index] == bytes) }
  }

  @Test("an entry that is too long, and a policy of another log, are refused at once")
  func refusals() async throws {
    let witnesses = try [MoodyWitness(0, disk: SimulatedDisk(seed: 1))]
    let record = try Self.sequencer(SimulatedDisk(seed: 1), witnesses)
    let error = await #expect(throws: RecordError.self) {
      try await record.add([UInt8](repeating: 0, count: 65_536))
    }
    #expect(error?.kind == .tooLarge)
    #expect(try await record.add([UInt8](repeating: 0, count: 65_535)).index == 0)
    let other = try SignerKey(name: "other", kind: .ed25519, seed: [UInt8](repeating: 8, count: 32))
    let policy = try WitnessPolicy(logs: [other.verifier], witnesses: [], threshold: 0)
    #expect(throws: RecordError.self) {
      try RecordSequencer(LogKeeper(SimulatedDisk(seed: 1), signer: logKey()), policy: policy, witnesses: [])
    }
  }

  @Test("a witness's answer is read by its status, and anything else is no answer")
  func answers() throws {
    for (status, refusal) in [
      (400, WitnessRefusal.malformed), (403, .notSigned), (404, .unknownLog), (422, .notConsistent),
    ] {
      #expect(try WitnessAnswer(status: status, body: Array("whatever".utf8)) == .refused(refusal))
      #expect(refusal.status == status)
    }
    #expect(try WitnessAnswer(status: 409, body: Array("17\n".utf8)) == .refused(.otherSize(17)))
    for body in ["", "17", "-1\n", "+1\n", "01\n", "1e3\n", "17\n\n", "99999999999999999999\n"] {
      #expect(throws: RecordError.self) { try WitnessAnswer(status: 409, body: Array(body.utf8)) }
    }
    for status in [0, 201, 302, 500, 503] {
      #expect(throws: RecordError.self) { try WitnessAnswer(status: status, body: []) }
    }
    let signature = try witnessKey(0).sign([0x0A], time: 3)
    #expect(
      try WitnessAnswer(status: 200, body: signature.line + signature.line)
        == .signed([signature, signature]))
    for body in [[], Array("\n".utf8), signature.line.dropLast(), signature.line + [0x0A]] {
      #expect(throws: RecordError.self) { try WitnessAnswer(status: 200, body: Array(body)) }
    }
  }
}
