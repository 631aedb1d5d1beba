#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Functions of the system's library, in one place.
enum Mathematics {
  static func exponential(_ x: Double) -> Double { exp(x) }

  /// A number with three significant digits, as a sentence says it.
  static func short(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return x == 0 ? "0" : "\(x)" }
    let exponent = Int(log10(abs(x)).rounded(.down))
    let digits = Int((x / pow(10, Double(exponent - 2))).rounded())
    // Read again as decimal digits, so that it is printed with no more of them.
    let value = Double("\(digits)e\(exponent - 2)") ?? x
    return value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }
}
