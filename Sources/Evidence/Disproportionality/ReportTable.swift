#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How often a program and an event are reported together, beside everything else that is reported.
///
/// Reports without a known number of nights can still be compared with each other: these statistics ask
/// whether the event makes up more of this program's reports than of the others'. They point at what to
/// look into and prove nothing: one article in a newspaper changes what is reported. All are O(1) but for
/// the interval of ``informationComponent``.
public struct ReportTable: Sendable, Hashable {
  /// Reports of this event with this program (n₁₁).
  public let together: Int
  /// Reports of this event with any other program.
  public let otherPrograms: Int
  /// Reports of any other event with this program.
  public let otherEvents: Int
  /// Reports of any other event with any other program.
  public let neither: Int

  /// A ratio and what it is at least, with 97.5 % confidence.
  public struct Ratio: Sendable, Hashable {
    /// The ratio; infinite where there is nothing to divide by.
    public let value: Double
    /// The lower end of the 95 % interval, or `nil` where a count of 0 leaves none.
    public let lower: Double?
  }

  /// An information component, in bits, with its 95 % interval.
  public struct Information: Sendable, Hashable {
    /// The estimate.
    public let value: Double
    /// The lower end, called IC₀₂₅; above 0 is a signal.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// The normal distribution's quantile of 97.5 %.
  private static let z = 1.959_963_984_540_054

  /// Takes counts from the margins.
  ///
  /// - Parameters:
  ///   - together: reports of this event with this program.
  ///   - program: all reports with this program; at least 1.
  ///   - event: all reports of this event; at least 1.
  ///   - all: all reports; more than either, and up to 10¹².
  /// - Throws: ``EvidenceError`` where the margins cannot belong together.
  public init(together: Int, program: Int, event: Int, all: Int) throws(EvidenceError) {
    guard together >= 0, program > 0, event > 0, together <= min(program, event), all <= 1_000_000_000_000,
      program < all, event < all, program - together <= all - event
    else {
      throw EvidenceError(
        "\(together) reports of \(program) with the program, \(event) with the event and \(all) at all",
        at: "table of reports", remedy: "Count each pair once, and every report among all.")
    }
    self.together = together
    otherPrograms = event - together
    otherEvents = program - together
    neither = all - program - otherPrograms
  }

  private var a: Double { Double(together) }
  private var b: Double { Double(otherEvents) }
  private var c: Double { Double(otherPrograms) }
  private var d: Double { Double(neither) }
  private var all: Double { a + b + c + d }

  /// What chance alone would have reported together, the product of the margins over all reports.
  public var expected: Double { (a + b) * (a + c) / all }

  private func ratio(_ value: Double, variance: Double) -> Ratio {
    let lower = value > 0 && variance.isFinite ? exp(log(value) - Self.z * variance.squareRoot()) : nil
    return Ratio(value: value, lower: lower)
  }

  /// The proportional reporting ratio (PRR).
  ///
  /// Evans, Waller and Davis, Pharmacoepidemiol. Drug Saf. 10 (2001) 483-486.
  public var proportionalReportingRatio: Ratio {
    ratio(a / (a + b) / (c / (c + d)), variance: 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
  }

  /// The reporting odds ratio (ROR), with Woolf's interval.
  ///
  /// Van Puijenbroek and others, Pharmacoepidemiol. Drug Saf. 11 (2002) 3-10.
  public var reportingOddsRatio: Ratio {
    ratio(a * d / (b * c), variance: 1 / a + 1 / b + 1 / c + 1 / d)
  }

  /// χ² with Yates' correction, which takes half a report off each difference, and never more than there is.
  ///
  /// Yates, J. R. Stat. Soc. Suppl. 1 (1934) 217-235; the same as R's `chisq.test`.
  public var yatesChiSquared: Double {
    let difference = abs(a - expected)
    let corrected = difference - min(0.5, difference)
    let rows = [a + b, c + d]
    let columns = [a + c, b + d]
    var sum = 0.0
    for row in rows { for column in columns { sum += all / (row * column) } }
    return corrected * corrected * sum
  }

  /// The information component of a Bayesian confidence propagation neural network, with a normal interval.
  ///
  /// Bate and others, Eur. J. Clin. Pharmacol. 54 (1998) 315-321; mean and variance of the logarithms of
  /// beta variables after Gould, Pharmacoepidemiol. Drug Saf. 12 (2003) 559-574, with the priors of the R
  /// package PhViD.
  public var bayesianInformationComponent: Information {
    let p = (1 + a + b, 1 + c + d)
    let q = (1 + a + c, 1 + b + d)
    let r = (1 + a, b + c + d - 1 + (2 + all) * (2 + all) / (q.0 * p.0))
    func part(_ f: (Double) -> Double, _ pair: (Double, Double)) -> Double { f(pair.0) - f(pair.0 + pair.1) }
    let mean =
      part(GammaFunctions.digamma, r) - part(GammaFunctions.digamma, p) - part(GammaFunctions.digamma, q)
    let variance =
      part(GammaFunctions.trigamma, r) + part(GammaFunctions.trigamma, p) + part(GammaFunctions.trigamma, q)
    let value = mean / log(2)
    let reach = Self.z * variance.squareRoot() / log(2)
    return Information(value: value, lower: value - reach, upper: value + reach)
  }

  /// The information component log₂((n + ½)/(E + ½)) with its exact gamma interval.
  ///
  /// Norén, Hopstadius and Bate, Stat. Methods Med. Res. 22 (2013) 57-69: with a Gamma(½, ½) prior the
  /// ratio of observed to expected is Gamma(n + ½, rate E + ½) afterwards, and the ends are its quantiles
  /// of 2.5 and 97.5 %.
  public var informationComponent: Information {
    func bits(_ share: Double) -> Double {
      log2(GammaFunctions.quantile(share, shape: a + 0.5) / (expected + 0.5))
    }
    return Information(value: log2((a + 0.5) / (expected + 0.5)), lower: bits(0.025), upper: bits(0.975))
  }
}
