internal import Foundation
internal import Night
internal import SleepCore

/// The figures of a night, each from what its record says and nothing else.
struct NightFigures {
  /// How long the record runs, in seconds.
  let length: Double
  /// The causal hypnogram.
  let hypnogram: Hypnogram
  /// The loudest pulse, or `nil` where there was none.
  let loudest: SoundLevel?
  /// LAeq since the start, from the last entry of the dose, or `nil` where there is none.
  let equivalentLevel: SoundLevel?
  /// Exposure since the start, or `nil` where the record holds none.
  let dose: SoundDose?
  /// What may reach someone of this age in seven days, or `nil` where the table lacks it.
  let weeklyLimit: SoundDose?
  /// Seconds without signal: in gaps, overlaps counted once, and on a flat line.
  let secondsWithoutSignal: Double
  /// The gaps in seconds, joined where they touch, in order.
  let gaps: [ClosedRange<Double>]
  /// The first bed of sound that played, and when it fell silent, or `nil` for a bed that still played at the end.
  let firstBed: (bed: Soundscape, start: Double, silentFrom: Double?)?

  /// The longest night that a page draws, in seconds: seven days.
  static let longest = 604_800.0

  /// Reads the figures off a night.
  init(_ timeline: NightTimeline, signalSeconds: Double) {
    hypnogram = Hypnogram(stages: timeline.epochs)
    var last = max(signalSeconds.isFinite ? signalSeconds : 0, Double(timeline.epochs.count) * 30)
    for time in [
      timeline.beliefs.last?.time, timeline.scenes.last?.time, timeline.levels.last?.time,
      timeline.pulses.last?.pulse.onset, timeline.doses.last?.time, timeline.alarms.last?.time,
      timeline.end?.time,
    ] { last = max(last, time?.seconds ?? 0) }
    for gap in timeline.gaps { last = max(last, gap.start.seconds + gap.length.seconds) }
    let length = min(last, Self.longest)
    self.length = length

    loudest = timeline.heardPulses.map(\.pulse.level).max()
    equivalentLevel = timeline.doses.last?.night
    dose = timeline.doses.last?.dose
    weeklyLimit = (try? SafetyLimitsTable.limits(for: timeline.header.age))?.weeklyDose

    var joined: [ClosedRange<Double>] = []
    let spans = timeline.gaps.map { ($0.start.seconds, $0.start.seconds + max($0.length.seconds, 0)) }
    for (from, to) in spans.sorted(by: { $0.0 < $1.0 }) {
      let (from, to) = (min(max(from, 0), length), min(max(to, 0), length))
      guard to > from else { continue }
      if let before = joined.last, from <= before.upperBound {
        joined[joined.count - 1] = before.lowerBound...max(before.upperBound, to)
      } else {
        joined.append(from...to)
      }
    }
    gaps = joined
    // Seconds inside a gap are flat too, so the two are not added.
    let flat = timeline.beliefs.count(where: { $0.signal == "flat" })
    secondsWithoutSignal = max(joined.reduce(0) { $0 + $1.upperBound - $1.lowerBound }, Double(flat))
    firstBed = Self.firstBed(timeline.levels)
  }

  /// The bed that sounded first, and the start of the first silence of a minute or more that followed it.
  private static func firstBed(_ levels: [NightTimeline.Levels]) -> (Soundscape, Double, Double?)? {
    for (i, level) in levels.enumerated() {
      guard let bed = Soundscape.allCases.first(where: { !level.ambience.beds[$0].isSilent }) else {
        continue
      }
      let start = level.time.seconds
      var silence: Double?
      for later in levels[i...] {
        let now = later.time.seconds
        if let from = silence, now - from >= 60 { return (bed, start, from) }
        // A level is reached at the end of its second.
        silence = later.ambience.beds[bed].isSilent ? silence ?? now + 1 : nil
      }
      return (bed, start, silence)
    }
    return nil
  }

  /// Sleep onset latency, counted from the start of the record, or `nil` without sleep.
  var sleepOnsetLatency: NightTime.Span? { hypnogram.sleepOnset.map { $0 - .start } }

  /// The share of the time asleep that a stage of sleep takes, or `nil` without sleep.
  func shareOfSleep(_ stage: SleepStage) -> Double? {
    let sleep = hypnogram.totalSleepTime.seconds
    guard sleep > 0, stage.isAsleep else { return nil }
    return hypnogram.time(in: stage).seconds / sleep
  }

  /// The share of the scored and unscored time that a stage takes.
  func shareOfRecord(_ stage: SleepStage) -> Double {
    hypnogram.stages.isEmpty ? 0 : hypnogram.time(in: stage).seconds / (Double(hypnogram.stages.count) * 30)
  }
}
