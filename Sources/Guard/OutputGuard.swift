public import SleepCore

/// The last hand on every output.
///
/// It trusts nothing that asks: it keeps its own ledger, and it can only reduce.
///
/// It knows the limits of one age group, the levels it let through last, and the exposure of the last eight hours. It
/// has no idea what a program is. Allocates nothing after it is made, except the words of a refusal.
public struct OutputGuard: Sendable {
  private let limits: SafetyLimits
  private var ledger = DoseLedger()
  private var beds = BedLevels.silence
  private var recentPulses: [NightTime]
  private var pulsesTonight = 0
  private var lastPulse = NightTime(ticks: .min / 2)

  /// What was lowered or refused, and by which limit.
  public struct Withheld: Sendable, Hashable {
    /// `beds`, `light` or `pulse`.
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

  /// Starts silent, with an empty ledger.
  public init(limits: SafetyLimits) {
    self.limits = limits
    recentPulses = [NightTime](repeating: NightTime(ticks: .min / 2), count: max(limits.pulsesPerMinute, 1))
  }

  /// The exposure so far.
  public var dose: SoundDose { ledger.total }

  /// The equivalent level of the last minute.
  public var lastMinute: SoundLevel { ledger.lastMinute.equivalentLevel(over: .minutes(1)) }

  /// Decides what comes out at the end of the coming second, and enters its exposure in the ledger beforehand.
  ///
  /// - Returns: what is let through, never above the wish, and the first limit that lowered it.
  public mutating func second(_ wish: Ambience, at moment: Moment) -> (allowed: Ambience, withheld: Withheld?)
  {
    var withheld: Withheld?
    var allowed = wish
    let rise = moment.isAfterWakeTime ? limits.alarmRise : limits.bedRise
    for kind in Soundscape.allCases {
      allowed.beds[kind] = risen(from: beds[kind], to: wish.beds[kind], over: rise)
    }

    let (most, name) = ceiling(at: moment)
    if allowed.beds.total > most {
      allowed.beds = allowed.beds.changed(
        byMilliDecibels: most.milliDecibels - allowed.beds.total.milliDecibels)
      // A bound reached by lowering each bed by the same amount can be missed by rounding; one step more cannot.
      if allowed.beds.total > most { allowed.beds = allowed.beds.changed(byMilliDecibels: -1) }
      withheld = Withheld(
        what: "beds", asked: "\(wish.beds.total.dBA) dBA", allowed: "\(allowed.beds.total.dBA) dBA", why: name
      )
    }
    // The level runs from the last one to this one, so the louder of the two bounds the second.
    let louder = max(allowed.beds.meanSquarePressure, beds.meanSquarePressure)
    var dose = SoundDose(meanSquarePressure: louder, over: .seconds(1))
    if let full = exhausted(by: dose + fadeReserve(louder), at: moment) {
      allowed.beds = beds.changed(byMilliDecibels: Self.fadeStep)
      if allowed.beds.total < .dBA(0) { allowed.beds = .silence }
      if allowed.beds.total > most {
        allowed.beds = allowed.beds.changed(
          byMilliDecibels: most.milliDecibels - allowed.beds.total.milliDecibels - 1)
      }
      dose = SoundDose(meanSquarePressure: beds.meanSquarePressure, over: .seconds(1))
      withheld = Withheld(
        what: "beds", asked: "\(wish.beds.total.dBA) dBA", allowed: "\(allowed.beds.total.dBA) dBA", why: full
      )
    }
    let brightest =
      moment.isAfterWakeTime
      ? limits.lightWaking : moment.mayBeAsleep ? limits.lightAsleep : limits.lightBeforeBed
    if allowed.light > brightest {
      allowed.light = brightest
      if withheld == nil {
        withheld = Withheld(
          what: "light", asked: "\(wish.light.lux) lx", allowed: "\(brightest.lux) lx",
          why: moment.mayBeAsleep ? "light-asleep" : "light-before-bed")
      }
    }
    ledger.enter(dose, second: moment.time.wholeSeconds)
    beds = allowed.beds
    return (allowed, withheld)
  }

  /// Decides on a pulse, and enters its exposure in the ledger beforehand.
  ///
  /// - Returns: the pulse as it may sound, or `nil` and the limit that forbids it; both where it was only lowered.
  public mutating func pulse(_ wish: Pulse, at moment: Moment) -> (allowed: Pulse?, withheld: Withheld?) {
    func refuse(_ why: String) -> (Pulse?, Withheld?) {
      (nil, Withheld(what: "pulse", asked: "\(wish.level.dBA) dBA", allowed: "none", why: why))
    }
    guard let loudest = limits.eventAsleep?.absolute, limits.pulsesPerMinute > 0 else {
      return refuse("pulses-per-night: none for this age group")
    }
    guard !moment.isAfterWakeTime else { return refuse("the wake time has come") }
    guard wish.rise >= limits.pulseRise, wish.length <= .seconds(1), wish.length.ticks >= 2 * wish.rise.ticks
    else {
      return refuse("pulse-rise")
    }
    // Pulses go forward and are near: a count in a window means nothing for onsets in any order.
    guard wish.onset >= lastPulse, wish.onset >= moment.time - .seconds(1),
      wish.onset <= moment.time + Self.furthestPulse
    else { return refuse("a pulse out of its time") }
    // The oldest of the last n pulses leaves the window of a minute before an n + 1st may come.
    let slot = pulsesTonight % recentPulses.count
    guard wish.onset - recentPulses[slot] >= .minutes(1) else { return refuse("pulses-per-minute") }
    guard pulsesTonight < limits.pulsesPerNight else { return refuse("pulses-per-night") }
    let allowed = Pulse(
      onset: wish.onset, level: min(wish.level, loudest), length: wish.length, rise: wish.rise)
    let reserve = fadeReserve(beds.meanSquarePressure)
    if let full = exhausted(by: allowed.dose + reserve, at: moment) { return refuse(full) }
    recentPulses[slot] = wish.onset
    lastPulse = wish.onset
    pulsesTonight += 1
    ledger.enter(allowed.dose, second: moment.time.wholeSeconds)
    guard allowed.level < wish.level else { return (allowed, nil) }
    return (
      allowed,
      Withheld(
        what: "pulse", asked: "\(wish.level.dBA) dBA", allowed: "\(allowed.level.dBA) dBA",
        why: "event-asleep")
    )
  }

  private func ceiling(at moment: Moment) -> (SoundLevel, String) {
    if moment.isAfterWakeTime { return (limits.alarm, "alarm") }
    return moment.mayBeAsleep
      ? (limits.steadySoundAsleep.absolute, "steady-sound-asleep") : (limits.windDownSound, "wind-down-sound")
  }

  /// The limit over a window that one more dose would break, if any.
  ///
  /// The waking is not held back by the night's equivalent level: the armed alarm is the one exception to silence.
  private func exhausted(by dose: SoundDose, at moment: Moment) -> String? {
    if ledger.total + dose > limits.weeklyDose { return "weekly-dose" }
    if moment.isAfterWakeTime { return nil }
    let hour = SoundDose(level: limits.windDownSound, over: .minutes(60))
    if ledger.lastHour + dose > hour { return "wind-down-sound" }
    let night = SoundDose(level: limits.steadySoundAsleep.absolute, over: .minutes(480))
    return ledger.lastEightHours + dose > night ? "steady-sound-asleep" : nil
  }

  /// How far ahead a pulse may be asked for: the longest latency of a sound device, and some.
  private static let furthestPulse = NightTime.Span.seconds(10)

  /// A used-up bed of sound goes by 6 dB a second.
  private static let fadeStep: Int32 = -6000

  /// The exposure that fading away from a mean square pressure still costs: a second at that level, the next at a
  /// quarter of it, and so on, 4/3 in all (rounded up to 3/2).
  private func fadeReserve(_ meanSquarePressure: Double) -> SoundDose {
    SoundDose(meanSquarePressure: meanSquarePressure * 1.5, over: .seconds(1))
  }

  /// A bed may gain in a second at most the share of its goal's amplitude that reaches the goal in `rise`.
  private func risen(from: SoundLevel, to: SoundLevel, over rise: NightTime.Span) -> SoundLevel {
    guard to > from, rise.seconds > 0 else { return to }
    let goal = to.meanSquarePressure.squareRoot()
    let next = from.meanSquarePressure.squareRoot() + goal / rise.seconds
    let level = SoundLevel(meanSquarePressure: next * next)
    return min(to, level)
  }
}
