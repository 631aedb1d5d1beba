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
  private var followed: FollowedForest
  private var row: [Float]

  package init(model: StagerModel) {
    self.model = model
    followed = FollowedForest(model: model, asksUntold: true)
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
    followed.move(row, columns: row.indices)
    followed.weigh(0, of: 1)
    return Answer(told: followed.answer, untold: followed.untoldAnswer)
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
    let width = model.forest.featureCount
    var rows = [Float](repeating: 0, count: epochs.count * width)
    for (i, placed) in epochs.enumerated() {
      Self.fill(&rows, from: i * width, placed, on: scale, gain: gain, model.columns)
    }
    return model.forest.probabilities(ofRows: rows.span, untold: model.untold)
      .map { Answer(told: $0.told, untold: $0.untold) }
  }

  /// Writes an epoch's row of the forest.
  static func fill(
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
