#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A complex number, as far as filter design needs one.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  var magnitude: Double { hypot(real, imaginary) }
  var conjugate: ComplexNumber { ComplexNumber(real, -imaginary) }

  /// The square root with a real part of at least 0.
  var squareRoot: ComplexNumber {
    let r = magnitude
    guard r > 0 else { return ComplexNumber(0) }
    // The larger part first, and the other from it: no cancellation.
    let larger = sqrt((r + abs(real)) / 2)
    let smaller = abs(imaginary) / (2 * larger)
    let (re, im) = real >= 0 ? (larger, smaller) : (smaller, larger)
    return ComplexNumber(re, imaginary < 0 ? -im : im)
  }

  static prefix func - (a: Self) -> Self { Self(-a.real, -a.imaginary) }
  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func * (a: Double, b: Self) -> Self { Self(a * b.real, a * b.imaginary) }
  static func / (a: Self, b: Self) -> Self {
    let square = b.real * b.real + b.imaginary * b.imaginary
    let product = a * b.conjugate
    return Self(product.real / square, product.imaginary / square)
  }
}
