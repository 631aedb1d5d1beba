import Fleet
import Foundation
import Incidents
import PublicRecord
import RecordKeeper
import SleepCore
import Surveillance
import Synchronization
import TestKit
import Testing
import Web

/// A journal in memory whose disk fails when it is told to, after half of what it should write.
final class MoodyStore: TallyStore {
  struct Full: Error {}
  private let state = Mutex<(bytes: [UInt8], isFull: Bool, cuts: Int)>(([], false, 0))

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var cuts: Int { state.withLock { $0.cuts } }
  func turn(full: Bool) { state.withLock { $0.isFull = full } }

  func read() throws -> [UInt8] { bytes }
  func append(_ bytes: [UInt8]) throws {
    try state.withLock { state in
      state.bytes += state.isFull ? Array(bytes.prefix(bytes.count / 2)) : bytes
      if state.isFull { throw Full() }
    }
  }
  func cut(to count: Int) throws {
    state.withLock { $0 = (Array($0.bytes.prefix(count)), $0.isFull, $0.cuts + 1) }
  }
}

@Suite("The desk that takes tallies")
struct SignalDeskTests {
  /// A record with a program, served by near witnesses.
  static func record(
    _ scratch: ScratchFolder, stopsAfterSignal: Bool = false, store: (any TallyStore)? = nil
  ) async throws -> (
    record: KeptRecord, folder: OperatorFolder, witnesses: [any WitnessAsker], clock: TestClock
  ) {
    let folder = try KeptRecord.begin(in: scratch)
    let clock = TestClock(KeptRecord.noon.seconds)
    let near: [any WitnessAsker] = try (0..<2).map {
      let keeper = try KeptRecord.witness($0, in: scratch, log: folder.signer.verifier)
      return NearWitness(keeper) { UInt64(clock.now.seconds) }
    }
    let record = try await KeptRecord(
      folder, clock: clock, witnesses: near, stopsAfterSignal: stopsAfterSignal, store: store)
    _ = try await record.host.add(KeptRecord.program("rain").entry)
    return (record, folder, near, clock)
  }

  static func tally(_ home: Int = 0, day: Int = KeptRecord.noon.day, event: Bool = false) throws -> Tally {
    let secret = Array("the secret of the home number \(100_000 + home)".utf8)
    return try Tally(
      day: day, home: HomeWord.word(secret: secret, day: day), program: KeptRecord.program("rain").watched,
      outcome: .nightmares,
      exposed: (1, event ? 1 : 0), control: (0, 0))
  }

  /// Brings many tallies to a desk at once.
  static func take(_ tallies: [Tally], at desk: SignalDesk) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for tally in tallies { group.addTask { _ = try await desk.take(tally.json.bytes) } }
      try await group.waitForAll()
    }
  }

  @Test(
    "over HTTP: a repeat counts once, and what is malformed, too early, too late or unknown is refused by name"
  )
  func refusals() async throws {
    let scratch = try ScratchFolder()
    let (record, folder, _, _) = try await Self.record(scratch)
    let site = record.site
    let server = try await LoopbackServer { ready in
      try await WebServer.run(site.router(), host: "127.0.0.1", port: 0, ready: { ready($0) })
    }
    let url = "http://127.0.0.1:\(server.port)/tally"
    let good = try Self.tally().json
    #expect(try await call(url, body: good.bytes) == (200, "{\"before\":false,\"counted\":true}"))
    #expect(try await call(url, body: good.bytes + [0x0A]) == (200, "{\"before\":true,\"counted\":true}"))
    let today = KeptRecord.noon.day
    let stranger = try KeptRecord.program("hidden").watched
    let cases: [(body: [UInt8], status: Int, says: String)] = [
      (try Self.tally(event: true).json.bytes, 409, "something else of nightmares"),
      (try Self.tally(day: today + 1).json.bytes, 422, "its day has not begun"),
      (try Self.tally(day: today - 46).json.bytes, 422, "more than 45 days ago"),
      (good.with("program", stranger.json).bytes, 404, "does not know its program"),
      (good.with("words", "what I dreamt").bytes, 422, "a tally may not hold it"),
      (Array("{".utf8), 422, "tally, "), ([], 422, "tally, "),
      ([UInt8](repeating: 0x20, count: 5000), 413, "at most 1000 bytes"),
    ]
    for (body, status, says) in cases {
      let answer = try await call(url, body: body)
      #expect(answer.status == status, "\(answer)")
      #expect(answer.body.contains(says), "\(answer)")
    }
    #expect(try await call(url, body: Self.tally(1).json.bytes).status == 200)
    // What the disk has is what was acknowledged, and nothing else.
    let journal = try TallyFile(record: folder.path).read()
    #expect(journal == good.bytes + [0x0A] + (try Self.tally(1).json.bytes) + [0x0A])
    let file = try FileManager.default.attributesOfItem(atPath: TallyFile(record: folder.path).path)
    #expect(file[.posixPermissions] as? Int == 0o600)
  }

  @Test("many at once share the disk's flushes, and each is in the journal when it is answered")
  func many() async throws {
    let scratch = try ScratchFolder()
    let (record, folder, _, _) = try await Self.record(scratch)
    let desk = record.desk
    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
      for home in 0..<400 { group.addTask { try await desk.take(Self.tally(home % 200).json.bytes) } }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(taken == 200)
    let (board, kept) = try SignalBoard.read(TallyFile(record: folder.path).read())
    #expect(board.journal.tallies == 200 && kept > 0)
  }

  @Test(
    "a disk that is full: nothing is acknowledged, nothing acknowledged is lost, and it goes on when there is room"
  )
  func fullDisk() async throws {
    let scratch = try ScratchFolder()
    let store = MoodyStore()
    let (record, _, _, clock) = try await Self.record(scratch, store: store)
    #expect(try await record.desk.take(Self.tally(0).json.bytes))
    store.turn(full: true)
    await #expect(throws: MoodyStore.Full.self) { try await record.desk.take(Self.tally(1).json.bytes) }
    clock.set(clock.now + 86_400)
    await #expect(throws: MoodyStore.Full.self) { try await record.desk.work() }
    store.turn(full: false)
    #expect(try await record.desk.take(Self.tally(0).json.bytes) == false)
    #expect(try await record.desk.take(Self.tally(1).json.bytes))
    try await record.desk.work()
    let (board, kept) = try SignalBoard.read(store.bytes)
    #expect(kept == store.bytes.count && board.journal.tallies == 2)
    #expect(board.journal.looked == KeptRecord.noon.day)
    #expect(store.cuts == 2)
  }

  @Test(
    "killed after the signal was written: the halt is written at the restart, and the journal gives the same monitors"
  )
  func killed() async throws {
    let scratch = try ScratchFolder()
    let clock: TestClock
    let folder: OperatorFolder
    let witnesses: [any WitnessAsker]
    let before: [UInt8]
    do {
      let (record, itsFolder, near, itsClock) = try await Self.record(scratch, stopsAfterSignal: true)
      (folder, witnesses, clock) = (itsFolder, near, itsClock)
      var homes = VirtualHomes(500, program: try KeptRecord.program("rain").watched, ratio: 4, seed: 2)
      for _ in 0..<10 where !record.writer.kinds.contains(.signal) {
        try await Self.take(homes.night(clock.now.day), at: record.desk)
        clock.set(clock.now + 86_400)
        try? await record.desk.work()
      }
      #expect(record.writer.kinds == [.program, .signal])
      await #expect(throws: (any Error).self) { try await record.desk.work() }
      before = await record.desk.monitors
    }
    // The log is free again when the last task of the old process has gone.
    var again: KeptRecord?
    for _ in 0..<100 where again == nil {
      again = try? await KeptRecord(folder, clock: clock, witnesses: witnesses)
      if again == nil { try await Task.sleep(for: .milliseconds(20)) }
    }
    let record = try #require(again)
    #expect(await record.host.reading.unansweredSignals.count == 1)
    try await record.desk.work()
    #expect(record.writer.kinds == [.halt])
    let reading = await record.host.reading
    #expect(reading.unansweredSignals.isEmpty && reading.faults.isEmpty)
    #expect(reading.halts.first?.index == reading.signals.first.map { $0.index + 1 })
    #expect(await record.desk.monitors == before)
    try await record.desk.work()
    #expect(record.writer.kinds == [.halt])
  }

  @Test("witnesses that do not sign for a while: signal and halt come when they do, each once")
  func absentWitnesses() async throws {
    let scratch = try ScratchFolder()
    let folder = try KeptRecord.begin(in: scratch)
    let clock = TestClock(KeptRecord.noon.seconds)
    let near = try (0..<2).map {
      try LateWitness(KeptRecord.witness($0, in: scratch, log: folder.signer.verifier), clock: clock)
    }
    let record = try await KeptRecord(
      folder, clock: clock, witnesses: near,
      pace: .init(round: .milliseconds(100), patience: .seconds(2)))
    _ = try await record.host.add(KeptRecord.program("rain").entry)
    var homes = VirtualHomes(500, program: try KeptRecord.program("rain").watched, ratio: 4, seed: 2)
    for _ in 0..<6 {
      try await Self.take(homes.night(clock.now.day), at: record.desk)
      clock.set(clock.now + 86_400)
    }
    for witness in near { witness.isAway.withLock { $0 = true } }
    for _ in 0..<2 { await #expect(throws: (any Error).self) { try await record.desk.work() } }
    for witness in near { witness.isAway.withLock { $0 = false } }
    try await record.desk.work()
    let reading = await record.host.reading
    #expect(reading.signals.count == 1 && reading.halts.count == 1)
    #expect(reading.unansweredSignals.isEmpty && reading.faults.isEmpty)
  }
}

/// A witness that is away when it is told to be.
final class LateWitness: WitnessAsker {
  let isAway = Mutex(false)
  private let near: NearWitness<FolderFiles>
  var key: VerifierKey { near.key }

  init(_ keeper: WitnessKeeper<FolderFiles>, clock: TestClock) {
    near = NearWitness(keeper) { UInt64(clock.now.seconds) }
  }

  func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
    if isAway.withLock({ $0 }) {
      throw RecordError(.unreadable, "nobody answers", place: key.name, remedy: "")
    }
    return try await near.ask(request)
  }
}
