import ClosedLoop
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("The learning phase estimator")
struct LearningPhaseEstimatorTests {
  private func estimator(_ rate: Int, ahead: Int = 0) throws -> LearningPhaseEstimator {
    LearningPhaseEstimator(
      model: try PhaseSupport.model(), samplingRate: .hertz(Double(rate)), horizon: .milliseconds(ahead))
  }

  @Test(
    "follows waves over offset and drift, at any rate and horizon",
    arguments: [50, 64, 100, 128, 250, 256, 500, 1000, 2000], [0, 75, 400])
  func follows(rate: Int, ahead: Int) throws {
    var estimator = try estimator(rate, ahead: ahead)
    estimator.isLearning = false
    var (cosine, sine, count) = (0.0, 0.0, 0.0)
    for n in 0..<(30 * rate) {
      let t = Double(n) / Double(rate)
      estimator.push(6000 + 8 * t + 60 * cos(2 * .pi * 0.9 * t))
      guard n > 15 * rate else { continue }
      let angle = 2 * .pi * 0.9 * (t + Double(ahead) / 1000)
      cosine += cos(estimator.expected.phase.radians - angle)
      sine += sin(estimator.expected.phase.radians - angle)
      count += 1
    }
    #expect(abs(atan2(sine, cosine)) < 20 * .pi / 180)
    // A steady wave is followed evenly; beyond the trained 300 ms a little less so.
    #expect((cosine * cosine + sine * sine).squareRoot() / count > (ahead > 300 ? 0.93 : 0.97))
    #expect((20...120).contains(estimator.expected.amplitudeMicrovolts))
  }

  @Test("blocks of any length and another gain give the same waves and pulses")
  func blocksAndGain() throws {
    let signal = PhaseSupport.sleep(seconds: 60, rate: 250)
    var pulses: [[PulseDecision]] = []
    var ends: [WaveEstimate] = []
    for (length, gain) in [(1, 1.0), (7, 1), (64, 1), (250, 1), (64, 4)] {
      var estimator = try estimator(250, ahead: 40)
      var trigger = PhaseTrigger<LearningPhaseEstimator>(
        settings: .init(target: .degrees(-45), minimumAmplitudeMicrovolts: 0, refractory: .milliseconds(400)))
      var given: [PulseDecision] = []
      for start in stride(from: 0, to: signal.count, by: length) {
        // Every block on its own array, as blocks arrive.
        let block = signal[start..<min(start + length, signal.count)].map { gain * $0 }
        for (k, sample) in block.enumerated() {
          estimator.push(sample)
          let time = NightTime(sample: start + k, samplesPerRecord: 250, recordTicks: 10_000_000)
          if let pulse = trigger.step(time: time, estimator: estimator, allowed: true) { given.append(pulse) }
        }
      }
      pulses.append(given)
      ends.append(estimator.expected)
    }
    #expect(pulses[0].count > 30)
    for k in 1...3 { #expect(pulses[k] == pulses[0] && ends[k] == ends[0]) }
    #expect(pulses[4].count == pulses[0].count)
    for (a, b) in zip(pulses[0], pulses[4]) {
      #expect(abs((a.onset - b.onset).seconds) < 0.001)
      #expect(abs(b.amplitudeMicrovolts / a.amplitudeMicrovolts - 4) < 0.01)
    }
    #expect(abs(Phase(radians: ends[4].phase.radians - ends[0].phase.radians).degrees) < 0.1)
  }

  @Test("a sleeper with unusual waves is learnt within minutes")
  func learns() throws {
    // Regular waves of 1.5 Hz: other people's sleep leads one to expect slower ones.
    func errors(isLearning: Bool, ahead: Int) throws -> [Double] {
      var estimator = try estimator(128, ahead: ahead)
      estimator.isLearning = isLearning
      var random = SeededRandom(seed: 5)
      var sums = [Double](repeating: 0, count: 4)
      for n in 0..<(240 * 128) {
        let t = Double(n) / 128
        estimator.push(70 * cos(2 * .pi * 1.5 * t) + 12 * random.gaussian())
        let angle = 2 * .pi * 1.5 * (t + Double(ahead) / 1000)
        sums[n / (60 * 128)] +=
          Phase(radians: estimator.expected.phase.radians - angle).degrees.magnitude / (60 * 128)
      }
      return sums
    }
    for ahead in [0, 150] {
      let still = try errors(isLearning: false, ahead: ahead)
      let learning = try errors(isLearning: true, ahead: ahead)
      #expect(learning[3] < 0.7 * still[3])
      #expect(learning[3] < learning[0])
    }
  }

  @Test("one that rested says the same again at once, and resting it says roughly where the wave is")
  func rests() throws {
    var (awake, rested) = (try estimator(128), try estimator(128))
    (awake.isLearning, rested.isLearning, rested.isResting) = (false, false, true)
    let signal = PhaseSupport.sleep(seconds: 60, rate: 128)
    var apart = 0.0
    for (n, sample) in signal.enumerated() {
      if n == 50 * 128 { rested.isResting = false }
      awake.push(sample)
      rested.push(sample)
      if n >= 50 * 128 { #expect(rested.expected == awake.expected) }
      if (10 * 128..<50 * 128).contains(n) {
        apart +=
          Phase(radians: rested.expected.phase.radians - awake.expected.phase.radians).radians.magnitude
          / Double(40 * 128)
      }
    }
    #expect(apart > 0 && apart < 0.5, "\(apart)")
  }

  @Test("missing samples, gaps and absurd values leave it sound, and what was learnt stays")
  func missing() throws {
    var estimator = try estimator(128)
    let signal = PhaseSupport.sleep(seconds: 60, rate: 128)
    estimator.push(.nan)
    for (n, sample) in signal.enumerated() {
      estimator.push(n % 40 < 2 ? .nan : n % 611 == 0 ? 1e300 : n == 3000 ? -9e5 : sample)
      let wave = estimator.expected
      #expect(wave.phase.radians.isFinite && wave.amplitudeMicrovolts.isFinite && wave.uncertainty.isFinite)
    }
    for _ in 0..<400 { estimator.push(.infinity) }
    #expect(estimator.expected.amplitudeMicrovolts == 0 && estimator.expected.uncertainty > 3)
    // After the gap it says what a fresh one does, as nothing could be learnt from so torn a signal.
    var fresh = try self.estimator(128)
    for sample in signal.prefix(900) {
      estimator.push(sample)
      fresh.push(sample)
    }
    #expect(estimator.expected == fresh.expected)

    for sample in signal { fresh.push(sample) }
    fresh.reset()
    var unlearnt = try self.estimator(128)
    for sample in signal.prefix(900) {
      fresh.push(sample)
      unlearnt.push(sample)
    }
    #expect(fresh.expected != unlearnt.expected)
  }

  @Test("a sample allocates nothing, not even one that is learnt from", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var estimator = try estimator(250, ahead: 20)
    var trigger = PhaseTrigger<LearningPhaseEstimator>(
      settings: .init(
        target: .degrees(-45), minimumAmplitudeMicrovolts: 10, refractory: .zero, wishedPerMinute: 20))
    let signal = PhaseSupport.sleep(seconds: 60, rate: 250)
    var pulses = 0
    func run(_ range: Range<Int>) {
      for n in range {
        estimator.push(signal[n])
        let time = NightTime(sample: n, samplesPerRecord: 250, recordTicks: 10_000_000)
        if trigger.step(time: time, estimator: estimator, allowed: true) != nil { pulses += 1 }
      }
    }
    // As in a night: the first lesson is taken when deep sleep has come.
    estimator.isLearning = false
    run(0..<7500)
    estimator.isLearning = true
    #expect(allocations(in: { run(7500..<15_000) }) == 0)
    #expect(pulses > 5)
  }
}

@Suite("The trigger for any estimator")
struct PhaseTriggerTests {
  /// Knows the wave: 0.8 Hz, as sure as it is told.
  private struct Oracle: PhaseEstimator {
    var horizon = NightTime.Span.milliseconds(30)
    var time = 0.0
    var uncertainty = 0.3
    var amplitude = 60.0
    var expected: WaveEstimate {
      WaveEstimate(
        phase: Phase(radians: 2 * .pi * 0.8 * (time + horizon.seconds)), amplitudeMicrovolts: amplitude,
        uncertainty: uncertainty)
    }
    mutating func push(_ microvolts: Double) { time = microvolts }
    mutating func reset() {}
  }

  private func run(
    _ settings: PhaseTrigger<Oracle>.Settings, seconds: Int, rate: Int = 100,
    change: (inout Oracle, Int) -> Void = { _, _ in }, allowed: (Int) -> Bool = { _ in true }
  ) -> [(decided: NightTime, pulse: PulseDecision)] {
    var trigger = PhaseTrigger<Oracle>(settings: settings)
    var oracle = Oracle()
    return (0..<(seconds * rate)).compactMap { n in
      let time = NightTime(sample: n, samplesPerRecord: rate, recordTicks: 10_000_000)
      oracle.push(time.seconds)
      change(&oracle, n)
      return trigger.step(time: time, estimator: oracle, allowed: allowed(n)).map { (time, $0) }
    }
  }

  @Test(
    "meets the target between two samples, never sooner than sound can", arguments: [-90, -45, 0, 100, 180])
  func meetsTheTarget(target: Double) {
    let pulses = run(
      .init(target: .degrees(target), minimumAmplitudeMicrovolts: 30, refractory: .milliseconds(400)),
      seconds: 60)
    #expect((47...48).contains(pulses.count))
    for (decided, pulse) in pulses {
      let phase = Phase(radians: 2 * .pi * 0.8 * pulse.onset.seconds)
      #expect(abs(Phase(radians: phase.radians - target / 180 * .pi).degrees) < 0.6)
      #expect(abs(Phase(radians: pulse.predictedPhase.radians - target / 180 * .pi).degrees) < 0.6)
      #expect(pulse.onset >= decided + .milliseconds(30) && pulse.onset <= decided + .milliseconds(41))
    }
  }

  @Test("small and doubtful waves, forbidden times and the refractory time give none")
  func withholds() {
    var settings = PhaseTrigger<Oracle>.Settings(
      target: .degrees(-45), minimumAmplitudeMicrovolts: 75, refractory: .milliseconds(400))
    #expect(run(settings, seconds: 30).isEmpty)
    settings.minimumAmplitudeMicrovolts = 0
    settings.greatestUncertainty = 0.2
    #expect(run(settings, seconds: 30).isEmpty)
    settings.greatestUncertainty = 1
    #expect(run(settings, seconds: 30, allowed: { _ in false }).isEmpty)
    let late = run(settings, seconds: 30, allowed: { $0 >= 1500 })
    #expect(!late.isEmpty && late.allSatisfy { $0.decided >= NightTime(seconds: 15) })
    settings.refractory = .milliseconds(3000)
    let spaced = run(settings, seconds: 60)
    #expect(spaced.count > 12)
    for (a, b) in zip(spaced, spaced.dropFirst()) {
      #expect(b.pulse.onset - a.pulse.onset >= .milliseconds(3000))
    }
  }

  @Test("the wished number a minute is held, with the surest waves", arguments: [6.0, 10, 20])
  func holdsTheRate(wished: Double) {
    let settings = PhaseTrigger<Oracle>.Settings(
      target: .degrees(-45), minimumAmplitudeMicrovolts: 0, refractory: .milliseconds(400),
      wishedPerMinute: wished)
    var random = SeededRandom(seed: 2)
    var doubts: [Int: Double] = [:]
    let pulses = run(settings, seconds: 1200) { oracle, n in
      // Every wave has its own doubt.
      if n % 125 == 0 { oracle.uncertainty = 0.2 + 0.6 * Double(random.next() % 1000) / 1000 }
      doubts[n] = oracle.uncertainty
    }
    #expect(abs(Double(pulses.count) / 20 - wished) < 0.1 * wished)
    let late = pulses.filter { $0.decided.seconds > 300 }
    let doubt = late.reduce(0) { $0 + (doubts[Int($1.decided.seconds * 100 + 0.5)] ?? 1) }
    let mean = doubt / Double(late.count)
    #expect(mean < 0.2 + 0.3 * wished / 48 + 0.06)
  }
}
