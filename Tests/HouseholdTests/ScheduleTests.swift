import Consent
import Foundation
import Household
import SleepCore
import Testing

@Suite struct ScheduleTests {
  static func entry(_ weekday: Int, bed: Int, wake: Int?, zone: String) throws -> ScheduledEvening {
    try ScheduledEvening(
      sleeper: .new(), pod: .new(), weekday: weekday, program: String(repeating: "a", count: 64),
      programName: "rain", bed: bed, wake: wake, zone: zone)
  }

  static func time(_ text: String) -> UTCTime { UTCTime(text) ?? .last }

  @Test(
    "in spring a wake time that the clock leaves out comes when it would have come, in autumn at its first coming"
  )
  func changes() throws {
    // Berlin, 29 March 2026: 02:00 becomes 03:00. Saturday evening's wake time of 02:30 is 03:30 by the new clock.
    let spring = try Self.entry(6, bed: 22 * 60, wake: 150, zone: "Europe/Berlin")
    let night = try #require(WeekSchedule.next([spring], after: Self.time("2026-03-28T12:00:00Z")))
    #expect(night.bed == Self.time("2026-03-28T21:00:00Z") && night.wake == Self.time("2026-03-29T01:30:00Z"))
    // 7 o'clock is 7 o'clock on both sides of the change, though the night is an hour shorter.
    let seven = try Self.entry(6, bed: 22 * 60, wake: 420, zone: "Europe/Berlin")
    let short = try #require(WeekSchedule.next([seven], after: Self.time("2026-03-28T12:00:00Z")))
    #expect(short.wake == Self.time("2026-03-29T05:00:00Z"))
    // 25 October 2026: 03:00 becomes 02:00. 02:30 comes twice; the first counts.
    let autumn = try #require(WeekSchedule.next([spring], after: Self.time("2026-10-24T12:00:00Z")))
    #expect(
      autumn.bed == Self.time("2026-10-24T20:00:00Z") && autumn.wake == Self.time("2026-10-25T00:30:00Z"))
  }

  @Test("midnight, a whole missing day and a half-hour change are no trouble")
  func oddities() throws {
    // Lord Howe changes by half an hour: 4 October 2026, 02:00 becomes 02:30.
    let island = try Self.entry(6, bed: 23 * 60, wake: 135, zone: "Australia/Lord_Howe")
    let night = try #require(WeekSchedule.next([island], after: Self.time("2026-10-03T00:00:00Z")))
    #expect(night.wake == Self.time("2026-10-03T15:45:00Z"))
    // Samoa had no 30 December 2011.
    let clock = try #require(WallClock(zone: "Pacific/Apia"))
    let day = try #require(UTCTime.day(named: "2011-12-31"))
    #expect(clock.moment(day: day, minute: 480) == Self.time("2011-12-30T18:00:00Z"))
    // Bed after midnight belongs to the evening before.
    let late = try Self.entry(5, bed: 30, wake: 510, zone: "UTC")
    let friday = try #require(WeekSchedule.next([late], after: Self.time("2026-11-25T12:00:00Z")))
    #expect(
      friday.bed == Self.time("2026-11-28T00:30:00Z") && friday.wake == Self.time("2026-11-28T08:30:00Z"))
  }

  @Test("through ten years the next night is always the next, and its clock shows what was asked for")
  func everyNight() throws {
    for zone in [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago",
    ] {
      let clock = try #require(WallClock(zone: zone))
      let week = try (1...7).map { try Self.entry($0, bed: 22 * 60 + 15, wake: 405, zone: zone) }
      var now = Self.time("2020-01-01T00:00:00Z")
      var last = 0
      for _ in 0..<3650 {
        let night = try #require(WeekSchedule.next(week, after: now))
        let wake = try #require(night.wake)
        #expect(last == 0 || night.evening == last + 1)
        #expect(WeekSchedule.weekday(of: night.evening) == night.entry.weekday)
        #expect(clock.reading(night.bed) == (night.evening, 22 * 60 + 15))
        #expect(clock.reading(wake) == (night.evening + 1, 405))
        (last, now) = (night.evening, wake)
      }
    }
  }

  @Test("zones that are none are refused, and a week is kept as it was given")
  func store() async throws {
    for zone in ["Mars/Olympus", "", "PST", "GMT+25"] {
      #expect(throws: HouseholdError.self) { try Self.entry(1, bed: 0, wake: nil, zone: zone) }
    }
    let home = try await Home()
    let entry = try ScheduledEvening(
      sleeper: home.child, pod: home.pod, weekday: 3, program: Home.program().sha256, programName: "rain",
      bed: 1200, wake: 405, zone: "Europe/Madrid")
    try await home.store.keep(entry)
    try await home.store.keep(entry)
    #expect(try await home.store.week(of: home.child) == [entry])
    try await home.store.removeEvening(of: home.child, weekday: 3)
    #expect(try await home.store.week(of: home.child).isEmpty)
  }
}
