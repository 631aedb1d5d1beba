internal import Household
internal import SleepCore

/// The next nights of a week on the calendar, with those in which clocks are put forward or back.
enum PlannedNights {
  /// How many nights are shown, and how many evenings ahead nights with a change of clocks are.
  private static let (shown, ahead) = (7, 40)

  static func html(
    _ entries: [ScheduledEvening], _ words: Words, from evening: Int, title: (String) -> String
  )
    -> String
  {
    var rows: [[String]] = []
    for day in evening..<(evening + ahead) {
      guard let entry = entries.first(where: { $0.weekday == WeekSchedule.weekday(of: day) }),
        let night = WeekSchedule.night(entry, evening: day), let clock = WallClock(zone: entry.zone)
      else { continue }
      let note = note(night, clock, words)
      guard rows.count < shown || note != nil else { continue }
      // What the clock will show: a time that is left out in that night stands as the one in its place.
      rows.append([
        words.day(day), words.clock(clock.reading(night.bed).minute),
        night.wake.map { words.clock(clock.reading($0).minute) } ?? "–",
        "<span lang=\"en\">\(HTMLText.escaped(title(entry.programName)))</span>",
        note ?? "",
      ])
    }
    guard !rows.isEmpty else { return "" }
    return HTML.table(
      words[DataWords.upcoming],
      head: [
        words[DataWords.evening], words[DataWords.bed], words[DataWords.wake], words[DataWords.program],
        words[DataWords.note],
      ], rows: rows)
  }

  /// What is to be known of a night in which clocks change: how long it is, and how long it looks.
  static func note(_ night: PlannedNight, _ clock: WallClock, _ words: Words) -> String? {
    let end = night.wake ?? UTCTime(seconds: night.bed.seconds + 8 * 3600)
    let shift = offset(clock, end) - offset(clock, night.bed)
    guard shift != 0 else { return nil }
    let length = end.seconds - night.bed.seconds
    let looks = words.duration(seconds: length + shift * 60)
    return words(
      shift > 0 ? DataWords.forward : DataWords.backward, words.duration(seconds: length), looks)
  }

  /// Minutes that a clock is ahead of UTC.
  private static func offset(_ clock: WallClock, _ time: UTCTime) -> Int {
    let reading = clock.reading(time)
    return reading.day * 1440 + reading.minute - time.seconds / 60
  }
}
