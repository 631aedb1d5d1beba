import Foundation
import Signals
import SleepCore
import TestKit
import Testing

/// A wave of so many turns, at its peak at 0.
func cosine(_ turns: Double) -> Double { cos(2 * .pi * turns) }

@Suite("Spectra")
struct SpectrumTests {
  private func transform(_ x: [Double]) -> (real: [Double], imaginary: [Double]) {
    let fft = RealFFT(count: x.count)
    var real = [Double](repeating: .nan, count: fft.binCount)
    var imaginary = real
    var re = real.mutableSpan
    var im = imaginary.mutableSpan
    fft.forward(x.span, real: &re, imaginary: &im)
    return (real, imaginary)
  }

  @Test("the transform of real numbers is the sum that defines it, for any length", arguments: 1...40)
  func definition(count: Int) {
    let x = Array(FilterCases.signal.prefix(count))
    let (real, imaginary) = transform(x)
    for k in 0...(count / 2) {
      let terms = x.indices.map { (x[$0], Double(k * $0 % count) / Double(count)) }
      let re = terms.reduce(0) { $0 + $1.0 * cos(2 * .pi * $1.1) }
      let im = terms.reduce(0) { $0 - $1.0 * sin(2 * .pi * $1.1) }
      #expect(abs(real[k] - re) < 1e-9 && abs(imaginary[k] - im) < 1e-9)
    }
  }

  @Test("the transform agrees with NumPy's to 1e-9, smooth lengths and prime ones")
  func peer() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (count, expected) in zip(FilterCases.all.lengths, scipy.spectraOfReals) {
      let (real, imaginary) = transform(Array(FilterCases.signal.prefix(count)))
      #expect(relativeDifference(real + imaginary, expected) <= 1e-9, "\(count)")
    }
  }

  @Test(
    "the transforms of the stager's lengths allocate nothing",
    arguments: [200, 256, 400, 512, 800, 1000, 1024])
  func allocatesNothing(count: Int) {
    let x = Array(FilterCases.signal.prefix(count))
    let fft = RealFFT(count: count)
    var real = [Double](repeating: 0, count: fft.binCount)
    var imaginary = real
    func pass() {
      var re = real.mutableSpan
      var im = imaginary.mutableSpan
      fft.forward(x.span, real: &re, imaginary: &im)
    }
    pass()
    #expect(allocations { pass() } == 0)
    #expect(real[0] != 0)
  }

  @Test("the inverse of a transform is the signal again", arguments: [1, 8, 30, 97, 1000])
  func roundTrip(count: Int) {
    let fft = ComplexFFT(count: count)
    let x = Array(FilterCases.signal.prefix(count))
    let y = Array(FilterCases.signal.suffix(count))
    var (a, b, c, d) = (x, x, x, x)
    do {
      var re = a.mutableSpan
      var im = b.mutableSpan
      fft.forward(real: x.span, imaginary: y.span, intoReal: &re, intoImaginary: &im)
    }
    do {
      var re = c.mutableSpan
      var im = d.mutableSpan
      fft.inverse(real: a.span, imaginary: b.span, intoReal: &re, intoImaginary: &im)
    }
    #expect(relativeDifference(c, x) < 1e-12 && relativeDifference(d, y) < 1e-12)
  }

  @Test("threads that share a transform get the same bits")
  func shared() async {
    let fft = RealFFT(count: 700)
    let x = Array(FilterCases.signal.prefix(700))
    @Sendable func bits() -> [UInt64] {
      var real = [Double](repeating: 0, count: fft.binCount)
      var imaginary = real
      var re = real.mutableSpan
      var im = imaginary.mutableSpan
      fft.forward(x.span, real: &re, imaginary: &im)
      return (real + imaginary).map(\.bitPattern)
    }
    let expected = bits()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { (0..<50).allSatisfy { _ in bits() == expected } } }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test("the analytic signal is SciPy's hilbert, to 1e-9")
  func analytic() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (count, expected) in zip(FilterCases.all.lengths, scipy.analytic) {
      let (real, imaginary) = AnalyticSignal.hilbert(Array(FilterCases.signal.prefix(count)))
      #expect(relativeDifference(real + imaginary, expected) <= 1e-9, "\(count)")
    }
    #expect(AnalyticSignal.hilbert([]).real.isEmpty)
  }

  @Test("the analytic signal of a cosine is the cosine and the sine")
  func analyticCosine() {
    let x = (0..<400).map { cosine(Double($0) / 80) }
    let (real, imaginary) = AnalyticSignal.hilbert(x)
    #expect(relativeDifference(real, x) < 1e-12)
    #expect(relativeDifference(imaginary, (0..<400).map { sin(2 * .pi * Double($0) / 80) }) < 1e-12)
  }

  @Test("Welch's spectra are SciPy's, to 1e-9, means and medians")
  func welch() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (wanted, expected) in zip(FilterCases.all.spectra, scipy.welch) {
      let spectrum = try Welch.psd(
        Array(FilterCases.signal.prefix(wanted.count)), samplingRate: .hertz(wanted.rate),
        segment: wanted.segment, overlap: wanted.overlap, window: wanted.spectralWindow,
        detrend: wanted.detrend ? .constant : .none, average: wanted.average == "mean" ? .mean : .median)
      let half = expected.count / 2
      #expect(relativeDifference(spectrum.frequencies.map(\.hertz), Array(expected[..<half])) <= 1e-9)
      #expect(relativeDifference(spectrum.psd, Array(expected[half...])) <= 1e-9)
    }
  }

  @Test("a sine of amplitude 10 has 50 units² in its band and none elsewhere")
  func bandPower() throws {
    let x = (0..<3000).map { 10 * cosine(Double($0) / 100 * 13) }
    let spectrum = try Welch.psd(x, samplingRate: .hertz(100), segment: 400)
    #expect(abs(spectrum.bandPower(from: .hertz(11), to: .hertz(16)) - 50) < 0.01)
    #expect(spectrum.bandPower(from: .hertz(0.5), to: .hertz(4)) < 1e-9)
    #expect(spectrum.bandPower(from: .hertz(16), to: .hertz(11)) == 0)
    #expect(spectrum.bandPower(from: .hertz(40), to: .hertz(4000)) < 1e-9)
  }

  @Test("spectra of too little signal or of no segment are refused")
  func refuses() {
    #expect(throws: FilterError.signalTooShort(count: 10, needed: 20)) {
      try Welch.psd([Double](repeating: 0, count: 10), samplingRate: .hertz(100), segment: 20)
    }
    #expect(throws: FilterError.segment(length: 20, overlap: 20)) {
      try Welch.psd([Double](repeating: 0, count: 50), samplingRate: .hertz(100), segment: 20, overlap: 20)
    }
    #expect(throws: FilterError.segment(length: 4, overlap: -1)) {
      try StreamingSpectrum(samplingRate: .hertz(100), segment: 4, hop: 5, keeping: 3)
    }
  }
}

@Suite("Spectra that run")
struct SpectrumStreamingTests {
  @Test("the newest spectra, averaged, are Welch's over the same samples")
  func matchesWelch() throws {
    let x = FilterCases.signal
    var running = try StreamingSpectrum(samplingRate: .hertz(100), segment: 400, hop: 100, keeping: 8)
    var at: [Int] = []
    for (n, sample) in x.enumerated() where running.push(sample) { at.append(n) }
    #expect(at == Array(stride(from: 399, to: 3000, by: 100)))
    #expect(running.available == 8)
    // The newest 8 segments span the last 400 + 7·100 samples.
    let welch = try Welch.psd(Array(x.suffix(1100)), samplingRate: .hertz(100), segment: 400, overlap: 300)
    let band = running.bins(from: .hertz(0.5), to: .hertz(4))
    #expect(band == 2..<16)
    let expected = welch.bandPower(from: .hertz(0.5), to: .hertz(4))
    #expect(abs(running.bandPower(bins: band, overLast: 8) - expected) < 1e-9 * expected)
    #expect(
      abs(running.bandPower(from: .hertz(0.5), to: .hertz(4), overLast: 99) - expected) < 1e-9 * expected)
    let last = try Welch.psd(Array(x.suffix(400)), samplingRate: .hertz(100), segment: 400)
    #expect((0..<running.binCount).allSatisfy { abs(running.density(ofBin: $0) - last.psd[$0]) < 1e-9 })
    let before = try Welch.psd(Array(x[2500..<2900]), samplingRate: .hertz(100), segment: 400)
    #expect((0..<201).allSatisfy { abs(running.density(ofBin: $0, ago: 1) - before.psd[$0]) < 1e-9 })
  }

  @Test("before its first segment a spectrum is empty, and after a reset too")
  func empty() throws {
    var running = try StreamingSpectrum(samplingRate: .hertz(100), segment: 20, hop: 10, keeping: 2)
    #expect(running.bandPower(from: .hertz(0), to: .hertz(50)) == 0 && running.density(ofBin: 3) == 0)
    for n in 0..<20 { _ = running.push(Double(n * n)) }
    #expect(running.available == 1 && running.bandPower(from: .hertz(0), to: .hertz(51)) > 0)
    running.reset()
    #expect(running.available == 0 && running.bandPower(from: .hertz(0), to: .hertz(51)) == 0)
  }

  @Test("no sample allocates, those with an FFT included", arguments: [200, 400, 512])
  func allocatesNothing(segment: Int) throws {
    var running = try StreamingSpectrum(samplingRate: .hertz(100), segment: segment, hop: 50, keeping: 30)
    var found = 0
    func pass() {
      for n in 0..<2000 where running.push(Double(n % 23)) {
        found += 1
        if running.bandPower(from: .hertz(0.5), to: .hertz(4), overLast: 10) < 0 { found = 0 }
      }
    }
    pass()
    #expect(allocations { pass() } == 0)
    #expect(found > 50)
  }
}
