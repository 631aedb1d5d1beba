import Foundation
import SleepCore
import Staging
import TestKit

/// The released model of the wearable stager.
func wearableModelBytes() throws -> [UInt8] {
  [UInt8](
    try Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/wearable-stager/model.json")))
}

func wearableModel() throws -> WearableModel { try WearableModel(json: wearableModelBytes()) }

/// A synthetic night: restless at first and now and then, with a heart that speeds up with movement.
func syntheticWearableNight(seed: UInt64, epochs: Int) -> (counts: [Double?], rates: [HeartRateSample]) {
  var random = SeededRandom(seed: seed)
  let moves = (0..<epochs).map { $0 < 20 || random.uniform() < 0.05 }
  let counts: [Double?] = moves.map { $0 ? 40 * random.uniform() : 0 }
  var rates: [HeartRateSample] = []
  var second = 1.0
  while second < Double(epochs) * 30 {
    let extra = moves[Int(second / 30)] ? 10.0 : 0
    rates.append(
      HeartRateSample(
        seconds: second, beatsPerMinute: 56 + 5 * sin(second / 500) + extra + 3 * random.uniform()))
    second += 4 + 4 * random.uniform()
  }
  return (counts, rates)
}

/// One CSV of the watch wearers: what it holds, and the expert's stages.
func walchNight(_ url: URL) throws -> (bytes: [UInt8], stages: [SleepStage]) {
  let data = try Data(contentsOf: url)
  let stages = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map {
    SleepStage(code: $0.split(separator: ",").last ?? "?") ?? .unknown
  }
  return ([UInt8](data), stages)
}
