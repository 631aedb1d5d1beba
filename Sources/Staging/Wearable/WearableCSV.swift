internal import Foundation
internal import SleepCore

/// A night of a wearable as it was read, with what the reader should know about it.
public struct WearableReading: Sendable, Hashable {
  /// The night.
  public var night: WearableNight
  /// Plain sentences: what was left out, guessed or converted.
  public var notes: [String]
}

/// Reads the CSV of a watch, a ring, a strap or a mat.
///
/// Columns are found by their names, in any order; others are passed over.
///
/// | column | names | unit |
/// |---|---|---|
/// | when | `epoch` | epochs of 30 s, from 0 |
/// | | `time`, `timestamp`, `datetime`, `date_time`, `start`, `seconds`, `onset_s`, `time_s` | ISO 8601 or s |
/// | movement | `activity_count`, `activity`, `counts`, `movement`, `steps`, `active_energy` | any, ≥ 0 |
/// | heart rate | `heart_rate`, `hr`, `bpm`, `pulse` | beats a minute |
/// | beats | `rr_ms`, `rr`, `ibi_ms`, `ibi`, `rr_interval` | milliseconds, or seconds where under 10 |
/// | variation | `heart_rate_variation` | as ``WearableNight/Heart/variation(_:)`` |
public enum WearableCSV {
  /// Reads one night.
  ///
  /// Rows may be finer or coarser than 30 s: finer ones are averaged, coarser ones up to five minutes stand
  /// for what follows them. Empty fields, `NA`, `nan`, `null`, `?` and `-` are missing values; rates outside
  /// 20 to 300 a minute are left out and counted. Commas, semicolons (decimal commas then) and tabs separate.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - named: the evening on which the wanted night begins, `YYYY-MM-DD`; otherwise all of the file, or
  ///     the last night where it holds more than a day.
  /// - Returns: the night, and what was left out or guessed.
  /// - Throws: ``WearableError``, naming the line and the column.
  public static func night(_ bytes: [UInt8], named: String? = nil) throws(WearableError) -> WearableReading {
    guard var text = DelimitedText(bytes) else {
      throw .csv(line: 1, column: "", problem: "the file is empty", remedy: Self.columnsRemedy)
    }
    let columns = try Columns(text)
    var rows = WearableRows(columns)
    while let (fields, line) = text.nextRow() { try rows.add(fields, line: line, delimiter: text.delimiter) }
    return try rows.reading(named: named)
  }

  /// Whether the first line of these bytes names a column of movement or of the heart.
  public static func recognises(_ bytes: [UInt8]) -> Bool {
    guard let text = DelimitedText(bytes) else { return false }
    return text.names.contains { Columns.measures.contains($0) }
  }

  static let columnsRemedy =
    "Name the columns in the first line: epoch or time, and any of \(Columns.plainest)."

  struct Columns {
    enum Clock { case epoch, time, none }
    static let times = [
      "time", "timestamp", "datetime", "date_time", "start", "seconds", "onset_s", "time_s",
    ]
    static let movements = ["activity_count", "activity", "counts", "movement", "steps", "active_energy"]
    static let rates = ["heart_rate", "hr", "bpm", "pulse"]
    static let intervals = ["rr_ms", "rr", "ibi_ms", "ibi", "rr_interval"]
    static let variations = ["heart_rate_variation"]
    static let plainest = "activity_count, heart_rate, rr_ms or heart_rate_variation"
    static let measures = Set(movements + rates + intervals + variations)

    let clock: Clock
    let clockIndex: Int
    let movement: Int?
    let rate: Int?
    let interval: Int?
    let variation: Int?
    let names: [String]
    let headerLine: Int

    init(_ text: DelimitedText) throws(WearableError) {
      names = text.names
      headerLine = text.headerLine
      func index(_ candidates: [String]) -> Int? {
        for name in candidates { if let index = text.names.firstIndex(of: name) { return index } }
        return nil
      }
      movement = index(Self.movements)
      rate = index(Self.rates)
      interval = index(Self.intervals)
      variation = index(Self.variations)
      guard movement != nil || rate != nil || interval != nil || variation != nil else {
        throw .csv(
          line: headerLine, column: "", problem: "no column of movement or of the heart is named here",
          remedy: WearableCSV.columnsRemedy)
      }
      if let epoch = text.names.firstIndex(of: "epoch") {
        (clock, clockIndex) = (.epoch, epoch)
      } else if let time = index(Self.times) {
        (clock, clockIndex) = (.time, time)
      } else if interval != nil, movement == nil, rate == nil, variation == nil {
        // Beats alone say themselves when they are.
        (clock, clockIndex) = (.none, 0)
      } else {
        throw .csv(
          line: headerLine, column: "", problem: "no column says when", remedy: WearableCSV.columnsRemedy)
      }
    }
  }
}
