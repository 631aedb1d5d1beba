internal import Foundation

/// Two complex numbers that go through a transform side by side.
struct LanePair {
  var re: SIMD2<Double>
  var im: SIMD2<Double>

  static func + (a: Self, b: Self) -> Self { Self(re: a.re + b.re, im: a.im + b.im) }
  static func - (a: Self, b: Self) -> Self { Self(re: a.re - b.re, im: a.im - b.im) }

  /// Times a complex number for each.
  func times(_ c: SIMD2<Double>, _ s: SIMD2<Double>) -> Self {
    Self(re: re * c - im * s, im: im * c + re * s)
  }
  /// Times one complex number.
  func times(_ c: Double, _ s: Double) -> Self { Self(re: re * c - im * s, im: im * c + re * s) }
  /// Times −i.
  var turned: Self { Self(re: im, im: -re) }
}

/// The complex Fourier transform of two signals at once, one in each half of a vector register.
///
/// Stockham's self-sorting passes of radix 4, 2, 5 and, slower, any other prime (Van Loan 1992, "Computational
/// frameworks for the fast Fourier transform", section 1.7). `Signals` has the transform of one signal; this
/// one exists because a night is thousands of equal transforms, and two fill a register.
final class LaneFFT: Sendable {
  let count: Int
  private let radices: [Int]
  /// For each pass and each position p of it the powers 1 to radix − 1 of e^(−2πip/length), real and imaginary.
  private let twiddles: [Double]

  init(count: Int) {
    self.count = count
    var radices: [Int] = []
    var rest = count
    for radix in [4, 2, 5] { while rest % radix == 0 { (rest, radices) = (rest / radix, radices + [radix]) } }
    var prime = 3
    while rest > 1 {
      while rest % prime == 0 { (rest, radices) = (rest / prime, radices + [prime]) }
      prime += 2
    }
    self.radices = radices
    var twiddles: [Double] = []
    var length = count
    for radix in radices {
      for p in 0..<(length / radix) {
        for j in 1..<radix {
          let angle = -2 * Double.pi * Double(j * p) / Double(length)
          twiddles += [cos(angle), sin(angle)]
        }
      }
      length /= radix
    }
    self.twiddles = twiddles
  }

  /// Transforms the first `count` pairs of `work`, which is twice as long; not scaled.
  ///
  /// The answer stands in the first half or in the second: that half is given back as its first index.
  func forward(_ work: UnsafeMutableBufferPointer<LanePair>) -> Int {
    guard let base = work.baseAddress, work.count >= 2 * count else { return 0 }
    var (x, y) = unsafe (base, base + count)
    unsafe twiddles.withUnsafeBufferPointer { table in
      guard var w = table.baseAddress else { return }
      var (length, stride) = (count, 1)
      for radix in radices {
        let m = length / radix
        switch radix {
        case 4: unsafe Self.four(x, y, w, m, stride)
        case 2: unsafe Self.two(x, y, w, m, stride)
        case 5: unsafe Self.five(x, y, w, m, stride)
        default: unsafe Self.any(radix, x, y, w, m, stride)
        }
        unsafe w += 2 * (radix - 1) * m
        (length, stride) = (m, stride * radix)
        unsafe swap(&x, &y)
      }
    }
    return unsafe x - base
  }

  private typealias Numbers = UnsafeMutablePointer<LanePair>

  private static func two(_ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int) {
    for p in 0..<m {
      let (c, s) = unsafe (w[2 * p], w[2 * p + 1])
      let (x0, x1, y0) = unsafe (x + p * stride, x + (p + m) * stride, y + 2 * p * stride)
      for q in 0..<stride {
        let (a, b) = unsafe (x0[q], x1[q])
        unsafe y0[q] = a + b
        unsafe y0[q + stride] = (a - b).times(c, s)
      }
    }
  }

  // In both passes all factors are 1 at p = 0, and in the last pass there is no other p. Each stream has a pointer
  // of its own, so that no index is added up, and checked, in the inner loop.
  private static func four(_ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int) {
    let step = m * stride
    for p in 0..<m {
      let from = unsafe x + p * stride
      let (x1, x2, x3) = unsafe (from + step, from + 2 * step, from + 3 * step)
      let to = unsafe y + 4 * p * stride
      let (y1, y2, y3) = unsafe (to + stride, to + 2 * stride, to + 3 * stride)
      guard p > 0 else {
        for q in 0..<stride {
          unsafe (to[q], y1[q], y2[q], y3[q]) = butterfly(from[q], x1[q], x2[q], x3[q])
        }
        continue
      }
      let t = unsafe w + 6 * p
      let (c1, s1, c2, s2, c3, s3) = unsafe (t[0], t[1], t[2], t[3], t[4], t[5])
      for q in 0..<stride {
        let (b0, b1, b2, b3) = unsafe butterfly(from[q], x1[q], x2[q], x3[q])
        unsafe to[q] = b0
        unsafe y1[q] = b1.times(c1, s1)
        unsafe y2[q] = b2.times(c2, s2)
        unsafe y3[q] = b3.times(c3, s3)
      }
    }
  }

  @inline(__always)
  private static func butterfly(_ a0: LanePair, _ a1: LanePair, _ a2: LanePair, _ a3: LanePair)
    -> (LanePair, LanePair, LanePair, LanePair)
  {
    let (t0, t1, t2, d) = (a0 + a2, a0 - a2, a1 + a3, a1 - a3)
    return (
      t0 + t2, LanePair(re: t1.re + d.im, im: t1.im - d.re), t0 - t2,
      LanePair(re: t1.re - d.im, im: t1.im + d.re)
    )
  }

  private static func five(_ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int) {
    let step = m * stride
    for p in 0..<m {
      let from = unsafe x + p * stride
      let (x1, x2, x3, x4) = unsafe (from + step, from + 2 * step, from + 3 * step, from + 4 * step)
      let to = unsafe y + 5 * p * stride
      let (y1, y2, y3, y4) = unsafe (to + stride, to + 2 * stride, to + 3 * stride, to + 4 * stride)
      guard p > 0 else {
        for q in 0..<stride {
          unsafe (to[q], y1[q], y2[q], y3[q], y4[q]) = butterfly(from[q], x1[q], x2[q], x3[q], x4[q])
        }
        continue
      }
      let t = unsafe w + 8 * p
      for q in 0..<stride {
        let (b0, b1, b2, b3, b4) = unsafe butterfly(from[q], x1[q], x2[q], x3[q], x4[q])
        unsafe to[q] = b0
        unsafe y1[q] = b1.times(t[0], t[1])
        unsafe y2[q] = b2.times(t[2], t[3])
        unsafe y3[q] = b3.times(t[4], t[5])
        unsafe y4[q] = b4.times(t[6], t[7])
      }
    }
  }

  @inline(__always)
  private static func butterfly(
    _ a0: LanePair, _ a1: LanePair, _ a2: LanePair, _ a3: LanePair, _ a4: LanePair
  ) -> (LanePair, LanePair, LanePair, LanePair, LanePair) {
    // cos and sin of 72° and 144°.
    let (c1, s1) = (0.309016994374947424, 0.951056516295153572)
    let (c2, s2) = (-0.809016994374947424, 0.587785252292473129)
    let (p1, m1, p2, m2) = (a1 + a4, (a1 - a4).turned, a2 + a3, (a2 - a3).turned)
    let e1 = LanePair(re: a0.re + p1.re * c1 + p2.re * c2, im: a0.im + p1.im * c1 + p2.im * c2)
    let e2 = LanePair(re: a0.re + p1.re * c2 + p2.re * c1, im: a0.im + p1.im * c2 + p2.im * c1)
    let o1 = LanePair(re: m1.re * s1 + m2.re * s2, im: m1.im * s1 + m2.im * s2)
    let o2 = LanePair(re: m1.re * s2 - m2.re * s1, im: m1.im * s2 - m2.im * s1)
    return (a0 + p1 + p2, e1 + o1, e2 + o2, e2 - o2, e1 - o1)
  }

  /// Any radix, term by term.
  private static func any(
    _ radix: Int, _ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int
  ) {
    let roots = (0..<radix).map { k in
      let angle = -2 * Double.pi * Double(k) / Double(radix)
      return (cos(angle), sin(angle))
    }
    for p in 0..<m {
      for q in 0..<stride {
        for j in 0..<radix {
          var sum = unsafe x[p * stride + q]
          for k in 1..<radix {
            let (c, s) = roots[j * k % radix]
            sum = unsafe sum + x[(p + k * m) * stride + q].times(c, s)
          }
          let at = (radix * p + j) * stride + q
          let t = unsafe w + 2 * ((radix - 1) * p + j - 1)
          unsafe y[at] = j == 0 ? sum : sum.times(t[0], t[1])
        }
      }
    }
  }
}
