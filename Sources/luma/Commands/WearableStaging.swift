internal import Bedroom
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// Stages the file of a watch, a ring, a strap or a mat: CSV, or the `export.xml` of Apple Health.
enum WearableStaging {
  /// The largest CSV that is read; a night is under a megabyte, a year of heart rates under fifty.
  private static let largestCSV = 256 << 20
  /// Apple's export is read in pieces of this size, so that its gigabytes never lie in memory.
  private static let piece = 1 << 20

  /// Whether a file is a wearable's by its name: `.csv`, `.tsv`, `.txt` or `.xml`.
  static func reads(_ path: String) -> Bool {
    ["csv", "tsv", "txt", "xml"].contains(URL(filePath: path).pathExtension.lowercased())
  }

  /// What is believed about every epoch of one night in the file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - night: the evening on which the wanted night begins, `YYYY-MM-DD`; otherwise the last one.
  ///   - causal: whether nothing may be used that comes after an epoch.
  ///   - installation: where the model is.
  /// - Returns: the beliefs, when the first epoch begins, the model's name, and what the reader should know.
  /// - Throws: `WearableFileError`, `WearableError`, `StagerError` or `NightError`.
  static func beliefs(path: String, night: String?, causal: Bool, installation: Installation) throws -> (
    beliefs: [StageBelief], start: CivilTime?, model: String, notes: [String]
  ) {
    let model = try WearableModel(
      json: NightFolder.read(installation.home.appending(path: "Models/wearable-stager/model.json").path))
    let reading = try read(path, night: night)
    let beliefs =
      causal
      ? WearableNightStager.stageCausally(reading.night, model: model)
      : WearableNightStager.stage(reading.night, model: model)
    return (beliefs, reading.night.start, model.name, reading.notes)
  }

  private static func read(_ path: String, night: String?) throws -> (night: WearableNight, notes: [String]) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw WearableFileError(
        place: path, problem: "the file cannot be read", remedy: "Check that it is there and may be read.")
    }
    defer { try? file.close() }
    var next = try file.read(upToCount: piece).map { [UInt8]($0) } ?? []
    if AppleHealthExport.recognises(next) {
      var export = try AppleHealthExport(night: night)
      while !next.isEmpty {
        export.push(next)
        next = try file.read(upToCount: piece).map { [UInt8]($0) } ?? []
      }
      let found = try export.finish()
      return (found.night, found.notes)
    }
    var bytes: [UInt8] = []
    while !next.isEmpty {
      bytes += next
      guard bytes.count <= largestCSV else {
        throw WearableFileError(
          place: path, problem: "the file is larger than \(largestCSV >> 20) MB",
          remedy: "Export one night, or some weeks.")
      }
      next = try file.read(upToCount: piece).map { [UInt8]($0) } ?? []
    }
    do throws(WearableError) {
      let reading = try WearableCSV.night(bytes, named: night)
      return (reading.night, reading.notes)
    } catch {
      throw WearableFileError(
        place: "\(path), \(error.place)", problem: error.problem, remedy: error.remedy)
    }
  }
}

/// A wearable's file can't be read; the place names the file, and the line and column within.
struct WearableFileError: ExplainedError {
  let place: String
  let problem: String
  let remedy: String
}
