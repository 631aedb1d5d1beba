internal import Signals
public import SleepCore

/// The band powers of one channel in one epoch of 30 s: what many headbands send instead of a signal.
///
/// Densities are means over the bins of Welch's estimate at 100 Hz (Hann, segments of 256, half of it shared,
/// each segment's mean taken off, no filter); a bin belongs to the band whose lower edge it is not under.
public struct BandPowers: Sendable, Hashable {
  /// Mean density of 0.5-4 Hz in µV²/Hz.
  public var delta: Double
  /// Mean density of 4-8 Hz in µV²/Hz.
  public var theta: Double
  /// Mean density of 8-13 Hz in µV²/Hz.
  public var alpha: Double
  /// Mean density of 13-30 Hz in µV²/Hz.
  public var beta: Double
  /// Mean density of 30-50 Hz in µV²/Hz.
  public var gamma: Double
  /// Variance of the samples at 100 Hz in µV².
  public var variance: Double
  /// Variance of the differences between neighbouring samples at 100 Hz in µV².
  public var slopeVariance: Double

  /// Nothing was measured.
  public static let missing = BandPowers(
    delta: .nan, theta: .nan, alpha: .nan, beta: .nan, gamma: .nan, variance: .nan, slopeVariance: .nan)

  /// Takes powers as they were measured.
  public init(
    delta: Double, theta: Double, alpha: Double, beta: Double, gamma: Double, variance: Double,
    slopeVariance: Double
  ) {
    self.delta = delta
    self.theta = theta
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
    self.variance = variance
    self.slopeVariance = slopeVariance
  }

  /// All seven, in the order of the properties.
  public var values: [7 of Double] { [delta, theta, alpha, beta, gamma, variance, slopeVariance] }

  /// Whether all seven are finite and none is under 0, and the signal was not flat.
  public var isUsable: Bool {
    let all = values
    for i in 0..<7 { guard all[i].isFinite, all[i] >= 0 else { return false } }
    return variance > 0
  }

  /// The whole hertz that ``of(_:samplingRate:)`` takes.
  public static let samplingRates = 100.0...10_000.0
  private static let rate = 100
  private static let count = 3000

  /// The powers of every whole 30-s epoch of a channel.
  ///
  /// Other rates than 100 Hz are resampled first (``PolyphaseResampler``). An epoch with a sample that is not
  /// finite is ``missing``; a last piece under 30 s is left out. Time is linear: an hour
  /// at 100 Hz took 40 to 65 ms (release build, busy machine).
  ///
  /// - Throws: ``BandError/samplingRate(_:)`` unless it is whole hertz in ``samplingRates``.
  public static func of(_ microvolts: [Double], samplingRate: Frequency) throws(BandError) -> [BandPowers] {
    let hertz = samplingRate.hertz
    guard samplingRates.contains(hertz), hertz == hertz.rounded() else { throw .samplingRate(samplingRate) }
    let perEpoch = 30 * Int(hertz)
    let epochs = microvolts.count / perEpoch
    var isWhole = [Bool](repeating: true, count: epochs)
    for epoch in 0..<epochs {
      for i in (epoch * perEpoch)..<((epoch + 1) * perEpoch) where !microvolts[i].isFinite {
        isWhole[epoch] = false
      }
    }
    var result: [BandPowers] = []
    do throws(FilterError) {
      let clean = microvolts.map { $0.isFinite ? $0 : 0 }
      let x = try PolyphaseResampler.resample(clean, up: Self.rate, down: Int(hertz))
      for epoch in 0..<epochs {
        let part = x.span.extracting((epoch * count)..<((epoch + 1) * count))
        result.append(isWhole[epoch] ? try powers(of: part) : .missing)
      }
    } catch {
      throw .samplingRate(samplingRate)
    }
    return result
  }

  private static func powers(of x: Span<Double>) throws(FilterError) -> BandPowers {
    let spectrum = try Welch.psd(x, samplingRate: .hertz(Double(rate)), segment: 256)
    func mean(_ low: Double, _ high: Double) -> Double {
      let bins = spectrum.psd.indices.filter {
        let f = Double($0) * spectrum.resolution.hertz
        return low <= f && f < high
      }
      return bins.reduce(0) { $0 + spectrum.psd[$1] } / Double(bins.count)
    }
    let (_, variance) = moments(count: x.count) { x[$0] }
    let (_, slope) = moments(count: x.count - 1) { x[$0 + 1] - x[$0] }
    return BandPowers(
      delta: mean(0.5, 4), theta: mean(4, 8), alpha: mean(8, 13), beta: mean(13, 30), gamma: mean(30, 50),
      variance: variance, slopeVariance: slope)
  }

  private static func moments(count: Int, _ value: (Int) -> Double) -> (mean: Double, variance: Double) {
    var mean = 0.0
    for i in 0..<count { mean += value(i) }
    mean /= Double(count)
    var sum = 0.0
    for i in 0..<count { sum += (value(i) - mean) * (value(i) - mean) }
    return (mean, sum / Double(count))
  }
}

/// The band powers of both channels in one epoch.
public struct BandEpoch: Sendable, Hashable {
  /// Of Fpz-Cz, or a forehead's electrode against the vertex.
  public var frontal: BandPowers
  /// Of Pz-Oz.
  public var occipital: BandPowers

  /// Nothing was measured.
  public static let missing = BandEpoch(frontal: .missing, occipital: .missing)

  /// Takes both channels' powers.
  public init(frontal: BandPowers, occipital: BandPowers) {
    self.frontal = frontal
    self.occipital = occipital
  }

  /// Whether both channels can be used.
  public var isUsable: Bool { frontal.isUsable && occipital.isUsable }

  /// Pairs the epochs of two equally long channels.
  ///
  /// - Throws: ``BandError/lengths(frontal:occipital:)`` or ``BandError/samplingRate(_:)``.
  public static func of(frontal: [Double], occipital: [Double], samplingRate: Frequency) throws(BandError)
    -> [BandEpoch]
  {
    guard frontal.count == occipital.count else {
      throw .lengths(frontal: frontal.count, occipital: occipital.count)
    }
    let front = try BandPowers.of(frontal, samplingRate: samplingRate)
    let back = try BandPowers.of(occipital, samplingRate: samplingRate)
    return zip(front, back).map { BandEpoch(frontal: $0, occipital: $1) }
  }
}
