public import SleepCore

/// A night as it was recorded, read back for a report: every event, in order, typed.
public struct NightTimeline: Sendable {
  /// The first line: what the night was.
  public var header = Header()
  /// The belief of every second.
  public var beliefs: [Belief] = []
  /// The causal hypnogram, an entry an epoch.
  public var epochs: [SleepStage] = []
  /// Every change of scene.
  public var scenes: [Scene] = []
  /// Every change of what came out.
  public var levels: [Levels] = []
  /// Every pulse, and every moment that was only marked: one without a level.
  public var pulses: [PulseEvent] = []
  /// When each arousal was known to be one.
  public var arousals: [NightTime] = []
  /// Every spoken cue, touch and flash.
  public var gestures: [GestureEvent] = []
  /// Everything that the guard lowered or refused.
  public var withheld: [Withheld] = []
  /// The dose, every minute.
  public var doses: [Dose] = []
  /// Times without signal.
  public var gaps: [Gap] = []
  /// What the alarm did.
  public var alarms: [Alarm] = []
  /// What was said to the night.
  public var words: [Word] = []
  /// How the night ended, or `nil` where it was cut short.
  public var end: End?

  /// The pulses that sounded.
  public var heardPulses: [PulseEvent] { pulses.filter { !$0.pulse.level.isSilent } }
  /// The moments that were only marked.
  public var marks: [PulseEvent] { pulses.filter(\.pulse.level.isSilent) }

  /// An empty timeline.
  public init() {}

  /// What line 0 says.
  public struct Header: Sendable {
    /// Local start, ISO 8601 without zone.
    public var started = ""
    /// The source's name.
    public var source = ""
    /// The sleeper's age group.
    public var age = AgeGroup.adult
    /// The wake time, if one was set.
    public var wakeAt: NightTime?
    /// The program's name.
    public var programName = ""
    /// The program's title, for people.
    public var programTitle = ""
    /// The program's version.
    public var programVersion = ""
    /// The engine's version.
    public var engine = ""
    /// The label of the channel that decisions rested on.
    public var primaryLabel = ""
    /// The index of that channel in `signals.edf`.
    public var primary = 0
    /// An empty header.
    public init() {}
  }
  /// What was known at a second's end.
  public struct Belief: Sendable {
    /// The end of the second.
    public var time: NightTime
    /// The shares at the end of the second before, which had just been judged.
    public var belief: StageBelief
    /// Amplitude of the 0.5-2 Hz wave in µV.
    public var slowWaveMicrovolts: Double
    /// `good`, `flat`, `artefact` or `warming`.
    public var signal: String
    /// Creates one.
    public init(time: NightTime, belief: StageBelief, slowWaveMicrovolts: Double, signal: String) {
      self.time = time
      self.belief = belief
      self.slowWaveMicrovolts = slowWaveMicrovolts
      self.signal = signal
    }
  }
  /// A change of scene.
  public struct Scene: Sendable {
    /// When.
    public var time: NightTime
    /// The scene left; empty at the start.
    public var from: String
    /// The scene entered.
    public var to: String
    /// Why, in words.
    public var why: String
    /// Creates one.
    public init(time: NightTime, from: String, to: String, why: String) {
      self.time = time
      self.from = from
      self.to = to
      self.why = why
    }
  }
  /// A change of what came out: reached at the end of the second that begins at `time`.
  public struct Levels: Sendable {
    /// The beginning of the second.
    public var time: NightTime
    /// What it was at its end.
    public var ambience: Ambience
    /// Creates one.
    public init(time: NightTime, ambience: Ambience) {
      self.time = time
      self.ambience = ambience
    }
  }
  /// A pulse that came out.
  public struct PulseEvent: Sendable {
    /// The pulse.
    public var pulse: Pulse
    /// The phase of the slow wave that was predicted for its onset at the ear; 0 is the positive peak.
    public var predicted: Phase
    /// Creates one.
    public init(pulse: Pulse, predicted: Phase) {
      self.pulse = pulse
      self.predicted = predicted
    }
  }
  /// A spoken cue, a touch or flashes that came out.
  public struct GestureEvent: Sendable {
    /// When.
    public var time: NightTime
    /// What.
    public var gesture: Gesture
    /// Creates one.
    public init(time: NightTime, gesture: Gesture) {
      self.time = time
      self.gesture = gesture
    }
  }
  /// Something the guard lowered or refused.
  public struct Withheld: Sendable {
    /// When.
    public var time: NightTime
    /// What: `beds`, `pulse`, `light`.
    public var what: String
    /// What was asked for, and what was let through, with units.
    public var asked: String
    /// What was let through.
    public var allowed: String
    /// Which limit.
    public var why: String
    /// Creates one.
    public init(time: NightTime, what: String, asked: String, allowed: String, why: String) {
      self.time = time
      self.what = what
      self.asked = asked
      self.allowed = allowed
      self.why = why
    }
  }
  /// The exposure so far.
  public struct Dose: Sendable {
    /// The end of the minute.
    public var time: NightTime
    /// LAeq of the last minute.
    public var lastMinute: SoundLevel
    /// LAeq since the start.
    public var night: SoundLevel
    /// Exposure since the start.
    public var dose: SoundDose
    /// Creates one.
    public init(time: NightTime, lastMinute: SoundLevel, night: SoundLevel, dose: SoundDose) {
      self.time = time
      self.lastMinute = lastMinute
      self.night = night
      self.dose = dose
    }
  }
  /// A time without signal.
  public struct Gap: Sendable {
    /// Where it begins.
    public var start: NightTime
    /// How long it is.
    public var length: NightTime.Span
    /// Creates one.
    public init(start: NightTime, length: NightTime.Span) {
      self.start = start
      self.length = length
    }
  }
  /// What the alarm did.
  public struct Alarm: Sendable {
    /// When.
    public var time: NightTime
    /// `armed`, `ringing` or `done`.
    public var state: String
    /// Creates one.
    public init(time: NightTime, state: String) {
      self.time = time
      self.state = state
    }
  }
  /// Something that was said to the night.
  public struct Word: Sendable {
    /// When it was taken.
    public var time: NightTime
    /// What.
    public var word: NightWord
    /// Creates one.
    public init(time: NightTime, word: NightWord) {
      self.time = time
      self.word = word
    }
  }
  /// How the night ended.
  public struct End: Sendable {
    /// When.
    public var time: NightTime
    /// Why, in words.
    public var why: String
    /// Creates one.
    public init(time: NightTime, why: String) {
      self.time = time
      self.why = why
    }
  }
}
