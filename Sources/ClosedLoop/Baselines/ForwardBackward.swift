internal import Foundation

/// An FIR band-pass that runs forwards and backwards over a window, one sample after another.
///
/// Both runs together are one symmetric kernel, the filter's convolution with itself. Away from the window's end a
/// value never changes and is computed once; near the end the signal is lengthened by itself turned about its last
/// sample, as SciPy's `filtfilt` does, and every value there is one weighted sum.
struct ForwardBackward: Sendable {
  /// How many samples after a value the kernel reaches.
  let reach: Int
  /// The kernel's gain at 0 Hz: these filters are short, and so let an offset through.
  let gainAtZero: Double
  private let kernel: [Double]
  private let edges: [[Double]]

  /// - Parameters:
  ///   - half: half the filter's length in samples; it has 2·half + 1 taps.
  ///   - samplingRate: in hertz.
  ///   - lags: the samples before the last whose values near the end will be asked for, each under 2·half.
  init(half: Int, samplingRate: Double, lags: [Int]) {
    let taps = Self.bandpass(half: half, samplingRate: samplingRate)
    reach = 2 * half
    var kernel = [Double](repeating: 0, count: 2 * reach + 1)
    for i in taps.indices { for j in taps.indices { kernel[i + j] += taps[i] * taps[j] } }
    self.kernel = kernel
    gainAtZero = kernel.reduce(0, +)
    let reach = reach
    edges = lags.map { lag in
      // The weights of the last `lag + reach + 1` samples, the oldest first.
      var weights = [Double](repeating: 0, count: max(lag + reach, 2 * reach) + 1)
      let last = weights.count - 1
      for k in -reach...reach {
        let at = last - lag + k
        if at <= last {
          weights[at] += kernel[reach + k]
        } else {
          weights[last] += 2 * kernel[reach + k]
          weights[2 * last - at] -= kernel[reach + k]
        }
      }
      return weights
    }
  }

  /// The value ``reach`` samples before the window's last.
  func inner(_ window: SampleWindow) -> Double { window.dotWithLast(kernel) }

  /// The value at one of the lags that the filter was made for.
  func atEdge(_ window: SampleWindow, row: Int) -> Double { window.dotWithLast(edges[row]) }

  /// Sinc differences under a Hamming window, of gain 1 in the band's middle: SciPy's `firwin` for 0.5-2 Hz.
  private static func bandpass(half: Int, samplingRate: Double) -> [Double] {
    let (low, high) = (0.5 / samplingRate, 2 / samplingRate)
    var taps = (-half...half).map { n -> Double in
      let x = Double(n)
      let sinc = n == 0 ? 2 * (high - low) : (sin(2 * .pi * high * x) - sin(2 * .pi * low * x)) / (.pi * x)
      return sinc * (0.54 + 0.46 * cos(.pi * x / Double(half)))
    }
    var gain = 0.0
    for n in taps.indices { gain += taps[n] * cos(2 * .pi * (low + high) / 2 * Double(n - half)) }
    for n in taps.indices { taps[n] /= gain }
    return taps
  }
}

/// An autoregressive model by Burg's method (Burg 1975; Kay, "Modern Spectral Estimation", 1988, section 7.6).
struct BurgModel: Sendable {
  private let order: Int
  private let count: Int
  private var coefficients: [Double]
  private var mirrored: [Double]
  private var forward: [Double]
  private var backward: [Double]

  /// Room for a model of `order` coefficients of the first `count` samples of a series.
  init(order: Int, count: Int) {
    precondition(count > order, "a model needs more samples than coefficients")
    self.order = order
    self.count = count
    coefficients = [Double](repeating: 0, count: order + 1)
    mirrored = coefficients
    forward = [Double](repeating: 0, count: count)
    backward = forward
  }

  /// Fits the model, so that x[n] ≈ −Σ coefficients[i]·x[n − i].
  mutating func fit(_ series: [Double]) {
    for n in 0..<count { (forward[n], backward[n]) = (series[n], series[n]) }
    for i in coefficients.indices { coefficients[i] = i == 0 ? 1 : 0 }
    for i in 1...order {
      var (product, power) = (0.0, 0.0)
      for n in i..<count {
        let (f, b) = (forward[n], backward[n - 1])
        product += f * b
        power += f * f + b * b
      }
      // Silence, or a signal that its past explains wholly, needs no more coefficients.
      guard power > 1e-12 else { return }
      let reflection = -2 * product / power
      for n in (i..<count).reversed() {
        let (f, b) = (forward[n], backward[n - 1])
        forward[n] = f + reflection * b
        backward[n] = b + reflection * f
      }
      for j in 0...i { mirrored[j] = coefficients[j] + reflection * coefficients[i - j] }
      for j in 0...i { coefficients[j] = mirrored[j] }
    }
  }

  /// Runs the model on over the rest of the series.
  func predict(into series: inout [Double]) {
    for n in count..<series.count {
      var sum = 0.0
      for i in 1...order { sum -= coefficients[i] * series[n - i] }
      series[n] = sum
    }
  }
}
