internal import Foundation
internal import Signals
internal import SleepCore

/// A stretch of EEG and the slow wave that it held, to score phases on.
struct LoopStretch {
  let name: String
  let microvolts: [Double]
  let rate: Frequency
  /// The true phase at each sample, in radians.
  let truth: [Double]
  /// Which samples count: waves that are large enough, 10 s or more from either end.
  let counts: [Bool]
  /// How many there are of those.
  let counted: Int

  /// Finds the truth; waves under the least amplitude, in microvolts, do not count.
  init(_ name: String, _ microvolts: [Double], rate: Frequency, least: Double) throws {
    let wave = try SlowWaveTruth(microvolts, samplingRate: rate)
    (self.name, self.microvolts, self.rate, truth) = (name, microvolts, rate, wave.phases)
    let edge = Int(10 * rate.hertz)
    counts = wave.amplitudes.enumerated().map { n, size in
      n >= edge && n < microvolts.count - edge && size >= least
    }
    counted = counts.count { $0 }
  }
}

/// Where the stretches come from.
enum LoopMaterial {
  /// 520 s of NREM full of slow waves, 250 Hz; waves of 75 µV peak to peak count.
  static func portiloop(_ place: Place) throws -> LoopStretch? {
    guard let path = place.recording("portiloop/portiloop_spindles_250hz.csv") else { return nil }
    let text = try ColumnText(bytes: Array(Data(contentsOf: URL(filePath: path))), file: path)
    return try LoopStretch("portiloop", text.values, rate: .hertz(250), least: 37.5)
  }

  /// The people of the same database, except the one who is kept for other figures.
  private static let sleepers = [2, 5, 7, 8, 10, 13, 14, 17, 20, 23, 25, 27]
  /// The longest stretch that is taken of one sleeper, in epochs.
  private static let epochs = 20

  /// The first stretch of N3 of each sleeper of ucddb, at most 10 min; its amplitude is not calibrated, so the largest
  /// quarter of it counts.
  static func sleepers(_ place: Place) throws -> [LoopStretch] {
    try sleepers.compactMap { number in
      let name = "ucd" + String(String(1000 + number).dropFirst())
      guard let edf = place.recording("ucddb/\(name).edf"),
        let table = place.recording("ucddb/\(name)-stages.csv")
      else { return nil }
      let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").dropFirst()
      let isDeep = rows.map { row in
        let fields = row.split(separator: ",")
        return fields.count > 2 && fields[1] == "N3" && fields[2] == "1"
      }
      guard let range = longest(isDeep), range.count >= 4 else { return nil }
      let file = try EDFFile(path: edf)
      let rate = Frequency.hertz(file.header.sampleRate(of: 0))
      let perEpoch = Int(30 * rate.hertz)
      let all = file.physical(signal: 0)
      let end = min(range.upperBound, range.lowerBound + epochs) * perEpoch
      let samples = Array(all[(range.lowerBound * perEpoch)..<min(end, all.count)])
      let sizes = try SlowWaveTruth(samples, samplingRate: rate).amplitudes.sorted()
      return try LoopStretch(name, samples, rate: rate, least: sizes[sizes.count * 3 / 4])
    }
  }

  /// The longest run of trues.
  private static func longest(_ flags: [Bool]) -> Range<Int>? {
    var best: Range<Int>?
    var begin = 0
    for n in 0...flags.count where n == flags.count || !flags[n] {
      if n - begin > best?.count ?? 0 { best = begin..<n }
      begin = n + 1
    }
    return best
  }
}
