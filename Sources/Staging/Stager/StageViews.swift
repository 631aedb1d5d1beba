internal import Foundation
internal import SleepCore

/// An epoch's features: as they are, smoothed over minutes, and over the last two minutes; in the recording's own µV.
package struct SmoothedEpoch: Sendable {
  package var raw: [21 of Double] = .init(repeating: 0)
  package var wide: [21 of Double] = .init(repeating: 0)
  package var recent: [21 of Double] = .init(repeating: 0)

  package init() {}
}

/// An epoch with its place in the night: hours since the beginning, and the share of the night, 0 to 1.
package struct PlacedEpoch: Sendable {
  package var epoch: SmoothedEpoch
  package var hours: Double
  package var share: Double

  package init(epoch: SmoothedEpoch, hours: Double, share: Double) {
    (self.epoch, self.hours, self.share) = (epoch, hours, share)
  }
}

/// Asks the forest about an epoch in several ways, and takes the mean of what it says.
///
/// The ways differ in how much the reference hour counts, and one does not tell the forest how large the signal is. The
/// mean is of logarithms, so that what one view excludes is unlikely.
package struct StageViews: Sendable {
  private let model: StagerModel
  private var row: [Float]

  package init(model: StagerModel) {
    self.model = model
    row = [Float](repeating: 0, count: model.forest.featureCount)
  }

  /// What the forest says, told of the amplitude and not told.
  package struct Answer {
    package var told: [5 of Double]
    package var untold: [5 of Double]
  }

  /// Asks about an epoch on one scale; `gain` goes from the recording's µV to those of the forest.
  package mutating func ask(_ epoch: PlacedEpoch, on scale: FeatureScale, gain: Double) -> Answer {
    Self.fill(&row, from: 0, epoch, on: scale, gain: gain, model.columns)
    return model.forest.ask(row.span, leftShares: model.leftShares.span)
  }

  /// Asks about an epoch on one scale, telling the amplitude: half the work of ``ask(_:on:gain:)``.
  mutating func askTold(_ epoch: PlacedEpoch, on scale: FeatureScale, gain: Double) -> [5 of Double] {
    Self.fill(&row, from: 0, epoch, on: scale, gain: gain, model.columns)
    return model.forest.probabilities(of: row.span)
  }

  /// Asks about many epochs on one scale, on all cores.
  package static func askTold(
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
  package static func ask(
    _ epochs: [PlacedEpoch], on scale: FeatureScale, gain: Double, model: StagerModel
  ) -> [Answer] {
    let none = Answer(told: [0, 0, 0, 0, 0], untold: [0, 0, 0, 0, 0])
    var answers = [Answer](repeating: none, count: epochs.count)
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
    precondition(
      row.count == featureCount && leftShares.count == features.count, "rows and shares of this forest")
    var (told, untold): ([5 of Double], [5 of Double]) = ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])
    // Every index below is that of a node or a leaf of its tree, and every feature is one of the row's (init).
    unsafe features.withUnsafeBufferPointer { features in
      unsafe thresholds.withUnsafeBufferPointer { thresholds in
        unsafe leafValues.withUnsafeBufferPointer { leaves in
          unsafe row.withUnsafeBufferPointer { row in
            unsafe leftShares.withUnsafeBufferPointer { shares in
              var kind = 0
              for tree in 0..<(features.count / Self.nodes) {
                let nodes = unsafe Nodes(
                  features: features.baseAddress.unsafelyUnwrapped + tree * Self.nodes,
                  thresholds: thresholds.baseAddress.unsafelyUnwrapped + tree * Self.nodes,
                  shares: shares.baseAddress.unsafelyUnwrapped + tree * Self.nodes,
                  leaves: leaves.baseAddress.unsafelyUnwrapped + tree * Self.leaves,
                  row: row.baseAddress.unsafelyUnwrapped)
                let (value, isTold) = unsafe nodes.descend()
                told[kind] += value
                untold[kind] += isTold ? unsafe nodes.expectation() : value
                kind = kind == 4 ? 0 : kind + 1
              }
            }
          }
        }
      }
    }
    return StageViews.Answer(told: Self.softmax(told), untold: Self.softmax(untold))
  }

  /// One tree and the row that goes through it.
  @unsafe
  private struct Nodes {
    let features: UnsafePointer<UInt8>
    let thresholds: UnsafePointer<Float>
    let shares: UnsafePointer<Float>
    let leaves: UnsafePointer<Double>
    let row: UnsafePointer<Float>

    @inline(__always)
    private func next(_ node: Int) -> Int {
      2 * node + (unsafe row[Int(features[node])] > thresholds[node] ? 2 : 1)
    }

    /// The row's leaf, and whether a node on the way asked for the amplitude.
    @inline(__always)
    func descend() -> (value: Double, isTold: Bool) {
      var (node, isTold) = (0, false)
      for _ in 0..<Forest.depth {
        isTold = unsafe isTold || shares[node] >= 0
        node = unsafe next(node)
      }
      return (unsafe leaves[node - Forest.nodes], isTold)
    }

    /// The mean of the leaves that the row may come to where the amplitude is not known.
    func expectation() -> Double {
      // At most one way waits at each of the five levels.
      var waiting: [6 of Int] = .init(repeating: 0)
      var weights: [6 of Double] = .init(repeating: 0)
      var (count, mean) = (1, 0.0)
      weights[0] = 1
      while count > 0 {
        count -= 1
        var (node, weight) = (waiting[count], weights[count])
        while node < Forest.nodes {
          let share = unsafe Double(shares[node])
          if share >= 0 {
            waiting[count] = 2 * node + 2
            weights[count] = weight * (1 - share)
            count += 1
            weight *= share
            node = 2 * node + 1
          } else {
            node = unsafe next(node)
          }
        }
        mean += unsafe weight * leaves[node - Forest.nodes]
      }
      return mean
    }
  }
}
