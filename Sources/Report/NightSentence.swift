internal import Night
internal import SleepCore

/// The night in one sentence.
///
/// It says what the record holds, and promises nothing.
struct NightSentence {
  let timeline: NightTimeline
  let figures: NightFigures
  let clock: LocalClock

  /// The sentence.
  var text: String {
    var parts = [sleep]
    if let bed = figures.firstBed {
      let name = Words.name(bed.bed)
      parts.append(bed.silentFrom.map { "\(name) faded at \(clock.time($0))" } ?? "\(name) played to the end")
    }
    if timeline.heardPulses.isEmpty {
      parts.append(
        timeline.marks.isEmpty
          ? "no soft pulses"
          : "\(Words.count(timeline.marks.count, "moment", "moments")) marked, and no soft pulses")
    } else {
      let pulses = Words.count(timeline.heardPulses.count, "soft pulse", "soft pulses")
      let loudest = figures.loudest.map { Words.level($0, 0) } ?? "silence"
      parts.append(
        timeline.heardPulses.count == 1 ? "\(pulses) of \(loudest)" : "\(pulses), the loudest \(loudest)")
    }
    if !figures.gaps.isEmpty || figures.secondsWithoutSignal >= 60 {
      let span = NightTime.Span(ticks: Int64(figures.secondsWithoutSignal * 1e7))
      parts.append("the signal was missing for \(Words.duration(span))")
    }
    if timeline.end == nil, figures.length > 0 {
      parts.append("the record breaks off at \(clock.time(figures.length))")
    }
    return parts.joined(separator: "; ") + "."
  }

  private var sleep: String {
    let hypnogram = figures.hypnogram
    guard hypnogram.stages.contains(where: { $0 != .unknown }) else { return "No sleep could be scored" }
    guard hypnogram.totalSleepTime > .zero else { return "No sleep was found" }
    return "You slept \(Words.duration(hypnogram.totalSleepTime))"
  }
}
