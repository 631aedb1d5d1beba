internal import Foundation
internal import SleepCore

/// The stages of one virtual night, epoch by epoch: bouts of random length in cycles of about 90 minutes.
///
/// The lengths follow what laboratories report of healthy young adults (Carskadon and Dement, "Normal human
/// sleep: an overview"): 10-20 min to fall asleep, N3 mostly in the first two cycles, R growing towards morning,
/// a few brief awakenings.
struct NightPlan {
  private(set) var stages: [SleepStage] = []
  private let count: Int
  private var random: SeededRandom

  init(seed: UInt64, epochs: Int) {
    count = epochs
    random = SeededRandom(seed: seed, stream: 1)
    stages.reserveCapacity(epochs + 200)
    fallAsleep()
    // The last minutes are spent awake, in a night long enough to have them.
    let morning = epochs > 120 ? epochs - whole(8, 20) : epochs
    var cycle = 0
    while stages.count < morning {
      sleepCycle(cycle)
      cycle += 1
    }
    stages.removeLast(stages.count - max(morning, 0))
    while stages.count < epochs { stages.append(.wake) }
  }

  private mutating func between(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * random.uniform()
  }
  private mutating func whole(_ low: Int, _ high: Int) -> Int { Int(between(Double(low), Double(high + 1))) }

  private mutating func bout(_ stage: SleepStage, epochs: Int) {
    for _ in 0..<max(epochs, 0) { stages.append(stage) }
  }

  private mutating func fallAsleep() {
    bout(.wake, epochs: whole(17, 34))
    bout(.n1, epochs: whole(2, 4))
    bout(.wake, epochs: whole(0, 4))
  }

  private mutating func sleepCycle(_ cycle: Int) {
    let late = min(cycle, 4)
    bout(.n1, epochs: whole(2, 5))
    light(minutes: between(9, 18) + Double(late) * 4)
    let deep: (Double, Double) = [(28, 42), (18, 32), (6, 16), (0, 6), (0, 3)][late]
    let deepMinutes = between(deep.0, deep.1)
    if deepMinutes >= 3 {
      // Deep sleep comes in pieces, with a little N2 between them.
      let pieces = deepMinutes > 15 ? 2 : 1
      for piece in 0..<pieces {
        if piece > 0 { bout(.n2, epochs: whole(2, 5)) }
        bout(.n3, epochs: Int(deepMinutes * 2 / Double(pieces)))
      }
    }
    light(minutes: between(8, 15))
    let dream: (Double, Double) = [(5, 10), (12, 20), (18, 28), (22, 34), (25, 38)][late]
    let dreamEpochs = Int(between(dream.0, dream.1) * 2)
    bout(.rem, epochs: dreamEpochs / 2)
    if dreamEpochs > 30, random.uniform() < 0.5 { bout(.n1, epochs: 1) }
    bout(.rem, epochs: dreamEpochs - dreamEpochs / 2)
    if random.uniform() < 0.7 { awakening() }
  }

  /// N2 with an awakening now and then, one in 25 minutes or so.
  private mutating func light(minutes: Double) {
    var left = Int(minutes * 2)
    while left > 0 {
      let piece = min(left, max(4, Int(random.exponential(mean: 50))))
      bout(.n2, epochs: piece)
      left -= piece
      if left > 0 { awakening() }
    }
  }

  private mutating func awakening() {
    bout(.wake, epochs: whole(1, 4))
    bout(.n1, epochs: whole(1, 3))
  }
}
