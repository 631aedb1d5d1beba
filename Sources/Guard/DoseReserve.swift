internal import SleepCore

/// Keeps what is written down ahead of what is spent, so that nothing sounds before it stands in the ledger.
///
/// A few seconds are written down at once; what of them is not used when a night breaks off stays counted, which is too
/// much and never too little.
public struct DoseReserve: Sendable {
  private var written = Spending.nothing
  private var spent = Spending.nothing
  /// How many times more than what is asked for is written down with it.
  private static let ahead: Int64 = 3

  /// Nothing is written and nothing is spent.
  public init() {}

  /// Takes from what is written down.
  ///
  /// - Returns: what must be written down, durably, before what was asked for may come out; `nil` where enough is.
  public mutating func take(_ wanted: Spending) -> Spending? {
    spent = spent + wanted
    guard !spent.fits(in: written) else { return nil }
    let short = spent - written
    let more = short.combined(wanted) { short, wanted in short > 0 ? short + wanted * Self.ahead : 0 }
    written = written + more
    return more
  }
}
