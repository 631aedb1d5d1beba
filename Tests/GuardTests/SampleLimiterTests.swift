import Foundation
import Guard
import SleepCore
import Soundscapes
import TestKit
import Testing

/// Sends sound through a limiter from its start, and returns what comes out, moved back by its delay.
private func limited(
  _ sound: [Float], ceiling: SoundLevel, peak: Float = 1, isOpen: (Int) -> Bool = { _ in true },
  gains: (Float) -> Void = { _ in }
) -> [Float] {
  var limiter = SampleLimiter(peak: peak)
  var result: [Float] = []
  var block = [Float](repeating: 0, count: SampleLimiter.block)
  let delay = SampleLimiter.block * SampleLimiter.heldBlocks
  let padded = sound + [Float](repeating: 0, count: delay + SampleLimiter.block)
  var at = 0
  while at + SampleLimiter.block <= padded.count {
    var out = block.mutableSpan
    limiter.process(
      padded.span.extracting(at..<at + SampleLimiter.block), into: &out, ceiling: ceiling, isOpen: isOpen(at))
    gains(limiter.currentGain)
    result += block
    at += SampleLimiter.block
  }
  return Array(result.dropFirst(delay))
}

func fastMaximum(_ sound: [Float]) -> SoundLevel {
  var meter = AWeightedMeter()
  meter.measure(sound.span)
  meter.measure([Float](repeating: 0, count: 4800).span)
  return meter.overall.fastMaximum
}

@Suite("the limiter looks at every sample")
struct SampleLimiterTests {
  /// Sounds that nobody should send: bursts, steps, tones that start and stop, full-scale noise, numbers that are none.
  private func hostile(_ random: inout SeededRandom, samples: Int) -> [Float] {
    var sound = [Float](repeating: 0, count: samples)
    var at = 0
    while at < samples {
      let length = min(1 + Int(random.exponential(mean: 3000)), samples - at)
      let amplitude = Float(pow(10, random.uniform() * 6 - 4))
      let hertz = 20 * pow(1000, random.uniform())
      let kind = random.next() % 6
      for i in 0..<length {
        switch kind {
        case 0: break
        case 1: sound[at + i] = amplitude * Float(sin(2 * .pi * hertz * Double(i) / 48_000))
        case 2: sound[at + i] = amplitude * Float(random.uniform() * 2 - 1)
        case 3: sound[at + i] = i % 97 == 0 ? amplitude : 0
        case 4: sound[at + i] = amplitude
        default:
          sound[at + i] = random.next() % 50 == 0 ? [.nan, .infinity, -.infinity, 1e38][i % 4] : amplitude
        }
      }
      at += length
    }
    return sound
  }

  @Test(
    "whatever comes in, a meter never reads more than the ceiling", arguments: [30.0, 45, 55, 60])
  func neverAbove(ceiling: Double) {
    for seed in 0..<tries(6, soak: 2000) {
      var random = SeededRandom(seed: UInt64(seed), stream: UInt64(ceiling))
      let sound = hostile(&random, samples: 96_000)
      let out = limited(sound, ceiling: .dBA(ceiling))
      let loudest = fastMaximum(out)
      #expect(loudest <= .dBA(ceiling), "seed \(seed)")
      #expect(loudest >= .dBA(ceiling - 12), "seed \(seed): it does not simply mute")
      #expect(out.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test("what stays below the ceiling comes out bit for bit", arguments: Soundscape.allCases)
  func transparent(kind: Soundscape) {
    var mixer = NightMixer(seed: 5)
    var beds = BedLevels.silence
    beds[kind] = .dBA(40)
    var sound = [Float](repeating: 0, count: 48_000)
    let pulse = Pulse(
      onset: NightTime(ticks: 85_000_000), level: .dBA(42), length: .milliseconds(50), rise: .milliseconds(5))
    var second = [Float](repeating: 0, count: 48_000)
    for number in 0..<12 {
      var span = second.mutableSpan
      mixer.renderSecond(
        from: number < 2 ? .silence : beds, to: number < 1 ? .silence : beds, pulses: [pulse].span,
        second: number,
        into: &span)
      sound += second
    }
    // The ceiling is a hundredth of a decibel above the loudest moment of this very sound.
    let ceiling = SoundLevel(milliDecibels: fastMaximum(sound).milliDecibels + 10)
    let out = limited(sound, ceiling: ceiling)
    #expect(fastMaximum(sound) > .dBA(40))
    #expect(Array(out[48_000..<sound.count]) == Array(sound[48_000...]))
  }

  @Test("the gain rises slowly and falls without a step, so that nothing clicks or pumps")
  func smooth() {
    var random = SeededRandom(seed: 4)
    // A steady tone 12 dB too loud, after one that is not.
    let sound = (0..<240_000).map { i in
      Float((i < 96_000 ? 0.02 : 0.16) * sin(2 * .pi * 1000 * Double(i) / 48_000) + random.uniform() * 1e-5)
    }
    var gains: [Float] = []
    let out = limited(sound, ceiling: .dBA(50), gains: { gains.append($0) })
    for i in 3..<gains.count {
      #expect(
        gains[i] - gains[i - 1] <= max(SampleLimiter.opening, gains[i - 1] * SampleLimiter.recovery) + 1e-6)
      #expect(gains[i - 1] - gains[i] <= (gains[i - 3..<i].max() ?? 0) / 3 + 1e-6)
    }
    // Once it has settled the tone comes out steady: its level moves by less than a tenth of a decibel.
    var meter = AWeightedMeter()
    meter.measure(Array(out[150_000..<160_000]).span)
    _ = meter.takeReading()
    var levels: [Double] = []
    for start in stride(from: 160_000, to: 235_000, by: 2400) {
      meter.measure(Array(out[start..<start + 2400]).span)
      levels.append(meter.takeReading().equivalentLevel.dBA)
    }
    let spread = (levels.max() ?? 0) - (levels.min() ?? 0)
    print("limiter: a tone 12 dB too loud comes out at \(levels[0]) dBA and moves by \(spread) dB")
    #expect(spread < 0.3)
    #expect((levels.min() ?? 0) > 48.5)
  }

  @Test("closed, it is silent after 20 ms and what it held back, and opens again within a second")
  func closes() throws {
    let sound = (0..<192_000).map { Float(0.01 * sin(2 * .pi * 500 * Double($0) / 48_000)) }
    let out = limited(sound, ceiling: .dBA(55), isOpen: { $0 < 72_000 || $0 >= 96_000 })
    let lastSound = try #require(out[..<90_000].lastIndex { $0 != 0 })
    #expect(lastSound < 72_000 + 960)
    #expect(out[(lastSound + 1)..<90_000].allSatisfy { $0 == 0 })
    #expect(abs(fastMaximum(Array(out[150_000..<192_000])).dBA - fastMaximum(sound).dBA) < 0.2)
  }

  @Test("it allocates nothing while it works", .enabled(if: allocationsAreCounted))
  func allocatesNothing() {
    var random = SeededRandom(seed: 8)
    let sound = hostile(&random, samples: SampleLimiter.block * 400)
    var limiter = SampleLimiter()
    var block = [Float](repeating: 0, count: SampleLimiter.block)
    func go() {
      for i in 0..<400 {
        var out = block.mutableSpan
        limiter.process(
          sound.span.extracting(i * SampleLimiter.block..<(i + 1) * SampleLimiter.block), into: &out,
          ceiling: .dBA(45), isOpen: true)
      }
    }
    go()
    #expect(allocations(in: go) == 0)
  }
}
