#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Functions of the gamma family, with tails in log space so that a probability of 10⁻³⁰⁰ is still a number.
///
/// Formula numbers are those of Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964).
package enum GammaFunctions {
  /// ln Γ(x) for x > 0.
  package static func logGamma(_ x: Double) -> Double {
    #if canImport(Glibc)
      // The system's plain lgamma keeps the sign in a global; this form of it does not.
      let (value, _): (Double, Int) = lgamma(x)
      return value
    #else
      return lgamma(x)
    #endif
  }

  /// ln n!, for n ≥ 0.
  package static func logFactorial(_ n: Int) -> Double { logGamma(Double(n) + 1) }

  /// The logarithmic derivative of Γ at x > 0: 6.3.5 up to x ≥ 10, then 6.3.18.
  package static func digamma(_ x: Double) -> Double {
    var x = x
    var sum = 0.0
    while x < 10 {
      sum -= 1 / x
      x += 1
    }
    let y = 1 / (x * x)
    // Bernoulli numbers B₂ₖ / 2k: 1/12, 1/120, 1/252, 1/240, 1/132, 691/32760, 1/12.
    let series = [1 / 12.0, -1 / 120.0, 1 / 252.0, -1 / 240.0, 1 / 132.0, -691 / 32760.0, 1 / 12.0]
    return sum + log(x) - 0.5 / x - series.reversed().reduce(0) { ($0 + $1) * y }
  }

  /// The derivative of the digamma function at x > 0; 6.4.6 up to x ≥ 10, then 6.4.12.
  package static func trigamma(_ x: Double) -> Double {
    var x = x
    var sum = 0.0
    while x < 10 {
      sum += 1 / (x * x)
      x += 1
    }
    let y = 1 / (x * x)
    // Bernoulli numbers B₂ₖ: 1/6, 1/30, 1/42, 1/30, 5/66, 691/2730, 7/6.
    let series = [1 / 6.0, -1 / 30.0, 1 / 42.0, -1 / 30.0, 5 / 66.0, -691 / 2730.0, 7 / 6.0]
    return sum + 1 / x + y / 2 + series.reversed().reduce(0) { ($0 + $1) * y } / x
  }

  /// ln P and ln Q of the gamma distribution with a shape and rate 1: how likely it lies at most at, and
  /// above, x.
  ///
  /// The smaller tail is computed, by the series 6.5.29 below the mean and by the continued fraction 6.5.31
  /// above it (evaluated forwards, Thompson and Barnett, J. Comput. Phys. 64 (1986) 490), and the other is
  /// one minus it, so that neither loses figures. Time O(√shape).
  ///
  /// - Parameters:
  ///   - shape: more than 0.
  ///   - x: at least 0.
  /// - Returns: the logarithms of both.
  package static func logTails(shape: Double, at x: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (-.infinity, 0) }
    let front = shape * log(x) - x - logGamma(shape)
    if x < shape + 1 {
      var term = 1 / shape
      var sum = term
      var n = shape
      for _ in 0..<200_000 {
        n += 1
        term *= x / n
        sum += term
        if term < sum * 1e-17 { break }
      }
      let lower = min(front + log(sum), 0)
      return (lower, logOneMinusExp(lower))
    }
    let upper = min(front + log(upperFraction(shape: shape, x: x)), 0)
    return (logOneMinusExp(upper), upper)
  }

  private static func upperFraction(shape: Double, x: Double) -> Double {
    var b = x + 1 - shape
    var c = Double.infinity
    var d = 1 / b
    var h = d
    for i in 1..<200_000 {
      let k = Double(i)
      let a = k * (shape - k)
      b += 2
      d = 1 / nonZero(a * d + b)
      c = nonZero(b + a / c)
      h *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return h
  }

  /// The x below which a share of the gamma distribution with a shape and rate 1 lies.
  ///
  /// The interval is halved until nothing is left between its ends, so a wrong tail is the only error. O(50
  /// tails).
  package static func quantile(_ share: Double, shape: Double) -> Double {
    var low = 0.0
    var high = shape + 1
    while exp(logTails(shape: shape, at: high).lower) < share { high *= 2 }
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      guard middle > low, middle < high else { break }
      if exp(logTails(shape: shape, at: middle).lower) < share { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// ln(1 − eˣ) for x ≤ 0, in the form that keeps figures (Mächler, *Accurately computing log(1 −
  /// exp(−|a|))*, 2012).
  package static func logOneMinusExp(_ x: Double) -> Double {
    x > -0.693_147_180_559_945_3 ? log(-expm1(x)) : log1p(-exp(x))
  }

  /// ln(eᵃ + eᵇ).
  package static func logSum(_ a: Double, _ b: Double) -> Double {
    let high = max(a, b)
    guard high > -.infinity else { return high }
    return high + log1p(exp(min(a, b) - high))
  }

  /// Keeps a denominator of a continued fraction from being nothing.
  package static func nonZero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
}
