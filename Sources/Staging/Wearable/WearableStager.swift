internal import Foundation
public import SleepCore

/// What a wearable saw of the heart in one epoch of 30 s.
public enum WearableHeartEpoch: Sendable, Hashable {
  /// Nothing.
  case none
  /// The variation as ``WearableNight/Heart/variation(_:)`` has it, ≥ 0.
  case variation(Double)
  /// Rates; their seconds count from the start of the epoch, 0 to under 30.
  case rates([HeartRateSample])
  /// Beats; seconds as above.
  case beats([HeartRateSample])
}

/// Says at the end of every epoch of 30 s how likely each stage is, from a wearable, with nothing later in
/// view.
///
/// Movement is seen a minute and a half late and the heart's variation six minutes late (the delays of the
/// model): only then do the windows that smooth them lie in the past. The sleeper's own scale is learned as
/// the night goes on. Beliefs are the forward filter's (Rabiner, Proc. IEEE 77, 1989).
public struct WearableStager: Sendable {
  /// How many rates or beats of one epoch are looked at: five a second.
  public static let mostSamplesAnEpoch = 150

  private let model: WearableModel
  private let activityIsSmoothed: Bool
  private var epoch = -1
  private var state: [5 of Double] = [0, 0, 0, 0, 0]

  private var counts = RecentEpochs()
  private var variations = RecentEpochs()
  private var samples: [HeartRateSample] = []
  private var converter = HeartVariation()
  private var activityInput = CarriedValue()
  private var heartInput = CarriedValue()
  private var activity = CarriedValue()
  private var heart = CarriedValue()
  private var beats = [CarriedValue](repeating: CarriedValue(), count: 3)
  private var activityStream = PastStream(WearableLayout.activity[1])
  private var heartStream = PastStream(WearableLayout.heart[1])
  private var beatStreams = [
    PastStream(WearableLayout.firstBeat[1]), PastStream(WearableLayout.otherBeat[1]),
    PastStream(WearableLayout.otherBeat[1]),
  ]
  private var row: [Double] = []
  private var named: [Int] = []

  /// Makes a stager that has seen nothing.
  ///
  /// - Parameters:
  ///   - model: a trained model.
  ///   - activityIsSmoothed: whether movement comes smoothed as Walch's does; raw counts do not.
  public init(model: WearableModel, activityIsSmoothed: Bool = false) {
    self.model = model
    self.activityIsSmoothed = activityIsSmoothed
    for i in 0..<5 { state[i] = model.start[i] }
    samples.reserveCapacity(Self.mostSamplesAnEpoch * 64)
    row.reserveCapacity(128)
    named.reserveCapacity(16)
  }

  /// Takes what was measured in the next 30 s and returns what is believed at their end.
  ///
  /// With a sense missing the belief rests on the other one; with both, it widens and after ten minutes is
  /// ``StageBelief/unknown``. Values that are negative, over 10⁹ or no heart's count as missing, and so do
  /// samples beyond ``mostSamplesAnEpoch`` or out of order. About 200,000 multiplications with rates, 2,000
  /// without.
  ///
  /// - Parameters:
  ///   - movement: how much there was in these 30 s, ≥ 0 in any unit that stays the same.
  ///   - seen: what there is of the heart.
  /// - Returns: the belief at the end of the epoch.
  public mutating func epoch(activity movement: Double?, heart seen: WearableHeartEpoch) -> StageBelief {
    epoch += 1
    takeActivity(movement.flatMap { WearableNight.isPlausible($0) ? $0 : nil })
    takeHeart(seen)
    var evidence: [5 of Double] = [1, 1, 1, 1, 1]
    var own = evidence
    var exponent = 1.0
    let input = preferredInput()
    if let (input, age) = input {
      let head = model.head(input, isCausal: true)
      makeRow(input)
      let freshness = 1 - Double(age) / Double(model.freshEpochs + 1)
      head.look(at: row, freshness: freshness, evidence: &evidence, own: &own)
      exponent = head.beliefExponent
    }
    StageFilter.step(&state, evidence: evidence, transition: model.transition)
    return input == nil ? .unknown : StageFilter.belief(state, exponent: exponent, own: own)
  }

  private mutating func takeActivity(_ value: Double?) {
    counts.push(value)
    activityInput.push(value)
    let seen = max(0, epoch - model.activityDelay)
    let known = counts
    activity.push(
      activityIsSmoothed ? known[seen] : MovementSmoothing.value(epoch: seen, last: epoch) { known[$0] })
    activityStream.push(
      WearableLayout.scaled(
        activity.value, total: activity.total, count: activity.count, by: model.scaling))
  }

  private mutating func takeHeart(_ seen: WearableHeartEpoch) {
    var given: Double?
    var hasBeats = false
    switch seen {
    case .none: break
    case .variation(let value): if WearableNight.isPlausible(value) { given = value }
    case .rates(let list): take(list)
    case .beats(let list):
      take(list)
      hasBeats = true
    }
    let start = Double(epoch) * 30
    let isNew = given != nil || (samples.last.map { $0.seconds >= start } ?? false)
    variations.push(given)
    heartInput.push(isNew ? 0 : nil)
    let looked = max(0, epoch - model.heartDelay)
    heart.push(variations[looked] ?? converter.value(epoch: looked, last: epoch, samples: samples))
    heartStream.push(WearableLayout.scaled(variation: heart.value, usual: heart.mean))
    let statistics = hasBeats ? BeatStatistics.value(before: start + 30, beats: samples) : nil
    for i in 0..<3 {
      beats[i].push(statistics.map { $0[i] })
      beatStreams[i].push(beats[i].value - beats[i].mean)
    }
  }

  private mutating func take(_ list: [HeartRateSample]) {
    let start = Double(epoch) * 30
    // The oldest moment that the heart's variation may still ask for.
    let oldest = start - Double(model.heartDelay) * 30 - HeartVariation.memory - 60
    let old = HeartVariation.firstIndex(in: samples, from: oldest)
    if old > 0 { samples.removeFirst(old) }
    var last = samples.last?.seconds ?? -1
    for sample in list.prefix(Self.mostSamplesAnEpoch) {
      guard sample.seconds >= 0, sample.seconds < 30, start + sample.seconds >= last,
        HeartVariation.plausibleRates.contains(sample.beatsPerMinute)
      else { continue }
      last = start + sample.seconds
      samples.append(HeartRateSample(seconds: last, beatsPerMinute: sample.beatsPerMinute))
    }
  }

  private func preferredInput() -> (WearableModel.Input, age: Int)? {
    let activityAge = max(activity.age, activityInput.age)
    let heartAge = max(heart.age, heartInput.age)
    let beatAge = max(heartAge, beats.reduce(0) { max($0, $1.age) })
    let bothAge = max(activityAge, heartAge)
    return model.choice([bothAge, beatAge, heartAge, activityAge])
  }

  private mutating func makeRow(_ input: WearableModel.Input) {
    row.removeAll(keepingCapacity: true)
    named.removeAll(keepingCapacity: true)
    func name(_ indices: [Int]) { for i in indices { named.append(row.count + i) } }
    if input == .activity || input == .both {
      name(WearableLayout.activity[1].named)
      activityStream.append(to: &row)
    }
    if input != .activity {
      name(WearableLayout.heart[1].named)
      heartStream.append(to: &row)
    }
    if input == .beats {
      name(WearableLayout.firstBeat[1].named)
      for stream in beatStreams { stream.append(to: &row) }
    }
    named.append(row.count)
    let time = WearableLayout.time(epoch)
    for i in 0..<4 { row.append(time[i]) }
    for (a, i) in named.enumerated() { for j in named[a...] { row.append(row[i] * row[j]) } }
  }
}
