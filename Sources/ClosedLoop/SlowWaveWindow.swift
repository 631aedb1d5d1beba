internal import Foundation

/// The last seconds of one channel as a network wants to see them: no baseline, one size, the same at any rate.
///
/// A first-order high-pass of 0.15 Hz, then means over 1/128 s (or one sample, at lower rates) that end at given
/// times before the last sample, divided by the running size of what lies between 0.4 and 4 Hz.
struct SlowWaveWindow: Sendable {
  /// Corner of the high-pass, in hertz.
  static let corner = 0.15
  /// The grid that lags are counted on, per second.
  static let lagRate = 128.0
  /// Over what time the size is measured, in seconds.
  private static let sizeTime = 10.0
  /// A single sample counts for at most this many times the present mean square, so that no artefact blinds it.
  private static let largestShare = 16.0

  private let samplingRate: Double
  private let keep: Double
  private let bandHigh: Double
  private let bandLow: Double
  private let forget: Double
  private let mask: Int
  private let inverseWidth: Double
  private let offsets: [(newer: Int, newerPart: Double, older: Int, olderPart: Double)]

  /// The running sum of the high-passed signal, so that a mean over any stretch is one difference.
  private var sums: [Double]
  private var total = 0.0
  private(set) var last = 0.0
  private var previousInput = 0.0
  private var bandInput = 0.0
  private var bandSlow = 0.0
  private var band = 0.0
  private var power = 0.0
  private var certainty = 0.0
  /// How many samples there are since the beginning.
  private(set) var count = 0

  init(samplingRate: Double, lags: [Int]) {
    self.samplingRate = samplingRate
    keep = exp(-2 * .pi * Self.corner / samplingRate)
    bandHigh = exp(-2 * .pi * 0.4 / samplingRate)
    bandLow = 1 - exp(-2 * .pi * 4 / samplingRate)
    forget = exp(-1 / (Self.sizeTime * samplingRate))
    let width = max(1, samplingRate / Self.lagRate)
    inverseWidth = 1 / width
    offsets = lags.map { lag in
      let newer = Double(lag) * samplingRate / Self.lagRate
      let older = newer + width
      return (Int(newer), newer - newer.rounded(.down), Int(older), older - older.rounded(.down))
    }
    // The longest lag, a mean's width, a tick's fraction, and the two samples of an interpolation.
    let needed = Int(Double(lags.last ?? 0) * samplingRate / Self.lagRate + width + samplingRate / 16) + 4
    var length = 1
    while length < needed { length *= 2 }
    mask = length - 1
    sums = [Double](repeating: 0, count: length)
  }

  /// How far the newest mean lies behind the last sample, in seconds.
  var delay: Double { (1 / inverseWidth - 1) / 2 / samplingRate }

  /// Takes in a finite sample in microvolts.
  mutating func push(_ sample: Double) {
    if count == 0 { previousInput = sample }
    last = keep * last + (1 + keep) / 2 * (sample - previousInput)
    previousInput = sample
    total += last
    count += 1
    sums[count & mask] = total
    // The size: a high-pass, a low-pass, and the mean square since the beginning with old samples fading.
    bandSlow = bandHigh * bandSlow + (1 + bandHigh) / 2 * (last - bandInput)
    bandInput = last
    band += bandLow * (bandSlow - band)
    certainty = forget * certainty + (1 - forget)
    var square = band * band
    // After the first two seconds there is a size to compare with.
    if Double(count) > 2 * samplingRate {
      square = min(square, Self.largestShare * (power / certainty) + 1e-4)
    }
    power = forget * power + (1 - forget) * square
  }

  /// The running size in microvolts; over 0.
  var size: Double { certainty > 0 ? (power / certainty + 1e-4).squareRoot() : 1 }

  /// The running sum a number of samples back; what lies before the beginning is silence.
  private func sum(_ back: Int) -> Double { back < count ? sums[(count - back) & mask] : 0 }

  /// The running sum at a fraction of a sample, between `back + 1` and `back` samples ago.
  private func sum(_ back: Int, _ part: Double) -> Double {
    part == 0 ? sum(back) : (1 - part) * sum(back) + part * sum(back + 1)
  }

  /// Writes the inputs of a network.
  func fill(_ inputs: inout [Float]) {
    let scale = inverseWidth / size
    for k in 0..<min(offsets.count, inputs.count) {
      let offset = offsets[k]
      inputs[k] = Float(
        (sum(offset.newer, offset.newerPart) - sum(offset.older, offset.olderPart)) * scale)
    }
  }

  /// The sum over the signal up to a fraction of a sample before the last one, as a difference of such sums is
  /// the mean over any stretch.
  func runningSum(before part: Double) -> Double { sum(0, part) }

  mutating func reset() {
    for k in sums.indices { sums[k] = 0 }
    (total, last, previousInput, bandInput, bandSlow, band, power, certainty) = (0, 0, 0, 0, 0, 0, 0, 0)
    count = 0
  }
}
