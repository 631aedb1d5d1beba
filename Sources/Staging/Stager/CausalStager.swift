internal import Foundation
public import Signals
public import SleepCore

/// Says once a second how likely each stage is, from one EEG channel, with nothing later than that second.
///
/// Every second looks at the 30 s before it as an epoch of its own, at the epochs 30, 60, … 210 s before it, and at the
/// night so far together with an hour of nobody's night (``ReferenceHour``). YASA's forest is asked about it in four
/// ways (``StageViews``); then thirty hidden Markov filters take turns, each stepping by a whole epoch, so that the
/// belief at the end of an epoch is the ordinary forward filter's (Rabiner, Proc. IEEE 77, 1989). The amplifier's gain
/// does not matter: it is found from the signal (``AmplitudeSearch``).
public struct CausalStager: Sendable {
  /// The sampling rates that can be staged, in hertz.
  ///
  /// Features reach up to 30 Hz; half an hour at 50 samples a second was staged no better than by chance.
  public static let samplingRates = 64.0...1000.0
  /// What the N3 gate asks of every belief: at least so much N3, in thousandths.
  public static let n3GatePerMille = 800
  /// For how many seconds in a row it asks for it.
  public static let n3GateSeconds = 30
  /// How many of the last 30 s must have a usable signal.
  public static let fewestSeconds = 24

  static let window = 30
  /// Epochs that the trailing mean looks back over, the present one included; weights rise to 1 (the earlier half of
  /// YASA's triangle).
  static let lookBack = 8
  /// The night that a live night is taken for, in hours, where YASA asks for its share.
  static let usualHours = 8.0
  /// What an epoch of the reference hour counts in the views; the third also goes without the amplitude.
  static let weights: [3 of Double] = [0.25, 4, 1]

  private let model: StagerModel
  private let matrix: [25 of Double]
  private var signal: LiveSignal
  private var views: StageViews
  private var history = FeatureHistory()
  private var search = LiveAmplitudeSearch()
  private var scales: [3 of FeatureScale] = .init(repeating: FeatureScale())
  /// The features of the last 240 s, a row a second, and whether the row is usable.
  private var rows: [EpochFeatures]
  private var rowUsable: [Bool]
  private var secondUsable = [Bool](repeating: false, count: window)
  /// Thirty beliefs of five weights, one for each second of an epoch.
  private var lanes: [[5 of Double]]
  private var seconds = 0
  private var deepSeconds = 0
  private var isWhole = true

  /// Makes a stager that has seen nothing.
  ///
  /// All memory is taken here, some 3 MB.
  ///
  /// - Throws: ``StagerError/samplingRate(_:)`` outside ``samplingRates``.
  public init(model: StagerModel, samplingRate: Frequency) throws(StagerError) {
    guard Self.samplingRates.contains(samplingRate.hertz) else { throw .samplingRate(samplingRate) }
    do throws(FilterError) {
      signal = try LiveSignal(samplingRate: samplingRate)
    } catch {
      throw .samplingRate(samplingRate)
    }
    self.model = model
    matrix = model.order.matrix(power: StageOrder.liveShare)
    views = StageViews(model: model)
    let count = Self.window * Self.lookBack
    rows = [EpochFeatures](repeating: EpochFeatures(), count: count)
    rowUsable = [Bool](repeating: false, count: count)
    var start: [5 of Double] = [0, 0, 0, 0, 0]
    for i in 0..<5 { start[i] = model.order.start[i] }
    lanes = [[5 of Double]](repeating: start, count: Self.window)
  }

  /// Takes the next sample in microvolts.
  ///
  /// Filters it; nothing is allocated. A value that is not finite makes its second unusable.
  public mutating func push(_ microvolts: Double) {
    if !microvolts.isFinite { isWhole = false }
    signal.push(microvolts)
  }

  /// Closes a second and returns what is believed at its end.
  ///
  /// Call it after the last sample of every second. A flat or clipped second is not used; an artefact is, since
  /// movement is a sign of waking. Before 30 s of signal, and where fewer than ``fewestSeconds`` of the last 30 are
  /// usable, the answer is ``StageBelief/unknown``. Some 0.1 ms, and every thirtieth 1 ms; allocates nothing.
  public mutating func second(quality: SignalQuality.Verdict) -> StageBelief {
    let belief = close(isUsable: isWhole && (quality == .good || quality == .artefact))
    deepSeconds = belief.perMille(.n3) >= Self.n3GatePerMille ? deepSeconds + 1 : 0
    isWhole = true
    return belief
  }

  /// Lets time pass without a signal: whole seconds, as many as the source had nothing for.
  ///
  /// Belief drifts towards the usual shares of the stages meanwhile. A day is the longest that is stepped through.
  public mutating func gap(seconds count: Int) {
    signal.restart()
    deepSeconds = 0
    isWhole = true
    for _ in 0..<min(max(count, 0), 86_400) { _ = close(isUsable: false) }
  }

  /// Whether the sleeper is so surely in N3, and has been for so long, that a sound may be tried.
  ///
  /// Open while every belief of the last ``n3GateSeconds`` gave N3 at least ``n3GatePerMille``; one second that
  /// is unknown or less sure shuts it at once.
  public var n3Gate: Bool { deepSeconds >= Self.n3GateSeconds }

  /// By what the signal is multiplied to be in the units of the forest, as far as the night has shown.
  public var gain: Double { search.gain }

  private mutating func close(isUsable: Bool) -> StageBelief {
    secondUsable[seconds % Self.window] = isUsable
    seconds += 1
    let slot = seconds % rows.count
    var usable = 0
    for isUsable in secondUsable where isUsable { usable += 1 }
    var isKnown = seconds >= Self.window && usable >= Self.fewestSeconds
    if isKnown {
      rows[slot] = signal.features()
      // What a line of zeros leaves undefined is no feature.
      for i in 0..<ReferenceHour.features where !rows[slot].values[i].isFinite { isKnown = false }
    }
    rowUsable[slot] = isKnown
    let lane = seconds % Self.window
    var evidence: [5 of Double] = [1, 1, 1, 1, 1]
    if isKnown { evidence = judge(slot: slot) }
    StageOrder.step(&lanes[lane], matrix, evidence: evidence)
    return isKnown ? StageBelief(weights: lanes[lane]) : .unknown
  }

  /// What the forest says of the 30 s that end now.
  private mutating func judge(slot: Int) -> [5 of Double] {
    let hours = Double(seconds - Self.window) / 3600
    let epoch = PlacedEpoch(
      epoch: smoothed(slot: slot), hours: hours, share: min(hours / Self.usualHours, 1))
    if seconds.isMultiple(of: Self.window) || history.count == 0 {
      history.insert(wide: epoch.epoch.wide, recent: epoch.epoch.recent)
      let reference = model.reference
      for i in 0..<3 {
        scales[i] = FeatureScale(
          history, gain: search.gain, wide: reference.trailing, recent: reference.recent,
          weight: Self.weights[i])
      }
      search.add(epoch, history: history, scale: &scales[2], views: &views, model: model)
      for i in 0..<3 {
        scales[i].setAmplitude(
          history, gain: search.gain, wide: reference.trailing, recent: reference.recent,
          weight: Self.weights[i])
      }
    }
    var mean = ViewMean()
    for i in 0..<2 { mean.add(views.askTold(epoch, on: scales[i], gain: search.gain)) }
    let answer = views.ask(epoch, on: scales[2], gain: search.gain)
    mean.add(answer.told)
    mean.add(answer.untold)
    return mean.probabilities(of: 4)
  }

  /// The features of the epoch that ends now, with those of the epochs before it.
  private func smoothed(slot: Int) -> SmoothedEpoch {
    var epoch = SmoothedEpoch()
    epoch.raw = rows[slot].values
    var (wideTotal, recentTotal) = (0.0, 0.0)
    for ago in 0..<Self.lookBack {
      let back = slot - ago * Self.window
      let row = back < 0 ? back + rows.count : back
      guard rowUsable[row] else { continue }
      let weight = Double(Self.lookBack - ago) / Double(Self.lookBack)
      wideTotal += weight
      if ago < 4 { recentTotal += 1 }
      for i in 0..<ReferenceHour.features {
        epoch.wide[i] += weight * rows[row].values[i]
        if ago < 4 { epoch.recent[i] += rows[row].values[i] }
      }
    }
    for i in 0..<ReferenceHour.features {
      epoch.wide[i] /= wideTotal
      epoch.recent[i] /= recentTotal
    }
    return epoch
  }
}
