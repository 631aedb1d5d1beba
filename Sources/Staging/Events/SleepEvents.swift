public import SleepCore

/// Finds the events of a whole recording with the detectors that a live night uses.
public enum SleepEvents {
  /// The stages in which spindles and slow waves are looked for where a hypnogram is given: N1, N2 and N3.
  public static let nrem: Set<SleepStage> = [.n1, .n2, .n3]

  /// The spindles of a channel.
  ///
  /// Just what ``SpindleDetector`` gives sample by sample, and, where there is a hypnogram, of those the ones that
  /// begin in one of `stages`. Time is O(samples): some seconds for a night.
  ///
  /// - Parameters:
  ///   - microvolts: the channel; NaN where samples are missing.
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - hypnogram: the stages, from the channel's first sample on.
  ///   - stages: where spindles may begin.
  ///   - criteria: what makes a spindle.
  /// - Returns: the spindles, in the order of their ends.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public static func spindles(
    microvolts: [Double], samplingRate: Frequency, hypnogram: Hypnogram? = nil,
    stages: Set<SleepStage> = nrem, criteria: SpindleDetector.Criteria = .standard
  ) throws(EventError) -> [SpindleEvent] {
    var detector = try SpindleDetector(samplingRate: samplingRate, criteria: criteria)
    var found: [SpindleEvent] = []
    for sample in microvolts { if let spindle = detector.push(sample) { found.append(spindle) } }
    if let spindle = detector.finish() { found.append(spindle) }
    guard let hypnogram else { return found }
    return found.filter { stages.contains(hypnogram.stage(at: $0.start)) }
  }

  /// How many events there are in each minute of a stage; `nil` where the hypnogram has none of it.
  public static func density(of onsets: [NightTime], in stage: SleepStage, of hypnogram: Hypnogram) -> Double?
  {
    let time = hypnogram.time(in: stage)
    guard time > .zero else { return nil }
    return Double(onsets.count(where: { hypnogram.stage(at: $0) == stage })) / (time.seconds / 60)
  }
}
