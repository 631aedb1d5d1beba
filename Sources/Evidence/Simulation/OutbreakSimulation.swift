internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program that raises nightmares, in many homes, and the monitor that is to notice it.
///
/// Every home has a background of its own, drawn from an exponential distribution; all drift together by a
/// season whose phase is drawn too. Each night a lot decides in each home whether the program runs. The
/// monitor looks once a day. Pure and seeded: the same seed gives the same outbreak. The numbers are
/// presumed, not measured.
public struct OutbreakSimulation: Sendable, Hashable {
  /// How many homes.
  public var homes = 500
  /// Nights with a nightmare among all nights, on average over homes and seasons: about one a month.
  public var nightmaresPerNight = 0.03
  /// By how much the season raises and lowers the background at most, as a share from 0 to 1.
  public var seasonalSwing = 0.3
  /// The share of nights on which the program runs, from 0 to 1; taken to whole 2048ths.
  public var exposedShare = 0.5
  /// By what the program multiplies nightmares; 1 does nothing.
  public var rateRatio = 1.0
  /// For how many days it is watched at most.
  public var days = 60
  /// Whether a known rate follows the season; otherwise it is that of the first day.
  ///
  /// A method with own-control nights needs no rate.
  public var knownRateFollowsSeason = true
  /// How the monitor judges.
  public var method: MonitorMethod
  /// Its alpha.
  public var alpha: Alpha

  /// An outbreak to be watched; every number can be changed.
  public init(method: MonitorMethod = .ownControl(.nightmares), alpha: Alpha = .thousandths(50)) {
    self.method = method
    self.alpha = alpha
  }

  /// How one outbreak went.
  public struct Course: Sendable, Hashable {
    /// The day of the signal, the first being 1, or `nil`.
    public let signalDay: Int?
    /// Exposed nightmares that were to be expected without an effect, until the signal or the end.
    public let expected: Double
  }

  /// How many outbreaks went.
  public struct Summary: Sendable, Hashable {
    /// How many were run.
    public let count: Int
    /// How many were signalled.
    public let signals: Int
    /// The days of the signals, sorted.
    public let signalDays: [Int]
    /// The mean expected count at the signal, over those with one; `nil` without any.
    public let expectedAtSignal: Double?
    /// The share that was signalled.
    public var power: Double { count > 0 ? Double(signals) / Double(count) : 0 }
    /// The day by which this share of the signals had come, such as 0.5; `nil` without any.
    public func signalDay(at share: Double) -> Int? {
      signalDays.isEmpty ? nil : signalDays[min(Int(share * Double(signalDays.count)), signalDays.count - 1)]
    }
  }

  /// Runs one outbreak; O(homes · days), about half a millisecond for 500 homes and 60 days.
  ///
  /// - Throws: ``EvidenceError`` where the numbers make no monitor, or no homes.
  public func run(seed: UInt64) throws(EvidenceError) -> Course {
    try EvidenceError.check(Double(homes), above: 0, below: 1e7, as: "homes of a simulated outbreak")
    try EvidenceError.check(nightmaresPerNight, above: 0, below: 1, as: "nightmares of a simulated outbreak")
    try EvidenceError.check(rateRatio, above: 0, below: 1000, as: "rate ratio of a simulated outbreak")
    try EvidenceError.check(
      seasonalSwing, above: -1e-300, below: 1.000_001, as: "season of a simulated outbreak")
    try EvidenceError.check(exposedShare, above: -1e-300, below: 1.000_001, as: "share of exposed nights")
    var monitor = try SignalMonitor(
      subject: MonitorSubject(program: "simulated", version: "1", outcome: "nightmare"), method: method,
      alpha: alpha)
    var random = SeededRandom(seed: seed)
    var rates = [Double](repeating: 0, count: homes)
    for home in rates.indices { rates[home] = random.exponential(mean: nightmaresPerNight) }
    let phase = random.uniform() * 2 * .pi
    func season(_ day: Int) -> Double {
      1 + seasonalSwing * sin(2 * .pi * Double(day) / 365 + phase)
    }
    var expected = 0.0
    for day in 1...max(days, 1) {
      let now = season(day)
      let known = knownRateFollowsSeason ? now : season(1)
      let parts = try night(rates: rates, now: now, known: known, random: &random, expected: &expected)
      if case .signal(let at) = try monitor.feed(day: day, parts) {
        return Course(signalDay: at, expected: expected)
      }
      if monitor.hasEnded { break }
    }
    return Course(signalDay: nil, expected: expected)
  }

  /// One night in all homes, as the monitor is told of it.
  private func night(
    rates: [Double], now: Double, known: Double, random: inout SeededRandom, expected: inout Double
  ) throws(EvidenceError) -> [MonitorCounts] {
    let lot = UInt64(min(max(exposedShare, 0), 1) * 2048)
    let needsRate: Bool =
      switch method {
      case .knownRate, .knownRateMaxSPRT: true
      case .ownControl, .ownControlMaxSPRT: false
      }
    var parts: [MonitorCounts] = []
    var nights = (exposed: 0, control: 0)
    var events = (exposed: 0, control: 0)
    for rate in rates {
      // Eleven bits are the lot, and the 53 others whether there was a nightmare.
      let word = random.next()
      let chance = Double(word >> 11) * 0x1p-53
      if word & 2047 < lot {
        let event = chance < rate * now * rateRatio ? 1 : 0
        nights.exposed += 1
        events.exposed += event
        expected += rate * now
        if needsRate {
          parts.append(.knownRate(events: event, expectedMillionths: Int((rate * known * 1e6).rounded())))
        }
      } else {
        nights.control += 1
        if chance < rate * now { events.control += 1 }
      }
    }
    if needsRate { return parts }
    let counts = try NightCounts(
      exposedNights: nights.exposed, controlNights: nights.control, exposedEvents: events.exposed,
      controlEvents: events.control)
    return [.ownControl(counts)]
  }

  /// Runs many outbreaks, with the seeds that follow one.
  ///
  /// - Throws: ``EvidenceError`` as ``run(seed:)``.
  public func run(count: Int, seed: UInt64) throws(EvidenceError) -> Summary {
    var days: [Int] = []
    var sum = 0.0
    for number in 0..<max(count, 0) {
      let course = try run(seed: SeededRandom(seed: seed, stream: UInt64(number)).first)
      guard let day = course.signalDay else { continue }
      days.append(day)
      sum += course.expected
    }
    return Summary(
      count: max(count, 0), signals: days.count, signalDays: days.sorted(),
      expectedAtSignal: days.isEmpty ? nil : sum / Double(days.count))
  }
}

extension SeededRandom {
  /// The first number of its sequence, as a seed.
  fileprivate var first: UInt64 {
    var copy = self
    return copy.next()
  }
}
