#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A small seeded generator (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same night.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64
  /// Starts the sequence of a seed.
  public init(seed: UInt64) { state = seed }

  /// Starts an independent sequence for one use of a seed, named by `stream`.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = SeededRandom(seed: seed ^ (stream &* 0xD1B5_4A32_D192_ED03))
    state = mixer.next()
  }

  /// The next 64 bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the normal distribution with mean 0 and variance 1 (Box and Muller 1958).
  public mutating func gaussian() -> Double {
    let u = 1 - uniform()
    let v = uniform()
    return sqrt(-2 * log(u)) * cos(2 * .pi * v)
  }

  /// A number from the exponential distribution with the given mean.
  public mutating func exponential(mean: Double) -> Double { -mean * log(1 - uniform()) }
}
