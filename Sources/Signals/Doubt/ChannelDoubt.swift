public import SleepCore

/// Says of every second and every epoch of 30 s how far a voltage channel can be believed, and why not.
///
/// It is for recordings and for what a person is shown; the live night decides by ``SignalQuality``. Seconds and
/// epochs are counted in samples, as the stager counts them. A sample costs some nanoseconds, a second one FFT of
/// 2 s; nothing is allocated after the first second. A copy is a watch of its own, and any cut of a signal into
/// blocks gives the same answers.
public struct ChannelDoubt: Sendable {
  /// The bounds in force.
  public let thresholds: DoubtThresholds
  /// Samples in a second: the sampling rate, rounded, and at least 1.
  public let samplesPerSecond: Int
  /// The last whole epoch; `nil` before there is one.
  public private(set) var epoch: EpochQuality?
  /// How many whole epochs there were.
  public private(set) var epochCount = 0
  /// Whether hum could be seen: the sampling rate is over twice 50 Hz by 8 Hz at least.
  public var seesMains: Bool { spectrum.seesMains }

  // What is usual takes half a minute to learn.
  private static let learning = 30
  private var statistics: SecondStatistics
  private var pops: PopWatch
  private var spectrum: EpochSpectrum
  // 3 min, as Brunner et al. 1996 take for what is usual.
  private var usualSlow = RunningMedian(capacity: 180)
  private var usualFast = RunningMedian(capacity: 180)
  private var usualSpan = RunningMedian(capacity: 180)
  private var secondsInEpoch = 0
  private var usableSeconds = 0
  private var reasons: DoubtReasons = []
  private var hadSamples = false

  /// Creates a watch on one channel.
  ///
  /// - Parameters:
  ///   - samplingRate: Over 0 Hz; at least 50 Hz for what is seen in spectra.
  ///   - rails: The lowest and the highest value the channel can hold in µV; `nil` where they are not known.
  ///   - thresholds: The bounds.
  /// - Throws: ``FilterError/samplingRate(_:)``.
  public init(
    samplingRate: Frequency, rails: ClosedRange<Double>? = nil, thresholds: DoubtThresholds = .init()
  ) throws(FilterError) {
    guard samplingRate.hertz > 0, samplingRate.hertz <= 1e6 else { throw .samplingRate(samplingRate) }
    self.thresholds = thresholds
    samplesPerSecond = max(1, Int(samplingRate.hertz.rounded()))
    statistics = SecondStatistics(rails: rails)
    pops = PopWatch(samplesPerSecond: samplesPerSecond, thresholds: thresholds)
    spectrum = try EpochSpectrum(samplingRate: samplingRate, samplesPerSecond: samplesPerSecond)
  }

  /// Takes a sample in µV, and returns what its second is with that second's last sample.
  ///
  /// A sample that is not finite is missing. With the last sample of an epoch ``epoch`` is the new one.
  public mutating func push(_ microvolts: Double) -> SecondQuality? {
    let value = statistics.push(microvolts)
    if pops.push(value) { statistics.addPop() }
    spectrum.push(value)
    guard statistics.count >= samplesPerSecond else { return nil }
    let second = endSecond()
    statistics.begin()
    reasons.formUnion(second.reasons)
    if second.isUsable { usableSeconds += 1 }
    secondsInEpoch += 1
    if secondsInEpoch == EpochQuality.seconds { endEpoch() }
    return second
  }

  /// The qualities of every whole epoch of a channel in µV; a sample that is not finite is missing.
  ///
  /// Time is O(samples).
  ///
  /// - Throws: ``FilterError/samplingRate(_:)``.
  public static func epochs(
    of microvolts: [Float], samplingRate: Frequency, rails: ClosedRange<Double>? = nil,
    thresholds: DoubtThresholds = .init()
  ) throws(FilterError) -> [EpochQuality] {
    var watch = try ChannelDoubt(samplingRate: samplingRate, rails: rails, thresholds: thresholds)
    var epochs: [EpochQuality] = []
    epochs.reserveCapacity(microvolts.count / (watch.samplesPerSecond * EpochQuality.seconds))
    for value in microvolts where watch.push(Double(value)) != nil && watch.secondsInEpoch == 0 {
      if let epoch = watch.epoch { epochs.append(epoch) }
    }
    return epochs
  }

  private mutating func endSecond() -> SecondQuality {
    var found: DoubtReasons = []
    // Half of a second is enough to say what it is.
    if 2 * statistics.missing > statistics.count { found.insert(.missing) }
    let isConstant = statistics.repeatShare >= thresholds.flatRepeats || statistics.peakToPeak == 0
    let isSaturated = statistics.isSaturated(thresholds)
    if isSaturated {
      found.insert(.saturated)
    } else if !found.contains(.missing), isConstant || statistics.peakToPeak < thresholds.flatPeakToPeak {
      found.insert(.flat)
    }
    if statistics.pops > 0 { found.insert(.pop) }
    // A spectrum spans two seconds, and both must carry samples. Small ones count: they may be in another unit.
    let carries = statistics.missing == 0 && !isConstant && !isSaturated
    let shape = spectrum.endSecond(counts: carries && hadSamples)
    hadSamples = carries
    let span = statistics.peakToPeak
    let isLarge =
      span > thresholds.movementPeakToPeak
      && (usualSpan.count < Self.learning || span > thresholds.movementOverUsual * usualSpan.median)
    if isLarge, !found.contains(.saturated) { found.insert(.movement) }
    if carries { usualSpan.push(span) }
    if let shape { found.formUnion(unrest(shape, isLarge: isLarge)) }
    return SecondQuality(reasons: found)
  }

  /// Movement and muscle, told by what is usual in this channel.
  private mutating func unrest(_ shape: EpochSpectrum.Second, isLarge: Bool) -> DoubtReasons {
    var found: DoubtReasons = []
    let isLearned = usualSlow.count >= Self.learning
    let fastRise = usualFast.median > 0 && isLearned ? shape.fast / usualFast.median : 0
    let slowRise = usualSlow.median > 0 && isLearned ? shape.slow / usualSlow.median : 0
    if slowRise > thresholds.movementSlow, fastRise > thresholds.movementFast {
      found.insert(.movement)
    } else if spectrum.seesFast, !isLarge,
      fastRise > thresholds.muscleRise || shape.fastOverRhythms > thresholds.muscleOverRhythms
    {
      found.insert(.muscle)
    }
    usualSlow.push(shape.slow)
    usualFast.push(shape.fast)
    return found
  }

  private mutating func endEpoch() {
    let rms = spectrum.rms
    let hum = spectrum.hum
    // Five spectra are enough for a shape.
    if spectrum.seconds >= 5 {
      let fall = spectrum.fall
      if fall < thresholds.noiseFall || hum.share > thresholds.humDrowns { reasons.insert(.disconnected) }
      if hum.overNeighbours >= thresholds.humOverNeighbours, hum.share >= thresholds.humShare {
        reasons.insert(.hum)
      }
      if rms < thresholds.leastRMS || rms > thresholds.mostRMS, fall >= thresholds.unitFall {
        reasons.insert(.unit)
        // Bounds in µV say nothing of what is not in µV.
        reasons.subtract([.flat, .pop, .movement])
      }
    }
    let isRefused = !reasons.isDisjoint(with: [.disconnected, .unit])
    epoch = EpochQuality(
      usableSeconds: isRefused ? 0 : usableSeconds, reasons: reasons, rms: rms, slope: spectrum.slope,
      slowOverAlpha: spectrum.slowOverAlpha, humShare: hum.share)
    epochCount += 1
    spectrum.beginEpoch()
    (secondsInEpoch, usableSeconds, reasons) = (0, 0, [])
  }
}
