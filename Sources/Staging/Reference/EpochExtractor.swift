internal import Foundation

/// Computes the features of one epoch after another.
///
/// Holds the memory that an epoch's numbers need, so that none is taken afterwards; a copy, a task or a thread
/// has one of its own.
public struct EpochExtractor: Sendable {
  /// Samples in an epoch: 30 s at 100 Hz.
  public static let count = 3000

  private var spectrum = EpochSpectrum()
  private var quartiles = EpochQuartiles()

  /// Makes an extractor; all memory is taken here.
  public init() {}

  /// The features of an epoch.
  ///
  /// The formulas are those that YASA 0.8.1 calls in NumPy, SciPy and antropy 0.2. Allocates nothing.
  ///
  /// - Parameter x: ``count`` samples in µV at 100 Hz, filtered to 0.4-30 Hz.
  /// - Returns: the 21 features.
  /// - Precondition: ``count`` samples.
  public mutating func features(of x: Span<Double>) -> EpochFeatures {
    precondition(x.count == Self.count, "an epoch is 3000 samples")
    var result = EpochFeatures()
    unsafe x.withUnsafeBufferPointer { samples in
      guard let x = samples.baseAddress else { return }
      let mean = unsafe EpochShape.moments(x, &result)
      unsafe EpochShape.slopes(x, &result)
      unsafe EpochShape.order(x, &result)
      result[.iqr] = unsafe quartiles.range(x, mean: mean, deviation: result[.std])
      result[.higuchi] = unsafe EpochShape.higuchi(x)
      unsafe spectrum.bands(x, &result)
    }
    return result
  }
}

/// Four neighbours at once.
typealias Four = SIMD4<Double>

/// The four numbers from a place on.
@inline(__always)
func four(_ x: UnsafePointer<Double>, _ i: Int) -> Four {
  unsafe UnsafeRawPointer(x + i).loadUnaligned(as: Four.self)
}
