public import SleepCore

/// A one-sided power spectral density in unit² per hertz.
public struct PowerSpectrum: Sendable {
  /// The distance between two bins; bin 0 is at 0 Hz.
  public let resolution: Frequency
  /// The density of each bin in unit²/Hz.
  public let psd: [Double]

  /// The frequency of each bin.
  public var frequencies: [Frequency] { psd.indices.map { .hertz(Double($0) * resolution.hertz) } }

  /// The power in unit² of the bins from `low` up to, but not including, `high`: their densities times the
  /// resolution.
  public func bandPower(from low: Frequency, to high: Frequency) -> Double {
    let bins = SpectralBins.range(from: low, to: high, resolution: resolution.hertz, count: psd.count)
    return bins.reduce(0) { $0 + psd[$1] } * resolution.hertz
  }
}

/// Which bins a band takes.
enum SpectralBins {
  /// The bins k with low ≤ k·resolution < high.
  static func range(from low: Frequency, to high: Frequency, resolution: Double, count: Int) -> Range<Int> {
    func first(_ frequency: Frequency) -> Int {
      // A bin that only rounding puts beside the edge is on it.
      let bin = (frequency.hertz / resolution - 1e-9).rounded(.up)
      return Int(min(max(bin, 0), Double(count)))
    }
    let lower = first(low)
    return lower..<max(lower, first(high))
  }
}

/// Power spectra as the average over segments that overlap (Welch 1967).
public enum Welch {
  /// How the spectra of the segments become one.
  public enum Average: Sendable, Hashable {
    /// Their mean.
    case mean
    /// Their median, which a few artefacts hardly move, divided by its bias for Gaussian noise
    /// (Allen et al. 2012, "FINDCHIRP", appendix B).
    case median
  }

  /// Estimates the power spectral density of a signal, as SciPy's `welch` does.
  ///
  /// Samples after the last whole segment are not used. Time is O(samples · log segment).
  ///
  /// - Parameters:
  ///   - x: The signal, at least one segment long.
  ///   - samplingRate: Over 0 Hz.
  ///   - segment: Samples in a segment, at least 2.
  ///   - overlap: Samples that neighbours share, 0 to `segment` − 1; half a segment where `nil`.
  ///   - window: The weights of a segment.
  ///   - detrend: What is taken off each segment first.
  ///   - average: How segments are averaged.
  /// - Returns: The density from 0 Hz to half the sampling rate.
  /// - Throws: ``FilterError`` where an argument is outside its range.
  public static func psd(
    _ x: [Double], samplingRate: Frequency, segment: Int, overlap: Int? = nil, window: SpectralWindow = .hann,
    detrend: Detrending = .constant, average: Average = .mean
  ) throws(FilterError) -> PowerSpectrum {
    try psd(
      x.span, samplingRate: samplingRate, segment: segment, overlap: overlap, window: window,
      detrend: detrend,
      average: average)
  }

  /// Estimates the power spectral density of a stretch of samples; see the form for arrays.
  ///
  /// - Throws: ``FilterError`` where an argument is outside its range.
  public static func psd(
    _ x: Span<Double>, samplingRate: Frequency, segment: Int, overlap: Int? = nil,
    window: SpectralWindow = .hann, detrend: Detrending = .constant, average: Average = .mean
  ) throws(FilterError) -> PowerSpectrum {
    let shared = overlap ?? segment / 2
    guard samplingRate.hertz > 0 else { throw .samplingRate(samplingRate) }
    guard segment >= 2, (0..<segment).contains(shared) else {
      throw .segment(length: segment, overlap: shared)
    }
    guard x.count >= segment else { throw .signalTooShort(count: x.count, needed: segment) }

    var periodogram = Periodogram(
      count: segment, samplingRate: samplingRate.hertz, window: window, detrend: detrend)
    let bins = periodogram.binCount
    let segments = (x.count - shared) / (segment - shared)
    var densities = [Double](repeating: 0, count: segments * bins)
    do {
      var out = densities.mutableSpan
      let empty = [Double]()
      for s in 0..<segments {
        let start = s * (segment - shared)
        periodogram.density(
          x.extracting(start..<(start + segment)), empty.span, into: &out, at: s * bins)
      }
    }
    let psd: [Double] =
      switch average {
      case .mean:
        (0..<bins).map { k in
          (0..<segments).reduce(0) { $0 + densities[$1 * bins + k] } / Double(segments)
        }
      case .median:
        (0..<bins).map { k in
          median((0..<segments).map { densities[$0 * bins + k] }) / medianBias(segments)
        }
      }
    return PowerSpectrum(resolution: .hertz(samplingRate.hertz / Double(segment)), psd: psd)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// How far the median of n exponential numbers lies from their mean: 1 + Σ (1/(2i + 1) − 1/2i), i ≤ (n −
  /// 1)/2.
  private static func medianBias(_ n: Int) -> Double {
    var bias = 1.0
    for even in stride(from: 2.0, through: Double(2 * ((n - 1) / 2)), by: 2) {
      bias += 1 / (even + 1) - 1 / even
    }
    return bias
  }
}
