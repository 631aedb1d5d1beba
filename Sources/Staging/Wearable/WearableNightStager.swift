public import SleepCore

/// Stages a whole night of a wearable in epochs of 30 s.
public enum WearableNightStager {
  /// What is believed about every epoch, with the whole night in view.
  ///
  /// An epoch more than ten minutes away from anything that was measured is ``StageBelief/unknown``. A night
  /// takes some tenths of a second with heart rates.
  ///
  /// - Returns: a belief for every epoch of the night.
  public static func stage(_ night: WearableNight, model: WearableModel) -> [StageBelief] {
    let features = OvernightFeatures(night, scaling: model.scaling)
    let count = night.epochCount
    var evidence = [[5 of Double]](repeating: [1, 1, 1, 1, 1], count: count)
    var own = evidence
    var exponents = [Double?](repeating: nil, count: count)
    var row: [Double] = []
    for epoch in 0..<count {
      var ages: [4 of Int] = .init(repeating: OvernightFeatures.never)
      for (input, part) in features.parts { ages[input.rawValue] = part.ages[epoch] }
      guard let (input, age) = model.choice(ages), let part = features.part(input) else { continue }
      let head = model.head(input, isCausal: false)
      OvernightFeatures.row(part, epoch: epoch, into: &row)
      let freshness = 1 - Double(age) / Double(model.freshEpochs + 1)
      head.look(at: row, freshness: freshness, evidence: &evidence[epoch], own: &own[epoch])
      exponents[epoch] = head.beliefExponent
    }
    var state: [5 of Double] = [0, 0, 0, 0, 0]
    for i in 0..<5 { state[i] = model.start[i] }
    var forward: [[5 of Double]] = []
    forward.reserveCapacity(count)
    for epoch in 0..<count {
      StageFilter.step(&state, evidence: evidence[epoch], transition: model.transition)
      forward.append(state)
    }
    var beliefs = [StageBelief](repeating: .unknown, count: count)
    var backward: [5 of Double] = [1, 1, 1, 1, 1]
    for epoch in (0..<count).reversed() {
      if let exponent = exponents[epoch] {
        var total = 0.0
        for i in 0..<5 {
          forward[epoch][i] *= backward[i]
          total += forward[epoch][i]
        }
        for i in 0..<5 { forward[epoch][i] /= total }
        beliefs[epoch] = StageFilter.belief(forward[epoch], exponent: exponent, own: own[epoch])
      }
      StageFilter.back(&backward, evidence: evidence[epoch], transition: model.transition)
    }
    return beliefs
  }

  /// What is believed at the end of every epoch with nothing later in view: ``WearableStager`` on a
  /// recording.
  ///
  /// - Returns: a belief for every epoch of the night.
  public static func stageCausally(_ night: WearableNight, model: WearableModel) -> [StageBelief] {
    var stager = WearableStager(model: model, activityIsSmoothed: night.activityIsSmoothed)
    var next = 0
    return (0..<night.epochCount).map { epoch in
      let heart: WearableHeartEpoch
      switch night.heart {
      case .none: heart = .none
      case .variation(let values):
        heart = epoch < values.count ? values[epoch].map { .variation($0) } ?? .none : .none
      case .rates(let samples): heart = .rates(within(samples, epoch, &next))
      case .beats(let samples): heart = .beats(within(samples, epoch, &next))
      }
      return stager.epoch(
        activity: epoch < night.activity.count ? night.activity[epoch] : nil, heart: heart)
    }
  }

  private static func within(_ samples: [HeartRateSample], _ epoch: Int, _ next: inout Int)
    -> [HeartRateSample]
  {
    let start = Double(epoch) * 30
    var list: [HeartRateSample] = []
    while next < samples.count, samples[next].seconds < start + 30 {
      list.append(
        HeartRateSample(
          seconds: max(0, samples[next].seconds - start), beatsPerMinute: samples[next].beatsPerMinute))
      next += 1
    }
    return list
  }
}
