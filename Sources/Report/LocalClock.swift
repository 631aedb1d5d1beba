internal import SleepCore

/// The clock on the wall of a night: local times from the start that its record states.
struct LocalClock: Sendable {
  /// Seconds from 1970-01-01 00:00 to the start, both read as local time; 0 where the start is not known.
  let start: Int
  /// Whether the record stated a start that makes sense.
  let isKnown: Bool

  /// Reads a start such as `2002-09-01T23:00:05`; anything else gives a clock that counts from 00:00:00.
  init(iso8601 text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      var n = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        n = n * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return n
    }
    guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1970...2999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second < 60
    else {
      start = 0
      isKnown = false
      return
    }
    start = Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    isKnown = true
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    var days = day - 1
    for y in 1970..<max(year, 1970) { days += isLeap(y) ? 366 : 365 }
    for m in 1..<max(month, 1) { days += length(ofMonth: m, year) }
    return days
  }

  /// The time of day such as `23:41`, or with seconds `23:41:07`, rounded down.
  func time(_ seconds: Double, withSeconds: Bool = false) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "–" }
    let total = start + Int(seconds.rounded(.down))
    let s = ((total % 86_400) + 86_400) % 86_400
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let text = "\(two(s / 3600)):\(two(s / 60 % 60))"
    return withSeconds ? "\(text):\(two(s % 60))" : text
  }

  /// The date of the start in words, such as `1 September 2002`, or `nil` where it is not known.
  var date: String? {
    guard isKnown else { return nil }
    var day = start / 86_400
    var year = 1970
    while day >= (Self.isLeap(year) ? 366 : 365) {
      day -= Self.isLeap(year) ? 366 : 365
      year += 1
    }
    var month = 1
    while day >= Self.length(ofMonth: month, year) {
      day -= Self.length(ofMonth: month, year)
      month += 1
    }
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November",
      "December",
    ]
    return "\(day + 1) \(names[month - 1]) \(year)"
  }
}
