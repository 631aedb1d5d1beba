internal import Foundation

/// A Gaussian of 50 s over 285 s on either side, as Walch's activity counts have it (SLEEP 42, 2019).
package enum MovementSmoothing {
  /// How many epochs the window reaches to either side.
  static let reach = 9
  private static let weights = (0...reach).map { exp(-0.5 * pow(Double($0) * 30 / 50, 2)) }

  /// The smoothed movement of an epoch from known epochs up to `last`; `nil` where its own is not known.
  package static func value(epoch: Int, last: Int, count: (Int) -> Double?) -> Double? {
    guard count(epoch) != nil else { return nil }
    var (sum, weight) = (0.0, 0.0)
    for i in max(0, epoch - reach)...min(last, epoch + reach) {
      guard let value = count(i) else { continue }
      sum += weights[abs(i - epoch)] * value
      weight += weights[abs(i - epoch)]
    }
    return sum / weight
  }

  /// Whether counts are so smooth that they were smoothed already.
  ///
  /// After a Gaussian of 50 s hardly anything is left that goes up and down from epoch to epoch: of the
  /// second difference, against the first, raw counts keep more than half and smoothed ones under an eighth
  /// (`WearableSignalTests`). Under 20 changing epochs nothing is said: not smoothed.
  package static func isSmoothed(_ values: [Double?]) -> Bool {
    var (rough, square, changing) = (0.0, 0.0, 0)
    for i in values.indices.dropFirst().dropLast() {
      guard let before = values[i - 1], let here = values[i], let after = values[i + 1] else { continue }
      let bend = (before - 2 * here + after) / 4
      rough += bend * bend
      let slope = (after - before) / 2
      square += slope * slope
      if before != after { changing += 1 }
    }
    return changing >= 20 && square > 0 && rough / square < 0.25
  }
}
