internal import Dispatch
internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore
internal import Synchronization

/// What the public record costs: entries onto the disk, from an entry to a checkpoint that witnesses have signed, a
/// proof's check, and the audit of a whole log.
struct RecordBenchmark {
  /// How often each is measured.
  let runs: Int

  private static let subject = "entries of 200 bytes"

  /// An entry as the record has them: a kind, a number and a commitment.
  private static func entry(_ number: Int) -> [UInt8] {
    let text =
      "{\"commitment\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\",\"kind\":\"night\",\"n\":\(number)}"
    return Array(text.utf8) + [UInt8](repeating: 0x20, count: max(0, 200 - text.utf8.count))
  }

  private static func log() throws -> SignerKey {
    try SignerKey.new(name: "lumapod.example/bench", kind: .ed25519)
  }

  /// A folder that goes with its measurement; on the disk that temporary files are on.
  private func inFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lumapod-record-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  /// Waits, on the one thread that measures, for what runs on others.
  private static func waiting<Value: Sendable>(for body: @escaping @Sendable () async throws -> Value) throws
    -> Value
  {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task {
      let result: Result<Value, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      outcome.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard let result = outcome.withLock({ $0 }) else {
      throw BenchError(place: "record", problem: "nothing came of it", remedy: "Run it again.")
    }
    return try result.get()
  }

  func run(into results: inout Results) throws {
    try appending(into: &results)
    try adding(into: &results)
    try reading(into: &results)
  }

  /// Batches of 300, each durable before the next begins.
  private func appending(into results: inout Results) throws {
    var rates: [Double] = []
    for _ in 0..<min(runs, 5) {
      rates.append(
        try inFolder { folder in
          let keeper = try LogKeeper(FolderFiles("\(folder)/log"), signer: Self.log())
          let batches = (0..<40).map { batch in (0..<300).map { Self.entry(batch * 300 + $0) } }
          let seconds = try Clock.seconds { for batch in batches { try keeper.append(batch) } }
          return 12_000 / seconds
        })
    }
    results.add(
      "record", Self.subject, "durable, in batches of 300", unit: "entries/s", rates,
      note: "the target is 3000")
  }

  /// Many who add at once, two witnesses on the same disk, and how long each waits for a proof that both have signed.
  private func adding(into results: inout Results) throws {
    var rates: [Double] = []
    var medians: [Double] = []
    var worst: [Double] = []
    for _ in 0..<min(runs, 3) {
      let (seconds, waits) = try inFolder { folder in
        try Self.waiting { try await Self.many(12_000, perSecond: 3_200, in: folder) }
      }
      rates.append(Double(waits.count) / seconds)
      medians.append(waits[waits.count / 2] * 1e3)
      worst.append(waits[waits.count * 99 / 100] * 1e3)
    }
    results.add(
      "record", "3200 a second, two witnesses", "added, signed and proved", unit: "entries/s", rates)
    results.add("record", "3200 a second, two witnesses", "from entry to proof, median", unit: "ms", medians)
    results.add(
      "record", "3200 a second, two witnesses", "from entry to proof, 99 of 100", unit: "ms", worst,
      note: "the target is 1500")
  }

  /// Adds entries at an even pace; gives the whole time and each one's wait in seconds, sorted.
  private static func many(_ count: Int, perSecond rate: Int, in folder: String) async throws
    -> (seconds: Double, waits: [Double])
  {
    let log = try log()
    let witnesses = try (0..<2).map { number in
      let key = try SignerKey.new(name: "w\(number).example", kind: .cosignature)
      let keeper = try WitnessKeeper(FolderFiles("\(folder)/w\(number)"), signer: key, logs: [log.verifier])
      return NearWitness(keeper) { UInt64(Date().timeIntervalSince1970) }
    }
    let policy = try WitnessPolicy(logs: [log.verifier], witnesses: witnesses.map(\.key), threshold: 2)
    let record = try RecordSequencer(
      LogKeeper(FolderFiles("\(folder)/log"), signer: log), policy: policy, witnesses: witnesses)
    let began = Clock.nanoseconds()
    let waits = try await withThrowingTaskGroup(of: Double.self) { group in
      for number in 0..<count {
        let due = began + Int64(number) * 1_000_000_000 / Int64(rate)
        let early = due - Clock.nanoseconds()
        if early > 2_000_000 { try await Task.sleep(for: .nanoseconds(early)) }
        group.addTask {
          let start = Clock.nanoseconds()
          _ = try await record.add(entry(number))
          return Double(Clock.nanoseconds() - start) / 1e9
        }
      }
      return try await group.reduce(into: [Double]()) { $0.append($1) }
    }
    return (Double(Clock.nanoseconds() - began) / 1e9, waits.sorted())
  }

  /// A log of a million: written in large batches, audited, and one proof of it checked.
  private func reading(into results: inout Results) throws {
    let size = 1_000_000
    try inFolder { folder in
      let log = try Self.log()
      let files = try FolderFiles("\(folder)/log")
      let keeper = try LogKeeper(files, signer: log)
      let writing = try Clock.seconds {
        for first in stride(from: 0, to: size, by: 20_000) {
          try keeper.append((first..<first + 20_000).map(Self.entry))
        }
      }
      results.add("record", "a million entries", "writing them, in batches of 20,000", unit: "s", [writing])
      var signed = try keeper.sign()
      var audits: [Double] = []
      for _ in 0..<min(runs, 5) {
        audits.append(
          try Clock.seconds {
            let audit = try LogAudit.run(of: signed.checkpoint, from: files)
            guard audit.faults.isEmpty, audit.entriesSeen == size else {
              throw BenchError(
                place: "record", problem: audit.verdict, remedy: "Run it again on a sound disk.")
            }
          })
      }
      results.add(
        "record", "a million entries", "audit from the disk", unit: "s", audits, note: "the target is 10")

      let witnesses = try (0..<2).map { try SignerKey.new(name: "w\($0).example", kind: .cosignature) }
      for witness in witnesses { signed.add(try witness.sign(signed.note.text, time: 1)) }
      let policy = try WitnessPolicy(logs: [log.verifier], witnesses: witnesses.map(\.verifier), threshold: 2)
      let proof = try keeper.proof(of: 654_321, under: signed)
      let bytes = proof.bytes
      let leaf = MerkleHash(leaf: Self.entry(654_321))
      var inclusion: [Double] = []
      var whole: [Double] = []
      for _ in 0..<runs {
        inclusion.append(1e6 * (try Clock.seconds(repeats: 1000) { try proof.verifyInclusion(leaf: leaf) }))
        whole.append(
          1e6
            * (try Clock.seconds(repeats: 100) {
              try RecordProof(bytes).verify(entry: Self.entry(654_321), policy: policy)
            }))
      }
      results.add(
        "record", "a million entries", "a proof's check, up to the root", unit: "µs", inclusion,
        note: "the target is 50")
      results.add(
        "record", "a million entries", "a proof file, with the signatures of the log and two witnesses",
        unit: "µs",
        whole)
    }
  }
}
