internal import SleepCore

/// What a monitor says.
public enum MonitorDecision: Sendable, Hashable {
  /// Nothing that chance does not explain.
  case quiet
  /// The boundary was crossed on this day; for ever.
  case signal(at: Int)
}

/// One monitor: a method, its boundary, its alpha, and the whole path of its looks.
///
/// A pure value: the same counts in the same order give the same path. It is only ever fed. There is no way
/// to reset it, to take a look back or to clear a signal; what halts a program and what lifts a halt stands
/// elsewhere. Statistics and boundaries are whole millionths, rounded towards quiet, and what is compared
/// is what is written.
public struct SignalMonitor: Sendable, Hashable {
  /// What was seen at one look; counts are of everything since the monitor began.
  public struct Look: Sendable, Hashable {
    /// The day, counted as its keeper counts them.
    public let day: Int
    /// Events on exposed nights.
    public let observed: Int
    /// Events on exposed and own-control nights; the same as `observed` with a known rate.
    public let events: Int
    /// Events on exposed nights to be expected without an effect, in millionths.
    public let expectedMillionths: Int
    /// The statistic, in millionths: ln e, or MaxSPRT's log likelihood ratio.
    public let statisticMillionths: Int
    /// The boundary, in millionths; `nil` after the end of a test that has one.
    public let boundaryMillionths: Int?
  }

  /// What is watched.
  public let subject: MonitorSubject
  /// How.
  public let method: MonitorMethod
  /// The chance that it ever signals although nothing is wrong is at most this.
  public let alpha: Alpha
  /// Every look, in order.
  public private(set) var path: [Look] = []
  /// What it says now.
  public private(set) var decision = MonitorDecision.quiet

  private var observed = 0
  private var events = 0
  private var expectedMillionths = 0
  private var gathered: OwnControlEvidence.State?

  /// Starts a monitor.
  ///
  /// - Throws: ``EvidenceError`` without alpha, where the method was computed for a larger one, or for a
  ///   Poisson MaxSPRT that was computed for few looks: a monitor looks whenever it is fed.
  public init(subject: MonitorSubject, method: MonitorMethod, alpha: Alpha) throws(EvidenceError) {
    let built = method.builtInAlpha ?? 0
    guard alpha.billionths > 0, alpha.billionths < 1_000_000_000, built <= alpha.value + 1e-12 else {
      throw EvidenceError(
        "its alpha is \(alpha) and the method's \(built)",
        at: "monitor of \(subject.program) \(subject.version), \(subject.outcome)",
        remedy: "Give it an alpha from the ledger, and compute the method for that.")
    }
    if case .knownRateMaxSPRT(let test) = method, test.looking != .always {
      throw EvidenceError(
        "its method was computed for looks at set times",
        at: "monitor of \(subject.program) \(subject.version)",
        remedy: "Compute the MaxSPRT for looking at every moment.")
    }
    self.subject = subject
    self.method = method
    self.alpha = alpha
    if case .ownControl(let mixture) = method { gathered = mixture.start }
  }

  /// The boundary that a statistic is held against, in millionths.
  public var boundaryMillionths: Int { method.boundary(alpha: alpha) }

  /// Takes a day's counts and looks.
  ///
  /// Parts are taken in their order and judged after each: one line of the path, but no crossing inside the
  /// day is missed. The order must not depend on what happened, such as that of homes or of time. A part of
  /// own-control nights is a set among which lots were drawn: all homes in one night, or one home over some
  /// weeks. All or nothing: where it throws, nothing was taken.
  ///
  /// - Parameters:
  ///   - day: later than the last one.
  ///   - parts: counts since the last look, of the kind that the method needs.
  /// - Returns: the decision, which once it is a signal never changes.
  /// - Throws: ``EvidenceError`` for an earlier day, counts of the other kind, or counts out of range.
  @discardableResult
  public mutating func feed(day: Int, _ parts: [MonitorCounts]) throws(EvidenceError) -> MonitorDecision {
    var next = self
    try next.take(day: day, parts)
    self = next
    return decision
  }

  private func refusal(_ problem: String, day: Int, remedy: String) -> EvidenceError {
    EvidenceError(
      problem, at: "day \(day) of the monitor of \(subject.program) \(subject.version), \(subject.outcome)",
      remedy: remedy)
  }

  private mutating func take(day: Int, _ parts: [MonitorCounts]) throws(EvidenceError) {
    if let last = path.last, day <= last.day {
      throw refusal("the last look was on day \(last.day)", day: day, remedy: "Feed each day once, in order.")
    }
    let boundary = boundaryMillionths
    var statistic = self.statistic
    for part in parts {
      try add(part, day: day)
      statistic = self.statistic
      guard decision == .quiet, isOpen, statistic >= boundary else { continue }
      decision = .signal(at: day)
      // The line shows the counts at which it crossed; what else came that day is in the next one.
      write(day: day, statistic: statistic, boundary: boundary)
    }
    if path.last?.day != day { write(day: day, statistic: statistic, boundary: hasEnded ? nil : boundary) }
  }

  private mutating func write(day: Int, statistic: Int, boundary: Int?) {
    path.append(
      Look(
        day: day, observed: observed, events: events, expectedMillionths: expectedMillionths,
        statisticMillionths: statistic, boundaryMillionths: boundary))
  }

  private mutating func add(_ part: MonitorCounts, day: Int) throws(EvidenceError) {
    switch (part, method) {
    case (.ownControl(let counts), .ownControl(let mixture)):
      var state = gathered ?? mixture.start
      mixture.add(counts, to: &state)
      gathered = state
      add(
        counts.exposedEvents, of: counts.events, expected: Double(counts.events) * (counts.exposedShare ?? 0))
    case (.ownControl(let counts), .ownControlMaxSPRT(let test)):
      add(counts.exposedEvents, of: counts.events, expected: Double(counts.events) / (1 + test.matchingRatio))
    case (.knownRate(let events, let millionths), .knownRate),
      (.knownRate(let events, let millionths), .knownRateMaxSPRT):
      guard (0...1_000_000_000).contains(events), (0...1_000_000_000_000_000).contains(millionths) else {
        throw refusal(
          "\(events) events, \(millionths) millionths expected", day: day,
          remedy: "Give up to 10⁹ events, and as many expected.")
      }
      add(events, of: events, expected: Double(millionths) / 1e6)
    default:
      throw refusal(
        "counts of another kind than \(method.name) needs", day: day,
        remedy: "Feed nights to an own-control monitor, and expected counts to one with a known rate.")
    }
    // A count that nobody can have: stop long before whole numbers end.
    guard events < 1_000_000_000_000, expectedMillionths < 1_000_000_000_000_000_000 else {
      throw refusal("more than 10¹² events", day: day, remedy: "Look for the error that multiplied them.")
    }
  }

  private mutating func add(_ exposed: Int, of all: Int, expected: Double) {
    observed += exposed
    events += all
    expectedMillionths += Int((expected * 1e6).rounded())
  }

  private var expected: Double { Double(expectedMillionths) / 1e6 }

  /// Whether the test's last look lies behind.
  public var hasEnded: Bool {
    switch method {
    case .ownControl, .knownRate: false
    case .ownControlMaxSPRT(let test): events > test.maximumEvents
    case .knownRateMaxSPRT(let test): expected > test.horizon
    }
  }

  /// Whether counts like these may make a signal at all.
  private var isOpen: Bool {
    guard !hasEnded else { return false }
    switch method {
    case .ownControl, .knownRate: return true
    case .ownControlMaxSPRT(let test): return test.signals(exposed: observed, events: events)
    case .knownRateMaxSPRT(let test):
      return observed >= test.minimumEvents && expected >= test.delayedStart
    }
  }

  private var statistic: Int {
    let value: Double =
      switch method {
      case .ownControl(let mixture): mixture.logEvidence(gathered ?? mixture.start)
      case .ownControlMaxSPRT(let test):
        BinomialMaxSPRT.logLikelihoodRatio(
          exposed: observed, events: events, matchingRatio: test.matchingRatio)
      case .knownRate(let process): process.logEvidence(events: observed, expected: expected)
      case .knownRateMaxSPRT: PoissonMaxSPRT.logLikelihoodRatio(events: observed, expected: expected)
      }
    // No number at all is no evidence.
    return value.isNaN ? 0 : Int((min(max(value, -1e12), 1e12) * 1e6).rounded(.down))
  }

  /// The monitor and its whole path as canonical JSON: the same bytes for the same looks.
  public var json: String {
    var text = JSONText()
    text.add("program", subject.program)
    text.add("version", subject.version)
    text.add("outcome", subject.outcome)
    text.add("method", json: method.json)
    text.add("alpha_billionths", alpha.billionths)
    text.add("boundary_millionths", boundaryMillionths)
    switch decision {
    case .quiet: text.add("decision", "quiet")
    case .signal(let day):
      text.add("decision", "signal")
      text.add("signal_day", day)
    }
    text.add("path", json: "[" + path.map(\.json).joined(separator: ",") + "]")
    return text.text
  }
}

extension SignalMonitor.Look {
  /// The look as canonical JSON.
  public var json: String {
    var text = JSONText()
    text.add("day", day)
    text.add("observed", observed)
    text.add("events", events)
    text.add("expected_millionths", expectedMillionths)
    text.add("statistic_millionths", statisticMillionths)
    text.add("boundary_millionths", boundaryMillionths)
    return text.text
  }
}
