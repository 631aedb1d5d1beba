#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Evidence from own-control nights whose share may change from look to look.
///
/// Where it is drawn by lot which nights of a home are exposed, n events without an effect are n draws,
/// without putting back, from nights of which a share q is exposed. A rate ratio r would give each event
/// the chance rq/(rq + 1 − q). The likelihood ratio of c exposed among n is rᶜ/(rq + 1 − q)ⁿ; its mean
/// under draws with putting back is 1, and without it no more than 1, since rᶜ is convex in c (Hoeffding,
/// J. Am. Stat. Assoc. 58 (1963) 13-30, theorem 4). The background may differ by home and drift by season:
/// it is in n, and nothing is presumed of n.
///
/// A weighted sum of the products over looks, for a few ratios r, is an e-process (sources:
/// ``PoissonEProcess``). It costs at most the logarithm of a weight against having known r.
public struct OwnControlEvidence: Sendable, Hashable {
  /// The rate ratios that are mixed, each above 1.
  public let ratios: [Double]
  /// Their weights, which sum to 1.
  public let weights: [Double]

  /// The mixture for nightmares: ratios 1.25, 1.5, 2, 3, 4 with weights of 1, 3, 4, 1 and 1 tenths.
  ///
  /// Twice as many is what a monitor should find soon; half as many again is where tests need most help;
  /// three and four times find themselves. A quarter more is there so that a small harm is found at last.
  public static let nightmares = OwnControlEvidence(
    uncheckedRatios: [1.25, 1.5, 2, 3, 4], weights: [0.1, 0.3, 0.4, 0.1, 0.1])

  private init(uncheckedRatios: [Double], weights: [Double]) {
    ratios = uncheckedRatios
    self.weights = weights
  }

  /// Makes a mixture.
  ///
  /// - Parameters:
  ///   - ratios: from 1 to 64 rate ratios above 1 and below 1,000.
  ///   - weights: as many, above 0; they are divided by their sum.
  /// - Throws: ``EvidenceError`` for anything else.
  public init(ratios: [Double], weights: [Double]) throws(EvidenceError) {
    guard (1...64).contains(ratios.count), ratios.count == weights.count else {
      throw EvidenceError(
        "there are \(ratios.count) ratios and \(weights.count) weights", at: "own-control mixture",
        remedy: "Give from 1 to 64 ratios and a weight for each.")
    }
    for ratio in ratios { try EvidenceError.check(ratio, above: 1, below: 1000, as: "ratio of a mixture") }
    for weight in weights { try EvidenceError.check(weight, above: 0, below: 1e9, as: "weight of a mixture") }
    let sum = weights.reduce(0, +)
    self.ratios = ratios
    self.weights = weights.map { $0 / sum }
  }

  /// What has been gathered: the log likelihood ratio of every rate ratio.
  public struct State: Sendable, Hashable {
    /// In the order of ``OwnControlEvidence/ratios``.
    public internal(set) var logRatios: [Double]
  }

  /// Nothing gathered.
  public var start: State { State(logRatios: [Double](repeating: 0, count: ratios.count)) }

  /// Adds nights; those without a choice between exposed and control say nothing and add nothing.
  public func add(_ counts: NightCounts, to state: inout State) {
    guard let share = counts.exposedShare, share > 0, share < 1, counts.events > 0 else { return }
    for i in ratios.indices {
      state.logRatios[i] +=
        Double(counts.exposedEvents) * log(ratios[i])
        - Double(counts.events) * log(ratios[i] * share + 1 - share)
    }
  }

  /// ln e of what was gathered; the boundary is −ln α.
  public func logEvidence(_ state: State) -> Double {
    var sum = -Double.infinity
    for i in ratios.indices { sum = GammaFunctions.logSum(sum, log(weights[i]) + state.logRatios[i]) }
    return sum
  }
}
