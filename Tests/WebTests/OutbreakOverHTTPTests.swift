import Fleet
import Foundation
import PublicRecord
import RecordKeeper
import SleepCore
import Surveillance
import Synchronization
import TestKit
import Testing
import Web

/// Pods that each follow a record over HTTP, looked after by a few threads.
final class PodPool: Sendable {
  /// How far a look may come before or after its time, as a share of the interval.
  static let jitter = 0.2

  private struct Pod {
    var record: FollowedRecord
    var next: ContinuousClock.Instant
  }
  private struct State {
    var waiting: [Pod] = []
    var refused: [ContinuousClock.Instant] = []
    var failures: [String] = []
    var isOver = false
  }
  private let state = Mutex(State())
  private let program: WatchedProgram
  private let clock: TestClock

  /// Begins to follow with every pod; each sees that the program may run. Blocks.
  init(
    _ count: Int, url: String, policy: [UInt8], program: WatchedProgram, clock: TestClock,
    in scratch: ScratchFolder
  )
    throws
  {
    (self.program, self.clock) = (program, clock)
    var random = SeededRandom(seed: 17)
    for number in 0..<count {
      var record = try FollowedRecord.begin(
        RecordAddress(url), policy: policy, folder: scratch.file("pods/\(number)").path)
      _ = try record.update()
      try decide(record)
      let first = HaltWatch.interval * random.uniform()
      state.withLock { $0.waiting.append(Pod(record: record, next: .now + .seconds(first))) }
    }
  }

  private func decide(_ record: FollowedRecord) throws {
    _ = try RecordGate.decide(
      program: program.sha256, name: program.name, records: [record.follower.known(unwitnessed: .own)],
      home: [],
      now: clock.now)
  }

  func start(threads: Int) {
    for number in 0..<threads {
      let thread = Thread { [self] in work(SeededRandom(seed: 99, stream: UInt64(number))) }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private func work(_ seeded: SeededRandom) {
    var random = seeded
    while true {
      let pod: Pod? = state.withLock { state in
        guard let i = state.waiting.indices.min(by: { state.waiting[$0].next < state.waiting[$1].next })
        else { return nil }
        return state.waiting[i].next <= .now ? state.waiting.remove(at: i) : nil
      }
      if state.withLock({ $0.isOver }) { return }
      guard var pod else {
        Thread.sleep(forTimeInterval: 0.005)
        continue
      }
      do {
        _ = try pod.record.update()
        try decide(pod.record)
      } catch let refusal as RecordRefusal {
        state.withLock { state in
          state.refused.append(.now)
          if case .halted = refusal.why {} else { state.failures.append(refusal.description) }
        }
        continue
      } catch {
        state.withLock { $0.failures.append("\(error)") }
      }
      let pause = HaltWatch.interval * (1 + Self.jitter * (2 * random.uniform() - 1))
      pod.next = .now + .seconds(pause)
      let again = pod
      state.withLock { $0.waiting.append(again) }
    }
  }

  var refused: [ContinuousClock.Instant] { state.withLock { $0.refused } }
  var failures: [String] { state.withLock { $0.failures } }
  func end() { state.withLock { $0.isOver = true } }
  deinit { end() }
}

@Suite("An outbreak in 500 virtual homes, over HTTP", .serialized)
struct OutbreakOverHTTPTests {
  /// Sends tallies, eight at a time.
  static func send(_ tallies: [Tally], to url: String) async throws {
    guard let office = RecordOffice(try RecordAddress(url)) else { return }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 0..<8 {
        let mine = stride(from: part, to: tallies.count, by: 8).map { tallies[$0] }
        group.addTask {
          let isNew = try await blocking { try mine.map { try office.tell($0) } }
          #expect(!isNew.contains(false))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(
    "a program that raises nightmares threefold is signalled, halted, and refused by every pod within 10 s")
  func outbreak() async throws {
    let pods = tries(60, soak: 500)
    let scratch = try ScratchFolder()
    let clock = TestClock(KeptRecord.noon.seconds)
    // Two witnesses on ports of their own, who learn the log's key when there is one.
    let keepers = Mutex<[WitnessKeeper<FolderFiles>]>([])
    var servers: [LoopbackServer] = []
    for number in 0..<2 {
      let site = WitnessSite(
        key: "\(try KeptRecord.witnessKey(number).verifier)",
        answer: { body in
          let keeper = keepers.withLock { $0[number] }
          return await keeper.answer(body, time: UInt64(clock.now.seconds))
        }, newest: { _ in nil })
      servers.append(
        try await LoopbackServer { ready in
          try await WebServer.run(site.router(), host: "127.0.0.1", port: 0, ready: { ready($0) })
        })
    }
    let folder = try KeptRecord.begin(in: scratch, ports: servers.map(\.port))
    let made = try (0..<2).map { try KeptRecord.witness($0, in: scratch, log: folder.signer.verifier) }
    keepers.withLock { $0 = made }
    let record = try await KeptRecord(
      folder, clock: clock, witnesses: WebWitness.witnesses(of: folder.policy))
    let (site, desk) = (record.site, record.desk)
    let server = try await LoopbackServer { ready in
      try await WebServer.run(
        site.router(), host: "127.0.0.1", port: 0, ready: { ready($0) },
        beside: { try await desk.run { print("desk: \($0)") } })
    }
    let url = "http://127.0.0.1:\(server.port)/"
    let (harmful, calm) = (try KeptRecord.program("rain"), try KeptRecord.program("snow"))
    for entry in [harmful.entry, calm.entry] { _ = try await record.host.add(entry) }
    let pool = try await blocking {
      try PodPool(
        pods, url: url, policy: folder.policyText, program: harmful.watched, clock: clock, in: scratch)
    }
    pool.start(threads: 8)

    var homes = VirtualHomes(500, program: harmful.watched, ratio: 3, seed: 20)
    var others = VirtualHomes(100, program: calm.watched, ratio: 1, seed: 21)
    var nights = 0
    while record.writer.moment(of: .halt) == nil {
      try #require(nights < 20)
      let day = clock.now.day
      try await Self.send(homes.night(day) + others.night(day), to: url)
      nights += 1
      // The next day begins; the desk notices it by itself.
      clock.set(clock.now + 86_400)
      // Pods may run only what was witnessed within a day.
      if record.writer.moment(of: .signal) == nil { try await record.host.refresh() }
      for _ in 0..<200 where record.writer.moment(of: .halt) == nil {
        if try await call("\(url)monitors").body.contains(
          "\"looked_through\":\"\(UTCTime.name(ofDay: day))\"")
        {
          break
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      // Where one of them says so now, the signal and the halt are on their way.
      let isLoud = try await call("\(url)monitors").body.contains("\"decision\":\"signal\"")
      for _ in 0..<200 where isLoud && record.writer.moment(of: .halt) == nil {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    let signal = try #require(record.writer.moment(of: .signal))
    for _ in 0..<600 where pool.refused.count < pods { try await Task.sleep(for: .milliseconds(50)) }
    pool.end()
    let delays = pool.refused.map { ($0 - signal) / .seconds(1) }.sorted()
    let median = delays.isEmpty ? 0 : delays[delays.count / 2]
    print(
      "outbreak: signal after \(nights) nights; \(delays.count) of \(pods) pods refuse, counted from when the signal was "
        + "handed to the log: median \(Self.text(median)) s, longest \(Self.text(delays.last ?? 0)) s")
    #expect(delays.count == pods)
    #expect(pool.failures == [])
    #expect((delays.first ?? 0) > 0 && (delays.last ?? 99) <= 10)

    // What everyone reads: one signal, one halt that answers it, and the other program still runs.
    let reading = await record.host.reading
    #expect(reading.faults.isEmpty && reading.unansweredSignals.isEmpty)
    #expect(reading.signals.map(\.program) == [harmful.watched.sha256])
    #expect(reading.halts.map(\.program) == [harmful.watched.sha256])
    #expect(record.writer.kinds.suffix(2) == [.signal, .halt])
    let page = try await call(url).body
    #expect(
      page.contains("Halted: rain 1") && page.contains("<svg") && page.contains("which was crossed</title>"))
    let monitors = try CanonicalJSON.read(Array(try await call("\(url)monitors").body.utf8), limit: 1_000_000)
    #expect(monitors["monitors"]?.list?.count { $0["decision"]?.text == "signal" } == 1)
    for hidden in ["state/tallies.jsonl", "tile/../state/tallies.jsonl", "tallies"] {
      #expect(try await call(url + hidden).status == 404)
    }
  }

  static func text(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension UTCTime {
  static func + (lhs: UTCTime, rhs: Int) -> UTCTime { UTCTime(seconds: lhs.seconds + rhs) }
}
