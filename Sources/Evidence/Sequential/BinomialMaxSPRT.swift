#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The maximised sequential probability ratio test for events on exposed nights beside events on control
/// nights.
///
/// Kulldorff and others 2011 (see ``PoissonMaxSPRT``): with z control nights for every exposed
/// night, an event falls on an exposed night with the chance p = 1/(1 + z). After n events, c of them
/// exposed, the statistic is LLR = c ln((c/n)/p) + (n − c) ln((1 − c/n)/(1 − p)) for c/n > p and 0
/// otherwise. A change of the background, by season or by home, touches both kinds of night and falls out.
///
/// The statistic takes finitely many values, so the critical value is the largest of them above which (not
/// at which) the chance of a false signal stays within alpha, as in the R package Sequential. Values that
/// are equal but for rounding count as one.
public struct BinomialMaxSPRT: Sendable, Hashable {
  /// The chance of a false signal before the end that is not exceeded.
  public let alpha: Double
  /// Control nights for every exposed night (z).
  public let matchingRatio: Double
  /// The number of events, exposed or not, at which surveillance ends (N).
  public let maximumEvents: Int
  /// The fewest exposed events that may make a signal (M).
  public let minimumEvents: Int
  /// It looks whenever this many further events are there, and at the end.
  public let groupSize: Int
  /// A statistic above this is a signal.
  public let criticalValue: Double
  /// The exact chance of a false signal.
  public let falseSignalChance: Double
  /// For each number of events, the fewest exposed ones that are a signal; `Int.max` where none is or
  /// nobody looks.
  private let thresholds: [Int]

  /// Computes the critical value; O(N² ln N).
  ///
  /// - Throws: ``EvidenceError`` for numbers out of range, more than 5,000 events, or where no boundary can
  ///   stay within alpha.
  public init(
    alpha: Double, matchingRatio: Double, maximumEvents: Int, minimumEvents: Int = 1, groupSize: Int = 1
  ) throws(EvidenceError) {
    try EvidenceError.check(alpha, above: 0, below: 1, as: "alpha of a binomial MaxSPRT")
    try EvidenceError.check(matchingRatio, above: 0, below: 1e6, as: "matching ratio of a binomial MaxSPRT")
    try EvidenceError.check(Double(maximumEvents), above: 0, below: 5001, as: "events of a binomial MaxSPRT")
    try EvidenceError.check(Double(minimumEvents), above: 0, below: 5001, as: "minimum of a binomial MaxSPRT")
    try EvidenceError.check(
      Double(groupSize), above: 0, below: Double(maximumEvents + 1), as: "group of a binomial MaxSPRT")
    let looks = (1...maximumEvents).filter { $0 % groupSize == 0 || $0 == maximumEvents }
    var values: [Double] = [0]
    for n in looks where n >= minimumEvents {
      for c in minimumEvents...n {
        let value = Self.logLikelihoodRatio(exposed: c, events: n, matchingRatio: matchingRatio)
        if value > 0 { values.append(value) }
      }
    }
    values.sort()
    func thresholds(above value: Double) -> [Int] {
      var thresholds = [Int](repeating: .max, count: maximumEvents + 1)
      for n in looks where n >= minimumEvents {
        // The statistic grows with c, so the first that is above decides.
        var low = minimumEvents
        var high = n + 1
        while low < high {
          let middle = (low + high) / 2
          let statistic = Self.logLikelihoodRatio(exposed: middle, events: n, matchingRatio: matchingRatio)
          if statistic > value + 1e-10 { high = middle } else { low = middle + 1 }
        }
        if low <= n { thresholds[n] = low }
      }
      return thresholds
    }
    let share = 1 / (1 + matchingRatio)
    var low = 0
    var high = values.count - 1
    while low < high {
      let middle = (low + high) / 2
      let chance = Self.course(thresholds(above: values[middle]), share: share).power
      if chance <= alpha { high = middle } else { low = middle + 1 }
    }
    self.thresholds = thresholds(above: values[high])
    falseSignalChance = Self.course(self.thresholds, share: share).power
    criticalValue = values[high]
    self.alpha = alpha
    self.matchingRatio = matchingRatio
    self.maximumEvents = maximumEvents
    self.minimumEvents = minimumEvents
    self.groupSize = groupSize
    guard falseSignalChance > 0 else {
      throw EvidenceError(
        "no number of exposed events out of \(maximumEvents) is rarer than \(alpha)", at: "binomial MaxSPRT",
        remedy: "Wait for more events, or have more control nights.")
    }
  }

  /// The statistic; 0 where no more events are exposed than the share of nights explains.
  public static func logLikelihoodRatio(exposed: Int, events: Int, matchingRatio: Double) -> Double {
    let p = 1 / (1 + matchingRatio)
    let c = Double(exposed)
    let n = Double(events)
    guard events > 0, c / n > p else { return 0 }
    let exposedPart = c * log(c / n / p)
    return exposed >= events ? exposedPart : exposedPart + (n - c) * log((n - c) / n / (1 - p))
  }

  /// Whether these counts are a signal, at a number of events at which the test looks.
  public func signals(exposed: Int, events: Int) -> Bool {
    guard thresholds.indices.contains(events) else { return false }
    return exposed >= thresholds[events]
  }

  /// The exact performance, in numbers of events, where exposed nights have `rateRatio` times the events.
  ///
  /// - Throws: ``EvidenceError`` where the ratio is not above 0.
  public func performance(rateRatio: Double) throws(EvidenceError) -> SequentialPerformance {
    try EvidenceError.check(rateRatio, above: 0, below: 1000, as: "rate ratio")
    return Self.course(thresholds, share: rateRatio / (rateRatio + matchingRatio))
  }

  private static func course(_ thresholds: [Int], share: Double) -> SequentialPerformance {
    var alive = [1.0]
    var power = 0.0
    var time = 0.0
    for n in 1..<thresholds.count {
      var next = [Double](repeating: 0, count: alive.count + 1)
      for (c, chance) in alive.enumerated() {
        next[c] += chance * (1 - share)
        next[c + 1] += chance * share
      }
      if next.count > thresholds[n] {
        let signal = next[thresholds[n]...].reduce(0, +)
        power += signal
        time += signal * Double(n)
        next.removeSubrange(thresholds[n]...)
      }
      alive = next
    }
    return SequentialPerformance(
      power: power, expectedTimeToSignal: power > 0 ? time / power : nil,
      expectedSampleSize: time + (1 - power) * Double(thresholds.count - 1))
  }
}
