internal import Foundation

/// Filters and resamples a long signal block by block in the frequency domain (overlap-save), four blocks at a
/// time: two in the halves of a register, two as the real and imaginary part of one transform.
///
/// A block is 32 s. What a filter makes of a block's ends is wrong, since a transform takes the signal to be
/// periodic, so that a margin on both sides is not used.
struct BlockFilter {
  static let seconds = 128
  /// Samples at 100 Hz that are not used on each side: half the filter of 825 taps, and what is faded.
  static let margin = 500
  /// How many samples at 100 Hz a block gives.
  static let yield = seconds * 100 - 2 * margin

  private let inCount: Int
  private let outCount: Int
  private let forward: LaneFFT
  private let inverse: LaneFFT
  /// The gain of each bin up to half the lower rate, with the scale of the inverse.
  private let gain: [Double]
  /// Weights of the first samples of a block; the last have the same, mirrored.
  private let fade: [Double]
  private var input: [LanePair]
  private var output: [LanePair]

  /// - Parameters:
  ///   - samplingRate: of the signal, whole hertz.
  ///   - response: the gain at 0, 1/32, 2/32 ... 50 Hz.
  ///   - faded: how many samples at 100 Hz at each end of a block are faded, so that its ends do not ring.
  init(samplingRate: Int, response: [Double], faded: Int) {
    inCount = samplingRate * Self.seconds
    outCount = 100 * Self.seconds
    forward = LaneFFT(count: inCount)
    inverse = inCount == outCount ? forward : LaneFFT(count: outCount)
    gain = response.map { $0 / Double(samplingRate * Self.seconds) }
    let length = faded * samplingRate / 100
    fade = (0..<length).map { 0.5 - 0.5 * cos(.pi * (Double($0) + 0.5) / Double(length)) }
    input = [LanePair](repeating: LanePair(re: .zero, im: .zero), count: 2 * inCount)
    output = [LanePair](repeating: LanePair(re: .zero, im: .zero), count: 2 * outCount)
  }

  /// Runs up to four blocks; afterwards ``sample(_:_:)`` gives what they hold.
  ///
  /// - Parameters:
  ///   - x: the signal, which is lengthened at both ends by turning it about its end points.
  ///   - starts: the first sample of each block; it may lie outside of the signal.
  ///   - shift: a fraction of a sample that every block starts later.
  mutating func run(_ x: Span<Double>, starts: [Int], shift: Double) {
    for slot in 0..<4 {
      guard slot < starts.count else {
        clear(slot)
        continue
      }
      load(x, from: starts[slot], slot)
    }
    transform(shift)
  }

  /// Sample `index` of a block at 100 Hz after ``run(_:starts:shift:)``.
  func sample(_ slot: Int, _ index: Int) -> Double {
    // Real and imaginary part are exchanged for the inverse transform, and so come out.
    slot % 2 == 0 ? output[index].im[slot / 2] : output[index].re[slot / 2]
  }

  private mutating func clear(_ slot: Int) {
    for i in 0..<inCount { put(0, slot, i) }
  }

  @inline(__always)
  private mutating func put(_ value: Double, _ slot: Int, _ index: Int) {
    if slot % 2 == 0 { input[index].re[slot / 2] = value } else { input[index].im[slot / 2] = value }
  }

  private mutating func load(_ x: Span<Double>, from start: Int, _ slot: Int) {
    let n = x.count
    for i in 0..<inCount {
      let at = start + i
      var value: Double
      if at >= 0, at < n {
        value = x[at]
      } else if at < 0 {
        value = -at < n ? 2 * x[0] - x[-at] : 0
      } else {
        value = at < 2 * n - 1 ? 2 * x[n - 1] - x[2 * n - 2 - at] : 0
      }
      if i < fade.count { value *= fade[i] }
      if i >= inCount - fade.count { value *= fade[inCount - 1 - i] }
      put(value, slot, i)
    }
  }

  private mutating func transform(_ shift: Double) {
    let (inCount, outCount) = (inCount, outCount)
    let half = min(inCount, outCount) / 2
    let (turnRe, turnIm) = (cos(2 * .pi * shift / Double(inCount)), sin(2 * .pi * shift / Double(inCount)))
    unsafe input.withUnsafeMutableBufferPointer { input in
      let found = unsafe forward.forward(input)
      let z = unsafe UnsafeBufferPointer(rebasing: input[found..<(found + inCount)])
      unsafe output.withUnsafeMutableBufferPointer { output in
        for i in half..<(outCount - half + 1) where i < outCount {
          unsafe output[i] = LanePair(re: .zero, im: .zero)
        }
        var (c, s) = (1.0, 0.0)
        for k in 0..<half {
          let g = gain[k]
          let up = unsafe z[k].times(g * c, g * s)
          unsafe output[k] = LanePair(re: up.im, im: up.re)
          if k > 0 {
            let down = unsafe z[inCount - k].times(g * c, -g * s)
            unsafe output[outCount - k] = LanePair(re: down.im, im: down.re)
          }
          (c, s) = (c * turnRe - s * turnIm, c * turnIm + s * turnRe)
        }
        let g = gain[half]
        if inCount >= outCount {
          let top = inCount == outCount ? unsafe z[half] : unsafe z[half] + z[inCount - half]
          unsafe output[half] = LanePair(re: top.im * g, im: top.re * g)
        } else {
          let top = unsafe LanePair(re: z[half].im * (g / 2), im: z[half].re * (g / 2))
          unsafe output[half] = top
          unsafe output[outCount - half] = top
        }
        let at = unsafe inverse.forward(output)
        if at > 0 { for i in 0..<outCount { unsafe output[i] = output[at + i] } }
      }
    }
  }
}
