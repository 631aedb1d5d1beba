internal import Foundation
internal import Signals
public import SleepCore

extension SleepEvents {
  /// The slow waves of a channel, with no phase at all.
  ///
  /// As ``SlowWaveDetector``, its high-pass run forwards and backwards over each stretch without a gap; a stretch under
  /// 2 s has none. Time is O(samples).
  ///
  /// - Parameters:
  ///   - microvolts: the channel; NaN where samples are missing.
  ///   - samplingRate: 50 to 1000 Hz.
  ///   - hypnogram: the stages, from the channel's first sample on.
  ///   - stages: where the negative peaks may lie.
  ///   - criteria: what makes a slow wave.
  /// - Returns: the waves in their order.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public static func slowWaves(
    microvolts: [Double], samplingRate: Frequency, hypnogram: Hypnogram? = nil,
    stages: Set<SleepStage> = nrem, criteria: SlowWaveDetector.Criteria = .standard
  ) throws(EventError) -> [SlowWaveEvent] {
    try EventSampling.check(samplingRate)
    let sections = try SlowWaveDetector.highpass(samplingRate)
    var waves: [SlowWaveEvent] = []
    var filtered = [Double?](repeating: nil, count: microvolts.count)
    for run in finiteRuns(of: microvolts) where Double(run.count) >= 2 * samplingRate.hertz {
      guard let flat = try? ZeroPhase.filter(Array(microvolts[run]), sections: sections) else { continue }
      var lowpass = SlowWaveDetector.lowpass(samplingRate)
      // The last value stands for what is to come, as the first for what was before.
      for n in 0..<(flat.count + lowpass.half) {
        if let value = lowpass.push(n < flat.count ? flat[n] : flat[flat.count - 1]) {
          filtered[run.lowerBound + n - lowpass.half] = value
        }
      }
    }
    var finder = SlowWaveFinder(samplingRate: samplingRate.hertz, criteria: criteria)
    for value in filtered { if let wave = finder.push(value) { waves.append(wave) } }
    if let hypnogram { waves = waves.filter { stages.contains(hypnogram.stage(at: $0.negativePeak)) } }
    switch criteria.threshold {
    case .absolute(let least):
      return waves.filter { (least...max(least, criteria.largest)).contains($0.peakToPeak) }
    case .ownShare(let share):
      let sizes = waves.map(\.peakToPeak).sorted()
      guard !sizes.isEmpty else { return [] }
      let bound = sizes[Int(Double(sizes.count - 1) * min(max(share, 0), 1))]
      return waves.filter { $0.peakToPeak > bound }
    }
  }

  /// The stretches of a signal in which every sample is a number.
  static func finiteRuns(of signal: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for (n, sample) in signal.enumerated() {
      if sample.isFinite {
        if start == nil { start = n }
      } else if let first = start {
        runs.append(first..<n)
        start = nil
      }
    }
    if let first = start { runs.append(first..<signal.count) }
    return runs
  }
}

/// How sigma goes with one slow wave, from 1 s before its negative peak to 1 s after.
public struct SigmaCoupling: Sendable, Hashable {
  /// Where the sigma band (12-16 Hz) is strongest.
  public let sigmaPeak: NightTime
  /// The slow wave's phase there; 0 is its positive peak.
  public let phaseAtSigmaPeak: Phase
  /// How closely sigma's amplitude follows the phase, from 0: the normalised direct PAC.
  ///
  /// |Σ z·e^(iφ)| / n with z the amplitude less its mean over its standard deviation; 0 where it is not significant at
  /// p = 0.05, as YASA has it. Source: Özkurt, IEEE Trans. Biomed. Eng. 59:1899 (2012).
  public let directCoupling: Double
}

extension SleepEvents {
  /// How sigma goes with each slow wave; `nil` for waves within 1 s of an end of the recording or of a gap.
  ///
  /// Phase is that of the band 0.3-2 Hz, amplitude that of 12-16 Hz, both by second-order Butterworth filters run
  /// forwards and backwards and the Hilbert transform. Time is O(n log n).
  ///
  /// - Parameters:
  ///   - waves: what ``slowWaves(microvolts:samplingRate:hypnogram:stages:criteria:)`` found in the same channel.
  ///   - microvolts: the channel; NaN where samples are missing.
  ///   - samplingRate: 50 to 1000 Hz.
  /// - Returns: one answer for each wave.
  /// - Throws: ``EventError/samplingRate(_:)``.
  public static func sigmaCoupling(of waves: [SlowWaveEvent], microvolts: [Double], samplingRate: Frequency)
    throws(EventError) -> [SigmaCoupling?]
  {
    try EventSampling.check(samplingRate)
    let rate = samplingRate.hertz
    let slow: [SecondOrderSection]
    let sigma: [SecondOrderSection]
    do throws(FilterError) {
      slow = try Butterworth.design(
        order: 2, kind: .bandpass(.hertz(0.3), .hertz(2)), samplingRate: samplingRate)
      sigma = try Butterworth.design(
        order: 2, kind: .bandpass(.hertz(12), .hertz(16)), samplingRate: samplingRate)
    } catch {
      throw .samplingRate(samplingRate)
    }
    let reach = Int(rate.rounded())
    var result = [SigmaCoupling?](repeating: nil, count: waves.count)
    let peaks = waves.map { Int(($0.negativePeak.seconds * rate).rounded()) }
    for run in finiteRuns(of: microvolts) where run.count > 2 * reach {
      let inside = peaks.indices.filter {
        peaks[$0] - reach >= run.lowerBound && peaks[$0] + reach < run.upperBound
      }
      guard !inside.isEmpty, let low = try? ZeroPhase.filter(Array(microvolts[run]), sections: slow),
        let high = try? ZeroPhase.filter(Array(microvolts[run]), sections: sigma)
      else { continue }
      let (phase, size) = (AnalyticSignal.hilbert(low), AnalyticSignal.hilbert(high))
      for wave in inside {
        let middle = peaks[wave] - run.lowerBound
        result[wave] = coupling(
          phase, size, (middle - reach)...(middle + reach), offset: run.lowerBound, rate)
      }
    }
    return result
  }

  private static func coupling(
    _ slow: (real: [Double], imaginary: [Double]), _ sigma: (real: [Double], imaginary: [Double]),
    _ samples: ClosedRange<Int>, offset: Int, _ rate: Double
  ) -> SigmaCoupling {
    let sizes = samples.map { hypot(sigma.real[$0], sigma.imaginary[$0]) }
    let n = Double(sizes.count)
    let mean = sizes.reduce(0, +) / n
    let spread = (sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    var (re, im, best) = (0.0, 0.0, 0)
    for (i, sample) in samples.enumerated() {
      if sizes[i] > sizes[best] { best = i }
      let length = max(hypot(slow.real[sample], slow.imaginary[sample]), 1e-300)
      let z = spread > 0 ? (sizes[i] - mean) / spread : 0
      re += z * slow.real[sample] / length
      im += z * slow.imaginary[sample] / length
    }
    let total = hypot(re, im)
    // erf⁻¹(0.95): under this the sum is what chance gives one time in twenty.
    let chance = 1.385_903_824_349_677_9
    let isSignificant = total * total > 2 * n * chance * chance
    let peak = samples.lowerBound + best
    return SigmaCoupling(
      sigmaPeak: EventSampling.time(peak + offset, rate),
      phaseAtSigmaPeak: Phase(radians: atan2(slow.imaginary[peak], slow.real[peak])),
      directCoupling: isSignificant ? total / n : 0)
  }
}
