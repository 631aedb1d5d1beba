/// A moment of a night, counted from its first sample in whole ticks of 100 ns, the resolution of EDF+.
///
/// Time of a night comes from counting samples, never from a wall clock, so it cannot step.
public struct NightTime: Sendable, Hashable, Comparable {
  /// Ticks of 100 ns since the first sample.
  public let ticks: Int64

  /// Ticks in a second: 10,000,000.
  public static let ticksPerSecond: Int64 = 10_000_000

  /// The first sample of the night.
  public static let start = NightTime(ticks: 0)

  /// Creates a moment from its ticks.
  @inlinable
  public init(ticks: Int64) { self.ticks = ticks }

  /// Creates a moment at a whole second.
  @inlinable
  public init(seconds: Int) { ticks = Int64(seconds) * Self.ticksPerSecond }

  /// Creates the moment of a sample, rounded to the nearest tick.
  ///
  /// - Parameters:
  ///   - sample: its index, from 0; up to 10¹¹ without overflow.
  ///   - samplesPerRecord: samples in one record, > 0.
  ///   - recordTicks: length of a record in ticks, > 0.
  @inlinable
  public init(sample: Int, samplesPerRecord: Int, recordTicks: Int64) {
    let (record, within) = sample.quotientAndRemainder(dividingBy: samplesPerRecord)
    ticks =
      Int64(record) * recordTicks + (Int64(within) * recordTicks + Int64(samplesPerRecord) / 2)
      / Int64(samplesPerRecord)
  }

  /// Seconds since the first sample, as a fraction.
  @inlinable public var seconds: Double { Double(ticks) / Double(Self.ticksPerSecond) }

  /// Whole seconds since the first sample, rounded down.
  @inlinable public var wholeSeconds: Int {
    let (q, r) = ticks.quotientAndRemainder(dividingBy: Self.ticksPerSecond)
    return Int(r < 0 ? q - 1 : q)
  }

  /// Orders moments.
  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.ticks < rhs.ticks }
  /// The moment `rhs` after `lhs`.
  @inlinable
  public static func + (lhs: Self, rhs: Span) -> Self { Self(ticks: lhs.ticks + rhs.ticks) }
  /// The moment `rhs` before `lhs`.
  @inlinable
  public static func - (lhs: Self, rhs: Span) -> Self { Self(ticks: lhs.ticks - rhs.ticks) }
  /// How long from `rhs` to `lhs`.
  @inlinable
  public static func - (lhs: Self, rhs: Self) -> Span { Span(ticks: lhs.ticks - rhs.ticks) }

  /// A length of time in ticks of 100 ns.
  public struct Span: Sendable, Hashable, Comparable {
    /// Ticks of 100 ns.
    public let ticks: Int64
    /// No time at all.
    public static let zero = Span(ticks: 0)

    /// Creates a length from its ticks.
    @inlinable
    public init(ticks: Int64) { self.ticks = ticks }
    /// A length of whole seconds.
    @inlinable
    public static func seconds(_ n: Int) -> Span { Span(ticks: Int64(n) * NightTime.ticksPerSecond) }
    /// A length of whole milliseconds.
    @inlinable
    public static func milliseconds(_ n: Int) -> Span { Span(ticks: Int64(n) * 10_000) }
    /// A length of whole minutes.
    @inlinable
    public static func minutes(_ n: Int) -> Span { .seconds(n * 60) }
    /// The length in seconds.
    @inlinable public var seconds: Double { Double(ticks) / Double(NightTime.ticksPerSecond) }
    /// Orders lengths.
    @inlinable
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.ticks < rhs.ticks }
    /// Adds two lengths.
    @inlinable
    public static func + (lhs: Self, rhs: Self) -> Self { Self(ticks: lhs.ticks + rhs.ticks) }
    /// Takes one length from another.
    @inlinable
    public static func - (lhs: Self, rhs: Self) -> Self { Self(ticks: lhs.ticks - rhs.ticks) }
  }
}

extension NightTime: CustomStringConvertible {
  /// The time since the first sample, such as `01:02:03`, with a fraction only where there is one.
  public var description: String {
    let negative = ticks < 0
    let total = ticks.magnitude
    let perSecond = UInt64(Self.ticksPerSecond)
    let s = total / perSecond
    func two(_ n: UInt64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    var text = "\(negative ? "-" : "")\(two(s / 3600)):\(two(s / 60 % 60)):\(two(s % 60))"
    let rest = total % perSecond
    if rest > 0 {
      var digits = String(rest + perSecond).dropFirst()
      while digits.hasSuffix("0") { digits = digits.dropLast() }
      text += ".\(digits)"
    }
    return text
  }
}
