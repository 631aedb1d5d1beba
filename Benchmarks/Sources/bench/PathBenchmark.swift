internal import CAllocationCounter
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore

/// What one sample costs on its whole way through a night: conditioning, staging, phase, program and guard.
///
/// The night comes in blocks of one sample, so that each step is one sample, and each step is timed by itself. The
/// clock's own cost is in every figure, and stated. Allocations are counted from the tenth minute on.
struct PathBenchmark {
  let place: Place
  let pairs: Int

  private static let target = 50_000.0
  private static let warmUpSeconds: Int64 = 600

  /// One night, step by step.
  private struct Run {
    var quick: [Int64] = []
    var ends: [Int64] = []
    /// Steps after the warm-up, those of them that allocated, and how often.
    var tallies = [Tally](repeating: Tally(), count: 3)
    var pulses = 0
  }

  private struct Tally {
    var steps = 0
    var allocating = 0
    var allocations = 0

    mutating func add(_ count: Int) {
      steps += 1
      allocations += count
      if count > 0 { allocating += 1 }
    }
  }

  private struct Subject: Encodable {
    let path: String
    let rate: Int
    var band = [0.3, 35.0]
    var segment = 320
  }

  func run(into results: inout Results) throws {
    let setup = try NightSetup(home: place.home)
    let source = try OneSampleSource(recording: place.recording("ucddb/ucd022.edf"))
    let name = source.description.name
    addClock(into: &results)
    _ = try step(source, setup)
    let runs = try (0..<pairs).map { _ in try step(source, setup) }
    add("a sample that ends no second", name, runs.map(\.quick), into: &results)
    add("a sample that ends a second", name, runs.map(\.ends), into: &results)
    add("any sample", name, runs.map { $0.quick + $0.ends }, target: true, into: &results)
    if let last = runs.last { addAllocations(last, name, into: &results) }
    try compare(source, setup, into: &results)
  }

  private func step(_ source: OneSampleSource, _ setup: NightSetup) throws -> Run {
    var source = source
    let description = source.description
    var runtime = try NightRuntime(
      setup.configuration(description), program: setup.program, models: setup.models)
    var block = SignalBlock(for: description)
    var events: [TimedEvent] = []
    events.reserveCapacity(64)
    var run = Run()
    run.quick.reserveCapacity(source.samples.count)
    run.ends.reserveCapacity(source.samples.count)
    let ticks = description.blockLength.ticks
    let second = NightTime.ticksPerSecond
    while source.next(&block) {
      events.removeAll(keepingCapacity: true)
      let before = luma_allocations_on_this_thread()
      let began = Clock.nanoseconds()
      runtime.step(block, into: &events)
      let ended = Clock.nanoseconds()
      let allocations = Int(luma_allocations_on_this_thread() - before)
      let start = block.start.ticks
      let endsSecond = (start + ticks) / second != start / second
      if endsSecond { run.ends.append(ended - began) } else { run.quick.append(ended - began) }
      var hasWords = false
      for event in events {
        switch event.event {
        case .scene, .withheld, .alarm: hasWords = true
        case .pulse: run.pulses += 1
        default: break
        }
      }
      if start >= Self.warmUpSeconds * second {
        run.tallies[hasWords ? 2 : endsSecond ? 1 : 0].add(allocations)
      }
    }
    return run
  }

  private func add(
    _ what: String, _ name: String, _ runs: [[Int64]], target: Bool = false, into results: inout Results
  ) {
    let sorted = runs.map { $0.sorted() }
    func quantile(_ q: Double) -> [Double] {
      sorted.map { $0.isEmpty ? .nan : Double($0[min($0.count - 1, Int(q * Double($0.count)))]) }
    }
    for (label, q) in [("median", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)] {
      var note = ""
      if target, label == "p99.9" {
        note = "target < 50 µs: \(Spread(quantile(q)).median < Self.target ? "met" : "missed")"
      }
      results.add("path", name, "\(what), \(label)", unit: "µs", quantile(q).map { $0 / 1000 }, note: note)
    }
    let over = sorted.map { run in
      Double(run.count { Double($0) > Self.target }) / Double(max(run.count, 1)) * 1e6
    }
    results.add("path", name, "\(what), over 50 µs", unit: "in a million", over)
  }

  private func addAllocations(_ run: Run, _ name: String, into results: inout Results) {
    guard luma_allocations_are_counted() else {
      results.skip("path: allocations cannot be counted under a sanitizer")
      return
    }
    let kinds = ["ending no second", "ending a second", "with words"]
    for (kind, tally) in zip(kinds, run.tallies) {
      results.add("path", name, "steps \(kind)", unit: "steps", [Double(tally.steps)])
      results.add("path", name, "steps \(kind) that allocate", unit: "steps", [Double(tally.allocating)])
      results.add("path", name, "allocations in steps \(kind)", unit: "", [Double(tally.allocations)])
    }
    results.add("path", name, "pulses in the night", unit: "", [Double(run.pulses)])
  }

  /// What the clock reads when nothing lies between two readings: what is in every figure, and the machine's noise.
  private func addClock(into results: inout Results) {
    var gaps: [Int64] = []
    gaps.reserveCapacity(3_000_000)
    for _ in 0..<3_000_000 {
      let began = Clock.nanoseconds()
      gaps.append(Clock.nanoseconds() - began)
    }
    add("the clock alone", "—", [gaps], into: &results)
  }

  /// For scale: only conditioning, second by second in SciPy, beside our whole path sample by sample.
  private func compare(_ source: OneSampleSource, _ setup: NightSetup, into results: inout Results) throws {
    guard let peer = try place.peer("night") else {
      results.skip("path beside SciPy: there is no Python with it (LUMAPOD_PEERS)")
      return
    }
    let path = place.scratch.appending(path: "eeg.f64").path
    let values = source.microvolts
    var bytes = Data(capacity: values.count * 8)
    for value in values {
      var bits = value.bitPattern.littleEndian
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
    try bytes.write(to: URL(filePath: path))
    let rate = Int(NightTime.ticksPerSecond / source.description.blockLength.ticks)
    let subject = Subject(path: path, rate: rate)
    let configuration = setup.configuration(source.description)
    // The peer takes seconds.
    let measured = try Pairs(
      min(pairs, 7),
      ours: { repeats in
        try Clock.seconds(repeats: repeats) {
          var source = source
          var runtime = try NightRuntime(configuration, program: setup.program, models: setup.models)
          var block = SignalBlock(for: source.description)
          var events: [TimedEvent] = []
          while source.next(&block) {
            events.removeAll(keepingCapacity: true)
            runtime.step(block, into: &events)
          }
          return runtime.now
        }
      }, peer: { try peer.seconds(subject, repeats: $0) })
    results.add(
      "path", source.description.name, peer: "scipy sosfilt + welch a second", unit: "ns/sample", measured,
      note: "for scale: the peer only conditions"
    ) { $0 * 1e9 / Double(values.count) }
  }
}
