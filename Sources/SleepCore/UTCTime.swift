/// A moment in whole seconds of UTC, from the year 1970 to 9999, and the one way in which it is written.
public struct UTCTime: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
  public let seconds: Int

  /// The last moment that can be written: 9999-12-31T23:59:59Z.
  public static let last = UTCTime(seconds: 253_402_300_799)

  /// A moment; one outside 1970 to 9999 becomes the nearest that is not.
  public init(seconds: Int) { self.seconds = min(max(seconds, 0), 253_402_300_799) }

  /// Reads the form of ``description``, and no other; `nil` for anything else, 30 February included.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "Z"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let day = Self.day(bytes[..<10])
    else { return nil }
    guard let hour = Self.digits(bytes[11..<13]), let minute = Self.digits(bytes[14..<16]),
      let second = Self.digits(bytes[17..<19]), hour < 24, minute < 60, second < 60
    else { return nil }
    seconds = day * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// The day in which it lies: days since 1970-01-01.
  public var day: Int { seconds / 86_400 }

  /// The year in which it lies.
  public var year: Int { GregorianDay.date(day).year }

  /// ISO 8601, such as `2026-11-25T06:30:00Z`.
  public var description: String {
    let rest = seconds % 86_400
    return Self.name(ofDay: day)
      + "T\(Self.pad(rest / 3600, 2)):\(Self.pad(rest / 60 % 60, 2)):\(Self.pad(rest % 60, 2))Z"
  }

  /// A day as `2026-11-25`.
  public static func name(ofDay day: Int) -> String {
    let (year, month, day) = GregorianDay.date(day)
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
  }

  /// The number of a day that is written as `2026-11-25`, from 1970 to 9999; `nil` for anything else.
  public static func day(named text: String) -> Int? { day(Array(text.utf8)[...]) }

  /// Whether it is earlier.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.seconds < rhs.seconds }

  private static func day(_ bytes: ArraySlice<UInt8>) -> Int? {
    let b = bytes.startIndex
    guard bytes.count == 10, bytes[b + 4] == UInt8(ascii: "-"), bytes[b + 7] == UInt8(ascii: "-"),
      let year = digits(bytes[b..<(b + 4)]), let month = digits(bytes[(b + 5)..<(b + 7)]),
      let day = digits(bytes[(b + 8)..<(b + 10)]), year >= 1970, (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    let number = GregorianDay.number(year: year, month: month, day: day)
    return GregorianDay.date(number) == (year, month, day) ? number : nil
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value
  }

  private static func pad(_ n: Int, _ width: Int) -> String {
    let text = String(n)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
