internal import Foundation
internal import Signals

/// What YASA does to a signal before it looks at epochs: to 100 Hz, then through 0.4-30 Hz, both by MNE.
///
/// MNE resamples by cutting the spectrum of the whole night at half the lower rate, and then filters with a
/// linear-phase FIR of 825 taps, both with the signal turned about its end points beyond them. The two are one
/// gain for each frequency, which here is applied to blocks. The cut at 50 Hz rings beyond a block's end, at a
/// thousandth (the filter's gain there) of what the signal has at 50 Hz: that is the difference that remains.
enum ReferenceFilter {
  /// The rate that everything is brought to.
  static let rate = 100
  /// Half of the filter's length without its middle.
  static let reach = 412

  /// The signal at 100 Hz, from 0.4 to 30 Hz.
  ///
  /// - Precondition: at least 30 s, at over 80 Hz.
  static func conditioned(_ x: UnsafeBufferPointer<Double>, samplingRate: Int) -> [Double] {
    let grid = ResampledGrid(count: x.count, samplingRate: samplingRate)
    let taps = taps()
    let filter = BlockFilter(
      samplingRate: samplingRate, response: response(taps), faded: 80, drift: grid.drift)
    let step = BlockFilter.yield
    let blocks = (grid.count + step - 1) / step
    let pairing = grid.drift == 0 ? 1 : 2
    let together = 4 / pairing
    var result = unsafe [Double](unsafeUninitializedCapacity: grid.count) { result, count in
      Cores.share((blocks + together - 1) / together, least: 2) { part in
        var filter = filter
        for batch in part {
          var starts: [4 of BlockFilter.Start] = .init(repeating: (0, 0))
          for slot in 0..<4 {
            let block = min(batch * together + slot / pairing, blocks - 1)
            starts[slot] = grid.start(ofBlockGiving: block * step, samplingRate: samplingRate)
          }
          unsafe filter.run(x, starts: starts)
          for slot in stride(from: 0, to: 4, by: pairing) {
            let from = (batch * together + slot / pairing) * step
            guard from < grid.count else { break }
            unsafe filter.write(slot, to: UnsafeMutableBufferPointer(rebasing: result[from...]))
          }
        }
      }
      count = grid.count
    }
    // The ends lie in the first and the last block, but MNE turns the resampled signal about its own end points.
    let (head, tail) = unsafe ends(x, grid, samplingRate: samplingRate)
    for m in 0..<reach {
      result[m] = filtered(head, taps, at: m)
      result[grid.count - 1 - m] = filtered(tail, taps, at: m)
    }
    return result
  }

  /// The first 825 samples at 100 Hz, and the last, last first; not filtered.
  private static func ends(_ x: UnsafeBufferPointer<Double>, _ grid: ResampledGrid, samplingRate: Int)
    -> (head: [Double], tail: [Double])
  {
    let needed = 2 * reach + 1
    if samplingRate == rate {
      return ((0..<needed).map { unsafe x[$0] }, (0..<needed).map { unsafe x[x.count - 1 - $0] })
    }
    let before = (BlockFilter.seconds * rate - needed) / 2
    let flat = [Double](repeating: 1, count: BlockFilter.seconds * rate / 2 + 1)
    var resampler = BlockFilter(
      samplingRate: samplingRate, response: flat, faded: before - 400, drift: grid.drift)
    let first = grid.start(ofBlockAt: -before, samplingRate: samplingRate)
    let last = grid.start(ofBlockAt: grid.count - needed - before, samplingRate: samplingRate)
    unsafe resampler.run(x, starts: [first, first, last, last])
    let head = (0..<needed).map { resampler.sample(0, before + $0) }
    return (head, (0..<needed).map { resampler.sample(2, before + needed - 1 - $0) })
  }

  /// Sample `m` of what the taps make of a signal that begins with `y` and is turned about its first sample.
  private static func filtered(_ y: [Double], _ taps: [Double], at m: Int) -> Double {
    var sum = 0.0
    for j in taps.indices {
      let at = m + j - reach
      sum += taps[j] * (at >= 0 ? y[at] : 2 * y[0] - y[-at])
    }
    return sum
  }

  /// MNE's band-pass of 0.4 to 30 Hz for 100 Hz, its `firwin` design with Hamming windows.
  ///
  /// The transition bands are 0.4 and 7.5 Hz wide, MNE's defaults; a window's length is 3.3 over the width. The
  /// filter is a low-pass at 33.75 Hz less one at 0.2 Hz (Smith 1997, "The scientist and engineer's guide to
  /// digital signal processing", chapter 16, has the method). Linear phase: the taps are symmetric.
  static func taps() -> [Double] {
    var taps = lowpass(count: 825, cutoff: 0.2).map { -$0 }
    for (i, tap) in lowpass(count: 45, cutoff: 33.75).enumerated() { taps[reach - 22 + i] += tap }
    return taps
  }

  private static func lowpass(count: Int, cutoff: Double) -> [Double] {
    // A symmetric window of n is a periodic one of n − 1 with its first weight once more at its end.
    let window = SpectralWindow.hamming.weights(count: count - 1)
    let relative = 2 * cutoff / Double(rate)
    var taps = (0..<count).map { i in
      let t = Double(i - count / 2) * .pi * relative
      return (t == 0 ? 1 : sin(t) / t) * window[i % (count - 1)]
    }
    let sum = taps.reduce(0, +)
    for i in taps.indices { taps[i] /= sum }
    return taps
  }

  /// The taps' gain at each bin of a block up to 50 Hz, which is real since they are symmetric.
  private static func response(_ taps: [Double]) -> [Double] {
    let fft = RealFFT(count: BlockFilter.seconds * rate)
    var kernel = [Double](repeating: 0, count: fft.count)
    for (i, tap) in taps.enumerated() { kernel[(i - reach + fft.count) % fft.count] = tap }
    var real = [Double](repeating: 0, count: fft.binCount)
    var imaginary = real
    var re = real.mutableSpan
    var im = imaginary.mutableSpan
    fft.forward(kernel.span, real: &re, imaginary: &im)
    return real
  }
}

/// Where MNE's samples at 100 Hz lie among those of a recording.
///
/// MNE lengthens the recording to a power of two and rounds the number of samples after resampling, and that of
/// those which stood before the recording: its samples are a fraction of a sample beside a grid from the start.
struct ResampledGrid {
  /// How many samples there are.
  let count: Int
  private let inputStep: Double
  private let evenStep: Double
  private let before: Double
  private let skipped: Double

  init(count n: Int, samplingRate: Int) {
    guard samplingRate != ReferenceFilter.rate else {
      (count, inputStep, evenStep, before, skipped) = (n, 1, 1, 0, 0)
      return
    }
    let ratio = Double(ReferenceFilter.rate) / Double(samplingRate)
    let least = n + min(n / 8, 100) * 2
    var padded = 1
    while padded < least { padded *= 2 }
    let resampled = (ratio * Double(padded)).rounded(.toNearestOrEven)
    count = Int((ratio * Double(n)).rounded(.toNearestOrEven))
    before = Double((padded - n) / 2)
    skipped = (ratio * before).rounded(.toNearestOrEven)
    inputStep = Double(padded) / resampled
    evenStep = Double(samplingRate) / Double(ReferenceFilter.rate)
  }

  /// By how much more than 10 ms its samples lie apart, over 10 ms: 0 for rates such as 128, 200, 256 and 512 Hz.
  var drift: Double { inputStep / evenStep - 1 }

  /// Where a block begins whose sample 0 is sample `m`; exact in the block's middle.
  func start(ofBlockAt m: Int, samplingRate: Int) -> BlockFilter.Start {
    let half = BlockFilter.seconds / 2
    let position = (Double(m + half * ReferenceFilter.rate) + skipped) * inputStep - before
    let start = position.rounded(.down)
    let shift = position - start
    return (Int(start) - half * samplingRate, shift < 1e-9 ? 0 : shift)
  }

  /// Where the block begins whose first sample that is used is sample `m`.
  func start(ofBlockGiving m: Int, samplingRate: Int) -> BlockFilter.Start {
    start(ofBlockAt: m - BlockFilter.margin, samplingRate: samplingRate)
  }
}
