import Foundation
import SleepCore
import Soundscapes
import TestKit
import Testing

@Suite("The sound level meter") struct MeterTests {
  private func sine(_ hertz: Double, amplitude: Double, seconds: Double) -> [Float] {
    (0..<Int(seconds * 48_000)).map { Float(amplitude * sin(2 * .pi * hertz * Double($0) / 48_000)) }
  }

  private func steady(_ hertz: Double) -> Double {
    let sound = sine(hertz, amplitude: 0.1, seconds: 2)
    var meter = AWeightedMeter()
    meter.measure(sound.span.extracting(0..<48_000))
    _ = meter.takeReading()
    meter.measure(sound.span.extracting(48_000..<96_000))
    return meter.takeReading().equivalentLevel.dBA - 60
  }

  @Test("a sine at 1 kHz reads its level in LAeq, and in F and S once they have settled")
  func oneKilohertz() {
    let sound = sine(1000, amplitude: 0.01, seconds: 12)
    var meter = AWeightedMeter()
    meter.measure(sound.span)
    _ = meter.takeReading()
    meter.measure(sound.span.extracting(0..<48_000))
    let reading = meter.takeReading()
    #expect(abs(reading.equivalentLevel.dBA - 40) < 0.01)
    #expect(abs(reading.fastMaximum.dBA - 40) < 0.05)
    #expect(abs(reading.slowMaximum.dBA - 40) < 0.02)
    #expect(reading.samples == 48_000)
    #expect(meter.overall.samples == 13 * 48_000)
  }

  @Test("the response follows the analog formula of IEC 61672-1 within 0.1 dB from 16 Hz to 16 kHz")
  func analogFormula() {
    for n in -18...12 {
      let f = 1000 * pow(10, Double(n) / 10)
      let f2 = f * f
      let (a, b, c, d) = (20.598997, 107.65265, 737.86223, 12194.217)
      let analog =
        20
        * log10(
          d * d * f2 * f2 / ((f2 + a * a) * ((f2 + b * b) * (f2 + c * c)).squareRoot() * (f2 + d * d)))
        + 2.0
      #expect(abs(steady(f) - analog) < 0.1, "at \(f) Hz")
    }
  }

  @Test("the response is within class 1 of the table of IEC 61672-1:2013, 10 Hz to 20 kHz")
  func table() throws {
    guard let url = SharedMaterial.recording("loudness/iec_61672_1_2013.csv") else {
      print("skipped: no table of IEC 61672-1")
      return
    }
    // Class 1 acceptance limits (table 3), from 10 Hz up.
    let upper = [
      3, 2.5, 2, 2, 2, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.7, 1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 2,
      2, 2.5, 3,
    ]
    let lower = [
      .infinity, .infinity, 4, 2, 1.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.7, 1, 1, 1, 1, 1, 1,
      1.5, 2,
      2.5, 3, 5, 16, .infinity,
    ]
    let rows = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    #expect(rows.count == 34)
    var worst = 0.0
    for (i, row) in rows.enumerated() {
      let fields = row.split(separator: ",").compactMap { Double($0) }
      try #require(fields.count == 5)
      let error = steady(1000 * pow(10, fields[0] / 10)) - fields[2]
      #expect(error < upper[i] && error > -lower[i], "at \(fields[1]) Hz")
      if fields[0] <= 12, fields[0] >= -17 { worst = max(worst, abs(error)) }
    }
    // The table is rounded to 0.1 dB.
    #expect(worst < 0.12)
    print("A-weighting: at most \(worst) dB from the table, 20 Hz to 16 kHz")
  }

  @Test(
    "a tone burst of 4 kHz reads what table 4 of IEC 61672-1 says",
    arguments: [(200, -1.0, -7.4), (50, -4.8, -13.1), (10, -11.1, -20.0), (2, -18.0, -27.0)])
  func toneBurst(milliseconds: Int, fast: Double, slow: Double) {
    let level = steady(4000) + 60
    let burst = sine(4000, amplitude: 0.1, seconds: Double(milliseconds) / 1000)
    let reading = measured(burst + [Float](repeating: 0, count: 48_000))
    #expect(abs(reading.fastMaximum.dBA - level - fast) < 0.1)
    #expect(abs(reading.slowMaximum.dBA - level - slow) < 0.1)
  }

  @Test("how sound is cut into blocks does not change what is read, and silence reads as silence")
  func blocks() {
    let sound =
      sine(300, amplitude: 0.1, seconds: 0.5) + [Float](repeating: 0, count: 96_000)
      + sine(2000, amplitude: 0.02, seconds: 0.5)
    let whole = measured(sound)
    var meter = AWeightedMeter()
    var at = 0
    while at < sound.count {
      let end = min(at + 4_321, sound.count)
      meter.measure(sound.span.extracting(at..<end))
      at = end
    }
    #expect(abs(meter.overall.equivalentLevel.dBA - whole.equivalentLevel.dBA) < 0.002)
    #expect(abs(meter.overall.fastMaximum.dBA - whole.fastMaximum.dBA) < 0.002)
    #expect(measured([Float](repeating: 0, count: 48_000)).equivalentLevel.isSilent)
    #expect(AWeightedMeter().overall.equivalentLevel.isSilent)
  }
}
