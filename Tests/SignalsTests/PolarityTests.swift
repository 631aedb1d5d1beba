import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Polarity")
struct PolarityTests {
  /// The subjects whose wake and N3 epochs the sizes were chosen on.
  static let subjects = ["002", "005", "007", "008", "010", "013", "014", "017", "020", "023", "025", "027"]

  private func judge(_ samples: [Float], rate: Double, stages: [String]? = nil, only: String? = nil) throws
    -> PolarityDoubt
  {
    let epochs = try DoubtMaterial.qualities(samples, rate: rate).enumerated().map { index, epoch in
      guard let only, let stages, stages[index] != only else { return epoch }
      return EpochQuality(usableSeconds: 0, reasons: .missing)
    }
    return PolarityDoubt.assess(microvolts: samples, samplingRate: .hertz(rate), epochs: epochs)
  }

  private func line(_ name: String, _ found: PolarityDoubt) -> String {
    String(
      format: "polarity %@: %@, log-odds %.1f, skewness %.2f over %d epochs", name, found.verdict.rawValue,
      found.logOdds, found.skewness, found.epochs)
  }

  @Test("turning a signal over turns the answer over, whatever it is")
  func antisymmetric() throws {
    for (skewness, epochs) in [(-0.3, 40), (-0.1, 40), (-0.3, 3), (0.02, 500)] {
      let one = PolarityDoubt(skewness: skewness, epochs: epochs)
      let other = PolarityDoubt(skewness: -skewness, epochs: epochs)
      #expect(one.logOdds == -other.logOdds)
      #expect(abs(one.probabilityUpright + other.probabilityUpright - 1) < 1e-12)
      #expect((one.verdict == .unknown) == (other.verdict == .unknown))
    }
    #expect(PolarityDoubt(skewness: -0.3, epochs: 40).verdict == .upright)
    #expect(PolarityDoubt(skewness: -0.3, epochs: 9).verdict == .unknown)
    #expect(PolarityDoubt(skewness: -0.05, epochs: 900).verdict == .unknown)
    #expect(PolarityDoubt(skewness: 0, epochs: 0).verdict == .unknown)
  }

  @Test("noise and a symmetric wave have no polarity", arguments: 1...6)
  func symmetric(seed: Int) throws {
    let noise = DoubtMaterial.eeg(seconds: 1800, rate: 128, seed: UInt64(seed))
    let wave = DoubtMaterial.eeg(seconds: 1800, rate: 128, seed: UInt64(seed + 50), rms: 8).enumerated().map {
      $1 + Float(60 * sin(2 * .pi * 0.85 * Double($0) / 128))
    }
    for signal in [noise, wave] {
      let found = try judge(signal, rate: 128)
      #expect(found.verdict == .unknown, "\(found)")
    }
  }

  @Test(
    "all that was chosen on one recorder's nights agrees with itself, each subject being left out in turn")
  func recorder() throws {
    var found: [PolarityDoubt] = []
    for subject in Self.subjects {
      guard let (samples, stages, _) = try DoubtMaterial.ucd(subject) else { return }
      let all = try judge(samples, rate: 128)
      let wake = try judge(samples, rate: 128, stages: stages, only: "W")
      print(line("ucd\(subject)", all))
      print(line("ucd\(subject) wake only", wake))
      found.append(all)
      #expect(wake.verdict != .upright)
    }
    let enough = found.filter { $0.epochs >= PolarityDoubt.leastEpochs }
    for (index, one) in enough.enumerated() {
      let others = enough.indices.filter { $0 != index }.map { enough[$0].skewness }
      let mean = others.reduce(0, +) / Double(others.count)
      let spread = (others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(others.count - 1))
        .squareRoot()
      let variance = spread * spread + 0.16 / Double(one.epochs)
      let logOdds = 2 * one.skewness * mean / variance
      print(
        String(format: "left out: mean %.2f, spread %.2f of the others, log-odds %.1f", mean, spread, logOdds)
      )
      #expect(logOdds > 3)
    }
    #expect(found.count { $0.verdict == .swapped } >= 10)
    #expect(found.allSatisfy { $0.verdict != .upright })
  }

  @Test("prints what it says of recordings that nothing was chosen on")
  func unseen() throws {
    if let (samples, stages, _) = try DoubtMaterial.ucd("022") {
      let found = try judge(samples, rate: 128)
      print(line("ucd022", found))
      print(line("ucd022 wake only", try judge(samples, rate: 128, stages: stages, only: "W")))
      #expect(found.verdict != .upright)
    }
    if let url = SharedMaterial.recording("portiloop/portiloop_spindles_250hz.csv") {
      let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      let found = try judge(
        rows.compactMap { $0.split(separator: ",").first.flatMap { Float($0) } }, rate: 250)
      print(line("portiloop", found))
      #expect(found.verdict != .swapped)
    }
    for (excerpt, rate) in [(1, 100.0), (2, 200.0), (4, 200.0)] {
      guard let url = SharedMaterial.recording("dreams/excerpt\(excerpt).txt") else { continue }
      let rows = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      let found = try judge(rows.compactMap { Float($0.trimmingCharacters(in: .whitespaces)) }, rate: rate)
      print(line("DREAMS excerpt \(excerpt)", found))
    }
    if let url = SharedMaterial.recording("dreams/excerpt3.edf") {
      let file = try EDFFile(path: url.path)
      for index in file.sampledSignals
      where ["C3-A1", "FP1-A1", "O1-A1"].contains(file.header.signals[index].label) {
        print(
          line(
            "DREAMS excerpt 3 \(file.header.signals[index].label)",
            try judge(file.physicalFloat(signal: index), rate: 50)))
      }
    }
  }
}
