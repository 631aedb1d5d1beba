internal import Foundation
internal import SleepCore

/// What stands around an epoch: means over neighbours, and the least and the most of them.
///
/// The same windows as `MEANS`, `EXTREMES` and `FIRST_MEANS` of `Models/band-stager/features.py`.
struct BandContext: Sendable {
  /// A weighted mean over the epochs from `first` to `last`, counted from the one that is looked at.
  struct Window: Sendable {
    let name: String
    let first: Int
    let last: Int
    var weights: [Double]?
  }

  let means: [Window]
  /// From where to where the least and the most are looked for; `nil` where they are not.
  let extremes: ClosedRange<Int>?

  private static let triangle = (-7...7).map { Double(8 - abs($0)) / 8 }

  /// Around the powers of an epoch.
  static func powers(_ way: BandModel.Way) -> BandContext {
    switch way {
    case .overnight:
      BandContext(
        means: [
          Window(name: "near", first: -7, last: 7, weights: triangle),
          Window(name: "past3", first: -2, last: 0),
          Window(name: "next3", first: 0, last: 2), Window(name: "mean41", first: -20, last: 20),
          Window(name: "mean121", first: -60, last: 60), Window(name: "ago2", first: -2, last: -2),
          Window(name: "ago1", first: -1, last: -1), Window(name: "in1", first: 1, last: 1),
          Window(name: "in2", first: 2, last: 2),
        ], extremes: -5...5)
    case .causal:
      BandContext(
        means: [
          Window(name: "near", first: -7, last: 0, weights: Array(triangle.prefix(8))),
          Window(name: "past3", first: -2, last: 0), Window(name: "before", first: -8, last: -3),
          Window(name: "past21", first: -20, last: 0), Window(name: "past61", first: -60, last: 0),
          Window(name: "ago1", first: -1, last: -1), Window(name: "ago2", first: -2, last: -2),
          Window(name: "ago3", first: -3, last: -3),
        ], extremes: -10...0)
    }
  }

  /// Around what the first forest said of an epoch.
  static func answers(_ way: BandModel.Way) -> BandContext {
    switch way {
    case .overnight:
      BandContext(
        means: [
          Window(name: "mean5", first: -2, last: 2), Window(name: "mean15", first: -7, last: 7),
          Window(name: "ago1", first: -1, last: -1), Window(name: "in1", first: 1, last: 1),
        ], extremes: nil)
    case .causal:
      BandContext(
        means: [
          Window(name: "past3", first: -2, last: 0), Window(name: "past8", first: -7, last: 0),
          Window(name: "ago1", first: -1, last: -1), Window(name: "ago2", first: -2, last: -2),
        ], extremes: nil)
    }
  }

  /// The names of all features made of columns with these names: the columns themselves come first.
  func names(_ columns: [String]) -> [String] {
    let windows = means.map(\.name) + (extremes == nil ? [] : ["least", "most"])
    return columns + windows.flatMap { window in columns.map { "\($0).\(window)" } }
  }

  /// Appends the features of one epoch to `row`.
  ///
  /// Neighbours that are missing or outside the night do not count; where none is left the epoch itself does.
  ///
  /// - Precondition: the epoch at `index` is there.
  func append(to row: inout [Float], around index: Int, of rows: [[Double]?]) {
    guard let own = rows[index] else { preconditionFailure("an epoch without powers has no features") }
    for value in own { row.append(Float(value)) }
    for window in means {
      var total = [Double](repeating: 0, count: own.count)
      var weight = 0.0
      for offset in window.first...window.last {
        guard rows.indices.contains(index + offset), let there = rows[index + offset] else { continue }
        let share = window.weights?[offset - window.first] ?? 1
        for i in own.indices { total[i] += share * there[i] }
        weight += share
      }
      for i in own.indices { row.append(Float(weight > 0 ? total[i] / weight : own[i])) }
    }
    guard let extremes else { return }
    var (least, most) = (own, own)
    for offset in extremes {
      guard rows.indices.contains(index + offset), let there = rows[index + offset] else { continue }
      for i in own.indices {
        least[i] = min(least[i], there[i])
        most[i] = max(most[i], there[i])
      }
    }
    for value in least { row.append(Float(value)) }
    for value in most { row.append(Float(value)) }
  }
}
