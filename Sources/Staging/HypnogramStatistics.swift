public import SleepCore

/// What a hypnogram says about a night, by the AASM's terms.
///
/// Terms: AASM manual (Iber and others 2007; version 2.6), the chapter on parameters to be reported.
///
/// The hypnogram is taken as the time in bed: crop it to lights off and lights on first, or the latencies and the
/// efficiency mean the recording. An epoch without a stage (`?`) is part of the time in bed and of the sleep period
/// that it lies in; it is neither sleep nor wake, so it is in no sleep time, in no wake time and in no percentage,
/// and a change to or from it is no awakening and no stage shift. The figures are those of
/// `yasa.Hypnogram.sleep_statistics` of YASA 0.8.1 (Vallat and Walker, eLife 2021;10:e70092) where that has them;
/// a test compares them. Time is O(epochs).
public struct HypnogramStatistics: Sendable, Hashable {
  /// Time in bed (TIB): every epoch.
  public let timeInBed: NightTime.Span
  /// Sleep period time (SPT): from the first to the last epoch of sleep, both included; zero where there is none.
  public let sleepPeriodTime: NightTime.Span
  /// Total sleep time (TST): N1, N2, N3 and R.
  public let totalSleepTime: NightTime.Span
  /// Wake after sleep onset within the sleep period (WASO), or `nil` where there is no sleep.
  ///
  /// The AASM's own WASO also counts ``wakeAfterLastSleep``: it is TIB − SOL − TST.
  public let wakeAfterSleepOnset: NightTime.Span?
  /// W after the last epoch of sleep.
  public let wakeAfterLastSleep: NightTime.Span
  /// Sleep onset latency (SOL): up to the first epoch of any sleep.
  public let sleepOnsetLatency: NightTime.Span?
  /// Up to the first five minutes of sleep in a row, in whole epochs rounded up.
  public let persistentSleepLatency: NightTime.Span?
  /// Up to the first epoch of each stage, in the order of ``SleepStage/allCases``; see ``latency(to:)``.
  private let latencies: [NightTime.Span?]
  /// The time in each stage, in the order of ``SleepStage/allCases``; see ``time(in:)``.
  private let times: [NightTime.Span]
  /// Changes from sleep straight into W, the last awakening included.
  public let awakenings: Int
  /// Changes between two different scored stages from the first to the last epoch of sleep.
  public let stageShifts: Int
  /// How often each stage is followed by each: six rows (from) of six (to), in the order of
  /// ``SleepStage/allCases``, `?` the last of each.
  public let transitions: [[Int]]

  /// Counts a hypnogram.
  public init(_ hypnogram: Hypnogram) {
    let stages = hypnogram.stages
    let epoch = hypnogram.epochLength
    func span(_ epochs: Int) -> NightTime.Span { NightTime.Span(ticks: Int64(epochs) * epoch.ticks) }
    let first = stages.firstIndex(where: \.isAsleep)
    let last = stages.lastIndex(where: \.isAsleep)
    timeInBed = span(stages.count)
    totalSleepTime = hypnogram.totalSleepTime
    sleepOnsetLatency = hypnogram.sleepOnset.map { $0 - .start }
    wakeAfterSleepOnset = first == nil ? nil : hypnogram.wakeAfterSleepOnset
    times = SleepStage.allCases.map(hypnogram.time(in:))
    latencies = SleepStage.allCases.map { stage in stages.firstIndex(of: stage).map(span) }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 6)
    for (from, to) in zip(stages, stages.dropFirst()) { counts[Int(from.rawValue)][Int(to.rawValue)] += 1 }
    transitions = counts
    awakenings = SleepStage.allCases.filter(\.isAsleep).reduce(0) { $0 + counts[Int($1.rawValue)][0] }
    guard let first, let last else {
      (sleepPeriodTime, wakeAfterLastSleep, persistentSleepLatency, stageShifts) = (.zero, .zero, nil, 0)
      return
    }
    sleepPeriodTime = span(last + 1 - first)
    wakeAfterLastSleep = span(stages[(last + 1)...].count(where: { $0 == .wake }))
    let period = stages[first...last]
    stageShifts = zip(period, period.dropFirst()).count(where: {
      $0 != $1 && $0 != .unknown && $1 != .unknown
    })
    let fiveMinutes = NightTime.Span.minutes(5).ticks
    let needed = epoch > .zero ? (fiveMinutes + epoch.ticks - 1) / epoch.ticks : .max
    var run = 0
    var persistent: Int?
    for (i, stage) in stages.enumerated() where persistent == nil {
      run = stage.isAsleep ? run + 1 : 0
      if run >= needed { persistent = i + 1 - run }
    }
    persistentSleepLatency = persistent.map(span)
  }

  /// The time in a stage.
  public func time(in stage: SleepStage) -> NightTime.Span { times[Int(stage.rawValue)] }

  /// From the first epoch up to the first epoch of a stage, or `nil` where there is none.
  public func latency(to stage: SleepStage) -> NightTime.Span? { latencies[Int(stage.rawValue)] }

  /// The AASM's R latency: from sleep onset to the first epoch of R.
  public var remLatencyFromSleepOnset: NightTime.Span? {
    guard let onset = sleepOnsetLatency, let rem = latency(to: .rem) else { return nil }
    return rem - onset
  }

  /// Sleep efficiency (SE): TST in per cent of the time in bed; `nil` for an empty hypnogram.
  public var sleepEfficiencyPercent: Double? { Self.percent(totalSleepTime, of: timeInBed) }

  /// Sleep maintenance efficiency (SME): TST in per cent of the sleep period; `nil` without sleep.
  public var sleepMaintenanceEfficiencyPercent: Double? { Self.percent(totalSleepTime, of: sleepPeriodTime) }

  /// A stage of sleep in per cent of TST; `nil` without sleep, and for W and `?`.
  public func percentOfSleep(_ stage: SleepStage) -> Double? {
    stage.isAsleep ? Self.percent(time(in: stage), of: totalSleepTime) : nil
  }

  /// Sleep fragmentation index (SFI): ``awakenings`` per hour of TST; `nil` without sleep.
  ///
  /// Shifts to N1, which Haba-Rubio et al. (Sleep Medicine 2004;5:337) count as well, are in
  /// ``stageShiftsPerHour``.
  public var sleepFragmentationIndex: Double? { perHourOfSleep(awakenings) }

  /// ``stageShifts`` per hour of TST; `nil` without sleep.
  public var stageShiftsPerHour: Double? { perHourOfSleep(stageShifts) }

  /// How likely an epoch of `from` is followed by one of `to`, `?` counted as a stage of its own.
  ///
  /// `nil` where no epoch follows one of `from`.
  public func transitionProbability(from: SleepStage, to: SleepStage) -> Double? {
    let row = transitions[Int(from.rawValue)]
    let total = row.reduce(0, +)
    return total == 0 ? nil : Double(row[Int(to.rawValue)]) / Double(total)
  }

  private func perHourOfSleep(_ count: Int) -> Double? {
    totalSleepTime > .zero ? Double(count) / (totalSleepTime.seconds / 3600) : nil
  }

  private static func percent(_ part: NightTime.Span, of whole: NightTime.Span) -> Double? {
    whole > .zero ? 100 * (part.seconds / whole.seconds) : nil
  }
}
