internal import Foundation
internal import SleepCore

/// The hidden Markov filter behind the wearable stagers (Rabiner, Proc. IEEE 77, 1989).
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

  /// A belief no surer than left-out nights allow: the shares to a power, found when the model was trained.
  static func belief(_ weights: [5 of Double], sharpening: Double) -> StageBelief {
    var result = weights
    for i in 0..<5 { result[i] = pow(weights[i], sharpening) }
    return StageBelief(weights: result)
  }
}
