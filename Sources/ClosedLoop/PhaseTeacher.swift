internal import Foundation

/// Says what the slow wave was some seconds ago, once enough of its future has gone by.
///
/// The truth is what everybody compares phases with: a second-order Butterworth band-pass of 0.5-2 Hz that runs
/// forwards and backwards, and the analytic signal of that. Both together are one convolution with a kernel that
/// has died away after four seconds to either side; it runs over means of 1/32 s and undoes the high-pass.
package struct PhaseTeacher: Sendable {
  /// How many means there are in a second.
  package static let rate = 32.0
  /// How far the kernel reaches to either side, in means.
  package static let reach = 128

  private let real: [Float]
  private let imaginary: [Float]
  private var means: [Float]
  /// The truth at the last ticks, oldest first from `next`.
  private var truth: [SIMD2<Float>]
  /// How many means have been taken in.
  private(set) var ticks = 0

  package init(samplingRate: Double) {
    let taps = 2 * Self.reach + 1
    // A mean over 1/32 s is centred half of that before its tick, less half a sample.
    let offset = 0.5 / Self.rate - 0.5 / max(samplingRate, Self.rate)
    var (re, im) = ([Double](repeating: 0, count: taps), [Double](repeating: 0, count: taps))
    let step = 0.01
    for n in 1...1600 {
      let f = Double(n) * step
      let detuning = (f * f - 0.5 * 2) / (f * (2 - 0.5))
      let gain = 2 * step / Self.rate / (1 + detuning * detuning * detuning * detuning)
      // The first-order high-pass passes jf/(jf + fc): this is its inverse.
      let undo = -SlowWaveWindow.corner / f
      for j in 0..<taps {
        // The oldest mean comes first; the truth is that of the middle tick.
        let lag = Double(Self.reach - j) / Self.rate + offset
        let angle = 2 * .pi * f * lag
        let (c, s) = (gain * cos(angle), gain * sin(angle))
        re[j] += c - undo * s
        im[j] += s + undo * c
      }
    }
    // Faded at both ends, so that what lies beyond four seconds doesn't begin with a step.
    for j in 0..<taps {
      let outer = Double(abs(j - Self.reach)) / Double(Self.reach + 1)
      let fade = outer < 0.75 ? 1 : 0.5 + 0.5 * cos(.pi * (outer - 0.75) / 0.25)
      re[j] *= fade
      im[j] *= fade
    }
    real = re.map { Float($0) }
    imaginary = im.map { Float($0) }
    means = [Float](repeating: 0, count: 2 * taps)
    truth = [SIMD2<Float>](repeating: SIMD2(repeating: 0), count: 64)
  }

  /// The tick of the newest truth; under 0 as long as there is none.
  package var newest: Int { ticks - 1 - Self.reach }

  /// Takes in the mean of the 1/32 s up to the next tick, and works out the truth four seconds before it.
  package mutating func push(_ mean: Double) {
    let taps = real.count
    // Written twice, so that the last `taps` means always lie in a row.
    let place = ticks % taps
    means[place] = Float(mean)
    means[place + taps] = Float(mean)
    ticks += 1
    guard newest >= 0 else { return }
    let start = (place + 1) % taps
    var re = SIMD8<Float>(repeating: 0)
    var im = re
    var j = 0
    while j + 8 <= taps {
      var values = SIMD8<Float>(repeating: 0)
      var kernelReal = values
      var kernelImaginary = values
      for lane in 0..<8 {
        values[lane] = means[start + j + lane]
        kernelReal[lane] = real[j + lane]
        kernelImaginary[lane] = imaginary[j + lane]
      }
      re += values * kernelReal
      im += values * kernelImaginary
      j += 8
    }
    var sum = SIMD2(re.sum(), im.sum())
    while j < taps {
      sum += means[start + j] * SIMD2(real[j], imaginary[j])
      j += 1
    }
    truth[newest & 63] = sum
  }

  /// The truth at a time counted in ticks, if it is known and not long forgotten.
  package func wave(at ticks: Double) -> SIMD2<Float>? {
    let before = Int(ticks.rounded(.down))
    guard before >= 0, before < newest, before > newest - 62 else { return nil }
    let part = Float(ticks - Double(before))
    return (1 - part) * truth[before & 63] + part * truth[(before + 1) & 63]
  }

  mutating func reset() { ticks = 0 }
}
