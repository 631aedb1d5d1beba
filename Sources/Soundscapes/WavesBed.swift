internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Slow waves on a shore at 1 Pa² A-weighted: a low surge that swells every ten seconds or so, and foam after it.
///
/// Wave n runs from 10·n s to 10·(n+1) s, each end moved by up to 0.8 s. Within a wave the strength of both
/// layers is a fixed curve of the part of the wave that has gone by, never zero, so its mean square does not depend on
/// how long the wave is and the calibration is the mean of the curve's square.
struct WavesBed: Sendable {
  private static let period = 10.0
  private static let wander = 0.8
  /// How much stronger or weaker than the mean a wave's swell may be.
  private static let variety = 0.08
  private static let stepsPerSecond = 100

  private let seed: UInt64
  private let surge: NoiseLayer<SurgeColour>
  private let foam: NoiseLayer<FoamColour>

  init(seed: UInt64) {
    self.seed = seed
    var (surgeSquare, foamSquare) = (0.0, 0.0)
    let points = 2_000
    for i in 0..<points {
      let u = (Double(i) + 0.5) / Double(points)
      // E[(floor + s·h)²] with E[s] = 1 and E[s²] = 1 + variety²/3 for s uniform in 1 ± variety.
      let spread = Self.variety * Self.variety / 3
      let (a, b) = Self.strength(at: u, swell: 1)
      let (floorA, floorB) = Self.strength(at: u, swell: 0)
      surgeSquare += a * a + (a - floorA) * (a - floorA) * spread
      foamSquare += b * b + (b - floorB) * (b - floorB) * spread
    }
    surge = NoiseLayer(
      seed: seed, stream: 3, colour: SurgeColour(), power: 0.45 * Double(points) / surgeSquare)
    foam = NoiseLayer(
      seed: seed, stream: 4, colour: FoamColour(), power: 0.55 * Double(points) / foamSquare)
  }

  /// The strength of surge and foam at a part `u` in [0, 1) of a wave.
  private static func strength(at u: Double, swell: Double) -> (surge: Double, foam: Double) {
    // A raised cosine that comes up until `top` and goes down over the rest.
    func hill(_ u: Double, top: Double) -> Double {
      let v = u < top ? u / top : (1 - u) / (1 - top)
      return 0.5 - 0.5 * cos(.pi * v)
    }
    // The foam breaks a little after the surge and takes longer to run out; both curves meet at the floor.
    let late = u - 0.12 < 0 ? u + 0.88 : u - 0.12
    return (0.55 + 0.9 * swell * hill(u, top: 0.42), 0.40 + 1.0 * swell * hill(late, top: 0.36))
  }

  private func wave(_ n: Int) -> (start: Double, swell: Double) {
    var random = SeededRandom(seed: seed, stream: 5 << 48 ^ UInt64(bitPattern: Int64(n)))
    let start = Double(n) * Self.period + (random.uniform() * 2 - 1) * Self.wander
    return (start, 1 + (random.uniform() * 2 - 1) * Self.variety)
  }

  private func strength(atStep step: Int) -> (surge: Float, foam: Float) {
    let t = Double(step) / Double(Self.stepsPerSecond)
    var n = Int((t / Self.period).rounded(.down))
    if t < wave(n).start { n -= 1 } else if t >= wave(n + 1).start { n += 1 }
    let (this, last, next) = (wave(n), wave(n - 1), wave(n + 1))
    let u = min(max((t - this.start) / (next.start - this.start), 0), 1 - 1e-9)
    // The foam's curve begins late, so its tail still belongs to the wave before.
    let surge = Self.strength(at: u, swell: this.swell).surge
    let foam = Self.strength(at: u, swell: u < 0.12 ? last.swell : this.swell).foam
    return (Float(surge), Float(foam))
  }

  func render(second: Int, into out: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>) {
    surge.render(second: second, into: &out)
    foam.render(second: second, into: &scratch)
    let length = SoundScale.sampleRate / Self.stepsPerSecond
    var from = strength(atStep: second * Self.stepsPerSecond)
    for step in 0..<Self.stepsPerSecond {
      let to = strength(atStep: second * Self.stepsPerSecond + step + 1)
      let slopes = ((to.surge - from.surge) / Float(length), (to.foam - from.foam) / Float(length))
      for i in 0..<length {
        let at = step * length + i
        let x = Float(i)
        out[at] = out[at] * (from.surge + slopes.0 * x) + scratch[at] * (from.foam + slopes.1 * x)
      }
      from = to
    }
  }
}
