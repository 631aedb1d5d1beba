import Signals
import SleepCore
import TestKit
import Testing

@Suite("Filters that run")
struct FilterStreamingTests {
  private func cascade() throws -> BiquadCascade {
    let band = try Butterworth.design(
      order: 3, kind: .bandpass(.hertz(0.3), .hertz(35)), samplingRate: .hertz(100))
    let notch = try Notch.design(frequency: .hertz(49), quality: 30, samplingRate: .hertz(100))
    return BiquadCascade(band + notch)
  }

  @Test(
    "a signal cut into blocks of any size comes out bit for bit as in one piece",
    arguments: [1, 2, 7, 64, 999])
  func blocks(size: Int) throws {
    let input = FilterCases.signal
    var whole = try cascade()
    var pieces = whole
    let expected = input.map { whole.process($0) }
    var output: [Double] = []
    for start in stride(from: 0, to: input.count, by: size) {
      let piece = input[start..<min(start + size, input.count)]
      var filtered = [Double](repeating: .nan, count: piece.count)
      var part = filtered.mutableSpan
      pieces.process(piece.span, into: &part)
      output += filtered
    }
    #expect(output.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(expected.contains { abs($0) > 1 })
  }

  @Test("a copy is a filter of its own, and a reset one starts anew")
  func copies() throws {
    var filter = try cascade()
    let first = (0..<50).map { filter.process(Double($0)) }
    var copy = filter
    _ = copy.process(1e6)
    var again = filter
    again.reset()
    #expect((0..<50).map { again.process(Double($0)) } == first)
    #expect(copy.process(0) != filter.process(0))
  }

  @Test("a filter settled at a level gives no step when the level goes on")
  func settled() throws {
    let low = try Butterworth.design(order: 5, kind: .lowpass(.hertz(8)), samplingRate: .hertz(100))
    var filter = BiquadCascade(low)
    filter.settle(at: 40)
    #expect((0..<200).allSatisfy { _ in abs(filter.process(40) - 40) < 1e-9 })
    var high = try cascade()
    high.settle(at: 40)
    #expect((0..<200).allSatisfy { _ in abs(high.process(40)) < 1e-9 })
  }

  @Test("no sections pass the signal unchanged")
  func empty() {
    var filter = BiquadCascade([])
    #expect(filter.process(3.25) == 3.25)
  }

  @Test("filtering, resampling and watching a sample allocate nothing")
  func allocatesNothing() throws {
    var filter = try cascade()
    var resampler = try PolyphaseResampler(up: 25, down: 32)
    var quality = try SignalQuality(samplingRate: .hertz(100), rails: -250...250)
    var sum = 0.0
    func pass(_ range: Range<Int>) {
      for n in range {
        let y = filter.process(Double(n % 17))
        resampler.push(y) { sum += $0 }
        if quality.push(y) == .good { sum += 1 }
      }
    }
    pass(0..<1000)
    #expect(allocations { pass(1000..<9000) } == 0)
    #expect(sum.isFinite && sum != 0)
    let input = FilterCases.signal
    var output = [Double](repeating: 0, count: input.count)
    func block() {
      var all = output.mutableSpan
      filter.process(input.span, into: &all)
    }
    block()
    #expect(allocations { block() } == 0)
  }
}

@Suite("Resampling")
struct FilterResamplerTests {
  @Test("a whole signal is resampled as SciPy's resample_poly does, to 1e-9")
  func peer() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (ratio, expected) in zip(FilterCases.all.ratios, scipy.resampled) {
      let input = Array(FilterCases.signal.prefix(ratio.count))
      let output = try PolyphaseResampler.resample(input, up: ratio.up, down: ratio.down)
      #expect(relativeDifference(output, expected) <= 1e-9, "\(ratio.up)/\(ratio.down)")
    }
  }

  @Test("a slow wave keeps its shape and its time through 128 Hz to 100 Hz")
  func keepsAWave() throws {
    let input = (0..<1280).map { cosine(Double($0) / 128 * 1.5) }
    let output = try PolyphaseResampler.resample(input, up: 100, down: 128)
    #expect(output.count == 1000)
    let worst = (100..<900).map { abs(output[$0] - cosine(Double($0) / 100 * 1.5)) }.max()
    #expect(try #require(worst) < 1e-3)
  }

  @Test("the running form gives the whole form's samples, each by the delay it states")
  func streams() throws {
    let input = FilterCases.signal
    let whole = try PolyphaseResampler.resample(input, up: 25, down: 32)
    var resampler = try PolyphaseResampler(from: .hertz(128), to: .hertz(100))
    let delay = resampler.delayInSamples
    var output: [Double] = []
    for (n, sample) in input.enumerated() {
      resampler.push(sample) { value in
        // The sample stands for the time m·down/up; it comes no later than the delay says.
        let moment = Double(output.count * 32) / 25
        let wait = Double(n) - moment
        #expect(wait < delay + 1e-9 && wait > delay - 1)
        output.append(value)
      }
    }
    #expect(output.count > 2300)
    #expect(output.map(\.bitPattern) == whole.prefix(output.count).map(\.bitPattern))
  }

  @Test("a ratio or a rate that is not whole is refused")
  func refuses() {
    #expect(throws: FilterError.ratio(up: 0, down: 3)) { try PolyphaseResampler(up: 0, down: 3) }
    #expect(throws: FilterError.ratio(up: 1, down: 100_001)) { try PolyphaseResampler(up: 1, down: 100_001) }
    #expect(throws: FilterError.samplingRate(.hertz(99.5))) {
      try PolyphaseResampler(from: .hertz(99.5), to: .hertz(100))
    }
  }
}
