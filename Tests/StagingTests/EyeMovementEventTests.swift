import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("Rapid eye movements")
struct EyeMovementEventTests {
  private static let rate = 128.0

  /// Two channels with an eye movement at each time: a rise of 0.1 s, then a fall with a time constant of 0.25 s.
  private static func eyes(_ times: [Double], size: Double, opposite: Bool, seed: UInt64) -> (
    [Double], [Double]
  ) {
    var random = SeededRandom(seed: seed)
    var left = (0..<Int(120 * rate)).map { _ in 3 * random.gaussian() }
    var right = left.map { $0 * 0.5 + 2 * random.gaussian() }
    for (i, time) in times.enumerated() {
      let sign = i % 2 == 0 ? 1.0 : -1.0
      for n in 0..<Int(2 * rate) where Int(time * rate) + n < left.count {
        let t = Double(n) / rate
        let value = sign * size * (t < 0.1 ? t / 0.1 : exp(-(t - 0.1) / 0.25))
        left[Int(time * rate) + n] += value
        right[Int(time * rate) + n] += (opposite ? -0.8 : 0.8) * value
      }
    }
    return (left, right)
  }

  @Test("are found where both eyes turn, and measured")
  func found() throws {
    let times = stride(from: 5.0, to: 115, by: 4).map { $0 }
    let (left, right) = Self.eyes(times, size: 120, opposite: true, seed: 1)
    let found = try SleepEvents.eyeMovements(left: left, right: right, samplingRate: .hertz(Self.rate))
    #expect(found.count == times.count)
    for (movement, time) in zip(found, times) {
      #expect(abs(movement.peak.seconds - time - 0.1) < 0.1)
      #expect(
        movement.start.seconds > time - 0.25 && movement.start < movement.peak && movement.peak < movement.end
      )
      #expect((0.3...1.2).contains(movement.duration.seconds))
      #expect((70...130).contains(abs(movement.left.peak)) && (50...110).contains(abs(movement.right.peak)))
      #expect(movement.left.peak * movement.right.peak < 0)
      #expect(movement.left.riseSlope > movement.left.fallSlope && movement.right.fallSlope > 0)
    }
    let hypnogram = Hypnogram(stages: [.rem, .n2, .rem, .n2])
    let inREM = try SleepEvents.eyeMovements(
      left: left, right: right, samplingRate: .hertz(Self.rate), hypnogram: hypnogram)
    #expect(inREM == found.filter { hypnogram.stage(at: $0.start) == .rem } && inREM.count < found.count)
  }

  @Test("are not claimed where both channels go the same way, are small, slow, or one alone moves")
  func none() throws {
    let times = stride(from: 5.0, to: 115, by: 4).map { $0 }
    func count(_ eyes: ([Double], [Double])) throws -> Int {
      try SleepEvents.eyeMovements(left: eyes.0, right: eyes.1, samplingRate: .hertz(Self.rate)).count
    }
    #expect(try count(Self.eyes(times, size: 120, opposite: false, seed: 2)) == 0)
    #expect(try count(Self.eyes(times, size: 40, opposite: true, seed: 3)) == 0)
    let one = Self.eyes(times, size: 300, opposite: true, seed: 4)
    #expect(try count((one.0, Self.eyes([], size: 0, opposite: true, seed: 5).1)) == 0)
    let n = Array(0..<Int(120 * Self.rate))
    let slow = n.map { 150 * sin(2 * .pi * 0.15 * Double($0) / Self.rate) }
    #expect(try count((slow, slow.map { -$0 })) == 0)
    let waves = n.map { 90 * sin(2 * .pi * 0.9 * Double($0) / Self.rate) }
    #expect(try count((waves, waves)) == 0, "slow waves leak into both alike")
    #expect(try count((n.map { _ in 0 }, n.map { _ in 0 })) == 0)
  }

  @Test("are told within half a second of their end, allocate nothing, and none reaches into a gap")
  func online() throws {
    let times = stride(from: 5.0, to: 115, by: 4).map { $0 }
    var (left, right) = Self.eyes(times, size: 120, opposite: true, seed: 6)
    for n in left.indices where n % 2000 < 60 { right[n] = .nan }
    var detector = try EyeMovementDetector(samplingRate: .hertz(Self.rate))
    var found = 0
    for n in left.indices {
      guard let movement = detector.push(left: left[n], right: right[n]) else { continue }
      let delay = Double(n) / Self.rate - movement.end.seconds
      #expect(delay > 0 && delay <= 0.5)
      let samples = Int(movement.start.seconds * Self.rate)...Int(movement.end.seconds * Self.rate)
      #expect(samples.allSatisfy { right[$0].isFinite })
      found += 1
    }
    #expect(found > 20)
    for n in left.indices { left[n] = n % 7 == 0 ? .infinity : 1e300 }
    _ = try SleepEvents.eyeMovements(left: left, right: right, samplingRate: .hertz(Self.rate))
    guard allocationsAreCounted else { return }
    let more = Self.eyes(times, size: 120, opposite: true, seed: 6)
    let before = found
    let count = allocations {
      for n in more.0.indices { if detector.push(left: more.0[n], right: more.1[n]) != nil { found += 1 } }
    }
    #expect(count == 0 && found > before + 20)
  }

  @Test("channels of different lengths and rates that cannot be used are refused by name")
  func refuses() {
    #expect(throws: EventError.lengths(1, 2)) {
      try SleepEvents.eyeMovements(left: [1], right: [1, 2], samplingRate: .hertz(100))
    }
    #expect(throws: EventError.samplingRate(.hertz(2000))) {
      try EyeMovementDetector(samplingRate: .hertz(2000))
    }
  }
}
