import SleepCore
import Testing

@Suite("every quantity has ends, and what is beyond them is held there")
struct QuantityEndsTests {
  @Test("a level lies between silence and 200 dBA, however it is made, and what is no number is silence")
  func levels() {
    #expect(SoundLevel.silence.milliDecibels == -120_000 && SoundLevel.silence.isSilent)
    #expect(!SoundLevel(milliDecibels: -119_999).isSilent && SoundLevel.dBA(-119.999) > .silence)
    for low in [SoundLevel(milliDecibels: .min), .dBA(-1e300), SoundLevel(meanSquarePressure: 1e-300)] {
      #expect(low == .silence)
    }
    for high in [SoundLevel(milliDecibels: .max), .dBA(1e300), SoundLevel(meanSquarePressure: 1e300)] {
      #expect(high.milliDecibels == 200_000)
    }
    for wrong in [Double.nan, .infinity, -.infinity] {
      #expect(SoundLevel.dBA(wrong) == .silence && SoundLevel(meanSquarePressure: wrong) == .silence)
    }
    for wrong in [0, -0.5, -1] { #expect(SoundLevel(meanSquarePressure: wrong) == .silence) }
    #expect(SoundLevel.dBA(1.2345).milliDecibels == 1235 || SoundLevel.dBA(1.2345).milliDecibels == 1234)
    #expect(SoundLevel.dBA(-1.5).dBA == -1.5 && SoundLevel.dBA(200).dBA == 200)
  }

  @Test("the level of a pressure is rounded up: one part in a million above a thousandth is the next one")
  func roundedUp() {
    let p2 = SoundLevel.dBA(40).meanSquarePressure
    #expect(abs(p2 / 4e-6 - 1) < 1e-12)
    #expect(SoundLevel(meanSquarePressure: p2 * 1.00001) == .dBA(40.001))
    #expect(SoundLevel(meanSquarePressure: p2 * 0.99999) == .dBA(40))
  }

  @Test("a dose is never below nothing, and saturates at the end of whole numbers")
  func doses() {
    func pico(_ p2: Double) -> Int64 {
      SoundDose(meanSquarePressure: p2, over: .seconds(1)).picoPascalSquaredSeconds
    }
    #expect(pico(-1) == 0 && pico(0) == 0 && pico(1e-12) == 1 && pico(1.5e-12) == 2)
    #expect(pico(8.9e6) == 8_900_000_000_000_000_000 && pico(9e6) == .max && pico(1e300) == .max)
    #expect(SoundDose.zero.picoPascalSquaredSeconds == 0)
    #expect(SoundDose.pascalSquaredHours(1).picoPascalSquaredSeconds == 3_600_000_000_000_000)
    let minute = SoundDose(level: .dBA(40), over: .minutes(1))
    #expect(minute.equivalentLevel(over: .minutes(1)) == .dBA(40))
    #expect(minute.equivalentLevel(over: .zero) == .silence)
    #expect(minute.equivalentLevel(over: .zero - .seconds(1)) == .silence)
    #expect(!(minute < minute) && SoundDose.zero < minute)
  }

  @Test("light lies between darkness and a million lux, a share between nothing and all")
  func lightAndShares() {
    #expect(Illuminance(millilux: -1) == .dark && Illuminance(millilux: 1).millilux == 1)
    #expect(Illuminance.dark.millilux == 0 && Illuminance.lux(-1) == .dark && Illuminance.lux(.nan) == .dark)
    #expect(Illuminance.lux(1e9).millilux == 1_000_000_000 && Illuminance.lux(0.0015).millilux == 2)
    #expect(Illuminance.lux(12.5).lux == 12.5)
    #expect(Share(perMille: -1) == .none && Share.none.perMille == 0 && Share(perMille: 1).perMille == 1)
    #expect(Share(perMille: 999).perMille == 999 && Share(perMille: 1001).perMille == 1000)
    #expect(Temperature.skin.milliCelsius == 33_000 && Temperature.skin.celsius == 33)
  }

  @Test("a phase is what is left of whole turns, and no number is the peak of the wave")
  func phases() {
    #expect(Phase(radians: .nan).radians == 0)
    #expect(Phase(radians: -.pi).radians == .pi && Phase(radians: .pi).radians == .pi)
    for turns in -3...3 {
      #expect(abs(Phase.degrees(Double(turns) * 360 + 100).degrees - 100) < 1e-9)
      #expect(abs(Phase.degrees(Double(turns) * 360 - 100).degrees + 100) < 1e-9)
    }
    #expect(abs(Phase.degrees(90).radians - .pi / 2) < 1e-12)
  }
}
