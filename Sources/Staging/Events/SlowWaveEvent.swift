public import SleepCore

/// A slow wave: a negative half wave and the positive one that follows, together half a second to two seconds.
///
/// Amplitudes are those of the filtered signal (see ``SlowWaveDetector``), times its zero crossings and extremes.
public struct SlowWaveEvent: Sendable, Hashable {
  /// The crossing from positive to negative that it begins with.
  public let start: NightTime
  /// The lowest point.
  public let negativePeak: NightTime
  /// The crossing from negative to positive.
  public let midCrossing: NightTime
  /// The highest point.
  public let positivePeak: NightTime
  /// The crossing back to negative.
  public let end: NightTime
  /// The value at the negative peak, in µV, under 0.
  public let negativeValue: Double
  /// The value at the positive peak, in µV, over 0.
  public let positiveValue: Double

  /// From peak to peak, in µV.
  public var peakToPeak: Double { positiveValue - negativeValue }
  /// How long it lasts.
  public var duration: NightTime.Span { end - start }
  /// One over its duration.
  public var frequency: Frequency { Frequency(exactly: 1 / duration.seconds) ?? .hertz(0) }
  /// The rise from the negative peak to the crossing after it, in µV/s.
  ///
  /// As YASA's `Slope`, after Carrier and others, Eur. J. Neurosci. 33:758 (2011).
  public var slope: Double { -negativeValue / max((midCrossing - negativePeak).seconds, 1e-7) }
}

/// Cuts a filtered signal into half waves at its zero crossings, and gives every wave whose times are a slow wave's.
struct SlowWaveFinder: Sendable {
  private let rate: Double
  private let negative: ClosedRange<Double>
  private let positive: ClosedRange<Double>
  private let whole: ClosedRange<Double>
  private var count = 0
  private var before = 0.0
  // Crossings between samples, extremes at samples; under 0 where there was none.
  private var start = -1.0
  private var middle = -1.0
  private var lowest = (value: 0.0, at: 0)
  private var highest = (value: 0.0, at: 0)

  init(samplingRate: Double, criteria: SlowWaveDetector.Criteria) {
    rate = samplingRate
    (negative, positive) = (criteria.negativeSeconds, criteria.positiveSeconds)
    whole = criteria.seconds
  }

  /// Takes the next filtered sample, or `nil` where there is none: no wave goes through such a place.
  mutating func push(_ value: Double?) -> SlowWaveEvent? {
    defer { count += 1 }
    guard let value else {
      (start, middle, before) = (-1, -1, 0)
      return nil
    }
    defer { before = value }
    if before > 0, value <= 0 {
      let crossing = Double(count - 1) + before / (before - value)
      let wave = wave(end: crossing)
      (start, middle, lowest) = (crossing, -1, (value, count))
      return wave
    }
    if before <= 0, value > 0, start >= 0 {
      middle = Double(count - 1) + before / (before - value)
      highest = (value, count)
    }
    if value < lowest.value, middle < 0 { lowest = (value, count) }
    if value > highest.value, middle >= 0 { highest = (value, count) }
    return nil
  }

  private func wave(end: Double) -> SlowWaveEvent? {
    guard start >= 0, middle >= 0, negative.contains((middle - start) / rate),
      positive.contains((end - middle) / rate), whole.contains((end - start) / rate)
    else { return nil }
    return SlowWaveEvent(
      start: EventSampling.time(start, rate), negativePeak: EventSampling.time(lowest.at, rate),
      midCrossing: EventSampling.time(middle, rate), positivePeak: EventSampling.time(highest.at, rate),
      end: EventSampling.time(end, rate), negativeValue: lowest.value, positiveValue: highest.value)
  }
}
