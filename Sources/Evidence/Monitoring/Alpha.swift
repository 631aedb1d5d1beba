/// A chance of a false signal, in whole billionths, so that splits add up exactly.
public struct Alpha: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Billionths, from 0 to 10⁹.
  public let billionths: Int

  /// Makes one; numbers outside are taken to the nearer end.
  public init(billionths: Int) { self.billionths = min(max(billionths, 0), 1_000_000_000) }

  /// A number of thousandths: 50 is 5 %.
  public static func thousandths(_ value: Int) -> Alpha {
    Alpha(billionths: min(max(value, 0), 1000) * 1_000_000)
  }

  /// As a number from 0 to 1.
  public var value: Double { Double(billionths) / 1e9 }

  /// With all nine places: `0.050000000`.
  public var description: String {
    let digits = String(billionths % 1_000_000_000)
    return "\(billionths / 1_000_000_000)." + String(repeating: "0", count: 9 - digits.count) + digits
  }

  /// Whether one is smaller than another.
  public static func < (a: Alpha, b: Alpha) -> Bool { a.billionths < b.billionths }
}
