internal import Foundation
internal import SleepCore

/// Turns log band powers into evidence for each stage, with a memory of the night for every lane.
struct StageClassifier: Sendable {
  private let head: StagerModel.Head
  private let bandCount: Int
  private let decays: [Double]
  private let tempering: Double
  private let priorExponent: Double
  /// For every lane and time constant: the weight so far, then the weighted sums of ratios and mean log power.
  private var memory: [Double]
  private var current: [Double]
  private var linear: [Double]

  init(model: StagerModel, head: StagerModel.Head, lanes: Int) {
    self.head = head
    bandCount = head.bandCount
    decays = model.timeConstants.map { exp(-1 / $0) }
    tempering = model.tempering
    priorExponent = model.priorExponent
    memory = [Double](repeating: 0, count: lanes * decays.count * (bandCount + 1))
    current = [Double](repeating: 0, count: bandCount)
    linear = [Double](
      repeating: 0,
      count: StagerModel.linearCount(bands: bandCount, timeConstants: model.timeConstants.count))
  }

  /// Steps one lane's memory by an epoch and gives the evidence of its log powers.
  ///
  /// That is the regression's answer over the training shares, tempered, relative to the likeliest stage. Without
  /// a signal the evidence is even.
  mutating func evidence(logs: [Double], isKnown: Bool, lane: Int, into result: inout [5 of Double]) {
    let width = bandCount + 1
    if isKnown {
      var mean = 0.0
      for band in 0..<bandCount { mean += logs[band] }
      for band in 0..<(bandCount - 1) { current[band] = logs[band] - logs[bandCount - 1] }
      current[bandCount - 1] = mean / Double(bandCount)
      for i in 0..<(bandCount - 1) { linear[i] = current[i] }
    }
    var position = bandCount - 1
    for (constant, decay) in decays.enumerated() {
      let start = (lane * decays.count + constant) * width
      for i in 0..<width { memory[start + i] *= decay }
      guard isKnown else { continue }
      memory[start] += 1
      for i in 0..<bandCount {
        memory[start + 1 + i] += current[i]
        linear[position] = current[i] - memory[start + 1 + i] / memory[start]
        position += 1
      }
    }
    guard isKnown else {
      result = [1, 1, 1, 1, 1]
      return
    }
    score(into: &result)
  }

  private func score(into result: inout [5 of Double]) {
    let count = linear.count
    let constant = head.mean.count * 5
    var scores: [5 of Double] = [0, 0, 0, 0, 0]
    for k in 0..<5 { scores[k] = head.weights[constant + k] }
    var feature = 0
    func add(_ value: Double) {
      // Six standard deviations out there is nothing left to learn from.
      let z = min(max((value - head.mean[feature]) / head.scale[feature], -6), 6)
      for k in 0..<5 { scores[k] += z * head.weights[feature * 5 + k] }
      feature += 1
    }
    for i in 0..<count { add(linear[i]) }
    for i in 0..<count { for j in i..<count { add(linear[i] * linear[j]) } }

    var largest = scores[0]
    for k in 1..<5 { largest = max(largest, scores[k]) }
    var total = 0.0
    for k in 0..<5 { total += exp(scores[k] - largest) }
    var best = -Double.infinity
    for k in 0..<5 {
      scores[k] = tempering * (scores[k] - largest - log(total) - priorExponent * head.logPrior[k])
      best = max(best, scores[k])
    }
    for k in 0..<5 { result[k] = exp(max(scores[k] - best, -30)) }
  }
}
