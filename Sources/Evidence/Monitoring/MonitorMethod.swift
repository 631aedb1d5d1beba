internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How a monitor judges.
public enum MonitorMethod: Sendable, Hashable {
  /// Own-control nights by an e-process: no end, any number of looks. The house's default.
  case ownControl(OwnControlEvidence)
  /// Own-control nights with a constant share by the binomial MaxSPRT: quicker at first, and has an end.
  case ownControlMaxSPRT(BinomialMaxSPRT)
  /// A known rate by an e-process: no end, any number of looks.
  case knownRate(PoissonEProcess)
  /// A known rate by the Poisson MaxSPRT: quicker at first, and has an end.
  case knownRateMaxSPRT(PoissonMaxSPRT)

  /// One word for it.
  public var name: String {
    switch self {
    case .ownControl: "own-control-e-process"
    case .ownControlMaxSPRT: "own-control-maxsprt"
    case .knownRate: "known-rate-e-process"
    case .knownRateMaxSPRT: "known-rate-maxsprt"
    }
  }

  /// The chance of a false signal that it was computed for, or `nil` where any alpha can be asked of it.
  var builtInAlpha: Double? {
    switch self {
    case .ownControl, .knownRate: nil
    case .ownControlMaxSPRT(let test): test.alpha
    case .knownRateMaxSPRT(let test): test.alpha
    }
  }

  /// The boundary in millionths: a statistic, rounded down, at or above it is a signal.
  ///
  /// It is rounded up, so that rounding can only keep quiet.
  func boundary(alpha: Alpha) -> Int {
    switch self {
    case .ownControl, .knownRate: Int((-log(alpha.value) * 1e6).rounded(.up))
    // A binomial statistic has to lie above its critical value, not on it.
    case .ownControlMaxSPRT(let test): Int((test.criticalValue * 1e6).rounded(.down)) + 1
    case .knownRateMaxSPRT(let test): Int((test.criticalValue * 1e6).rounded(.up))
    }
  }

  /// Its parameters as canonical JSON, in millionths.
  var json: String {
    func millionths(_ value: Double) -> Int { Int((value * 1e6).rounded()) }
    func list(_ values: [Double]) -> String {
      "[" + values.map { String(millionths($0)) }.joined(separator: ",") + "]"
    }
    var text = JSONText()
    text.add("name", name)
    switch self {
    case .ownControl(let mixture):
      text.add("ratios_millionths", json: list(mixture.ratios))
      text.add("weights_millionths", json: list(mixture.weights))
    case .ownControlMaxSPRT(let test):
      text.add("matching_ratio_millionths", millionths(test.matchingRatio))
      text.add("maximum_events", test.maximumEvents)
      text.add("minimum_events", test.minimumEvents)
      text.add("group_size", test.groupSize)
    case .knownRate(let process):
      text.add("shape_millionths", millionths(process.shape))
      text.add("rate_millionths", millionths(process.rate))
      text.add("side", process.side.rawValue)
    case .knownRateMaxSPRT(let test):
      text.add("horizon_millionths", millionths(test.horizon))
      text.add("minimum_events", test.minimumEvents)
      text.add("delayed_start_millionths", millionths(test.delayedStart))
    }
    return text.text
  }
}
