import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The field's reference stager, native")
struct ReferenceStagerTests {
  @Test("says what YASA says, feature by feature and epoch by epoch", .enabled(if: peerPython != nil))
  func yasa() throws {
    let three = [1, 2, 3].map { restlessSignal(seed: $0, count: 256 * 1200) }
    var cases = [
      ReferenceCase(
        name: "seeded, 128 Hz", rate: 128, channels: [restlessSignal(seed: 7, count: 128 * 2400)]),
      ReferenceCase(name: "seeded, 100 Hz", rate: 100, channels: [restlessSignal(seed: 8, count: 100_000)]),
      ReferenceCase(name: "seeded, 250 Hz", rate: 250, channels: [restlessSignal(seed: 9, count: 300_123)]),
      ReferenceCase(name: "seeded, 90 Hz", rate: 90, channels: [restlessSignal(seed: 10, count: 90 * 900)]),
      ReferenceCase(name: "EEG, EOG", rate: 256, channels: Array(three.prefix(2)), kinds: [.eeg, .eog]),
      ReferenceCase(name: "EEG, EMG", rate: 256, channels: [three[0], three[2]], kinds: [.eeg, .emg]),
      ReferenceCase(name: "EEG, EOG, EMG", rate: 256, channels: three, kinds: [.eeg, .eog, .emg]),
    ]
    if let eeg = try oneChannelEDF("ucddb/ucd022.edf") {
      cases.append(ReferenceCase(name: "ucd022", rate: 128, channels: [eeg]))
    }
    cases += try dreamsCases()
    guard let answers = try askYasa(cases) else { return }
    for (one, yasa) in zip(cases, answers) {
      let alive = one.isAlive
      let ours = try ReferenceStager.stage(
        eeg: one.channels[0], eog: one.channel(.eog), emg: one.channel(.emg), samplingRate: .hertz(one.rate),
        model: try reference(one.model))
      var (equal, furthest, sum) = (0, 0.0, 0.0)
      for (epoch, probabilities) in ours.enumerated() {
        var theirs: [5 of Double] = .init(repeating: 0)
        for i in 0..<5 {
          theirs[i] = yasa.probabilities[5 * epoch + i]
          furthest = max(furthest, abs(theirs[i] - probabilities[i]))
          sum += abs(theirs[i] - probabilities[i])
        }
        if ReferenceStager.stage(of: theirs) == ReferenceStager.stage(of: probabilities) { equal += 1 }
      }
      let mean = sum / Double(5 * ours.count)
      let table = try one.table()
      try #require(table.names == yasa.names && table.values.count == yasa.features.count)
      let worst = Self.worst(table, yasa, alive: alive)
      print(
        "\(one.name): \(equal) of \(ours.count) epochs equal; probabilities within \(furthest), \(mean) on average; "
          + "features within \(worst.raw) (\(worst.rawName)), \(worst.crossings) crossings; "
          + "of the night \(worst.smooth) (\(worst.smoothName))")
      #expect(ours.count == yasa.probabilities.count / 5)
      #expect(Double(equal) >= 0.99 * Double(ours.count))
      #expect(mean <= 0.01)
      // An epoch without a signal is what the filters ring, and the night's percentiles count it.
      let isWhole = alive.allSatisfy(\.self)
      #expect(worst.raw <= 1e-3)
      // The filter takes the very first and last sample to 0, and rounding gives it a sign.
      #expect(worst.crossings <= 2)
      if isWhole {
        #expect(worst.smooth <= 2e-3)
        #expect(furthest <= 0.15)
      }
    }
  }

  /// The largest differences of epochs with a signal: relative ones of raw columns and of those relative to the
  /// night, each compared with the number or the column's mean size, whichever is larger; and that of the number
  /// of zero crossings, whose columns are left out of the others.
  private static func worst(_ table: ReferenceFeatureTable, _ yasa: YasaAnswer, alive: [Bool])
    -> (raw: Double, rawName: String, smooth: Double, smoothName: String, crossings: Double)
  {
    var result = (raw: 0.0, rawName: "", smooth: 0.0, smoothName: "", crossings: 0.0)
    let width = table.names.count
    for (column, name) in table.names.enumerated() {
      let theirs = (0..<table.rowCount).map { Double(yasa.features[$0 * width + column]) }
      let size = theirs.reduce(0) { $0 + abs($1) } / Double(theirs.count)
      for row in 0..<table.rowCount where alive[row] {
        let difference = abs(Double(table.values[row * width + column]) - theirs[row])
        // Skewness and kurtosis lie around 0, and are compared with 1.
        let least = name.contains("_skew") || name.contains("_kurt") ? 1 : size
        let relative = difference == 0 ? 0 : difference / max(abs(theirs[row]), least)
        if name.contains("_nzc") {
          if name.hasSuffix("_nzc"), !(difference <= result.crossings) { result.crossings = difference }
        } else if name.hasSuffix("_norm") {
          if !(relative <= result.smooth) {
            (result.smooth, result.smoothName) = (relative, "\(name) of epoch \(row)")
          }
        } else if !(relative <= result.raw) {
          (result.raw, result.rawName) = (relative, "\(name) of epoch \(row)")
        }
      }
    }
    return result
  }

  private struct Golden: Decodable {
    let rate: Double
    let seconds: Int
    let rows: [Int]
    let models: [String: [[Double]]]
    let features: [String: [Double]]
  }

  @Test("gives YASA's golden numbers for all four sets of channels")
  func golden() throws {
    let file = SharedMaterial.projectRoot.appending(path: "Tests/peers/golden/yasa.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    let count = Int(golden.rate) * golden.seconds
    let signals = [1, 2, 3].map { restlessSignal(seed: $0, count: count) }
    for (name, rows) in golden.models {
      let model = try reference(name)
      #expect(model.name == "yasa-0.8.1/\(name)")
      let one = ReferenceCase(
        name: name, rate: golden.rate,
        channels: model.channels.map { signals[$0 == .eeg ? 0 : $0 == .eog ? 1 : 2] }, kinds: model.channels)
      let table = try one.table()
      #expect(table.names == model.featureNames)
      for (column, feature) in table.names.enumerated() {
        let expected = try #require(golden.features[feature])
        for (row, value) in zip(golden.rows, expected) {
          let ours = Double(table.values[row * table.names.count + column])
          // A crossing more or less at the first sample, whose sign is rounding, moves its columns a little.
          let tolerance = !feature.contains("_nzc") ? 1e-3 : feature.hasSuffix("_norm") ? 0.03 : 1
          #expect(abs(ours - value) <= tolerance * max(1, abs(value)), "\(feature) of epoch \(row)")
        }
      }
      let ours = ReferenceStager.stage(table, model: model)
      #expect(ours.count == golden.seconds / 30)
      // Many rows at once are the same as row by row, bit for bit.
      for (row, together) in ours.enumerated() {
        let alone = model.probabilities(of: table.row(row).span)
        for i in 0..<5 { #expect(alone[i] == together[i]) }
      }
      for (row, expected) in zip(golden.rows, rows) {
        for i in 0..<5 { #expect(abs(ours[row][i] - expected[i]) <= 0.02, "\(name), epoch \(row)") }
      }
    }
  }

  @Test("asks for what a louder signal would be without computing it")
  func gain() throws {
    let quiet = restlessSignal(seed: 4, count: 100 * 600)
    let loud = quiet.map { $0 * 4 }
    let scaled = try ReferenceFeatures.table(eeg: quiet, samplingRate: .hertz(100)).scaled(by: 4)
    let computed = try ReferenceFeatures.table(eeg: loud, samplingRate: .hertz(100))
    // A power of two changes no rounding on the way.
    #expect(scaled.values == computed.values)
    #expect(scaled.amplitudeColumns.map { scaled.names[$0.column] } == ["eeg_std", "eeg_iqr", "eeg_abspow"])
    let epoch = try #require(
      try ReferenceFeatures.epochs(microvolts: quiet, samplingRate: .hertz(100)).first)
    #expect(epoch.scaled(by: 3)[.abspow] == epoch[.abspow] * 9)
    #expect(epoch.scaled(by: 3)[.perm] == epoch[.perm])
  }

  @Test("prints how it agrees with experts, and that calibration matters")
  func experts() throws {
    guard let (eeg, truth) = try recordedNight() else { return }
    let model = try reference("eeg")
    let table = try ReferenceFeatures.table(eeg: eeg, samplingRate: .hertz(128))
    for gain in [0.25, 0.5, 1, 2] {
      let stages = ReferenceStager.stage(table.scaled(by: gain), model: model)
        .map { ReferenceStager.stage(of: $0) }
      let agreement = kappa(truth, stages)
      print("ucd022 at \(gain) times its amplitude: kappa \(agreement)")
      #expect(agreement >= 0.7)
    }
  }
}
