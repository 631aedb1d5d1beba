#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Which departures an e-process gathers evidence for.
public enum EvidenceSide: String, Sendable, Hashable {
  /// More than expected.
  case above
  /// More or fewer than expected.
  case both
}

/// Evidence against "events come at the known rate", valid at every look, however often and however long.
///
/// The likelihood ratio of a Poisson process with rate ratio r against ratio 1 is rᶜ e^(−μ(r−1)) for c
/// events where μ are expected. A mixture of these over r is a martingale that starts at 1 and stays
/// positive; by Ville's inequality (*Étude critique de la notion de collectif*, 1939) it ever reaches 1/α
/// with a chance of at most α. Mixing as in Robbins, Ann. Math. Statist. 41 (1970) 1397-1409; the name and
/// use after Ramdas, Grünwald, Vovk and Shafer, Statistical Science 38 (2023) 576-601. With a Gamma(a, rate
/// b) mixture
///
///     ln e = a ln b − ln Γ(a) + ln Γ(a+c) − (a+c) ln(b+μ) + μ
///
/// and the mixture cut to r > 1 adds ln Q(a+c, b+μ) − ln Q(a, b), where Q is the gamma distribution's upper
/// tail.
public struct PoissonEProcess: Sendable, Hashable {
  /// Shape a of the mixture over rate ratios.
  public let shape: Double
  /// Rate b of the mixture.
  public let rate: Double
  /// Which departures count.
  public let side: EvidenceSide

  /// Makes an e-process.
  ///
  /// - Throws: ``EvidenceError`` where shape or rate lies outside 0.001 to 10⁶.
  public init(shape: Double = 1, rate: Double = 1, side: EvidenceSide = .above) throws(EvidenceError) {
    try EvidenceError.check(shape, above: 0.000_999, below: 1e6, as: "shape of a Poisson e-process")
    try EvidenceError.check(rate, above: 0.000_999, below: 1e6, as: "rate of a Poisson e-process")
    self.shape = shape
    self.rate = rate
    self.side = side
  }

  /// ln e after `events` where `expected` were expected; the boundary is −ln α.
  public func logEvidence(events: Int, expected: Double) -> Double {
    let a = shape + Double(events)
    let b = rate + expected
    var sum = shape * log(rate) - GammaFunctions.logGamma(shape) + GammaFunctions.logGamma(a)
    sum += expected - a * log(b)
    if side == .above {
      sum += GammaFunctions.logTails(shape: a, at: b).upper
      sum -= GammaFunctions.logTails(shape: shape, at: rate).upper
    }
    return sum
  }
}

/// Evidence against "an event is no likelier on an exposed night", from own-control nights with a constant
/// share.
///
/// Without an effect each event falls on an exposed night with the share p of exposed nights, whatever the
/// background does. A mixture of binomial likelihood ratios over Beta(a, b) for that chance, cut to chances
/// above p where only more counts, is an e-process (same sources as ``PoissonEProcess``; e-values that
/// compare two kinds of sample are treated by Turner, Ly and Grünwald, *Generic E-variables for exact
/// sequential k-sample tests that allow for optional stopping*, J. Stat. Plan. Inference 230 (2024)):
///
///     ln e = ln B(a+c, b+n−c) − ln B(a, b) − c ln p − (n−c) ln(1−p) [+ ln I̅ₚ(a+c, b+n−c) − ln I̅ₚ(a, b)]
///
/// where I̅ₚ is the beta distribution's tail above p.
public struct BinomialEProcess: Sendable, Hashable {
  /// The share of exposed nights, between 0 and 1.
  public let exposedShare: Double
  /// First parameter of the mixture.
  public let a: Double
  /// Second parameter of the mixture.
  public let b: Double
  /// Which departures count.
  public let side: EvidenceSide

  /// Makes an e-process; without `a` and `b` an even mixture.
  ///
  /// - Throws: ``EvidenceError`` for a share outside (0, 1), or parameters outside 0.001 to 10⁶.
  public init(
    exposedShare: Double, a: Double = 1, b: Double = 1, side: EvidenceSide = .above
  ) throws(EvidenceError) {
    try EvidenceError.check(exposedShare, above: 0, below: 1, as: "share of exposed nights")
    try EvidenceError.check(a, above: 0.000_999, below: 1e6, as: "first parameter of a binomial e-process")
    try EvidenceError.check(b, above: 0.000_999, below: 1e6, as: "second parameter of a binomial e-process")
    self.exposedShare = exposedShare
    self.a = a
    self.b = b
    self.side = side
  }

  /// ln e after `events`, `exposed` of them on exposed nights; the boundary is −ln α.
  public func logEvidence(exposed: Int, events: Int) -> Double {
    let c = Double(exposed)
    let rest = Double(events - exposed)
    var sum = BetaFunctions.logBeta(a + c, b + rest) - BetaFunctions.logBeta(a, b)
    sum -= c * log(exposedShare) + rest * log1p(-exposedShare)
    if side == .above {
      sum += BetaFunctions.logTails(a + c, b + rest, at: exposedShare).upper
      sum -= BetaFunctions.logTails(a, b, at: exposedShare).upper
    }
    return sum
  }
}
