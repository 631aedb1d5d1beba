public import Consent
public import Night
public import SleepCore

/// A running night as it is at this moment: what a page shows, and nothing that only the record needs.
public struct NightNow: Sendable, Hashable {
  /// The night's row in the household.
  public let id: Int
  /// Whose.
  public let sleeper: PersonID
  /// On which pod.
  public let pod: PersonID
  /// The program.
  public let program: ProgramOffer
  /// The program's title.
  public let title: String
  /// The age group that it was proved for.
  public let age: AgeGroup
  /// When it began.
  public let started: UTCTime
  /// Counts up with every change.
  public internal(set) var revision = 0
  /// How far the night has come, by its samples.
  public internal(set) var time = NightTime.start
  /// When it wakes.
  public internal(set) var wakeAt: NightTime?
  /// What is believed of the stage.
  public internal(set) var belief = StageBelief.unknown
  /// The state of the signal.
  public internal(set) var signal = NightEvent.SignalState.warming
  /// The scene of the program.
  public internal(set) var scene = ""
  /// What comes out.
  public internal(set) var ambience = Ambience.nothing
  /// Pulses so far.
  public internal(set) var pulses = 0
  /// The last arousal.
  public internal(set) var lastArousal: NightTime?
  /// Whether someone lies in the bed; `nil` where nothing knows.
  public internal(set) var isInBed: Bool?
  /// What the alarm does.
  public internal(set) var alarm: NightEvent.AlarmState?
  /// The stages so far, an epoch of 30 s each.
  public internal(set) var epochs: [SleepStage] = []
  /// What was asked of the night, the latest last; at most 32.
  public internal(set) var receipts: [CommandReceipt] = []
  /// Why it ended; `nil` while it runs.
  public internal(set) var ended: NightEvent.EndReason?
  /// The night in one sentence, once it is morning.
  public internal(set) var sentence: String?
  /// What went wrong, if anything did.
  public internal(set) var problem: String?

  /// The moment that the night has come to, on the clock of its beginning.
  public var clock: UTCTime { UTCTime(seconds: started.seconds + time.wholeSeconds) }
  /// When it wakes, on the clock of its beginning.
  public var wakes: UTCTime? { wakeAt.map { UTCTime(seconds: started.seconds + $0.wholeSeconds) } }
  /// Whether the sleeper stirs: an arousal within the last minute.
  public var isStirring: Bool { lastArousal.map { time - $0 <= .minutes(1) } ?? false }

  init(
    id: Int, sleeper: PersonID, pod: PersonID, program: ProgramOffer, title: String, age: AgeGroup,
    started: UTCTime, wakeAt: NightTime?
  ) {
    (self.id, self.sleeper, self.pod, self.program) = (id, sleeper, pod, program)
    (self.title, self.age, self.started, self.wakeAt) = (title, age, started, wakeAt)
  }
}

/// That something was asked of a night, and when the night did it.
public struct CommandReceipt: Sendable, Hashable, Identifiable {
  /// What was asked.
  public enum Command: Sendable, Hashable {
    /// Stop.
    case stop
    /// Say this to the night.
    case say(NightWord)
  }

  /// Counts up within a night.
  public let id: Int
  /// What.
  public let command: Command
  /// Who, where it is known.
  public let by: PersonID?
  /// When it was asked.
  public let asked: UTCTime
  /// When the night took it; `nil` while it has not.
  public internal(set) var taken: UTCTime?
}
