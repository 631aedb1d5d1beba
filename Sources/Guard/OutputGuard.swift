public import SleepCore

/// The last hand on every output.
///
/// It trusts nothing that asks: it keeps its own ledger, and it can only reduce.
///
/// It knows the limits of one age group, what it let through last, and what was spent. It has no idea what a program
/// is. Whoever asks asks once for every second, forward; a second that is left out was silent. Every sum is of whole
/// numbers. Allocates nothing after it is made, except the words of a refusal.
public struct OutputGuard: Sendable {
  let limits: SafetyLimits
  let most: DoseLedger.Most
  let mostAfterWake: DoseLedger.Most
  var ledger = DoseLedger()
  var beds = BedLevels.silence
  var newest = -1
  var recentPulses: [NightTime]
  var pulsesTonight: Int
  var soundSeconds: Int
  var stimulatedSeconds: Int
  var lastStimulated = Int.min
  var flashes: (second: Int, count: Int)?
  var speech = (until: NightTime(ticks: .min), level: SoundLevel.silence)
  var lastPulse = NightTime(ticks: .min)
  var scent: ScentLedger
  var warmth = WarmthLedger()
  let mayStimulate: Bool
  private let spentBefore: SoundDose

  /// What was lowered or refused, and by which limit.
  public struct Withheld: Sendable, Hashable {
    /// `beds`, `light`, `scent`, `warmth`, `pulse`, `speech`, `touch` or `flashes`.
    public let what: String
    /// What was asked for.
    public let asked: String
    /// What was let through.
    public let allowed: String
    /// Which limit.
    public let why: String
    /// Creates an entry.
    public init(what: String, asked: String, allowed: String, why: String) {
      self.what = what
      self.asked = asked
      self.allowed = allowed
      self.why = why
    }
  }

  /// What the guard must know of the moment to choose the limits.
  public struct Moment: Sendable, Hashable {
    /// The beginning of the second.
    public let time: NightTime
    /// Whether the sleeper may be asleep: anything but a belief in wakefulness.
    public let mayBeAsleep: Bool
    /// Whether the wake time has come.
    public let isAfterWakeTime: Bool
    /// Creates a moment.
    public init(time: NightTime, mayBeAsleep: Bool, isAfterWakeTime: Bool) {
      self.time = time
      self.mayBeAsleep = mayBeAsleep
      self.isAfterWakeTime = isAfterWakeTime
    }
  }

  /// Starts silent.
  ///
  /// - Parameters:
  ///   - limits: what it enforces.
  ///   - earlier: what was spent before; it counts in every window and in every count of the night.
  public init(limits: SafetyLimits, earlier: EarlierSpending = .nothing) {
    self.limits = limits
    let recent = earlier.recent.reduce(SoundDose.zero) { $0 + $1.dose }
    let week = limits.weeklyDose - max(earlier.week, recent) + recent
    func exposure(_ level: SoundLevel, minutes: Int) -> Int64 {
      SoundDose(level: level, over: .minutes(minutes)).picoPascalSquaredSeconds
    }
    let windows = (
      exposure(limits.soundMinute, minutes: 1), exposure(limits.windDownSound, minutes: 60),
      exposure(limits.steadySoundAsleep.absolute, minutes: 480)
    )
    most = DoseLedger.Most(windows: windows, total: week.picoPascalSquaredSeconds)
    mostAfterWake = DoseLedger.Most(windows: nil, total: week.picoPascalSquaredSeconds)
    for entry in earlier.recent {
      ledger.advance(to: -entry.secondsAgo)
      ledger.enter(max(entry.dose.picoPascalSquaredSeconds, 0))
    }
    spentBefore = ledger.all
    recentPulses = [NightTime](repeating: NightTime(ticks: .min), count: limits.pulsesPerMinute)
    pulsesTonight = earlier.tonight.pulses
    soundSeconds = earlier.tonight.soundSeconds
    stimulatedSeconds = earlier.tonight.stimulatedSeconds
    scent = ScentLedger(tonight: earlier.tonight.scentSeconds)
    mayStimulate = earlier.stimulationNights < limits.stimulationNightsPerWeek
  }

  /// The exposure so far.
  public var dose: SoundDose { ledger.all - spentBefore }

  /// The equivalent level of the last minute.
  public var lastMinute: SoundLevel { ledger.lastMinute.equivalentLevel(over: .minutes(1)) }

  /// What was spent tonight, with what was handed in at the start.
  public var spent: Spending {
    Spending(
      dose: dose, pulses: pulsesTonight, soundSeconds: soundSeconds, scentSeconds: scent.tonight,
      stimulatedSeconds: stimulatedSeconds)
  }

  /// The loudest that anything may be at a moment: the ceiling of the limiter that looks at every sample.
  public func ceiling(at moment: Moment) -> SoundLevel {
    if moment.isAfterWakeTime { return limits.alarm }
    let event = limits.eventAsleep?.absolute
    if moment.mayBeAsleep { return event ?? limits.windDownSound }
    return max(limits.windDownSound, event ?? .silence)
  }

  /// Says that everything fell silent: the next second begins from nothing.
  public mutating func silenced() {
    beds = .silence
    speech = (NightTime(ticks: .min), .silence)
  }

  /// Decides what comes out at the end of the coming second, and enters its exposure in the ledger beforehand.
  ///
  /// - Returns: what is let through, never above the wish, and the first limit that lowered it.
  public mutating func second(_ wish: Ambience, at moment: Moment) -> (allowed: Ambience, withheld: Withheld?)
  {
    let number = moment.time.wholeSeconds
    if number > newest + 1 { silenced() }
    let begins = number > newest
    let before = newest
    newest = max(newest, number)
    ledger.advance(to: newest)
    scent.advance(from: before, to: newest)
    warmth.advance(from: before, to: newest)

    var withheld: Withheld?
    var allowed = wish
    allowed.beds = decideBeds(wish.beds, at: moment, begins: begins, &withheld)
    decideLight(&allowed, at: moment, &withheld)
    decideScent(&allowed, at: moment, &withheld)
    decideWarmth(&allowed, &withheld)
    return (allowed, withheld)
  }

  private mutating func decideBeds(
    _ wish: BedLevels, at moment: Moment, begins: Bool, _ withheld: inout Withheld?
  ) -> BedLevels {
    var next = BedLevels.silence
    for kind in Soundscape.allCases { next[kind] = risen(from: beds[kind], to: wish[kind], at: moment) }
    var why: String?
    let (most, name) = bedCeiling(at: moment)
    if Self.lower(&next, to: most) { why = name }
    if moment.time < speech.until {
      // What is said must stay above what it is said over.
      let under = SoundLevel(milliDecibels: speech.level.milliDecibels - limits.speechAboveBeds)
      if Self.lower(&next, to: under) { why = "speech-above-beds" }
    }
    if let full = exhausted(by: next, at: moment, begins: begins) {
      why = full
      for kind in Soundscape.allCases {
        let faded = SoundLevel(milliDecibels: beds[kind].milliDecibels + Self.fadeStep)
        next[kind] = min(next[kind], faded < .dBA(0) ? .silence : faded)
      }
      // Falling silent within this second always fits: it was kept free when the last second was let through.
      if exhausted(by: next, at: moment, begins: begins) != nil { next = .silence }
    }
    if let why {
      withheld = Withheld(
        what: "beds", asked: "\(wish.total.dBA) dBA", allowed: "\(next.total.dBA) dBA", why: why)
    }
    ledger.enter(BedLevels.secondOfExposure(from: beds, to: next))
    let sounds = beds != .silence || next != .silence
    if begins, sounds, !moment.isAfterWakeTime { soundSeconds += 1 }
    beds = next
    return next
  }

  private func decideLight(_ allowed: inout Ambience, at moment: Moment, _ withheld: inout Withheld?) {
    let (brightest, name) = brightest(at: moment)
    guard allowed.light > brightest else { return }
    withheld =
      withheld
      ?? Withheld(
        what: "light", asked: "\(allowed.light.lux) lx", allowed: "\(brightest.lux) lx", why: name)
    allowed.light = brightest
  }

  func brightest(at moment: Moment) -> (Illuminance, String) {
    if moment.isAfterWakeTime { return (limits.lightWaking, "light-waking") }
    return moment.mayBeAsleep
      ? (limits.lightAsleep, "light-asleep") : (limits.lightBeforeBed, "light-before-bed")
  }

  private mutating func decideScent(
    _ allowed: inout Ambience, at moment: Moment, _ withheld: inout Withheld?
  ) {
    if allowed.scent > .none {
      let asleep = moment.mayBeAsleep && !moment.isAfterWakeTime && !limits.scentAsleep
      if let why = asleep ? "scent-asleep" : scent.full(limits, at: newest) {
        withheld =
          withheld
          ?? Withheld(what: "scent", asked: "\(allowed.scent.perMille) per mille", allowed: "none", why: why)
        allowed.scent = .none
      }
    }
    scent.enter(allowed.scent > .none, at: newest)
  }

  private mutating func decideWarmth(_ allowed: inout Ambience, _ withheld: inout Withheld?) {
    let highest = limits.warmth ?? .skin
    let most = min(highest, warmth.highest(at: newest, risePerMinute: limits.warmthRise))
    if allowed.warmth > most {
      withheld =
        withheld
        ?? Withheld(
          what: "warmth", asked: "\(allowed.warmth.celsius) °C", allowed: "\(most.celsius) °C",
          why: allowed.warmth > highest ? "warmth" : "warmth-rise")
      allowed.warmth = most
    }
    warmth.enter(allowed.warmth, at: newest)
  }

  /// The limit over a window that this second, and falling silent in the one after it, would break, if any.
  ///
  /// The waking is not held back by the night's equivalent level: the armed alarm is the one exception to silence.
  private func exhausted(by next: BedLevels, at moment: Moment, begins: Bool) -> String? {
    let now = BedLevels.secondOfExposure(from: beds, to: next)
    if let full = full(adding: now, then: next.secondOfExposure, at: moment) { return full }
    // A second to fall silent in is always free: it was kept so when the last one was let through.
    guard !moment.isAfterWakeTime, next != .silence else { return nil }
    let seconds = soundSeconds + (begins ? 1 : 0) + 1
    return Int64(seconds) * NightTime.ticksPerSecond > limits.soundTime.ticks ? "sound-time" : nil
  }

  /// The limit over a window that has no room for an exposure now and another in the coming second, if any.
  func full(adding now: Int64, then next: Int64, at moment: Moment) -> String? {
    switch ledger.full(adding: now, then: next, most: moment.isAfterWakeTime ? mostAfterWake : most) {
    case nil: nil
    case .minute: "sound-minute"
    case .hour: "wind-down-sound"
    case .eightHours: "steady-sound-asleep"
    case .total: "weekly-dose"
    }
  }
}
