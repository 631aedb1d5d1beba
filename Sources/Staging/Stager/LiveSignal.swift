internal import Foundation
internal import Signals
internal import SleepCore

/// The last 30 s of a signal as the forest's features want it: 100 samples a second, 0.4 to 30 Hz, nothing later.
///
/// YASA filters forwards and backwards in time; here a Butterworth high-pass of order 2 and a low-pass of order 8 with
/// the same edges at half amplitude take its place. Pushing a sample allocates nothing.
struct LiveSignal: Sendable {
  private static let count = EpochExtractor.count

  private var resampler: PolyphaseResampler
  private var highPass: BiquadCascade
  private var lowPass: BiquadCascade
  // The newest samples twice over, so that the window always lies in one piece.
  private var ring = [Double](repeating: 0, count: 2 * count)
  private var slot = 0
  private var isFresh = true
  private var last = 0.0
  // The electrode's offset: taken off before anything else, so that nothing starts with a step.
  private var base = 0.0

  init(samplingRate: Frequency) throws(FilterError) {
    let rate = Frequency.hertz(100)
    resampler = try PolyphaseResampler(from: .hertz(samplingRate.hertz.rounded()), to: rate)
    highPass = BiquadCascade(
      try Butterworth.design(order: 2, kind: .highpass(.hertz(0.26)), samplingRate: rate))
    lowPass = BiquadCascade(
      try Butterworth.design(order: 8, kind: .lowpass(.hertz(33)), samplingRate: rate))
  }

  mutating func push(_ microvolts: Double) {
    // What is not a number is held at the last value; its second is not used.
    let value = microvolts.isFinite ? microvolts : last
    if isFresh {
      base = value
      isFresh = false
    }
    last = value
    resampler.push(value - base) { sample in
      let filtered = lowPass.process(highPass.process(sample))
      ring[slot] = filtered
      ring[slot + Self.count] = filtered
      slot = slot + 1 == Self.count ? 0 : slot + 1
    }
  }

  /// Copies the last 30 s.
  func copy(into window: inout [Double]) {
    for i in 0..<Self.count { window[i] = ring[slot + i] }
  }

  /// Begins anew after a gap; what was kept stays where it is in time.
  mutating func restart() {
    isFresh = true
    lowPass.reset()
    highPass.reset()
  }
}
