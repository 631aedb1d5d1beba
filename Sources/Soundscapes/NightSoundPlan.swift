public import SleepCore

/// What sounded in a night, second by second, and which part of it a file shall hold.
public struct NightSoundPlan: Sendable {
  /// Which part of a night a file holds.
  public enum Extent: Sendable, Hashable {
    /// The whole night.
    case whole
    /// The first minutes, and after them every whole minute of the night in which any part of a pulse falls.
    case firstMinutesAndPulseMinutes(first: Int)
  }

  /// A run of seconds of the night that stands in the file.
  public struct Segment: Sendable, Hashable {
    /// Its first second in the night.
    public let nightSecond: Int
    /// Its first second in the file.
    public let fileSecond: Int
    /// Its length in seconds.
    public let seconds: Int

    /// Creates a segment.
    public init(nightSecond: Int, fileSecond: Int, seconds: Int) {
      self.nightSecond = nightSecond
      self.fileSecond = fileSecond
      self.seconds = seconds
    }
  }

  /// The seed of the night's sound.
  public let seed: UInt64
  /// The levels at the end of each second; before the first second there is silence.
  public let levels: [BedLevels]
  /// The pulses, by onset.
  public let pulses: [Pulse]
  /// What the file shall hold.
  public let extent: Extent

  /// Creates a plan for a night of `levels.count` seconds.
  ///
  /// - Parameters:
  ///   - seed: the seed of the night's sound.
  ///   - levels: one element a second, the levels reached at that second's end.
  ///   - pulses: in any order; those that cannot be heard within the night are left out.
  ///   - extent: what the file shall hold.
  public init(seed: UInt64, levels: [BedLevels], pulses: [Pulse], extent: Extent) {
    self.seed = seed
    self.levels = levels
    let earliest = NightTime.start - NightMixer.longestPulse
    let end = NightTime(seconds: levels.count)
    let heard = pulses.filter { pulse in
      pulse.onset > earliest && pulse.onset < end && pulse.length > .zero && !pulse.level.isSilent
    }
    self.pulses = heard.sorted { $0.onset < $1.onset }
    self.extent = extent
  }

  /// The runs of seconds that the file holds, in order; runs that touch are one.
  public var segments: [Segment] {
    let total = levels.count
    switch extent {
    case .whole:
      return total > 0 ? [Segment(nightSecond: 0, fileSecond: 0, seconds: total)] : []
    case .firstMinutesAndPulseMinutes(let first):
      let minutes = (total + 59) / 60
      var wanted = [Bool](repeating: false, count: minutes)
      for minute in 0..<min(max(first, 0), minutes) { wanted[minute] = true }
      for pulse in pulses {
        let end = pulse.onset + min(pulse.length, NightMixer.longestPulse)
        guard end > .start else { continue }
        let from = max(0, pulse.onset.wholeSeconds / 60)
        let through = min(end.wholeSeconds / 60, minutes - 1)
        for minute in from...through { wanted[minute] = true }
      }
      var result: [Segment] = []
      var file = 0
      var minute = 0
      while minute < minutes {
        guard wanted[minute] else {
          minute += 1
          continue
        }
        let begin = minute
        while minute < minutes, wanted[minute] { minute += 1 }
        let seconds = min(minute * 60, total) - begin * 60
        result.append(Segment(nightSecond: begin * 60, fileSecond: file, seconds: seconds))
        file += seconds
      }
      return result
    }
  }
}
