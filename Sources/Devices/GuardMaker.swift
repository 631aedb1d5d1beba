internal import Foundation
internal import Guard
internal import SleepCore
internal import Soundscapes
internal import Synchronization

/// What the guard's mind decided, on its way to being written down, made and played.
enum MakerJob: Sendable {
  case begin(seed: UInt64)
  case second(GuardSecond)
  case pulse(Pulse, cost: Spending)
  case gesture(Gesture, at: NightTime, cost: Spending)
  case end
}

/// The jobs that wait for the maker, and what it says back.
final class MakerBench: Sendable {
  private struct State {
    var jobs: [(job: MakerJob, epoch: Int)] = []
    var due: [Due] = []
    var failure: String?
  }
  /// An actuation whose time comes; it is paid for.
  struct Due: Sendable {
    let time: NightTime
    let what: What
    let epoch: Int
    enum What: Sendable {
      case ambience(Ambience)
      case gesture(Gesture)
    }
  }
  private let state = Mutex(State())
  private let waiting = DispatchSemaphore(value: 0)

  func add(_ job: MakerJob, epoch: Int) {
    state.withLock { $0.jobs.append((job, epoch)) }
    waiting.signal()
  }

  func next() -> (job: MakerJob, epoch: Int) {
    while true {
      waiting.wait()
      if let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) { return job }
    }
  }

  func fail(_ why: String) { state.withLock { $0.failure = $0.failure ?? why } }
  var failure: String? { state.withLock { $0.failure } }
  func addDue(_ due: Due) { state.withLock { $0.due.append(due) } }

  /// What is due, of this epoch; what belongs to an earlier one is dropped.
  func takeDue(at now: NightTime, epoch: Int) -> [Due] {
    state.withLock { state in
      state.due.removeAll { $0.epoch != epoch }
      let due = state.due.filter { $0.time <= now }
      state.due.removeAll { $0.time <= now }
      return due
    }
  }
}

/// Writes down what each decision costs, then makes its sound.
///
/// One thread's business: the disk may take its time here.
struct GuardMaker: ~Copyable {
  private let bench: MakerBench
  private let desk: PlayerDesk
  private var ledger: LedgerFile
  private var reserve = DoseReserve()
  private var mixer = NightMixer(seed: 0)
  private var pulseMixer = NightMixer(seed: 0)
  private var number = 0
  private var meter = AWeightedMeter()

  init(bench: MakerBench, desk: PlayerDesk, ledger: consuming LedgerFile) {
    self.bench = bench
    self.desk = desk
    self.ledger = ledger
  }

  /// Works until the end is asked for.
  mutating func run() {
    while true {
      let (job, epoch) = bench.next()
      if case .end = job { return }
      if case .begin(let seed) = job {
        mixer = NightMixer(seed: seed)
        pulseMixer = NightMixer(seed: seed)
        continue
      }
      guard epoch == desk.papers.withLock({ $0.epoch }) else { continue }
      do {
        try make(job, epoch: epoch)
      } catch {
        bench.fail("\(error)")
      }
    }
  }

  private mutating func make(_ job: MakerJob, epoch: Int) throws {
    switch job {
    case .begin, .end: break
    case .second(let second):
      let samples = render(second)
      meter.measure(samples.span)
      let reading = meter.takeReading()
      // What a meter reads of this very second may be a little more than its level says; the larger one is paid.
      let read = SoundDose(meanSquarePressure: reading.meanSquarePressure * 1.01, over: .seconds(1))
      var cost = second.cost
      cost.dose = max(cost.dose, read)
      try pay(cost)
      let ready = ReadySecond(starts: second.starts, ceiling: second.ceiling, samples: samples)
      desk.papers.withLock { if $0.epoch == epoch { $0.seconds.append(ready) } }
      bench.addDue(.init(time: second.starts, what: .ambience(second.to), epoch: epoch))
    case .pulse(let pulse, let cost):
      try pay(cost)
      let ready = ReadyPulse(onset: pulse.onset, samples: render(pulse))
      desk.papers.withLock { if $0.epoch == epoch { $0.pulses.append(ready) } }
    case .gesture(let gesture, let time, let cost):
      try pay(cost)
      bench.addDue(.init(time: time, what: .gesture(gesture), epoch: epoch))
    }
  }

  private mutating func pay(_ cost: Spending) throws {
    if let more = reserve.take(cost) { try ledger.append(more) }
  }

  private mutating func render(_ second: GuardSecond) -> [Float] {
    // Seconds are numbered as they are played, so that each goes on where the last one ended.
    number += 1
    var samples = [Float](repeating: 0, count: NightMixer.samplesPerSecond)
    var out = samples.mutableSpan
    let none: [Pulse] = []
    mixer.renderSecond(from: second.from, to: second.to.beds, pulses: none.span, second: number, into: &out)
    return samples
  }

  /// The samples of a pulse alone.
  private mutating func render(_ pulse: Pulse) -> [Float] {
    let alone = [Pulse(onset: .start, level: pulse.level, length: pulse.length, rise: pulse.rise)]
    let count = min(SoundScale.sample(ticks: pulse.length.ticks) + 1, NightMixer.samplesPerSecond)
    var samples = [Float](repeating: 0, count: NightMixer.samplesPerSecond)
    var out = samples.mutableSpan
    pulseMixer.renderSecond(from: .silence, to: .silence, pulses: alone.span, second: 0, into: &out)
    return Array(samples[..<count])
  }
}
