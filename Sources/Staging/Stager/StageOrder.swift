internal import Foundation
internal import SleepCore

/// How stages follow one another: a hidden Markov model whose say can be turned down.
///
/// Source: Rabiner, "A tutorial on hidden Markov models" (Proceedings of the IEEE 77, 1989).
/// What the forest says of an epoch already knows the minutes around it, so that neighbouring epochs are not
/// independent and the order of stages must not be counted in full.
package struct StageOrder: Sendable {
  /// P(next | stage), row after row, in the order W, N1, N2, N3, R.
  let transition: [Double]
  /// What is believed before the first epoch.
  let start: [Double]
  /// What the forest believes of an epoch that nothing is known about.
  let prior: [Double]

  /// The transitions to a power, each row brought to 1 again: 1 is the order itself, 0 is none.
  func matrix(power: Double) -> [25 of Double] {
    var result: [25 of Double] = .init(repeating: 0)
    for from in 0..<5 {
      var total = 0.0
      for to in 0..<5 {
        result[from * 5 + to] = pow(transition[from * 5 + to], power)
        total += result[from * 5 + to]
      }
      for to in 0..<5 { result[from * 5 + to] /= total }
    }
    return result
  }

  /// One step forward: what was believed, what may follow, and what the new epoch says.
  static func step(
    _ state: inout [5 of Double], _ matrix: borrowing [25 of Double], evidence: [5 of Double]
  ) {
    var next: [5 of Double] = [0, 0, 0, 0, 0]
    var total = 0.0
    for to in 0..<5 {
      for from in 0..<5 { next[to] += state[from] * matrix[from * 5 + to] }
      next[to] *= evidence[to]
      total += next[to]
    }
    // Evidence is nowhere nothing, so neither is the total.
    for i in 0..<5 { state[i] = next[i] / total }
  }

  /// What is believed of every epoch with all of them in view: forward and backward.
  ///
  /// - Parameters:
  ///   - probabilities: what the forest says of each epoch; `nil` where it was not asked.
  ///   - share: how much the order counts, 0 to 1.
  /// - Returns: what is believed of each epoch.
  package func smoothed(_ probabilities: [[5 of Double]?], share: Double) -> [[5 of Double]] {
    let matrix = matrix(power: share)
    let (priorPower, sharpness) = (Self.priorPower * share, 1 - (1 - Self.sharpness) * share)
    let evidence = probabilities.map { known -> [5 of Double] in
      var result: [5 of Double] = [1, 1, 1, 1, 1]
      guard let known else { return result }
      for i in 0..<5 { result[i] = pow(max(known[i], 1e-7) / pow(prior[i], priorPower), sharpness) }
      return result
    }
    var state: [5 of Double] = [0, 0, 0, 0, 0]
    for i in 0..<5 { state[i] = start[i] }
    var forward: [[5 of Double]] = []
    forward.reserveCapacity(evidence.count)
    for epoch in evidence {
      Self.step(&state, matrix, evidence: epoch)
      forward.append(state)
    }
    var backward: [5 of Double] = [1, 1, 1, 1, 1]
    for index in evidence.indices.reversed() {
      var (total, all) = (0.0, 0.0)
      for i in 0..<5 {
        forward[index][i] *= backward[i]
        total += forward[index][i]
      }
      for i in 0..<5 { forward[index][i] /= total }
      var before: [5 of Double] = [0, 0, 0, 0, 0]
      for from in 0..<5 {
        for to in 0..<5 { before[from] += matrix[from * 5 + to] * evidence[index][to] * backward[to] }
        all += before[from]
      }
      for i in 0..<5 { backward[i] = before[i] / all }
    }
    return forward
  }

  /// How much of the forest's prior is taken out of its answers where the order counts in full.
  static let priorPower = 0.5
  /// To which power an answer counts there: neighbours share most of what they were judged by.
  static let sharpness = 0.7
  /// How much the order counts live.
  static let liveShare = 0.2
}
