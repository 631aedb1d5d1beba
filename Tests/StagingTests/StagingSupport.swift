import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import VirtualSleeper

/// The released model's bytes.
func modelBytes(_ path: String = "night-stager/model.json") throws -> [UInt8] {
  [UInt8](try Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/\(path)")))
}

/// The released model.
func nightStager() throws -> StagerModel {
  try StagerModel(json: modelBytes(), forest: modelBytes("yasa-0.8.1/eeg.trees"))
}

/// Cohen's kappa over the epochs where both say something.
func kappa(_ truth: [SleepStage], _ guess: [SleepStage]) -> Double {
  let pairs = zip(truth, guess).filter { $0.0 != .unknown && $0.1 != .unknown }
  guard !pairs.isEmpty else { return 0 }
  let n = Double(pairs.count)
  let agreed = Double(pairs.count(where: { $0.0 == $0.1 })) / n
  let chance = SleepStage.scored.reduce(0.0) { sum, stage in
    sum + Double(pairs.count(where: { $0.0 == stage })) / n * Double(pairs.count(where: { $0.1 == stage }))
      / n
  }
  return (agreed - chance) / (1 - chance)
}

/// A virtual night: its EEG in microvolts at 256 Hz and its true stages.
func virtualNight(seed: UInt64, hours: Double) -> (eeg: [Double], stages: [SleepStage], fault: Range<Int>) {
  var sleeper = VirtualSleeper(seed: seed, hours: hours)
  var block = SignalBlock(for: sleeper.description)
  var eeg: [Double] = []
  while sleeper.next(&block) { for i in 0..<256 { eeg.append(Double(block.samples[i]) * 0.1) } }
  return (eeg, sleeper.trueHypnogram.stages, sleeper.electrodeFault)
}

/// One channel of plain EDF with a linear scale, as the ucddb files are; independent of the package's reader.
func oneChannelEDF(_ path: String) throws -> [Double]? {
  guard let url = SharedMaterial.recording(path) else { return nil }
  let bytes = [UInt8](try Data(contentsOf: url))
  func number(_ at: Int) -> Double {
    Double(String(decoding: bytes[at..<(at + 8)], as: UTF8.self).trimmingCharacters(in: .whitespaces)) ?? .nan
  }
  let (low, high, lowest, highest) = (number(360), number(368), number(376), number(384))
  return stride(from: 512, to: bytes.count - 1, by: 2).map { i in
    let stored = Int16(bitPattern: UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8)
    return low + (Double(stored) - lowest) * (high - low) / (highest - lowest)
  }
}

/// The real night: its EEG at 128 Hz, and the expert's stages, `?` where there is no signal; `nil` where it is absent.
func recordedNight() throws -> (eeg: [Double], truth: [SleepStage])? {
  guard let lines = try recordedLines("ucddb/ucd022-stages.csv"),
    let eeg = try oneChannelEDF("ucddb/ucd022.edf")
  else { return nil }
  let truth = lines.dropFirst().map { line -> SleepStage in
    let fields = line.split(separator: ",")
    return fields[2] == "1" ? SleepStage(code: fields[1]) ?? .unknown : .unknown
  }
  return (eeg, truth)
}
