internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The spectrum of a channel in windows of 2 s, second by second, and its sum over an epoch.
///
/// A sample costs a store, a second an FFT; nothing is allocated after the start.
struct EpochSpectrum: Sendable {
  /// What the spectrum of one second says: power in µV².
  struct Second: Sendable {
    var slow = 0.0
    var fast = 0.0
    var fastOverRhythms = 0.0
  }

  private var spectrum: StreamingSpectrum
  private var sum: [Double]
  private(set) var seconds = 0
  private var logFall = 0.0
  private let resolution: Double
  private let slow: Range<Int>
  private let beta: Range<Int>
  private let fast: Range<Int>
  private let alpha: Range<Int>
  private let rhythms: Range<Int>
  private let oscillation: Range<Int>
  private let all: Range<Int>
  private let fitted: Range<Int>
  /// The logarithm of the frequency of each bin of ``fitted``.
  private let logFrequency: [Double]
  private let lines: [Line]

  /// The mains, its neighbours and its harmonics as bins.
  private struct Line: Sendable {
    let centre: Range<Int>
    let below: Range<Int>
    let above: Range<Int>
    let harmonics: [Range<Int>]
  }

  /// Whether a fast band is left of half the sampling rate to tell muscle by.
  var seesFast: Bool { fast.count >= 10 }
  /// The frequencies of the mains that can be seen at this rate.
  var seesMains: Bool { !lines.isEmpty }

  init(samplingRate: Frequency, samplesPerSecond: Int) throws(FilterError) {
    // A transform of 2-3-5-smooth length allocates nothing.
    var length = 2 * samplesPerSecond
    while length > samplesPerSecond, length > 2, !Self.isSmooth(length) { length -= 2 }
    spectrum = try StreamingSpectrum(
      samplingRate: samplingRate, segment: max(2, length), hop: samplesPerSecond, keeping: 1)
    let rate = samplingRate.hertz
    let half = rate / 2
    let watched = spectrum
    func bins(_ low: Double, _ high: Double) -> Range<Int> {
      watched.bins(from: .hertz(low), to: .hertz(max(low, min(high, 0.9 * half))))
    }
    resolution = spectrum.resolution.hertz
    slow = bins(1, 4)
    alpha = bins(8, 13)
    rhythms = bins(4, 13)
    beta = bins(16, 30)
    fast = bins(20, 45)
    oscillation = bins(0.5, 2)
    all = spectrum.bins(from: .hertz(0.5), to: .hertz(max(0.5, half)))
    fitted = bins(1, 30)
    let step = resolution
    logFrequency = fitted.map { log(Double($0) * step) }
    var found: [Line] = []
    // Under a distance of 4 Hz to half the rate the line or its neighbours lie in the anti-alias filter.
    for mains in [50.0, 60.0] where half > mains + 4 {
      func around(_ hertz: Double) -> Range<Int> {
        watched.bins(from: .hertz(hertz - 1.2 * step), to: .hertz(hertz + 1.2 * step))
      }
      var harmonics: [Range<Int>] = []
      for n in 2..<12 where mains * Double(n) + 4 < half { harmonics.append(around(mains * Double(n))) }
      found.append(
        Line(
          centre: around(mains), below: watched.bins(from: .hertz(mains - 4), to: .hertz(mains - 2)),
          above: watched.bins(from: .hertz(mains + 2), to: .hertz(mains + 4)), harmonics: harmonics))
    }
    lines = found
    sum = [Double](repeating: 0, count: spectrum.binCount)
  }

  private static func isSmooth(_ n: Int) -> Bool {
    var n = n
    for p in [2, 3, 5] { while n % p == 0 { n /= p } }
    return n == 1
  }

  mutating func push(_ value: Double) { _ = spectrum.push(value) }

  /// Ends a second, and returns what its spectrum says, or `nil` in the first ones and where it is not to count.
  mutating func endSecond(counts: Bool) -> Second? {
    guard spectrum.available > 0 else { return nil }
    guard counts else { return nil }
    for bin in sum.indices { sum[bin] += spectrum.density(ofBin: bin) }
    seconds += 1
    let rhythmDensity = spectrum.bandPower(bins: rhythms) / Double(max(1, rhythms.count))
    let betaDensity = spectrum.bandPower(bins: beta) / Double(max(1, beta.count))
    let slowDensity = spectrum.bandPower(bins: slow) / Double(max(1, slow.count))
    // Within what a double can hold, even where there is nothing at all.
    logFall += log(max(slowDensity, 1e-100) / max(betaDensity, 1e-100))
    let fastDensity = spectrum.bandPower(bins: fast) / Double(max(1, fast.count))
    return Second(
      slow: spectrum.bandPower(bins: slow), fast: spectrum.bandPower(bins: fast),
      fastOverRhythms: rhythmDensity > 0 ? fastDensity / rhythmDensity : 0)
  }

  /// Begins the next epoch.
  mutating func beginEpoch() {
    for bin in sum.indices { sum[bin] = 0 }
    seconds = 0
    logFall = 0
  }

  private func total(_ bins: Range<Int>) -> Double {
    var total = 0.0
    for bin in bins { total += sum[bin] }
    return total
  }

  private func density(_ bins: Range<Int>) -> Double { bins.isEmpty ? 0 : total(bins) / Double(bins.count) }

  /// The root mean square from 0.5 Hz up, in µV.
  var rms: Double { seconds == 0 ? 0 : (total(all) * resolution / Double(seconds)).squareRoot() }
  /// The density at 1-4 Hz over that at 16-30 Hz: the geometric mean over the seconds, which a second that is still
  /// a neighbour's hardly moves.
  var fall: Double { seconds == 0 ? 0 : exp(logFall / Double(seconds)) }
  /// The density at 0.5-2 Hz over that at 8-13 Hz; 0 where the latter is nothing.
  var slowOverAlpha: Double {
    let under = density(alpha)
    return under > 0 ? density(oscillation) / under : 0
  }

  /// The exponent of the power law that fits the spectrum of 1 to 30 Hz best.
  var slope: Double {
    var (n, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (i, bin) in fitted.enumerated() where sum[bin] > 0 {
      let (a, b) = (logFrequency[i], log(sum[bin]))
      n += 1
      x += a
      y += b
      xx += a * a
      xy += a * b
    }
    let spread = n * xx - x * x
    return spread > 0 ? (n * xy - x * y) / spread : 0
  }

  /// The mains that stands out most: how far over its neighbours, and the share of all power it carries.
  var hum: (overNeighbours: Double, share: Double) {
    var most = (overNeighbours: 0.0, share: 0.0)
    let power = total(all)
    guard power > 0 else { return most }
    for line in lines {
      let beside = (density(line.below) + density(line.above)) / 2
      let over = beside > 0 ? density(line.centre) / beside : 0
      var carried = total(line.centre)
      for harmonic in line.harmonics { carried += total(harmonic) }
      if over > most.overNeighbours { most = (over, carried / power) }
    }
    return most
  }
}
