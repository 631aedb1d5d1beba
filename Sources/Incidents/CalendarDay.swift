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
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    var parts = [0, 0, 0]
    for (i, byte) in bytes.enumerated() where i != 4 && i != 7 {
      guard (0x30...0x39).contains(byte) else { return nil }
      let part = i < 4 ? 0 : i < 7 ? 1 : 2
      parts[part] = parts[part] * 10 + Int(byte - 0x30)
    }
    guard parts[0] >= 1970, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else { return nil }
    number = Self.days(parts[0], parts[1], parts[2])
    // The 31st of a shorter month would come back as a day of the next.
    guard self.text == text else { return nil }
  }

  /// Days from 1970-01-01, with years counted from March so that the leap day comes last.
  ///
  /// After Richards, Explanatory Supplement to the Astronomical Almanac, 3rd ed., section 15.11.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month > 2 ? year : year - 1
    let m = month > 2 ? month - 3 : month + 9
    return y / 400 * 146_097 + y % 400 * 365 + y % 400 / 4 - y % 400 / 100 + (153 * m + 2) / 5 + day - 1
      - 719_468
  }

  /// Year, month and day.
  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
  }

  /// The day as `2026-11-25`.
  public var text: String { month + "-" + Self.padded(parts.day, 2) }

  /// The month as `2026-11`.
  public var month: String { Self.padded(parts.year, 4) + "-" + Self.padded(parts.month, 2) }

  /// A number with zeros in front.
  static func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A moment in UTC as `2026-11-25T17:03:09Z`.
  static func moment(unixSeconds: Int) -> String {
    let second = unixSeconds % 86_400
    return CalendarDay(unixSeconds: unixSeconds).text + "T" + padded(second / 3600, 2) + ":"
      + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + "Z"
  }

  /// Reads ``moment(unixSeconds:)`` back; `nil` for any other form.
  static func unixSeconds(_ moment: String) -> Int? {
    guard moment.utf8.count == 20, let day = CalendarDay(String(moment.prefix(10))) else { return nil }
    let digits = moment.utf8.dropFirst(11).filter { (0x30...0x39).contains($0) }.map { Int($0 - 0x30) }
    guard digits.count == 6 else { return nil }
    let time = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3], digits[4] * 10 + digits[5])
    let seconds = day.number * 86_400 + time.0 * 3600 + time.1 * 60 + time.2
    return Self.moment(unixSeconds: seconds) == moment ? seconds : nil
  }

  /// Orders days.
  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}
