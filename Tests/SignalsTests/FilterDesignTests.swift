import Signals
import SleepCore
import TestKit
import Testing

@Suite("Filter design")
struct FilterDesignTests {
  @Test("every Butterworth design has SciPy's coefficients, section by section, to 1e-9")
  func coefficients() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    #expect(scipy.designs.count == FilterCases.all.designs.count && scipy.designs.count == 96)
    for (design, expected) in zip(FilterCases.all.designs, scipy.designs) {
      let sections = try design.sections()
      let difference = zip(sections, 0...).map { section, i in
        let row = Array(expected[(5 * i)..<(5 * i + 5)])
        return relativeDifference([section.b0, section.b1, section.b2, section.a1, section.a2], row)
      }.max()
      #expect(sections.count * 5 == expected.count, "\(design)")
      #expect(try #require(difference) <= 1e-9, "\(design)")
    }
  }

  @Test("the cascade filters as SciPy's sosfilt does, to 1e-9")
  func filtered() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (design, expected) in zip(FilterCases.all.designs, scipy.filtered) {
      var cascade = BiquadCascade(try design.sections())
      let output = FilterCases.signal.prefix(500).map { cascade.process($0) }
      #expect(relativeDifference(output, expected) <= design.tolerance, "\(design)")
    }
  }

  @Test("filtering there and back is SciPy's sosfiltfilt, to 1e-9")
  func zeroPhase() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (design, expected) in zip(FilterCases.all.designs, scipy.zeroPhase) {
      let output = try ZeroPhase.filter(Array(FilterCases.signal.prefix(500)), sections: design.sections())
      #expect(relativeDifference(output, expected) <= design.tolerance, "\(design)")
    }
  }

  @Test("a notch is SciPy's iirnotch, to 1e-9")
  func notches() throws {
    guard let scipy = try FilterReference.scipy?.get() else { return }
    for (notch, expected) in zip(FilterCases.all.notches, scipy.notches) {
      let sections = try Notch.design(
        frequency: .hertz(notch.frequency), quality: notch.quality, samplingRate: .hertz(notch.rate))
      let s = try #require(sections.first)
      #expect(sections.count == 1)
      #expect(relativeDifference([s.b0, s.b1, s.b2, s.a1, s.a2], expected) <= 1e-9)
    }
  }

  @Test("known designs have the coefficients written down from SciPy 1.17")
  func golden() throws {
    let band = try Butterworth.design(
      order: 2, kind: .bandpass(.hertz(0.5), .hertz(4)), samplingRate: .hertz(100))
    expectSame(
      band,
      [
        SecondOrderSection(
          b0: 0.010432413371093414, b1: 0.02086482674218683, b2: 0.010432413371093414,
          a1: -1.717844586580564, a2: 0.7634885625932664),
        SecondOrderSection(
          b0: 1.0, b1: -2.0, b2: 1.0,
          a1: -1.9585309426687274, a2: 0.9597079331261205),
      ])
    let high = try Butterworth.design(order: 3, kind: .highpass(.hertz(0.3)), samplingRate: .hertz(256))
    expectSame(
      high,
      [
        SecondOrderSection(
          b0: 0.9926639169750276, b1: -0.9926639169750276, b2: 0.0,
          a1: -0.9926638674412318, a2: 0.0),
        SecondOrderSection(
          b0: 1.0, b1: -2.0, b2: 1.0,
          a1: -1.9926099502594936, a2: 0.9926639665088232),
      ])
    let notch = try Notch.design(frequency: .hertz(50), quality: 30, samplingRate: .hertz(256))
    expectSame(
      notch,
      [
        SecondOrderSection(
          b0: 0.9799541272795681, b1: -0.6602732045406293, b2: 0.9799541272795681,
          a1: -0.6602732045406293, a2: 0.9599082545591362)
      ])
  }

  @Test("a zero-phase filter delays nothing and keeps a wave in its band")
  func zeroPhaseKeepsThePeak() throws {
    let wave = (0..<2000).map { n in cosine(Double(n - 1000) / 100 * 0.8) }
    let sections = try Butterworth.design(
      order: 2, kind: .bandpass(.hertz(0.3), .hertz(2)), samplingRate: .hertz(100))
    let output = try ZeroPhase.filter(wave, sections: sections)
    let peak = try #require((940...1060).max { output[$0] < output[$1] })
    #expect(peak == 1000)
    #expect(abs(output[1000] - 1) < 0.02)
  }

  @Test(
    "a bad design throws an error that names it",
    arguments: [
      (0, FilterBand.lowpass(.hertz(10)), 100.0, FilterError.order(0)),
      (13, .lowpass(.hertz(10)), 100, .order(13)),
      (2, .lowpass(.hertz(50)), 100, .cutoff(.hertz(50), samplingRate: .hertz(100))),
      (2, .highpass(.hertz(0)), 100, .cutoff(.hertz(0), samplingRate: .hertz(100))),
      (2, .lowpass(.hertz(-1)), 100, .cutoff(.hertz(-1), samplingRate: .hertz(100))),
      (2, .bandpass(.hertz(4), .hertz(60)), 100, .cutoff(.hertz(60), samplingRate: .hertz(100))),
      (2, .bandpass(.hertz(4), .hertz(4)), 100, .band(.hertz(4), .hertz(4))),
      (2, .bandstop(.hertz(9), .hertz(4)), 100, .band(.hertz(9), .hertz(4))),
      (2, .lowpass(.hertz(10)), 0, .samplingRate(.hertz(0))),
    ])
  func badDesigns(order: Int, kind: FilterBand, rate: Double, expected: FilterError) {
    #expect(throws: expected) {
      try Butterworth.design(order: order, kind: kind, samplingRate: .hertz(rate))
    }
    #expect(!expected.problem.isEmpty && !expected.place.isEmpty && !expected.remedy.isEmpty)
  }

  @Test("a notch with no width, too much of it or outside the band is refused")
  func badNotches() {
    #expect(throws: FilterError.quality(0)) {
      try Notch.design(frequency: .hertz(50), quality: 0, samplingRate: .hertz(200))
    }
    #expect(throws: FilterError.quality(0.4)) {
      try Notch.design(frequency: .hertz(50), quality: 0.4, samplingRate: .hertz(200))
    }
    #expect(throws: FilterError.cutoff(.hertz(50), samplingRate: .hertz(100))) {
      try Notch.design(frequency: .hertz(50), quality: 30, samplingRate: .hertz(100))
    }
  }

  @Test("a signal shorter than the extension of its ends is refused, one sample more is not")
  func shortSignals() throws {
    let sections = try Butterworth.design(order: 4, kind: .lowpass(.hertz(10)), samplingRate: .hertz(100))
    #expect(throws: FilterError.signalTooShort(count: 15, needed: 16)) {
      try ZeroPhase.filter([Double](repeating: 1, count: 15), sections: sections)
    }
    let output = try ZeroPhase.filter([Double](repeating: 1, count: 16), sections: sections)
    #expect(output.allSatisfy { abs($0 - 1) < 1e-9 })
  }

  private func expectSame(
    _ sections: [SecondOrderSection], _ expected: [SecondOrderSection],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func flat(_ list: [SecondOrderSection]) -> [Double] {
      list.flatMap { [$0.b0, $0.b1, $0.b2, $0.a1, $0.a2] }
    }
    #expect(relativeDifference(flat(sections), flat(expected)) < 1e-12, sourceLocation: sourceLocation)
  }
}
