internal import Foundation

/// What an epoch's waveform says by itself.
enum EpochShape {
  private static let count = EpochExtractor.count
  private typealias Samples = UnsafePointer<Double>

  /// Standard deviation, skewness and kurtosis from the central moments; gives back the mean.
  static func moments(_ x: UnsafePointer<Double>, _ result: inout EpochFeatures) -> Double {
    let n = Double(count)
    var sum = Four.zero
    for i in stride(from: 0, to: count, by: 4) { unsafe sum += four(x, i) }
    let mean = sum.sum() / n
    var (m2, m3, m4) = (Four.zero, Four.zero, Four.zero)
    for i in stride(from: 0, to: count, by: 4) {
      let d = unsafe four(x, i) - mean
      let square = d * d
      m2 += square
      m3 += square * d
      m4 += square * square
    }
    let variance = m2.sum() / n
    result[.std] = (m2.sum() / (n - 1)).squareRoot()
    result[.skew] = m3.sum() / n / pow(variance, 1.5)
    result[.kurt] = m4.sum() / n / (variance * variance) - 3
    return mean
  }

  /// Changes of sign, and Hjorth's mobility and complexity (Hjorth 1970, "EEG analysis based on time domain
  /// properties"): square roots of ratios of the variances of the signal and its first two differences.
  ///
  /// ``moments(_:_:)`` must have been there.
  static func slopes(_ x: UnsafePointer<Double>, _ result: inout EpochFeatures) {
    let (n, last) = (Double(count), count - 1)
    // The mean of differences is that of the ends.
    let mean1 = unsafe (x[last] - x[0]) / (n - 1)
    let mean2 = unsafe ((x[last] - x[last - 1]) - (x[1] - x[0])) / (n - 2)
    var (v1, v2, crossings) = (Four.zero, Four.zero, SIMD4<UInt64>.zero)
    for i in stride(from: 0, to: count - 4, by: 4) {
      let (a, b, c) = unsafe (four(x, i), four(x + 1, i), four(x + 2, i))
      let d = b - a
      let dd = (c - b) - d - mean2
      let centred = d - mean1
      v1 += centred * centred
      v2 += dd * dd
      crossings &+=
        unsafe (unsafeBitCast(a, to: SIMD4<UInt64>.self) ^ unsafeBitCast(b, to: SIMD4<UInt64>.self)) &>> 63
    }
    var (sum1, sum2, changes) = (v1.sum(), v2.sum(), Int(crossings.wrappedSum()))
    for i in (count - 4)..<last {
      let d = unsafe x[i + 1] - x[i]
      sum1 += (d - mean1) * (d - mean1)
      if unsafe x[i].sign != x[i + 1].sign { changes += 1 }
      guard i < last - 1 else { continue }
      let dd = unsafe (x[i + 2] - x[i + 1]) - d
      sum2 += (dd - mean2) * (dd - mean2)
    }
    let variance = result[.std] * result[.std] * (n - 1) / n
    let (variance1, variance2) = (sum1 / (n - 1), sum2 / (n - 2))
    result[.nzc] = Double(changes)
    result[.hmob] = (variance1 / variance).squareRoot()
    result[.hcomp] = (variance2 / variance1).squareRoot() / result[.hmob]
  }

  /// The entropy of the order of three neighbours (Bandt and Pompe 2002, "Permutation entropy"), and Petrosian's
  /// fractal dimension, which counts how often the slope changes its sign (Petrosian 1995).
  ///
  /// Of equals the earlier one comes first.
  static func order(_ x: UnsafePointer<Double>, _ result: inout EpochFeatures) {
    let triples = count - 2
    var (rising, peaks, valleys) = (SIMD4<Int64>.zero, SIMD4<Int64>.zero, SIMD4<Int64>.zero)
    var (highPeaks, highValleys) = (SIMD4<Int64>.zero, SIMD4<Int64>.zero)
    for i in stride(from: 0, to: count - 4, by: 4) {
      let (a, b, c) = unsafe (four(x, i), four(x + 1, i), four(x + 2, i))
      // All bits set, which is −1, where it holds.
      let up = unsafe unsafeBitCast(a .<= b, to: SIMD4<Int64>.self)
      let upNext = unsafe unsafeBitCast(b .<= c, to: SIMD4<Int64>.self)
      let upBoth = unsafe unsafeBitCast(a .<= c, to: SIMD4<Int64>.self)
      let (peak, valley) = (up & ~upNext, upNext & ~up)
      rising &-= up & upNext
      peaks &-= peak
      valleys &-= valley
      highPeaks &-= peak & upBoth
      highValleys &-= valley & upBoth
    }
    var counts: [6 of Int] = [
      Int(rising.wrappedSum()), Int(peaks.wrappedSum()), Int(valleys.wrappedSum()),
      Int(highPeaks.wrappedSum()), Int(highValleys.wrappedSum()), 0,
    ]
    for i in (count - 4)..<triples {
      let (a, b, c) = unsafe (x[i], x[i + 1], x[i + 2])
      switch (a <= b, b <= c) {
      case (true, true): counts[0] += 1
      case (true, false):
        counts[1] += 1
        if a <= c { counts[3] += 1 }
      case (false, true):
        counts[2] += 1
        if a <= c { counts[4] += 1 }
      case (false, false): break
      }
    }
    let turns = counts[1] + counts[2]
    counts[5] = triples - counts[0] - turns
    counts[1] -= counts[3]
    counts[2] -= counts[4]
    var entropy = 0.0
    for i in 0..<6 where counts[i] > 0 {
      let p = Double(counts[i]) / Double(triples)
      entropy -= p * log2(p)
    }
    result[.perm] = min(max(entropy / log2(6), 0), 1)
    let n = Double(count)
    result[.petrosian] = log10(n) / (log10(n) + log10(n / (n + 0.4 * Double(turns))))
  }

  /// Higuchi's fractal dimension: the slope of the log of a curve's length over that of 1/step.
  ///
  /// Steps are 1 to 10 samples; 1e-9 in the denominator is antropy's. Source: Higuchi 1988, "Approach to an
  /// irregular time series on the basis of the fractal theory".
  static func higuchi(_ x: UnsafePointer<Double>) -> Double {
    var (sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0)
    for k in 1...10 {
      // Each of k starts has `steps` steps, the first `longer` of them one more.
      let (steps, longer) = (count - k).quotientAndRemainder(dividingBy: k)
      let length: Double
      if longer == 0 {
        length = unsafe distance(x, k) / Double(steps)
      } else {
        length = unsafe distances(x, k, steps, longer)
      }
      let step = Double(k)
      let mean = length * Double(count - 1) / (step * step * step)
      let (u, v) = (log(1 / step), log(mean))
      sx += u
      sy += v
      sxx += u * u
      sxy += u * v
    }
    return (10 * sxy - sx * sy) / (10 * sxx - sx * sx + 1e-9)
  }

  /// Without the sign.
  @inline(__always)
  private static func size(_ x: Four) -> Four {
    unsafe unsafeBitCast(
      unsafeBitCast(x, to: SIMD4<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF, to: Four.self)
  }

  /// The sum of all |x[i + k] − x[i]|.
  private static func distance(_ x: UnsafePointer<Double>, _ k: Int) -> Double {
    var (sum, other) = (Four.zero, Four.zero)
    let total = count - k
    let ahead = unsafe x + k
    var i = 0
    while i &+ 8 <= total {
      unsafe sum += size(four(ahead, i) - four(x, i))
      unsafe other += size(four(ahead + 4, i) - four(x + 4, i))
      i &+= 8
    }
    var rest = (sum + other).sum()
    while i < total {
      unsafe rest += abs(x[i + k] - x[i])
      i += 1
    }
    return rest
  }

  /// The same, start by start, each sum over its number of steps; for steps of 5 to 12.
  private static func distances(_ x: UnsafePointer<Double>, _ k: Int, _ steps: Int, _ longer: Int) -> Double {
    var (first, second, third) = (Four.zero, Four.zero, Four.zero)
    var i = 0
    // Lanes over k meet samples of the next starts and are not used; the last step is made one by one.
    let ahead = unsafe x + k
    let end = count - 2 * k - 12
    while i <= end {
      unsafe first += size(four(ahead, i) - four(x, i))
      unsafe second += size(four(ahead + 4, i) - four(x + 4, i))
      if k > 8 { unsafe third += size(four(ahead + 8, i) - four(x + 8, i)) }
      i &+= k
    }
    var result = 0.0
    for m in 0..<k {
      var sum = m < 4 ? first[m] : m < 8 ? second[m - 4] : third[m - 8]
      var at = i + m
      while at + k < count {
        unsafe sum += abs(x[at + k] - x[at])
        at += k
      }
      result += sum / Double(m < longer ? steps + 1 : steps)
    }
    return result
  }
}
