internal import Foundation
internal import SleepCore

/// The columns that a forest's features are made of, and how they stand to the night.
///
/// The same as `Models/band-stager/features.py`, operation by operation.
struct BandSeries: Sendable {
  /// Which forest it is for: the first sees what both data sets share, the second all powers.
  enum Kind: Sendable { case first, second }

  /// What is smaller counts as this, in µV²/Hz or µV².
  static let floor = 1e-4
  /// A young night's width is blended with a usual one, as if that had been seen for so many epochs.
  static let usualWidth = 2.0
  static let usualEpochs = 40.0

  /// How many columns of the second forest know no gain by themselves; they stand in front.
  static let plainCount = 12

  let kind: Kind
  var width: Int { names.count }
  var names: [String] {
    switch kind {
    case .first:
      [
        "Fd", "Ft", "Fa", "Pd", "Pt", "Pa", "Pb", "Fd/t", "Fd/a", "Ft/a", "Pd/t", "Pd/a", "Pt/a", "Pd/b",
        "Pa/b",
      ]
    case .second:
      ["F", "P"].flatMap { c in
        ["delta", "theta", "alpha", "beta", "gamma", "mobility"].map { c + $0 }
      } + ["Fmean", "Fvar", "Pmean", "Pvar"]
    }
  }

  /// The columns of one epoch.
  func values(of epoch: BandEpoch) -> [Double] {
    let (f, p) = (Self.logs(epoch.frontal), Self.logs(epoch.occipital))
    switch kind {
    case .first:
      return [
        f[0], f[1], f[2], p[0], p[1], p[2], p[3], f[0] - f[1], f[0] - f[2], f[1] - f[2], p[0] - p[1],
        p[0] - p[2], p[1] - p[2], p[0] - p[3], p[2] - p[3],
      ]
    case .second:
      var free: [Double] = []
      var levels: [Double] = []
      for logs in [f, p] {
        let mean = (logs[0] + logs[1] + logs[2] + logs[3] + logs[4]) / 5
        for band in 0..<5 { free.append(logs[band] - mean) }
        free.append(logs[6] - logs[5])
        levels += [mean, logs[5]]
      }
      return free + levels
    }
  }

  private static func logs(_ powers: BandPowers) -> [Double] {
    let values = powers.values
    return (0..<7).map { log(max(values[$0], floor)) }
  }

  /// The number at a share of the way through rising numbers, between neighbours by a straight line.
  static func quantile(_ ordered: [Double], _ share: Double) -> Double {
    let place = share * Double(ordered.count - 1)
    let low = Int(place)
    let high = min(low + 1, ordered.count - 1)
    return ordered[low] + (place - Double(low)) * (ordered[high] - ordered[low])
  }
}

/// One night's columns against their median, over the width between their 5 % and 95 % quantiles.
struct BandNormaliser: Sendable {
  /// Everything seen so far, each column in rising order.
  private var ordered: [[Double]]

  init(width: Int) { ordered = [[Double]](repeating: [], count: width) }

  /// Takes an epoch in; time is linear in the epochs so far.
  mutating func see(_ values: [Double]) {
    for (column, value) in values.enumerated() {
      var (low, high) = (0, ordered[column].count)
      while low < high {
        let middle = (low + high) / 2
        if value < ordered[column][middle] { high = middle } else { low = middle + 1 }
      }
      ordered[column].insert(value, at: low)
    }
  }

  /// How values stand to all that was seen.
  func whole(_ values: [Double]) -> [Double] {
    values.indices.map { column in
      let (low, middle, high) = quantiles(column)
      return (values[column] - middle) / (high - low + 1e-6)
    }
  }

  /// How values stand to the night so far, with the usual width blended in while it is young.
  func soFar(_ values: [Double]) -> [Double] {
    values.indices.map { column in
      let (low, middle, high) = quantiles(column)
      let seen = Double(ordered[column].count)
      let width = seen * (high - low) + BandSeries.usualEpochs * BandSeries.usualWidth
      return (values[column] - middle) / (width / (seen + BandSeries.usualEpochs))
    }
  }

  private func quantiles(_ column: Int) -> (low: Double, middle: Double, high: Double) {
    let list = ordered[column]
    return (
      BandSeries.quantile(list, 0.05), BandSeries.quantile(list, 0.5), BandSeries.quantile(list, 0.95)
    )
  }
}
