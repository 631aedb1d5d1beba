internal import Foundation
internal import Signals
public import SleepCore

/// Stages a whole recorded channel in epochs of 30 s.
public enum WholeNightStager {
  /// A recording as long as this is a night: from here on the order of stages counts in full.
  static let fullHours = 4.0
  /// What an epoch of the reference hour counts in the views, 0 for the night alone; the last also goes without the
  /// amplitude.
  static let weights: [4 of Double] = [0, 0.25, 4, 1]
  /// By which power what is believed is softened, so that a belief of 0.8 is right in 8 of 10 epochs (README.md of the
  /// model); which stage is likeliest is not changed.
  static let softening = 0.6

  /// What is believed about every epoch, with the whole night in view.
  ///
  /// YASA's features of the whole recording, in relation to the night and to an hour of nobody's night; its forest asked in
  /// five ways, at the gain that the signal shows; then forward and backward through a hidden Markov model (Rabiner
  /// 1989). An epoch of which fewer than 24 s are usable is ``StageBelief/unknown``; a last piece under 30 s is
  /// left out. About 0.12 ms an epoch on one core.
  ///
  /// - Parameters:
  ///   - microvolts: the channel, as it was recorded.
  ///   - samplingRate: ``CausalStager/samplingRates``.
  ///   - model: a trained model.
  /// - Returns: a belief for every whole epoch.
  /// - Throws: ``StagerError/samplingRate(_:)``.
  public static func stage(microvolts: [Double], samplingRate: Frequency, model: StagerModel)
    throws(StagerError) -> [StageBelief]
  {
    guard CausalStager.samplingRates.contains(samplingRate.hertz) else { throw .samplingRate(samplingRate) }
    let (usable, isWhole) = usableEpochs(microvolts, samplingRate: samplingRate)
    guard !usable.isEmpty else { return [] }
    let raw = try features(microvolts, isWhole: isWhole, samplingRate: samplingRate)
    let known = usable.indices.map { i -> EpochFeatures? in
      guard usable[i], i < raw.count else { return nil }
      for k in 0..<ReferenceHour.features where !raw[i].values[k].isFinite { return nil }
      return raw[i]
    }
    let count = known.count(where: { $0 != nil })
    guard count > 0 else { return [StageBelief](repeating: .unknown, count: usable.count) }
    let probabilities = judge(known, model: model)
    let share = min(Double(count) / 120 / fullHours, 1)
    let smoothed = model.order.smoothed(probabilities, share: share)
    return known.indices.map { i in
      guard known[i] != nil else { return .unknown }
      var weights = smoothed[i]
      for k in 0..<5 { weights[k] = pow(weights[k], softening) }
      return StageBelief(weights: weights)
    }
  }

  /// What is believed at the end of every epoch with nothing later in view: the live stager on a recording.
  ///
  /// - Throws: ``StagerError/samplingRate(_:)``.
  public static func stageCausally(microvolts: [Double], samplingRate: Frequency, model: StagerModel)
    throws(StagerError) -> [StageBelief]
  {
    var stager = try CausalStager(model: model, samplingRate: samplingRate)
    var beliefs: [StageBelief] = []
    try eachSecond(of: microvolts, samplingRate: samplingRate) { second, samples, verdict in
      for sample in samples { stager.push(sample) }
      _ = stager.second(quality: verdict)
      if (second + 1).isMultiple(of: CausalStager.window) { beliefs.append(stager.settle()) }
    }
    return beliefs
  }

  /// YASA's features of every epoch; what is not a number is held at the value before it, and its second is not used.
  private static func features(_ microvolts: [Double], isWhole: Bool, samplingRate: Frequency)
    throws(StagerError) -> [EpochFeatures]
  {
    var signal = microvolts
    if !isWhole {
      var last = 0.0
      for i in signal.indices {
        if signal[i].isFinite { last = signal[i] } else { signal[i] = last }
      }
    }
    var rate = Frequency.hertz(samplingRate.hertz.rounded())
    do {
      // YASA starts at 80 Hz; what is slower still holds all that is looked at, and is brought to 100 Hz.
      if rate.hertz <= 80 {
        signal = try PolyphaseResampler.resample(signal, up: 100, down: Int(rate.hertz))
        rate = .hertz(100)
      }
      return try ReferenceFeatures.epochs(microvolts: signal, samplingRate: rate)
    } catch {
      throw .samplingRate(samplingRate)
    }
  }

  /// What the forest says of every known epoch.
  private static func judge(_ known: [EpochFeatures?], model: StagerModel) -> [[5 of Double]?] {
    var history = FeatureHistory()
    var epochs: [PlacedEpoch] = []
    var places: [Int] = []
    for i in known.indices {
      guard let epoch = smoothed(known, at: i) else { continue }
      history.append(wide: epoch.wide, recent: epoch.recent)
      let hours = Double(i) * 30 / 3600
      let share = known.count > 1 ? Double(i) / Double(known.count - 1) : 0
      epochs.append(PlacedEpoch(epoch: epoch, hours: hours, share: share))
      places.append(i)
    }
    history.sort()
    let gain = AmplitudeSearch.gain(of: epochs, history: history, model: model)
    let scales = (0..<4).map { i in
      FeatureScale(
        history, gain: gain, wide: model.reference.centred, recent: model.reference.recent, weight: weights[i]
      )
    }
    let told = scales[..<3].map { StageViews.askTold(epochs, on: $0, gain: gain, model: model) }
    let both = StageViews.ask(epochs, on: scales[3], gain: gain, model: model)
    var result = [[5 of Double]?](repeating: nil, count: known.count)
    for (i, place) in places.enumerated() {
      var mean = ViewMean()
      for view in told { mean.add(view[i]) }
      mean.add(both[i].told)
      mean.add(both[i].untold)
      result[place] = mean.probabilities(of: 5)
    }
    return result
  }

  /// An epoch with its neighbours: 15 around it with triangular weights, and the last four (YASA's windows).
  private static func smoothed(_ known: [EpochFeatures?], at index: Int) -> SmoothedEpoch? {
    guard let own = known[index] else { return nil }
    var epoch = SmoothedEpoch()
    epoch.raw = own.values
    var (wideTotal, recentTotal) = (0.0, 0.0)
    for i in max(0, index - 7)...min(known.count - 1, index + 7) {
      guard let neighbour = known[i] else { continue }
      let weight = Double(8 - abs(i - index)) / 8
      let isRecent = i <= index && i > index - 4
      wideTotal += weight
      if isRecent { recentTotal += 1 }
      for k in 0..<ReferenceHour.features {
        epoch.wide[k] += weight * neighbour.values[k]
        if isRecent { epoch.recent[k] += neighbour.values[k] }
      }
    }
    for k in 0..<ReferenceHour.features {
      epoch.wide[k] /= wideTotal
      epoch.recent[k] /= recentTotal
    }
    return epoch
  }

  /// Which epochs have enough seconds with a signal, and whether every sample is a number.
  private static func usableEpochs(_ microvolts: [Double], samplingRate: Frequency) -> ([Bool], Bool) {
    let perSecond = max(1, Int(samplingRate.hertz.rounded()))
    let seconds = microvolts.count / perSecond
    // 1 for a second that can be used; 2 where a sample is none.
    let notes = unsafe [UInt8](unsafeUninitializedCapacity: seconds) { notes, count in
      Cores.share(seconds, least: 600) { part in
        for second in part {
          let samples = microvolts.span.extracting((second * perSecond)..<((second + 1) * perSecond))
          var note: UInt8 = 0
          switch SignalQuality.verdict(on: samples) {
          case .good: note = 1
          case .artefact: note = samples.indices.allSatisfy { samples[$0].isFinite } ? 1 : 2
          case .flat, .clipped: break
          }
          unsafe notes.initializeElement(at: second, to: note)
        }
      }
      count = seconds
    }
    let length = CausalStager.window
    let usable = (0..<(seconds / length)).map { epoch in
      notes[(epoch * length)..<((epoch + 1) * length)].count(where: { $0 == 1 }) >= CausalStager.fewestSeconds
    }
    let rest = microvolts[(seconds * perSecond)...]
    return (usable, !notes.contains(2) && rest.allSatisfy(\.isFinite))
  }

  private static func eachSecond(
    of microvolts: [Double], samplingRate: Frequency,
    _ body: (Int, ArraySlice<Double>, SignalQuality.Verdict) -> Void
  ) throws(StagerError) {
    var quality: SignalQuality
    do throws(FilterError) {
      quality = try SignalQuality(samplingRate: samplingRate)
    } catch {
      throw .samplingRate(samplingRate)
    }
    let perSecond = quality.samplesPerSecond
    for second in 0..<(microvolts.count / perSecond) {
      let samples = microvolts[(second * perSecond)..<((second + 1) * perSecond)]
      for sample in samples { _ = quality.push(sample) }
      body(second, samples, quality.latest)
    }
  }
}
