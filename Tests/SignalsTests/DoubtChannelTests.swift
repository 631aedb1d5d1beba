import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Doubt of a channel")
struct DoubtChannelTests {
  @Test(
    "an EEG without faults is never refused, and hardly remarked on",
    arguments: [100, 128, 200, 250, 256, 512])
  func clean(rate: Int) throws {
    let epochs = try DoubtMaterial.qualities(
      DoubtMaterial.eeg(seconds: 1800, rate: rate, seed: UInt64(rate)), rate: Double(rate), rails: -500...500)
    #expect(epochs.count == 60)
    #expect(epochs.allSatisfy { $0.usableSeconds == 30 })
    let remarked = epochs.count { !$0.reasons.isEmpty }
    print("clean at \(rate) Hz: \(remarked) of 60 epochs with a remark")
    #expect(remarked <= 1)
  }

  @Test(
    "every fault is found by its name, at any rate and gain", arguments: DoubtFault.allCases, [100, 128, 256])
  func faults(fault: DoubtFault, rate: Int) throws {
    var signal = DoubtMaterial.eeg(seconds: 1800, rate: rate, seed: 7)
    let faulty = stride(from: 3, to: 60, by: 3)
    for epoch in faulty { fault.inject(&signal, start: epoch * 30 * rate, rate: rate, seed: UInt64(epoch)) }
    guard fault.isVisible(rate: rate) else {
      // What can't be seen is not claimed.
      #expect(
        try DoubtMaterial.qualities(signal, rate: Double(rate)).allSatisfy { !$0.reasons.contains(.hum) })
      return
    }
    for gain: Float in [1, 0.5, 2] {
      let epochs = try DoubtMaterial.qualities(signal.map { gain * $0 }, rate: Double(rate))
      let found = faulty.count { epochs[$0].reasons.contains(fault.reason) }
      let refused = faulty.count { !epochs[$0].isUsable }
      let others = epochs.indices.filter { $0 % 3 == 2 }
      #expect(found == 19, "\(fault) at gain \(gain): \(found) of 19")
      #expect(refused == (fault.isRefused ? 19 : 0), "\(fault) at gain \(gain)")
      #expect(
        others.allSatisfy { epochs[$0].usableSeconds == 30 && !epochs[$0].reasons.contains(fault.reason) })
    }
  }

  @Test("a movement is remarked on and never refused: it is a sign of waking")
  func movement() throws {
    var signal = DoubtMaterial.eeg(seconds: 300, rate: 128)
    for n in 128 * 93..<128 * 117 {
      signal[n] = 3 * signal[n] + 400 * Float(sin(.pi * Double(n) / 128))
    }
    let epoch = try DoubtMaterial.qualities(signal, rate: 128)[3]
    #expect(epoch.reasons.contains(.movement))
    #expect(epoch.usableSeconds == 30 && epoch.isUsable)
  }

  @Test("a spike that comes back at once, and a slow rise, are no pops")
  func noPops() throws {
    var signal = DoubtMaterial.eeg(seconds: 300, rate: 128)
    for n in stride(from: 1000, to: signal.count - 200, by: 500) {
      for k in 0..<6 { signal[n + k] += 300 }
    }
    for n in 20_000..<20_128 { signal[n] += 3 * Float(n - 20_000) }
    for n in 20_128..<25_000 { signal[n] += 384 }
    #expect(try DoubtMaterial.qualities(signal, rate: 128)[..<6].allSatisfy { !$0.reasons.contains(.pop) })
  }

  @Test("known rails tell what a plateau cannot: a wave that only touches them often")
  func rails() throws {
    var signal = DoubtMaterial.eeg(seconds: 60, rate: 128)
    for n in stride(from: 0, to: signal.count, by: 25) { signal[n] = 200 }
    let known = try DoubtMaterial.qualities(signal, rate: 128, rails: -200...200)
    let unknown = try DoubtMaterial.qualities(signal, rate: 128)
    #expect(known.allSatisfy { $0.reasons.contains(.saturated) && $0.usableSeconds == 0 })
    #expect(unknown.allSatisfy { !$0.reasons.contains(.saturated) })
  }

  @Test("a slow wave stored in coarse steps is no plateau", arguments: [0.05, 1.0, 3.0])
  func coarse(step: Double) throws {
    let wave = (0..<128 * 60).map { n in
      Float((60 * sin(2 * .pi * 0.8 * Double(n) / 128) / step).rounded() * step)
    }
    #expect(try DoubtMaterial.qualities(wave, rate: 128).allSatisfy { !$0.reasons.contains(.saturated) })
  }

  @Test("deep sleep after light sleep is neither movement nor muscle")
  func deepening() throws {
    let light = DoubtMaterial.eeg(seconds: 300, rate: 128, seed: 3, rms: 12)
    let deep = DoubtMaterial.eeg(seconds: 300, rate: 128, seed: 4, rms: 5).enumerated().map { n, value in
      value + Float(70 * sin(2 * .pi * 0.9 * Double(n) / 128))
    }
    let epochs = try DoubtMaterial.qualities(light + deep, rate: 128)
    #expect(epochs[10...].allSatisfy { $0.reasons.isDisjoint(with: [.movement, .muscle, .pop]) })
  }

  @Test("a wrong unit is found both ways, by a thousand and by a million", arguments: [1e-6, 1e-3, 1e3, 1e6])
  func units(factor: Double) throws {
    let signal = DoubtMaterial.eeg(seconds: 600, rate: 128).map { Float(factor) * $0 }
    let epochs = try DoubtMaterial.qualities(signal, rate: 128)
    #expect(epochs.allSatisfy { $0.reasons.contains(.unit) && $0.usableSeconds == 0 && !$0.isUsable })
  }

  @Test("an amplifier's own noise and zeros are flat or an open electrode, and never an EEG in another unit")
  func nothing() throws {
    for signal in [
      DoubtMaterial.white(seconds: 300, rate: 128, seed: 1, rms: 0.2), [Float](repeating: 0, count: 38_400),
      [Float](repeating: 17, count: 38_400),
    ] {
      let epochs = try DoubtMaterial.qualities(signal, rate: 128)
      #expect(epochs.allSatisfy { $0.usableSeconds == 0 && !$0.reasons.contains(.unit) })
      #expect(epochs.allSatisfy { $0.reasons.contains(.flat) })
    }
  }

  @Test("a signal in blocks gives the bits it gives in one piece", arguments: [1, 7, 64, 250])
  func blocks(size: Int) throws {
    var signal = DoubtMaterial.eeg(seconds: 150, rate: 100)
    for (index, fault) in [DoubtFault.pop, .movement, .flat, .muscle].enumerated() {
      fault.inject(&signal, start: (index + 1) * 3000, rate: 100, seed: 9)
    }
    let expected = try DoubtMaterial.qualities(signal, rate: 100)
    var carried = try ChannelDoubt(samplingRate: .hertz(100))
    var seconds: [SecondQuality] = []
    var epochs: [EpochQuality] = []
    for start in stride(from: 0, to: signal.count, by: size) {
      var block = carried
      for value in signal[start..<min(start + size, signal.count)] {
        let before = block.epochCount
        if let second = block.push(Double(value)) { seconds.append(second) }
        if block.epochCount > before, let epoch = block.epoch { epochs.append(epoch) }
      }
      carried = block
    }
    #expect(epochs == expected)
    #expect(epochs.map(\.rms.bitPattern) == expected.map(\.rms.bitPattern))
    #expect(seconds.count == 150)
    #expect(seconds.contains { $0.reasons.contains(.pop) } && seconds.contains { !$0.isUsable })
  }

  @Test("a sample allocates nothing")
  func allocation() throws {
    guard allocationsAreCounted else { return }
    var watch = try ChannelDoubt(samplingRate: .hertz(256), rails: -500...500)
    let signal = DoubtMaterial.eeg(seconds: 90, rate: 256).map(Double.init)
    for value in signal { _ = watch.push(value) }
    let made = allocations { for value in signal { _ = watch.push(value) } }
    #expect(made == 0)
    #expect(watch.epochCount == 6)
  }

  @Test("any numbers and any rate give an answer or an error, and no trap")
  func total() throws {
    var random = SeededRandom(seed: 11)
    for rate in [0.3, 1, 2.5, 10, 50, 99.7, 128, 173.61, 1000] {
      var watch = try ChannelDoubt(samplingRate: .hertz(rate), rails: 3...3)
      for _ in 0..<Int(70 * rate) + 100 {
        let bits = random.next()
        let wild = [0, Double(bitPattern: bits), .infinity, -.nan, random.gaussian(), 1e300, -1e300]
        _ = watch.push(wild[Int(bits % 7)])
      }
    }
    for rate in [0, -5, 1e9] {
      #expect(throws: FilterError.self) { try ChannelDoubt(samplingRate: .hertz(rate)) }
    }
  }
}
