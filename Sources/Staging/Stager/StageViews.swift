internal import Foundation
internal import SleepCore

/// An epoch's features: as they are, smoothed over minutes, and over the last two minutes; in the recording's own µV.
struct SmoothedEpoch: Sendable {
  var raw: [21 of Double] = .init(repeating: 0)
  var wide: [21 of Double] = .init(repeating: 0)
  var recent: [21 of Double] = .init(repeating: 0)
}

/// An epoch with its place in the night: hours since the beginning, and the share of the night, 0 to 1.
struct PlacedEpoch: Sendable {
  var epoch: SmoothedEpoch
  var hours: Double
  var share: Double
}

/// Asks the forest about an epoch in several ways, and takes the mean of what it says.
///
/// The ways differ in how much the reference hour counts, and one does not tell the forest how large the signal is. The
/// mean is of logarithms, so that what one view excludes is unlikely.
struct StageViews: Sendable {
  private let model: StagerModel
  private var row: [Float]

  init(model: StagerModel) {
    self.model = model
    row = [Float](repeating: 0, count: model.forest.featureCount)
  }

  /// What the forest says, told of the amplitude and not told.
  struct Answer {
    var told: [5 of Double]
    var untold: [5 of Double]
  }

  /// Asks about an epoch on one scale.
  ///
  /// - Parameter gain: from the recording's µV to those of the forest.
  mutating func ask(_ epoch: PlacedEpoch, on scale: FeatureScale, gain: Double) -> Answer {
    Self.fill(&row, from: 0, epoch, on: scale, gain: gain, model.columns)
    return model.forest.ask(row.span, leftShares: model.leftShares.span)
  }

  /// Asks about an epoch on one scale, telling the amplitude: half the work of ``ask(_:on:gain:)``.
  mutating func askTold(_ epoch: PlacedEpoch, on scale: FeatureScale, gain: Double) -> [5 of Double] {
    Self.fill(&row, from: 0, epoch, on: scale, gain: gain, model.columns)
    return model.forest.probabilities(of: row.span)
  }

  /// Asks about many epochs on one scale, on all cores.
  static func askTold(
    _ epochs: [PlacedEpoch], on scale: FeatureScale, gain: Double, model: StagerModel
  ) -> [[5 of Double]] {
    let width = model.forest.featureCount
    var rows = [Float](repeating: 0, count: epochs.count * width)
    for (i, placed) in epochs.enumerated() {
      Self.fill(&rows, from: i * width, placed, on: scale, gain: gain, model.columns)
    }
    return model.forest.probabilities(ofRows: rows.span)
  }

  /// Asks about many epochs on one scale, told of the amplitude and not told, on all cores.
  static func ask(
    _ epochs: [PlacedEpoch], on scale: FeatureScale, gain: Double, model: StagerModel
  ) -> [Answer] {
    var answers = [Answer](repeating: Answer(told: [0, 0, 0, 0, 0], untold: [0, 0, 0, 0, 0]), count: epochs.count)
    unsafe answers.withUnsafeMutableBufferPointer { answers in
      Cores.share(epochs.count) { part in
        var views = StageViews(model: model)
        for i in part { unsafe answers[i] = views.ask(epochs[i], on: scale, gain: gain) }
      }
    }
    return answers
  }

  private static func fill(
    _ row: inout [Float], from start: Int, _ placed: PlacedEpoch, on scale: FeatureScale, gain: Double,
    _ columns: FeatureColumns
  ) {
    let epoch = placed.epoch
    for feature in 0..<ReferenceHour.features {
      let factor = FeatureScale.factor(gain, feature)
      row[start + columns.raw[feature]] = Float(epoch.raw[feature] * factor)
      row[start + columns.wide[feature]] = Float(scale.place(epoch.wide[feature] * factor, list: feature))
      row[start + columns.recent[feature]] = Float(
        scale.place(epoch.recent[feature] * factor, list: ReferenceHour.features + feature))
    }
    row[start + columns.hour] = Float(placed.hours)
    row[start + columns.share] = Float(placed.share)
  }
}

/// The mean of several views' logarithms.
struct ViewMean {
  private var sum: [5 of Double] = .init(repeating: 0)

  mutating func add(_ view: [5 of Double]) {
    for i in 0..<5 { sum[i] += log(view[i] + 1e-7) }
  }

  /// The mean of `count` views as probabilities.
  func probabilities(of count: Int) -> [5 of Double] {
    var result: [5 of Double] = .init(repeating: 0)
    var total = 0.0
    for i in 0..<5 {
      result[i] = exp(sum[i] / Double(count))
      total += result[i]
    }
    for i in 0..<5 { result[i] /= total }
    return result
  }
}

extension Forest {
  /// What the forest says of a row, told of the amplitude and not told.
  ///
  /// Where a node asks for the amplitude, the second answer goes both ways, each with the share of the training
  /// epochs that went there (the path-dependent expectation of Lundberg et al. 2020, "From local explanations to
  /// global understanding with explainable AI for trees"). Allocates nothing.
  func ask(_ row: Span<Float>, leftShares: Span<Float>) -> StageViews.Answer {
    var (told, untold): ([5 of Double], [5 of Double]) = ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])
    var kind = 0
    for tree in 0..<(features.count / Self.nodes) {
      let first = tree * Self.nodes
      let leaf = tree * Self.leaves - Self.nodes
      var node = 0
      var isTold = true
      for _ in 0..<Self.depth {
        isTold = isTold && leftShares[first + node] < 0
        node = 2 * node + (row[Int(features[first + node])] > thresholds[first + node] ? 2 : 1)
      }
      let value = leafValues[leaf + node]
      told[kind] += value
      untold[kind] += isTold ? value : expectation(row, leftShares, first: first, leaf: leaf)
      kind = kind == 4 ? 0 : kind + 1
    }
    return StageViews.Answer(told: Self.softmax(told), untold: Self.softmax(untold))
  }

  /// The mean of the leaves that a row may come to where the amplitude is not known.
  private func expectation(_ row: Span<Float>, _ leftShares: Span<Float>, first: Int, leaf: Int) -> Double {
    // At most one way waits at each of the five levels.
    var waiting: [6 of Int] = .init(repeating: 0)
    var weights: [6 of Double] = .init(repeating: 0)
    var (count, mean) = (1, 0.0)
    weights[0] = 1
    while count > 0 {
      count -= 1
      var (node, weight) = (waiting[count], weights[count])
      while node < Self.nodes {
        let share = leftShares[first + node]
        if share >= 0 {
          waiting[count] = 2 * node + 2
          weights[count] = weight * (1 - Double(share))
          count += 1
          weight *= Double(share)
          node = 2 * node + 1
        } else {
          node = 2 * node + (row[Int(features[first + node])] > thresholds[first + node] ? 2 : 1)
        }
      }
      mean += weight * leafValues[leaf + node]
    }
    return mean
  }
}
