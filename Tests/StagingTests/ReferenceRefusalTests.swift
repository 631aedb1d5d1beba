import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("What the reference stager refuses")
struct ReferenceRefusalTests {
  @Test("a forest with any byte changed, cut off or missing is a named error")
  func damage() throws {
    let whole = try referenceBytes("eeg")
    var random = SeededRandom(seed: 2026)
    // FNV-1a over the whole file is slow, so each try changes a copy and is judged by its error alone.
    for _ in 0..<tries(500, soak: 5000) {
      var bytes = whole
      let at = Int.random(in: 0..<bytes.count, using: &random)
      bytes[at] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: ReferenceError.self, "byte \(at)") { try ReferenceModel(bytes: bytes) }
    }
    for _ in 0..<50 {
      let length = Int.random(in: 0..<whole.count, using: &random)
      #expect(throws: ReferenceError.self, "cut to \(length)") {
        try ReferenceModel(bytes: Array(whole.prefix(length)))
      }
    }
    for length in 0..<64 {
      #expect(throws: ReferenceError.self) { try ReferenceModel(bytes: Array(whole.prefix(length))) }
    }
    #expect(throws: ReferenceError.damaged) { try ReferenceModel(bytes: whole + [0]) }
    var flipped = whole
    flipped[5000] ^= 1
    #expect(throws: ReferenceError.damaged) { try ReferenceModel(bytes: flipped) }
  }

  @Test("a head that lies is refused even where its checksum fits")
  func lies() throws {
    let whole = try referenceBytes("eeg")
    var random = SeededRandom(seed: 7)
    for at in 8..<24 {
      for _ in 0..<4 {
        var body = Array(whole.dropLast(8))
        body[at] ^= UInt8.random(in: 1...255, using: &random)
        let sum = body.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let bytes = body + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
        #expect(throws: ReferenceError.self, "byte \(at)") { try ReferenceModel(bytes: bytes) }
      }
    }
  }

  @Test("signals that can't be staged are named errors")
  func signals() throws {
    let model = try reference("eeg")
    let eeg = restlessSignal(seed: 1, count: 100 * 360)
    func stage(_ eeg: [Double], _ rate: Double, eog: [Double]? = nil) throws(ReferenceError) {
      _ = try ReferenceStager.stage(eeg: eeg, eog: eog, samplingRate: .hertz(rate), model: model)
    }
    for rate in [80.0, 0, -1, 99.5, 5001, 1e9] {
      #expect(throws: ReferenceError.samplingRate(.hertz(rate))) { try stage(eeg, rate) }
    }
    #expect(throws: ReferenceError.tooShort(seconds: 299.99, needed: 300)) {
      try stage(Array(eeg.prefix(29_999)), 100)
    }
    #expect(throws: ReferenceError.tooShort(seconds: 29.99, needed: 30)) {
      try ReferenceFeatures.epochs(microvolts: Array(eeg.prefix(2999)), samplingRate: .hertz(100))
    }
    #expect(throws: ReferenceError.channels(model: "yasa-0.8.1/eeg", needed: [.eeg])) {
      try stage(eeg, 100, eog: eeg)
    }
    #expect(throws: ReferenceError.lengths(.emg, count: 35_999, eeg: 36_000)) {
      try ReferenceFeatures.table(eeg: eeg, emg: Array(eeg.dropLast()), samplingRate: .hertz(100))
    }
    for bad in [Double.nan, .infinity, -.infinity] {
      var broken = eeg
      broken[12_345] = bad
      #expect(throws: ReferenceError.notFinite(.eeg, sample: 12_345)) { try stage(broken, 100) }
    }
  }

  @Test("flat, huge and stepping signals give probabilities and never trap")
  func odd() throws {
    let model = try reference("eeg")
    let count = 100 * 330
    let signals: [[Double]] = [
      [Double](repeating: 0, count: count), [Double](repeating: 7.25, count: count),
      (0..<count).map { $0 < count / 2 ? -500 : 500 }, (0..<count).map { $0 % 2 == 0 ? 1e300 : -1e300 },
      (0..<count).map { $0 == 5000 ? 1e12 : 0 },
    ]
    for signal in signals {
      let answer = try ReferenceStager.stage(eeg: signal, samplingRate: .hertz(100), model: model)
      #expect(answer.count == 11)
      for probabilities in answer {
        let sum = (0..<5).reduce(0.0) { $0 + probabilities[$1] }
        #expect(abs(sum - 1) < 1e-12)
      }
    }
  }

  @Test("an epoch's features and a row's trees allocate nothing", .enabled(if: allocationsAreCounted))
  func allocations() throws {
    let model = try reference("eeg")
    let epoch = restlessSignal(seed: 3, count: EpochExtractor.count)
    let row = [Float](repeating: 0.25, count: model.featureNames.count)
    var extractor = EpochExtractor()
    var sum = extractor.features(of: epoch.span)[.std] + model.probabilities(of: row.span)[0]
    let count = TestKit.allocations {
      for _ in 0..<10 {
        sum += extractor.features(of: epoch.span)[.std] + model.probabilities(of: row.span)[0]
      }
    }
    #expect(count == 0)
    #expect(sum > 0)
  }
}
