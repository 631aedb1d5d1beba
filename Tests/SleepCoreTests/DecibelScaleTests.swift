import Foundation
import SleepCore
import TestKit
import Testing

@Suite("a level's energy is one whole number, never below the exact one")
struct DecibelScaleTests {
  private static let all = Int32(0)...110_000

  private func energy(_ milli: Int32) -> Int64 { SoundLevel(milliDecibels: milli).secondOfExposure }

  @Test("each of 110,001 levels is the exact energy rounded up, or a unit and a part in 10¹⁴ above it")
  func exact() throws {
    guard let python = peerPython else { return }
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/decibel_energy.py").path
    let (status, output, error) = try run(python, [script])
    try #require(status == 0, "\(error)")
    let exact = output.split(separator: "\n").compactMap { Int64($0) }
    try #require(exact.count == Self.all.count)
    var above = 0
    for (milli, exact) in zip(Self.all, exact) {
      let here = energy(milli)
      #expect(here >= exact && here - exact <= 1 + exact / 100_000_000_000_000, "\(milli)")
      if here > exact { above += 1 }
    }
    // Nearly all are exact: the scale is as tight as whole numbers can be.
    #expect(above < 1000, "\(above)")
  }

  @Test("the numbers are the same everywhere: proofs are made with one and checked with another")
  func fingerprint() {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for milli in Self.all {
      var left = UInt64(bitPattern: energy(milli))
      for _ in 0..<8 {
        hash = (hash ^ (left & 0xff)) &* 0x0000_0100_0000_01b3
        left >>= 8
      }
    }
    #expect(hash == 10_159_562_963_367_579_504)
  }

  @Test("energy grows with the level, from 400 at 0 dBA, tenfold every ten decibels")
  func monotone() {
    #expect(Self.all.dropLast().allSatisfy { energy($0) <= energy($0 + 1) })
    for tens in Int32(0)...11 {
      #expect(energy(tens * 10_000) == 400 * (0..<tens).reduce(1) { power, _ in power * 10 })
    }
    // 2·10^0.3 is 3.9905…: 3 dB are nearly twice.
    #expect(energy(3000) == 799 && energy(3011) == 801 && energy(3010) == 800)
  }

  @Test("silence has no energy, what is under hearing counts as 0 dBA, and nothing is above 110")
  func ends() {
    #expect(energy(-120_000) == 0 && SoundLevel.silence.secondOfExposure == 0)
    #expect(energy(-119_999) == 400 && energy(-1) == 400 && energy(1) == 401)
    #expect(energy(110_001) == energy(110_000) && energy(.max) == 40_000_000_000_000)
  }

  @Test("the level of an energy is the highest that keeps to it")
  func inverse() {
    #expect(SoundLevel(secondOfExposure: 399) == .silence && SoundLevel(secondOfExposure: .min) == .silence)
    #expect(SoundLevel(secondOfExposure: .max).milliDecibels == 110_000)
    for milli in stride(from: Int32(0), through: 110_000, by: 37) {
      for energy in [energy(milli), energy(milli) + 1, energy(milli) - 1] where energy >= 400 {
        let level = SoundLevel(secondOfExposure: energy)
        #expect(level.secondOfExposure <= energy, "\(energy)")
        #expect(level.milliDecibels == 110_000 || self.energy(level.milliDecibels + 1) > energy, "\(energy)")
      }
    }
  }

  @Test("a dose is a level's energy times its time, rounded up, and saturates")
  func doses() {
    func dose(_ milli: Int32, _ ticks: Int64) -> Int64 {
      SoundDose(level: SoundLevel(milliDecibels: milli), over: .init(ticks: ticks)).picoPascalSquaredSeconds
    }
    #expect(dose(0, 10_000_000) == 400 && dose(0, 10_000_001) == 401 && dose(0, 9_999_999) == 400)
    #expect(dose(0, 25_000) == 1 && dose(0, 25_001) == 2 && dose(0, 1) == 1 && dose(0, 0) == 0)
    #expect(dose(55_000, -1) == 0 && dose(-120_000, .max) == 0)
    #expect(dose(40_000, 86_400 * 10_000_000) == 4_000_000 * 86_400)
    #expect(dose(110_000, .max) == .max)
    // The last time that fits, and the first that does not: 4·10¹³ a second.
    #expect(dose(110_000, 2_305_843_009_213) == 9_223_372_036_852_000_000)
    #expect(dose(110_000, 2_305_843_009_214) == .max)
    // 401 times this many ticks is one ten-millionth above a whole number.
    #expect(dose(1, 6_159_601) == 248)
    #expect(
      SoundDose(picoPascalSquaredSeconds: .max) + .init(picoPascalSquaredSeconds: 1)
        == .init(picoPascalSquaredSeconds: .max))
  }

  @Test("levels, light and doses made of fractions are held to what there is")
  func fractions() {
    #expect(SoundLevel(milliDecibels: .min) == .silence && SoundLevel.silence.milliDecibels == -120_000)
    #expect(SoundLevel.dBA(-119.5).milliDecibels == -119_500 && SoundLevel.dBA(-300) == .silence)
    #expect(SoundLevel.dBA(199.5).milliDecibels == 199_500 && SoundLevel.dBA(300).milliDecibels == 200_000)
    #expect(
      SoundLevel(meanSquarePressure: -0.5) == .silence && SoundLevel(meanSquarePressure: 1e-30) == .silence)
    #expect(SoundLevel(meanSquarePressure: 1e30).milliDecibels == 200_000)
    func dose(_ p2: Double) -> Int64 {
      SoundDose(meanSquarePressure: p2, over: .seconds(1)).picoPascalSquaredSeconds
    }
    #expect(dose(0) == 0 && dose(-1e-12) == 0 && dose(9e6) == .max && dose(8e6) == 8_000_000_000_000_000_000)
    #expect(Illuminance(millilux: -1) == .dark && Illuminance.lux(0.5).millilux == 500)
    #expect(Illuminance(millilux: 5000).lux == 5)
  }

  @Test("beds add up bed by bed, and a second between two moments counts each at its louder end")
  func beds() {
    var (from, to) = (BedLevels.silence, BedLevels.silence)
    from[.rain] = .dBA(40)
    from[.waves] = .dBA(10)
    to[.waves] = .dBA(30)
    to[.dawnChorus] = .dBA(20)
    #expect(from.secondOfExposure == 4_004_000 && to.secondOfExposure == 440_000)
    #expect(BedLevels.secondOfExposure(from: from, to: to) == 4_000_000 + 400_000 + 40_000)
  }

  @Test("a pulse costs what its level costs for its length and an eighth of a second")
  func pulses() {
    func cost(_ milliseconds: Int) -> Int64 {
      Pulse(onset: .start, level: .dBA(40), length: .milliseconds(milliseconds), rise: .milliseconds(5)).dose
        .picoPascalSquaredSeconds
    }
    #expect(cost(50) == 700_000 && cost(875) == 4_000_000 && cost(0) == 0)
  }
}
