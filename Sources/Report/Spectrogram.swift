internal import Foundation
internal import Signals
package import SleepCore

/// The power of the EEG over time and frequency, and its picture.
package struct Spectrogram {
  /// Columns, from the first sample on.
  package let columns: Int
  /// Seconds that one column stands for.
  let columnSeconds: Double
  /// Frequency bins, from low to high.
  package let bins: Int
  /// The lower edge of the lowest bin and the upper edge of the highest, in Hz.
  package let band: ClosedRange<Double>
  /// The power in dB re 1 µV²/Hz, column by column; NaN where there is no signal.
  private let decibels: [Float]
  /// The levels in dB that the darkest and the brightest colour stand for.
  let limits: ClosedRange<Float>

  /// Computes the power by Welch's method, or `nil` where there is too little signal for it.
  ///
  /// Hann windows of 4 s overlap by half, and a column is their mean (Welch 1967, IEEE Trans. Audio 15:70). The colour limits are the 2nd and the 98th percentile, so that a few artefacts do not wash the night out.
  ///
  /// - Parameters:
  ///   - eeg: in µV; NaN where there is no signal. Windows with such a sample are left out.
  ///   - samplingRate: from 4 Hz.
  ///   - columnSeconds: at least 4 s.
  package init?(_ eeg: [Float], samplingRate: Frequency, columnSeconds: Double) {
    let rate = samplingRate.hertz
    guard rate >= 4, rate <= 100_000, columnSeconds >= 4, !eeg.isEmpty else { return nil }
    // An even length with small factors is quick to transform, and still close to 4 s.
    var window = Int((4 * rate).rounded(.up))
    while !Self.isSmooth(window) { window += 1 }
    let resolution = rate / Double(window)
    let first = Int((0.3 / resolution).rounded(.up))
    let last = min(Int((30 / resolution).rounded(.down)), window / 2 - 1)
    guard eeg.count >= window, first <= last else { return nil }
    let perColumn = columnSeconds * rate
    columns = Int((Double(eeg.count) / perColumn).rounded(.up))
    self.columnSeconds = columnSeconds
    bins = last - first + 1
    band = (Double(first) - 0.5) * resolution...(Double(last) + 0.5) * resolution

    let hann = (0..<window).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(window)) }
    // One-sided density: twice the power over the rate and the window's energy.
    let scale = 2 / (rate * hann.reduce(0) { $0 + $1 * $1 })
    let transform = RealFFT(count: window)
    var input = [Double](repeating: 0, count: window)
    var real = [Double](repeating: 0, count: transform.binCount)
    var imaginary = real
    var power = [Double](repeating: 0, count: bins)
    var decibels = [Float](repeating: .nan, count: columns * bins)
    for column in 0..<columns {
      let begin = Int(Double(column) * perColumn)
      let end = min(Int(Double(column + 1) * perColumn), eeg.count)
      // Windows lie inside their column, except where the night's last column is shorter than one.
      var start = min(begin, eeg.count - window)
      var used = 0
      for bin in 0..<bins { power[bin] = 0 }
      repeat {
        if Self.windowed(eeg, from: start, by: hann, into: &input) {
          var re = real.mutableSpan
          var im = imaginary.mutableSpan
          transform.forward(input.span, real: &re, imaginary: &im)
          for bin in 0..<bins {
            let k = first + bin
            power[bin] += re[k] * re[k] + im[k] * im[k]
          }
          used += 1
        }
        start += window / 2
      } while start + window <= end
      guard used > 0 else { continue }
      for bin in 0..<bins {
        let density = power[bin] * scale / Double(used)
        decibels[column * bins + bin] = Float(10 * log10(max(density, 1e-6)))
      }
    }
    guard decibels.contains(where: \.isFinite) else { return nil }
    self.decibels = decibels
    limits = Self.robustLimits(decibels)
  }

  /// Whether a length is even and has no prime factor over 5: quick to transform.
  static func isSmooth(_ n: Int) -> Bool {
    guard n % 2 == 0 else { return false }
    var rest = n
    for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
    return rest == 1
  }

  /// Takes the mean off a stretch and windows it; `false` where a sample is missing.
  private static func windowed(_ eeg: [Float], from start: Int, by hann: [Double], into out: inout [Double])
    -> Bool
  {
    var sum = 0.0
    for i in 0..<hann.count { sum += Double(eeg[start + i]) }
    // One sample that is not a number makes the sum none.
    guard sum.isFinite else { return false }
    let mean = sum / Double(hann.count)
    for i in 0..<hann.count { out[i] = (Double(eeg[start + i]) - mean) * hann[i] }
    return true
  }

  private static func robustLimits(_ decibels: [Float]) -> ClosedRange<Float> {
    let sorted = decibels.filter(\.isFinite).sorted()
    guard let least = sorted.first, let most = sorted.last else { return -20...20 }
    let low = sorted[sorted.count * 2 / 100]
    let high = sorted[min(sorted.count - 1, sorted.count * 98 / 100)]
    // A picture of one single colour would say nothing; at least 10 dB lie between the ends.
    guard high - low >= 10 else { return ((least + most) / 2 - 5)...((least + most) / 2 + 5) }
    return low...high
  }

  /// The power of a bin in a column in dB re 1 µV²/Hz, or `nil` where there is no signal.
  package func level(column: Int, bin: Int) -> Float? {
    let value = decibels[column * bins + bin]
    return value.isFinite ? value : nil
  }

  /// The picture as a PNG file, or `nil` where cairo has no memory.
  ///
  /// A pixel for each column and bin, high frequencies on top; clear where there is no signal.
  func png() -> [UInt8]? {
    guard let canvas = Canvas(width: columns, height: bins) else { return nil }
    let palette = Self.palette
    let span = limits.upperBound - limits.lowerBound
    canvas.setPixels { x, y in
      let value = decibels[x * bins + (bins - 1 - y)]
      guard value.isFinite else { return 0 }
      let place = (value - limits.lowerBound) / span * Float(palette.count - 1)
      return palette[Int(min(max(place, 0), Float(palette.count - 1)).rounded())]
    }
    return canvas.png()
  }

  /// Forty-eight colours between anchors of the map "cividis".
  ///
  /// It was made to look alike with every kind of colour vision (Nuñez, Anderton and Renslow, PLoS ONE 2018). The
  /// colours are few enough that the file stays small, and close enough to look smooth.
  static let palette: [UInt32] = {
    let anchors: [(Double, Double, Double)] = [
      (0, 34, 78), (18, 53, 112), (59, 73, 108), (87, 93, 109), (112, 113, 115), (138, 134, 120),
      (165, 156, 116),
      (195, 179, 105), (225, 204, 85), (254, 232, 56),
    ]
    return (0..<48).map { i in
      let place = Double(i) / 47 * Double(anchors.count - 1)
      let below = min(Int(place), anchors.count - 2)
      let part = place - Double(below)
      func mix(_ a: Double, _ b: Double) -> UInt32 { UInt32((a + (b - a) * part).rounded()) }
      let (a, b) = (anchors[below], anchors[below + 1])
      return 0xFF00_0000 | mix(a.0, b.0) << 16 | mix(a.1, b.1) << 8 | mix(a.2, b.2)
    }
  }()
}
