internal import Foundation

/// Finds by which gain a recording's µV become those that the forest was trained on.
///
/// Home devices are badly calibrated, and the forest knows how large sleep's waves are. So at each of several gains it
/// is asked twice, told of the amplitude and not told: the right gain is the one at which the amplitude says the same
/// as all the rest (least mean Kullback-Leibler divergence). A recording twice as large finds half the gain, and
/// everything else stays as it was.
enum AmplitudeSearch {
  /// A night's median standard deviation of 0.4-30 Hz in the forest's units, about which gains are looked for.
  ///
  /// Our choice, after the gains that were found on ucd022 and the DREAMS excerpts.
  static let typicalDeviation = 16.0
  /// Gains are a quarter of an octave apart.
  static let octaveSteps = 4.0
  /// How many steps are looked at on either side.
  static let steps = 5
  /// How sharply a gain that agrees less is left out, per nat.
  static let sharpness = 100.0

  /// How far two answers are apart, in nats.
  static func divergence(_ answer: StageViews.Answer) -> Double {
    var sum = 0.0
    for i in 0..<5 {
      sum += answer.untold[i] * log((answer.untold[i] + 1e-6) / (answer.told[i] + 1e-6))
    }
    return sum
  }

  /// The gain of a whole night.
  ///
  /// Of the epochs with a signal `most` are asked about, evenly spread.
  static func gain(
    of epochs: [PlacedEpoch], history: FeatureHistory, model: StagerModel, most: Int = 48
  ) -> Double {
    let deviation = epochs.map { $0.epoch.raw[ReferenceFeature.std.rawValue] }.sorted()[epochs.count / 2]
    guard deviation > 0 else { return 1 }
    let anchor = typicalDeviation / deviation
    let count = min(most, epochs.count)
    let asked = (0..<count).map { epochs[$0 * (epochs.count - 1) / max(count - 1, 1)] }
    var (least, logs) = (Double.infinity, [(step: Double, divergence: Double)]())
    let reference = model.reference
    var scale = FeatureScale(
      history, gain: anchor, wide: reference.centred, recent: reference.recent, weight: 1)
    for step in -steps...steps {
      let gain = anchor * exp2(Double(step) / octaveSteps)
      scale.setAmplitude(
        history, gain: gain, wide: reference.centred, recent: reference.recent, weight: 1)
      var sum = 0.0
      for answer in StageViews.ask(asked, on: scale, gain: gain, model: model) { sum += divergence(answer) }
      logs.append((Double(step), sum / Double(count)))
      least = min(least, sum / Double(count))
    }
    var (total, mean) = (0.0, 0.0)
    for (step, divergence) in logs {
      let weight = exp(-(divergence - least) * sharpness)
      total += weight
      mean += weight * step
    }
    return anchor * exp2(mean / total / octaveSteps)
  }
}

/// The same, live: one epoch after another, on a grid of gains that stays where it is.
struct LiveAmplitudeSearch: Sendable {
  /// Gains from 2⁻¹⁰ to 2¹⁰.
  private static let half = 40
  /// How many gains an epoch is asked about.
  static let asked = 13
  private var sums = [Double](repeating: 0, count: 2 * half + 1)
  private var counts = [Int](repeating: 0, count: 2 * half + 1)
  /// Where on the grid the usual amplitude would be, and the gain of the grid next to it.
  private var anchor = 0.0
  private var middle = 0
  /// The gain that agrees best so far.
  private(set) var gain = 1.0

  /// Looks where gains are to be asked about; `false` where the night has no amplitude yet.
  mutating func begin(_ history: FeatureHistory) -> Bool {
    let deviation = history.median(.std)
    guard deviation > 0, deviation.isFinite else { return false }
    anchor = log2(AmplitudeSearch.typicalDeviation / deviation) * AmplitudeSearch.octaveSteps
    middle = Int(min(max(anchor, -32), 32).rounded())
    return true
  }

  private var near: ClosedRange<Int> { (middle - Self.asked / 2)...(middle + Self.asked / 2) }

  /// The gain to be asked about, 0 to ``asked`` − 1.
  func gain(_ index: Int) -> Double { exp2(Double(near.lowerBound + index) / AmplitudeSearch.octaveSteps) }

  /// Notes what was said at a gain.
  mutating func note(_ answer: StageViews.Answer, at index: Int) {
    sums[near.lowerBound + index + Self.half] += AmplitudeSearch.divergence(answer)
    counts[near.lowerBound + index + Self.half] += 1
  }

  /// Follows what was said at all gains.
  mutating func finish() {
    var least = Double.infinity
    for step in near { least = min(least, sums[step + Self.half] / Double(counts[step + Self.half])) }
    var (total, mean) = (0.0, 0.0)
    for step in near {
      let count = Double(counts[step + Self.half])
      // Few epochs prove little; until then the usual amplitude says more (half an octave of doubt).
      let sharpness = min(AmplitudeSearch.sharpness, 3 * count)
      let away = (Double(step) - anchor) / AmplitudeSearch.octaveSteps / 0.5
      let weight = exp(-(sums[step + Self.half] / count - least) * sharpness - away * away / 2)
      total += weight
      mean += weight * Double(step)
    }
    gain = exp2(mean / total / AmplitudeSearch.octaveSteps)
  }
}
