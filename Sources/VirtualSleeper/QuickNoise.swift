internal import SleepCore

/// A seeded source of nearly normal noise that is cheap enough for every sample: the sum of four uniform numbers
/// from one draw of 64 bits (Irwin-Hall), variance 1.
struct QuickNoise {
  private var random: SeededRandom
  init(seed: UInt64, stream: UInt64) { random = SeededRandom(seed: seed, stream: stream) }

  @inline(__always)
  mutating func next() -> Double {
    let bits = random.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    // Each 16-bit number has the variance (2³² − 1)/12, so four have 37,837.2².
    return (Double(sum) - 131_070) * (1 / 37_837.227_5)
  }

  /// Eight independent uniform numbers of variance 1 from two draws: filtered, each becomes nearly normal.
  @inline(__always)
  mutating func nextEight() -> SIMD8<Double> {
    let (a, b) = (random.next(), random.next())
    let bits = SIMD8<UInt16>(
      UInt16(truncatingIfNeeded: a), UInt16(truncatingIfNeeded: a >> 16), UInt16(truncatingIfNeeded: a >> 32),
      UInt16(truncatingIfNeeded: a >> 48), UInt16(truncatingIfNeeded: b), UInt16(truncatingIfNeeded: b >> 16),
      UInt16(truncatingIfNeeded: b >> 32), UInt16(truncatingIfNeeded: b >> 48))
    return (SIMD8<Double>(bits) - 32_767.5) * (1 / 18_918.613_7)
  }
}
