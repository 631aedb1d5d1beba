#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension GammaPoissonShrinker {
  /// A pair of a program and an event that was reported.
  public struct Pair: Sendable, Hashable {
    /// The count, at least 1: pairs that nobody reported are not in the table, and the fit takes that into
    /// account.
    public let observed: Int
    /// What margins alone explain, above 0.
    public let expected: Double

    /// A pair.
    public init(observed: Int, expected: Double) {
      self.observed = observed
      self.expected = expected
    }
  }

  /// The hyperparameters under which what was reported is likeliest.
  ///
  /// The likelihood is that of counts of at least 1, since a table holds only pairs that were reported.
  /// Large tables are squashed first: pairs with the same count and neighbouring expectations become one
  /// with their mean expectation and their number as its weight (DuMouchel and Pregibon, *Empirical Bayes
  /// screening for multi-item associations*, KDD 2001, 67-76). Five fixed starts walk downhill by Nelder
  /// and Mead's simplex, each twice; the lowest wins. Nothing is random: the same table gives the same
  /// parameters. The component with the larger mean is named first. Half a second for the 17,189 pairs of
  /// CAERS.
  ///
  /// - Parameters:
  ///   - pairs: at least 100.
  ///   - binSize: how many neighbours become one; 50 where nothing is said, 1 for no squashing.
  /// - Returns: the shrinker.
  /// - Throws: ``EvidenceError`` for too few pairs, or counts out of range.
  public static func fitted(to pairs: [Pair], binSize: Int = 50) throws(EvidenceError) -> GammaPoissonShrinker
  {
    guard pairs.count >= 100 else {
      throw EvidenceError(
        "there are \(pairs.count) pairs", at: "fit of the gamma Poisson shrinker",
        remedy: "Wait for 100 reported pairs, or set the hyperparameters.")
    }
    for pair in pairs {
      try EvidenceError.check(Double(pair.observed), above: 0, below: 1e9, as: "observed count of a pair")
      try EvidenceError.check(pair.expected, above: 0, below: 1e9, as: "expected count of a pair")
    }
    let likelihood = TruncatedLikelihood(pairs, binSize: max(binSize, 1))
    // As logarithms, and the share's logit, nothing can leave its range. Starts: few large ratios, many;
    // alike; apart.
    let starts: [[Double]] = [
      [0.2, 0.1, 2, 4, 1 / 3], [0.1, 0.1, 10, 10, 0.2], [0.5, 0.3, 12, 12, 0.5], [2, 0.4, 2, 2, 0.07],
      [10, 1, 1.5, 1.5, 0.01],
    ]
    var best: (point: [Double], value: Double)?
    for start in starts {
      var point = start.map { log($0) }
      point[4] = log(start[4] / (1 - start[4]))
      var found = NelderMead.minimum(from: point, likelihood.cost)
      found = NelderMead.minimum(from: found.point, likelihood.cost)
      if found.value < best?.value ?? .infinity { best = found }
    }
    guard let best else {
      throw EvidenceError(
        "no start leads anywhere", at: "fit of the gamma Poisson shrinker", remedy: "Set the hyperparameters."
      )
    }
    var p = best.point.map { exp($0) }
    p[4] = 1 / (1 + exp(-best.point[4]))
    if p[0] / p[1] < p[2] / p[3] { p = [p[2], p[3], p[0], p[1], 1 - p[4]] }
    return try GammaPoissonShrinker(alpha1: p[0], beta1: p[1], alpha2: p[2], beta2: p[3], share: p[4])
  }

  /// −ln of the likelihood of pairs under these hyperparameters, given that each was reported; ln n! left
  /// out.
  public func cost(of pairs: [Pair]) -> Double {
    TruncatedLikelihood(pairs, binSize: 1).cost([
      log(alpha1), log(beta1), log(alpha2), log(beta2), log(share) - log1p(-share),
    ])
  }
}

/// The likelihood of a squashed table of counts of at least 1.
struct TruncatedLikelihood {
  /// Pairs of one count: where each stands, and how many.
  private struct Group {
    var observed: Double
    var cells: [(expected: Double, weight: Double)] = []
  }
  private var groups: [Group] = []

  init(_ pairs: [GammaPoissonShrinker.Pair], binSize: Int) {
    for (observed, same) in Dictionary(grouping: pairs, by: \.observed).sorted(by: { $0.key < $1.key }) {
      let sorted = same.map(\.expected).sorted()
      // Few are kept as they are; so are the largest expectations, which are far apart.
      let size = sorted.count < 20 * binSize ? 1 : binSize
      var group = Group(observed: Double(observed))
      var start = 0
      while start < sorted.count {
        let end = sorted.count - start <= 2 * binSize ? start + 1 : start + size
        let mean = sorted[start..<end].reduce(0, +) / Double(end - start)
        group.cells.append((mean, Double(end - start)))
        start = end
      }
      groups.append(group)
    }
  }

  /// −ln likelihood at (ln α₁, ln β₁, ln α₂, ln β₂, logit P); far outside of anything sensible it is
  /// infinite.
  func cost(_ point: [Double]) -> Double {
    guard point[..<4].allSatisfy({ abs($0) < 20 }), abs(point[4]) < 30 else { return .infinity }
    let alphas = [exp(point[0]), exp(point[2])]
    let betas = [exp(point[1]), exp(point[3])]
    let logShares = [-log1p(exp(-point[4])), -log1p(exp(point[4]))]
    var sum = 0.0
    for group in groups {
      let gammas = alphas.map { GammaFunctions.logGamma($0 + group.observed) - GammaFunctions.logGamma($0) }
      for (expected, weight) in group.cells {
        var chance = -Double.infinity
        var none = -Double.infinity
        for k in 0..<2 {
          let zero = logShares[k] - alphas[k] * log1p(expected / betas[k])
          none = GammaFunctions.logSum(none, zero)
          chance = GammaFunctions.logSum(
            chance, zero + gammas[k] - group.observed * log1p(betas[k] / expected))
        }
        sum += weight * (chance - GammaFunctions.logOneMinusExp(min(none, -1e-300)))
      }
    }
    return -sum
  }
}
