/// A loss of privacy ε as an exact fraction, so that what is spent can be added up and checked by anyone.
public struct PrivacyLoss: Sendable, Hashable, CustomStringConvertible {
  /// Above the line, in lowest terms.
  public let numerator: Int
  /// Below the line, at least 1.
  public let denominator: Int

  /// Makes a fraction.
  ///
  /// - Parameters:
  ///   - numerator: from 0 to 10⁹.
  ///   - denominator: from 1 to 10⁹.
  /// - Throws: ``EvidenceError`` for anything else.
  public init(_ numerator: Int, over denominator: Int = 1) throws(EvidenceError) {
    let most = 1_000_000_000
    guard (0...most).contains(numerator), (1...most).contains(denominator) else {
      throw EvidenceError(
        "it is \(numerator)/\(denominator)", at: "a loss of privacy",
        remedy: "Give a fraction of whole numbers up to 10⁹, such as 1/4.")
    }
    self.init(reducing: numerator, denominator)
  }

  private init(reducing numerator: Int, _ denominator: Int) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  /// Nothing.
  public static let none = PrivacyLoss(reducing: 0, 1)

  /// The exact sum, or `nil` where whole numbers of 64 bits cannot hold it.
  public func adding(_ other: PrivacyLoss) -> PrivacyLoss? {
    let (a, isLarge1) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (b, isLarge2) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (sum, isLarge3) = a.addingReportingOverflow(b)
    let (below, isLarge4) = denominator.multipliedReportingOverflow(by: other.denominator)
    guard !isLarge1, !isLarge2, !isLarge3, !isLarge4 else { return nil }
    return PrivacyLoss(reducing: sum, below)
  }

  /// Whether it is no more than another, exactly.
  public func isWithin(_ other: PrivacyLoss) -> Bool {
    let mine = numerator.multipliedFullWidth(by: other.denominator)
    let theirs = other.numerator.multipliedFullWidth(by: denominator)
    return mine.high != theirs.high ? mine.high < theirs.high : mine.low <= theirs.low
  }

  /// As a fraction: `1/4`, or `2` for a whole number.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
