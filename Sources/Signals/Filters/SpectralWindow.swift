#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The weights that a segment is multiplied with before its spectrum is taken.
///
/// Each is a sum of cosines (Harris 1978, "On the use of windows for harmonic analysis").
public enum SpectralWindow: Sendable, Hashable {
  /// Hann over a full period: the next sample would be the first again; for spectra.
  case hann
  /// Hann with equal ends.
  case hannSymmetric
  /// Hamming over a full period.
  case hamming
  /// No weights.
  case rectangular

  /// The weights of a segment of `count` samples.
  public func weights(count: Int) -> [Double] {
    let period = self == .hannSymmetric ? Double(count - 1) : Double(count)
    let mean: Double =
      switch self {
      case .hann, .hannSymmetric: 0.5
      case .hamming: 0.54
      case .rectangular: 1
      }
    guard count > 1 else { return [Double](repeating: 1, count: max(0, count)) }
    return (0..<count).map { mean - (1 - mean) * cos(2 * .pi * Double($0) / period) }
  }
}

/// What is taken off a segment before its spectrum is.
public enum Detrending: Sendable, Hashable {
  /// Nothing.
  case none
  /// The segment's mean.
  case constant
}

/// The power spectrum of one segment with everything it needs made once: window, transform and scratch.
struct Periodogram {
  let count: Int
  let binCount: Int
  private let weights: [Double]
  private let scale: Double
  private let detrend: Detrending
  private let fft: RealFFT
  private var weighted: [Double]
  private var real: [Double]
  private var imaginary: [Double]

  init(count: Int, samplingRate: Double, window: SpectralWindow, detrend: Detrending) {
    self.count = count
    self.detrend = detrend
    weights = window.weights(count: count)
    scale = 1 / (samplingRate * weights.reduce(0) { $0 + $1 * $1 })
    fft = RealFFT(count: count)
    binCount = fft.binCount
    weighted = [Double](repeating: 0, count: count)
    real = [Double](repeating: 0, count: fft.binCount)
    imaginary = real
  }

  /// Writes the one-sided density (unit²/Hz) of `head` followed by `tail` to `output` from `offset` on.
  ///
  /// The two pieces are those of a ring; their lengths add up to `count`.
  mutating func density(
    _ head: Span<Double>, _ tail: Span<Double>, into output: inout MutableSpan<Double>, at offset: Int
  ) {
    var mean = 0.0
    if detrend == .constant {
      for n in head.indices { mean += head[n] }
      for n in tail.indices { mean += tail[n] }
      mean /= Double(count)
    }
    for n in head.indices { weighted[n] = (head[n] - mean) * weights[n] }
    for n in tail.indices { weighted[head.count + n] = (tail[n] - mean) * weights[head.count + n] }
    Self.transform(fft, weighted, &real, &imaginary)
    for k in 0..<binCount {
      // Every bin but 0 Hz, and the Nyquist frequency of an even count, stands for its negative twin too.
      let sides = k == 0 || 2 * k == count ? 1.0 : 2.0
      output[offset + k] = (real[k] * real[k] + imaginary[k] * imaginary[k]) * scale * sides
    }
  }

  // A function of its own, since spans into two properties of one value overlap to the compiler.
  private static func transform(
    _ fft: RealFFT, _ input: [Double], _ real: inout [Double], _ imaginary: inout [Double]
  ) {
    var re = real.mutableSpan
    var im = imaginary.mutableSpan
    fft.forward(input.span, real: &re, imaginary: &im)
  }
}
