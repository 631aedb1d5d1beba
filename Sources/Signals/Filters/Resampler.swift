public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Changes the sampling rate by a ratio of whole numbers, sample by sample or over a whole signal.
///
/// Linear-phase FIR of 20·max(up, down) + 1 taps, a sinc under a Kaiser window (β = 5) with its 6 dB cut-off
/// at the lower of the two Nyquist frequencies; the same numbers as SciPy's `resample_poly`. Beyond both ends
/// the signal counts as zero. Only the taps that meet a sample are multiplied (polyphase form; Crochiere and
/// Rabiner 1983, "Multirate Digital Signal Processing", section 3.3). Pushing a sample allocates nothing.
public struct PolyphaseResampler: Sendable {
  /// The factor up, in lowest terms.
  public let up: Int
  /// The factor down, in lowest terms.
  public let down: Int
  // Phase after phase, each with its taps in the order of the samples they meet, oldest first.
  private let taps: [Double]
  private let tapsPerPhase: Int
  private let halfLength: Int
  // The newest samples twice over, so that the window a phase needs always lies in one piece.
  private var recent: [Double]
  private var slot = 0
  private var taken = 0
  private var given = 0

  /// Makes a resampler from `up` and `down`, which are brought to lowest terms.
  ///
  /// - Throws: ``FilterError/ratio(up:down:)`` outside 1 to 100,000.
  public init(up: Int, down: Int) throws(FilterError) {
    guard (1...100_000).contains(up), (1...100_000).contains(down) else { throw .ratio(up: up, down: down) }
    let divisor = greatestCommonDivisor(up, down)
    self.up = up / divisor
    self.down = down / divisor
    let isCopy = self.up == 1 && self.down == 1
    let prototype = isCopy ? [1] : Self.kaiserSinc(up: self.up, down: self.down)
    halfLength = prototype.count / 2
    tapsPerPhase = (prototype.count + self.up - 1) / self.up
    var taps = [Double](repeating: 0, count: tapsPerPhase * self.up)
    for phase in 0..<self.up {
      for i in 0..<tapsPerPhase {
        let index = phase + i * self.up
        guard index < prototype.count else { continue }
        taps[phase * tapsPerPhase + tapsPerPhase - 1 - i] = prototype[index]
      }
    }
    self.taps = taps
    recent = [Double](repeating: 0, count: 2 * tapsPerPhase)
  }

  /// Makes a resampler between two rates of whole hertz.
  ///
  /// - Throws: ``FilterError/samplingRate(_:)`` where a rate is not whole hertz from 1 to 100,000.
  public init(from: Frequency, to: Frequency) throws(FilterError) {
    for rate in [from, to] {
      guard rate.hertz == rate.hertz.rounded(), (1...100_000).contains(rate.hertz) else {
        throw .samplingRate(rate)
      }
    }
    try self.init(up: Int(to.hertz), down: Int(from.hertz))
  }

  /// How many input samples after the moment it stands for an output sample comes: half the filter.
  public var delayInSamples: Double { Double(halfLength) / Double(up) }

  /// Takes a sample, and gives every output sample that is complete with it, in order.
  ///
  /// Output sample m stands for the time m·down/up input samples.
  public mutating func push(_ sample: Double, _ output: (Double) -> Void) {
    recent[slot] = sample
    recent[slot + tapsPerPhase] = sample
    slot = slot + 1 == tapsPerPhase ? 0 : slot + 1
    taken += 1
    while true {
      let position = given * down + halfLength
      guard position / up < taken else { return }
      let phase = (position % up) * tapsPerPhase
      var sum = 0.0
      for i in 0..<tapsPerPhase { sum += taps[phase + i] * recent[slot + i] }
      given += 1
      output(sum)
    }
  }

  /// Resamples a whole signal with no delay, into ⌈count·up/down⌉ samples: bit for bit what ``push(_:_:)``
  /// gives with zeros after the end.
  ///
  /// Time is O(count · 20·max(up, down)/down).
  ///
  /// - Throws: ``FilterError/ratio(up:down:)`` outside 1 to 100,000.
  public static func resample(_ x: [Double], up: Int, down: Int) throws(FilterError) -> [Double] {
    var resampler = try PolyphaseResampler(up: up, down: down)
    let count = (x.count * resampler.up + resampler.down - 1) / resampler.down
    var result: [Double] = []
    result.reserveCapacity(count)
    for sample in x { resampler.push(sample) { result.append($0) } }
    while result.count < count {
      resampler.push(0) { if result.count < count { result.append($0) } }
    }
    return result
  }

  /// The low-pass: sinc times Kaiser window, scaled to a gain of `up` at 0 Hz.
  private static func kaiserSinc(up: Int, down: Int) -> [Double] {
    let beta = 5.0
    let factor = max(up, down)
    let half = 10 * factor
    var taps = (-half...half).map { n in
      let x = Double.pi * Double(n) / Double(factor)
      let sinc = n == 0 ? 1 : sin(x) / x
      let r = Double(n) / Double(half)
      return sinc * besselI0(beta * sqrt(max(0, 1 - r * r)))
    }
    let scale = Double(up) / taps.reduce(0, +)
    for n in taps.indices { taps[n] *= scale }
    return taps
  }

  /// The modified Bessel function of order 0 by its power series Σ ((x/2)²ᵏ / k!²); Abramowitz and Stegun
  /// 9.6.12.
  private static func besselI0(_ x: Double) -> Double {
    let square = x * x / 4
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while term > sum * 1e-18 {
      term *= square / (k * k)
      sum += term
      k += 1
    }
    return sum
  }
}

/// The greatest common divisor of two numbers over 0 (Euclid).
private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
