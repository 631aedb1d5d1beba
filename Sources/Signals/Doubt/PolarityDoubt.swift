public import SleepCore

/// Whether a channel of sleep EEG stands on its head, as far as its slow waves tell.
///
/// In sleep the down-state of a slow wave is negative on the scalp against a mastoid, and larger and sharper than
/// the positive up-state (K-complexes likewise begin with a sharp negative wave: AASM manual; Massimini et al. 2004,
/// J Neurosci 24:6862), so that the signal of 0.3-4 Hz is skewed downwards. The answer weighs two Gaussian
/// beliefs about the mean skewness of a recording, one around ``expected`` and one around its opposite, with the
/// spread between people and between epochs. The figures are in docs/signal-doubt.md.
public struct PolarityDoubt: Sendable, Hashable {
  /// What can be said.
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// As it should be: down-states are negative.
    case upright
    /// Turned over.
    case swapped
    /// It can't be told.
    case unknown = "can't tell"
  }

  /// The mean skewness of 0.3-4 Hz over a recording's deep epochs that is expected upright.
  ///
  /// Ten of the twelve subjects of the UCD database have ten deep epochs or more: their means are 0.18 to 0.44 in
  /// size, 0.32 on average, with a spread of 0.10 between them (0.15 is taken, since ten are few).
  public static let expected = -0.3
  /// The standard deviation of that mean between people.
  public static let betweenPeople = 0.15
  /// The standard deviation between epochs of one recording.
  public static let betweenEpochs = 0.4
  /// The natural logarithm of the odds that an answer needs: 3, odds of 20 to 1.
  public static let leastLogOdds = 3.0
  /// The epochs that an answer needs: 10, 5 min of deep sleep (our choice).
  public static let leastEpochs = 10
  /// An epoch is taken for deep sleep where its spectrum falls at least as fast as this power of the frequency: 90 %
  /// of the N3 and 6 % of the wake epochs of the UCD database.
  public static let deepSlope = -2.0
  /// And where 5-20 Hz has less than this excess kurtosis, which blinks and movements exceed.
  public static let mostKurtosis = 3.0

  /// The answer.
  public let verdict: Verdict
  /// The natural logarithm of the odds, upright to swapped.
  public let logOdds: Double
  /// How many epochs it rests on.
  public let epochs: Int
  /// Their mean skewness at 0.3-4 Hz, each within ±1.
  public let skewness: Double

  /// The belief that the channel is upright, 0...1, both having been as likely before.
  public var probabilityUpright: Double { 1 / (1 + Mathematics.exponential(-logOdds)) }

  /// The answer that skewnesses of epochs give.
  public init(skewness: Double, epochs: Int) {
    self.skewness = skewness
    self.epochs = epochs
    guard epochs > 0 else {
      (verdict, logOdds) = (.unknown, 0)
      return
    }
    let variance =
      Self.betweenPeople * Self.betweenPeople + Self.betweenEpochs * Self.betweenEpochs / Double(epochs)
    logOdds = 2 * skewness * Self.expected / variance
    verdict =
      epochs < Self.leastEpochs || abs(logOdds) < Self.leastLogOdds
      ? .unknown : logOdds > 0 ? .upright : .swapped
  }

  /// Judges a channel.
  ///
  /// Time is O(samples of deep epochs). A rate under 25 Hz gives no answer.
  ///
  /// - Parameters:
  ///   - microvolts: the channel.
  ///   - samplingRate: over 0 Hz.
  ///   - epochs: its qualities, as ``ChannelDoubt/epochs(of:samplingRate:rails:thresholds:)`` gives them.
  /// - Returns: the answer.
  public static func assess(microvolts: [Float], samplingRate: Frequency, epochs: [EpochQuality])
    -> PolarityDoubt
  {
    let rate = samplingRate.hertz
    guard rate >= 25,
      let slow = try? Butterworth.design(
        order: 2, kind: .bandpass(.hertz(0.3), .hertz(4)), samplingRate: samplingRate),
      let fast = try? Butterworth.design(
        order: 2, kind: .bandpass(.hertz(5), .hertz(min(20, 0.45 * rate))), samplingRate: samplingRate)
    else { return PolarityDoubt(skewness: 0, epochs: 0) }
    let length = EpochQuality.seconds * Int(rate.rounded())
    var sum = 0.0
    var count = 0
    for (index, epoch) in epochs.enumerated()
    where epoch.usableSeconds == EpochQuality.seconds && epoch.slope <= deepSlope {
      let range = index * length..<(index + 1) * length
      guard range.upperBound <= microvolts.count else { break }
      let samples = microvolts[range].map(Double.init)
      guard samples.allSatisfy(\.isFinite), let bursts = try? ZeroPhase.filter(samples, sections: fast),
        Moments(bursts).excessKurtosis < mostKurtosis,
        let waves = try? ZeroPhase.filter(samples, sections: slow)
      else { continue }
      sum += min(1, max(-1, Moments(waves).skewness))
      count += 1
    }
    return PolarityDoubt(skewness: count > 0 ? sum / Double(count) : 0, epochs: count)
  }
}

/// The third and fourth moments of numbers about their mean.
struct Moments {
  let skewness: Double
  let excessKurtosis: Double

  init(_ x: [Double]) {
    guard !x.isEmpty else {
      (skewness, excessKurtosis) = (0, 0)
      return
    }
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in x {
      let d = value - mean
      second += d * d
      third += d * d * d
      fourth += d * d * d * d
    }
    let variance = second / n
    guard variance > 0 else {
      (skewness, excessKurtosis) = (0, 0)
      return
    }
    skewness = third / n / (variance * variance.squareRoot())
    excessKurtosis = fourth / n / (variance * variance) - 3
  }
}
