import ClosedLoop
import SleepCore
import Testing

@Suite("the policy of pulses only takes away")
struct PulsePolicyTests {
  private func verdicts(
    _ count: Int, asked: SoundLevel = .dBA(48), train: Int? = nil, lot: UInt64 = 7,
    apart: NightTime.Span = .seconds(2), arousedAt: Set<Int> = []
  ) -> [PulsePolicy.Verdict] {
    var policy = PulsePolicy(lot: lot)
    return (0..<count).map { i in
      let time = NightTime.start + NightTime.Span(ticks: apart.ticks * Int64(i))
      policy.sense(at: time, isAroused: arousedAt.contains(i), isStirring: false)
      return policy.decide(
        onset: time + .milliseconds(50), at: time, asked: asked, train: train, uncertainty: 0.5)
    }
  }

  private func levels(_ verdicts: [PulsePolicy.Verdict]) -> [SoundLevel] {
    verdicts.compactMap { if case .sound(let level) = $0 { level } else { nil } }
  }

  @Test("a night begins where nobody hears it, and gets louder by at most 2 dB a block, up to what was asked")
  func steps() {
    let levels = levels(verdicts(120))
    #expect(levels.count == 120)
    #expect(levels.first == .dBA(25) && levels.last == .dBA(48))
    for (before, after) in zip(levels, levels.dropFirst()) {
      #expect(after >= before && after.milliDecibels - before.milliDecibels <= 2000)
    }
    #expect(levels[0..<6].allSatisfy { $0 == .dBA(25) } && levels[6] == .dBA(27))
    #expect(self.levels(verdicts(30, asked: .dBA(20))).allSatisfy { $0 == .dBA(20) })
  }

  @Test("an arousal stops pulses for two minutes, halves the level, and its level is not reached again")
  func backOff() {
    let all = verdicts(900, arousedAt: [400])
    let before = levels(Array(all[..<400]))
    #expect(before.last == .dBA(48))
    // Two minutes are 60 moments of 2 s.
    #expect(all[400..<460].allSatisfy { $0 == .nothing })
    let after = levels(Array(all[460...]))
    #expect(after.count == 440)
    #expect(after[0].milliDecibels <= 48_000 - 6021)
    #expect(after.max() == .dBA(46))
  }

  @Test("what comes long after the last pulse is not put down to it")
  func unrelated() {
    var policy = PulsePolicy(lot: 1)
    var time = NightTime.start
    for _ in 0..<200 {
      time = time + .seconds(2)
      _ = policy.decide(onset: time, at: time, asked: .dBA(40), train: nil, uncertainty: 0)
    }
    policy.sense(at: time + .minutes(1), isAroused: true, isStirring: true)
    time = time + .minutes(10)
    var levels: [SoundLevel] = []
    for _ in 0..<200 {
      time = time + .seconds(2)
      if case .sound(let level) = policy.decide(
        onset: time, at: time, asked: .dBA(40), train: nil, uncertainty: 0)
      {
        levels.append(level)
      }
    }
    #expect(levels.first == .dBA(40 - 6.021) && levels.max() == .dBA(40))
  }

  @Test("while someone stirs, and ten seconds after, nothing comes, and the level stays as it was")
  func stirring() {
    var policy = PulsePolicy(lot: 1)
    let start = NightTime(seconds: 100)
    policy.sense(at: start, isAroused: false, isStirring: true)
    func ask(_ seconds: Double) -> PulsePolicy.Verdict {
      let time = start + .milliseconds(Int(seconds * 1000))
      return policy.decide(onset: time, at: time, asked: .dBA(40), train: nil, uncertainty: 0.2)
    }
    #expect(ask(0) == .nothing && ask(9.9) == .nothing)
    #expect(ask(10) == .sound(.dBA(25)))
  }

  @Test("of every two trains one is only marked, which one is drawn, and every train is all the same")
  func contrast() {
    var firsts: Set<Bool> = []
    for lot in UInt64(0)..<20 {
      let all = verdicts(600, train: 6, lot: lot)
      let trains = stride(from: 0, to: 600, by: 6).map { Array(all[$0..<($0 + 6)]) }
      let marked = trains.map { $0 == [PulsePolicy.Verdict](repeating: .mark, count: 6) }
      for (train, isMarked) in zip(trains, marked) { #expect(isMarked || !train.contains(.mark)) }
      for pair in 0..<50 { #expect(marked[2 * pair] != marked[2 * pair + 1]) }
      firsts.formUnion(stride(from: 0, to: 100, by: 2).map { marked[$0] })
      #expect((10...40).contains(stride(from: 0, to: 100, by: 2).count { marked[$0] }))
      #expect(all == verdicts(600, train: 6, lot: lot))
    }
    #expect(firsts == [true, false])
  }

  @Test("a sham is only ever marked, and a moment in doubt is left out")
  func shamAndDoubt() {
    #expect(verdicts(50, asked: .silence, train: 6).allSatisfy { $0 == .mark })
    var policy = PulsePolicy(lot: 1)
    func ask(_ uncertainty: Double) -> PulsePolicy.Verdict {
      policy.decide(onset: .start, at: .start, asked: .dBA(40), train: nil, uncertainty: uncertainty)
    }
    #expect(ask(1.3) == .nothing && ask(.nan) == .nothing && ask(1.2) == .sound(.dBA(25)))
  }

  @Test("it never gives more than was asked, whatever comes", arguments: 0..<tries)
  func neverMore(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var policy = PulsePolicy(lot: UInt64(seed))
    var time = NightTime.start
    for _ in 0..<2000 {
      time = time + .milliseconds(Int(random.uniform() * 5000))
      policy.sense(at: time, isAroused: random.uniform() < 0.02, isStirring: random.uniform() < 0.05)
      let asked = random.uniform() < 0.1 ? SoundLevel.silence : .dBA(random.uniform() * 60)
      let verdict = policy.decide(
        onset: time, at: time, asked: asked, train: random.uniform() < 0.5 ? 6 : nil,
        uncertainty: random.uniform() * 1.5)
      if case .sound(let level) = verdict { #expect(level <= asked && !asked.isSilent) }
    }
  }

  static let tries = 20
}
