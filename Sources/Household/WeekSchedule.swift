public import Consent
internal import Foundation
public import SleepCore

/// One evening of a sleeper's week.
public struct ScheduledEvening: Sendable, Hashable {
  /// Whose.
  public let sleeper: PersonID
  /// On which pod.
  public let pod: PersonID
  /// The weekday of the evening, 1 (Monday) to 7 (Sunday), as ISO 8601 counts.
  public let weekday: Int
  /// The SHA-256 of the program.
  public let program: String
  /// The program's short name.
  public let programName: String
  /// When to go to bed, minutes of the day; before noon it is the morning after the evening.
  public let bed: Int
  /// When to wake, minutes of the day; `nil` where nobody is woken.
  public let wake: Int?
  /// The zone of these clocks (IANA), such as `Europe/Berlin`.
  public let zone: String

  /// Creates an evening.
  ///
  /// - Throws: ``HouseholdError`` naming the field that cannot be, an unknown zone among them.
  public init(
    sleeper: PersonID, pod: PersonID, weekday: Int, program: String, programName: String, bed: Int,
    wake: Int?,
    zone: String
  ) throws(HouseholdError) {
    func bad(_ field: String, _ wanted: String) -> HouseholdError {
      HouseholdError(.refused, "it is not \(wanted)", place: "schedule, \(field)", remedy: "Write \(wanted).")
    }
    guard (1...7).contains(weekday) else { throw bad("weekday", "1 (Monday) to 7 (Sunday)") }
    guard (0...1439).contains(bed) else { throw bad("bed", "a minute of the day, 0 to 1439") }
    guard wake.map({ (0...1439).contains($0) }) ?? true else {
      throw bad("wake", "a minute of the day, 0 to 1439")
    }
    guard WallClock(zone: zone) != nil else { throw bad("zone", "an IANA zone such as Europe/Berlin") }
    (self.sleeper, self.pod, self.weekday, self.program) = (sleeper, pod, weekday, program)
    (self.programName, self.bed, self.wake, self.zone) = (programName, bed, wake, zone)
  }
}

/// A night that a week foresees.
public struct PlannedNight: Sendable, Hashable {
  /// What foresees it.
  public let entry: ScheduledEvening
  /// The evening: days since 1970-01-01.
  public let evening: Int
  /// When to go to bed.
  public let bed: UTCTime
  /// When to wake.
  public let wake: UTCTime?
}

/// The clock on the wall of a zone.
public struct WallClock: Sendable {
  private let zone: TimeZone

  /// The clock of an IANA zone; `nil` where there is none such.
  public init?(zone: String) {
    guard zone.contains("/") || zone == "UTC", let found = TimeZone(identifier: zone) else { return nil }
    self.zone = found
  }

  private func offset(_ utc: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(utc)))
  }

  /// The day and minute that the clock shows.
  public func reading(_ time: UTCTime) -> (day: Int, minute: Int) {
    let local = time.seconds + offset(time.seconds)
    return (Int((Double(local) / 86_400).rounded(.down)), (local % 86_400 + 86_400) % 86_400 / 60)
  }

  /// The moment at which the clock shows a minute of a day, as RFC 5545 section 3.3.5 has it.
  ///
  /// Of a minute that comes twice it is the first; for one that is left out it is the moment at which the
  /// clock would have shown it, had it not been put forward.
  public func moment(day: Int, minute: Int) -> UTCTime {
    let local = day * 86_400 + minute * 60
    let (before, after) = (offset(local - 86_400), offset(local + 86_400))
    let early = local - before
    let late = local - after
    if offset(early) == before, offset(late) == after { return UTCTime(seconds: min(early, late)) }
    return UTCTime(seconds: offset(late) == after ? late : early)
  }
}

/// A sleeper's week.
public enum WeekSchedule {
  /// The weekday of a day, 1 (Monday) to 7 (Sunday); 1970-01-01 was a Thursday.
  public static func weekday(of day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

  /// The night of an evening.
  public static func night(_ entry: ScheduledEvening, evening: Int) -> PlannedNight? {
    guard let clock = WallClock(zone: entry.zone) else { return nil }
    let isAfterMidnight = entry.bed < 720
    let bedDay = evening + (isAfterMidnight ? 1 : 0)
    let bed = clock.moment(day: bedDay, minute: entry.bed)
    let wake = entry.wake.map { minute in
      clock.moment(day: bedDay + (minute > entry.bed ? 0 : 1), minute: minute)
    }
    return PlannedNight(entry: entry, evening: evening, bed: bed, wake: wake)
  }

  /// The next night that a week foresees: the first whose end (or whose bed time, where nobody is woken) is
  /// after now.
  public static func next(_ entries: [ScheduledEvening], after now: UTCTime) -> PlannedNight? {
    var best: PlannedNight?
    for entry in entries {
      guard let clock = WallClock(zone: entry.zone) else { continue }
      let today = clock.reading(now).day
      for evening in (today - 2)...(today + 8) where weekday(of: evening) == entry.weekday {
        guard let night = night(entry, evening: evening), night.wake ?? night.bed > now else { continue }
        if best.map({ night.bed < $0.bed }) ?? true { best = night }
        break
      }
    }
    return best
  }
}
