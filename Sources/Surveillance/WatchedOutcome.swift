public import Evidence
public import Incidents

/// What every program is watched for, and how a program's part of the chance of a false signal is split over
/// it.
public enum WatchedOutcome {
  /// The chance that any program without harm is ever signalled, for the whole record and for ever: 5 %.
  public static let whole = Alpha.thousandths(50)

  /// Every kind with its weight; they sum to 25.
  ///
  /// Nightmares, and dreams that bleed into waking, are what a machine that speaks to dreams would cause
  /// first, and what people were harmed by: they are given 6 of 25 each. What follows from a disturbed night
  /// (walking, leaving the bed, fear), and breath and seizures, are given 2; the rest 1. A weight moves the
  /// day of a signal little: with an e-process a sixth of the alpha costs ln 6 = 1.8 of the boundary's 7 to
  /// 9.
  public static let all: [(outcome: IncidentKind, weight: Int)] = IncidentKind.allCases.map {
    ($0, weight(of: $0))
  }

  /// The weight of a kind.
  public static func weight(of kind: IncidentKind) -> Int {
    switch kind {
    case .nightmares, .dreamRealityConfusion: 6
    case .sleepwalking, .bedExit, .distress, .breathing, .seizure: 2
    case .skin, .hearing, .other: 1
    }
  }
}
