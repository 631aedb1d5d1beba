import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("Spindles")
struct SpindleEventTests {
  private struct Planted {
    var signal: [Double]
    var truth: [Stretch] = []
    var hertz: [Double] = []
    var amplitude: [Double] = []
  }

  /// Spindles of 11.5 to 15 Hz, 0.9 to 1.8 s and 7 to 15 µV, one every 10 s on the average.
  private static func planted(rate: Double, minutes: Double = 10, seed: UInt64 = 1) throws -> Planted {
    var random = SeededRandom(seed: seed)
    var night = Planted(
      signal: try sleepNoise(seconds: minutes * 60, rate: rate, seed: seed + 100))
    var time = 20.0
    while time < minutes * 60 - 10 {
      let (length, hertz) = (0.9 + 0.9 * random.uniform(), 11.5 + 3.5 * random.uniform())
      let amplitude = 7 + 8 * random.uniform()
      addTrain(
        to: &night.signal, at: time, length: length, hertz: hertz, amplitude: amplitude, rate: rate)
      night.truth.append(Stretch(start: time, end: time + length))
      night.hertz.append(hertz)
      night.amplitude.append(amplitude)
      time += length + 2 + random.exponential(mean: 7)
    }
    return night
  }

  private func find(_ signal: [Double], _ rate: Double) throws -> [SpindleEvent] {
    try SleepEvents.spindles(microvolts: signal, samplingRate: .hertz(rate))
  }

  @Test(
    "planted in noise are found where they are, and measured", arguments: [50, 100, 128, 250.5, 500, 1000])
  func planted(rate: Double) throws {
    let night = try Self.planted(rate: rate)
    let found = try find(night.signal, rate)
    let matched = pairs(found.map(\.stretch), night.truth, threshold: 0.5)
    #expect(Double(matched.count) >= 0.9 * Double(night.truth.count))
    #expect(Double(matched.count) >= 0.95 * Double(found.count))
    var (hertz, size) = (0.0, 0.0)
    for (f, t) in matched {
      let event = found[f]
      hertz += abs(event.frequency.hertz - night.hertz[t])
      size += event.amplitude / (2 * night.amplitude[t])
      #expect(event.start < event.peak && event.peak < event.end)
      #expect((0...1).contains(event.symmetry) && (0.1...1).contains(event.relativePower))
      let waves = event.duration.seconds * event.frequency.hertz
      #expect(abs(Double(event.oscillations) - waves) <= 3)
      #expect(abs(event.rootMeanSquare * event.rootMeanSquare / event.absolutePower - 1) < 0.15)
    }
    #expect(hertz / Double(matched.count) < 0.25)
    #expect((0.95...1.2).contains(size / Double(matched.count)), "noise only adds")
  }

  @Test("the amplifier's gain and offset change none", arguments: [0.5, 2, 1024])
  func gain(gain: Double) throws {
    let night = try Self.planted(rate: 128, seed: 2)
    let found = try find(night.signal, 128)
    let scaled = try find(night.signal.map { $0 * gain }, 128)
    #expect(
      found.count > 20 && scaled.map(\.start) == found.map(\.start) && scaled.map(\.end) == found.map(\.end))
    for (a, b) in zip(found, scaled) {
      #expect(abs(b.amplitude / a.amplitude - gain) < 1e-9 * gain && a.oscillations == b.oscillations)
    }
    let odd = try find(night.signal.map { 3.7 * $0 - 4000 }, 128)
    #expect(pairs(odd.map(\.stretch), found.map(\.stretch), threshold: 0.9).count >= found.count - 1)
    #expect(odd.count <= found.count + 1)
  }

  @Test("are not claimed in what is none")
  func none() throws {
    let rate = 200.0
    let noise = try sleepNoise(seconds: 300, rate: rate, seed: 9)
    var random = SeededRandom(seed: 4)
    func with(_ add: (Int) -> Double) -> [Double] { noise.indices.map { noise[$0] + add($0) } }
    func isOn(_ n: Int) -> Bool { n / 200 % 10 < 2 }
    let nothings: [(String, [Double])] = [
      ("a flat line", [Double](repeating: 5, count: 60_000)),
      ("hum", with { 30 * sin(2 * .pi * 50 * Double($0) / rate) }),
      ("bursts of hum", with { isOn($0) ? 30 * sin(2 * .pi * 50 * Double($0) / rate) : 0 }),
      ("muscle", with { isOn($0) ? 12 * random.gaussian() : 0 }),
      ("alpha", with { isOn($0) ? 15 * sin(2 * .pi * 9 * Double($0) / rate) : 0 }),
      ("theta", with { isOn($0) ? 30 * sin(2 * .pi * 6 * Double($0) / rate) : 0 }),
      ("slow waves", with { 60 * sin(2 * .pi * 0.9 * Double($0) / rate) }),
      ("clicks", with { $0 % 1000 == 0 ? 300 : 0 }),
      ("white noise", noise.map { _ in 20 * random.gaussian() }),
      ("sleep without spindles", noise),
    ]
    for (name, signal) in nothings {
      let found = try find(signal, rate)
      #expect(found.count <= (name == "sleep without spindles" ? 1 : 0), "\(found.count) in \(name)")
    }
    // Spindles among a waking EEG's alpha and muscle are not believed.
    var waking = noise.map { _ in 8 * random.gaussian() }
    for second in stride(from: 20.0, to: 290, by: 10) {
      addTrain(to: &waking, at: second, length: 1, hertz: 13, amplitude: 25, rate: rate)
    }
    #expect(try find(waking, rate).isEmpty)
  }

  @Test(
    "are told within half a second of their end, and not before it", arguments: [50, 64, 128, 200, 256, 1000])
  func latency(rate: Double) throws {
    let night = try Self.planted(rate: rate, minutes: 3, seed: 3)
    var detector = try SpindleDetector(samplingRate: .hertz(rate))
    var found: [SpindleEvent] = []
    for (n, sample) in night.signal.enumerated() {
      guard let event = detector.push(sample) else { continue }
      let delay = Double(n) / rate - event.end.seconds
      #expect(delay > 0 && delay <= 0.5)
      found.append(event)
    }
    #expect(found.count > 5)
    #expect(try find(night.signal, rate) == found, "the overnight form is the online one")
  }

  @Test("what comes later changes none that was told, and a copy goes its own way")
  func causal() throws {
    let night = try Self.planted(rate: 100, minutes: 4, seed: 5)
    var detector = try SpindleDetector(samplingRate: .hertz(100))
    var told: [SpindleEvent] = []
    for sample in night.signal.prefix(12_000) { if let event = detector.push(sample) { told.append(event) } }
    var copy = detector
    var (own, other) = (told, told)
    for sample in night.signal.dropFirst(12_000) {
      if let event = detector.push(sample) { own.append(event) }
      if let event = copy.push(2000 - sample) { other.append(event) }
    }
    #expect(try find(night.signal, 100) == own && own.prefix(told.count) == other.prefix(told.count))
  }

  @Test("no spindle reaches into a gap, and nothing that is pushed ends the program")
  func gaps() throws {
    var night = try Self.planted(rate: 128, seed: 6)
    let whole = try find(night.signal, 128)
    for n in 0..<night.signal.count where n % 2560 < 300 { night.signal[n] = .nan }
    let found = try find(night.signal, 128)
    #expect(found.count > 5 && found.count < whole.count)
    for event in found {
      let samples = Int(event.start.seconds * 128)...Int(event.end.seconds * 128)
      #expect(samples.allSatisfy { night.signal[$0].isFinite })
    }
    var random = SeededRandom(seed: 8)
    let odd = [0, .nan, .infinity, -.infinity, 1e300, -1e300, 1e-300, .greatestFiniteMagnitude, 5]
    let junk = (0..<60_000).map { n in
      n % 3000 < 1500 ? odd[Int.random(in: 0..<odd.count, using: &random)] : 10 * random.gaussian()
    }
    _ = try find(junk, 50)
    #expect(try find([], 100).isEmpty && find([1, 2, 3], 100).isEmpty)
  }

  @Test("are counted by stage where there is a hypnogram")
  func stages() throws {
    let night = try Self.planted(rate: 100, minutes: 8, seed: 7)
    let hypnogram = Hypnogram(stages: (0..<16).map { $0 < 8 ? .n2 : .rem })
    let all = try find(night.signal, 100)
    let found = try SleepEvents.spindles(
      microvolts: night.signal, samplingRate: .hertz(100), hypnogram: hypnogram)
    #expect(found == all.filter { $0.start < NightTime(seconds: 240) } && found.count < all.count)
    let onsets = all.map(\.start)
    #expect(SleepEvents.density(of: onsets, in: .n2, of: hypnogram) == Double(found.count) / 4)
    #expect(SleepEvents.density(of: onsets, in: .n3, of: hypnogram) == nil)
  }

  @Test("a rate that cannot be used is refused by name", arguments: [0, 49, 1001])
  func refuses(rate: Double) {
    #expect(throws: EventError.samplingRate(.hertz(rate))) { try SpindleDetector(samplingRate: .hertz(rate)) }
  }

  @Test("a sample allocates nothing, a spindle neither", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    let night = try Self.planted(rate: 256, minutes: 2, seed: 3).signal
    var detector = try SpindleDetector(samplingRate: .hertz(256))
    var found = 0
    func run() { for sample in night { if detector.push(sample) != nil { found += 1 } } }
    run()
    let before = found
    #expect(allocations(in: run) == 0)
    #expect(before > 3 && found > before)
  }

  @Test("agree with both experts of the DREAMS excerpts, to which no number was fitted")
  func dreams() throws {
    var (hits, claims, marks) = ([0, 0], 0, [0, 0])
    for number in 1...4 {
      guard let excerpt = try dreamsExcerpt(number) else { return }
      let found = try SleepEvents.spindles(microvolts: excerpt.eeg, samplingRate: excerpt.rate).map(\.stretch)
      claims += found.count
      for (i, expert) in excerpt.experts.enumerated() {
        let matched = pairs(found, expert).count
        hits[i] += matched
        marks[i] += expert.count
        let f1 = 2 * Double(matched) / Double(found.count + expert.count)
        print(
          "DREAMS excerpt \(number), expert \(i + 1): \(matched) of \(found.count) and \(expert.count), F1 \(f1)"
        )
      }
    }
    let f1 = (0..<2).map { 2 * Double(hits[$0]) / Double(claims + marks[$0]) }
    print("DREAMS spindles: F1 \(f1[0]) with expert 1, \(f1[1]) with expert 2")
    #expect(f1[0] > 0.38 && f1[1] > 0.64)
  }
}
