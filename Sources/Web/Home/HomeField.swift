internal import Consent
internal import Household
internal import SleepCore

/// A value that a route takes, in its address or in what is sent to it: checked before the route is asked, and told by the
/// OpenAPI document in the same words.
struct HomeField: Sendable {
  /// What a value may be.
  enum Kind: Sendable, Hashable {
    /// A text of at most so many characters (Unicode scalars).
    case text(most: Int)
    /// A whole number.
    case number(ClosedRange<Int>)
    /// `yes` or `no`; JSON's true and false in a body.
    case flag
    /// One of these words.
    case word([String])
    /// A clock, `HH:MM` from 00:00 to 23:59.
    case clock
    /// A day, `YYYY-MM-DD`.
    case day
    /// Somebody or something: 32 hexadecimal digits.
    case identifier
    /// Several of these words, each at most once.
    case words([String])
  }

  let name: String
  let kind: Kind
  let isNeeded: Bool
  let about: String

  /// A value that must be there.
  static func needed(_ name: String, _ kind: Kind, _ about: String) -> HomeField {
    HomeField(name: name, kind: kind, isNeeded: true, about: about)
  }

  /// A value that may be left out, or empty.
  static func optional(_ name: String, _ kind: Kind, _ about: String) -> HomeField {
    HomeField(name: name, kind: kind, isNeeded: false, about: about)
  }

  /// What is wrong with values of this field; `nil` where nothing is.
  func flaw(in values: [String]) -> String? {
    if case .words(let words) = kind {
      let isFine = values.allSatisfy { words.contains($0) || $0.isEmpty } && Set(values).count == values.count
      return isFine ? nil : "it may be \(words.joined(separator: ", "))"
    }
    guard values.count <= 1 else { return "it stands there more than once" }
    guard let value = values.first, !value.isEmpty else { return isNeeded ? "it is missing" : nil }
    switch kind {
    case .text(let most):
      return value.unicodeScalars.count <= most ? nil : "it is longer than \(most) characters"
    case .number(let range):
      return Int(value).map(range.contains) ?? false
        ? nil : "it is no whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: return value == "yes" || value == "no" ? nil : "it is neither yes nor no"
    case .word(let words):
      return words.contains(value) ? nil : "it is none of \(words.joined(separator: ", "))"
    case .clock: return Self.minute(value) == nil ? "it is no clock such as 06:30" : nil
    case .day: return UTCTime.day(named: value) == nil ? "it is no day such as 2026-11-25" : nil
    case .identifier: return PersonID(value) == nil ? "it is no identifier of 32 digits" : nil
    case .words: return nil
    }
  }

  /// The minute of the day of a clock.
  static func minute(_ clock: String) -> Int? {
    let bytes = Array(clock.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    return hour < 24 && minute < 60 ? hour * 60 + minute : nil
  }
}
