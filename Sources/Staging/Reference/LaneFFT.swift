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

  private static func four(_ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int) {
    for p in 0..<m {
      let t = unsafe w + 6 * p
      let (c1, s1, c2, s2, c3, s3) = unsafe (t[0], t[1], t[2], t[3], t[4], t[5])
      let from = unsafe x + p * stride
      let to = unsafe y + 4 * p * stride
      let step = m * stride
      for q in 0..<stride {
        let (a0, a1) = unsafe (from[q], from[q + step])
        let (a2, a3) = unsafe (from[q + 2 * step], from[q + 3 * step])
        let (t0, t1, t2, t3) = (a0 + a2, a0 - a2, a1 + a3, (a1 - a3).turned)
        unsafe to[q] = t0 + t2
        unsafe to[q + stride] = (t1 + t3).times(c1, s1)
        unsafe to[q + 2 * stride] = (t0 - t2).times(c2, s2)
        unsafe to[q + 3 * stride] = (t1 - t3).times(c3, s3)
      }
    }
  }

  // cos and sin of 72° and 144°.
  private static let (c1, s1, c2, s2) = (
    cos(0.4 * Double.pi), sin(0.4 * Double.pi), cos(0.8 * Double.pi), sin(0.8 * Double.pi)
  )

  private static func five(_ x: Numbers, _ y: Numbers, _ w: UnsafePointer<Double>, _ m: Int, _ stride: Int) {
    let (c1, s1, c2, s2) = (Self.c1, Self.s1, Self.c2, Self.s2)
    for p in 0..<m {
      let t = unsafe w + 8 * p
      let from = unsafe x + p * stride
      let to = unsafe y + 5 * p * stride
      let step = m * stride
      for q in 0..<stride {
        let a0 = unsafe from[q]
        let (a1, a4) = unsafe (from[q + step], from[q + 4 * step])
        let (a2, a3) = unsafe (from[q + 2 * step], from[q + 3 * step])
        let (p1, m1, p2, m2) = (a1 + a4, (a1 - a4).turned, a2 + a3, (a2 - a3).turned)
        let e1 = LanePair(re: a0.re + p1.re * c1 + p2.re * c2, im: a0.im + p1.im * c1 + p2.im * c2)
        let e2 = LanePair(re: a0.re + p1.re * c2 + p2.re * c1, im: a0.im + p1.im * c2 + p2.im * c1)
        let o1 = LanePair(re: m1.re * s1 + m2.re * s2, im: m1.im * s1 + m2.im * s2)
        let o2 = LanePair(re: m1.re * s2 - m2.re * s1, im: m1.im * s2 - m2.im * s1)
        unsafe to[q] = a0 + p1 + p2
        unsafe to[q + stride] = (e1 + o1).times(t[0], t[1])
        unsafe to[q + 2 * stride] = (e2 + o2).times(t[2], t[3])
        unsafe to[q + 3 * stride] = (e2 - o2).times(t[4], t[5])
        unsafe to[q + 4 * stride] = (e1 - o1).times(t[6], t[7])
      }
    }
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
