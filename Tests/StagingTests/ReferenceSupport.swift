import Foundation
import SleepCore
import Staging
import TestKit

/// The bytes of a released forest, such as `eeg-eog`.
func referenceBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/yasa-0.8.1/\(name).trees")))
}

/// A released forest.
func reference(_ name: String) throws -> ReferenceModel { try ReferenceModel(bytes: referenceBytes(name)) }

/// The signal of `signal` in Tests/peers/yasa_features.py, bit for bit.
func restlessSignal(seed: UInt64, count: Int) -> [Double] {
  var state = seed
  var (walk, one, two) = (0.0, 0.0, 0.0)
  return (0..<count).map { n in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let noise = Double(state >> 11) / 9_007_199_254_740_992 - 0.5
    let part = n / 3000
    walk = 0.98 * walk + noise
    let resonance = (1.2 + 0.1 * Double(part % 7)) * one - 0.95 * two + noise
    (two, one) = (one, resonance)
    return 4 * Double(1 + part % 3) * walk + 2 * Double(part % 5) * resonance + 1.5 * noise
  }
}

/// One recording that YASA and the reference stager both look at.
struct ReferenceCase {
  var name: String
  var rate: Double
  /// In the order EEG, EOG, EMG.
  var channels: [[Double]]
  var kinds: [ReferenceChannel] = [.eeg]

  var model: String { kinds.map(\.rawValue).joined(separator: "-") }
  func channel(_ kind: ReferenceChannel) -> [Double]? { kinds.firstIndex(of: kind).map { channels[$0] } }

  func table() throws -> ReferenceFeatureTable {
    try ReferenceFeatures.table(
      eeg: channels[0], eog: channel(.eog), emg: channel(.emg), samplingRate: .hertz(rate))
  }

  /// Which epochs hold a signal at all.
  var isAlive: [Bool] {
    let length = Int(rate) * 30
    return (0..<(channels[0].count / length)).map { epoch in
      let part = channels[0][(epoch * length)..<((epoch + 1) * length)]
      return part.min() != part.max()
    }
  }
}

/// What YASA says of a case.
struct YasaAnswer {
  let names: [String]
  let features: [Float]
  let probabilities: [Double]
}

/// Asks YASA about all cases in one process; `nil` where it is not installed.
func askYasa(_ cases: [ReferenceCase]) throws -> [YasaAnswer]? {
  guard let python = peerPython else { return nil }
  let folder = try ScratchFolder()
  var jobs = ""
  for (i, one) in cases.enumerated() {
    let samples = one.channels.flatMap(\.self)
    let data = unsafe samples.withUnsafeBytes { unsafe Data($0) }
    try data.write(to: folder.file("\(i).in"))
    let kinds = one.kinds.map(\.rawValue).joined(separator: ",")
    jobs += "\(one.rate) \(kinds) \(folder.file("\(i).in").path) \(folder.file("\(i)").path)\n"
  }
  try jobs.write(to: folder.file("jobs"), atomically: true, encoding: .utf8)
  let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/yasa_features.py").path
  let answer = try run(python, [script, folder.file("jobs").path])
  if answer.status == 3 {
    print(answer.output)
    return nil
  }
  guard answer.status == 0 else { throw YasaFailure(message: answer.error) }
  return try cases.indices.map { i in
    let names = try String(contentsOf: folder.file("\(i).names"), encoding: .utf8)
    return YasaAnswer(
      names: names.split(separator: "\n").map(String.init),
      features: try numbers(folder.file("\(i).f32")), probabilities: try numbers(folder.file("\(i).f64")))
  }
}

/// YASA ended with an error.
struct YasaFailure: Error {
  let message: String
}

private func numbers<Number: BitwiseCopyable>(_ url: URL) throws -> [Number] {
  let data = try Data(contentsOf: url)
  return unsafe data.withUnsafeBytes { bytes in
    (0..<(bytes.count / MemoryLayout<Number>.size)).map {
      unsafe bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self)
    }
  }
}

/// The half hours of DREAMS that are here, by excerpt.
func dreamsCases() throws -> [ReferenceCase] {
  try [(1, 100.0), (2, 200.0), (4, 200.0)].compactMap { excerpt, rate in
    guard let lines = try recordedLines("dreams/excerpt\(excerpt).txt") else { return nil }
    let eeg = lines.dropFirst().compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    return ReferenceCase(name: "DREAMS excerpt \(excerpt)", rate: rate, channels: [eeg])
  }
}
