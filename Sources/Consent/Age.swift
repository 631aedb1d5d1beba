public import SleepCore

/// The month someone was born in.
public struct BirthMonth: Sendable, Hashable, CustomStringConvertible {
  /// The year, 1900 to 9999.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int

  /// A month; `nil` where there is none such.
  public init?(year: Int, month: Int) {
    guard (1900...9999).contains(year), (1...12).contains(month) else { return nil }
    (self.year, self.month) = (year, month)
  }

  /// Reads `2019-04`; `nil` for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let digits = bytes.indices.filter { $0 != 4 }.map { Int(bytes[$0]) - 48 }
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), digits.allSatisfy({ (0...9).contains($0) }) else {
      return nil
    }
    self.init(
      year: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3], month: digits[4] * 10 + digits[5]
    )
  }

  /// The month as `2019-04`.
  public var description: String {
    let year = String(year)
    return String(repeating: "0", count: 4 - year.count) + year + (month < 10 ? "-0" : "-") + String(month)
  }

  /// The whole years someone surely has lived on a day.
  ///
  /// The birthday is taken to be the last day of the month: nobody is held older than they are.
  ///
  /// - Parameter day: days since 1970-01-01.
  /// - Returns: the years, 0 before birth.
  public func years(on day: Int) -> Int {
    let date = GregorianDay.date(day)
    let months = (date.year - year) * 12 + date.month - month
    return max(0, (months - 1) / 12)
  }
}

/// How old a sleeper is, as far as the household was told.
public enum Age: Sendable, Hashable {
  /// An age group that somebody chose; it stays until somebody chooses another.
  case stated(AgeGroup)
  /// A month of birth: the age group follows it.
  case born(BirthMonth)

  /// The age group on a day, by the bounds of ``AgeGroup``: 3, 13 and 18 years.
  ///
  /// - Parameter day: days since 1970-01-01.
  /// - Returns: the group.
  public func group(on day: Int) -> AgeGroup {
    switch self {
    case .stated(let group): group
    case .born(let month):
      switch month.years(on: day) {
      case ..<3: .underThree
      case ..<13: .child
      case ..<18: .teen
      default: .adult
      }
    }
  }
}
