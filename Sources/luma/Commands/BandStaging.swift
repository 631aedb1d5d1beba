internal import Bedroom
internal import Foundation
internal import Night
internal import SleepCore
internal import Staging

/// What `luma stage` does with band powers instead of a signal.
enum BandStaging {
  /// Stages a table of band powers, as `luma stage --bands FILE.csv` asks for.
  ///
  /// - Parameters:
  ///   - path: a CSV file; ``BandTable`` says which columns it has.
  ///   - causal: whether nothing that comes after an epoch may be used.
  /// - Returns: a belief for every epoch from the first row on, and the model's name.
  /// - Throws: ``BandError``, or the error of a file that can't be read.
  static func stage(table path: String, causal: Bool) throws -> (beliefs: [StageBelief], model: String) {
    let table = try BandTable(csv: NightFolder.read(path))
    let model = try load(causal ? .causal : .overnight)
    return (try BandStager.stage(table.epochs, model: model), model.name)
  }

  /// Stages two channels of a recording, Fpz-Cz and Pz-Oz in microvolts at one sampling rate.
  ///
  /// - Throws: ``BandError``.
  static func stage(frontal: [Double], occipital: [Double], samplingRate: Frequency, causal: Bool) throws
    -> (beliefs: [StageBelief], model: String)
  {
    let epochs = try BandEpoch.of(frontal: frontal, occipital: occipital, samplingRate: samplingRate)
    let model = try load(causal ? .causal : .overnight)
    return (try BandStager.stage(epochs, model: model), model.name)
  }

  /// Whether two labels of an EDF file's channels are those of this stager's pair.
  static func isPair(frontal: String, occipital: String) -> Bool {
    func plain(_ label: String) -> String { label.uppercased().filter { $0.isLetter || $0.isNumber } }
    return plain(frontal).hasSuffix("FPZCZ") && plain(occipital).hasSuffix("PZOZ")
  }

  private static func load(_ way: BandModel.Way) throws -> BandModel {
    let home = try Installation().home
    return try BandModel(
      bytes: NightFolder.read(home.appending(path: "Models/band-stager/\(way.rawValue).trees").path))
  }
}
