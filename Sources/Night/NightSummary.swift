public import SleepCore

/// The figures of the morning, by the AASM's terms.
public struct NightSummary: Sendable, Hashable {
  /// The night's length from the first to the last sample.
  public let length: NightTime.Span
  /// Total sleep time.
  public let totalSleepTime: NightTime.Span
  /// From the first sample to sleep onset, or `nil` where there was no sleep.
  public let sleepOnset: NightTime?
  /// Wake after sleep onset.
  public let wakeAfterSleepOnset: NightTime.Span
  /// Time in each stage, in the order W, N1, N2, N3, R, unknown.
  public let stages: [NightTime.Span]
  /// Pulses that sounded.
  public let pulses: Int
  /// Moments that were only marked.
  public let marks: Int
  /// Arousals of 3 s or more.
  public let arousals: Int
  /// The loudest pulse (LAFmax), or silence.
  public let loudestPulse: SoundLevel
  /// The loudest bed of sound.
  public let loudestBed: SoundLevel
  /// Energy mean of all sound over the night.
  public let equivalentLevel: SoundLevel
  /// Exposure at the ear.
  public let dose: SoundDose
  /// How often the guard lowered or refused something.
  public let withheld: Int
  /// Times without signal.
  public let gaps: Int
  /// Why the night ended, or `nil` where it was cut short.
  public let end: String?

  /// Sums up a night.
  public init(_ timeline: NightTimeline) {
    let hypnogram = timeline.hypnogram
    length = (timeline.end?.time ?? timeline.beliefs.last?.time ?? .start) - .start
    totalSleepTime = hypnogram.totalSleepTime
    sleepOnset = hypnogram.sleepOnset
    wakeAfterSleepOnset = hypnogram.wakeAfterSleepOnset
    stages = SleepStage.allCases.map(hypnogram.time(in:))
    pulses = timeline.heardPulses.count
    marks = timeline.marks.count
    arousals = timeline.arousals.count
    loudestPulse = timeline.heardPulses.map(\.pulse.level).max() ?? .silence
    loudestBed = timeline.levels.map(\.ambience.beds.total).max() ?? .silence
    equivalentLevel = timeline.doses.last?.night ?? .silence
    dose = timeline.doses.last?.dose ?? .zero
    withheld = timeline.withheld.count
    gaps = timeline.gaps.count
    end = timeline.end?.why
  }

  /// The summary as the text of `summary.json`: the same night gives the same bytes.
  ///
  /// - Parameters:
  ///   - timeline: the night.
  ///   - head: the hash of its last line.
  /// - Returns: one JSON object and a line end.
  public func json(_ timeline: NightTimeline, head: String) -> String {
    func minutes(_ span: NightTime.Span) -> Int { Int(span.ticks / 600_000) }
    func level(_ json: inout JSONText, _ name: StaticString, _ level: SoundLevel) {
      if level.isSilent {
        json.add(name, Int?.none)
      } else {
        json.add(name, thousandths: Int(level.milliDecibels))
      }
    }
    var json = JSONText()
    json.add("format", "lumapod-summary/1")
    json.add("started", timeline.header.started)
    json.add("source", timeline.header.source)
    json.add("program", "\(timeline.header.programName) \(timeline.header.programVersion)")
    json.add("length_min", thousandths: minutes(length))
    json.add("tst_min", thousandths: minutes(totalSleepTime))
    if let sleepOnset {
      json.add("sol_min", thousandths: minutes(sleepOnset - .start))
    } else {
      json.add("sol_min", Int?.none)
    }
    json.add("waso_min", thousandths: minutes(wakeAfterSleepOnset))
    var times = JSONText()
    times.add("W", thousandths: minutes(stages[0]))
    times.add("N1", thousandths: minutes(stages[1]))
    times.add("N2", thousandths: minutes(stages[2]))
    times.add("N3", thousandths: minutes(stages[3]))
    times.add("R", thousandths: minutes(stages[4]))
    times.add("?", thousandths: minutes(stages[5]))
    json.add("stages_min", json: times.text)
    json.add("pulses", pulses)
    json.add("marks", marks)
    json.add("arousals", arousals)
    level(&json, "loudest_pulse_dba", loudestPulse)
    level(&json, "loudest_bed_dba", loudestBed)
    level(&json, "laeq_night_dba", equivalentLevel)
    json.add("dose_mpa2h", thousandths: EventLines.microPascalSquaredHours(dose))
    json.add("withheld", withheld)
    json.add("gaps", gaps)
    if let end { json.add("end", end) } else { json.add("end", json: "null") }
    json.add("events_head", head)
    return json.text + "\n"
  }
}
