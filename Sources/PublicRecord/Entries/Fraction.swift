public import SleepCore

/// A fraction of whole numbers, exact: what is spent of a privacy budget must add up to the last digit.
public struct Fraction: Sendable, Hashable, CustomStringConvertible {
  /// Above the line; 0 or more.
  public let top: Int
  /// Below the line; over 0, with no common divisor.
  public let bottom: Int

  /// Nothing.
  public static let zero = Fraction(unchecked: 0, 1)

  private init(unchecked top: Int, _ bottom: Int) { (self.top, self.bottom) = (top, bottom) }

  /// A fraction, shortened; `nil` for a negative one, or with nothing below the line.
  public init?(_ top: Int, _ bottom: Int) {
    guard top >= 0, bottom > 0 else { return nil }
    var (a, b) = (top, bottom)
    while b != 0 { (a, b) = (b, a % b) }
    self.init(unchecked: top / a, bottom / a)
  }

  /// Two numbers of a list.
  public init?(_ json: CanonicalJSON?) {
    guard let list = json?.list, list.count == 2, let top = list[0].number, let bottom = list[1].number else {
      return nil
    }
    self.init(top, bottom)
  }

  /// A list of its two numbers.
  public var json: CanonicalJSON { [.number(top), .number(bottom)] }

  /// The sum; `nil` where it is too large to be stated.
  public static func + (lhs: Self, rhs: Self) -> Self? {
    let (a, overA) = lhs.top.multipliedReportingOverflow(by: rhs.bottom)
    let (b, overB) = rhs.top.multipliedReportingOverflow(by: lhs.bottom)
    let (top, overTop) = a.addingReportingOverflow(b)
    let (bottom, overBottom) = lhs.bottom.multipliedReportingOverflow(by: rhs.bottom)
    guard !overA, !overB, !overTop, !overBottom else { return nil }
    return Fraction(top, bottom)
  }

  /// Whether it is no larger.
  public static func <= (lhs: Self, rhs: Self) -> Bool {
    let a = lhs.top.multipliedFullWidth(by: rhs.bottom)
    let b = rhs.top.multipliedFullWidth(by: lhs.bottom)
    return (a.high, a.low) <= (b.high, b.low)
  }

  /// Such as `1/2`, or `3`.
  public var description: String { bottom == 1 ? "\(top)" : "\(top)/\(bottom)" }
}
