public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a filter lets through.
public enum FilterBand: Sendable, Hashable {
  /// Everything under a cut-off.
  case lowpass(Frequency)
  /// Everything over a cut-off.
  case highpass(Frequency)
  /// What lies between two cut-offs, the lower one first.
  case bandpass(Frequency, Frequency)
  /// What does not lie between two cut-offs, the lower one first.
  case bandstop(Frequency, Frequency)
}

/// Butterworth filters: maximally flat, 3 dB down at each cut-off.
public enum Butterworth {
  /// Designs a digital filter by the bilinear transform with each cut-off prewarped.
  ///
  /// A band filter has twice the order. The sections are those of SciPy's `butter(..., output="sos")`. Source
  /// of the prototype and the band transforms: Parks and Burrus, "Digital Filter Design" (1987), chapter 7.
  ///
  /// - Parameters:
  ///   - order: 1 to 12.
  ///   - kind: What passes; every cut-off between 0 Hz and half the sampling rate.
  ///   - samplingRate: Over 0 Hz.
  /// - Returns: The sections, to be run in this order.
  /// - Throws: ``FilterError`` where an argument is outside its range.
  public static func design(order: Int, kind: FilterBand, samplingRate: Frequency) throws(FilterError)
    -> [SecondOrderSection]
  {
    guard samplingRate.hertz > 0 else { throw .samplingRate(samplingRate) }
    guard (1...12).contains(order) else { throw .order(order) }
    // The prototype's poles lie evenly on the left half of the unit circle.
    let prototype = (0..<order).map { i in
      let angle = Double.pi * Double(2 * i + 1 - order) / Double(2 * order)
      return -ComplexNumber(cos(angle), sin(angle))
    }
    let analogue: ZeroPoleGain
    switch kind {
    case .lowpass(let cutoff):
      let w = try warped(cutoff, samplingRate)
      analogue = ZeroPoleGain(zeros: [], poles: prototype.map { w * $0 }, gain: pow(w, Double(order)))
    case .highpass(let cutoff):
      let w = try warped(cutoff, samplingRate)
      analogue = ZeroPoleGain(
        zeros: origin(order), poles: prototype.map { ComplexNumber(w) / $0 }, gain: 1)
    case .bandpass(let low, let high):
      let (width, centre) = try band(low, high, samplingRate)
      let scaled = prototype.map { (width / 2) * $0 }
      analogue = ZeroPoleGain(
        zeros: origin(order), poles: split(scaled, around: centre), gain: pow(width, Double(order)))
    case .bandstop(let low, let high):
      let (width, centre) = try band(low, high, samplingRate)
      let scaled = prototype.map { ComplexNumber(width / 2) / $0 }
      let above = [ComplexNumber](repeating: ComplexNumber(0, centre), count: order)
      analogue = ZeroPoleGain(
        zeros: above + above.map(\.conjugate), poles: split(scaled, around: centre), gain: 1)
    }
    return analogue.bilinear(twiceRate: twiceRate).sections()
  }

  // Frequencies are taken relative to half the sampling rate, so that the digital rate is 2.
  private static let twiceRate = 4.0

  private static func warped(_ cutoff: Frequency, _ samplingRate: Frequency) throws(FilterError) -> Double {
    let relative = cutoff.hertz / (samplingRate.hertz / 2)
    guard relative > 0, relative < 1 else { throw .cutoff(cutoff, samplingRate: samplingRate) }
    return twiceRate * tan(.pi * relative / 2)
  }

  private static func band(_ low: Frequency, _ high: Frequency, _ samplingRate: Frequency) throws(FilterError)
    -> (width: Double, centre: Double)
  {
    let (from, to) = (try warped(low, samplingRate), try warped(high, samplingRate))
    guard from < to else { throw .band(low, high) }
    return (to - from, sqrt(from * to))
  }

  private static func origin(_ count: Int) -> [ComplexNumber] {
    [ComplexNumber](repeating: ComplexNumber(0), count: count)
  }

  /// Each pole of the low-pass becomes the two that are the roots of s² − 2ps + centre².
  private static func split(_ poles: [ComplexNumber], around centre: Double) -> [ComplexNumber] {
    poles.flatMap { pole in
      let root = (pole * pole - ComplexNumber(centre * centre)).squareRoot
      return [pole + root, pole - root]
    }
  }
}

/// A notch that takes out one frequency, such as the mains.
public enum Notch {
  /// Designs a second-order notch, as SciPy's `iirnotch` does.
  ///
  /// Source: Orfanidis, "Introduction to Signal Processing" (1996), section 11.3: the 3 dB width is
  /// `frequency / quality`.
  ///
  /// - Parameters:
  ///   - frequency: Between 0 Hz and half the sampling rate.
  ///   - quality: Centre frequency over 3 dB width; 30 is usual at the mains.
  ///   - samplingRate: Over 0 Hz.
  /// - Returns: The sections, to be run in this order.
  /// - Throws: ``FilterError`` where an argument is outside its range.
  public static func design(frequency: Frequency, quality: Double, samplingRate: Frequency)
    throws(FilterError)
    -> [SecondOrderSection]
  {
    guard samplingRate.hertz > 0 else { throw .samplingRate(samplingRate) }
    let relative = frequency.hertz / (samplingRate.hertz / 2)
    guard relative > 0, relative < 1 else { throw .cutoff(frequency, samplingRate: samplingRate) }
    let width = relative / quality
    guard quality > 0, width > 0, width < 1 else { throw .quality(quality) }
    let gain = 1 / (1 + tan(.pi * width / 2))
    let middle = -2 * gain * cos(.pi * relative)
    return [SecondOrderSection(b0: gain, b1: middle, b2: gain, a1: middle, a2: 2 * gain - 1)]
  }
}
