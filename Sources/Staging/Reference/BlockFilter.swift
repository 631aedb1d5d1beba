internal import Foundation

/// Filters and resamples a long signal block by block in the frequency domain (overlap-save), four blocks at a
/// time: two in the halves of a register, two as the real and imaginary part of one transform.
///
/// What a filter makes of a block's ends is wrong, since a transform takes the signal to be
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
  /// By how much more than a sample the wanted samples lie apart; where that is not 0, every second block is left
  /// out, and its place in the transform holds the slope of the block before.
  private let drift: Double
  /// Weights of the first samples of a block; the last have the same, mirrored.
  private let fade: [Double]
  private var input: [LanePair]
  private var output: [LanePair]
  /// Where in `output` the last answer stands.
  private var found = 0
  /// Room for blocks that the signal does not fill.
  private var pieces: [Double]

  /// - Parameters:
  ///   - samplingRate: of the signal, whole hertz.
  ///   - response: the gain at 0, 1/128, 2/128 ... 50 Hz.
  ///   - faded: how many samples at 100 Hz at each end of a block are faded, so that its ends do not ring.
  ///   - drift: by how much more than 10 ms the wanted samples lie apart, over 10 ms; far under 1/1000.
  init(samplingRate: Int, response: [Double], faded: Int, drift: Double) {
    self.drift = drift
    inCount = samplingRate * Self.seconds
    outCount = 100 * Self.seconds
    forward = LaneFFT(count: inCount)
    inverse = inCount == outCount ? forward : LaneFFT(count: outCount)
    gain = response.map { $0 / Double(samplingRate * Self.seconds) }
    let length = faded * samplingRate / 100
    fade = (0..<length).map { 0.5 - 0.5 * cos(.pi * (Double($0) + 0.5) / Double(length)) }
    input = [LanePair](repeating: LanePair(re: .zero, im: .zero), count: 2 * inCount)
    output = [LanePair](repeating: LanePair(re: .zero, im: .zero), count: 2 * outCount)
    pieces = [Double](repeating: 0, count: 4 * inCount)
  }

  /// Where a block begins: at a sample of the signal, which it may lie outside of, and a fraction of one later.
  typealias Start = (sample: Int, shift: Double)

  /// Runs four blocks.
  ///
  /// - Parameters:
  ///   - x: the signal, which is lengthened at both ends by turning it about its end points.
  ///   - starts: where the blocks begin; the first two have one shift, and the last two.
  mutating func run(_ x: UnsafeBufferPointer<Double>, starts: [4 of Start]) {
    unsafe pieces.withUnsafeMutableBufferPointer { pieces in
      guard let base = x.baseAddress, let room = pieces.baseAddress else { return }
      // Where each block's samples are: in the signal, or where it does not reach in a piece made for it.
      var from: [4 of UnsafePointer<Double>] = unsafe .init(repeating: UnsafePointer(room))
      for slot in 0..<4 {
        let start = starts[slot].sample
        if start >= 0, start + inCount <= x.count {
          unsafe from[slot] = base + start
        } else {
          let piece = unsafe room + slot * inCount
          for i in 0..<inCount { unsafe piece[i] = Self.extended(x, start + i) }
          unsafe from[slot] = UnsafePointer(piece)
        }
      }
      let (a, b, c, d) = unsafe (from[0], from[1], from[2], from[3])
      unsafe input.withUnsafeMutableBufferPointer { input in
        for i in 0..<inCount {
          let second = drift == 0 ? unsafe SIMD2(b[i], d[i]) : .zero
          unsafe input[i] = LanePair(re: SIMD2(a[i], c[i]), im: second)
        }
        for (i, weight) in fade.enumerated() {
          unsafe input[i] = input[i].times(weight, 0)
          unsafe input[inCount - 1 - i] = input[inCount - 1 - i].times(weight, 0)
        }
      }
    }
    transform(SIMD2(starts[0].shift, starts[2].shift))
  }

  /// A sample of the signal, or of what stands for it before its beginning and after its end.
  private static func extended(_ x: UnsafeBufferPointer<Double>, _ at: Int) -> Double {
    let n = x.count
    if at < 0 { return -at < n ? unsafe 2 * x[0] - x[-at] : 0 }
    if at < n { return unsafe x[at] }
    return at < 2 * n - 1 ? unsafe 2 * x[n - 1] - x[2 * n - 2 - at] : 0
  }

  /// Sample `index` of a block at 100 Hz after ``run(_:starts:)``; of the blocks 0 and 2 where there is a drift.
  func sample(_ slot: Int, _ index: Int) -> Double {
    unsafe output.withUnsafeBufferPointer { unsafe sample(of: $0, slot, index) }
  }

  @inline(__always)
  private func sample(of output: UnsafeBufferPointer<LanePair>, _ slot: Int, _ index: Int) -> Double {
    // Real and imaginary part are exchanged for the inverse transform, and so come out.
    let pair = unsafe output[found + index]
    if drift != 0 {
      let offset = Double(index - outCount / 2) * drift
      return pair.im[slot / 2] + offset * pair.re[slot / 2]
    }
    return slot % 2 == 0 ? pair.im[slot / 2] : pair.re[slot / 2]
  }

  /// Writes what a block gives, as far as there is room.
  func write(_ slot: Int, to result: UnsafeMutableBufferPointer<Double>) {
    unsafe output.withUnsafeBufferPointer { output in
      let room = min(Self.yield, result.count)
      guard drift == 0, let numbers = output.baseAddress else {
        for i in 0..<room { unsafe result[i] = sample(of: output, slot, Self.margin + i) }
        return
      }
      // A pair is four numbers, two real parts and two imaginary ones; see `sample`.
      let number = slot % 2 == 0 ? 2 + slot / 2 : slot / 2
      let from = unsafe UnsafeRawPointer(numbers + found + Self.margin).assumingMemoryBound(to: Double.self)
      for i in 0..<room { unsafe result[i] = from[4 &* i &+ number] }
    }
  }

  private mutating func transform(_ shift: SIMD2<Double>) {
    let (inCount, outCount) = (inCount, outCount)
    let half = min(inCount, outCount) / 2
    let angle = shift * (2 * .pi / Double(inCount))
    let (turnRe, turnIm) = (SIMD2(cos(angle[0]), cos(angle[1])), SIMD2(sin(angle[0]), sin(angle[1])))
    unsafe input.withUnsafeMutableBufferPointer { input in
      let at = unsafe forward.forward(input)
      let z = unsafe UnsafeBufferPointer(rebasing: input[at..<(at + inCount)])
      unsafe output.withUnsafeMutableBufferPointer { output in
        for i in half..<(outCount - half + 1) where i < outCount {
          unsafe output[i] = LanePair(re: .zero, im: .zero)
        }
        var (c, s) = (SIMD2(repeating: 1.0), SIMD2(repeating: 0.0))
        for k in 0..<half {
          // i times the slope, beside the signal: i · iω = −ω.
          let tilt = drift == 0 ? 0 : 2 * .pi * Double(k) / Double(outCount)
          let (g, other) = (SIMD2(repeating: gain[k] * (1 - tilt)), SIMD2(repeating: gain[k] * (1 + tilt)))
          let up = unsafe z[k].times(g * c, g * s)
          unsafe output[k] = LanePair(re: up.im, im: up.re)
          if k > 0 {
            let down = unsafe z[inCount - k].times(other * c, -other * s)
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
        self.found = unsafe inverse.forward(output)
      }
    }
  }
}
