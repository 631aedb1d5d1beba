public import SleepCore

/// One channel of a recording in µV, laid on its own clock.
public enum RecordingChannel {
  /// Every sample, with NaN where the file has a gap.
  ///
  /// A gap of more than a day is cut to a day.
  ///
  /// - Parameters:
  ///   - signal: the channel's index in the file.
  ///   - file: the recording.
  /// - Returns: the samples, and how many there are in a second; a unit that is no voltage counts as µV.
  public static func microvolts(of signal: Int, in file: EDFFile) -> (samples: [Float], rate: Frequency) {
    let header = file.header.signals[signal]
    let scale: Float = Float(VoltageUnit.microvolts(header.physicalDimension) ?? 1)
    let all = file.physicalFloat(signal: signal)
    let rate = Frequency(exactly: file.header.sampleRate(of: signal)) ?? .hertz(0)
    var samples: [Float] = []
    samples.reserveCapacity(all.count)
    var next = 0
    for gap in file.gaps {
      let end = gap.record * header.samplesPerRecord
      samples.append(contentsOf: all[next..<end].map { $0 * scale })
      let missing = min(gap.length.seconds, 86_400) * rate.hertz
      samples.append(contentsOf: repeatElement(.nan, count: max(0, Int(missing.rounded()))))
      next = end
    }
    samples.append(contentsOf: all[next...].map { $0 * scale })
    return (samples, rate)
  }
}
