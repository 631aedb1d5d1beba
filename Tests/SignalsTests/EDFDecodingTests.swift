import Signals
import SleepCore
import TestKit
import Testing

@Suite("Decoding EDF")
struct EDFDecodingTests {
  @Test("every way of decoding gives the same numbers", arguments: [EDFVariant.edfPlusContinuous, .bdf])
  func allWaysAgree(_ variant: EDFVariant) throws {
    let header = EDFMaterial.header(variant, rates: [101, 25, 1])
    let encoder = try EDFRecordEncoder(header: header, annotationBytesPerRecord: 60)
    var random = SeededRandom(seed: 4)
    var stored: [Int32] = []
    var bytes = encoder.headerBytes(recordCount: 9)
    var none: [EDFAnnotation] = []
    for record in 0..<9 {
      let shift: Int32 = variant.is24Bit ? 8 : 16
      let samples = (0..<127).map { _ in Int32(truncatingIfNeeded: random.next()) >> shift }
      stored += samples.prefix(101)
      bytes += try encoder.encode(
        samples: samples.span, onset: NightTime(seconds: record), annotations: &none)
    }
    let file = try EDFFile(bytes: bytes, name: "x")
    #expect(file.digital(signal: 0) == stored)
    let signal = file.header.signals[0]
    let expected = stored.map { Double($0) * signal.gain + signal.offset }
    #expect(file.physical(signal: 0) == expected)
    let together = file.physical(signals: [2, 0, 99, 1])
    #expect(together[1] == expected && together[2].isEmpty)
    #expect(together[0] == file.physical(signal: 2) && together[3] == file.physical(signal: 1))
    var part: [Double] = []
    for records in [2..<5, 0..<1, 7..<100, 20..<30] {
      file.physical(signal: 0, records: records, into: &part)
      let wanted = records.clamped(to: 0..<9)
      #expect(part == Array(expected[wanted.lowerBound * 101..<wanted.upperBound * 101]))
    }
    #expect(file.physical(signal: 99).isEmpty && file.digital(signal: -1).isEmpty)
  }

  @Test("many signals are decoded in several passes over the file")
  func manySignals() throws {
    let header = EDFHeader(
      variant: .edf, start: EDFMaterial.start, recordDuration: .seconds(1),
      signals: (0..<50).map { EDFMaterial.signal("EEG \($0)", rate: 1 + $0) })
    let file = try EDFFile(bytes: try EDFMaterial.file(header, records: 3), name: "many")
    let together = file.physical(signals: Array(0..<50))
    for signal in 0..<50 {
      #expect(together[signal] == file.physical(signal: signal) && together[signal].count == 3 * (1 + signal))
    }
  }
}
