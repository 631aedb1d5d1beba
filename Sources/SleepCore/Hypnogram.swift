/// The stages of a night in epochs of equal length, from the first sample on.
public struct Hypnogram: Sendable, Hashable {
  /// The stage of each epoch.
  public var stages: [SleepStage]
  /// The length of an epoch; 30 s by the AASM manual.
  public let epochLength: NightTime.Span

  /// The AASM's epoch of 30 s.
  public static let aasmEpoch = NightTime.Span.seconds(30)

  /// Creates a hypnogram.
  public init(stages: [SleepStage], epochLength: NightTime.Span = Hypnogram.aasmEpoch) {
    self.stages = stages
    self.epochLength = epochLength
  }

  /// Where an epoch begins.
  public func onset(of epoch: Int) -> NightTime { NightTime(ticks: Int64(epoch) * epochLength.ticks) }

  /// The stage of the epoch that holds a moment; unknown before the first and after the last.
  public func stage(at time: NightTime) -> SleepStage {
    guard time >= .start, epochLength > .zero else { return .unknown }
    let epoch = time.ticks / epochLength.ticks
    return epoch < Int64(stages.count) ? stages[Int(epoch)] : .unknown
  }

  /// The time spent in a stage.
  public func time(in stage: SleepStage) -> NightTime.Span {
    NightTime.Span(ticks: Int64(stages.count(where: { $0 == stage })) * epochLength.ticks)
  }

  /// Total sleep time (AASM: TST): all N1, N2, N3 and R.
  public var totalSleepTime: NightTime.Span {
    NightTime.Span(ticks: Int64(stages.count(where: \.isAsleep)) * epochLength.ticks)
  }

  /// Sleep onset (AASM): the first epoch of any stage but W, or `nil` where there is none.
  public var sleepOnset: NightTime? { stages.firstIndex(where: \.isAsleep).map(onset(of:)) }

  /// Wake after sleep onset (WASO) within the sleep period: W between the first and the last epoch of sleep.
  ///
  /// The AASM's own also counts W after the last epoch of sleep.
  public var wakeAfterSleepOnset: NightTime.Span {
    guard let first = stages.firstIndex(where: \.isAsleep), let last = stages.lastIndex(where: \.isAsleep)
    else { return .zero }
    return NightTime.Span(
      ticks: Int64(stages[first...last].count(where: { $0 == .wake })) * epochLength.ticks)
  }
}
