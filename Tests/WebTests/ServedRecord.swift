import Fleet
import Foundation
import Incidents
import PublicRecord
import RecordKeeper
import SleepCore
import Surveillance
import Synchronization
import TestKit
import Web

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A clock that a test sets.
final class TestClock: Sendable {
  private let seconds: Mutex<Int>
  init(_ seconds: Int) { self.seconds = Mutex(seconds) }
  var now: UTCTime { UTCTime(seconds: seconds.withLock { $0 }) }
  func set(_ now: UTCTime) { seconds.withLock { $0 = now.seconds } }
}

/// A log's writer that notes when an entry was handed to it, and can be told to stop after a signal, as a
/// process that is killed stops.
final class NotingWriter: RecordWriter {
  private let sequencer: RecordSequencer<FolderFiles>
  private let stopsAfterSignal: Bool
  private let noted = Mutex<[(kind: EntryKind, at: ContinuousClock.Instant)]>([])

  init(_ sequencer: RecordSequencer<FolderFiles>, stopsAfterSignal: Bool = false) {
    (self.sequencer, self.stopsAfterSignal) = (sequencer, stopsAfterSignal)
  }

  var kinds: [EntryKind] { noted.withLock { $0.map(\.kind) } }

  func moment(of kind: EntryKind) -> ContinuousClock.Instant? {
    noted.withLock { $0.first { $0.kind == kind }?.at }
  }

  func add(_ entry: [UInt8]) async throws -> RecordProof {
    if stopsAfterSignal, kinds.contains(.signal) { throw CancellationError() }
    let kind = try RecordEntry(bytes: entry).kind
    noted.withLock { $0.append((kind, .now)) }
    return try await sequencer.add(entry).proof
  }

  func refresh() async throws { _ = try await sequencer.refresh() }
}

/// Serves on loopback, on a free port, until it goes.
final class LoopbackServer: Sendable {
  let port: Int
  private let task: Task<Void, any Error>

  init(_ run: @escaping @Sendable (_ ready: @escaping @Sendable (Int) -> Void) async throws -> Void)
    async throws
  {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    task = Task {
      defer { continuation.finish() }
      try await run { continuation.yield($0) }
    }
    var ports = stream.makeAsyncIterator()
    guard let port = await ports.next() else { throw NoServer() }
    self.port = port
  }

  deinit { task.cancel() }

  struct NoServer: Error {}
}

/// What a server of this machine answers to a call; waited for on a thread that may block.
func call(_ url: String, body: [UInt8]? = nil) async throws -> (status: Int, body: String) {
  guard let target = URL(string: url) else { throw URLError(.badURL) }
  var request = URLRequest(url: target, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 20)
  if let body {
    request.httpMethod = "POST"
    request.httpBody = Data(body)
  }
  return try await withCheckedThrowingContinuation { continuation in
    let task = URLSession.shared.dataTask(with: request) { data, response, error in
      if let response = response as? HTTPURLResponse, error == nil {
        continuation.resume(returning: (response.statusCode, String(decoding: data ?? Data(), as: UTF8.self)))
      } else {
        continuation.resume(throwing: error ?? URLError(.badServerResponse))
      }
    }
    task.resume()
  }
}

/// Runs what blocks on a thread that may.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    // Not on a queue that URLSession needs as well.
    Thread { continuation.resume(with: Result { try work() }) }.start()
  }
}

/// A record on a disk, as `luma record serve` keeps it, with two witnesses.
struct KeptRecord {
  static let noon = UTCTime(seconds: 1_795_608_000)
  let folder: OperatorFolder
  let host: RecordHost
  let desk: SignalDesk
  let writer: NotingWriter
  let clock: TestClock
  let site: RecordSite

  init(
    _ folder: OperatorFolder, clock: TestClock, witnesses: [any WitnessAsker], stopsAfterSignal: Bool = false,
    store: (any TallyStore)? = nil, pace: SequencerPace = SequencerPace()
  ) async throws {
    (self.folder, self.clock) = (folder, clock)
    let sequencer = try RecordSequencer(
      try folder.keeper(), policy: folder.policy, witnesses: witnesses, pace: pace)
    writer = NotingWriter(sequencer, stopsAfterSignal: stopsAfterSignal)
    let files = try FolderFiles(folder.path)
    let now: @Sendable () -> UTCTime = { clock.now }
    host = RecordHost(
      address: "http://127.0.0.1/", policy: folder.policy, writer: writer, files: { try files.read($0) },
      now: now)
    desk = SignalDesk(host: host, store: store ?? TallyFile(record: folder.path), now: now)
    site = RecordSite(host: host, policy: folder.policyText, word: folder.word, desk: desk)
    try await host.refresh()
  }

  /// A witness of the house, in a folder of its own.
  static func witness(_ number: Int, in scratch: ScratchFolder, log: VerifierKey) throws -> WitnessKeeper<
    FolderFiles
  > {
    try WitnessKeeper(
      FolderFiles(scratch.file("witness-\(number)").path), signer: witnessKey(number), logs: [log])
  }

  static func witnessKey(_ number: Int) throws -> SignerKey {
    try SignerKey(
      name: "witness.example/\(number)", kind: .cosignature,
      seed: [UInt8](repeating: UInt8(number + 1), count: 32))
  }

  /// A new record's folder that asks two witnesses.
  static func begin(in scratch: ScratchFolder, ports: [Int] = [1, 2]) throws -> OperatorFolder {
    let keys = try (0..<3).map {
      try SignerKey(
        name: "keeper.example/\($0)", kind: .ed25519, seed: [UInt8](repeating: UInt8($0), count: 32)
      ).verifier
    }
    guard let council = KeyCouncil(needed: 2, keys: keys) else { throw URLError(.unknown) }
    let witnesses = try ports.enumerated().map { number, port in
      try OperatorFolder.Witness("\(try witnessKey(number).verifier)=http://127.0.0.1:\(port)/")
    }
    return try OperatorFolder.begin(
      scratch.file("record").path, origin: "record.example/lumapod", witnesses: witnesses, threshold: 2,
      council: council, at: noon)
  }

  /// A program's entry, and how tallies name it.
  static func program(_ name: String) throws -> (entry: RecordEntry, watched: WatchedProgram) {
    let source = "program: \(name)\n"
    let entry = try RecordEntry(
      .program, at: noon,
      body: [
        "name": .text(name), "title": .text(name), "version": "1", "sha256": .text(SHA256Hex.of(source)),
        "source": .text(source), "limits": .text(SHA256Hex.of("limits")), "certificates": [],
      ])
    return (entry, try WatchedProgram(sha256: SHA256Hex.of(source), name: name, version: "1"))
  }
}

/// Homes with a background of nightmares of their own and a lot every night, as in Evidence's
/// `OutbreakSimulation`.
struct VirtualHomes {
  let program: WatchedProgram
  let ratio: Double
  private var rates: [Double] = []
  private var random: SeededRandom

  init(_ count: Int, program: WatchedProgram, ratio: Double, seed: UInt64) {
    (self.program, self.ratio) = (program, ratio)
    random = SeededRandom(seed: seed)
    for _ in 0..<count { rates.append(random.exponential(mean: 0.03)) }
  }

  /// What every home tells of a night.
  mutating func night(_ day: Int) throws -> [Tally] {
    var tallies: [Tally] = []
    for (home, rate) in rates.enumerated() {
      let exposed = random.next() & 1 == 0
      let events = random.uniform() < rate * (exposed ? ratio : 1) ? 1 : 0
      let secret = Array("the secret of the home number \(100_000 + home)".utf8)
      tallies.append(
        try Tally(
          day: day, home: HomeWord.word(secret: secret, day: day), program: program, outcome: .nightmares,
          exposed: exposed ? (1, events) : (0, 0),
          control: exposed ? (0, 0) : (1, events)))
    }
    return tallies
  }
}
