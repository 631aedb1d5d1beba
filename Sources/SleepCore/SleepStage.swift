/// A sleep stage of the AASM manual (version 2.6), or `unknown` where no honest stage can be given.
public enum SleepStage: UInt8, Sendable, Hashable, CaseIterable {
  /// Stage W, wakefulness.
  case wake = 0
  /// Stage N1, NREM 1.
  case n1 = 1
  /// Stage N2, NREM 2.
  case n2 = 2
  /// Stage N3, NREM 3: slow-wave sleep.
  case n3 = 3
  /// Stage R, REM sleep.
  case rem = 4
  /// No stage: no signal, or a signal too poor to be scored.
  case unknown = 5

  /// The five stages that can be scored, in the order in which probabilities are kept.
  public static let scored: [SleepStage] = [.wake, .n1, .n2, .n3, .rem]

  /// The AASM letter code: `W`, `N1`, `N2`, `N3`, `R`, and `?` for unknown.
  public var code: String {
    switch self {
    case .wake: "W"
    case .n1: "N1"
    case .n2: "N2"
    case .n3: "N3"
    case .rem: "R"
    case .unknown: "?"
    }
  }

  /// The stage of an AASM code, or `nil` where the code is none of the six.
  public init?(code: some StringProtocol) {
    guard let stage = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = stage
  }

  /// The annotation text of the EDF+ specification for this stage, such as `Sleep stage N2`.
  ///
  /// Source: EDF+ "Standard texts and polarity rules", section 3.2.
  public var annotation: String { "Sleep stage \(code)" }

  /// The stage of an EDF+ annotation text.
  ///
  /// The older Rechtschaffen and Kales texts are understood: `1` is N1, `2` is N2, `3` and `4` are N3.
  public init?(annotation: some StringProtocol) {
    let prefix = "Sleep stage "
    guard annotation.hasPrefix(prefix) else { return nil }
    switch annotation.dropFirst(prefix.count) {
    case "1": self = .n1
    case "2": self = .n2
    case "3", "4": self = .n3
    case let code:
      guard let stage = SleepStage(code: code) else { return nil }
      self = stage
    }
  }

  /// Whether this is a stage of sleep: N1, N2, N3 or R.
  public var isAsleep: Bool {
    switch self {
    case .n1, .n2, .n3, .rem: true
    case .wake, .unknown: false
    }
  }
}
