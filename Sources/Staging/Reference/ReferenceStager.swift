public import SleepCore

/// Stages a whole recording as YASA 0.8.1 does: the field's reference, to stand beside one's own.
public enum ReferenceStager {
  /// The shortest signal that is staged, in seconds.
  ///
  /// YASA warns under 5 min that its results may be unreliable, since the features are relative to the night.
  public static let shortest = 300.0

  /// How likely each stage is in every whole epoch of 30 s, in the order W, N1, N2, N3, R.
  ///
  /// The likeliest stage is YASA's; where two are equal it takes the first of N1, N2, N3, R, W.
  ///
  /// - Parameters:
  ///   - eeg: µV, as recorded; the calibration matters.
  ///   - eog: µV, as long as the EEG, where the model asks for it.
  ///   - emg: µV, as long as the EEG, where the model asks for it.
  ///   - samplingRate: whole hertz over 80, the same for all.
  ///   - model: the forest of exactly these channels.
  /// - Returns: five probabilities for each epoch.
  /// - Throws: ``ReferenceError``.
  public static func stage(
    eeg: [Double], eog: [Double]? = nil, emg: [Double]? = nil, samplingRate: Frequency, model: ReferenceModel
  ) throws(ReferenceError) -> [[5 of Double]] {
    let given =
      [ReferenceChannel.eeg] + (eog == nil ? [] : [.eog]) + (emg == nil ? [] : [.emg])
    guard given == model.channels else { throw .channels(model: model.name, needed: model.channels) }
    try ReferenceFeatures.check(count: eeg.count, samplingRate: samplingRate, shortest: shortest)
    let table = try ReferenceFeatures.table(eeg: eeg, eog: eog, emg: emg, samplingRate: samplingRate)
    return stage(table, model: model)
  }

  /// How likely each stage is in every row of a table, in the order W, N1, N2, N3, R.
  ///
  /// - Precondition: the table has the model's channels.
  public static func stage(_ table: ReferenceFeatureTable, model: ReferenceModel) -> [[5 of Double]] {
    precondition(table.names == model.featureNames, "the table has the model's channels")
    return model.forest.probabilities(ofRows: table.values.span)
  }

  /// The stage that YASA names: the likeliest, and of equals the first of N1, N2, N3, R, W.
  public static func stage(of probabilities: [5 of Double]) -> SleepStage {
    var best = 1
    for i in [2, 3, 4, 0] where probabilities[i] > probabilities[best] { best = i }
    return SleepStage.scored[best]
  }
}
