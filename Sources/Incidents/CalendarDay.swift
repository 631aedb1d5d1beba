internal import SleepCore

/// A day of the Gregorian calendar, without a zone: the evening on which a night began, or a day in UTC.
public struct CalendarDay: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01; the years 1970 to 9999.
  public let number: Int

  /// The day of a number, held within the years 1970 to 9999.
  public init(number: Int) { self.number = min(max(number, 0), 2_932_896) }

  /// The day, in UTC, of a moment in seconds since 1970.
  public init(unixSeconds: Int) { self.init(number: unixSeconds / 86_400) }

  /// Reads `2026-11-25`; `nil` for any other form and for a day that no calendar has.
  public init?(_ text: String) {
    guard let number = UTCTime.day(named: text) else { return nil }
    self.number = number
  }

  /// Year, month and day.
  public var parts: (year: Int, month: Int, day: Int) { GregorianDay.date(number) }

  /// The day as `2026-11-25`.
  public var text: String { UTCTime.name(ofDay: number) }

  /// The month as `2026-11`.
  public var month: String { String(text.prefix(7)) }

  /// A number with zeros in front.
  static func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A moment in UTC as `2026-11-25T17:03:09Z`.
  static func moment(unixSeconds: Int) -> String { UTCTime(seconds: unixSeconds).description }

  /// Reads ``moment(unixSeconds:)`` back; `nil` for any other form.
  static func unixSeconds(_ moment: String) -> Int? { UTCTime(moment)?.seconds }

  /// Orders days.
  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}
