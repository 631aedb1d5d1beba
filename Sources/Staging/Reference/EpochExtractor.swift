internal import Foundation
internal import Signals
internal import SleepCore

/// Computes the features of one epoch after another.
///
/// Holds what the spectra need; one stager, task or thread has one of its own.
public struct EpochExtractor: Sendable {
  /// Samples in an epoch: 30 s at 100 Hz.
  public static let count = 3000

  /// Makes an extractor; all memory is taken here.
  public init() {}

  /// The features of an epoch.
  ///
  /// - Precondition: ``count`` samples in µV at 100 Hz, filtered to 0.4-30 Hz.
  public mutating func features(of x: Span<Double>) -> EpochFeatures {
    precondition(x.count == Self.count, "an epoch is 3000 samples")
    var result = EpochFeatures()
    Self.shape(x, &result)
    Self.quartiles(x, &result)
    Self.order(x, &result)
    result[.higuchi] = Self.higuchi(x)
    spectrum(x, &result)
    return result
  }

  private static func shape(_ x: Span<Double>, _ result: inout EpochFeatures) {
    let n = Double(x.count)
    var sum = 0.0
    for i in x.indices { sum += x[i] }
    let mean = sum / n
    var (m2, m3, m4) = (0.0, 0.0, 0.0)
    var crossings = 0
    for i in x.indices {
      let d = x[i] - mean
      let d2 = d * d
      m2 += d2
      m3 += d2 * d
      m4 += d2 * d2
      if i > 0, x[i].sign != x[i - 1].sign { crossings += 1 }
    }
    let last = x.count - 1
    let mean1 = (x[last] - x[0]) / (n - 1)
    let mean2 = ((x[last] - x[last - 1]) - (x[1] - x[0])) / (n - 2)
    var (v1, v2) = (0.0, 0.0)
    for i in 1..<x.count {
      let d = x[i] - x[i - 1]
      v1 += (d - mean1) * (d - mean1)
      if i > 1 {
        let dd = d - (x[i - 1] - x[i - 2])
        v2 += (dd - mean2) * (dd - mean2)
      }
    }
    result[.std] = (m2 / (n - 1)).squareRoot()
    let variance = m2 / n
    result[.skew] = m3 / n / pow(variance, 1.5)
    result[.kurt] = m4 / n / (variance * variance) - 3
    result[.nzc] = Double(crossings)
    let (var1, var2) = (v1 / (n - 1), v2 / (n - 2))
    result[.hmob] = (var1 / variance).squareRoot()
    result[.hcomp] = (var2 / var1).squareRoot() / result[.hmob]
  }

  private static func quartiles(_ x: Span<Double>, _ result: inout EpochFeatures) {
    var copy: [Double] = []
    for i in x.indices { copy.append(x[i]) }
    copy.sort()
    result[.iqr] = Quantile.of(sorted: copy.span, 0.75) - Quantile.of(sorted: copy.span, 0.25)
  }

  private static func order(_ x: Span<Double>, _ result: inout EpochFeatures) {
    var counts: [8 of Int] = .init(repeating: 0)
    var turns = 0
    for i in 0..<(x.count - 2) {
      let (a, b, c) = (x[i], x[i + 1], x[i + 2])
      counts[(a <= b ? 4 : 0) + (a <= c ? 2 : 0) + (b <= c ? 1 : 0)] += 1
      if (a <= b) != (b <= c) { turns += 1 }
    }
    var entropy = 0.0
    for i in 0..<8 where counts[i] > 0 {
      let p = Double(counts[i]) / Double(x.count - 2)
      entropy -= p * log2(p)
    }
    result[.perm] = min(max(entropy / log2(6), 0), 1)
    let n = Double(x.count)
    result[.petrosian] = log10(n) / (log10(n) + log10(n / (n + 0.4 * Double(turns))))
  }

  private static func higuchi(_ x: Span<Double>) -> Double {
    var (sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0)
    for k in 1...10 {
      var mean = 0.0
      for m in 0..<k {
        let steps = (x.count - m - 1) / k
        var length = 0.0
        for j in 0..<steps { length += abs(x[m + (j + 1) * k] - x[m + j * k]) }
        mean += length / Double(k) * (Double(x.count - 1) / Double(k * steps))
      }
      let (u, v) = (log(1 / Double(k)), log(mean / Double(k)))
      sx += u
      sy += v
      sxx += u * u
      sxy += u * v
    }
    return (10 * sxy - sx * sy) / (10 * sxx - sx * sx + 1e-9)
  }

  private mutating func spectrum(_ x: Span<Double>, _ result: inout EpochFeatures) {
    guard
      let psd = try? Welch.psd(
        x, samplingRate: .hertz(100), segment: 500, window: .hamming, average: .median
      ).psd
    else { return }
    EpochSpectrum.fill(psd, &result)
  }
}

enum EpochSpectrum {
  static func fill(_ psd: [Double], _ result: inout EpochFeatures) {
    let edges = [2, 5, 20, 40, 60, 80, 150]
    let total = simpson(psd, 2, 150)
    for band in 0..<6 {
      result.values[ReferenceFeature.sdelta.rawValue + band] =
        simpson(psd, edges[band], edges[band + 1]) / total
    }
    let delta = result[.sdelta] + result[.fdelta]
    result[.dt] = delta / result[.theta]
    result[.ds] = delta / result[.sigma]
    result[.db] = delta / result[.beta]
    result[.at] = result[.alpha] / result[.theta]
    var sum = -(psd[2] + psd[150]) / 2
    for k in 2...150 { sum += psd[k] }
    result[.abspow] = sum * 0.2
  }

  static func simpson(_ y: [Double], _ first: Int, _ last: Int) -> Double {
    let isEven = (last - first) % 2 == 0
    let end = isEven ? last : last - 1
    var sum = 0.0
    for i in stride(from: first, to: end, by: 2) { sum += y[i] + 4 * y[i + 1] + y[i + 2] }
    sum *= 0.2 / 3
    if !isEven { sum += 0.2 * (5 * y[last] + 8 * y[last - 1] - y[last - 2]) / 12 }
    return sum
  }
}

enum Quantile {
  static func of(sorted: Span<Double>, _ q: Double) -> Double {
    let position = q * Double(sorted.count - 1)
    let low = Int(position)
    let high = min(low + 1, sorted.count - 1)
    let t = position - Double(low)
    let (a, b) = (sorted[low], sorted[high])
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)
  }
}
