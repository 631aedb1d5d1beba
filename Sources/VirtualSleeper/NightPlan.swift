internal import Foundation
internal import SleepCore

/// The stages of one virtual night, epoch by epoch: awake, asleep as experts score it, awake.
///
/// Every epoch has a number of its own that draws its stage, so that two nights of one seed, one of them disturbed, go
/// the same way again where chance allows: common random numbers.
struct NightPlan {
  private(set) var stages: [SleepStage]
  /// Where each nightmare lies, in epochs of R, up to the epoch in which the sleeper wakes.
  private(set) var nightmares: [Range<Int>] = []
  private let draws: [Double]
  private let traits: SIMD8<Double>
  private let latency: Int
  private let morning: Int
  private let nightmaresWanted: Int

  init(seed: UInt64, epochs: Int, person: VirtualSleeper.Person) {
    var random = SeededRandom(seed: seed, stream: 1)
    let group = StageTables.group(person.sleep)
    let (moved, later) = Self.shifts(person)
    var traits = SIMD8<Double>(repeating: 0)
    var normal = SIMD8<Double>(repeating: 0)
    let count = group.mean.count
    for k in 0..<count { normal[k] = random.gaussian() }
    for k in 0..<count {
      var value = group.mean[k]
      for j in 0...k { value += group.root[k * count + j] * normal[j] }
      traits[k] = min(max(value + moved[k] / StageTables.scale[k], -3), 3)
    }
    self.traits = traits
    let minutes = Self.quantile(group.latency, random.uniform()) * later
    latency = min(Int(minutes.rounded()), epochs / 2)
    morning = min(Int(Self.quantile(group.morning, random.uniform()).rounded()), epochs / 4)
    let start = random.uniform()
    var first = SleepStage.n1
    var sum = 0.0
    for (k, share) in group.first.enumerated() {
      sum += share
      if start < sum { first = SleepStage.scored[k]; break }
    }
    draws = (0..<epochs).map { _ in random.uniform() }
    stages = [SleepStage](repeating: .wake, count: epochs)
    nightmaresWanted = max(person.nightmares, 0)
    stages[min(latency, epochs - 1)] = first
    walk(from: latency + 1)
    addNightmares(after: 0)
  }

  /// Wakes the sleeper in an epoch, and lets the rest of the night go on from there; some 0.6 µs an epoch.
  ///
  /// Returns whether anything changed: who is awake, or would be anyway for the rest of the night, is not woken.
  @discardableResult
  mutating func wake(in epoch: Int) -> Bool {
    guard epoch > latency, epoch < stages.count - morning, stages[epoch] != .wake else { return false }
    stages[epoch] = .wake
    walk(from: epoch + 1)
    nightmares.removeAll { $0.upperBound > epoch }
    addNightmares(after: epoch)
    return true
  }

  private mutating func walk(from epoch: Int) {
    let end = stages.count - morning
    guard latency < stages.count else { return }
    var walk = NightWalk(first: stages[latency], traits: traits)
    for e in (latency + 1)..<max(end, latency + 1) {
      if e >= epoch { stages[e] = walk.draw(draws[e]) }
      walk.take(stages[e])
    }
    for e in max(end, latency + 1)..<max(stages.count, latency + 1) where e < stages.count {
      stages[e] = .wake
    }
  }

  /// Nightmares belong to long bouts of R; each is the last five minutes of one that it cuts short.
  private mutating func addNightmares(after epoch: Int) {
    var from = max(epoch, nightmares.last?.upperBound ?? 0)
    while nightmares.count < nightmaresWanted {
      var bouts: [Range<Int>] = []
      var start = from
      while start < stages.count {
        guard stages[start] == .rem else { start += 1; continue }
        let end = stages[start...].firstIndex { $0 != .rem } ?? stages.count
        if end - start >= 16, end < stages.count - morning { bouts.append(start..<end) }
        start = end
      }
      let left = nightmaresWanted - nightmares.count
      // Nightmares come late in the night (Fisher and others 1970): the last bouts that there are.
      guard let bout = bouts.suffix(left).first else { return }
      let end = min(bout.lowerBound + 12 + Int(draws[bout.lowerBound] * 4), bout.upperBound - 1)
      stages[end] = .wake
      walk(from: end + 1)
      for e in (end + 1)..<min(end + 5, stages.count) { stages[e] = .wake }
      walk(from: end + 5)
      nightmares.append((end - 10)..<end)
      from = end + 1
    }
  }

  private static func quantile(_ values: [Double], _ u: Double) -> Double {
    guard let last = values.indices.last, last > 0 else { return values.first ?? 0 }
    let at = u * Double(last)
    let low = min(Int(at), last - 1)
    return values[low] + (at - Double(low)) * (values[low + 1] - values[low])
  }

  /// What age and an unfamiliar bed change: traits in their own measure, and a factor of the time to fall asleep.
  ///
  /// A decade costs 2 % of sleep of N3 and brings some 10 min awake, and R falls by 0.6 % (Ohayon and others, Sleep
  /// 27:1255, 2004; Floyd and others, Sleep Med. 8:229, 2007): as arcsines of roots −0.028 at 15 % N3 and −0.007 at 20 % R,
  /// as log-odds +0.27 at 8 % awake. Counted from 35 years; N3 stops falling at 60 (Ohayon).
  private static func shifts(_ person: VirtualSleeper.Person) -> (SIMD8<Double>, Double) {
    let age = Double(min(max(person.age, 18), 90))
    let decades = (age - 35) / 10
    var moved = SIMD8<Double>(repeating: 0)
    moved[0] = 0.27 * decades
    moved[1] = 0.05 * decades
    moved[2] = -0.028 * (min(age, 60) - 35) / 10
    moved[3] = -0.007 * decades
    guard person.sleep == .firstNight else { return (moved, 1) }
    moved[0] += 0.35
    moved[1] += 0.2
    moved[3] -= 0.04
    return (moved, 1.4)
  }
}
