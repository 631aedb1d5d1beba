public import SleepCore

/// Why a wearable's file can't be read or staged.
public enum WearableError: ExplainedError, Hashable {
  /// A row of a CSV file can't be understood; lines count from 1.
  case csv(line: Int, column: String, problem: String, remedy: String)
  /// The bytes are no Apple Health export: no `HealthData` was met.
  case notAnExport
  /// The export holds nothing of the night that was asked for; `known` names some nights that it has.
  case noSuchNight(String, known: [String])
  /// The text that names a night is not a date.
  case notADate(String)
  /// There is neither activity nor heart rate.
  case nothingToStage(String)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .csv(_, _, let problem, _): problem
    case .notAnExport: "this is not the export of Apple Health: there is no HealthData in it"
    case .noSuchNight(let night, _): "there is no heart rate, activity or sleep in the night of \(night)"
    case .notADate(let text): "«\(text)» is not a date such as 2026-03-29"
    case .nothingToStage: "there is neither activity nor heart rate to stage by"
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .csv(let line, let column, _, _): column.isEmpty ? "line \(line)" : "line \(line), column \(column)"
    case .notAnExport: "Apple Health export"
    case .noSuchNight: "recording"
    case .notADate: "name of a night"
    case .nothingToStage(let place): place
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .csv(_, _, _, let remedy): remedy
    case .notAnExport: "Unpack the ZIP that Health made and give the file export.xml."
    case .noSuchNight(_, let known):
      known.isEmpty
        ? "Nothing else was found either: check that the watch was worn."
        : "Nights are named by their evening; the last ones here are \(known.joined(separator: ", "))."
    case .notADate: "Name the evening on which the night begins as YYYY-MM-DD."
    case .nothingToStage: "Give a column activity_count, heart_rate, rr_ms or heart_rate_variation."
    }
  }
}
