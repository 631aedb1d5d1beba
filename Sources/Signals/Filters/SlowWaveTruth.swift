public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The slow wave as it was: what is known of it once the whole signal is there, to judge live estimates by.
///
/// A second-order Butterworth band of 0.5-2 Hz that runs forwards and backwards, and the Hilbert transform; 0 is the
/// positive peak. This is how live phase estimates are scored in the field (Zrenner et al., NeuroImage 214, 2020).
/// Some seconds at either end are less true than the rest.
public struct SlowWaveTruth: Sendable {
  /// The phase at each sample, in radians in (−π, π].
  public let phases: [Double]
  /// Half of peak to peak at each sample, in the signal's unit.
  public let amplitudes: [Double]

  /// Computes both; O(n log n).
  ///
  /// - Parameters:
  ///   - samples: the signal; a value that is not finite is held at the one before it.
  ///   - samplingRate: over 4 Hz.
  ///   - highest: the band's upper edge; 2 Hz where nothing is said, 4 Hz for the wider truth of some papers.
  /// - Throws: ``FilterError`` where the signal is shorter than 28 samples or the rate too low.
  public init(
    _ samples: [Double], samplingRate: Frequency, highest: Frequency = .hertz(2)
  ) throws(FilterError) {
    let sections = try Butterworth.design(
      order: 2, kind: .bandpass(.hertz(0.5), highest), samplingRate: samplingRate)
    var held = samples.first(where: \.isFinite) ?? 0
    let whole = samples.map { sample in
      if sample.isFinite { held = sample }
      return held
    }
    let wave = AnalyticSignal.hilbert(try ZeroPhase.filter(whole, sections: sections))
    phases = zip(wave.real, wave.imaginary).map { atan2($1, $0) }
    amplitudes = zip(wave.real, wave.imaginary).map { ($0 * $0 + $1 * $1).squareRoot() }
  }
}
