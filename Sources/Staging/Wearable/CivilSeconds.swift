internal import Foundation
package import Signals
internal import SleepCore

/// Moments in seconds since 1970-01-01T00:00 of one zone, and how they are written.
package enum CivilSeconds {
  static let day = 86_400.0

  /// The date and time of a moment, rounded down to a second.
  package static func civil(_ seconds: Double) -> CivilTime {
    let whole = Int(min(max(seconds, -6e10), 2.5e11).rounded(.down))
    let (dayNumber, secondOfDay) = floorDivide(whole, 86_400)
    let (year, month, day) = GregorianDay.date(dayNumber)
    return CivilTime(year: year, month: month, day: day, secondOfDay: secondOfDay)
  }

  /// The night that a moment belongs to: days from 1970-01-01 to the evening on which it begins, or `nil`
  /// between noon and six in the evening.
  package static func night(_ seconds: Double) -> Int? {
    guard abs(seconds) < 1e12 else { return nil }
    let afterNoon = seconds - day / 2
    let key = (afterNoon / day).rounded(.down)
    return afterNoon - key * day >= day / 4 ? Int(key) : nil
  }

  /// When a night's window opens: six in the evening.
  static func opening(ofNight key: Int) -> Double { Double(key) * day + day * 0.75 }

  package static func name(ofNight key: Int) -> String { String(civil(Double(key) * day).iso8601.prefix(10)) }

  package static func night(named text: String) throws(WearableError) -> Int {
    var bytes = Array(text.utf8)
    bytes += Array("T00:00".utf8)
    guard text.utf8.count == 10, let moment = parse(bytes[...]) else { throw .notADate(text) }
    return Int((moment.local / day).rounded(.down))
  }

  /// Reads ISO 8601 such as `2026-03-29T23:05:10.5+01:00`.
  ///
  /// A blank may stand for the T and before the zone, seconds and zone may be missing, and a zone may lack
  /// its colon, as Apple Health writes it. `nil` for anything else.
  ///
  /// - Returns: seconds by the clock as written, and the zone's seconds east of Greenwich where stated.
  package static func parse(_ bytes: ArraySlice<UInt8>) -> (local: Double, zone: Int?)? {
    var scanner = Scanner(rest: bytes)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let dayOfMonth = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
      let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2)
    else { return nil }
    var second = 0.0
    if scanner.skip(":") {
      guard let whole = scanner.digits(2) else { return nil }
      second = Double(whole)
      if scanner.skip(".") || scanner.skip(",") {
        guard let fraction = scanner.fraction() else { return nil }
        second += fraction
      }
    }
    let date = CivilTime(
      year: year, month: month, day: dayOfMonth, secondOfDay: min(hour, 99) * 3600 + minute * 60)
    guard hour < 24, minute < 60, second < 61, date.isPossible else { return nil }
    let local =
      Double(GregorianDay.number(year: year, month: month, day: dayOfMonth)) * day + Double(date.secondOfDay)
      + second
    _ = scanner.skip(" ")
    if scanner.rest.isEmpty { return (local, nil) }
    if scanner.skip("Z") || scanner.skip("z") { return scanner.rest.isEmpty ? (local, 0) : nil }
    let isWest = scanner.skip("-")
    guard isWest || scanner.skip("+"), let hours = scanner.digits(2) else { return nil }
    _ = scanner.skip(":")
    let minutes = scanner.rest.isEmpty ? 0 : scanner.digits(2)
    guard let minutes, scanner.rest.isEmpty, hours <= 18, minutes < 60 else { return nil }
    return (local, (hours * 3600 + minutes * 60) * (isWest ? -1 : 1))
  }

  private static func floorDivide(_ n: Int, _ by: Int) -> (Int, Int) {
    let (q, r) = n.quotientAndRemainder(dividingBy: by)
    return r < 0 ? (q - 1, r + by) : (q, r)
  }

  private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard rest.count >= count else { return nil }
      var value = 0
      for byte in rest.prefix(count) {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      rest = rest.dropFirst(count)
      return value
    }

    mutating func fraction() -> Double? {
      var (value, place, count) = (0.0, 0.1, 0)
      while let byte = rest.first, (48...57).contains(byte), count < 12 {
        value += Double(byte - 48) * place
        place /= 10
        count += 1
        rest = rest.dropFirst()
      }
      return count > 0 ? value : nil
    }
  }
}
