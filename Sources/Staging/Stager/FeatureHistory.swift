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
    guard count < Self.capacity else { return }
    for feature in 0..<ReferenceHour.features {
      insert(wide[feature], list: feature)
      insert(recent[feature], list: ReferenceHour.features + feature)
    }
    count += 1
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
    for list in 0..<FeatureHistory.lists {
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
  /// the line is straight, and beyond the outer ones it is level. One walk over both lists.
  package static func quantiles(
    _ own: Span<Double>, times factor: Double, beside reference: Span<Double>, weighing weight: Double
  ) -> (low: Double, middle: Double, high: Double) {
    let total = Double(own.count) + (weight > 0 ? Double(reference.count) * weight : 0)
    guard total > 0 else { return (0, 0, 0) }
    let targets: [3 of Double] = [0.05 * total, 0.5 * total, 0.95 * total]
    var found: [3 of Double] = [0, 0, 0]
    var (i, j) = (0, weight > 0 ? 0 : reference.count)
    var (sum, lastPosition, lastValue) = (0.0, 0.0, 0.0)
    var next = 0
    var isFirst = true
    while next < 3, i < own.count || j < reference.count {
      let takesOwn =
        i < own.count && (j >= reference.count || own[i] * factor <= reference[j])
      let value = takesOwn ? own[i] * factor : reference[j]
      let mass = takesOwn ? 1 : weight
      if takesOwn { i += 1 } else { j += 1 }
      let position = sum + mass / 2
      sum += mass
      while next < 3, position >= targets[next] {
        let step = position - lastPosition
        let share = isFirst || step <= 0 ? 1 : (targets[next] - lastPosition) / step
        found[next] = isFirst ? value : lastValue + (value - lastValue) * share
        next += 1
      }
      (lastPosition, lastValue, isFirst) = (position, value, false)
    }
    while next < 3 {
      found[next] = lastValue
      next += 1
    }
    return (found[0], found[1], found[2])
  }
}
