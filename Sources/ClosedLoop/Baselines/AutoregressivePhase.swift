internal import Foundation
internal import Signals
public import SleepCore

/// Forward prediction by an autoregressive model (phastimate).
///
/// Source: Zrenner et al., "The shaky ground truth of real-time phase estimation", NeuroImage 214 (2020). The last
/// seconds are filtered forwards and backwards, the filter's edge is cut off, a Yule-Walker model of what is left
/// runs on past the present, and the Hilbert transform of the end of all that gives the phase. The paper works on
/// alpha waves and leaves the settings to a search for each person. These are the best over N3 of eleven ucddb
/// sleepers that hold as well where an electrode's drift is added: 12 s, a first-order Butterworth of 0.5-2 Hz, an
/// edge of 0.25 s, and 30 coefficients at some 32 Hz, to which the filtered signal is thinned. Second order, edges
/// of 0 to 0.75 s, 6 to 50 coefficients and windows of 2 to 8 s were worse; short FIR filters with Burg's method are
/// two hundredths better without drift and seven worse with it.
///
/// No offset is corrected: over slow waves the phase lags, by some 29° at no horizon and more ahead.
public struct AutoregressivePhase: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  private var window: SampleWindow
  private var filter: BiquadCascade
  private let thinning: Int
  /// How many thinned samples the cut-off edge takes.
  private let edge: Int
  private let padding: Int
  /// How many thinned samples there are between the edges.
  private let known: Int
  /// Where in ``series`` the wanted moment lies, and how far towards the next.
  private let wanted: Int
  private let share: Double
  private let weights: [Double]
  private let laterWeights: [Double]
  // Room for the work, taken once.
  private var padded: [Double]
  private var series: [Double]
  private var correlation = [Double](repeating: 0, count: order + 1)
  private var model = [Double](repeating: 0, count: order + 1)
  private var mirrored = [Double](repeating: 0, count: order + 1)
  private var wave = (re: 0.0, im: 0.0)

  static let windowSeconds = 12.0
  static let edgeSeconds = 0.25
  static let order = 30
  static let thinnedRate = 32.0
  static let transformed = 64

  /// Creates an estimator; a sample costs a filter over the whole window both ways, some tens of microseconds.
  ///
  /// - Parameters:
  ///   - samplingRate: in ``PhaseTracker/samplingRates``.
  ///   - horizon: 0 to 10 s.
  /// - Precondition: both are in range.
  public init(samplingRate: Frequency, horizon: NightTime.Span) {
    checkBaseline(samplingRate, horizon)
    precondition(horizon <= .seconds(10), "no model runs on for more than 10 s")
    self.horizon = horizon
    let rate = samplingRate.hertz
    thinning = max(1, Int((rate / Self.thinnedRate).rounded()))
    let thinned = rate / Double(thinning)
    let count = Int((Self.windowSeconds * rate).rounded())
    window = SampleWindow(count: count)
    let sections = slowWaveBand(order: 1, upTo: 2, samplingRate)
    filter = BiquadCascade(sections)
    // SciPy's own length for `sosfiltfilt`.
    padding = 3 * (2 * sections.count + 1)
    padded = [Double](repeating: 0, count: count + 2 * padding)
    edge = Int((Self.edgeSeconds * thinned).rounded())
    known = (count - 1) / thinning + 1 - 2 * edge
    let ahead = horizon.seconds * thinned
    let future = edge + Self.transformed / 2 + Int(ahead.rounded(.up))
    series = [Double](repeating: 0, count: known + future)
    wanted = known - 1 + edge + Int(ahead.rounded(.down))
    share = ahead - ahead.rounded(.down)
    let place = wanted - (known + future - Self.transformed)
    weights = hilbertWeights(count: Self.transformed, at: place)
    laterWeights = hilbertWeights(count: Self.transformed, at: place + 1)
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the last one holds.
  public mutating func push(_ microvolts: Double) {
    guard window.push(microvolts) else { return }
    filterWindow()
    fitModel()
    for n in known..<series.count {
      var sum = 0.0
      for i in 1...Self.order { sum -= model[i] * series[n - i] }
      series[n] = sum
    }
    let from = series.count - Self.transformed
    let now = (re: series[wanted], im: dotProduct(series, from: from, weights))
    let next =
      share > 0 ? (re: series[wanted + 1], im: dotProduct(series, from: from, laterWeights)) : now
    wave = (now.re + share * (next.re - now.re), now.im + share * (next.im - now.im))
  }

  /// Filters the window forwards and backwards, as `ZeroPhase` does, and thins it into ``series`` without its edges.
  private mutating func filterWindow() {
    let count = window.count
    let mean = window.mean
    for n in 0..<count { padded[padding + n] = window[n] - mean }
    let (first, last) = (padding, padding + count - 1)
    for n in 1...padding {
      padded[first - n] = 2 * padded[first] - padded[first + n]
      padded[last + n] = 2 * padded[last] - padded[last - n]
    }
    filter.settle(at: padded[0])
    for n in padded.indices { padded[n] = filter.process(padded[n]) }
    filter.settle(at: padded[padded.count - 1])
    for n in padded.indices.reversed() { padded[n] = filter.process(padded[n]) }
    // The last sample is always among the thinned ones.
    for n in 0..<known { series[n] = padded[last - (known - 1 - n + edge) * thinning] }
  }

  /// The Yule-Walker equations by the recursion of Levinson and Durbin (Kay, "Modern Spectral Estimation", 1988).
  private mutating func fitModel() {
    for lag in 0...Self.order {
      correlation[lag] = lagProduct(series, count: known, lag: lag) / Double(known)
    }
    for i in model.indices { model[i] = i == 0 ? 1 : 0 }
    var error = correlation[0]
    for i in 1...Self.order {
      // A signal that its own past explains wholly, such as silence, needs no more coefficients.
      guard error > 1e-12 * correlation[0] else { return }
      var sum = correlation[i]
      for j in 1..<i { sum += model[j] * correlation[i - j] }
      let reflection = -sum / error
      for j in 1..<i { mirrored[j] = model[j] + reflection * model[i - j] }
      for j in 1..<i { model[j] = mirrored[j] }
      model[i] = reflection
      error *= 1 - reflection * reflection
    }
  }

  /// The wave that is expected ``horizon`` after the last sample.
  public var expected: WaveEstimate {
    WaveEstimate(
      phase: Phase(radians: atan2(wave.im, wave.re)),
      amplitudeMicrovolts: (wave.re * wave.re + wave.im * wave.im).squareRoot())
  }

  /// Forgets the signal.
  public mutating func reset() {
    window.reset()
    wave = (0, 0)
  }
}

/// What the samples of a stretch are multiplied with for the imaginary part of its analytic signal at one place.
///
/// The discrete Hilbert transform of an even number of samples N: (2/N)·cot(π·d/N) for odd distances d, else 0.
func hilbertWeights(count: Int, at place: Int) -> [Double] {
  (0..<count).map { n in
    let distance = place - n
    guard !distance.isMultiple(of: 2) else { return 0 }
    return 2 / Double(count) / tan(.pi * Double(distance) / Double(count))
  }
}
