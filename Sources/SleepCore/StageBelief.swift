/// How likely each stage is, in whole thousandths, so that what is decided on can be written down exactly.
///
/// The five shares are in the order of ``SleepStage/scored`` and add up to 1,000. A belief that knows nothing
/// is ``unknown``: its shares are all zero.
public struct StageBelief: Sendable, Hashable {
  private let shares: [5 of UInt16]

  /// Nothing is known: no signal, or none that can be trusted.
  public static let unknown = StageBelief(shares: [0, 0, 0, 0, 0])

  private init(shares: [5 of UInt16]) { self.shares = shares }

  /// Rounds five weights to thousandths that add up to 1,000, by largest remainder.
  ///
  /// - Parameter weights: five weights ≥ 0 in the order W, N1, N2, N3, R; they need not add up to 1.
  ///   Weights that are not finite, are negative or are all zero give ``unknown``.
  public init(weights: [5 of Double]) {
    var total = 0.0
    for i in 0..<5 {
      guard weights[i].isFinite, weights[i] >= 0 else {
        self = .unknown
        return
      }
      total += weights[i]
    }
    guard total > 0, total.isFinite else {
      self = .unknown
      return
    }
    var whole: [5 of UInt16] = [0, 0, 0, 0, 0]
    var rest: [5 of Double] = [0, 0, 0, 0, 0]
    var left = 1000
    for i in 0..<5 {
      let exact = weights[i] / total * 1000
      let floor = exact.rounded(.down)
      whole[i] = UInt16(floor)
      rest[i] = exact - floor
      left -= Int(floor)
    }
    while left > 0 {
      var best = 0
      for i in 1..<5 where rest[i] > rest[best] { best = i }
      whole[best] += 1
      rest[best] = -1
      left -= 1
    }
    shares = whole
  }

  /// Restores a belief from its thousandths, as a night record holds them.
  ///
  /// Returns `nil` unless there are five that add up to 1,000, or five zeros.
  public init?(perMille: [Int]) {
    guard perMille.count == 5, perMille.allSatisfy({ (0...1000).contains($0) }) else { return nil }
    let total = perMille.reduce(0, +)
    guard total == 1000 || total == 0 else { return nil }
    var whole: [5 of UInt16] = [0, 0, 0, 0, 0]
    for i in 0..<5 { whole[i] = UInt16(perMille[i]) }
    shares = whole
  }

  /// The share of a stage in thousandths; 0 for ``SleepStage/unknown``.
  public func perMille(_ stage: SleepStage) -> Int {
    stage == .unknown ? 0 : Int(shares[Int(stage.rawValue)])
  }

  /// The probability of a stage, from 0 to 1.
  public func probability(of stage: SleepStage) -> Double { Double(perMille(stage)) / 1000 }

  /// Whether anything is believed at all.
  public var isKnown: Bool { self != .unknown }

  /// The likeliest stage, the earlier one where two are equal, or ``SleepStage/unknown``.
  public var stage: SleepStage {
    guard isKnown else { return .unknown }
    var best = 0
    for i in 1..<5 where shares[i] > shares[best] { best = i }
    return SleepStage.scored[best]
  }

  /// Probability that the sleeper is asleep (N1, N2, N3 or R), in thousandths.
  public var asleepPerMille: Int { isKnown ? 1000 - perMille(.wake) : 0 }

  /// Two beliefs are equal when all five shares are.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    for i in 0..<5 where lhs.shares[i] != rhs.shares[i] { return false }
    return true
  }

  /// Feeds all five shares.
  public func hash(into hasher: inout Hasher) {
    for i in 0..<5 { hasher.combine(shares[i]) }
  }
}
