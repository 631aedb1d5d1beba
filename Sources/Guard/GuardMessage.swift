public import SleepCore

/// What a runtime says to the guard.
public enum GuardMessage: Sendable, Hashable {
  /// The first word: who the night is for, and what it was checked against.
  case hello(Hello)
  /// A wish for one second, and the right to sound in it.
  case lease(Lease)
  /// A pulse of sound, and when it was decided.
  case pulse(Pulse, decidedAt: NightTime)
  /// Something short besides pulses.
  case gesture(Gesture)
  /// Silence at once, for good.
  case stop
  /// The sleeper has left the bed: silence at once, until a new hello.
  case bedExit
  /// The night is over: silence, and the guard goes.
  case goodbye

  /// The version of the protocol.
  public static let protocolVersion: UInt16 = 1

  /// The first word.
  public struct Hello: Sendable, Hashable {
    /// The protocol that is spoken.
    public var protocolVersion: UInt16
    /// The sleeper's age group.
    public var age: AgeGroup
    /// SHA-256 (hex) of the limits table that the runtime knows.
    public var limitsHash: String
    /// SHA-256 (hex) of the program's certificate; the guard only writes it down.
    public var certificateHash: String
    /// The wake time, by the night's own count.
    public var wakeAt: NightTime?
    /// The seed of the night's sound.
    public var seed: UInt64
    /// The week's earlier exposure, as the runtime knows it.
    public var weekDose: SoundDose
    /// On how many other nights of the last seven days something stimulated, as the runtime knows it.
    public var stimulationNights: Int

    /// Creates a first word.
    public init(
      protocolVersion: UInt16 = GuardMessage.protocolVersion, age: AgeGroup, limitsHash: String,
      certificateHash: String, wakeAt: NightTime?, seed: UInt64, weekDose: SoundDose = .zero,
      stimulationNights: Int = 0
    ) {
      self.protocolVersion = protocolVersion
      self.age = age
      self.limitsHash = limitsHash
      self.certificateHash = certificateHash
      self.wakeAt = wakeAt
      self.seed = seed
      self.weekDose = weekDose
      self.stimulationNights = stimulationNights
    }
  }

  /// A wish for one second.
  public struct Lease: Sendable, Hashable {
    /// Grows from lease to lease.
    public var sequence: UInt64
    /// The beginning of the second, by the night's own count: a whole second.
    public var time: NightTime
    /// What should come out at its end.
    public var wish: Ambience
    /// Whether the sleeper may be asleep.
    public var mayBeAsleep: Bool
    /// Whether the wake time has come.
    public var isAfterWakeTime: Bool
    /// How long it holds: more than nothing, and at most a second.
    public var validFor: NightTime.Span

    /// Creates a lease.
    public init(
      sequence: UInt64, time: NightTime, wish: Ambience, mayBeAsleep: Bool, isAfterWakeTime: Bool,
      validFor: NightTime.Span = .seconds(1)
    ) {
      self.sequence = sequence
      self.time = time
      self.wish = wish
      self.mayBeAsleep = mayBeAsleep
      self.isAfterWakeTime = isAfterWakeTime
      self.validFor = validFor
    }
  }
}

/// What the guard answers.
public enum GuardReply: Sendable, Hashable {
  /// A hello was accepted; with the week's exposure that the guard counts with.
  case ready(protocolVersion: UInt16, week: SoundDose)
  /// A lease was granted: what comes out, and the exposure of the night so far.
  case granted(sequence: UInt64, Ambience, dose: SoundDose)
  /// Something was lowered or refused.
  case withheld(OutputGuard.Withheld)
  /// Everything is silent now, and why.
  case silent(String)
  /// The guard has given up; it is silent, and must be started again.
  case fault(String)
}

/// Bytes that are no message.
public struct GarbledFrame: ExplainedError, Hashable {
  /// What is wrong with them.
  public let problem: String
  /// Where.
  public let place = "the pipe between the runtime and the guard"
  /// What to do.
  public let remedy = "The guard is silent now; start both again from the same version of the program."
}
