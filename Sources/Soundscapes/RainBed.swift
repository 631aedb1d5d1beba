internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Soft steady rain at 1 Pa² A-weighted: a hush of noise, and hundreds of tiny drops a second.
struct RainBed: Sendable {
  private let hush: NoiseLayer<RainColour>
  private let drops: DropletLayer

  init(seed: UInt64) {
    hush = NoiseLayer(seed: seed, stream: 1, colour: RainColour(), power: 0.72)
    drops = DropletLayer(seed: seed, stream: 2, power: 0.28)
  }

  func render(second: Int, into out: inout MutableSpan<Float>) {
    hush.render(second: second, into: &out)
    drops.add(second: second, to: &out)
  }
}

/// Drops: short rounded decaying tones, the sound of the bubble that a drop leaves in water (Minnaert 1933),
/// at random moments.
///
/// A tenth of a second always holds the same number of drops, each of random sign, so by Campbell's theorem the
/// power is rate · mean(a²) · mean(energy of a drop), which calibrates it exactly.
struct DropletLayer: Sendable {
  private static let shapes = 32
  private static let length = 1_024
  private static let dropsPerBlock = 48

  private let seed: UInt64
  private let stream: UInt64
  private let table: [Float]
  private let gain: Float

  init(seed: UInt64, stream: UInt64, power: Double) {
    self.seed = seed
    self.stream = stream
    var table = [Float](repeating: 0, count: Self.shapes * Self.length)
    var energy = 0.0
    let rate = Double(SoundScale.sampleRate)
    for shape in 0..<Self.shapes {
      let position = Double(shape) / Double(Self.shapes - 1)
      let hertz = 600 * pow(12, position)
      // Small bubbles ring high and short; none begins sharply.
      let decay = 0.0042 * pow(0.3, position)
      let rise = 0.0007
      let base = shape * Self.length
      for i in 0..<Self.length {
        let t = Double(i) / rate
        let soft = 1 - exp(-t / rise)
        let left = Double(Self.length - i) / 256
        let close = left < 1 ? left * left * (3 - 2 * left) : 1
        table[base + i] = Float(soft * soft * exp(-t / decay) * sin(2 * .pi * hertz * t) * close)
      }
      let one = AWeightingFilter.energy(of: table.span.extracting(base..<base + Self.length))
      // The small carry less energy than the large, so that the spectrum has no edge where they end.
      let share = pow(0.2, position)
      let level = Float((share / one).squareRoot())
      for i in 0..<Self.length { table[base + i] *= level }
      energy += share
    }
    self.table = table
    let meanEnergy = energy / Double(Self.shapes)
    // The strength a = ¼ + ¾u² with u uniform in [0, 1): mean(a²) = 1/16 + 1/8 + 9/80 = 0.3.
    let perSample = Double(Self.dropsPerBlock) / Double(SoundScale.block) * 0.3 * meanEnergy
    gain = Float((power / perSample).squareRoot())
  }

  /// Adds one second.
  func add(second: Int, to out: inout MutableSpan<Float>) {
    let first = second * SoundScale.blocksPerSecond
    // Drops of the last block of the second before still ring.
    for block in first - 1..<first + SoundScale.blocksPerSecond {
      var random = SeededRandom(seed: seed, stream: stream << 48 ^ UInt64(bitPattern: Int64(block)))
      for _ in 0..<Self.dropsPerBlock {
        let bits = random.next()
        let within = Int(((bits & 0xFFFF) * UInt64(SoundScale.block)) >> 16)
        let start = (block - first) * SoundScale.block + within
        let shape = Int(bits >> 16 & 0x1F)
        let u = Float(bits >> 24 & 0xFFFF) * 0x1p-16
        let strength = (0.25 + 0.75 * u * u) * (bits >> 63 == 0 ? gain : -gain)
        let lower = max(start, 0)
        let upper = min(start + Self.length, SoundScale.sampleRate)
        guard lower < upper else { continue }
        let from = shape * Self.length + lower - start
        out.add(table.span.extracting(from..<from + upper - lower), gain: strength, at: lower)
      }
    }
  }
}
