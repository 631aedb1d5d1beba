import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Signal quality")
struct FilterQualityTests {
  private func verdicts(
    seconds: Int = 3, rate: Double = 128, rails: ClosedRange<Double>? = -250...250,
    _ signal: (Double) -> Double
  ) throws -> [SignalQuality.Verdict] {
    var quality = try SignalQuality(samplingRate: .hertz(rate), rails: rails)
    return (0..<(seconds * Int(rate))).compactMap { quality.push(signal(Double($0) / rate)) }
  }

  @Test("there is one verdict a second, and an ordinary EEG is good")
  func good() throws {
    let found = try verdicts { 40 * cosine(0.9 * $0) + 8 * cosine(10 * $0) }
    #expect(found == [.good, .good, .good])
  }

  @Test("a recorder's zeros, and noise under an amplifier's own, are flat", arguments: [0.0, 0.3])
  func flat(amplitude: Double) throws {
    #expect(try verdicts { 5 + amplitude * cosine(20 * $0) } == [.flat, .flat, .flat])
  }

  @Test("a wave that stays at the rails is clipped, and so is a line at one")
  func clipped() throws {
    #expect(try verdicts { min(250, max(-250, 400 * cosine(2 * $0))) } == [.clipped, .clipped, .clipped])
    #expect(try verdicts { _ in 250 } == [.clipped, .clipped, .clipped])
  }

  @Test("2 % of a second's samples at a rail are clipped, fewer are not", arguments: [-250.0, 250.0])
  func touches(rail: Double) throws {
    // 3 of 128 samples are 2.3 %, 2 are 1.6 %.
    for (count, expected) in [(2, SignalQuality.Verdict.good), (3, .clipped)] {
      let found = try verdicts(seconds: 1) { $0 * 128 < Double(count) ? rail : 40 * cosine($0) }
      #expect(found == [expected])
    }
  }

  @Test("a pop of more than 500 µV is an artefact in its own second alone")
  func pop() throws {
    let found = try verdicts(rails: nil) { 30 * cosine($0) + ($0 > 1.5 && $0 < 1.6 ? 900 : 0) }
    #expect(found == [.good, .artefact, .good])
  }

  @Test("a sample that is not a number makes its second an artefact")
  func notANumber() throws {
    #expect(try verdicts { $0 == 1.25 ? .nan : 30 * cosine($0) } == [.good, .artefact, .good])
  }

  @Test("before the first second there is no signal, and after a reset neither")
  func start() throws {
    var quality = try SignalQuality(samplingRate: .hertz(4))
    #expect(quality.latest == .flat)
    for n in 0..<4 { _ = quality.push(Double(n * 10)) }
    #expect(quality.latest == .good)
    quality.reset()
    #expect(quality.latest == .flat)
    #expect(throws: FilterError.samplingRate(.hertz(0))) { try SignalQuality(samplingRate: .hertz(0)) }
  }

  @Test("on a real night exactly the stretches without a signal are flat, and under 1 % is artefact")
  func realNight() throws {
    guard let recording = SharedMaterial.recording("ucddb/ucd022.edf"),
      let stages = SharedMaterial.recording("ucddb/ucd022-stages.csv")
    else { return }
    // One channel at 128 Hz after a header of 512 bytes; -512 to 511 µV over all 16 bits.
    let bytes = [UInt8](try Data(contentsOf: recording)).dropFirst(512)
    var quality = try SignalQuality(samplingRate: .hertz(128), rails: -512...511)
    var seconds: [SignalQuality.Verdict] = []
    for at in stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2) {
      let stored = Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8)
      let value = -512 + 1023 * (Double(stored) + 32_768) / 65_535
      if let verdict = quality.push(value) { seconds.append(verdict) }
    }
    let rows = try String(contentsOf: stages, encoding: .utf8).split(separator: "\n").dropFirst()
    let hasSignal = rows.map { $0.last == "1" }
    for (epoch, expected) in hasSignal.enumerated() where (epoch + 1) * 30 <= seconds.count {
      let isFlat = seconds[(epoch * 30)..<(epoch * 30 + 30)].allSatisfy { $0 == .flat }
      #expect(isFlat != expected, "epoch \(epoch)")
    }
    #expect(seconds.count == 23_610)
    #expect(seconds.count { $0 == .flat } == 1950)
    #expect((1..<236).contains(seconds.count { $0 == .artefact }))
  }
}
