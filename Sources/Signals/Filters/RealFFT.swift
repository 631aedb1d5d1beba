internal import CKissFFT

/// The discrete Fourier transform of real numbers of one length, in double precision.
///
/// Immutable after `init`, so that tasks may share one. Lengths whose prime factors are 2, 3 and 5 are
/// transformed by kissfft, others by Bluestein's chirp; either way the time is O(n log n).
@safe
public final class RealFFT: Sendable {
  /// How many real numbers go in.
  public let count: Int
  /// How many bins come out: `count / 2 + 1`.
  public var binCount: Int { count / 2 + 1 }
  private let plan: FFTPlan

  /// Makes the transform; all the memory it needs for even, 2-3-5-smooth counts up to 4,096 is taken here.
  ///
  /// - Precondition: `count` is at least 1.
  public init(count: Int) {
    precondition(count >= 1, "a transform has at least one sample")
    self.count = count
    plan = unsafe FFTPlan(luma_fft_create_real(count), count: count)
  }

  /// Transforms `count` samples into the bins 0 (0 Hz) to `count / 2`, not scaled, with e^(−2πi·k·n/count).
  ///
  /// Allocates nothing for even, 2-3-5-smooth counts up to 4,096.
  ///
  /// - Precondition: `input` holds `count` numbers, `real` and `imaginary` at least `binCount` each.
  public func forward(
    _ input: Span<Double>, real: inout MutableSpan<Double>, imaginary: inout MutableSpan<Double>
  ) {
    precondition(input.count == count, "the transform's input has another length")
    precondition(real.count >= binCount && imaginary.count >= binCount, "there is no room for all bins")
    unsafe input.withUnsafeBufferPointer { input in
      unsafe real.withUnsafeMutableBufferPointer { real in
        unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
          guard let from = input.baseAddress, let re = real.baseAddress, let im = imaginary.baseAddress
          else { return }
          unsafe luma_fft_forward_real(plan.handle, from, re, im)
        }
      }
    }
  }
}

/// The discrete Fourier transform of complex numbers of one length, and its inverse.
///
/// Immutable after `init`, so that tasks may share one.
@safe
public final class ComplexFFT: Sendable {
  /// How many complex numbers go in and come out.
  public let count: Int
  private let plan: FFTPlan

  /// Makes the transform.
  ///
  /// - Precondition: `count` is at least 1.
  public init(count: Int) {
    precondition(count >= 1, "a transform has at least one sample")
    self.count = count
    plan = unsafe FFTPlan(luma_fft_create_complex(count), count: count)
  }

  /// Transforms `count` complex numbers, not scaled; allocates nothing for 2-3-5-smooth counts up to 1,024.
  ///
  /// - Precondition: every span holds `count` numbers.
  public func forward(
    real: Span<Double>, imaginary: Span<Double>, intoReal: inout MutableSpan<Double>,
    intoImaginary: inout MutableSpan<Double>
  ) {
    precondition(real.count == count && imaginary.count == count, "the transform's input has another length")
    precondition(
      intoReal.count == count && intoImaginary.count == count, "the transform's output has another length")
    unsafe real.withUnsafeBufferPointer { real in
      unsafe imaginary.withUnsafeBufferPointer { imaginary in
        unsafe intoReal.withUnsafeMutableBufferPointer { outReal in
          unsafe intoImaginary.withUnsafeMutableBufferPointer { outImaginary in
            guard let re = real.baseAddress, let im = imaginary.baseAddress, let outRe = outReal.baseAddress,
              let outIm = outImaginary.baseAddress
            else { return }
            unsafe luma_fft_forward_complex(plan.handle, re, im, outRe, outIm)
          }
        }
      }
    }
  }

  /// The inverse of ``forward(real:imaginary:intoReal:intoImaginary:)``, scaled by 1/count.
  ///
  /// - Precondition: every span holds `count` numbers.
  public func inverse(
    real: Span<Double>, imaginary: Span<Double>, intoReal: inout MutableSpan<Double>,
    intoImaginary: inout MutableSpan<Double>
  ) {
    // With the real and imaginary parts swapped at both ends, the forward transform is the inverse.
    forward(real: imaginary, imaginary: real, intoReal: &intoImaginary, intoImaginary: &intoReal)
    let scale = 1 / Double(count)
    for n in 0..<count {
      intoReal[n] *= scale
      intoImaginary[n] *= scale
    }
  }
}

/// Owns the transform of the C++ side, which no call changes.
@safe
private final class FFTPlan: @unchecked Sendable {
  let handle: OpaquePointer
  init(_ handle: OpaquePointer?, count: Int) {
    guard let handle = unsafe handle else { preconditionFailure("no memory for a transform of \(count)") }
    unsafe self.handle = unsafe handle
  }
  deinit { unsafe luma_fft_destroy(handle) }
}
