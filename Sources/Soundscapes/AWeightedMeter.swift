public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a sound level meter read over some time.
public struct SoundReading: Sendable, Hashable {
  /// Samples that were measured.
  public let samples: Int
  /// The A-weighted mean square pressure in Pa².
  public let meanSquarePressure: Double
  /// The highest A-weighted square pressure with time weighting F, in Pa².
  public let fastMaximumSquarePressure: Double
  /// The highest A-weighted square pressure with time weighting S, in Pa².
  public let slowMaximumSquarePressure: Double

  /// The equivalent level LAeq, rounded up to a thousandth of a decibel; silence where nothing sounded.
  public var equivalentLevel: SoundLevel { SoundLevel(meanSquarePressure: meanSquarePressure) }
  /// The maximum level with time weighting F, LAFmax.
  public var fastMaximum: SoundLevel { SoundLevel(meanSquarePressure: fastMaximumSquarePressure) }
  /// The maximum level with time weighting S, LASmax.
  public var slowMaximum: SoundLevel { SoundLevel(meanSquarePressure: slowMaximumSquarePressure) }
}

/// A streaming sound level meter after IEC 61672-1: A-weighting, time weightings F (125 ms) and S (1 s), LAeq.
///
/// Its frequency response is within class 1 from 10 Hz to 20 kHz. It reads 48 kHz samples on the scale of
/// ``SoundScale`` and allocates nothing; digital silence costs next to nothing.
public struct AWeightedMeter: Sendable {
  private struct Window {
    var samples = 0
    var sum = 0.0
    var fast = 0.0
    var slow = 0.0

    var reading: SoundReading {
      let scale = SoundScale.pascalsPerUnit * SoundScale.pascalsPerUnit
      return SoundReading(
        samples: samples, meanSquarePressure: samples > 0 ? sum / Double(samples) * scale : 0,
        fastMaximumSquarePressure: fast * scale, slowMaximumSquarePressure: slow * scale)
    }

    mutating func add(_ other: Window) {
      samples += other.samples
      sum += other.sum
      fast = max(fast, other.fast)
      slow = max(slow, other.slow)
    }
  }

  private var filter = AWeightingFilter()
  private let fastStep: Double
  private let slowStep: Double
  private var fast = 0.0
  private var slow = 0.0
  private var window = Window()
  private var total = Window()

  /// A meter at rest.
  public init() {
    fastStep = 1 - exp(-1 / (0.125 * Double(SoundScale.sampleRate)))
    slowStep = 1 - exp(-1 / Double(SoundScale.sampleRate))
  }

  /// Measures samples as they are mixed, amplitude 1.0 being full scale.
  public mutating func measure(_ samples: Span<Float>) {
    if isAtRest {
      var i = 0
      while i < samples.count, samples[i] == 0 { i += 1 }
      if i == samples.count { return decay(over: samples.count) }
    }
    var now = Window(samples: samples.count)
    // A copy in registers: the optimiser keeps the filter out of memory.
    var (filter, fast, slow) = (self.filter, self.fast, self.slow)
    for i in samples.indices {
      let y = filter.step(Double(samples[i]))
      let square = y * y
      now.sum += square
      fast += (square - fast) * fastStep
      slow += (square - slow) * slowStep
      if fast > now.fast { now.fast = fast }
      if slow > now.slow { now.slow = slow }
    }
    (self.filter, self.fast, self.slow) = (filter, fast, slow)
    window.add(now)
  }

  /// Measures samples as they stand in a 16-bit file, 32 768 being full scale.
  public mutating func measure(_ samples: Span<Int16>) {
    if isAtRest {
      var i = 0
      while i < samples.count, samples[i] == 0 { i += 1 }
      if i == samples.count { return decay(over: samples.count) }
    }
    var now = Window(samples: samples.count)
    var (filter, fast, slow) = (self.filter, self.fast, self.slow)
    for i in samples.indices {
      let y = filter.step(Double(samples[i]) * 0x1p-15)
      let square = y * y
      now.sum += square
      fast += (square - fast) * fastStep
      slow += (square - slow) * slowStep
      if fast > now.fast { now.fast = fast }
      if slow > now.slow { now.slow = slow }
    }
    (self.filter, self.fast, self.slow) = (filter, fast, slow)
    window.add(now)
  }

  /// What was read since the last call, which begins a new reading; the weightings run on.
  public mutating func takeReading() -> SoundReading {
    defer {
      total.add(window)
      window = Window()
    }
    return window.reading
  }

  /// What was read since the meter began.
  public var overall: SoundReading {
    var all = total
    all.add(window)
    return all.reading
  }

  private var isAtRest: Bool { filter.isAtRest }

  /// Digital silence after a filter at rest: only the time weightings fall.
  private mutating func decay(over samples: Int) {
    filter.rest()
    // At the start of the silence they are where the last samples left them, so the maxima see that.
    let now = Window(samples: samples, sum: 0, fast: fast, slow: slow)
    let seconds = Double(samples) / Double(SoundScale.sampleRate)
    fast *= exp(-seconds / 0.125)
    slow *= exp(-seconds)
    window.add(now)
  }
}
