internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The waveform of a pulse of one length and rise: a burst of pink noise that alone reads LAFmax at 1 Pa².
///
/// The burst is the same for all pulses of a night, so that responses to it can be averaged. Its ends are raised
/// cosines. Its strength is measured with the meter itself, from rest and on until the reading falls.
struct PulseShape: Sendable {
  let length: Int
  let rise: Int
  let samples: [Float]

  init(seed: UInt64, length: Int, rise: Int) {
    self.length = length
    self.rise = rise
    var samples = [Float](repeating: 0, count: length)
    var colour = PinkColour()
    var white = WhiteNoise(seed: seed, stream: 20, block: 0)
    for _ in 0..<SoundScale.block / 2 {
      let (a, b) = white.pair()
      _ = colour.step(a)
      _ = colour.step(b)
    }
    for i in stride(from: 0, to: length, by: 2) {
      let (a, b) = white.pair()
      samples[i] = colour.step(a)
      let second = colour.step(b)
      if i + 1 < length { samples[i + 1] = second }
    }
    for i in 0..<rise {
      let s = sin(.pi / 2 * (Double(i) + 0.5) / Double(rise))
      samples[i] *= Float(s * s)
      samples[length - 1 - i] *= Float(s * s)
    }
    var meter = AWeightedMeter()
    meter.measure(samples.span)
    // The weighted sound may still rise a little after the last sample.
    let tail = [Float](repeating: 0, count: SoundScale.block)
    meter.measure(tail.span)
    let loudest = meter.overall.fastMaximumSquarePressure
    let gain = loudest > 0 ? Float(1 / loudest.squareRoot()) : 0
    for i in samples.indices { samples[i] *= gain }
    self.samples = samples
  }
}
