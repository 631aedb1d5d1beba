import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("Slow waves")
struct SlowWaveEventTests {
  private func find(_ signal: [Double], _ rate: Double, _ criteria: SlowWaveDetector.Criteria = .standard)
    throws -> [SlowWaveEvent]
  {
    try SleepEvents.slowWaves(microvolts: signal, samplingRate: .hertz(rate), criteria: criteria)
  }

  private func online(_ signal: [Double], _ rate: Double, _ criteria: SlowWaveDetector.Criteria = .standard)
    throws -> [SlowWaveEvent]
  {
    var detector = try SlowWaveDetector(samplingRate: .hertz(rate), criteria: criteria)
    var found: [SlowWaveEvent] = []
    for (n, sample) in signal.enumerated() {
      guard let wave = detector.push(sample) else { continue }
      let delay = Double(n) / rate - wave.end.seconds
      #expect(delay > 0 && delay <= 0.5)
      found.append(wave)
    }
    return found
  }

  @Test("of a sine are measured as what they are", arguments: [50, 100, 128, 256, 1000], [0.6, 0.9, 1.2])
  func sine(rate: Double, hertz: Double) throws {
    // Falls through zero at t = 0.
    let signal = (0..<Int(60 * rate)).map { 500 - 60 * sin(2 * .pi * hertz * Double($0) / rate) }
    let period = 1 / hertz
    let found = try find(signal, rate).filter { $0.start.seconds > 15 && $0.end.seconds < 45 }
    #expect(abs(found.count - Int(30 * hertz)) <= 2)
    for wave in found {
      let phase = (wave.start.seconds / period).rounded() * period
      #expect(abs(wave.start.seconds - phase) < 0.004)
      #expect(abs(wave.midCrossing.seconds - phase - period / 2) < 0.004)
      #expect(abs(wave.end.seconds - phase - period) < 0.004)
      #expect(abs(wave.negativePeak.seconds - phase - period / 4) < 0.5 / rate + 0.01)
      #expect(abs(wave.positivePeak.seconds - phase - 3 * period / 4) < 0.5 / rate + 0.01)
      // The high-pass, twice, takes up to 13 % at 0.6 Hz.
      let gain = 1 / (1 + 0.16 * 0.16 / (hertz * hertz))
      #expect(abs(wave.negativeValue / (-60 * gain) - 1) < 0.03)
      #expect(abs(wave.positiveValue / (60 * gain) - 1) < 0.03)
      #expect(abs(wave.frequency.hertz - hertz) < 0.01)
      #expect(abs(wave.slope / (4 * 60 * gain * hertz) - 1) < 0.08)
      #expect(abs(wave.peakToPeak - wave.positiveValue + wave.negativeValue) < 1e-9)
    }
    let live = try online(signal, rate).filter { $0.start.seconds > 15 && $0.end.seconds < 45 }
    #expect(abs(live.count - found.count) <= 1)
    let lead = atan(0.16 / hertz) / (2 * .pi * hertz)
    for wave in live {
      let phase = ((wave.start.seconds + lead) / period).rounded() * period
      #expect(abs(wave.start.seconds + lead - phase) < 0.01)
    }
  }

  @Test("keep to the AASM's times and size, or to the sleeper's own")
  func criteria() throws {
    let rate = 128.0
    func sine(_ hertz: Double, _ size: Double) -> [Double] {
      (0..<7680).map { size * sin(2 * .pi * hertz * Double($0) / rate) }
    }
    #expect(try find(sine(0.9, 30), rate).isEmpty, "60 µV is too small")
    #expect(try find(sine(0.9, 300), rate).isEmpty, "600 µV is an artefact")
    #expect(try find(sine(0.3, 60), rate).isEmpty, "too slow")
    #expect(try find(sine(2.4, 60), rate).isEmpty, "too fast")
    #expect(try find([Double](repeating: 40, count: 7680), rate).isEmpty)
    #expect(try find(sine(50, 100), rate).isEmpty)
    // Sizes from 10 to 60 µV, without microvolts to go by.
    var signal = (0..<128 * 300).map { n -> Double in
      let wave = n / 128
      return -(10 + Double(wave * 7919 % 50)) * sin(2 * .pi * Double(n) / 128)
    }
    var own = SlowWaveDetector.Criteria()
    own.threshold = .ownShare(0.75)
    let large = try find(signal, rate, own)
    let all = try find(
      signal, rate,
      {
        var c = own; c.threshold = .ownShare(0); return c
      }())
    #expect(abs(Double(large.count) / Double(all.count) - 0.25) < 0.03)
    let live = try online(signal, rate, own)
    #expect(abs(Double(live.count) / Double(all.count - 60) - 0.25) < 0.06)
    for n in signal.indices { signal[n] *= 0.25 }
    #expect(try find(signal, rate, own).map(\.start) == large.map(\.start))
    #expect(try online(signal, rate, own).map(\.start) == live.map(\.start))
    #expect(try find(signal, rate).isEmpty)
  }

  @Test("none goes through a gap, and only the stages asked for are looked at")
  func gapsAndStages() throws {
    let rate = 100.0
    var signal = (0..<12_000).map { 50 * sin(2 * .pi * Double($0) / rate) + sleepOffset($0) }
    let hypnogram = Hypnogram(stages: [.n3, .n3, .wake, .n2])
    let some = try SleepEvents.slowWaves(microvolts: signal, samplingRate: .hertz(rate), hypnogram: hypnogram)
    let all = try find(signal, rate)
    #expect(all.count > 110 && some.count < all.count - 25)
    #expect(some.allSatisfy { hypnogram.stage(at: $0.negativePeak) != .wake })
    for n in 5000..<5100 { signal[n] = .nan }
    for waves in [try find(signal, rate), try online(signal, rate)] {
      #expect(waves.count > 90)
      #expect(waves.allSatisfy { $0.end.seconds <= 50 || $0.start.seconds >= 51 })
    }
    var random = SeededRandom(seed: 4)
    let odd = [0, .nan, .infinity, 1e300, -1e300, 7]
    let junk = (0..<20_000).map { _ in odd[Int.random(in: 0..<odd.count, using: &random)] }
    _ = try find(junk, 64)
    _ = try online(junk, 64)
    #expect(try find([], 64).isEmpty && find([.nan, 1], 64).isEmpty)
  }

  private func sleepOffset(_ n: Int) -> Double { 200 + Double(n) / 400 }

  @Test("sigma that rides on the rise is found there, sigma that does not is not")
  func coupling() throws {
    let rate = 128.0
    var random = SeededRandom(seed: 3)
    func signal(target: Double?) -> [Double] {
      (0..<128 * 60).map { n in
        let angle = 2 * .pi * 0.8 * Double(n) / rate
        let size = target.map { 10 * exp(2 * (cos(angle - $0) - 1)) } ?? 6
        return 60 * cos(angle) + size * sin(2 * .pi * 14 * Double(n) / rate) + 0.5 * random.gaussian()
      }
    }
    for target in [-0.8, 0, 1.5] {
      let eeg = signal(target: target)
      let waves = try find(eeg, rate)
      let coupled = try SleepEvents.sigmaCoupling(of: waves, microvolts: eeg, samplingRate: .hertz(rate))
      #expect(coupled.count == waves.count && coupled.count(where: { $0 != nil }) > 40)
      for (wave, one) in zip(waves, coupled) {
        guard let one else { continue }
        #expect(one.directCoupling > 0.4)
        #expect(abs(Phase(radians: one.phaseAtSigmaPeak.radians - target).degrees) < 20)
        #expect(abs((one.sigmaPeak - wave.negativePeak).seconds) <= 1)
      }
    }
    let eeg = signal(target: nil)
    let waves = try find(eeg, rate)
    let loose = try SleepEvents.sigmaCoupling(of: waves, microvolts: eeg, samplingRate: .hertz(rate))
    #expect(loose.compactMap { $0?.directCoupling }.reduce(0, +) / Double(waves.count) < 0.4)
  }

  @Test("a sample allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var criteria = SlowWaveDetector.Criteria()
    criteria.threshold = .ownShare(0.2)
    var detector = try SlowWaveDetector(samplingRate: .hertz(256), criteria: criteria)
    var found = 0
    func run(_ samples: Int) {
      for n in 0..<samples {
        let size = 40.0 + Double(n / 256 * 37 % 20)
        if detector.push(size * sin(2 * .pi * Double(n) / 256)) != nil { found += 1 }
      }
    }
    run(256 * 80)
    #expect(allocations(in: { run(256 * 40) }) == 0)
    #expect(found > 20)
  }

  @Test("a rate that cannot be used is refused by name")
  func refuses() {
    #expect(throws: EventError.samplingRate(.hertz(20))) { try SlowWaveDetector(samplingRate: .hertz(20)) }
    #expect(throws: EventError.samplingRate(.hertz(20))) { try find([1], 20) }
  }
}
