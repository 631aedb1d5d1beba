internal import Household
internal import Night
internal import SleepCore
internal import Synchronization

/// A night in half minutes: stages, the loudest bed of sound, pulses.
struct PlayedNight: Sendable {
  /// Seconds of the day at which it began, by its own clock.
  let start: Int
  let stages: [SleepStage]
  /// Thousandths of a dBA; `nil` in silence.
  let levels: [Int?]
  let pulses: [Int]

  init(_ timeline: NightTimeline) {
    let started = Array(timeline.header.started.utf8)
    func two(_ at: Int) -> Int {
      started.count > at + 1 ? (Int(started[at]) - 48) * 10 + Int(started[at + 1]) - 48 : 0
    }
    start = two(11) * 3600 + two(14) * 60 + two(17)
    stages = timeline.epochs
    let seconds = (timeline.end?.time ?? timeline.beliefs.last?.time ?? .start).wholeSeconds
    let count = max(timeline.epochs.count, (min(max(seconds, 0), 604_800) + 29) / 30)
    var (levels, pulses) = ([Int?](repeating: nil, count: count), [Int](repeating: 0, count: count))
    for (i, change) in timeline.levels.enumerated() where !change.ambience.beds.total.isSilent {
      let level = Int(change.ambience.beds.total.milliDecibels)
      let until =
        i + 1 < timeline.levels.count ? timeline.levels[i + 1].time.wholeSeconds : seconds
      let first = max(change.time.wholeSeconds / 30, 0)
      for bin in first..<max(min(until / 30 + 1, count), first) where bin < count {
        levels[bin] = max(levels[bin] ?? level, level)
      }
    }
    for pulse in timeline.heardPulses {
      let bin = pulse.pulse.onset.wholeSeconds / 30
      if pulses.indices.contains(bin) { pulses[bin] += 1 }
    }
    (self.levels, self.pulses) = (levels, pulses)
  }

  /// As it goes to the page's script: a gap is a gap.
  var json: CanonicalJSON {
    [
      "start_s": .number(start), "step_s": 30,
      "stages": .list(stages.map { $0 == .unknown ? .null : .text($0.code) }),
      "level_milli_dba": .list(levels.map { level in level.map { .number($0) } ?? .null }),
      "pulses": .list(pulses.map { .number($0) }),
    ]
  }
}

/// The nights that somebody looked at last: a record is read once, not for every picture of it.
final class PlayedShelf: Sendable {
  private let nights = Mutex<[(id: Int, night: PlayedNight)]>([])

  /// A night; reading one takes some hundred milliseconds.
  func night(_ kept: KeptNight) async throws -> PlayedNight {
    if let found = nights.withLock({ all in all.first { $0.id == kept.id }?.night }) { return found }
    let night = PlayedNight(try NightTimeline.load(NightFolder(path: kept.folder)))
    // A night that still runs is another one a moment later.
    if kept.ended != nil {
      nights.withLock { $0 = Array(([(kept.id, night)] + $0.filter { $0.id != kept.id }).prefix(8)) }
    }
    return night
  }
}
