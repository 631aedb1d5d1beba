/// An hour of nobody's night: what every feature looks like awake, in N3 and between, as 120 sorted values each.
///
/// YASA's features say how an epoch stands to its own night. Half an hour is no night, and a live stager never has
/// one: so a night is looked at together with this hour, which counts for less the more there is of the night.
package struct ReferenceHour: Sendable {
  /// Features of an epoch: those of ``ReferenceFeature``.
  static let features = 21
  /// Values of each feature.
  static let epochs = 120

  /// Feature after feature, smoothed over the 15 epochs around, for a whole night.
  package let centred: [Double]
  /// Smoothed over the eight epochs up to now, for a live one.
  let trailing: [Double]
  /// Smoothed over the last four epochs.
  let recent: [Double]
}

/// Where the features of an epoch stand in a row of the forest.
struct FeatureColumns: Sendable {
  /// The feature itself, by ``ReferenceFeature``'s raw value.
  let raw: [Int]
  /// Smoothed over minutes and set in relation to the night.
  let wide: [Int]
  /// Smoothed over the last two minutes and set in relation to the night.
  let recent: [Int]
  /// Hours since the beginning, and the share of the night.
  let hour: Int
  let share: Int
  /// All columns that change with the gain.
  let amplitude: [Int]

  /// Finds the columns by YASA's names; `nil` where one is missing.
  init?(names: [String]) {
    func places(_ suffix: String) -> [Int] {
      ReferenceFeature.allCases.compactMap { names.firstIndex(of: "eeg_\($0.name)\(suffix)") }
    }
    (raw, wide, recent) = (places(""), places("_c7min_norm"), places("_p2min_norm"))
    guard let hour = names.firstIndex(of: "time_hour"), let share = names.firstIndex(of: "time_norm"),
      [raw, wide, recent].allSatisfy({ $0.count == ReferenceHour.features })
    else { return nil }
    (self.hour, self.share) = (hour, share)
    let grows = ReferenceFeature.allCases.filter { $0.amplitudeExponent > 0 }.map(\.rawValue)
    amplitude = [raw, wide, recent].flatMap { columns in grows.map { columns[$0] } }
  }

  /// Whether a column grows with the signal.
  func isAmplitude(_ column: Int) -> Bool {
    ReferenceFeature.allCases.contains { $0.amplitudeExponent > 0 && raw[$0.rawValue] == column }
  }
}
