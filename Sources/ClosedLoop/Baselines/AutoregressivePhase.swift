internal import Foundation
public import SleepCore

/// Forward prediction by an autoregressive model (phastimate).
///
/// Source: Zrenner et al., "The shaky ground truth of real-time phase estimation", NeuroImage 214 (2020). The last
/// seconds are filtered forwards and backwards with an FIR band-pass, the filter's edge is cut off, an
/// autoregressive model of what is left runs on past the present, and the Hilbert transform of the end of all that
/// gives the phase. The paper works on alpha waves and leaves the settings to a search for each person. These are
/// the best over N3 of ucddb sleepers: 8 s, a Hamming-windowed FIR of 0.5-2 Hz and half a second, an edge of
/// 0.19 s, and twelve coefficients by Burg's method at some 32 Hz, to which the filtered signal is thinned.
/// Yule-Walker, sharper filters, Butterworth filters and other edges were worse or no better.
///
/// The settings give no offset to correct: over slow waves the phase lags, by 14° at no horizon and more ahead.
public struct AutoregressivePhase: PhaseEstimator {
  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  private var window: SampleWindow
  /// What the zero-phase filter gives where nothing after the present is needed, at the full rate.
  private var filtered: SampleWindow
  private let kernel: ForwardBackward
  private let thinning: Int
  /// How many thinned samples the cut-off edge takes.
  private let edge: Int
  /// How many thinned samples before the edge there are.
  private let known: Int
  /// Where in ``series`` the wanted moment lies, and how far towards the next.
  private let wanted: Int
  private let share: Double
  private let weights: [Double]
  private let laterWeights: [Double]
  // Room for the work, taken once.
  private var series: [Double]
  private var model: BurgModel
  private var wave = (re: 0.0, im: 0.0)

  static let windowSeconds = 8.0
  static let filterSeconds = 0.5
  static let edgeSeconds = 0.1875
  static let order = 12
  static let thinnedRate = 32.0
  static let transformed = 64

  /// Creates an estimator; a sample costs some ten microseconds.
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
    edge = Int((Self.edgeSeconds * thinned).rounded())
    let half = Int((Self.filterSeconds * rate / 2).rounded())
    let rows = stride(from: edge * thinning, to: 2 * half, by: thinning).map { $0 }
    kernel = ForwardBackward(half: half, samplingRate: rate, lags: rows)
    // The filter's reach at the beginning is not part of what is modelled.
    let count = Int((Self.windowSeconds * rate).rounded()) + 2 * half
    window = SampleWindow(count: count)
    known = (count - 2 * half - 1) / thinning + 1 - edge
    filtered = SampleWindow(count: count - 2 * half)
    let ahead = horizon.seconds * thinned
    let future = edge + Self.transformed / 2 + Int(ahead.rounded(.up))
    series = [Double](repeating: 0, count: known + future)
    model = BurgModel(order: Self.order, count: known)
    wanted = known - 1 + edge + Int(ahead.rounded(.down))
    share = ahead - ahead.rounded(.down)
    let place = wanted - (known + future - Self.transformed)
    weights = hilbertWeights(count: Self.transformed, at: place)
    laterWeights = hilbertWeights(count: Self.transformed, at: place + 1)
  }

  /// Takes in the next sample in microvolts; a value that is not finite counts as missing, and the last one holds.
  public mutating func push(_ microvolts: Double) {
    guard window.push(microvolts) else { return }
    filtered.store(kernel.inner(window))
    fillSeries()
    model.fit(series)
    model.predict(into: &series)
    let from = series.count - Self.transformed
    let now = (re: series[wanted], im: dotProduct(series, from: from, weights))
    let next =
      share > 0 ? (re: series[wanted + 1], im: dotProduct(series, from: from, laterWeights)) : now
    wave = (now.re + share * (next.re - now.re), now.im + share * (next.im - now.im))
  }

  /// The filtered and thinned signal up to the edge; the window's mean is taken off as if it had been before.
  private mutating func fillSeries() {
    let offset = window.mean * kernel.gainAtZero
    for n in 0..<known {
      let lag = (known - 1 - n + edge) * thinning
      let value =
        lag < kernel.reach
        ? kernel.atEdge(window, row: lag / thinning - edge) : filtered[filtered.count - 1 - lag + kernel.reach]
      series[n] = value - offset
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
    filtered.reset()
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
