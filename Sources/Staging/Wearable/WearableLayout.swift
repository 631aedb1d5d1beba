internal import Foundation

/// Which features there are and in which order; `Models/wearable-stager/features.py` has the same list.
enum WearableLayout {
  /// How a stretch of one stream is looked at.
  struct Stream: Sendable {
    /// The value so many epochs later, or earlier where negative.
    let shifts: [Int]
    /// Gaussian means overnight (sigma in epochs), means that fade with time in the causal case.
    let scales: [Double]
    /// How far the windows reach, in epochs: to both sides overnight, back in the causal case.
    let windows: [Int]
    /// Whether windows give the largest value and the share of quiet epochs, or largest, smallest and
    /// deviation.
    let countsQuiet: Bool
    /// Whether the change across an epoch is a feature.
    let hasSlope: Bool
    /// Which of the stream's features are multiplied with one another.
    let named: [Int]

    var count: Int {
      shifts.count + scales.count + windows.count * (countsQuiet ? 2 : 3) + (hasSlope ? 1 : 0)
    }
  }

  static let activity = [
    Stream(
      shifts: [-6, -4, -2, -1, 0, 1, 2, 4, 6], scales: [3, 8, 20, 50, 100], windows: [10, 20, 40],
      countsQuiet: true, hasSlope: false, named: [4, 11]),
    Stream(
      shifts: [0, -1, -2, -4, -6, -10], scales: [3, 8, 20, 50, 100, 1000], windows: [10, 20, 40, 80],
      countsQuiet: true, hasSlope: false, named: [0, 8]),
  ]
  static let heart = [
    Stream(
      shifts: [-20, -12, -8, -5, -3, 0, 3, 5, 8, 12, 20], scales: [5, 10, 20, 40], windows: [10, 30],
      countsQuiet: false, hasSlope: true, named: [5, 12, 13]),
    Stream(
      shifts: [0, -3, -5, -8, -12, -20], scales: [5, 10, 20, 40, 100], windows: [20, 60],
      countsQuiet: false, hasSlope: false, named: [0, 7, 8]),
  ]
  /// The first of the three beat streams; the others have no named feature.
  static let firstBeat = [
    Stream(
      shifts: [-4, -1, 0, 1, 4], scales: [3, 10, 30], windows: [], countsQuiet: false, hasSlope: false,
      named: [2]),
    Stream(
      shifts: [0, -1, -4, -10], scales: [3, 10, 30, 100], windows: [], countsQuiet: false, hasSlope: false,
      named: [0]),
  ]
  static let otherBeat = firstBeat.map {
    Stream(
      shifts: $0.shifts, scales: $0.scales, windows: [], countsQuiet: false, hasSlope: false, named: [])
  }
  static let timeCount = 4
  /// Log of a movement of a tenth of the usual unit: less is quiet.
  static let quiet = log1p(0.1)

  static func streams(_ input: WearableModel.Input, isCausal: Bool) -> [Stream] {
    let way = isCausal ? 1 : 0
    return switch input {
    case .activity: [activity[way]]
    case .heart: [heart[way]]
    case .beats: [heart[way], firstBeat[way], otherBeat[way], otherBeat[way]]
    case .both: [activity[way], heart[way]]
    }
  }

  /// How many features a regression has: the streams', the time's, and every product of two named ones.
  static func count(_ input: WearableModel.Input, isCausal: Bool) -> Int {
    let streams = streams(input, isCausal: isCausal)
    let named = streams.reduce(1) { $0 + $1.named.count }
    return streams.reduce(timeCount) { $0 + $1.count } + named * (named + 1) / 2
  }

  /// Time since the start: how far into 8 h, how near to the start, and where in a cycle of 90 min.
  static func time(_ epoch: Int) -> [4 of Double] {
    let t = Double(epoch)
    return [min(t, 960) / 960, exp(-t / 20), cos(2 * .pi * t / 180), sin(2 * .pi * t / 180)]
  }

  /// Log of the movement on the sleeper's own scale, held near the typical one while little is known.
  ///
  /// A mean far from the typical one is another device's unit; then the own mean is the scale.
  static func scaled(_ value: Double, total: Double, count: Double, by scaling: WearableModel.Scaling)
    -> Double
  {
    let own = total / max(count, 1)
    let isForeign =
      count >= 20 && own > 0
      && (own > scaling.typicalActivity * scaling.gainRange
        || own < scaling.typicalActivity / scaling.gainRange)
    let scale =
      isForeign
      ? own : (total + scaling.typicalActivity * scaling.scaleEpochs) / max(count + scaling.scaleEpochs, 1)
    return log1p(value / scale * (100 / 12))
  }

  /// Log of the heart's variation over its usual size: the night's median, live the mean so far.
  static func scaled(variation: Double, usual: Double) -> Double { log(variation / max(usual, 1e-9) + 0.06) }
}
