/// A recording's features as YASA hands them to its forest: a row for each epoch, a column for each feature.
public struct ReferenceFeatureTable: Sendable {
  /// The names of the columns, sorted, as YASA writes them: `eeg_abspow`, `eeg_abspow_c7min_norm` and so on.
  public let names: [String]
  /// How many epochs there are.
  public let rowCount: Int
  /// Row after row, rounded to single precision as YASA does.
  public private(set) var values: [Float]
  /// The columns that grow with the signal, each with its power: 1 for µV, 2 for µV².
  public let amplitudeColumns: [(column: Int, exponent: Int)]

  /// Smooths raw features, sets them in relation to the night and sorts the columns.
  ///
  /// Beside each feature stand a centred mean over 15 epochs with triangular weights (`_c7min_norm`) and a mean
  /// of the last four (`_p2min_norm`), both less their median and over the distance of their 5th and 95th
  /// percentiles; then the hours since the start and the share of the night. Source: `SleepStaging.fit` of YASA
  /// 0.8.1. Time is O(epochs · features · log epochs).
  ///
  /// - Precondition: every channel has the same number of epochs, and none stands twice.
  public init(_ channels: [(channel: ReferenceChannel, epochs: [EpochFeatures])]) {
    let count = channels.first?.epochs.count ?? 0
    precondition(channels.allSatisfy { $0.epochs.count == count }, "channels of one night have equal epochs")
    let sorted = Self.names(of: channels.map(\.channel))
    names = sorted
    rowCount = count
    let width = sorted.count
    var values = [Float](repeating: 0, count: count * width)
    var amplitude: [(column: Int, exponent: Int)] = []
    let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    func write(_ numbers: [Double], _ name: String) {
      guard let column = places[name] else { return }
      for row in 0..<count { values[row * width + column] = Float(numbers[row]) }
    }
    for (channel, epochs) in channels {
      for feature in channel.features {
        let raw = epochs.map { $0[feature] }
        let name = channel.rawValue + "_" + feature.name
        write(raw, name)
        write(Smoothing.scaled(Smoothing.centred(raw)), name + "_c7min_norm")
        write(Smoothing.scaled(Smoothing.past(raw)), name + "_p2min_norm")
        if feature.amplitudeExponent > 0, let column = places[name] {
          amplitude.append((column, feature.amplitudeExponent))
        }
      }
    }
    let times = (0..<count).map { Double($0) * 30 }
    write(times.map { $0 / 3600 }, "time_hour")
    write(times.map { count > 1 ? $0 / times[count - 1] : 0 }, "time_norm")
    self.values = values
    amplitudeColumns = amplitude
  }

  /// One row, for ``ReferenceModel/probabilities(of:)``.
  ///
  /// - Precondition: `index` is from 0 to ``rowCount`` − 1.
  public func row(_ index: Int) -> [Float] {
    Array(values[(index * names.count)..<((index + 1) * names.count)])
  }

  /// The table of the same signal `gain` times as large, without computing anything again.
  ///
  /// Only the columns of ``amplitudeColumns`` change; what is set in relation to the night does not.
  public func scaled(by gain: Double) -> ReferenceFeatureTable {
    var result = self
    for (column, exponent) in amplitudeColumns {
      let factor = exponent == 2 ? gain * gain : gain
      for row in 0..<rowCount {
        let at = row * names.count + column
        result.values[at] = Float(Double(values[at]) * factor)
      }
    }
    return result
  }

  /// The names of all columns for some channels, sorted by their bytes.
  static func names(of channels: [ReferenceChannel]) -> [String] {
    var names = ["time_hour", "time_norm"]
    for channel in channels {
      for feature in channel.features {
        for suffix in ["", "_c7min_norm", "_p2min_norm"] {
          names.append(channel.rawValue + "_" + feature.name + suffix)
        }
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

enum Smoothing {
  /// pandas' centred rolling mean of 15 with triangular weights; what is not finite is left out.
  static func centred(_ x: [Double]) -> [Double] {
    x.indices.map { centre in
      var (sum, weights) = (0.0, 0.0)
      for i in max(0, centre - 7)...min(x.count - 1, centre + 7) where x[i].isFinite {
        let weight = Double(8 - abs(i - centre)) / 8
        sum += weight * x[i]
        weights += weight
      }
      return weights > 0 ? sum / weights : .nan
    }
  }

  /// pandas' rolling mean of the last four; what is not finite is left out.
  static func past(_ x: [Double]) -> [Double] {
    x.indices.map { last in
      var (sum, count) = (0.0, 0.0)
      for i in max(0, last - 3)...last where x[i].isFinite {
        sum += x[i]
        count += 1
      }
      return count > 0 ? sum / count : .nan
    }
  }

  /// scikit-learn's `robust_scale` with the quantiles 5 and 95 %.
  static func scaled(_ x: [Double]) -> [Double] {
    let sorted = x.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return x }
    let centre = Quantile.of(sorted: sorted.span, 0.5)
    var scale = Quantile.of(sorted: sorted.span, 0.95) - Quantile.of(sorted: sorted.span, 0.05)
    if scale < 10 * Double.ulpOfOne { scale = 1 }
    return x.map { ($0 - centre) / scale }
  }
}
