#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The multi-item gamma Poisson shrinker: ratios of observed to expected counts, drawn towards what is usual.
///
/// DuMouchel, *Bayesian data mining in large frequency tables*, The American Statistician 53 (1999)
/// 177-190. The ratio λ of every pair is drawn from a mixture of two gamma distributions, with a share of P
/// from Γ(α₁, rate β₁) and the rest from Γ(α₂, rate β₂); the count of a pair is Poisson with mean λE. What
/// is known of λ after n were counted is again such a mixture, with α + n, β + E and the share Qₙ (his
/// equation 6). In a table of many programs and many events it keeps a ratio of 1/0.01 from looking like a
/// catastrophe.
public struct GammaPoissonShrinker: Sendable, Hashable {
  /// Shape of the first component.
  public let alpha1: Double
  /// Rate of the first component.
  public let beta1: Double
  /// Shape of the second component.
  public let alpha2: Double
  /// Rate of the second component.
  public let beta2: Double
  /// The share of the first component (P).
  public let share: Double

  /// Takes hyperparameters as they are.
  ///
  /// - Throws: ``EvidenceError`` for a shape or rate that is not above 0, or a share outside (0, 1).
  public init(alpha1: Double, beta1: Double, alpha2: Double, beta2: Double, share: Double)
    throws(EvidenceError)
  {
    for (value, name) in [(alpha1, "α₁"), (beta1, "β₁"), (alpha2, "α₂"), (beta2, "β₂")] {
      try EvidenceError.check(value, above: 0, below: 1e12, as: "\(name) of the gamma Poisson shrinker")
    }
    try EvidenceError.check(share, above: 0, below: 1, as: "P of the gamma Poisson shrinker")
    self.alpha1 = alpha1
    self.beta1 = beta1
    self.alpha2 = alpha2
    self.beta2 = beta2
    self.share = share
  }

  /// What is thought of one pair after counting.
  public struct Score: Sendable, Hashable {
    /// The geometric mean of λ (EBGM, his equation 11).
    public let ebgm: Double
    /// λ is above this with 95 %; at least 2 is a signal in common use.
    public let eb05: Double
    /// λ is below this with 95 %.
    public let eb95: Double
    /// How likely λ came from the first component (Qₙ).
    public let firstShare: Double
  }

  /// The score of a pair.
  ///
  /// - Parameters:
  ///   - observed: the count, at least 0.
  ///   - expected: what margins alone explain, above 0.
  /// - Returns: the score.
  /// - Throws: ``EvidenceError`` for other counts.
  public func score(observed: Int, expected: Double) throws(EvidenceError) -> Score {
    try check(observed, expected)
    let q = firstShare(observed: observed, expected: expected)
    let n = Double(observed)
    let mean =
      q * (GammaFunctions.digamma(alpha1 + n) - log(beta1 + expected))
      + (1 - q) * (GammaFunctions.digamma(alpha2 + n) - log(beta2 + expected))
    return Score(
      ebgm: exp(mean), eb05: quantile(0.05, q, observed, expected),
      eb95: quantile(0.95, q, observed, expected),
      firstShare: q)
  }

  private func check(_ observed: Int, _ expected: Double) throws(EvidenceError) {
    try EvidenceError.check(Double(observed), above: -1, below: 1e9, as: "observed count of a pair")
    try EvidenceError.check(expected, above: 0, below: 1e9, as: "expected count of a pair")
  }

  /// ln of the negative binomial chance of n, without ln n!, which is the same for every component (his
  /// equation 4).
  static func logChance(_ n: Double, _ expected: Double, _ alpha: Double, _ beta: Double) -> Double {
    GammaFunctions.logGamma(alpha + n) - GammaFunctions.logGamma(alpha) - n * log1p(beta / expected)
      - alpha * log1p(expected / beta)
  }

  private func firstShare(observed: Int, expected: Double) -> Double {
    let n = Double(observed)
    let first = log(share) + Self.logChance(n, expected, alpha1, beta1)
    let second = log1p(-share) + Self.logChance(n, expected, alpha2, beta2)
    return exp(first - GammaFunctions.logSum(first, second))
  }

  /// By halving, until nothing is left between the ends.
  private func quantile(_ level: Double, _ q: Double, _ observed: Int, _ expected: Double) -> Double {
    let n = Double(observed)
    func below(_ x: Double) -> Double {
      var sum = 0.0
      if q > 0 {
        sum += q * exp(GammaFunctions.logTails(shape: alpha1 + n, at: (beta1 + expected) * x).lower)
      }
      if q < 1 {
        sum += (1 - q) * exp(GammaFunctions.logTails(shape: alpha2 + n, at: (beta2 + expected) * x).lower)
      }
      return sum
    }
    var low = 0.0
    var high = 1.0
    while below(high) < level, high < 1e15 {
      low = high
      high *= 2
    }
    while high - low > 1e-12 * high {
      let middle = 0.5 * (low + high)
      if below(middle) < level { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
