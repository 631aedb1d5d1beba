public import SleepCore

/// Power spectra of a running signal: every `hop` samples one segment's spectrum, the last of them kept.
///
/// A sample costs one store, every `hop`-th one an FFT besides; none allocates. A copy is a spectrum of its
/// own.
public struct StreamingSpectrum: Sendable {
  /// Samples in a segment.
  public let segment: Int
  /// Samples from one segment to the next.
  public let hop: Int
  /// How many segments' spectra are kept.
  public let capacity: Int
  /// The distance between two bins; bin 0 is at 0 Hz.
  public let resolution: Frequency
  /// Bins in a spectrum: `segment / 2 + 1`.
  public let binCount: Int
  /// How many spectra there are, at most ``capacity``.
  public private(set) var available = 0

  private var periodogram: Periodogram
  private var samples: [Double]
  private var next = 0
  private var untilSpectrum: Int
  private var spectra: [Double]
  private var newest = -1

  /// Makes a spectrum that has seen nothing.
  ///
  /// - Parameters:
  ///   - samplingRate: Over 0 Hz.
  ///   - segment: Samples in a segment, at least 2.
  ///   - hop: Samples between segments, 1 to `segment`.
  ///   - keeping: How many spectra are kept, at least 1.
  ///   - window: The weights of a segment.
  ///   - detrend: What is taken off each segment first.
  /// - Throws: ``FilterError`` where an argument is outside its range.
  public init(
    samplingRate: Frequency, segment: Int, hop: Int, keeping: Int, window: SpectralWindow = .hann,
    detrend: Detrending = .constant
  ) throws(FilterError) {
    guard samplingRate.hertz > 0 else { throw .samplingRate(samplingRate) }
    guard segment >= 2, (1...segment).contains(hop), keeping >= 1 else {
      throw .segment(length: segment, overlap: segment - hop)
    }
    self.segment = segment
    self.hop = hop
    capacity = keeping
    resolution = .hertz(samplingRate.hertz / Double(segment))
    periodogram = Periodogram(
      count: segment, samplingRate: samplingRate.hertz, window: window, detrend: detrend)
    binCount = periodogram.binCount
    samples = [Double](repeating: 0, count: segment)
    untilSpectrum = segment
    spectra = [Double](repeating: 0, count: keeping * binCount)
  }

  /// Takes a sample, and returns whether it completed a segment, so that there is a new spectrum.
  public mutating func push(_ sample: Double) -> Bool {
    samples[next] = sample
    next = next + 1 == segment ? 0 : next + 1
    untilSpectrum -= 1
    guard untilSpectrum == 0 else { return false }
    untilSpectrum = hop
    newest = newest + 1 == capacity ? 0 : newest + 1
    available = min(available + 1, capacity)
    Self.transform(&periodogram, samples, from: next, &spectra, at: newest * binCount)
    return true
  }

  // A function of its own, since spans into two properties of one value overlap to the compiler.
  private static func transform(
    _ periodogram: inout Periodogram, _ ring: [Double], from oldest: Int, _ spectra: inout [Double],
    at row: Int
  ) {
    var out = spectra.mutableSpan
    let all = ring.span
    periodogram.density(
      all.extracting(oldest..<all.count), all.extracting(0..<oldest), into: &out, at: row)
  }

  /// The bins k of a band, those with low ≤ k·resolution < high.
  public func bins(from low: Frequency, to high: Frequency) -> Range<Int> {
    SpectralBins.range(from: low, to: high, resolution: resolution.hertz, count: binCount)
  }

  /// The density in unit²/Hz of a bin, `ago` spectra before the newest; 0 where there is none.
  ///
  /// - Precondition: `bin` is under ``binCount``, `ago` at least 0.
  public func density(ofBin bin: Int, ago: Int = 0) -> Double {
    precondition((0..<binCount).contains(bin) && ago >= 0, "there is no such bin")
    guard ago < available else { return 0 }
    return spectra[row(ago) * binCount + bin]
  }

  /// The power in unit² of the bins `bins`, the mean of the newest `spectra` spectra; 0 where there is none.
  ///
  /// Where fewer spectra are there than asked for, the mean is over those.
  ///
  /// - Precondition: `bins` lie under ``binCount``.
  public func bandPower(bins: Range<Int>, overLast spectraCount: Int = 1) -> Double {
    precondition(bins.lowerBound >= 0 && bins.upperBound <= binCount, "there are no such bins")
    let count = min(spectraCount, available)
    guard count > 0 else { return 0 }
    var sum = 0.0
    for ago in 0..<count {
      let start = row(ago) * binCount
      for bin in bins { sum += spectra[start + bin] }
    }
    return sum * resolution.hertz / Double(count)
  }

  /// The power in unit² from `low` up to, but not including, `high`; see ``bandPower(bins:overLast:)``.
  public func bandPower(from low: Frequency, to high: Frequency, overLast spectraCount: Int = 1) -> Double {
    bandPower(bins: bins(from: low, to: high), overLast: spectraCount)
  }

  /// Forgets every sample and every spectrum.
  public mutating func reset() {
    (next, untilSpectrum, newest, available) = (0, segment, -1, 0)
  }

  private func row(_ ago: Int) -> Int {
    let row = newest - ago
    return row < 0 ? row + capacity : row
  }
}
