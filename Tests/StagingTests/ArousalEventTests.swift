import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("Arousals and movements")
struct ArousalEventTests {
  private static let rate = 128.0

  /// Noise of sleep with a burst of some length every 40 s from 80 s on.
  private static func signal(
    length: Double, hertz: Double? = 9.5, size: Double = 18, seed: UInt64 = 1
  ) throws -> (eeg: [Double], bursts: [Stretch]) {
    var eeg = try sleepNoise(seconds: 400, rate: rate, seed: seed)
    var random = SeededRandom(seed: seed + 50)
    var bursts: [Stretch] = []
    for start in stride(from: 80.0, to: 380, by: 40) {
      for n in 0..<Int(length * rate) {
        let t = Double(n) / rate
        eeg[Int(start * rate) + n] +=
          hertz.map { size * sin(2 * .pi * $0 * t) } ?? size * random.gaussian()
      }
      bursts.append(Stretch(start: start, end: start + length))
    }
    return (eeg, bursts)
  }

  private func find(_ eeg: [Double], chin: [Double]? = nil, _ hypnogram: Hypnogram? = nil) throws
    -> [ArousalEvent]
  {
    try SleepEvents.arousals(
      microvolts: eeg, chin: chin, samplingRate: .hertz(Self.rate), hypnogram: hypnogram)
  }

  @Test("alpha, or a burst over 16 Hz, of three seconds is one", arguments: [9.0, 10, nil])
  func long(hertz: Double?) throws {
    let night = try Self.signal(length: 3.2, hertz: hertz, size: hertz == nil ? 12 : 18)
    let found = try find(night.eeg)
    #expect(found.count == night.bursts.count)
    for (arousal, burst) in zip(found, night.bursts) {
      #expect(abs(arousal.start.seconds - burst.start) < 0.8 && abs(arousal.end.seconds - burst.end) < 0.8)
      #expect(max(arousal.alphaRise, arousal.betaRise) > 4 && arousal.muscleRise == nil)
    }
    let quiet = try find(night.eeg.map { $0 / 8 })
    #expect(quiet.map(\.start) == found.map(\.start), "gain does not matter")
  }

  @Test("two seconds are none, and spindles, slow waves, sleep itself or a line are none")
  func none() throws {
    #expect(try find(Self.signal(length: 2).eeg).isEmpty)
    #expect(try find(Self.signal(length: 2, hertz: nil, size: 12).eeg).isEmpty)
    #expect(try find(Self.signal(length: 3.5, hertz: 13.5, size: 15).eeg).isEmpty, "a long train of sigma")
    let sleep = try Self.signal(length: 0)
    #expect(try find(sleep.eeg).isEmpty)
    #expect(
      try find(sleep.eeg.indices.map { 60 * sin(2 * .pi * 0.9 * Double($0) / Self.rate) + sleep.eeg[$0] })
        .isEmpty)
    #expect(try find([Double](repeating: 1, count: 40_000)).isEmpty)
  }

  @Test("needs ten seconds of sleep before it, and sleep")
  func sleepBefore() throws {
    var night = try Self.signal(length: 3.5)
    // A second burst 6 s after the first ends.
    for n in 0..<Int(3.5 * Self.rate) {
      night.eeg[Int(89.5 * Self.rate) + n] += 18 * sin(2 * .pi * 9.5 * Double(n) / Self.rate)
    }
    let found = try find(night.eeg)
    #expect(found.count == night.bursts.count && !found.contains { (85..<95).contains($0.start.seconds) })
    let awake = Hypnogram(
      stages: [.n2, .n2, .n2, .n2, .wake, .wake] + [SleepStage](repeating: .n2, count: 8))
    let asleep = try find(night.eeg, awake)
    #expect(asleep.count < found.count && !asleep.contains { (120..<180).contains($0.start.seconds) })
  }

  @Test("in R the chin must rise for a second; elsewhere it need not")
  func chin() throws {
    let night = try Self.signal(length: 4)
    var random = SeededRandom(seed: 9)
    let calm = night.eeg.map { _ in 2 * random.gaussian() }
    var tense = calm
    for burst in night.bursts.dropFirst(3) {
      for n in Int((burst.start + 1) * Self.rate)..<Int((burst.start + 3) * Self.rate) { tense[n] *= 4 }
    }
    let rem = Hypnogram(stages: [SleepStage](repeating: .rem, count: 14))
    let n2 = Hypnogram(stages: [SleepStage](repeating: .n2, count: 14))
    #expect(try find(night.eeg, rem).count == night.bursts.count, "without an EMG it is not asked")
    #expect(try find(night.eeg, chin: calm, rem).isEmpty)
    let found = try find(night.eeg, chin: tense, rem)
    #expect(found.count == night.bursts.count - 3 && found.allSatisfy { ($0.muscleRise ?? 0) > 4 })
    #expect(try find(night.eeg, chin: calm, n2).count == night.bursts.count)
    #expect(throws: EventError.lengths(2, 1)) {
      try SleepEvents.arousals(microvolts: [1, 2], chin: [1], samplingRate: .hertz(100))
    }
  }

  @Test(
    "is going on half a second after its third second, told within a second of its end, with no allocation")
  func online() throws {
    let night = try Self.signal(length: 5)
    var detector = try ArousalDetector(samplingRate: .hertz(Self.rate))
    var (ongoing, found, since) = (0, [ArousalEvent](), -1.0)
    for (n, sample) in night.eeg.enumerated() {
      let before = detector.isOngoing
      let event = detector.push(sample)
      let now = Double(n) / Self.rate
      if detector.isOngoing, !before {
        (ongoing, since) = (ongoing + 1, now)
      }
      guard let event else { continue }
      found.append(event)
      #expect(since > event.start.seconds + 3 && since <= event.start.seconds + 3.5)
      #expect(now > event.end.seconds && now <= event.end.seconds + 1)
    }
    #expect(ongoing == night.bursts.count && found.count == ongoing)
    #expect(try find(night.eeg) == found)
    guard allocationsAreCounted else { return }
    var movements = try MovementDetector(samplingRate: .hertz(Self.rate))
    let count = allocations {
      for sample in night.eeg {
        _ = detector.push(sample, chin: sample)
        _ = movements.push(sample)
      }
    }
    #expect(count == 0)
  }

  @Test("a movement is a stretch much larger or rougher than sleep; K-complexes and spindles are none")
  func movements() throws {
    func find(_ signal: [Double]) throws -> [MovementEvent] {
      try SleepEvents.movements(microvolts: signal, samplingRate: .hertz(Self.rate))
    }
    let sleep = try Self.signal(length: 0).eeg
    #expect(try find(sleep).isEmpty)
    #expect(try find([]).isEmpty)
    #expect(try find([Double](repeating: 2, count: 9000)).isEmpty)
    var complexes = sleep
    for start in stride(from: 30.0, to: 390, by: 20) {
      for n in 0..<128 { complexes[Int(start * Self.rate) + n] -= 60 * sin(2 * .pi * Double(n) / 128) }
      addTrain(to: &complexes, at: start + 5, length: 1, hertz: 13, amplitude: 15, rate: Self.rate)
    }
    #expect(try find(complexes).isEmpty)
    var random = SeededRandom(seed: 3)
    var moved = sleep
    for n in 12_800..<13_184 { moved[n] += 120 * random.gaussian() }
    for n in 25_600..<26_240 { moved[n] += 30 * random.gaussian() }
    let found = try find(moved)
    try #require(found.count == 2)
    #expect(abs(found[0].start.seconds - 100) <= 0.25 && abs(found[0].end.seconds - 103) <= 0.25)
    #expect(abs(found[1].start.seconds - 200) <= 0.25 && abs(found[1].end.seconds - 205) <= 0.25)
    #expect(found[0].peakToPeak > 300)
    #expect(try find(moved.map { $0 * 8 }).map(\.start) == found.map(\.start))
    var swayed = sleep
    for n in 12_800..<13_184 { swayed[n] += 200 * sin(2 * .pi * Double(n) / 128) }
    let slow = try find(swayed)
    #expect(
      slow.count == 1 && abs((slow.first?.start.seconds ?? 0) - 100) <= 0.5, "large without being rough")
    var junk = moved
    for n in junk.indices where n % 97 < 20 { junk[n] = n % 2 == 0 ? .nan : 1e300 }
    _ = try find(junk)
    _ = try self.find(junk)
  }
}
