import Foundation
import SleepCore
import Staging
import TestKit

/// The bytes of a released band stager.
func bandModelBytes(_ way: BandModel.Way) throws -> [UInt8] {
  let path = "Models/band-stager/\(way.rawValue).trees"
  return [UInt8](try Data(contentsOf: SharedMaterial.projectRoot.appending(path: path)))
}

/// A released band stager.
func bandModel(_ way: BandModel.Way) throws -> BandModel { try BandModel(bytes: bandModelBytes(way)) }

/// The night of `synthetic` in Models/band-stager/train.py, bit for bit.
func syntheticBandNight(epochs: Int = 240) -> [BandEpoch] {
  var state: UInt64 = 2026
  return (0..<epochs).map { epoch in
    let deep = Double((epoch / 40) % 3)
    let light = Double((epoch / 15) % 2)
    let v = (0..<14).map { column -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Double(state >> 11) / 9_007_199_254_740_992
      let band = column % 7
      let usual = [100.0, 10.0, 4.0, 0.75, 0.25, 600.0, 40.0][band]
      let size = band == 0 || band == 5 ? usual * (1 + 2 * deep) : usual * (1 + 3 * light)
      return size * (0.5 + noise)
    }
    return epoch % 37 == 36 ? .missing : bandEpoch(v)
  }
}

/// An epoch of 14 numbers in the order of the table.
func bandEpoch(_ v: [Double]) -> BandEpoch {
  func powers(_ i: Int) -> BandPowers {
    BandPowers(
      delta: v[i], theta: v[i + 1], alpha: v[i + 2], beta: v[i + 3], gamma: v[i + 4], variance: v[i + 5],
      slopeVariance: v[i + 6])
  }
  return BandEpoch(frontal: powers(0), occipital: powers(7))
}

/// The 14 numbers of an epoch.
func numbers(of epoch: BandEpoch) -> [Double] {
  [epoch.frontal, epoch.occipital].flatMap { powers in (0..<7).map { powers.values[$0] } }
}

extension BandEpoch {
  /// The same from an amplifier with another gain: powers go with its square.
  func amplified(_ gain: Double) -> BandEpoch { bandEpoch(numbers(of: self).map { $0 * gain * gain }) }
}

/// The head of a table in its usual order.
let bandColumns = ["FpzCz_", "PzOz_"].flatMap { channel in BandTable.columnEndings.map { channel + $0 } }

/// A table as text.
func bandCSV(_ epochs: [BandEpoch], columns: [String] = ["row", "stage"] + bandColumns) -> String {
  var lines = [columns.joined(separator: ",")]
  for (row, epoch) in epochs.enumerated() where epoch.isUsable {
    let values = numbers(of: epoch)
    lines.append(
      columns.map { column in
        if let place = bandColumns.firstIndex(of: column) { return "\(values[place])" }
        return column == "row" ? "\(row)" : column == "stage" ? "\(row % 5)" : "anything"
      }.joined(separator: ","))
  }
  return lines.joined(separator: "\n") + "\n"
}

/// The recorded nights of Sleep-EDF that are here, cut to sleep and 30 min on either side.
func recordedBandNights() throws -> [(name: String, epochs: [BandEpoch], stages: [SleepStage])] {
  guard let folder = SharedMaterial.recording("sleep-edf/bandpower20") else { return [] }
  let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  return try files.filter { $0.hasSuffix(".csv") }.map { file in
    let table = try BandTable(csv: [UInt8](Data(contentsOf: folder.appending(path: file))))
    let stages = table.stages ?? []
    let first = stages.firstIndex(where: \.isAsleep) ?? 0
    let last = stages.lastIndex(where: \.isAsleep) ?? 0
    let part = max(0, first - 60)..<min(stages.count, last + 61)
    return (String(file.prefix(6)), Array(table.epochs[part]), Array(stages[part]))
  }
}
