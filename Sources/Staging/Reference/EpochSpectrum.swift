internal import Foundation
internal import Signals

/// Band powers of an epoch: Welch's method with eleven Hamming windows of 5 s and their median.
///
/// `Signals` has the same estimate for one signal of any length; here eleven segments of one length go through
/// three transforms, since two fill a register and two more a complex number.
struct EpochSpectrum: Sendable {
  private static let segment = 500
  private static let segments = 11
  /// The bins 0.2 Hz apart of 0.4 to 30 Hz.
  private static let first = 2
  private static let last = 150
  /// Room for the bins of one segment.
  private static let stride = 152
  /// The bins of 0.4, 1, 4, 8, 12, 16 and 30 Hz; a band has both its edges.
  private static let edges: [7 of Int] = [2, 5, 20, 40, 60, 80, 150]

  private let window = SpectralWindow.hamming.weights(count: segment)
  private let scale: Double
  private let fft = LaneFFT(count: segment)
  private var work = [LanePair](repeating: LanePair(re: .zero, im: .zero), count: 2 * segment)
  private var powers = [Double](repeating: 0, count: (segments + 1) * stride)
  private var psd = [Double](repeating: 0, count: stride)

  init() {
    // One-sided density, a quarter since a spectrum is taken out of two packed ones; and how far the median of
    // eleven lies from their mean (Allen et al. 2012, "FINDCHIRP", appendix B).
    var bias = 1.0
    for even in [2.0, 4, 6, 8, 10] { bias += 1 / (even + 1) - 1 / even }
    scale = 2 / (100 * window.reduce(0) { $0 + $1 * $1 }) / 4 / bias
  }

  /// Writes the shares of the bands, their ratios and the power of all; ``periodograms(_:_:)`` of all three batches
  /// must have been there.
  mutating func bands(_ result: inout EpochFeatures) {
    medians()
    let total = simpson(Self.first, Self.last)
    for band in 0..<6 {
      result.values[ReferenceFeature.sdelta.rawValue + band] =
        simpson(Self.edges[band], Self.edges[band + 1]) / total
    }
    let delta = result[.sdelta] + result[.fdelta]
    result[.dt] = delta / result[.theta]
    result[.ds] = delta / result[.sigma]
    result[.db] = delta / result[.beta]
    result[.at] = result[.alpha] / result[.theta]
    var sum = -(psd[Self.first] + psd[Self.last]) / 2
    for k in Self.first...Self.last { sum += psd[k] }
    result[.abspow] = sum * 0.2
  }

  /// The powers of the segments 4·batch to 4·batch + 3; there is no twelfth, and its powers are not used.
  mutating func periodograms(_ x: UnsafePointer<Double>, _ batch: Int) {
    let hop = Self.segment / 2
    let a = unsafe x + 4 * batch * hop
    let (b, c) = unsafe (a + hop, a + 2 * hop)
    let d = unsafe batch == 2 ? c : c + hop
    let row = 4 * batch * Self.stride
    unsafe work.withUnsafeMutableBufferPointer { work in
      unsafe window.withUnsafeBufferPointer { window in
        // A mean would be taken off first; with this window it reaches the bins 0 and 1 alone, which no band has.
        for i in 0..<Self.segment {
          let w = unsafe window[i]
          unsafe work[i] = LanePair(re: SIMD2(a[i], c[i]) * w, im: SIMD2(b[i], d[i]) * w)
        }
      }
      let at = unsafe fft.forward(work)
      unsafe powers.withUnsafeMutableBufferPointer { powers in
        for k in Self.first...Self.last {
          let (up, down) = unsafe (work[at + k], work[at + Self.segment - k])
          let (re, im) = (up.re + down.re, up.im - down.im)
          let (otherRe, otherIm) = (up.im + down.im, down.re - up.re)
          let power = re * re + im * im
          let other = otherRe * otherRe + otherIm * otherIm
          unsafe powers[row + k] = power[0]
          unsafe powers[row + Self.stride + k] = other[0]
          unsafe powers[row + 2 * Self.stride + k] = power[1]
          unsafe powers[row + 3 * Self.stride + k] = other[1]
        }
      }
    }
  }

  /// The median over the segments of each bin.
  ///
  /// Of seven numbers of eleven neither the least nor the greatest can be the middle one: both are forgotten, the
  /// next is taken in, and so on.
  private mutating func medians() {
    unsafe powers.withUnsafeBufferPointer { powers in
      guard let p = powers.baseAddress else { return }
      for k in Swift.stride(from: 0, to: Self.stride, by: 2) {
        func row(_ segment: Int) -> SIMD2<Double> {
          unsafe UnsafeRawPointer(p + segment * Self.stride + k).loadUnaligned(as: SIMD2<Double>.self)
        }
        var (v0, v1, v2, v3) = (row(0), row(1), row(2), row(3))
        var (v4, v5, v6, next) = (row(4), row(5), row(6), row(7))
        Self.order(&v0, &v1)
        Self.order(&v2, &v3)
        Self.order(&v4, &v5)
        Self.order(&v0, &v2)
        Self.order(&v0, &v4)
        Self.order(&v0, &v6)
        Self.order(&v1, &v6)
        Self.order(&v3, &v6)
        Self.order(&v5, &v6)
        // v0 and v6 are forgotten.
        Self.order(&v1, &v2)
        Self.order(&v3, &v4)
        Self.order(&v5, &next)
        Self.order(&v1, &v3)
        Self.order(&v1, &v5)
        Self.order(&v2, &next)
        Self.order(&v4, &next)
        next = row(8)
        Self.order(&v2, &v3)
        Self.order(&v4, &v5)
        Self.order(&v2, &v4)
        Self.order(&v2, &next)
        Self.order(&v3, &next)
        Self.order(&v5, &next)
        next = row(9)
        Self.order(&v3, &v4)
        Self.order(&v5, &next)
        Self.order(&v3, &v5)
        Self.order(&v4, &next)
        next = row(10)
        Self.order(&v4, &v5)
        Self.order(&v5, &next)
        Self.order(&v4, &v5)
        psd[k] = v5[0] * scale
        psd[k + 1] = v5[1] * scale
      }
    }
  }

  @inline(__always)
  private static func order(_ a: inout SIMD2<Double>, _ b: inout SIMD2<Double>) {
    let isLess = a .< b
    (a, b) = (b.replacing(with: a, where: isLess), a.replacing(with: b, where: isLess))
  }

  /// Simpson's rule over bins; where their number is even, the last piece by the parabola through the last
  /// three (Cartwright 2017, "Simpson's rule cumulative integration with MS Excel"), as SciPy does it.
  private func simpson(_ first: Int, _ last: Int) -> Double {
    let isOdd = (last - first) % 2 == 0
    let end = isOdd ? last : last - 1
    var sum = 0.0
    for i in Swift.stride(from: first, to: end, by: 2) { sum += psd[i] + 4 * psd[i + 1] + psd[i + 2] }
    sum *= 0.2 / 3
    if !isOdd { sum += 0.2 * (5 * psd[last] + 8 * psd[last - 1] - psd[last - 2]) / 12 }
    return sum
  }
}

/// NumPy's linear quantiles.
enum Quantile {
  /// The quantile `q`, 0 to 1, of numbers that are sorted; there is at least one.
  static func of(sorted: Span<Double>, _ q: Double) -> Double {
    let position = q * Double(sorted.count - 1)
    let low = Int(position)
    let high = min(low + 1, sorted.count - 1)
    let t = position - Double(low)
    let (a, b) = (sorted[low], sorted[high])
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)
  }
}
