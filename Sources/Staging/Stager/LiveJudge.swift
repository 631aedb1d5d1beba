/// What the forest says of the 30 s that end with a second, found step by step.
///
/// A second at the end of an epoch has 55 steps, since with it the night's scales and gain are set anew; all others
/// have 24. Even at 64 samples a second, one step with each sample is enough.
struct LiveJudge: Sendable {
  private let model: StagerModel
  private var extractor = EpochExtractor()
  private var window = [Double](repeating: 0, count: EpochExtractor.count)
  private var features = EpochFeatures()
  /// The features of the last 240 s, a row a second, and whether the row is usable.
  private var rows: [EpochFeatures]
  private var rowUsable: [Bool]
  private var history = FeatureHistory()
  private var search = LiveAmplitudeSearch()
  private var scales: [3 of FeatureScale] = .init(repeating: FeatureScale())
  private var views: [3 of FollowedForest]
  private var searched: FollowedForest
  private var mean = ViewMean()
  private var row: [Float]
  private var epoch = PlacedEpoch(epoch: SmoothedEpoch(), hours: 0, share: 0)
  private var second = 0
  private var next = Step.done
  /// What the forest says of the second, once it is not busy; `nil` where there is no signal.
  private(set) var evidence: [5 of Double]?

  /// Where each part of the work begins.
  private enum Step {
    static let place = EpochExtractor.steps
    static let history = place + 1
    static let scales = history + 3
    static let search = scales + 6
    static let move = search + 1
    static let weigh = move + 3
    static let gains = weigh + 3
    static let found = gains + LiveAmplitudeSearch.asked
    static let views = found + 1
    /// A view is moved and weighed, each in two steps, and then asked.
    static let perView = 5
    static let done = views + 3 * perView
  }

  init(model: StagerModel) {
    self.model = model
    let count = CausalStager.window * CausalStager.lookBack
    rows = [EpochFeatures](repeating: EpochFeatures(), count: count)
    rowUsable = [Bool](repeating: false, count: count)
    views = .init(repeating: FollowedForest(model: model, asksUntold: false))
    views[2] = FollowedForest(model: model, asksUntold: true)
    searched = views[2]
    row = [Float](repeating: 0, count: model.forest.featureCount)
  }

  /// Whether there is more to do.
  var isBusy: Bool { next < Step.done }
  /// The gain that was found so far.
  var gain: Double { search.gain }

  /// Begins with another second, of which `second` says how many there were; the signal is copied, so that it may go on.
  mutating func begin(second: Int, isKnown: Bool, _ signal: LiveSignal) {
    self.second = second
    evidence = nil
    rowUsable[second % rows.count] = false
    next = Step.done
    guard isKnown else { return }
    signal.copy(into: &window)
    next = 0
  }

  /// Does one step, up to some 20 µs; allocates nothing.
  mutating func step() {
    guard isBusy else { return }
    let step = next
    next += 1
    switch step {
    case ..<Step.place:
      let samples = window
      extractor.run(step, of: samples.span, into: &features)
    case Step.place: placeEpoch()
    case ..<Step.scales:
      let part = step - Step.history
      history.insert(
        wide: epoch.epoch.wide, recent: epoch.epoch.recent, features: (7 * part)..<(7 * part + 7))
    case ..<Step.search: setScale((step - Step.scales) / 2, half: (step - Step.scales) % 2)
    case Step.search: if search.begin(history) { fill(at: 0) } else { next = Step.views }
    case ..<Step.weigh: searched.move(row, columns: part(step - Step.move, of: 3, row.count))
    case ..<Step.gains: searched.weigh(step - Step.weigh, of: 3)
    case ..<Step.found: ask(step - Step.gains)
    case Step.found: followGain()
    default: view((step - Step.views) / Step.perView, (step - Step.views) % Step.perView)
    }
  }

  private func part(_ index: Int, of parts: Int, _ count: Int) -> Range<Int> {
    (count * index / parts)..<(count * (index + 1) / parts)
  }

  /// Puts the features beside those of the epochs before, and the epoch in its place in the night.
  private mutating func placeEpoch() {
    for i in 0..<ReferenceHour.features where !features.values[i].isFinite {
      // What a line of zeros leaves undefined is no feature.
      next = Step.done
      return
    }
    let slot = second % rows.count
    rows[slot] = features
    rowUsable[slot] = true
    let hours = Double(second - CausalStager.window) / 3600
    epoch = PlacedEpoch(
      epoch: smoothed(slot: slot), hours: hours, share: min(hours / CausalStager.usualHours, 1))
    mean = ViewMean()
    let isEpochEnd = second.isMultiple(of: CausalStager.window) || history.count == 0
    if !isEpochEnd { next = Step.views }
  }

  private mutating func setScale(_ view: Int, half: Int) {
    let lists = (half * ReferenceHour.features)..<((half + 1) * ReferenceHour.features)
    scales[view].set(
      lists, history, gain: search.gain, wide: model.reference.trailing, recent: model.reference.recent,
      weight: CausalStager.weights[view])
  }

  private mutating func setAmplitude(_ view: Int, gain: Double) {
    scales[view].setAmplitude(
      history, gain: gain, wide: model.reference.trailing, recent: model.reference.recent,
      weight: CausalStager.weights[view])
  }

  /// Writes the row of the search's `index`th gain.
  private mutating func fill(at index: Int) {
    setAmplitude(2, gain: search.gain(index))
    StageViews.fill(&row, from: 0, epoch, on: scales[2], gain: search.gain(index), model.columns)
  }

  /// Asks at one gain; from one to the next only what grows with the signal changes.
  private mutating func ask(_ index: Int) {
    if index > 0 {
      fill(at: index)
      searched.move(row, columns: model.columns.amplitude)
      searched.weigh(0, of: 1)
    }
    search.note(StageViews.Answer(told: searched.answer, untold: searched.untoldAnswer), at: index)
  }

  private mutating func followGain() {
    search.finish()
    for i in 0..<3 { setAmplitude(i, gain: search.gain) }
  }

  private mutating func view(_ view: Int, _ step: Int) {
    switch step {
    case 0:
      StageViews.fill(&row, from: 0, epoch, on: scales[view], gain: search.gain, model.columns)
      views[view].move(row, columns: part(0, of: 2, row.count))
    case 1: views[view].move(row, columns: part(1, of: 2, row.count))
    case 2, 3: views[view].weigh(step - 2, of: 2)
    default:
      mean.add(views[view].answer)
      guard view == 2 else { return }
      mean.add(views[view].untoldAnswer)
      evidence = mean.probabilities(of: 4)
    }
  }

  /// The features of the epoch that ends now, with those of the epochs before it.
  private func smoothed(slot: Int) -> SmoothedEpoch {
    var epoch = SmoothedEpoch()
    epoch.raw = rows[slot].values
    var (wideTotal, recentTotal) = (0.0, 0.0)
    for ago in 0..<CausalStager.lookBack {
      let back = slot - ago * CausalStager.window
      let row = back < 0 ? back + rows.count : back
      guard rowUsable[row] else { continue }
      let weight = Double(CausalStager.lookBack - ago) / Double(CausalStager.lookBack)
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
