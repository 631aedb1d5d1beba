import Foundation
import SleepCore
import Soundscapes
import Testing

@Suite("Beds of sound") struct BedTests {
  @Test(
    "a bed asked for at a level reads that level over a minute, and never rises far above it",
    arguments: Soundscape.allCases, [30.0, 45.0])
  func level(kind: Soundscape, dBA: Double) {
    let start = 60 * Int(kind.rawValue) + Int(dBA)
    let reading = measured(render(from: start, seconds: 60) { _ in beds((kind, dBA)) })
    #expect(abs(reading.equivalentLevel.dBA - dBA) < 0.3)
    let headroom = kind == .waves || kind == .dawnChorus ? 6.0 : 3.0
    #expect(reading.fastMaximum.dBA < dBA + headroom)
    #expect(reading.fastMaximum.dBA > dBA)
  }

  @Test("two beds add as energy")
  func sum() {
    let reading = measured(render(seconds: 30) { _ in beds((.rain, 40), (.brownNoise, 40)) })
    #expect(abs(reading.equivalentLevel.dBA - 43.01) < 0.2)
  }

  @Test(
    "pink noise falls by 3 dB an octave, brown noise by 6",
    arguments: [(Soundscape.pinkNoise, 3.01), (.brownNoise, 6.02)])
  func slope(kind: Soundscape, perOctave: Double) {
    let sound = render(seconds: 60) { _ in beds((kind, 50)) }
    let n = 8_192
    let window = (0..<n).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(n)) }
    let low = kind == .pinkNoise ? 50.0 : 200.0
    var levels: [(hertz: Double, dB: Double)] = []
    for hertz in [low, 100, 200, 400, 1000, 2000, 5000, 10_000] where hertz >= low {
      var power = 0.0
      let bin = (hertz * Double(n) / 48_000).rounded()
      // A few neighbours where bins are close together on the scale of octaves.
      let reach = bin > 60 ? 2 : 0
      for k in -reach...reach {
        let w = 2 * .pi * (bin + Double(k)) / Double(n)
        let turn = 2 * cos(w)
        for block in stride(from: 0, through: sound.count - n, by: n) {
          var (s1, s2) = (0.0, 0.0)  // Goertzel
          for i in 0..<n { (s1, s2) = (Double(sound[block + i]) * window[i] + turn * s1 - s2, s1) }
          power += s1 * s1 + s2 * s2 - turn * s1 * s2
        }
      }
      levels.append((bin / Double(n) * 48_000, 10 * log10(power / Double(2 * reach + 1))))
    }
    let deviations = levels.map { $0.dB + perOctave * log2($0.hertz / 1000) }
    let middle = (deviations.max()! + deviations.min()!) / 2
    for (level, deviation) in zip(levels, deviations) {
      #expect(abs(deviation - middle) < 0.5, "\(kind.name) at \(level.hertz) Hz")
    }
  }

  @Test("an excerpt is the whole night's own samples, bit for bit", arguments: [777, 1, 30_000])
  func excerpt(second: Int) {
    let levels: (Int) -> BedLevels = { k in
      beds((.rain, 35 + Double(k % 7)), (.pinkNoise, 30), (.brownNoise, 33), (.waves, 38), (.dawnChorus, 36))
    }
    let pulses = [pulse(at: Double(second) - 0.02, 45), pulse(at: Double(second) + 0.3, 44)]
    let whole = render(from: second - 4, seconds: 6, pulses: pulses, levels: levels)
    let alone = render(from: second, seconds: 1, pulses: pulses, levels: levels)
    #expect(whole[4 * 48_000..<5 * 48_000].elementsEqual(alone))
    #expect(alone.contains { $0 != 0 })
    #expect(alone != render(seed: 12, from: second, seconds: 1, pulses: pulses, levels: levels))
  }

  @Test(
    "seconds join without a seam, and a bed comes up from silence without a click",
    arguments: Soundscape.allCases)
  func noClicks(kind: Soundscape) {
    func jumps(_ sound: [Float]) -> [Float] { zip(sound.dropFirst(), sound).map { abs($0 - $1) } }
    let steady = render(seconds: 40) { _ in beds((kind, 45)) }
    let all = jumps(steady)
    let seams = (1..<40).map { all[$0 * 48_000 - 1] }
    // Were the sound of each second a fresh start, the jumps between them would be as large as the sound itself.
    let usual = (all.reduce(0) { $0 + $1 * $1 } / Float(all.count)).squareRoot()
    let atSeams = (seams.reduce(0) { $0 + $1 * $1 } / Float(seams.count)).squareRoot()
    #expect(atSeams < 1.5 * usual)
    let rising = render(seconds: 2) { $0 < 0 ? .silence : beds((kind, 45)) }
    #expect(rising[0] == 0)
    #expect(rising[1].magnitude < 1e-5)
    #expect(jumps(rising).max()! <= all.max()!)
    let falling = render(seconds: 2) { $0 < 1 ? beds((kind, 45)) : .silence }
    #expect(falling[95_999].magnitude < 1e-5)
    #expect(jumps(falling).max()! <= all.max()!)
  }

  @Test("rain falls evenly: no beat within a tenth of a second, and no gap where seconds join")
  func evenRain() {
    let seconds = 300
    let sound = render(seconds: seconds) { _ in beds((.rain, 45)) }
    // The power of every millisecond of a second, over all seconds.
    var power = [Double](repeating: 0, count: 1000)
    for i in sound.indices { power[i % 48_000 / 48] += Double(sound[i]) * Double(sound[i]) }
    let mean = power.reduce(0, +) / 1000
    #expect(power.allSatisfy { abs($0 / mean - 1) < 0.4 })
    for phase in 0..<100 {
      let folded = (0..<10).reduce(0.0) { $0 + power[phase + 100 * $1] } / 10
      #expect(abs(folded / mean - 1) < 0.12)
    }
    // Were the ends of drops cut, the first millisecond of a second would lack a quarter of its power.
    #expect(abs(power[0] / mean - 1) < 0.12)
  }

  @Test("a level goes to the next on a line in decibels")
  func ramp() {
    let sound = render(seconds: 1) { $0 < 0 ? beds((.pinkNoise, 20)) : beds((.pinkNoise, 60)) }
    let steady = render(seconds: 1) { _ in beds((.pinkNoise, 40)) }
    for i in stride(from: 0, to: 48_000, by: 999) where steady[i].magnitude > 1e-6 {
      let gain = 20 * log10(Double(sound[i] / steady[i]))
      #expect(abs(gain - (-20 + 40 * Double(i) / 48_000)) < 0.01)
    }
  }

  @Test("a second without any sound is exact zeros, whatever the buffer held")
  func silence() {
    #expect(render(seconds: 2, pulses: [pulse(at: 60, 45)]) { _ in .silence }.allSatisfy { $0 == 0 })
  }
}
