public import SleepCore

/// What becomes of the moments that a trigger finds: a pulse, a mark without sound, or nothing.
///
/// It stands between the trigger and the guard, and only ever takes away from what the program was proved with:
///
/// - **Steps from inaudible.** A night's first pulse is at ``Settings/firstLevel`` or at the program's level, whichever
///   is lower. After every block of pulses that nobody stirred at, the next is ``Settings/step`` louder, up to the
///   program's level.
/// - **Back-off.** While someone stirs, and for ``Settings/calm`` after an arousal, nothing comes. After an arousal the
///   level is halved (6 dB), and the level at which it came is not reached again in that night.
/// - **Contrast.** In a program with trains, of every two trains one is drawn by lot to be only marked. So every night
///   has its own comparison, at the same phase of the same waves.
/// - **Doubt.** A moment whose phase is too uncertain is left out.
///
/// A pure state machine: same inputs, same verdicts. Costs a few comparisons; allocates nothing.
public struct PulsePolicy: Sendable {
  /// The numbers of the policy.
  public struct Settings: Sendable, Hashable {
    /// The level of the first pulse of a night.
    ///
    /// 25 dBA, which is below what a quiet bedroom has of its own (WHO, Guidelines for Community Noise 1999: 30 dBA).
    public var firstLevel = SoundLevel.dBA(25)
    /// How much louder a block may be than the one before, in thousandths of a decibel; our own choice.
    public var step: Int32 = 2000
    /// How much softer it is after an arousal: half the sound pressure.
    public var halving: Int32 = 6021
    /// For how long nothing comes after an arousal has begun; our own choice.
    public var calm = NightTime.Span.minutes(2)
    /// For how long nothing comes after alpha or muscle have risen for a moment; our own choice.
    public var pause = NightTime.Span.seconds(10)
    /// An arousal within so much time after a pulse that sounded is put down to it (the AASM rules count an arousal as
    /// a respiratory event's within 5 s; twice that here).
    public var blame = NightTime.Span.seconds(10)
    /// How many pulses make a block where the program has no trains, for the steps of the level.
    public var block = 6
    /// The largest standard deviation of the phase with which a pulse may come, in radians (70°).
    public var mostUncertain = 1.22

    /// Creates the settings as documented, to be changed.
    public init() {}
    /// The settings as documented.
    public static let standard = Settings()
  }

  /// What becomes of a moment.
  public enum Verdict: Sendable, Hashable {
    /// A pulse at this level.
    case sound(SoundLevel)
    /// The moment is marked; nothing sounds.
    case mark
    /// Nothing: it does not count.
    case nothing
  }

  /// The policy's numbers.
  public let settings: Settings
  private let lot: UInt64
  private var level: SoundLevel
  /// What is not gone over in this night.
  private var ceiling = SoundLevel(milliDecibels: .max)
  private var quietUntil = NightTime(ticks: .min)
  private var lastSound: (onset: NightTime, level: SoundLevel)?
  private var wasAroused = false
  /// Pulses that have sounded since the level last changed.
  private var heard = 0
  /// Moments of this program's series so far, those that were only marked included.
  private var moments = 0

  /// A policy at the beginning of a night.
  ///
  /// - Parameters:
  ///   - lot: what the lots are drawn by: same number, same lots. It should not be known to who judges the night.
  ///   - settings: the policy's numbers.
  public init(lot: UInt64, settings: Settings = .standard) {
    self.lot = lot
    self.settings = settings
    level = settings.firstLevel
  }

  /// Tells of a second, or of any other piece of time, in which someone stirred or not.
  ///
  /// - Parameters:
  ///   - time: its end.
  ///   - isAroused: whether an arousal of 3 s or more is going on (AASM).
  ///   - isStirring: whether alpha, theta or muscle stand out at this moment, whatever comes of it.
  public mutating func sense(at time: NightTime, isAroused: Bool, isStirring: Bool) {
    if isStirring || isAroused { quietUntil = max(quietUntil, time + settings.pause) }
    if isAroused {
      quietUntil = max(quietUntil, time + settings.calm)
      if !wasAroused { soften(at: time) }
    }
    wasAroused = isAroused
  }

  private mutating func soften(at time: NightTime) {
    if let last = lastSound, time - last.onset <= settings.blame + Self.arousalLength {
      ceiling = min(ceiling, max(last.level - settings.step, settings.firstLevel))
    }
    level = max(min(level - settings.halving, ceiling), settings.firstLevel)
    heard = 0
  }

  /// An arousal is known as one after 3 s (AASM).
  private static let arousalLength = NightTime.Span.seconds(3)

  /// Begins a series of pulses anew, as a scene does.
  public mutating func beginSeries() { moments = 0 }

  /// Decides on a moment, and counts it unless the verdict is ``Verdict/nothing``.
  ///
  /// - Parameters:
  ///   - onset: when a pulse would reach the ear.
  ///   - time: now.
  ///   - asked: the program's level; silence for a sham.
  ///   - train: how many pulses make a train; `nil` where the program has no trains.
  ///   - uncertainty: the standard deviation of the phase in radians.
  /// - Returns: what becomes of it.
  public mutating func decide(
    onset: NightTime, at time: NightTime, asked: SoundLevel, train: Int?, uncertainty: Double
  ) -> Verdict {
    guard time >= quietUntil, uncertainty <= settings.mostUncertain else { return .nothing }
    let block = moments / max(train ?? settings.block, 1)
    moments += 1
    guard !asked.isSilent, train == nil || isHeard(block: block) else { return .mark }
    if heard >= train ?? settings.block {
      heard = 0
      level = min(level + settings.step, ceiling, max(asked, settings.firstLevel))
    }
    heard += 1
    let allowed = min(level, asked)
    lastSound = (onset, allowed)
    return .sound(allowed)
  }

  /// Of blocks 2k and 2k + 1 exactly one is heard; which one is drawn.
  private func isHeard(block: Int) -> Bool {
    var random = SeededRandom(seed: lot, stream: UInt64(block / 2))
    return (random.next() & 1 == 0) == block.isMultiple(of: 2)
  }
}

extension SoundLevel {
  fileprivate static func - (level: SoundLevel, milliDecibels: Int32) -> SoundLevel {
    SoundLevel(milliDecibels: level.milliDecibels - milliDecibels)
  }
  fileprivate static func + (level: SoundLevel, milliDecibels: Int32) -> SoundLevel {
    SoundLevel(milliDecibels: level.milliDecibels + milliDecibels)
  }
}
