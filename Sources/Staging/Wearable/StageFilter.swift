internal import Foundation
internal import SleepCore

/// The hidden Markov filter behind the wearable stagers: Rabiner, Proceedings of the IEEE 77 (1989).
enum StageFilter {
  /// One epoch forward.
  static func step(_ state: inout [5 of Double], evidence: [5 of Double], transition: [Double]) {
    var next: [5 of Double] = [0, 0, 0, 0, 0]
    var total = 0.0
    for to in 0..<5 {
      for from in 0..<5 { next[to] += state[from] * transition[from * 5 + to] }
      next[to] *= evidence[to]
      total += next[to]
    }
    // Evidence is kept over e⁻³⁰, so the total cannot vanish.
    for i in 0..<5 { state[i] = next[i] / total }
  }

  /// One epoch back: what the evidence of an epoch and all later ones says about the epoch before.
  static func back(_ backward: inout [5 of Double], evidence: [5 of Double], transition: [Double]) {
    var before: [5 of Double] = [0, 0, 0, 0, 0]
    var total = 0.0
    for from in 0..<5 {
      for to in 0..<5 { before[from] += transition[from * 5 + to] * evidence[to] * backward[to] }
      total += before[from]
    }
    for i in 0..<5 { backward[i] = before[i] / total }
  }

  /// The filter's weights and the regression's own answer, joined.
  ///
  /// The filter alone is surer than it may be, since neighbouring rows share their windows; the powers were
  /// found on nights that were left out of the training.
  static func belief(_ weights: [5 of Double], exponent: Double, own: [5 of Double]) -> StageBelief {
    var result = weights
    for i in 0..<5 { result[i] = pow(weights[i], exponent) * exp(own[i]) }
    return StageBelief(weights: result)
  }
}
