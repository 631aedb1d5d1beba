/// Filtering forwards and backwards over a whole signal: no delay at any frequency, twice the attenuation.
public enum ZeroPhase {
  /// Filters a whole signal forwards, then backwards; what SciPy's `sosfiltfilt` gives.
  ///
  /// Each end is first lengthened by the signal turned about its end point (odd extension), 3·(2·sections +
  /// 1) samples less three for each first-order section, and each pass starts in the steady state of its
  /// first sample (Gustafsson 1996, "Determining the initial states in forward-backward filtering", discusses
  /// the choice). Time is O(samples · sections).
  ///
  /// - Throws: ``FilterError/signalTooShort(count:needed:)`` where the signal is shorter than that.
  /// - Precondition: at most ``BiquadCascade/maximumSections`` sections.
  public static func filter(_ x: [Double], sections: [SecondOrderSection]) throws(FilterError) -> [Double] {
    guard !sections.isEmpty else { return x }
    let firstOrder = min(sections.count { $0.b2 == 0 }, sections.count { $0.a2 == 0 })
    let edge = 3 * (2 * sections.count + 1 - firstOrder)
    guard x.count > edge else { throw .signalTooShort(count: x.count, needed: edge + 1) }

    let last = x.count - 1
    var extended = [Double](repeating: 0, count: x.count + 2 * edge)
    for n in 0..<edge {
      extended[n] = 2 * x[0] - x[edge - n]
      extended[edge + x.count + n] = 2 * x[last] - x[last - 1 - n]
    }
    for n in x.indices { extended[edge + n] = x[n] }

    var cascade = BiquadCascade(sections)
    cascade.settle(at: extended[0])
    for n in extended.indices { extended[n] = cascade.process(extended[n]) }
    cascade.settle(at: extended[extended.count - 1])
    for n in extended.indices.reversed() { extended[n] = cascade.process(extended[n]) }
    return Array(extended[edge..<(edge + x.count)])
  }
}

/// The analytic signal: the signal itself and, a quarter period behind, its Hilbert transform.
public enum AnalyticSignal {
  /// The analytic signal of a whole signal, as SciPy's `hilbert` gives it: negative frequencies are taken
  /// out.
  ///
  /// Amplitude is the magnitude of the pair, phase its angle. Source: Marple 1999, "Computing the
  /// discrete-time analytic signal via FFT". Time is O(n log n); an empty signal gives an empty answer.
  public static func hilbert(_ x: [Double]) -> (real: [Double], imaginary: [Double]) {
    guard !x.isEmpty else { return ([], []) }
    let n = x.count
    let fft = ComplexFFT(count: n)
    let zeros = [Double](repeating: 0, count: n)
    var (real, imaginary) = (zeros, zeros)
    var (outReal, outImaginary) = (zeros, zeros)
    do {
      var re = real.mutableSpan
      var im = imaginary.mutableSpan
      fft.forward(real: x.span, imaginary: zeros.span, intoReal: &re, intoImaginary: &im)
    }
    for k in 1..<n where 2 * k != n {
      let weight = 2 * k < n ? 2.0 : 0.0
      real[k] *= weight
      imaginary[k] *= weight
    }
    do {
      var re = outReal.mutableSpan
      var im = outImaginary.mutableSpan
      fft.inverse(real: real.span, imaginary: imaginary.span, intoReal: &re, intoImaginary: &im)
    }
    return (outReal, outImaginary)
  }
}
