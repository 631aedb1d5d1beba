internal import Foundation
internal import Signals

/// What YASA does to a signal before it looks at epochs: resampling to 100 Hz, then 0.4-30 Hz.
enum ReferenceFilter {
  static let rate = 100

  /// The signal at 100 Hz, from 0.4 to 30 Hz.
  static func conditioned(_ x: [Double], samplingRate: Int) -> [Double] {
    let resampled = samplingRate == rate ? x : resample(x, samplingRate: samplingRate)
    return filter(resampled)
  }

  static func resample(_ x: [Double], samplingRate: Int) -> [Double] {
    let ratio = Double(rate) / Double(samplingRate)
    let finalCount = max(Int((ratio * Double(x.count)).rounded(.toNearestOrEven)), 1)
    let least = x.count + min(x.count / 8, 100) * 2
    var padded = 1
    while padded < least { padded *= 2 }
    let before = (padded - x.count) / 2
    let after = padded - x.count - before
    let extended = oddlyExtended(x, before: before, after: after)
    let newCount = max(Int((ratio * Double(padded)).rounded(.toNearestOrEven)), 1)
    let skip = Int((ratio * Double(before)).rounded(.toNearestOrEven))
    let fft = RealFFT(count: padded)
    var re = [Double](repeating: 0, count: fft.binCount)
    var im = re
    do {
      var a = re.mutableSpan
      var b = im.mutableSpan
      fft.forward(extended.span, real: &a, imaginary: &b)
    }
    let scale = Double(newCount) / Double(padded)
    let use = min(newCount, padded)
    if use % 2 == 0 {
      re[use / 2] *= newCount < padded ? 2 : 0.5
      im[use / 2] *= newCount < padded ? 2 : 0.5
    }
    var real = [Double](repeating: 0, count: newCount)
    var imaginary = real
    for k in 0...(newCount / 2) where k < re.count {
      let isNyquist = 2 * k == newCount
      real[k] = re[k] * scale
      imaginary[k] = k == 0 || isNyquist ? 0 : im[k] * scale
      if k > 0, !isNyquist {
        real[newCount - k] = real[k]
        imaginary[newCount - k] = -imaginary[k]
      }
    }
    let inverse = ComplexFFT(count: newCount)
    var out = [Double](repeating: 0, count: newCount)
    var rest = out
    do {
      var a = out.mutableSpan
      var b = rest.mutableSpan
      inverse.inverse(real: real.span, imaginary: imaginary.span, intoReal: &a, intoImaginary: &b)
    }
    return Array(out[skip..<(skip + finalCount)])
  }

  static func oddlyExtended(_ x: [Double], before: Int, after: Int) -> [Double] {
    let n = x.count
    var result = [Double](repeating: 0, count: before + n + after)
    for i in 0..<n { result[before + i] = x[i] }
    for i in 1..<max(2, min(before, n - 1) + 1) where before > 0 && n > 1 {
      result[before - i] = 2 * x[0] - x[i]
    }
    for i in 1..<max(2, min(after, n - 1) + 1) where after > 0 && n > 1 {
      result[before + n - 1 + i] = 2 * x[n - 1] - x[n - 1 - i]
    }
    return result
  }

  static let taps: [Double] = {
    var taps = lowpass(count: 825, cutoff: 0.2).map { -$0 }
    for (i, tap) in lowpass(count: 45, cutoff: 33.75).enumerated() { taps[390 + i] += tap }
    return taps
  }()

  static func lowpass(count: Int, cutoff: Double) -> [Double] {
    let window = SpectralWindow.hamming.weights(count: count - 1)
    let relative = cutoff / (Double(rate) / 2)
    var taps = (0..<count).map { i in
      let t = Double(i - count / 2)
      let sinc = t == 0 ? 1 : sin(.pi * relative * t) / (.pi * relative * t)
      return relative * sinc * window[i % (count - 1)]
    }
    let sum = taps.reduce(0, +)
    for i in taps.indices { taps[i] /= sum }
    return taps
  }

  static func filter(_ x: [Double]) -> [Double] {
    let edge = max(min(taps.count, x.count) - 1, 0)
    let extended = oddlyExtended(x, before: edge, after: edge)
    let block = 8192
    let half = taps.count / 2
    let step = block - 2 * half
    let fft = ComplexFFT(count: block)
    let zeros = [Double](repeating: 0, count: block)
    var kernel = zeros
    for (i, tap) in taps.enumerated() { kernel[(i - half + block) % block] = tap }
    var gain = zeros
    var unused = zeros
    do {
      var a = gain.mutableSpan
      var b = unused.mutableSpan
      fft.forward(real: kernel.span, imaginary: zeros.span, intoReal: &a, intoImaginary: &b)
    }
    var result = [Double](repeating: 0, count: x.count)
    var (inRe, inIm, re, im) = (zeros, zeros, zeros, zeros)
    for start in stride(from: 0, to: x.count, by: step) {
      for i in 0..<block {
        let at = start + edge - half + i
        inRe[i] = at >= 0 && at < extended.count ? extended[at] : 0
      }
      for i in 0..<block { inIm[i] = 0 }
      do {
        var a = re.mutableSpan
        var b = im.mutableSpan
        fft.forward(real: inRe.span, imaginary: inIm.span, intoReal: &a, intoImaginary: &b)
      }
      for k in 0..<block {
        re[k] *= gain[k]
        im[k] *= gain[k]
      }
      do {
        var a = inRe.mutableSpan
        var b = inIm.mutableSpan
        fft.inverse(real: re.span, imaginary: im.span, intoReal: &a, intoImaginary: &b)
      }
      for i in 0..<min(step, x.count - start) { result[start + i] = inRe[half + i] }
    }
    return result
  }
}
