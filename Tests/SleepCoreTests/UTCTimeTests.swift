import Foundation
import SleepCore
import Testing

@Suite("UTC time") struct UTCTimeTests {
  @Test("every day from 1970 to 9999 is written as Foundation's calendar writes it, and is read back")
  func days() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: 0, through: UTCTime.last.day, by: 97) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let (year, month, dayOfMonth) = GregorianDay.date(day)
      #expect(parts.year == year && parts.month == month && parts.day == dayOfMonth)
      #expect(UTCTime.day(named: UTCTime.name(ofDay: day)) == day)
    }
    #expect(UTCTime(seconds: 951_782_400).description == "2000-02-29T00:00:00Z")
  }

  @Test("a moment has one written form, which is read back to the second")
  func moments() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<2000 {
      let time = UTCTime(seconds: Int(random.next() % 253_402_300_800))
      #expect(UTCTime(time.description) == time)
    }
    #expect(UTCTime(UTCTime.last.description) == .last)
    #expect(UTCTime(seconds: -5).description == "1970-01-01T00:00:00Z")
  }

  @Test(
    "what is no moment, or is written otherwise, is refused",
    arguments: [
      "", "2026-11-25", "2026-11-25T06:30:00", "2026-11-25 06:30:00Z", "2026-02-30T06:30:00Z",
      "2026-13-01T06:30:00Z",
      "2026-11-25T24:00:00Z", "2026-11-25T06:60:00Z", "2026-11-25T06:30:60Z", "1969-12-31T23:59:59Z",
      "2026-11-25T06:30:00z", "+026-11-25T06:30:00Z", "2026-11-25T06:30:00+00:00",
    ])
  func others(_ text: String) { #expect(UTCTime(text) == nil) }
}
