public import Guard
public import Programs
public import SleepCore

/// What happens in a night, in the order in which it is decided.
public enum NightEvent: Sendable, Hashable {
  /// At a second's end: what was believed at the end of the second before (the stager needs the next to judge one; over
  /// a gap nothing is believed), then of the second itself the amplitude of the slow wave in thousandths of a µV and the
  /// state of the signal.
  case belief(StageBelief, slowWaveNanovolts: Int, signal: SignalState)
  /// A scored epoch of the causal hypnogram, at its end.
  case epoch(Int, SleepStage, signal: SignalState)
  /// A change of scene.
  case scene(ProgramEngine.Change)
  /// What comes out, where it changes.
  case levels(Ambience)
  /// A pulse that comes out, with the phase predicted for its onset in thousandths of a degree; one without a level is a
  /// mark: a moment at which nothing sounds, to compare with.
  case pulse(Pulse, phaseMilliDegrees: Int)
  /// An arousal that has lasted 3 s.
  case arousal
  /// A spoken cue, a touch or flashes that come out.
  case gesture(Gesture)
  /// What the guard lowered or refused.
  case withheld(OutputGuard.Withheld)
  /// The exposure so far.
  case dose(lastMinute: SoundLevel, night: SoundLevel, dose: SoundDose)
  /// A time without signal.
  case gap(NightTime.Span)
  /// What the alarm does.
  case alarm(AlarmState)
  /// What somebody said, taken with the block that begins here.
  case word(NightWord)
  /// A record of signals as it stands on disk.
  case signals(record: Int, hash: String)
  /// The end.
  case end(why: EndReason, records: Int, pulses: Int, night: SoundLevel, dose: SoundDose)

  /// The state of the signal in a second or an epoch.
  public enum SignalState: String, Sendable, Hashable, CaseIterable {
    /// Usable.
    case good
    /// No signal: a flat line, or a gap.
    case flat
    /// Too disturbed to be used.
    case artefact
    /// Not enough of it yet.
    case warming
  }

  /// Why a night ended.
  public enum EndReason: String, Sendable, Hashable {
    /// The source had no more.
    case sourceEnded = "the source ended"
    /// Someone stopped it.
    case stopped = "stopped by hand"
    /// The program was halted while it ran.
    case halted = "halted"
    /// Nobody consents to it any more.
    case consentEnded = "the consent ended"
    /// A young sleeper left the bed.
    case leftBed = "the sleeper left the bed"
  }

  /// What the wake alarm does.
  public enum AlarmState: String, Sendable, Hashable {
    /// It will ring.
    case armed
    /// It rings.
    case ringing
    /// It has rung.
    case done
  }
}

/// An event with its moment.
public struct TimedEvent: Sendable, Hashable {
  /// When it was decided.
  public let time: NightTime
  /// What it was.
  public let event: NightEvent

  /// Creates an event.
  public init(_ time: NightTime, _ event: NightEvent) {
    self.time = time
    self.event = event
  }
}
