internal import Signals

/// Says, second by second, whether heart and movements in R speak of a nightmare.
///
/// What is looked for is the body's alarm that runs ahead of waking from one: in R, the heart faster than it was in the
/// minutes before, for some time, with movement or by much. Awakenings from nightmares follow minutes of a faster heart
/// (Fisher et al., "A psychophysiological study of nightmares and night terrors", Journal of Nervous and Mental Disease
/// 1973; Paul et al., "Nightmares do result in psychophysiological arousal", Psychophysiology 2019), and a watch that
/// buzzes at heart rate and movement is cleared in the United States for nightmare disorder (FDA De Novo DEN200033,
/// 2020). No recording of nightmares is among
/// what this house may learn from: the numbers below are our own choice, tried on the virtual sleeper only.
///
/// It is a hint that a program for adults may act on below waking, and no finding. Causal; a push costs some tens of
/// steps and allocates nothing.
public struct NightmareDetector: Sendable {
  /// What makes a sign of a nightmare.
  public struct Criteria: Sendable, Hashable {
    /// The belief in R that is asked for over the last ``remSeconds`` seconds.
    public var rem = 0.6
    /// Over how many seconds R is asked for.
    public var remSeconds = 30
    /// How many beats a minute the heart must be faster than its median of the last ``backgroundSeconds`` seconds.
    public var rise = 10.0
    /// By how many times their usual spread (median absolute deviation) as well.
    public var spreads = 4.0
    /// How many beats a minute faster is enough without any movement.
    public var steepRise = 18.0
    /// For how many seconds in a row.
    public var lasting = 10
    /// Within how many seconds a movement counts.
    public var movementSeconds = 60
    /// The background's length, in seconds.
    public var backgroundSeconds = 300
    /// For how many seconds a sign stays, once there is one, before it must be found anew.
    public var holds = 60

    /// Creates the criteria as documented, to be changed.
    public init() {}
    /// The criteria as documented.
    public static let standard = Criteria()
  }

  private let criteria: Criteria
  private var background: RunningMedian
  private var recent: [Double]
  private var recentCount = 0
  private var rem: [Double]
  private var seconds = 0
  private var movedAt = Int.min / 2
  private var fastFor = 0
  private var signUntil = Int.min
  /// How much faster the heart is than before, in beats a minute; `nil` while that is not known.
  public private(set) var rise: Double?

  /// The heart is smoothed over so many seconds, which a breath's swing does not outlast.
  private static let smoothing = 5
  /// With fewer seconds of background nothing is said.
  private static let fewest = 120
  /// What a heart can beat, a minute.
  private static let possible = 25.0...240.0

  /// Makes a detector that has seen nothing.
  public init(criteria: Criteria = .standard) {
    self.criteria = criteria
    background = RunningMedian(capacity: max(criteria.backgroundSeconds, Self.fewest))
    recent = [Double](repeating: 0, count: Self.smoothing)
    rem = [Double](repeating: 0, count: max(criteria.remSeconds, 1))
  }

  /// Takes a second.
  ///
  /// - Parameters:
  ///   - belief: how much R is believed in, 0 to 1.
  ///   - heartRate: beats a minute; `nil` where it is not known. What no heart does counts as unknown.
  ///   - isMoving: whether the body moved; `nil` where it is not known.
  /// - Returns: whether there is a sign of a nightmare.
  public mutating func second(rem belief: Double, heartRate: Double?, isMoving: Bool?) -> Bool {
    rem[seconds % rem.count] = belief.isFinite ? belief : 0
    seconds += 1
    if isMoving == true { movedAt = seconds }
    guard let heartRate, Self.possible.contains(heartRate) else {
      (rise, fastFor, recentCount) = (nil, 0, 0)
      return seconds < signUntil
    }
    recent[recentCount % Self.smoothing] = heartRate
    recentCount += 1
    if recentCount >= Self.smoothing, background.count >= Self.fewest {
      let now = recent.reduce(0, +) / Double(Self.smoothing) - background.median
      rise = now
      let hasMoved = seconds - movedAt <= criteria.movementSeconds
      let isFast =
        now >= max(criteria.rise, criteria.spreads * background.spread)
        && (hasMoved || now >= criteria.steepRise)
      fastFor = isFast ? fastFor + 1 : 0
      if fastFor >= criteria.lasting, isREM { signUntil = seconds + criteria.holds }
    }
    // A fast heart is not its own background, or a long nightmare would be taken for rest.
    if fastFor == 0 { background.push(heartRate) }
    return seconds < signUntil
  }

  private var isREM: Bool {
    seconds >= rem.count && rem.reduce(0, +) / Double(rem.count) >= criteria.rem
  }
}
