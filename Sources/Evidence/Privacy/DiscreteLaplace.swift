/// Noise for a published count: whole numbers x with a chance in proportion to e^(−ε|x|/Δ), drawn exactly.
///
/// Canonne, Kamath and Steinke, *The Discrete Gaussian for Differential Privacy*, NeurIPS 2020 (arXiv
/// 2004.00010), algorithms 1 and 2. There is no floating-point number in it: noise from rounded logarithms
/// has gaps that give the count away (Mironov, *On significance of the least significant bits for
/// differential privacy*, CCS 2012). A count to which one home adds at most Δ is ε-differentially private
/// with it (Ghosh, Roughgarden and Sundararajan, SIAM J. Comput. 41 (2012) 1673-1693). The time that a draw
/// takes depends on it, so nobody may be able to measure a single draw.
public struct DiscreteLaplace: Sendable, Hashable {
  /// The privacy loss ε of one count.
  public let epsilon: PrivacyLoss
  /// By how much one home can change the count at most (Δ).
  public let sensitivity: Int

  /// Makes the noise.
  ///
  /// - Parameters:
  ///   - epsilon: above 0.
  ///   - sensitivity: from 1 to 10⁶; 1 where each home counts once.
  /// - Throws: ``EvidenceError`` for anything else.
  public init(epsilon: PrivacyLoss, sensitivity: Int = 1) throws(EvidenceError) {
    guard epsilon.numerator > 0, (1...1_000_000).contains(sensitivity),
      epsilon.denominator <= 1_000_000_000, epsilon.numerator <= 1_000_000_000
    else {
      throw EvidenceError(
        "ε is \(epsilon) and the sensitivity \(sensitivity)", at: "noise for a count",
        remedy: "Give an ε above 0 of whole numbers up to 10⁹, and a sensitivity from 1 to 10⁶.")
    }
    self.epsilon = epsilon
    self.sensitivity = sensitivity
  }

  /// One draw.
  ///
  /// - Parameter random: must not be guessable where privacy counts, such as the system's; seeded in tests.
  /// - Returns: the noise. A few draws of `random` on average, whatever ε is.
  public func sample(using random: inout some RandomNumberGenerator) -> Int {
    var draws = RandomDraws(random: random)
    defer { random = draws.random }
    return sample(from: &draws)
  }

  /// One draw from any source of whole numbers.
  package func sample(from draws: inout some UniformDraws) -> Int {
    let s = UInt64(epsilon.numerator)
    let t = UInt64(epsilon.denominator) * UInt64(sensitivity)
    while true {
      let u = draws.below(t)
      guard Self.isDrawn(exponent: u, over: t, from: &draws) else { continue }
      var v: UInt64 = 0
      while Self.isDrawn(exponent: 1, over: 1, from: &draws) { v += 1 }
      // t is at most 10¹⁵, so this cannot be exceeded before v is 9,000, with a chance of e⁻⁹⁰⁰⁰.
      let (product, isLarge) = t.multipliedReportingOverflow(by: v)
      guard !isLarge, product < UInt64(Int.max) - t else { continue }
      let size = Int((product + u) / s)
      let isNegative = draws.below(2) == 1
      // Zero has no sign, so one of its two roads is closed.
      if isNegative && size == 0 { continue }
      return isNegative ? -size : size
    }
  }

  /// True with a chance of exactly e^(−n/d), for n ≤ d.
  ///
  /// Algorithm 1: how far a run of draws with chances γ/1, γ/2, γ/3, … comes is even with that chance,
  /// which is the exponential series. A chance of γ/k is one of γ and one of 1/k, so that no product can be
  /// too large.
  package static func isDrawn(exponent n: UInt64, over d: UInt64, from draws: inout some UniformDraws) -> Bool
  {
    var k: UInt64 = 1
    while draws.below(d) < n && draws.below(k) == 0 { k += 1 }
    return k % 2 == 1
  }
}

/// A source of whole numbers, each as likely as the others.
package protocol UniformDraws {
  /// A number from 0 to `bound` − 1; the bound is at least 1.
  mutating func below(_ bound: UInt64) -> UInt64
}

/// Whole numbers from a generator of bits, by the standard library's rejection, which is exact.
struct RandomDraws<Generator: RandomNumberGenerator>: UniformDraws {
  var random: Generator

  mutating func below(_ bound: UInt64) -> UInt64 { bound == 1 ? 0 : random.next(upperBound: bound) }
}
