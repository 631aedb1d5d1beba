internal import Foundation
internal import SleepCore

/// A night so far, and how likely each stage is next: a walk whose step depends on the bout's age, the stages before,
/// the time of night, what was slept already, and on the sleeper.
///
/// The regressors are those of `Walk.rows` in Models/virtual-sleeper/dynamics.py, in the same order; the weights are
/// ``StageTables``.
struct NightWalk {
  private(set) var stage: SleepStage
  private let traits: SIMD8<Double>
  private var age = 1.0
  private var before = 0
  private var ageBefore = 60.0
  private var count = 1
  private var deep = 0.0
  private var dream = 0.0
  private var sinceDream = 0.0
  private var unrest = 0.0
  private var awake = 0.0
  private var light = 0.0
  private var slow = 0.0
  private var rem = 0.0
  private var row: [49 of Double] = .init(repeating: 0)

  /// Begins with the first epoch of sleep.
  init(first: SleepStage, traits: SIMD8<Double>) {
    stage = first
    self.traits = traits
    lately()
  }

  private mutating func lately() {
    awake += ((stage == .wake ? 1 : 0) - awake) / 20
    light += ((stage == .n1 ? 1 : 0) - light) / 20
    slow += ((stage == .n3 ? 1 : 0) - slow) / 40
    rem += ((stage == .rem ? 1 : 0) - rem) / 40
    deep += stage == .n3 ? 1 : 0
    dream += stage == .rem ? 1 : 0
    sinceDream = stage == .rem ? 0 : sinceDream + 1
  }

  /// Takes in the next epoch's stage.
  mutating func take(_ next: SleepStage) {
    let changed = next != stage
    unrest += ((changed ? 1 : 0) - unrest) / 20
    if changed {
      (before, ageBefore, age) = (Int(stage.rawValue), age, 1)
      stage = next
    } else {
      age += 1
    }
    count += 1
    lately()
  }

  /// The stage that a number in 0..<1 draws for the next epoch; some 0.5 µs, allocates nothing.
  mutating func draw(_ uniform: Double) -> SleepStage {
    fill()
    let weights = StageTables.weights
    let base = Int(stage.rawValue) * StageTables.columns * 5
    var score = SIMD8<Double>(repeating: -.infinity)
    for c in 0..<5 { score[c] = 0 }
    for k in 0..<StageTables.columns {
      for c in 0..<5 { score[c] += row[k] * weights[base + 5 * k + c] }
    }
    var sums = SIMD8<Double>(repeating: 0)
    let largest = score.max()
    var sum = 0.0
    for c in 0..<5 {
      sum += exp(score[c] - largest)
      sums[c] = sum
    }
    for c in 0..<4 where uniform * sum <= sums[c] { return SleepStage.scored[c] }
    return .rem
  }

  private mutating func fill() {
    let a = log(age) - 2
    let t = Double(count) / 480 - 1
    let since = log(1 + sinceDream / 20) - 1
    row[0] = 1
    for k in 1...3 { row[k] = age == Double(k) ? 1 : 0 }
    (row[4], row[5], row[6]) = (a, a * a / 4, max(a - 1.5, 0))
    (row[7], row[8]) = (t, t * t)
    (row[9], row[10], row[11], row[12]) = (since, since * since, dream == 0 ? 1 : 0, since * t)
    for k in 0..<4 {
      let x = (sinceDream - 60 * Double(k + 1)) / 40
      row[13 + k] = exp(-x * x)
    }
    for k in 0..<5 { row[17 + k] = before == k ? 1 : 0 }
    row[22] = log(ageBefore) / 2 - 1
    (row[23], row[24], row[25], row[26], row[27]) = (4 * unrest, 2 * awake, 2 * light, 2 * slow, 2 * rem)
    (row[28], row[29], row[30]) = (deep / 120 - 0.5, dream / 120 - 0.5, count < 20 ? 1 : 0)
    for k in 0..<7 { row[31 + k] = traits[k] }
    (row[38], row[39]) = (traits[4] * a / 2, traits[0] * a / 2)
    (row[40], row[41]) = (traits[2] * t, traits[3] * t)
    (row[42], row[43]) = (traits[2] * slow, traits[3] * rem)
    (row[44], row[45]) = (traits[5] * a / 2, traits[6] * a / 2)
    (row[46], row[47], row[48]) = (a * t, max(a - 1.5, 0) * t, age == 1 ? t : 0)
  }
}
