public import SleepCore

/// Why a filter, a resampler or a spectrum can't be made, or can't be applied to a signal.
public enum FilterError: ExplainedError, Hashable {
  /// The sampling rate is not over 0 Hz.
  case samplingRate(Frequency)
  /// The order of a filter is outside 1 to 12.
  case order(Int)
  /// A cut-off is not between 0 Hz and half the sampling rate, both excluded.
  case cutoff(Frequency, samplingRate: Frequency)
  /// The lower edge of a band is not under the upper one.
  case band(Frequency, Frequency)
  /// The quality of a notch is not over 0, or leaves it no width that a digital filter could have.
  case quality(Double)
  /// The signal is shorter than the method needs.
  case signalTooShort(count: Int, needed: Int)
  /// A resampling ratio outside 1 to 100,000 up or down.
  case ratio(up: Int, down: Int)
  /// A segment of a spectrum under 2 samples, or an overlap or a step that does not fit it.
  case segment(length: Int, overlap: Int)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .samplingRate(let rate): "a sampling rate of \(rate.hertz) Hz is not over 0"
    case .order(let order): "a filter of order \(order) is outside 1 to 12"
    case .cutoff(let cutoff, let rate):
      "a cut-off of \(cutoff.hertz) Hz is not between 0 and \(rate.hertz / 2) Hz, half the sampling rate"
    case .band(let low, let high): "the band's lower edge, \(low.hertz) Hz, is not under \(high.hertz) Hz"
    case .quality(let quality): "a quality of \(quality) gives no notch"
    case .signalTooShort(let count, let needed): "\(count) samples are too few; the method needs \(needed)"
    case .ratio(let up, let down): "\(up)/\(down) is not a ratio of whole numbers from 1 to 100,000"
    case .segment(let length, let overlap): "segments of \(length) samples can't overlap by \(overlap)"
    }
  }

  /// Where: the part of the filter or spectrum.
  public var place: String {
    switch self {
    case .samplingRate: "sampling rate"
    case .order: "filter order"
    case .cutoff, .band: "filter band"
    case .quality: "notch quality"
    case .signalTooShort: "signal"
    case .ratio: "resampling ratio"
    case .segment: "spectrum segment"
    }
  }

  /// What the caller can do.
  public var remedy: String {
    switch self {
    case .samplingRate: "Give the rate the recording's header states"
    case .order: "Use an order from 1 to 12; 2 to 4 is usual for EEG"
    case .cutoff: "Lower the cut-off, or take a signal with a higher sampling rate"
    case .band: "Give the lower edge first"
    case .quality: "Use a quality of at least 1; 30 is usual at the mains frequency"
    case .signalTooShort: "Give a longer stretch of signal"
    case .ratio: "Use the two sampling rates as whole numbers of hertz"
    case .segment: "Use a segment of at least 2 samples, and an overlap from 0 to one sample less than it"
    }
  }
}
