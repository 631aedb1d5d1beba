#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The A-weighting of IEC 61672-1:2013 annex E as a digital filter at 48 kHz.
///
/// The four high-pass poles (20.6 Hz twice, 107.7 Hz, 737.9 Hz) are digitised by the bilinear transform with
/// prewarping, which is exact enough far below the Nyquist frequency. The double low-pass pole at 12 194 Hz is
/// mapped to e^(−2πf/fs), and its numerator of second order is solved so that the magnitude equals the analog one
/// at 0 Hz, 12 kHz and 18 kHz. The whole stays within 0.05 dB of the analog formula from 10 Hz to 16 kHz and
/// within 0.2 dB up to 20 kHz; the gain at 1 kHz is 0 dB. Some 25 floating-point operations a sample.
struct AWeightingFilter: Sendable {
  /// The pole frequencies in hertz (IEC 61672-1:2013, annex E).
  static let poles = (low: 20.598997, second: 107.65265, third: 737.86223, high: 12194.217)

  private let a1: Double
  private let a2: Double
  private let a3: Double
  private let d1: Double
  private let d2: Double
  private let b0: Double
  private let b1: Double
  private let b2: Double
  private var x0 = 0.0
  private var s1 = 0.0
  private var s2 = 0.0
  private var s3 = 0.0
  private var s4 = 0.0
  private var z1 = 0.0
  private var z2 = 0.0

  /// A filter at rest.
  init() {
    let rate = Double(SoundScale.sampleRate)
    func highPassPole(_ hertz: Double) -> Double {
      let k = tan(.pi * hertz / rate)
      return (1 - k) / (1 + k)
    }
    a1 = highPassPole(Self.poles.low)
    a2 = highPassPole(Self.poles.second)
    a3 = highPassPole(Self.poles.third)
    let p = exp(-2 * .pi * Self.poles.high / rate)
    d1 = -2 * p
    d2 = p * p
    // |B|² = c0 + c1·cos ω + c2·cos 2ω shall equal |analog|²·|D|² at three frequencies.
    func wanted(_ hertz: Double) -> (cosine: Double, square: Double) {
      let c = cos(2 * .pi * hertz / rate)
      let ratio = hertz / Self.poles.high
      let analog = 1 / (1 + ratio * ratio)
      let pole = 1 - 2 * p * c + p * p
      return (c, analog * analog * pole * pole)
    }
    let (at0, atA, atB) = (wanted(0), wanted(12_000), wanted(18_000))
    // With c = cos ω, cos 2ω = 2c² − 1: a parabola through three points, by divided differences.
    let slope0A = (atA.square - at0.square) / (atA.cosine - at0.cosine)
    let slopeAB = (atB.square - atA.square) / (atB.cosine - atA.cosine)
    let curve = (slopeAB - slope0A) / (atB.cosine - at0.cosine)
    func parabola(_ c: Double) -> Double {
      at0.square + slope0A * (c - at0.cosine) + curve * (c - at0.cosine) * (c - atA.cosine)
    }
    // B(1) and B(−1) are the roots of the parabola's values at ω = 0 and π; b0·b2 is half of c2 = curve / 2.
    let (sum, difference) = (parabola(1).squareRoot(), parabola(-1).squareRoot())
    let even = (sum + difference) / 2
    let product = curve / 4
    let numerator0 = (even + (even * even - 4 * product).squareRoot()) / 2
    let numerator = (numerator0, (sum - difference) / 2, product / numerator0)

    // 0 dB at 1 kHz.
    let w = 2 * .pi * 1000 / rate
    let step = 2 - 2 * cos(w)
    var power = 1.0
    for a in [a1, a1, a2, a3] { power *= step / (1 - 2 * a * cos(w) + a * a) }
    let re = numerator.0 + numerator.1 * cos(w) + numerator.2 * cos(2 * w)
    let im = numerator.1 * sin(w) + numerator.2 * sin(2 * w)
    let pole = 1 - 2 * p * cos(w) + p * p
    power *= (re * re + im * im) / (pole * pole)
    let gain = 1 / power.squareRoot()
    b0 = numerator.0 * gain
    b1 = numerator.1 * gain
    b2 = numerator.2 * gain
  }

  /// Weights the next sample.
  @inline(__always)
  mutating func step(_ x: Double) -> Double {
    // Four times y = x − x₋₁ + a·y₋₁; each output is kept as the next section's last input.
    let y1 = x - x0 + a1 * s1
    let y2 = y1 - s1 + a1 * s2
    let y3 = y2 - s2 + a2 * s3
    let y4 = y3 - s3 + a3 * s4
    x0 = x
    s1 = y1
    s2 = y2
    s3 = y3
    s4 = y4
    let y = b0 * y4 + z1
    z1 = b1 * y4 - d1 * y + z2
    z2 = b2 * y4 - d2 * y
    return y
  }

  /// Whether nothing that could be heard or measured is left in the filter.
  var isAtRest: Bool {
    let left = abs(x0) + abs(s1) + abs(s2) + abs(s3) + abs(s4) + abs(z1) + abs(z2)
    return left < 1e-10
  }

  /// Everything the filter remembers: what it gives to come depends on this and on its input alone.
  var memory: [7 of Double] {
    get { [x0, s1, s2, s3, s4, z1, z2] }
    set {
      (x0, s1, s2, s3) = (newValue[0], newValue[1], newValue[2], newValue[3])
      (s4, z1, z2) = (newValue[4], newValue[5], newValue[6])
    }
  }

  /// Empties the filter.
  mutating func rest() {
    (x0, s1, s2, s3, s4, z1, z2) = (0, 0, 0, 0, 0, 0, 0)
  }

  /// The analog magnitude in dB at a frequency in hertz (IEC 61672-1:2013, formula E.6).
  package static func decibels(hertz f: Double) -> Double {
    func magnitude(_ f: Double) -> Double {
      let f2 = f * f
      let (p1, p2, p3, p4) = (poles.low, poles.second, poles.third, poles.high)
      return p4 * p4 * f2 * f2
        / ((f2 + p1 * p1) * ((f2 + p2 * p2) * (f2 + p3 * p3)).squareRoot() * (f2 + p4 * p4))
    }
    return 20 * log10(magnitude(f) / magnitude(1000))
  }

  /// The A-weighted energy of a sound of finite length in Pa²·samples, with its ringing after it.
  static func energy(of sound: Span<Float>) -> Double {
    var filter = AWeightingFilter()
    var sum = 0.0
    for i in sound.indices {
      let y = filter.step(Double(sound[i]))
      sum += y * y
    }
    // The slowest pole (20.6 Hz) rings for 7.7 ms; 0.3 s leave nothing.
    for _ in 0..<14_400 {
      let y = filter.step(0)
      sum += y * y
    }
    return sum * SoundScale.pascalsPerUnit * SoundScale.pascalsPerUnit
  }
}
