internal import Signals
public import SleepCore

/// Stages a whole recorded channel in epochs of 30 s.
public enum WholeNightStager {
  /// What is believed about every epoch, with the whole night in view (forward and backward, Rabiner 1989).
  ///
  /// An epoch without a usable signal is ``StageBelief/unknown``; a last piece under 30 s is left out. The stage
  /// of an epoch is its belief's `stage`.
  ///
  /// - Parameters:
  ///   - microvolts: the channel.
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - model: a trained model.
  /// - Returns: a belief for every whole epoch.
  /// - Throws: ``StagerError/samplingRate(_:)``.
  public static func stage(microvolts: [Double], samplingRate: Frequency, model: StagerModel)
    throws(StagerError) -> [StageBelief]
  {
    let epochs = try run(microvolts: microvolts, samplingRate: samplingRate, model: model)
    guard !epochs.isEmpty else { return [] }
    var forward: [[5 of Double]] = []
    forward.reserveCapacity(epochs.count)
    var state: [5 of Double] = [0, 0, 0, 0, 0]
    for i in 0..<5 { state[i] = model.start[i] }
    for epoch in epochs {
      var next: [5 of Double] = [0, 0, 0, 0, 0]
      var total = 0.0
      for to in 0..<5 {
        for from in 0..<5 { next[to] += state[from] * model.transition[from * 5 + to] }
        next[to] *= epoch.evidence[to]
        total += next[to]
      }
      for i in 0..<5 { state[i] = next[i] / total }
      forward.append(state)
    }
    var beliefs = [StageBelief](repeating: .unknown, count: epochs.count)
    var backward: [5 of Double] = [1, 1, 1, 1, 1]
    for index in epochs.indices.reversed() {
      if epochs[index].belief.isKnown {
        var weights: [5 of Double] = [0, 0, 0, 0, 0]
        for i in 0..<5 { weights[i] = forward[index][i] * backward[i] }
        beliefs[index] = StageBelief(weights: weights)
      }
      var before: [5 of Double] = [0, 0, 0, 0, 0]
      var total = 0.0
      for from in 0..<5 {
        for to in 0..<5 {
          before[from] += model.transition[from * 5 + to] * epochs[index].evidence[to] * backward[to]
        }
        total += before[from]
      }
      for i in 0..<5 { backward[i] = before[i] / total }
    }
    return beliefs
  }

  /// What is believed at the end of every epoch with nothing later in view: the live stager on a recording.
  ///
  /// - Throws: ``StagerError/samplingRate(_:)``.
  public static func stageCausally(microvolts: [Double], samplingRate: Frequency, model: StagerModel)
    throws(StagerError) -> [StageBelief]
  {
    try run(microvolts: microvolts, samplingRate: samplingRate, model: model).map(\.belief)
  }

  private struct Epoch {
    let belief: StageBelief
    let evidence: [5 of Double]
  }

  private static func run(microvolts: [Double], samplingRate: Frequency, model: StagerModel)
    throws(StagerError) -> [Epoch]
  {
    var stager = try CausalStager(model: model, samplingRate: samplingRate)
    var quality: SignalQuality
    do throws(FilterError) {
      quality = try SignalQuality(samplingRate: samplingRate)
    } catch {
      throw .samplingRate(samplingRate)
    }
    let perSecond = quality.samplesPerSecond
    var epochs: [Epoch] = []
    epochs.reserveCapacity(microvolts.count / (perSecond * BandFeatures.window))
    for second in 0..<(microvolts.count / perSecond) {
      for i in (second * perSecond)..<((second + 1) * perSecond) {
        stager.push(microvolts[i])
        _ = quality.push(microvolts[i])
      }
      let belief = stager.second(quality: quality.latest)
      if (second + 1) % BandFeatures.window == 0 {
        epochs.append(Epoch(belief: belief, evidence: stager.evidence))
      }
    }
    return epochs
  }
}
