public import Signals

/// A rate of the heart at a moment.
public struct HeartRateSample: Sendable, Hashable {
  /// Seconds since the night's start.
  public var seconds: Double
  /// Beats a minute, 20 to 300.
  public var beatsPerMinute: Double

  /// Creates a sample; nothing is checked.
  public init(seconds: Double, beatsPerMinute: Double) {
    self.seconds = seconds
    self.beatsPerMinute = beatsPerMinute
  }
}

/// What a wearable saw of a night, in epochs of 30 s.
public struct WearableNight: Sendable, Hashable {
  /// What there is of the heart.
  public enum Heart: Sendable, Hashable {
    /// Nothing.
    case none
    /// The variation of the rate as Walch and others have it (SLEEP 42, 2019), one value ≥ 0 for each epoch;
    /// `nil` where there is none.
    case variation([Double?])
    /// Rates at any moments, in their order.
    case rates([HeartRateSample])
    /// Every beat: the rate is 60 s over the interval that ends at the moment.
    case beats([HeartRateSample])
  }

  /// When the first epoch begins, by the clock of the place, where it is known.
  public var start: CivilTime?
  /// How many epochs of 30 s there are.
  public var epochCount: Int
  /// Movement in each epoch, ≥ 0 in any unit, `nil` where there is none; empty where nothing was measured.
  public var activity: [Double?]
  /// Whether the movement is already smoothed as Walch's is (a Gaussian of 50 s); raw counts are not.
  public var activityIsSmoothed: Bool
  /// The heart.
  public var heart: Heart

  /// The longest night: a day.
  public static let longestEpochCount = 2880
  /// The largest movement or variation that is believed.
  static let largestValue = 1e9

  /// Creates a night.
  ///
  /// What goes beyond ``longestEpochCount`` is left out; a value that is negative, over 10⁹ or not a number
  /// counts as missing.
  public init(
    start: CivilTime? = nil, epochCount: Int, activity: [Double?] = [], activityIsSmoothed: Bool = false,
    heart: Heart = .none
  ) {
    self.start = start
    self.epochCount = min(max(epochCount, 0), Self.longestEpochCount)
    let count = self.epochCount
    func held(_ values: [Double?]) -> [Double?] {
      guard !values.isEmpty else { return [] }
      return (0..<count).map { index in
        guard index < values.count, let value = values[index], Self.isPlausible(value) else { return nil }
        return value
      }
    }
    self.activity = held(activity)
    self.activityIsSmoothed = activityIsSmoothed
    switch heart {
    case .variation(let values): self.heart = .variation(held(values))
    case .rates(let samples): self.heart = .rates(Self.held(samples, until: Double(count) * 30))
    case .beats(let samples): self.heart = .beats(Self.held(samples, until: Double(count) * 30))
    case .none: self.heart = .none
    }
  }

  /// Whether movement or variation can be this: a number from 0 to 10⁹.
  static func isPlausible(_ value: Double) -> Bool { value >= 0 && value <= largestValue }

  private static func held(_ samples: [HeartRateSample], until end: Double) -> [HeartRateSample] {
    samples.filter {
      $0.seconds >= 0 && $0.seconds < end && HeartVariation.plausibleRates.contains($0.beatsPerMinute)
    }.sorted { $0.seconds < $1.seconds }
  }
}
