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
    var result = EpochFeatures()
    for step in 0..<Self.steps { run(step, of: x, into: &result) }
    return result
  }

  /// How many steps make the features of an epoch.
  static let steps = 8
  private var mean = 0.0

  /// One step of ``features(of:)``, about an eighth of the work; all in their order, on the same samples.
  mutating func run(_ step: Int, of x: Span<Double>, into result: inout EpochFeatures) {
    precondition(x.count == Self.count, "an epoch is 3000 samples")
    unsafe x.withUnsafeBufferPointer { samples in
      guard let x = samples.baseAddress else { return }
      switch step {
      case 0:
        mean = unsafe EpochShape.moments(x, &result)
        unsafe EpochShape.slopes(x, &result)
      case 1: unsafe EpochShape.order(x, &result)
      case 2: result[.iqr] = unsafe quartiles.range(x, mean: mean, deviation: result[.std])
      case 3: result[.higuchi] = unsafe EpochShape.higuchi(x)
      case 4...6: unsafe spectrum.periodograms(x, step - 4)
      default: spectrum.bands(&result)
      }
    }
  }
}

/// Four neighbours at once.
typealias Four = SIMD4<Double>

/// The four numbers from a place on.
@inline(__always)
func four(_ x: UnsafePointer<Double>, _ i: Int) -> Four {
  unsafe UnsafeRawPointer(x + i).loadUnaligned(as: Four.self)
}
