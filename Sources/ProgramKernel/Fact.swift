/// One number of a program beside the limit it must keep to.
public struct Fact: Sendable, Hashable {
  /// The row of the limits table.
  public let limit: String
  /// The highest (or lowest, for an ``isAtLeast`` limit) that can come about.
  public let value: Int64
  /// What the limit is.
  public let bound: Int64
  /// Whether the limit is a lowest value: a rise, the level of speech.
  public let isAtLeast: Bool
  /// What the numbers count.
  public let unit: Unit
  /// Where in the program it comes about, where that is one place.
  public let moment: Moment

  /// What the numbers of a fact count.
  public enum Unit: Sendable, Hashable {
    /// Exposure in a number of seconds, in 10⁻¹² Pa²·s: shown as the level LAeq over that time.
    case exposure(seconds: Int)
    /// Exposure in 10⁻¹² Pa²·s, shown as a dose.
    case dose
    /// Thousandths of a decibel.
    case milliDecibels
    /// Millilux of melanopic EDI.
    case millilux
    /// Milliseconds.
    case milliseconds
    /// Thousandths of a count.
    case thousandths
    /// A count.
    case count
    /// Thousandths of a degree Celsius.
    case milliCelsius
    /// Thousandths of what a device can.
    case perMille
  }

  /// Where a fact comes about.
  public enum Moment: Sendable, Hashable {
    /// In the whole night.
    case night
    /// In the worst window of a length.
    case window(Window)
    /// While a scene holds its levels.
    case hold(scene: Int)
    /// In a second of a way before the wake time, by its number in the graph.
    case entering(way: Int, second: Int)
    /// In a scene after waking.
    case waking(scene: Int)
  }

  /// Creates a fact.
  package init(
    _ limit: String, _ value: Int64, most bound: Int64, _ unit: Unit, _ moment: Moment
  ) {
    self.init(limit, value, bound, isAtLeast: false, unit, moment)
  }

  /// Creates a fact with a lowest value.
  package init(
    _ limit: String, _ value: Int64, atLeast bound: Int64, _ unit: Unit, _ moment: Moment
  ) {
    self.init(limit, value, bound, isAtLeast: true, unit, moment)
  }

  private init(
    _ limit: String, _ value: Int64, _ bound: Int64, isAtLeast: Bool, _ unit: Unit, _ moment: Moment
  ) {
    self.limit = limit
    self.value = value
    self.bound = bound
    self.isAtLeast = isAtLeast
    self.unit = unit
    self.moment = moment
  }

  /// The same fact with another value, such as what a night really came to.
  public func with(_ value: Int64) -> Fact {
    Fact(limit, value, bound, isAtLeast: isAtLeast, unit, moment)
  }

  /// Whether the limit is kept.
  public var holds: Bool { isAtLeast ? value >= bound : value <= bound }

  /// Whether this one is nearer to its limit, or further beyond it, than another of the same limit.
  func isWorse(than other: Fact) -> Bool { isAtLeast ? value < other.value : value > other.value }
}
