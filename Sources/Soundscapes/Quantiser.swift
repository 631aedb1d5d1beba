internal import SleepCore

/// Turns amplitudes into the 16-bit numbers of a file, with triangular dither of ±1 step where there is sound.
///
/// The dither of a second depends on the seed and the second only. A sample that is exactly zero stays zero, so
/// silence is digital silence.
struct Quantiser: Sendable {
  /// Samples that were beyond full scale and were held at it.
  private(set) var clipped = 0
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  /// Quantises one second.
  ///
  /// - Precondition: `out` holds as many samples as `samples`, an even number.
  mutating func quantise(_ samples: Span<Float>, second: Int, into out: inout MutableSpan<Int16>) {
    precondition(samples.count == out.count && samples.count % 2 == 0, "as many samples out as in, in pairs")
    var random = SeededRandom(seed: seed, stream: 30 << 48 ^ UInt64(bitPattern: Int64(second)))
    var beyond = 0
    var i = 0
    while i < samples.count {
      let bits = random.next()
      out[i] = Self.round(samples[i], UInt32(truncatingIfNeeded: bits), &beyond)
      out[i + 1] = Self.round(samples[i + 1], UInt32(truncatingIfNeeded: bits >> 32), &beyond)
      i += 2
    }
    clipped += beyond
  }

  @inline(__always)
  private static func round(_ x: Float, _ bits: UInt32, _ beyond: inout Int) -> Int16 {
    if x == 0 { return 0 }
    // The difference of two uniform numbers of 16 bits is triangular in ±1.
    let dither = Double(Int32(bits & 0xFFFF) - Int32(bits >> 16)) * 0x1p-16
    let wanted = Double(x) * 32_768 + dither
    if wanted >= 32_767.5 || wanted < -32_768.5 { beyond += 1 }
    // Shifted to positive numbers, cutting the fraction off rounds down; NaN ends at the lower bound.
    let held = min(max(-32_768, wanted), 32_767)
    return Int16(truncatingIfNeeded: Int32(held + 65_536.5) - 65_536)
  }
}
