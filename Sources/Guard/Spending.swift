public import SleepCore

/// What of a sleeper's limits is used up: exposure, and counts of a night.
public struct Spending: Sendable, Hashable {
  /// Exposure to sound.
  public var dose: SoundDose
  /// Pulses of sound.
  public var pulses: Int
  /// Seconds with sound before the wake time.
  public var soundSeconds: Int
  /// Seconds with scent.
  public var scentSeconds: Int
  /// Seconds in which something stimulated: a pulse, a cue, a touch, a flash.
  public var stimulatedSeconds: Int

  /// Nothing.
  public static let nothing = Spending()

  /// Creates a spending; what is not named is nothing.
  public init(
    dose: SoundDose = .zero, pulses: Int = 0, soundSeconds: Int = 0, scentSeconds: Int = 0,
    stimulatedSeconds: Int = 0
  ) {
    self.dose = dose
    self.pulses = pulses
    self.soundSeconds = soundSeconds
    self.scentSeconds = scentSeconds
    self.stimulatedSeconds = stimulatedSeconds
  }

  /// Adds two spendings.
  public static func + (lhs: Self, rhs: Self) -> Self { lhs.combined(rhs) { $0 + $1 } }
  /// Takes one spending from another.
  public static func - (lhs: Self, rhs: Self) -> Self { lhs.combined(rhs) { $0 - $1 } }

  /// Both spendings, number by number.
  func combined(_ other: Self, _ each: (Int64, Int64) -> Int64) -> Self {
    func both(_ a: Int, _ b: Int) -> Int { Int(each(Int64(a), Int64(b))) }
    let dose = each(self.dose.picoPascalSquaredSeconds, other.dose.picoPascalSquaredSeconds)
    return Self(
      dose: SoundDose(picoPascalSquaredSeconds: dose), pulses: both(pulses, other.pulses),
      soundSeconds: both(soundSeconds, other.soundSeconds),
      scentSeconds: both(scentSeconds, other.scentSeconds),
      stimulatedSeconds: both(stimulatedSeconds, other.stimulatedSeconds))
  }

  /// Whether no number of it is above that of another.
  func fits(in other: Self) -> Bool {
    dose <= other.dose && pulses <= other.pulses && soundSeconds <= other.soundSeconds
      && scentSeconds <= other.scentSeconds && stimulatedSeconds <= other.stimulatedSeconds
  }
}

/// What was spent before the guard was started: nothing that is used up comes back by starting again.
public struct EarlierSpending: Sendable, Hashable {
  /// The exposure of the last seven days.
  public var week: SoundDose
  /// What was spent tonight: in the last twelve hours.
  public var tonight: Spending
  /// The exposure of the last eight hours, each with how many whole seconds ago it was; the oldest first.
  public var recent: [Recent]
  /// On how many other nights of the last seven days something stimulated.
  public var stimulationNights: Int

  /// An exposure of the last eight hours.
  public struct Recent: Sendable, Hashable {
    /// How long ago, in whole seconds.
    public var secondsAgo: Int
    /// How much.
    public var dose: SoundDose
    /// Creates an entry.
    public init(secondsAgo: Int, dose: SoundDose) {
      self.secondsAgo = secondsAgo
      self.dose = dose
    }
  }

  /// Nothing was spent.
  public static let nothing = EarlierSpending()

  /// Creates an earlier spending; what is not named is nothing.
  public init(
    week: SoundDose = .zero, tonight: Spending = .nothing, recent: [Recent] = [], stimulationNights: Int = 0
  ) {
    self.week = week
    self.tonight = tonight
    self.recent = recent
    self.stimulationNights = stimulationNights
  }
}
