#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// When a sequential test looks at its counts.
public enum Looking: Sendable, Hashable {
  /// At every moment; a plan that looks less often keeps the same promise.
  case always
  /// Each time this much of the expected count has come together, up to the horizon.
  case every(Double)
}

/// How a sequential test fares where a rate is what it is said to be.
public struct SequentialPerformance: Sendable, Hashable {
  /// How likely there is a signal before the end, from 0 to 1.
  public let power: Double
  /// The mean time of a signal, given that there is one; `nil` where there is none.
  ///
  /// In the test's own measure of time: the expected count without an effect, or the number of events.
  public let expectedTimeToSignal: Double?
  /// The mean time at which the test ends, with a signal or without.
  public let expectedSampleSize: Double
}

/// The maximised sequential probability ratio test for counts with a known expectation.
///
/// Kulldorff, Davis, Kolczak, Lewis, Lieu and Platt, *A maximized sequential probability ratio test for
/// drug and vaccine safety surveillance*, Sequential Analysis 30 (2011) 58-78. With c events where μ are
/// expected, the statistic is LLR = c ln(c/μ) − (c − μ) for c > μ and 0 otherwise; the test signals as soon
/// as LLR reaches the critical value with at least the minimum of events, and ends quietly when μ reaches
/// the horizon.
///
/// Nothing is read from a table: critical value and performance come from the exact distribution of the
/// Poisson process at the moments at which the boundary steps. The minimum of events is that of Kulldorff
/// and Silva, REVSTAT 15 (2017) 373-394.
public struct PoissonMaxSPRT: Sendable, Hashable {
  /// The chance of a false signal before the horizon that is not exceeded.
  public let alpha: Double
  /// The expected count at which surveillance ends (T).
  public let horizon: Double
  /// The fewest events that may make a signal (M).
  public let minimumEvents: Int
  /// The expected count before which nobody looks (D).
  public let delayedStart: Double
  /// When it looks.
  public let looking: Looking
  /// The value of the statistic that is a signal.
  public let criticalValue: Double
  /// The exact chance of a false signal; below ``alpha`` where looks or a delayed start make it jump.
  public let falseSignalChance: Double

  /// Computes the critical value; O(horizon³), about 0.1 s for a horizon of 200 and 0.4 ms for 10.
  ///
  /// - Throws: ``EvidenceError`` for numbers out of range, or where even the lowest boundary stays below
  ///   alpha.
  public init(
    alpha: Double, horizon: Double, minimumEvents: Int = 1, delayedStart: Double = 0,
    looking: Looking = .always
  ) throws(EvidenceError) {
    try EvidenceError.check(alpha, above: 0, below: 1, as: "alpha of a Poisson MaxSPRT")
    try EvidenceError.check(horizon, above: 0, below: 10_000, as: "horizon of a Poisson MaxSPRT")
    try EvidenceError.check(delayedStart, above: -1e-300, below: horizon, as: "delayed start of a MaxSPRT")
    try EvidenceError.check(Double(minimumEvents), above: 0, below: 10_000, as: "minimum events of a MaxSPRT")
    if case .every(let step) = looking {
      try EvidenceError.check(step, above: horizon / 100_000, as: "looks of a Poisson MaxSPRT")
    }
    let course = PoissonCourse(
      horizon: horizon, minimumEvents: minimumEvents, delayedStart: delayedStart, looking: looking)
    // The chance falls as the boundary rises: halve until the ends cannot be told apart, and keep the safe
    // one.
    var low = 1e-9
    guard course.signalChance(criticalValue: low) > alpha else {
      throw EvidenceError(
        "no boundary spends an alpha of \(alpha) by an expected count of \(horizon)",
        at: "Poisson MaxSPRT with at least \(minimumEvents) events",
        remedy: "Give a longer horizon, or let fewer events make a signal.")
    }
    var high = 4.0
    while course.signalChance(criticalValue: high) > alpha { high *= 2 }
    while high - low > 1e-10 {
      let middle = 0.5 * (low + high)
      if course.signalChance(criticalValue: middle) > alpha { low = middle } else { high = middle }
    }
    self.alpha = alpha
    self.horizon = horizon
    self.minimumEvents = minimumEvents
    self.delayedStart = delayedStart
    self.looking = looking
    criticalValue = high
    falseSignalChance = course.signalChance(criticalValue: high)
  }

  /// The statistic for a count; 0 where no more came than was expected, infinite where nothing was expected.
  ///
  /// - Parameters:
  ///   - events: at least 0.
  ///   - expected: what would come without an effect, at least 0.
  /// - Returns: the LLR.
  public static func logLikelihoodRatio(events: Int, expected: Double) -> Double {
    let c = Double(events)
    guard c > expected else { return 0 }
    guard expected > 0 else { return .infinity }
    return c * log(c / expected) - (c - expected)
  }

  /// Whether these counts are a signal, at a moment at which the test looks.
  public func signals(events: Int, expected: Double) -> Bool {
    guard events >= minimumEvents, expected >= delayedStart, expected <= horizon else { return false }
    return Self.logLikelihoodRatio(events: events, expected: expected) >= criticalValue
  }

  /// The exact performance where the true rate is `rateRatio` times the expected; O(horizon³).
  ///
  /// - Throws: ``EvidenceError`` where the ratio is not above 0.
  public func performance(rateRatio: Double) throws(EvidenceError) -> SequentialPerformance {
    try EvidenceError.check(rateRatio, above: 0, below: 1000, as: "rate ratio")
    return PoissonCourse(
      horizon: horizon, minimumEvents: minimumEvents, delayedStart: delayedStart, looking: looking
    ).performance(criticalValue: criticalValue, rateRatio: rateRatio)
  }
}
