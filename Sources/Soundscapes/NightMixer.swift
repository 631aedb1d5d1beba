public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Mixes a night's sound second by second: the beds at their levels, and the pulses at their moments.
///
/// A second depends on the seed, its number, its levels and its pulses only, never on what was rendered before:
/// an excerpt of a night is the night's own samples, bit for bit. Beds that are silent cost nothing, and a second without any
/// sound is exact zeros. Memory is taken when a bed or a length of pulse first sounds; after that nothing is
/// allocated.
public struct NightMixer: Sendable {
  /// Samples of a second.
  public static let samplesPerSecond = SoundScale.sampleRate
  /// A pulse is cut to this length.
  public static let longestPulse = NightTime.Span.seconds(10)

  private let seed: UInt64
  private var beds: Beds
  private var bed: [Float]
  private var scratch: [Float]
  private var shapes: [PulseShape] = []

  /// A mixer for the night of a seed.
  public init(seed: UInt64) {
    self.seed = seed
    beds = Beds(seed: seed)
    bed = [Float](repeating: 0, count: SoundScale.sampleRate)
    scratch = bed
  }

  /// Renders one second of amplitudes on the scale of ``SoundScale``, not limited to ±1.
  ///
  /// Each bed goes from one level to the other within the second: on a line in decibels when both are audible, on a
  /// line in amplitude from or to silence. Its first sample has the level `from` exactly.
  ///
  /// - Parameters:
  ///   - from: the levels at the end of the second before.
  ///   - to: the levels at the end of this one.
  ///   - pulses: every pulse that sounds in this second, also one that began before it; others are skipped.
  ///   - second: its number in the night; any number is good.
  ///   - out: 48 000 samples, overwritten.
  /// - Precondition: `out` holds ``samplesPerSecond`` samples.
  public mutating func renderSecond(
    from: BedLevels, to: BedLevels, pulses: Span<Pulse>, second: Int, into out: inout MutableSpan<Float>
  ) {
    precondition(out.count == SoundScale.sampleRate, "a second is 48 000 samples")
    out.update(repeating: 0)
    for kind in Soundscape.allCases where !(from[kind].isSilent && to[kind].isSilent) {
      beds.render(kind, second: second, into: &bed, scratch: &scratch)
      mix(from: Self.amplitude(from[kind]), to: Self.amplitude(to[kind]), into: &out)
    }
    for i in pulses.indices { add(pulses[i], second: second, to: &out) }
  }

  private static func amplitude(_ level: SoundLevel) -> Double { level.meanSquarePressure.squareRoot() }

  private func mix(from: Double, to: Double, into out: inout MutableSpan<Float>) {
    let bed = bed.span
    if from == to {
      let gain = Float(from)
      for i in out.indices { out[i] += bed[i] * gain }
    } else if from == 0 || to == 0 {
      let (base, slope) = (Float(from), Float((to - from) / Double(SoundScale.sampleRate)))
      for i in out.indices { out[i] += bed[i] * (base + slope * Float(i)) }
    } else {
      let ratio = exp(log(to / from) / Double(SoundScale.sampleRate))
      var gain = from
      for i in out.indices {
        out[i] += bed[i] * Float(gain)
        gain *= ratio
      }
    }
  }

  private mutating func add(_ pulse: Pulse, second: Int, to out: inout MutableSpan<Float>) {
    guard !pulse.level.isSilent else { return }
    let length = SoundScale.sample(ticks: min(pulse.length, Self.longestPulse).ticks)
    let (begin, overflow) = second.multipliedReportingOverflow(by: SoundScale.sampleRate)
    guard length > 0, !overflow else { return }
    let (start, far) = SoundScale.sample(ticks: pulse.onset.ticks).subtractingReportingOverflow(begin)
    guard !far, start < SoundScale.sampleRate, start > -length else { return }
    let rise = min(max(SoundScale.sample(ticks: min(pulse.rise, pulse.length).ticks), 0), length / 2)
    let index = shape(length: length, rise: rise)
    let lower = max(start, 0)
    let upper = min(start + length, SoundScale.sampleRate)
    let gain = Float(Self.amplitude(pulse.level))
    let burst = shapes[index].samples
    out.add(burst.span.extracting(lower - start..<upper - start), gain: gain, at: lower)
  }

  /// Where the waveform of a pulse is kept; made when it is first needed.
  private mutating func shape(length: Int, rise: Int) -> Int {
    for i in shapes.indices where shapes[i].length == length && shapes[i].rise == rise { return i }
    // Few nights use more than one shape; a bound keeps odd ones from filling memory.
    if shapes.count == 16 { shapes.removeFirst() }
    shapes.append(PulseShape(seed: seed, length: length, rise: rise))
    return shapes.count - 1
  }
}

/// The five beds, each made when it first sounds.
private struct Beds: Sendable {
  let seed: UInt64
  var rain: RainBed?
  var pink: NoiseLayer<PinkColour>?
  var brown: NoiseLayer<BrownColour>?
  var waves: WavesBed?
  var dawn: DawnChorusBed?

  init(seed: UInt64) { self.seed = seed }

  /// Writes one second of a bed at 1 Pa² A-weighted.
  mutating func render(
    _ kind: Soundscape, second: Int, into bed: inout [Float], scratch: inout [Float]
  ) {
    var out = bed.mutableSpan
    switch kind {
    case .rain:
      let made = rain ?? RainBed(seed: seed)
      rain = made
      made.render(second: second, into: &out)
    case .pinkNoise:
      let made = pink ?? NoiseLayer(seed: seed, stream: 21, colour: PinkColour(), power: 1)
      pink = made
      made.render(second: second, into: &out)
    case .brownNoise:
      let made = brown ?? NoiseLayer(seed: seed, stream: 22, colour: BrownColour(), power: 1)
      brown = made
      made.render(second: second, into: &out)
    case .waves:
      let made = waves ?? WavesBed(seed: seed)
      waves = made
      var other = scratch.mutableSpan
      made.render(second: second, into: &out, scratch: &other)
    case .dawnChorus:
      let made = dawn ?? DawnChorusBed(seed: seed)
      dawn = made
      made.render(second: second, into: &out)
    }
  }
}
