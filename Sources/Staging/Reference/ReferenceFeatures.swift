public import SleepCore

/// Computes YASA's features of a whole recording.
public enum ReferenceFeatures {
  /// The features of every whole epoch of 30 s, neither smoothed nor set in relation to the night.
  ///
  /// The signal goes to 100 Hz and through 0.4-30 Hz first, as YASA has MNE do it. A last piece under 30 s is
  /// left out.
  ///
  /// - Parameters:
  ///   - microvolts: the channel, as it was recorded: neither filtered nor scaled.
  ///   - channel: which it is, for what an error says.
  ///   - samplingRate: whole hertz over 80.
  /// - Returns: the features of each epoch.
  /// - Throws: ``ReferenceError``: another rate, under 30 s, or a sample that is not finite.
  public static func epochs(
    microvolts: [Double], of channel: ReferenceChannel = .eeg, samplingRate: Frequency
  ) throws(ReferenceError) -> [EpochFeatures] {
    try check(count: microvolts.count, samplingRate: samplingRate, shortest: 30)
    if let sample = microvolts.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(channel, sample: sample)
    }
    let filtered = unsafe microvolts.withUnsafeBufferPointer { x in
      unsafe ReferenceFilter.conditioned(x, samplingRate: Int(samplingRate.hertz))
    }
    let count = filtered.count / EpochExtractor.count
    return unsafe [EpochFeatures](unsafeUninitializedCapacity: count) { result, written in
      Cores.share(count) { part in
        var extractor = EpochExtractor()
        for epoch in part {
          let start = epoch * EpochExtractor.count
          let samples = filtered.span.extracting(start..<(start + EpochExtractor.count))
          unsafe result.initializeElement(at: epoch, to: extractor.features(of: samples))
        }
      }
      written = count
    }
  }

  /// The whole table of a recording: what ``ReferenceModel`` reads, a row for every whole epoch.
  ///
  /// - Parameters:
  ///   - eeg: µV, as recorded.
  ///   - eog: µV, as long as the EEG, where there is one.
  ///   - emg: µV, as long as the EEG, where there is one.
  ///   - samplingRate: whole hertz over 80, the same for all.
  /// - Returns: the table.
  /// - Throws: ``ReferenceError``: another rate, under 30 s, channels that differ in length, or a sample that is
  ///   not finite.
  public static func table(
    eeg: [Double], eog: [Double]? = nil, emg: [Double]? = nil, samplingRate: Frequency
  ) throws(ReferenceError) -> ReferenceFeatureTable {
    var channels: [(channel: ReferenceChannel, epochs: [EpochFeatures])] = []
    for (channel, signal) in [(ReferenceChannel.eeg, Optional(eeg)), (.eog, eog), (.emg, emg)] {
      guard let signal else { continue }
      guard signal.count == eeg.count else {
        throw .lengths(channel, count: signal.count, eeg: eeg.count)
      }
      channels.append(
        (channel, try epochs(microvolts: signal, of: channel, samplingRate: samplingRate)))
    }
    return ReferenceFeatureTable(channels)
  }

  /// Refuses what can't be looked at, whatever its samples are.
  static func check(count: Int, samplingRate: Frequency, shortest: Double) throws(ReferenceError) {
    guard samplingRate.hertz > 80, samplingRate.hertz <= 100_000,
      samplingRate.hertz == samplingRate.hertz.rounded()
    else { throw .samplingRate(samplingRate) }
    let seconds = Double(count) / samplingRate.hertz
    guard seconds >= shortest else { throw .tooShort(seconds: seconds, needed: shortest) }
  }
}
