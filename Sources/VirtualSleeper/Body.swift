internal import Foundation
internal import SleepCore

/// Heart and limbs of a virtual sleeper, second by second.
struct Body {
  /// Beats a minute.
  private(set) var heartRate = 66.0
  /// Acceleration beside gravity at the wrist, in thousandths of g, mean of the second.
  private(set) var movement = 0.0

  private var random: SeededRandom
  private let resting: Double
  private var slow = 0.0
  private var surge = 0.0
  private var second = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed, stream: 6)
    // 60 beats a minute asleep, give or take 7 (own choice within the range of healthy adults).
    resting = 60 + 7 * random.gaussian()
  }

  /// Mean over N2, and how far the rate wanders: least in N3, widest in R and W.
  ///
  /// The order of stages is that of Trinder and others, J. Sleep Res. 10:253 (2001); sizes are this house's.
  private static func manner(_ stage: SleepStage) -> (mean: Double, spread: Double) {
    switch stage {
    case .wake, .unknown: (7, 4)
    case .n1: (3, 3)
    case .n2: (0, 2)
    case .n3: (-1, 1.2)
    case .rem: (3, 4)
    }
  }

  /// One second passes.
  ///
  /// - Parameters:
  ///   - stage: its stage.
  ///   - isMoving: whether the sleeper moves; the heart answers as to an arousal.
  ///   - isAroused: a surge of some 12 beats a minute begins and fades within 10 s or so (Sforza and others, Clin.
  ///     Neurophysiol. 111:1611, 2000, for its course).
  ///   - fear: 0, or how far a nightmare has come, to 1: up to 25 beats more (order of Fisher and others, J. Nerv. Ment.
  ///     Dis. 150:75, 1970, for the strongest).
  mutating func step(stage: SleepStage, isMoving: Bool, isAroused: Bool, fear: Double) {
    let manner = Self.manner(stage)
    slow = 0.97 * slow + 0.243 * manner.spread * random.gaussian()
    if isAroused || isMoving { surge += 0.35 * (12 - min(surge, 12)) }
    surge *= 0.9
    let breath = 1.5 * sin(2 * .pi * 0.25 * Double(second) + 0.3)
    heartRate = min(max(resting + manner.mean + slow + surge + 25 * fear + breath, 35), 180)
    let still = 1 + 0.3 * random.uniform()
    movement = still + (isMoving ? 60 + 200 * random.uniform() : 0)
    if fear > 0, random.uniform() < 0.1 * fear { movement += 30 * random.uniform() }
    second += 1
  }
}
