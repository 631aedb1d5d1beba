/// The smoothed features of a night's epochs, sorted, to say where its middle and its ends are.
///
/// 42 sorted lists: 21 features smoothed over minutes, then the same 21 over the last two minutes. Memory is taken
/// once, for a day of epochs.
package struct FeatureHistory: Sendable {
  package static let lists = 2 * ReferenceHour.features
  /// A day of epochs; what comes later is not kept.
  static let capacity = 2880

  /// List after list, each with room for a day; what counts of one stands in its ``range(of:)``.
  package private(set) var values: [Double]
  private(set) var count = 0

  package init() { values = [Double](repeating: 0, count: Self.lists * Self.capacity) }

  /// Adds an epoch.
  ///
  /// Time is O(epochs); allocates nothing.
  package mutating func insert(wide: [21 of Double], recent: [21 of Double]) {
    insert(wide: wide, recent: recent, features: 0..<ReferenceHour.features)
  }

  /// Adds some features of an epoch; the epoch counts once its last feature is there.
  mutating func insert(wide: [21 of Double], recent: [21 of Double], features: Range<Int>) {
    guard count < Self.capacity else { return }
    for feature in features {
      insert(wide[feature], list: feature)
      insert(recent[feature], list: ReferenceHour.features + feature)
    }
    if features.upperBound == ReferenceHour.features { count += 1 }
  }

  /// Adds an epoch of a recording at the end, without putting it in its place: ``sort()`` does that for all at once.
  package mutating func append(wide: [21 of Double], recent: [21 of Double]) {
    guard count < Self.capacity else { return }
    for feature in 0..<ReferenceHour.features {
      values[feature * Self.capacity + count] = wide[feature]
      values[(ReferenceHour.features + feature) * Self.capacity + count] = recent[feature]
    }
    count += 1
  }

  /// Puts everything in order.
  package mutating func sort() {
    for list in 0..<Self.lists {
      values[(list * Self.capacity)..<(list * Self.capacity + count)].sort()
    }
  }

  private mutating func insert(_ value: Double, list: Int) {
    let start = list * Self.capacity
    var place = start + count
    while place > start, values[place - 1] > value {
      values[place] = values[place - 1]
      place -= 1
    }
    values[place] = value
  }

  /// Where a list stands in ``values``, in rising order.
  package func range(of list: Int) -> Range<Int> { (list * Self.capacity)..<(list * Self.capacity + count) }

  /// The middle of a feature over the last two minutes; 0 before there is any.
  func median(_ feature: ReferenceFeature) -> Double {
    guard count > 0 else { return 0 }
    return values[range(of: ReferenceHour.features + feature.rawValue).lowerBound + count / 2]
  }
}

/// Where the middle of every smoothed feature lies, and how far apart its ends are.
package struct FeatureScale: Sendable {
  private var centre: [42 of Double] = .init(repeating: 0)
  private var width: [42 of Double] = .init(repeating: 1)

  /// No scale at all.
  package init() {}

  /// The scale of a night as far as there is one, together with a reference hour.
  ///
  /// Median, and 95th less 5th percentile as in YASA's robust scaling, of the night's epochs and the hour's.
  ///
  /// - Parameters:
  ///   - history: the night.
  ///   - gain: what the night's signal is multiplied by to be in the units of the reference.
  ///   - wide: the reference of the features smoothed over minutes.
  ///   - recent: that of those smoothed over two minutes.
  ///   - weight: what an epoch of the reference counts beside one of the night; 0 for the night alone.
  init(_ history: FeatureHistory, gain: Double, wide: [Double], recent: [Double], weight: Double) {
    set(0..<FeatureHistory.lists, history, gain: gain, wide: wide, recent: recent, weight: weight)
  }

  /// Sets some features: first those smoothed over minutes, then those over two minutes.
  mutating func set(
    _ lists: Range<Int>, _ history: FeatureHistory, gain: Double, wide: [Double], recent: [Double],
    weight: Double
  ) {
    for list in lists {
      set(list, history, gain: gain, wide: wide, recent: recent, weight: weight)
    }
  }

  /// Sets the amplitude's features alone to another gain.
  mutating func setAmplitude(
    _ history: FeatureHistory, gain: Double, wide: [Double], recent: [Double], weight: Double
  ) {
    for feature in [ReferenceFeature.std, .iqr, .abspow] {
      for list in [feature.rawValue, ReferenceHour.features + feature.rawValue] {
        set(list, history, gain: gain, wide: wide, recent: recent, weight: weight)
      }
    }
  }

  private mutating func set(
    _ list: Int, _ history: FeatureHistory, gain: Double, wide: [Double], recent: [Double], weight: Double
  ) {
    let isWide = list < ReferenceHour.features
    let feature = isWide ? list : list - ReferenceHour.features
    let reference = (isWide ? wide.span : recent.span)
      .extracting((feature * ReferenceHour.epochs)..<((feature + 1) * ReferenceHour.epochs))
    let ends = Self.quantiles(
      history.values.span.extracting(history.range(of: list)), times: Self.factor(gain, feature),
      beside: reference, weighing: weight)
    centre[list] = ends.middle
    width[list] = ends.high - ends.low > 0 ? ends.high - ends.low : 1
  }

  /// Where a smoothed feature stands, 0 in the middle of the night and 1 from one end to the other.
  @inline(__always)
  func place(_ value: Double, list: Int) -> Double { (value - centre[list]) / width[list] }

  /// What a gain does to a feature.
  @inline(__always)
  static func factor(_ gain: Double, _ feature: Int) -> Double {
    switch feature {
    case ReferenceFeature.std.rawValue, ReferenceFeature.iqr.rawValue: gain
    case ReferenceFeature.abspow.rawValue: gain * gain
    default: 1
    }
  }

  /// The 5th, 50th and 95th percentile of two sorted lists together.
  ///
  /// A value stands at the middle of its weight in the sum of all (Hazen's plotting position); between two values
  /// the line is straight, and beyond the outer ones it is level. Time is O(log² of their number).
  package static func quantiles(
    _ own: Span<Double>, times factor: Double, beside reference: Span<Double>, weighing weight: Double
  ) -> (low: Double, middle: Double, high: Double) {
    func quantile(_ share: Double) -> Double {
      TwoLists.quantile(share, own, factor, reference, weight > 0 ? reference.count : 0, weight)
    }
    return (quantile(0.05), quantile(0.5), quantile(0.95))
  }
}

/// Two sorted lists, of which the values of the second have a weight, in one order; of equals the first's come first.
private enum TwoLists {
  /// The quantile `share`, 0 to 1, of a list times `factor` and of the first `count` values of another.
  static func quantile(
    _ share: Double, _ own: Span<Double>, _ factor: Double, _ others: Span<Double>, _ count: Int,
    _ weight: Double
  ) -> Double {
    let total = Double(own.count) + Double(count) * weight
    guard total > 0 else { return 0 }
    let target = share * total
    /// How many of the first list stand before a value of the second.
    func before(_ j: Int) -> Int {
      let limit = others[j]
      var (low, length) = (0, own.count)
      // Without a branch, which could not be foreseen.
      while length > 1 {
        let half = length / 2
        low &+= own[low &+ half &- 1] * factor <= limit ? half : 0
        length &-= half
      }
      return length == 1 && own[low] * factor <= limit ? low + 1 : low
    }
    // The first of the second list that lies at the target or behind it, and which of the first list stand between it
    // and the one before.
    let j = first(count) { weight * Double($0) + Double(before($0)) + weight / 2 >= target }
    let between = (j == 0 ? 0 : before(j - 1))..<(j == count ? own.count : before(j))
    let referenceSum = weight * Double(j)
    let i =
      between.lowerBound
      + first(between.count) { Double(between.lowerBound + $0) + referenceSum + 0.5 >= target }
    let takesOwn = i < between.upperBound
    guard takesOwn || j < count else { return last(own.count, count) }
    let value = takesOwn ? own[i] * factor : others[j]
    guard i + j > 0 else { return value }
    /// Whether the last of some values of both lists is one of the first; there is one.
    func isOwnLast(_ i: Int, _ j: Int) -> Bool { i > 0 && (j == 0 || own[i - 1] * factor > others[j - 1]) }
    /// The last of some values of both lists.
    func last(_ i: Int, _ j: Int) -> Double { isOwnLast(i, j) ? own[i - 1] * factor : others[j - 1] }
    let sum = Double(i) + referenceSum
    let lastValue = last(i, j)
    let lastPosition = sum - (isOwnLast(i, j) ? 1 : weight) / 2
    let step = sum + (takesOwn ? 1 : weight) / 2 - lastPosition
    return step <= 0 ? value : lastValue + (value - lastValue) * ((target - lastPosition) / step)
  }

  /// The first of some indices of which something holds, which then holds of all behind it.
  @inline(__always)
  private static func first(_ count: Int, where isThere: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isThere(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
