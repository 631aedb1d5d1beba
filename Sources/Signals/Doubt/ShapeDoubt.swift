internal import SleepCore

/// What else a channel that is called an EEG may be, told from its shape alone.
public enum OtherSignal: String, Sendable, Hashable, CaseIterable {
  /// Heartbeats: sharp waves at a steady interval of 0.4 to 1.6 s.
  case heart = "an ECG"
  /// Nothing but very slow waves: breathing, oxygen saturation, temperature, position.
  case slow = "breathing or another slow signal"
  /// No fall of the spectrum towards fast rhythms: muscle, or an electrode that touches nobody.
  case noise = "muscle or an open electrode"
}

/// Tells an EEG from what else a body gives.
enum ShapeDoubt {
  /// Breathing has at least this many times the density at 0.5-2 Hz that it has at 8-13 Hz: 3000.
  ///
  /// Every N3 and wake epoch of the UCD database stays under 1200.
  static let slowOverAlpha = 3000.0
  /// Heartbeats repeat with at least this correlation: 0.4 (the median of N3 and of wake is 0.14 and 0.22).
  static let beatCorrelation = 0.4
  /// And the largest 2 % of the samples of 5-20 Hz are at least this many times their median: 12.
  ///
  /// A Gaussian has 3.4, an ECG of 1 mV in 50 µV of noise 13 to 21, an EEG of 25 µV into which an R wave of 150 µV
  /// leaks up to 11: an EEG with heartbeats in it is still one.
  static let beatPeak = 12.0
  /// How many epochs are asked for heartbeats, at most.
  static let askedEpochs = 60

  /// What the channel is if it is no EEG; it takes more than half of the epochs that carry samples to say so.
  static func other(_ microvolts: [Float], samplingRate: Frequency, epochs: [EpochQuality]) -> OtherSignal? {
    let alive = epochs.indices.filter { epochs[$0].rms > 0 }
    guard !alive.isEmpty else { return nil }
    func most(_ isSo: (EpochQuality) -> Bool) -> Bool {
      2 * alive.count(where: { isSo(epochs[$0]) }) > alive.count
    }
    if most({ $0.reasons.contains(.disconnected) }) { return .noise }
    if most({ $0.slowOverAlpha >= slowOverAlpha }) { return .slow }
    let stride = max(1, alive.count / askedEpochs)
    let asked = alive.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    let rate = samplingRate.hertz
    guard rate >= 40,
      let sections = try? Butterworth.design(
        order: 2, kind: .bandpass(.hertz(5), .hertz(min(20, 0.45 * rate))), samplingRate: samplingRate)
    else { return nil }
    let length = EpochQuality.seconds * Int(rate.rounded())
    let beating = asked.count { index in
      let range = index * length..<(index + 1) * length
      guard range.upperBound <= microvolts.count else { return false }
      return beats(microvolts[range].map { $0.isFinite ? Double($0) : 0 }, rate: rate, sections: sections)
    }
    return 2 * beating > asked.count ? .heart : nil
  }

  /// Whether an epoch beats, after Pan and Tompkins 1985 ("A real-time QRS detection algorithm"): QRS complexes
  /// stand out at 5-20 Hz, and the envelope, smoothed over 0.1 s, repeats.
  private static func beats(_ samples: [Double], rate: Double, sections: [SecondOrderSection]) -> Bool {
    guard let waves = try? ZeroPhase.filter(samples, sections: sections) else { return false }
    let sizes = waves.map(abs)
    let sorted = sizes.sorted()
    guard sorted[sorted.count * 98 / 100] >= beatPeak * sorted[sorted.count / 2] else { return false }
    // Means over blocks of about 0.02 s, then over five of them.
    let block = max(1, Int(rate / 50))
    let blockRate = rate / Double(block)
    let coarse = (0..<sizes.count / block).map { b in
      (0..<block).reduce(0) { $0 + sizes[b * block + $1] } / Double(block)
    }
    guard coarse.count > 100 else { return false }
    var envelope = (2..<coarse.count - 2).map { i in coarse[(i - 2)...(i + 2)].reduce(0, +) / 5 }
    let mean = envelope.reduce(0, +) / Double(envelope.count)
    for i in envelope.indices { envelope[i] -= mean }
    let power = envelope.reduce(0) { $0 + $1 * $1 } / Double(envelope.count)
    guard power > 0 else { return false }
    for lag in Int(0.4 * blockRate)...Int(1.6 * blockRate) {
      var product = 0.0
      for i in lag..<envelope.count { product += envelope[i] * envelope[i - lag] }
      if product / Double(envelope.count - lag) >= beatCorrelation * power { return true }
    }
    return false
  }
}
