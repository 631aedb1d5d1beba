internal import Foundation
public import SleepCore

/// A night of a virtual sleeper without its signals: which stage when, and what sounds change about it.
///
/// It is the same night as ``VirtualSleeper`` of the same seed, hours and person under the same sounds, at a
/// hundred-thousandth of the cost: what many nights are compared with. Making one takes some 0.5 ms.
public struct SleepCourse: Sendable {
  /// Awakenings that sounds have caused so far.
  public private(set) var awakeningsBySound = 0
  /// Arousals without awakening that sounds have caused so far.
  public private(set) var arousalsBySound = 0
  /// For how many seconds more the sleeper is aroused without being scored awake.
  private(set) var arousalLeft = 0

  private(set) var plan: NightPlan
  private let seed: UInt64
  private var loudest = SoundLevel.silence
  private var loudestEpoch = -1
  private var bed = SoundLevel.silence
  private var heardEpochs = 0

  /// Creates a night.
  ///
  /// - Parameters:
  ///   - seed: chooses the night.
  ///   - hours: how long it is, rounded down to whole epochs of 30 s, and kept within one epoch to 24 hours.
  ///   - person: who sleeps.
  public init(seed: UInt64, hours: Double = 8, person: VirtualSleeper.Person = VirtualSleeper.Person()) {
    let wished = hours.isFinite ? min(max(hours, 0), 24) : 8
    self.seed = seed
    plan = NightPlan(seed: seed, epochs: max(1, Int(wished * 120)), person: person)
  }

  /// The stages of the night in epochs of 30 s: all of it, what is still to come included, which a sound that wakes
  /// changes.
  public var hypnogram: Hypnogram { Hypnogram(stages: plan.stages) }
  /// How many seconds the night has.
  public var seconds: Int { 30 * plan.stages.count }
  /// The nightmares of the night as whole seconds, each up to the awakening that ends it.
  public var nightmares: [Range<Int>] { plan.nightmares.map { 30 * $0.lowerBound..<30 * $0.upperBound } }
  /// The stage in a second of the night; W outside of it.
  public func stage(inSecond second: Int) -> SleepStage {
    plan.stages.indices.contains(second / 30) && second >= 0 ? plan.stages[second / 30] : .wake
  }
  /// Whether an arousal by sound, without awakening, is under way.
  public var isAroused: Bool { arousalLeft > 0 }

  /// Lets a second pass.
  public mutating func endSecond() { arousalLeft = max(0, arousalLeft - 1) }

  /// Lays a steady sound under the sleep, or changes its level.
  ///
  /// Every rise by 3 dB, however slow, over the lowest or last level that was one is an event that may wake.
  public mutating func hear(steady level: SoundLevel, inSecond second: Int) {
    let isEvent = level.milliDecibels >= bed.milliDecibels + 3000
    if isEvent || level < bed { bed = level }
    if isEvent { hear(level, inSecond: second) }
  }

  /// A sound of some level in a second of the night: it may wake, or arouse for some seconds.
  ///
  /// Of an epoch's sounds the loudest counts. Each epoch has one number that decides, so that a louder sound wakes whoever
  /// a quieter one does, and so does the same sound in another night of the same seed. The likelihoods are those of
  /// ``Hearing``. Costs nothing unless it wakes, then up to 1 ms for the rest of the night.
  ///
  /// - Returns: whether it wakes.
  @discardableResult
  public mutating func hear(_ level: SoundLevel, inSecond second: Int) -> Bool {
    let epoch = second / 30
    guard plan.stages.indices.contains(epoch), second >= 0 else { return false }
    let stage = plan.stages[epoch]
    if epoch != loudestEpoch { (loudest, loudestEpoch, heardEpochs) = (.silence, epoch, heardEpochs + 1) }
    guard stage.isAsleep, level > loudest else { return false }
    loudest = level
    var chance = SeededRandom(seed: seed ^ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15, stream: 7)
    let number = chance.uniform()
    let likely =
      Hearing.awakening(at: level) * Hearing.factor(stage) * Hearing.habituation(epochsHeard: heardEpochs)
    if number < likely {
      // An epoch is scored by its larger part.
      guard plan.wake(in: second % 30 < 12 ? epoch : epoch + 1) else { return false }
      awakeningsBySound += 1
      arousalLeft = max(arousalLeft, 15)
      return true
    }
    if number < likely * Hearing.arousalFactor, arousalLeft == 0 {
      arousalsBySound += 1
      arousalLeft = 3 + Int(chance.uniform() * 9)
    }
    return false
  }
}
