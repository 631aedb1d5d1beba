import ClosedLoop
import Foundation
import SleepCore
import TestKit
import Testing

/// The model as released, and signals to try it on.
enum PhaseSupport {
  static let bytes = try? [UInt8](
    Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/phase-estimator/phase.net")))

  static func model() throws -> PhaseModel { try PhaseModel(bytes: #require(bytes)) }

  /// Slow waves that come and go, wander and noise, in microvolts.
  static func sleep(seconds: Int, rate: Int, seed: UInt64 = 1) -> [Double] {
    var random = SeededRandom(seed: seed)
    var (angle, wander) = (0.0, 0.0)
    return (0..<(seconds * rate)).map { n in
      let t = Double(n) / Double(rate)
      angle += 2 * .pi * (0.85 + 0.2 * sin(t / 7)) / Double(rate)
      wander += random.gaussian() * 20 / Double(rate).squareRoot()
      return 60 * (0.7 + 0.3 * sin(t / 3)) * cos(angle) + 8 * random.gaussian() + wander
    }
  }
}

@Suite("The phase model's file")
struct PhaseModelTests {
  @Test("no change of a byte and no cut is taken for a model, and nothing traps")
  func refusesWhatIsDamaged() throws {
    let bytes = try #require(PhaseSupport.bytes)
    #expect(bytes.count < 300_000)
    _ = try PhaseModel(bytes: bytes)
    var random = SeededRandom(seed: 3)
    for _ in 0..<tries(60, soak: 3000) {
      var changed = bytes
      // The head is where a number says how much follows.
      let place = Int(random.next() % UInt64(random.next() % 2 == 0 ? 40 : bytes.count))
      changed[place] ^= UInt8(1 << (random.next() % 8))
      #expect(throws: PhaseModelError.self) { try PhaseModel(bytes: changed) }
      let cut = Int(random.next() % UInt64(bytes.count))
      #expect(throws: PhaseModelError.self) { try PhaseModel(bytes: Array(bytes.prefix(cut))) }
      let noise = (0..<cut % 200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(throws: PhaseModelError.self) { try PhaseModel(bytes: Array("LUMAPHS1".utf8) + noise) }
    }
  }

  @Test("an error names the thing, the place and the way out")
  func explains() throws {
    let bytes = try #require(PhaseSupport.bytes)
    var changed = bytes
    changed[5000] ^= 1
    #expect(throws: PhaseModelError.damaged) { try PhaseModel(bytes: changed) }
    #expect(throws: PhaseModelError.notAModel) { try PhaseModel(bytes: []) }
    #expect(throws: PhaseModelError.length(expected: bytes.count, found: bytes.count - 1)) {
      try PhaseModel(bytes: bytes.dropLast())
    }
    // A weight that is no number, under a sum that fits.
    var poisoned = Array(bytes.dropLast(8))
    poisoned.replaceSubrange(4000..<4004, with: [0, 0, 0xC0, 0x7F])
    let sum = poisoned.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    poisoned += (0..<8).map { UInt8(truncatingIfNeeded: sum >> UInt64(8 * $0)) }
    let error = #expect(throws: PhaseModelError.self) { try PhaseModel(bytes: poisoned) }
    #expect(error?.description.contains("phase model, weights: expected finite numbers") == true)
    #expect(error?.remedy.contains("train.py") == true)
  }

  @Test("the networks say what Python makes of the same file, and the teacher what scipy does")
  func agreesWithPython() throws {
    guard let python = peerPython else { return }
    let bytes = try #require(PhaseSupport.bytes)
    let model = try PhaseModel(bytes: bytes)
    let signal = PhaseSupport.sleep(seconds: 40, rate: 128)
    let folder = try ScratchFolder()
    try Data(bytes).write(to: folder.file("model"))
    try signal.map { "\($0)" }.joined(separator: "\n")
      .write(to: folder.file("eeg"), atomically: true, encoding: .utf8)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/phase_network.py").path
    let said = try run(python, [script, folder.file("model").path, folder.file("eeg").path])
    #expect(said.status == 0, "\(said.error)")
    let halves = said.output.split(separator: "truth\n").map { half in
      half.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    }
    try #require(halves.count == 2 && halves[0].count == signal.count)
    for (column, ahead) in [0, 50, 100, 200, 300].enumerated() {
      var estimator = LearningPhaseEstimator(
        model: model, samplingRate: .hertz(128), horizon: .milliseconds(ahead))
      estimator.isLearning = false
      var worst = 0.0
      for (n, sample) in signal.enumerated() {
        estimator.push(sample)
        guard n > 256 else { continue }
        worst = max(
          worst, Phase(radians: estimator.expected.phase.radians - halves[0][n][column]).radians.magnitude)
      }
      #expect(worst < 1e-4)
    }

    var teacher = PhaseTeacher(samplingRate: 128)
    var (error, power) = (0.0, 0.0)
    // The high-pass that the teacher undoes.
    let keep = exp(-2 * .pi * 0.15 / 128)
    var (passed, mean) = (0.0, 0.0)
    for n in signal.indices {
      passed = keep * passed + (1 + keep) / 2 * (signal[n] - signal[max(n - 1, 0)])
      mean += passed / 4
      guard n % 4 == 3 else { continue }
      teacher.push(mean)
      mean = 0
      // The mean of the samples up to n stands at n; the truth was printed at every fourth sample from 0 on.
      let tick = Double(teacher.newest) - 0.75
      let place = teacher.newest
      guard place >= 12 * 32, place < 30 * 32, let wave = teacher.wave(at: tick) else { continue }
      let true_ = halves[1][place]
      error += pow(Double(wave.x) - true_[0], 2) + pow(Double(wave.y) - true_[1], 2)
      power += true_[0] * true_[0] + true_[1] * true_[1]
    }
    #expect(power > 0 && (error / power).squareRoot() < 0.03)
  }
}
