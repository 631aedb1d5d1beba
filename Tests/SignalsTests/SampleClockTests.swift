import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("The clock of a source that delivers in bursts")
struct SampleClockTests {
  /// A source whose clock is off, whose bursts are uneven, late by 0 to 50 ms, and now and then stuck for longer.
  private struct Source {
    var random: SeededRandom
    let rate: Double
    var sent = 0
    var arrived = 0.0
    /// Seconds of signal that never come.
    var hole = 0.0

    mutating func burst(jitter: Double = 0.05) -> (samples: Int, taken: Double, at: NightTime) {
      let samples = 1 + Int(random.next() % 16)
      sent += samples
      let taken = 3 + Double(sent - 1) / rate + hole
      let stuck = random.next() % 100 == 0 ? 0.4 * random.uniform() : 0
      arrived = max(arrived, taken + jitter * random.uniform() + stuck)
      return (samples, taken, NightTime(ticks: Int64((arrived * 1e7).rounded())))
    }
  }

  @Test(
    "after a minute dates every sample within 2 ms and knows the rate within 20 millionths",
    arguments: [(128.0, 0.0), (250, 80e-6), (256, -150e-6), (512, 20e-6)], [UInt64(1), 2, 3])
  func converges(source: (nominal: Double, off: Double), seed: UInt64) {
    var clock = SampleClock(nominalRate: .hertz(source.nominal))
    let rate = source.nominal * (1 + source.off)
    var random = Source(random: SeededRandom(seed: seed), rate: rate)
    while random.arrived < 243 {
      let burst = random.burst()
      let found = clock.take(samples: burst.samples, at: burst.at)
      #expect(found.lost == 0)
      guard random.arrived > 63 else { continue }
      let first = burst.taken - Double(burst.samples - 1) / rate
      #expect(abs(found.time.seconds - first) < 0.002)
    }
    #expect(clock.count == random.sent)
    #expect(abs(clock.rate.hertz / rate - 1) < 20e-6)
  }

  @Test(
    "samples that are lost are counted, and the times go on as they should", arguments: [UInt64(4), 5, 6])
  func gaps(seed: UInt64) {
    var clock = SampleClock(nominalRate: .hertz(250))
    var source = Source(random: SeededRandom(seed: seed), rate: 250.01)
    var lost = 0
    var settled = 0.0
    for _ in 0..<6 {
      let until = source.arrived + 40
      while source.arrived < until {
        let burst = source.burst()
        let found = clock.take(samples: burst.samples, at: burst.at)
        lost += found.lost
        if found.lost > 0 { settled = source.arrived + 5 }
        guard source.arrived > 63, source.arrived > settled, source.arrived > until - 30 else { continue }
        let first = burst.taken - Double(burst.samples - 1) / 250.01
        #expect(abs(found.time.seconds - first) < 0.005)
      }
      source.hole += 1.2
    }
    // The last hole has not been heard of yet.
    #expect(abs(Double(lost) - 5 * 1.2 * 250) < 10 && clock.lost == lost)
  }

  @Test("a stall that loses nothing is no gap")
  func stall() {
    var clock = SampleClock(nominalRate: .hertz(128))
    var sent = 0
    for second in 0..<120 where !(60..<66).contains(second) {
      // Six seconds of silence, then all of it at once.
      let due = (second + 1) * 128
      let at = NightTime(ticks: Int64(second + 1) * 10_000_000)
      var lost = 0
      while sent < due {
        lost += clock.take(samples: 8, at: at + NightTime.Span(ticks: Int64(sent % 128) * 70_000)).lost
        sent += 8
      }
      #expect(lost == 0)
    }
    #expect(clock.count == sent)
  }

  @Test("a burst allocates nothing, and no samples change nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() {
    var clock = SampleClock(nominalRate: .hertz(256))
    var source = Source(random: SeededRandom(seed: 9), rate: 256)
    for _ in 0..<2000 {
      let burst = source.burst()
      _ = clock.take(samples: burst.samples, at: burst.at)
    }
    let before = clock.count
    _ = clock.take(samples: 0, at: NightTime(seconds: 9999))
    #expect(clock.count == before)
    let count = allocations(in: {
      for _ in 0..<3000 {
        let burst = source.burst()
        _ = clock.take(samples: burst.samples, at: burst.at)
      }
    })
    #expect(count == 0)
  }
}
