internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A linear filter that gives white noise its colour.
///
/// It must forget its past within a tenth of a second.
protocol Colour: Sendable {
  /// Filters the next sample.
  mutating func step(_ white: Float) -> Float
}

/// One pole and one zero: y = x − zero·x₋₁ + pole·y₋₁.
struct PoleZero: Sendable {
  private let pole: Float
  private let zero: Float
  private var x1: Float = 0
  private var y1: Float = 0

  init(pole: Double, zero: Double) {
    self.pole = Float(pole)
    self.zero = Float(zero)
  }

  /// A low pass of first order: the pole at e^(−2πf/fs), the zero at −1 (the Nyquist frequency).
  static func lowPass(hertz: Double) -> PoleZero { PoleZero(pole: matched(hertz), zero: -1) }
  /// A high pass of first order: the pole at e^(−2πf/fs), the zero at 0 Hz.
  static func highPass(hertz: Double) -> PoleZero { PoleZero(pole: matched(hertz), zero: 1) }

  private static func matched(_ hertz: Double) -> Double {
    exp(-2 * .pi * hertz / Double(SoundScale.sampleRate))
  }

  @inline(__always)
  mutating func step(_ x: Float) -> Float {
    let y = (x - zero * x1) + pole * y1
    x1 = x
    y1 = y
    return y
  }
}

/// Pink: −3 dB an octave within 0.15 dB from 45 Hz to 12 kHz, flat below.
///
/// Three pole-zero pairs, their places found by least squares and then by minimax on the level in dB over
/// that range (scipy `least_squares`, then Nelder and Mead).
struct PinkColour: Colour {
  private var a = PoleZero(pole: 0.99313459, zero: 0.97894619)
  private var b = PoleZero(pole: 0.94285386, zero: 0.85144101)
  private var c = PoleZero(pole: 0.64056819, zero: 0.24842462)

  @inline(__always)
  mutating func step(_ white: Float) -> Float { c.step(b.step(a.step(white))) }
}

/// Brown: −6 dB an octave above 80 Hz, and nothing that only a loudspeaker would feel below 30 Hz.
struct BrownColour: Colour {
  // A pole at 45 Hz; the zero keeps the slope up to 10 kHz, where a lone pole flattens.
  private var integrator = PoleZero(pole: 0.99412683, zero: -0.12)
  private var rumble = PoleZero.highPass(hertz: 30)

  @inline(__always)
  mutating func step(_ white: Float) -> Float { rumble.step(integrator.step(white)) }
}

/// The hush of rain: pink from 450 Hz up, softened above 6.5 kHz.
struct RainColour: Colour {
  private var pink = PinkColour()
  private var low = PoleZero.highPass(hertz: 450)
  private var high = PoleZero.lowPass(hertz: 6_500)

  @inline(__always)
  mutating func step(_ white: Float) -> Float { high.step(low.step(pink.step(white))) }
}

/// The body of a wave: a low, round rush.
struct SurgeColour: Colour {
  private var low = PoleZero.highPass(hertz: 60)
  private var high = PoleZero.lowPass(hertz: 350)
  private var higher = PoleZero.lowPass(hertz: 900)

  @inline(__always)
  mutating func step(_ white: Float) -> Float { higher.step(high.step(low.step(white))) }
}

/// The foam of a wave: a light hiss.
struct FoamColour: Colour {
  private var low = PoleZero.highPass(hertz: 700)
  private var high = PoleZero.lowPass(hertz: 2_500)
  private var higher = PoleZero.lowPass(hertz: 7_000)

  @inline(__always)
  mutating func step(_ white: Float) -> Float { higher.step(high.step(low.step(white))) }
}

/// White noise of variance 1, two samples at a time, uniform in ±√3.
struct WhiteNoise: Sendable {
  private var random: SeededRandom

  /// The noise of one block of one stream; any block can be had without those before it.
  @inline(__always)
  init(seed: UInt64, stream: UInt64, block: Int) {
    random = SeededRandom(seed: seed, stream: stream << 48 ^ UInt64(bitPattern: Int64(block)))
  }

  /// The next two samples.
  @inline(__always)
  mutating func pair() -> (Float, Float) {
    let bits = random.next()
    let scale: Float = 8.065_387e-10  // √3 / 2³¹
    return (
      Float(Int32(truncatingIfNeeded: bits)) * scale, Float(Int32(truncatingIfNeeded: bits >> 32)) * scale
    )
  }
}

/// Endless coloured noise of which any second can be made alone.
///
/// White noise comes in blocks of a tenth of a second, each with a seed of its own. A second is made by starting the
/// colour at rest one block early; what the colour would remember from further back is under −136 dB. So a
/// second's samples depend on the seed and the second only: an excerpt is the night's, bit for bit.
struct NoiseLayer<C: Colour>: Sendable {
  private let seed: UInt64
  private let stream: UInt64
  private let rest: C
  private let gain: Float

  /// Calibrates a colour.
  ///
  /// - Parameters:
  ///   - seed: the night's seed.
  ///   - stream: tells this layer's noise from every other's.
  ///   - colour: the filter, at rest.
  ///   - power: the A-weighted mean square pressure it shall have, in Pa².
  init(seed: UInt64, stream: UInt64, colour: C, power: Double) {
    self.seed = seed
    self.stream = stream
    rest = colour
    // White noise of variance 1 through a filter h has the power Σh²; here h includes the A-weighting.
    var impulse = [Float](repeating: 0, count: SoundScale.block)
    var filter = colour
    for i in impulse.indices { impulse[i] = filter.step(i == 0 ? 1 : 0) }
    gain = Float((power / AWeightingFilter.energy(of: impulse.span)).squareRoot())
  }

  /// Writes one second.
  func render(second: Int, into out: inout MutableSpan<Float>) {
    var colour = rest
    let first = second * SoundScale.blocksPerSecond
    var before = WhiteNoise(seed: seed, stream: stream, block: first - 1)
    for _ in 0..<SoundScale.block / 2 {
      let (a, b) = before.pair()
      _ = colour.step(a)
      _ = colour.step(b)
    }
    var i = 0
    for block in first..<first + SoundScale.blocksPerSecond {
      var white = WhiteNoise(seed: seed, stream: stream, block: block)
      for _ in 0..<SoundScale.block / 2 {
        let (a, b) = white.pair()
        out[i] = colour.step(a) * gain
        out[i + 1] = colour.step(b) * gain
        i += 2
      }
    }
  }
}

extension MutableSpan where Element == Float {
  /// Adds a sound at a place.
  ///
  /// - Precondition: the sound ends within the span.
  @inline(__always)
  mutating func add(_ sound: Span<Float>, gain: Float, at place: Int) {
    precondition(place >= 0 && place + sound.count <= count, "the sound ends within the span")
    for i in sound.indices { self[place + i] += sound[i] * gain }
  }
}
