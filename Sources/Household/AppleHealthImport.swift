internal import Foundation
internal import Signals
internal import SleepCore
internal import Staging

/// Reads one night of Apple Health's `export.xml`, with what the watch itself says of the sleep.
public enum AppleHealthImport {
  /// Reads a night, as the file streams by; see `AppleHealthExport`.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - night: the evening on which the night begins, `YYYY-MM-DD`; the last one where it is `nil`.
  ///   - clock: the zone of the place; the watch's own clock names the hour.
  /// - Returns: the night.
  /// - Throws: ``HouseholdError`` where there is no such night, or the watch says nothing of its sleep.
  public static func night(path: String, night: String? = nil, clock: WallClock) throws(HouseholdError)
    -> ImportedNight
  {
    func failed(_ error: any ExplainedError) -> HouseholdError {
      HouseholdError(.unreadable, error.problem, place: "\(path), \(error.place)", remedy: error.remedy)
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw HouseholdError(
        .unreadable, "it cannot be read", place: path, remedy: "Look where it is, and who may read it.")
    }
    defer { try? file.close() }
    let found: AppleHealthNight
    do throws(WearableError) {
      var export = try AppleHealthExport(night: night)
      while let data = try? file.read(upToCount: 1 << 20), !data.isEmpty { export.push(Array(data)) }
      found = try export.finish()
    } catch {
      throw failed(error)
    }
    guard let start = found.night.start, found.deviceStages.contains(where: \.isAsleep) else {
      throw HouseholdError(
        .unreadable, "the watch says nothing of the sleep of this night", place: path,
        remedy: "Name another night, or let `luma stage` judge it by heart rate.")
    }
    let day = GregorianDay.number(year: start.year, month: start.month, day: start.day)
    let started = ImportFigures.utc((local: day * 86_400 + start.secondOfDay, zone: nil), clock)
    let stages = found.deviceStages
    return ImportedNight(
      source: .appleHealth, started: started, ended: UTCTime(seconds: started.seconds + stages.count * 30),
      figures: ImportFigures.figures(stages, epoch: 30))
  }
}
