internal import SleepCore

/// Reads the sleep of a Fitbit archive: `sleep-….json`, or an answer of its interface (1.2).
///
/// Both kinds of night are read: with stages (wake, light, deep, rem, and short wakings laid over them) and
/// classic ones (asleep, restless, awake), in which what is restless counts as awake, as in Fitbit's own
/// sums. Light sleep, and sleep of no stated stage, stands as N2.
public enum FitbitImport {
  private struct Answer: Decodable { let sleep: [Log] }
  private struct Log: Decodable {
    let startTime: String
    let levels: Levels
  }
  private struct Levels: Decodable {
    let data: [Level]
    let shortData: [Level]?
  }
  private struct Level: Decodable {
    let dateTime: String
    let level: String
    let seconds: Double
  }

  /// Reads a file.
  ///
  /// Total: any bytes give nights or an error. Epochs are 30 seconds.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - clock: the zone that the tracker's clock showed; Fitbit writes none.
  /// - Returns: the nights, in the order of the file.
  /// - Throws: ``HouseholdError`` naming the night and the field.
  public static func nights(_ bytes: [UInt8], file: String, clock: WallClock) throws(HouseholdError)
    -> [ImportedNight]
  {
    let start = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let logs =
      start == UInt8(ascii: "[")
      ? try ImportFigures.decode([Log].self, bytes, file)
      : try ImportFigures.decode(Answer.self, bytes, file).sleep
    var nights: [ImportedNight] = []
    for (i, log) in logs.enumerated() {
      nights.append(try night(log, "\(file), night \(i + 1)", clock))
    }
    return nights
  }

  private static func night(_ log: Log, _ place: String, _ clock: WallClock) throws(HouseholdError)
    -> ImportedNight
  {
    guard let start = ImportFigures.moment(log.startTime) else {
      throw ImportFigures.unreadable("«\(log.startTime.prefix(40))» is no time", "\(place), startTime")
    }
    var stages: [SleepStage] = []
    // Short wakings after the others: they lie over them.
    for (name, levels) in [("data", log.levels.data), ("shortData", log.levels.shortData ?? [])] {
      for (i, level) in levels.enumerated() {
        let here = "\(place), levels.\(name)[\(i)]"
        guard let at = ImportFigures.moment(level.dateTime) else {
          throw ImportFigures.unreadable("«\(level.dateTime.prefix(40))» is no time", here)
        }
        let from = at.local - start.local
        guard let stage = stage(level.level) else {
          throw ImportFigures.unreadable("«\(level.level.prefix(40))» is no level that is known", here)
        }
        guard from >= 0, level.seconds >= 0, Double(from) + level.seconds <= Double(ImportFigures.longest)
        else {
          throw ImportFigures.unreadable("it does not lie within a day after the night's start", here)
        }
        let first = (from + 15) / 30
        let last = (from + Int(level.seconds) + 15) / 30
        if name == "data", stages.count < last {
          stages += [SleepStage](repeating: .unknown, count: last - stages.count)
        }
        for epoch in first..<max(first, min(last, stages.count)) { stages[epoch] = stage }
      }
    }
    let started = ImportFigures.utc(start, clock)
    return ImportedNight(
      source: .fitbit, started: started, ended: UTCTime(seconds: started.seconds + stages.count * 30),
      figures: ImportFigures.figures(stages, epoch: 30))
  }

  private static func stage(_ level: String) -> SleepStage? {
    switch level {
    case "wake", "awake", "restless": .wake
    case "light", "asleep": .n2
    case "deep": .n3
    case "rem": .rem
    default: nil
    }
  }
}
