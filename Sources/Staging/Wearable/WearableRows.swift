internal import Foundation
internal import SleepCore

/// Gathers the rows of a wearable's CSV and makes a night of them.
struct WearableRows {
  private struct Row {
    var time: Double
    var movement: Double?
    var rate: Double?
    var interval: Double?
    var variation: Double?
  }

  private let columns: WearableCSV.Columns
  private var rows: [Row] = []
  private var zone: Int?
  /// Whether times are dates; otherwise they count from nothing in particular.
  private var isDated = false
  private var elapsed = 0.0
  private var implausible = 0

  init(_ columns: WearableCSV.Columns) { self.columns = columns }

  mutating func add(_ fields: [ArraySlice<UInt8>], line: Int, delimiter: UInt8) throws(WearableError) {
    let columns = columns
    let decimalComma = delimiter != UInt8(ascii: ",")
    func number(_ index: Int?) throws(WearableError) -> Double? {
      guard let index else { return nil }
      // A short row lacks its last fields.
      guard index < fields.count else { return nil }
      let text = String(decoding: fields[index], as: UTF8.self)
      if ["", "na", "n/a", "nan", "null", "none", "?", "-"].contains(text.lowercased()) { return nil }
      let value = Double(decimalComma ? text.replacing(",", with: ".") : text)
      guard let value, value.isFinite else {
        throw .csv(
          line: line, column: columns.names[index], problem: "«\(text.prefix(40))» is not a number",
          remedy: "Write a number with a point, or leave the field empty where nothing was measured.")
      }
      return value
    }
    var row = Row(time: 0)
    row.movement = plausible(try number(columns.movement), 0...WearableNight.largestValue)
    row.variation = plausible(try number(columns.variation), 0...WearableNight.largestValue)
    let rate = try number(columns.rate)
    // Many devices write 0 while they are off the wrist.
    row.rate = rate == 0 ? nil : plausible(rate, HeartVariation.plausibleRates)
    let interval = try number(columns.interval).map { $0 < 10 ? $0 * 1000 : $0 }
    elapsed += min(max(interval ?? 0, 0), 60_000) / 1000
    row.interval = interval == 0 ? nil : plausible(interval, 200...3000)
    row.time = try time(fields, line: line, number)
    if let last = rows.last, row.time < last.time {
      throw .csv(
        line: line, column: columns.names[columns.clockIndex], problem: "the time goes back",
        remedy: "Sort the rows by time, and give each night a file of its own where zones change.")
    }
    rows.append(row)
  }

  private mutating func plausible(_ value: Double?, _ range: ClosedRange<Double>) -> Double? {
    guard let value else { return nil }
    if range.contains(value) { return value }
    implausible += 1
    return nil
  }

  private mutating func time(
    _ fields: [ArraySlice<UInt8>], line: Int, _ number: (Int?) throws(WearableError) -> Double?
  ) throws(WearableError) -> Double {
    let index = columns.clockIndex
    func unreadable(_ problem: String) -> WearableError {
      .csv(
        line: line, column: columns.names[index], problem: problem,
        remedy: columns.clock == .epoch
          ? "Count epochs of 30 s from 0, at most \(WearableNight.longestEpochCount) of them."
          : "Write ISO 8601 such as 2026-03-29T23:05:10+01:00, or seconds.")
    }
    switch columns.clock {
    case .none: return elapsed
    case .epoch:
      guard let epoch = try number(index) else { throw unreadable("the epoch is missing") }
      guard epoch >= 0, epoch < Double(WearableNight.longestEpochCount), epoch == epoch.rounded() else {
        throw unreadable("\(epoch) is not an epoch of a night")
      }
      return epoch * 30
    case .time:
      guard index < fields.count, !fields[index].isEmpty else { throw unreadable("the time is missing") }
      let field = fields[index]
      if let moment = CivilSeconds.parse(field) {
        if rows.isEmpty {
          zone = moment.zone
          isDated = true
        }
        guard isDated else { throw unreadable("a date where the rows above have seconds") }
        // All rows by the clock of the first one's zone.
        return moment.local + Double((zone ?? 0) - (moment.zone ?? zone ?? 0))
      }
      guard !isDated || !rows.isEmpty && zone == nil,
        let seconds = Double(String(decoding: field, as: UTF8.self).replacing(",", with: ".")),
        seconds.isFinite,
        abs(seconds) < 1e14
      else {
        throw unreadable("«\(String(decoding: field.prefix(40), as: UTF8.self))» is not a time")
      }
      // Seconds or milliseconds since 1970 are dates.
      if rows.isEmpty { isDated = seconds > 1e8 }
      return seconds > 1e11 ? seconds / 1000 : seconds
    }
  }

  // MARK: A night

  func reading(named: String?) throws(WearableError) -> WearableReading {
    guard let first = rows.first, let last = rows.last else {
      throw .csv(
        line: columns.headerLine, column: "", problem: "no row follows the names of the columns",
        remedy: "Export the night again.")
    }
    var notes: [String] = []
    var chosen = rows[...]
    var start = columns.clock == .epoch ? 0 : first.time
    if isDated, named != nil || last.time - first.time > CivilSeconds.day {
      let key = try night(named)
      start = CivilSeconds.opening(ofNight: key)
      chosen = rows[...].filter { CivilSeconds.night($0.time) == key }[...]
      start = max(start, chosen.first?.time ?? start)
      notes.append("the night of \(CivilSeconds.name(ofNight: key)), of those in the file")
    } else if let named {
      throw .noSuchNight(named, known: [])
    }
    if implausible > 0 { notes.append("\(implausible) values that cannot be were left out") }
    let end = chosen.last?.time ?? start
    guard end - start < CivilSeconds.day else {
      throw .csv(
        line: columns.headerLine, column: columns.names[columns.clockIndex],
        problem: "the rows go on for more than a day", remedy: "Give one night, or dates instead of seconds.")
    }
    let count = Int((end - start) / 30) + 1
    let movement = Self.movement(chosen, start: start, count: count)
    let heart = Self.heart(chosen, start: start, count: count, columns)
    guard movement.contains(where: { $0 != nil }) || heart != .none else {
      throw .nothingToStage("rows of the file")
    }
    // Walch's own table holds smoothed counts, and so may a table with the heart's column taken out.
    let isSmoothed = columns.variation != nil || MovementSmoothing.isSmoothed(movement)
    if isSmoothed, columns.variation == nil {
      notes.append("the movement was smoothed before; it is not again")
    }
    return WearableReading(
      night: WearableNight(
        start: isDated ? CivilSeconds.civil(start) : nil, epochCount: count,
        activity: movement.contains { $0 != nil } ? movement : [], activityIsSmoothed: isSmoothed,
        heart: heart),
      notes: notes)
  }

  private func night(_ named: String?) throws(WearableError) -> Int {
    var seen: [Int: Int] = [:]
    for row in rows { if let key = CivilSeconds.night(row.time) { seen[key, default: 0] += 1 } }
    let known = seen.keys.sorted()
    if let named {
      let key = try CivilSeconds.night(named: named)
      if seen[key] != nil { return key }
      throw .noSuchNight(named, known: known.suffix(5).map(CivilSeconds.name))
    }
    // The last one with as many rows as half of the fullest: today's evening may just have begun.
    let most = seen.values.max() ?? 0
    guard let key = known.last(where: { seen[$0, default: 0] * 2 >= most }) else {
      throw .noSuchNight("any day", known: [])
    }
    return key
  }

  private static func movement(_ rows: ArraySlice<Row>, start: Double, count: Int) -> [Double?] {
    var sums = [(total: Double, count: Int)](repeating: (0, 0), count: count)
    // How long a row speaks for: until the next is due, where rows are rarer than epochs.
    let steps = zip(rows.dropFirst(), rows).map { $0.time - $1.time }.sorted()
    let spacing = steps.isEmpty ? 30 : min(max(steps[steps.count / 2], 30), 300)
    let length = Int((spacing / 30).rounded())
    for row in rows {
      guard let value = row.movement else { continue }
      let first = Int((row.time - start) / 30)
      for epoch in first..<(first + length) where sums.indices.contains(epoch) {
        sums[epoch].total += value
        sums[epoch].count += 1
      }
    }
    return sums.map { $0.count > 0 ? $0.total / Double($0.count) : nil }
  }

  private static func heart(
    _ rows: ArraySlice<Row>, start: Double, count: Int, _ columns: WearableCSV.Columns
  ) -> WearableNight.Heart {
    let beats = rows.compactMap { row in
      row.interval.map { HeartRateSample(seconds: row.time - start, beatsPerMinute: 60_000 / $0) }
    }
    // A beat a row; one interval an epoch is a mean and no beat.
    if columns.clock != .epoch, beats.count > count * 5 { return .beats(beats) }
    let variations = rows.filter { $0.variation != nil }
    if !variations.isEmpty {
      var values = [Double?](repeating: nil, count: count)
      for row in variations { values[min(Int((row.time - start) / 30), count - 1)] = row.variation }
      return .variation(values)
    }
    let shift = columns.clock == .epoch ? 15.0 : 0
    let rates = rows.compactMap { row in
      (row.rate ?? row.interval.map { 60_000 / $0 }).map {
        HeartRateSample(seconds: row.time - start + shift, beatsPerMinute: $0)
      }
    }
    return rates.isEmpty ? .none : .rates(rates)
  }
}
