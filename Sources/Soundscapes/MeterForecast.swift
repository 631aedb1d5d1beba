package import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a meter with time weighting F will read if certain samples follow, and the most it can read ever after.
///
/// It does the arithmetic of ``AWeightedMeter`` on the same numbers, so that what it foresees is what that meter reads.
/// It is a value: a copy tries something out, and is thrown away or kept. Allocates nothing after it is made.
package struct MeterForecast: Sendable {
  private var filter = AWeightingFilter()
  private var fast = 0.0
  private let step: Double
  private let ringing: [Double]

  /// A meter at rest.
  package init() {
    step = 1 - exp(-1 / (0.125 * Double(SoundScale.sampleRate)))
    ringing = Self.ringingEnergies()
  }

  /// The mean square of amplitudes that a level is.
  package static func square(of level: SoundLevel) -> Double {
    level.meanSquarePressure / (SoundScale.pascalsPerUnit * SoundScale.pascalsPerUnit)
  }

  /// Reads samples under a gain that goes from one value to the other on a straight line.
  ///
  /// - Parameters:
  ///   - samples: what is to be played.
  ///   - from: the gain before the first sample.
  ///   - to: the gain at the last sample.
  /// - Returns: the highest mean square that it read, and the highest amplitude that came out.
  package mutating func read(_ samples: Span<Float>, from: Float, to: Float) -> (highest: Double, peak: Float)
  {
    let slope = (to - from) / Float(max(samples.count, 1))
    var (filter, fast) = (self.filter, self.fast)
    var (highest, peak) = (0.0, Float(0))
    for i in samples.indices {
      let sample = Self.sample(samples[i], from: from, slope: slope, at: i)
      let y = filter.step(Double(sample))
      fast += (y * y - fast) * step
      highest = max(highest, fast)
      peak = max(peak, abs(sample))
    }
    (self.filter, self.fast) = (filter, fast)
    return (highest, peak)
  }

  /// One sample under the gain; who plays and who foresees must do the same arithmetic.
  @inline(__always)
  package static func sample(_ sample: Float, from: Float, slope: Float, at i: Int) -> Float {
    slope == 0 ? sample * from : sample * (from + slope * Float(i + 1))
  }

  /// The highest mean square that can be read from now on if only zeros follow.
  ///
  /// The weighting filter rings; all the energy that can still come out of it is a quadratic form of what it
  /// remembers, and reading it all at once is more than reading it while the meter falls.
  package var highestInSilence: Double {
    let memory = filter.memory
    var energy = 0.0
    for i in 0..<7 {
      for j in 0..<7 { energy += ringing[i * 7 + j] * memory[i] * memory[j] }
    }
    return fast + step * max(energy, 0)
  }

  /// Whether nothing is left in it that could be heard or measured.
  package var isAtRest: Bool { filter.isAtRest }

  /// Lets digital silence pass at once, from rest.
  package mutating func rest(samples: Int) {
    filter.rest()
    fast *= exp(-Double(samples) / (0.125 * Double(SoundScale.sampleRate)))
  }

  /// Σ over time of response i · response j, where response i is what rings out of the i-th memory alone.
  private static func ringingEnergies() -> [Double] {
    // The slowest pole (20.6 Hz) rings with 7.7 ms; half a second leaves e⁻¹²⁸ of it.
    let responses = (0..<7).map { i in
      var filter = AWeightingFilter()
      var memory = [7 of Double](repeating: 0)
      memory[i] = 1
      filter.memory = memory
      return (0..<SoundScale.sampleRate / 2).map { _ in filter.step(0) }
    }
    var energies = [Double](repeating: 0, count: 49)
    for i in 0..<7 {
      for j in 0..<7 { energies[i * 7 + j] = zip(responses[i], responses[j]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return energies
  }
}
