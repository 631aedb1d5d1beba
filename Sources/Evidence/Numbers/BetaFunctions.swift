#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The beta function and the tails of the beta distribution, in log space.
package enum BetaFunctions {
  /// ln B(a, b) for a, b > 0.
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    GammaFunctions.logGamma(a) + GammaFunctions.logGamma(b) - GammaFunctions.logGamma(a + b)
  }

  /// The logarithms of how likely a beta variable lies at most at, and above, x.
  ///
  /// The continued fraction of DLMF 8.17.22 converges quickly below the mean; above it the distribution is
  /// turned round (DLMF 8.17.4). The other tail is one minus the first. Time O(√(a + b)).
  ///
  /// - Parameters:
  ///   - a: more than 0.
  ///   - b: more than 0.
  ///   - x: from 0 to 1.
  /// - Returns: the logarithms of both.
  package static func logTails(_ a: Double, _ b: Double, at x: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (-.infinity, 0) }
    guard x < 1 else { return (0, -.infinity) }
    let front = a * log(x) + b * log1p(-x) - logBeta(a, b)
    if x < (a + 1) / (a + b + 2) {
      let lower = min(front + log(fraction(a, b, x) / a), 0)
      return (lower, GammaFunctions.logOneMinusExp(lower))
    }
    let upper = min(front + log(fraction(b, a, 1 - x) / b), 0)
    return (GammaFunctions.logOneMinusExp(upper), upper)
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var c = 1.0
    var d = 1 / GammaFunctions.nonZero(1 - (a + b) * x / (a + 1))
    var h = d
    for i in 1..<200_000 {
      let m = Double(i)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / GammaFunctions.nonZero(1 + even * d)
      c = GammaFunctions.nonZero(1 + even / c)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / GammaFunctions.nonZero(1 + odd * d)
      c = GammaFunctions.nonZero(1 + odd / c)
      h *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return h
  }
}
