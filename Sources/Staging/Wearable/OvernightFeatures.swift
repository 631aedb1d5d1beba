internal import Foundation

/// The features of a whole night, with all of it in view.
struct OvernightFeatures {
  /// The rows that one regression looks at, and how many epochs away the measurements behind each lie.
  struct Part {
    fileprivate(set) var columns: [[Double]] = []
    fileprivate(set) var named: [Int] = []
    let ages: [Int]
  }

  /// What was never measured lies this far away.
  static let never = Int.max / 4

  private(set) var parts: [(input: WearableModel.Input, part: Part)] = []
  private let count: Int

  init(_ night: WearableNight, scaling: WearableModel.Scaling) {
    count = night.epochCount
    let movement = Self.movement(night)
    let (variation, beats) = Self.heart(night)
    var activityAges: [Int]?
    var columnsOfActivity: [[Double]] = []
    if let movement {
      let (filled, ages) = Self.held(movement)
      let measured = movement.compactMap(\.self)
      let total = measured.reduce(0, +)
      let log = filled.map {
        WearableLayout.scaled($0, total: total, count: Double(measured.count), by: scaling)
      }
      columnsOfActivity = columns(log, WearableLayout.activity[0])
      activityAges = ages
      add(.activity, [(columnsOfActivity, WearableLayout.activity[0])], ages)
    }
    guard let variation else { return }
    let (filled, ofValues) = Self.held(variation)
    let heartAges = Self.ages(night).map { zip(ofValues, $0).map { max($0, $1) } } ?? ofValues
    let usual = Self.median(variation.compactMap(\.self))
    let log = filled.map { WearableLayout.scaled(variation: $0, usual: usual) }
    let ofHeart = columns(log, WearableLayout.heart[0])
    add(.heart, [(ofHeart, WearableLayout.heart[0])], heartAges)
    if let beats {
      var blocks = [(ofHeart, WearableLayout.heart[0])]
      var ages = heartAges
      for stream in 0..<3 {
        let values = beats.map { $0.map { $0[stream] } }
        let (filled, own) = Self.held(values)
        let known = values.compactMap(\.self)
        let mean = known.reduce(0, +) / Double(max(1, known.count))
        let layout = stream == 0 ? WearableLayout.firstBeat[0] : WearableLayout.otherBeat[0]
        blocks.append((columns(filled.map { $0 - mean }, layout), layout))
        ages = zip(ages, own).map { max($0, $1) }
      }
      add(.beats, blocks, ages)
    }
    if let activityAges {
      add(
        .both,
        [(columnsOfActivity, WearableLayout.activity[0]), (ofHeart, WearableLayout.heart[0])],
        zip(activityAges, heartAges).map { max($0, $1) })
    }
  }

  func part(_ input: WearableModel.Input) -> Part? { parts.first { $0.input == input }?.part }

  /// Writes the row of an epoch, products included.
  static func row(_ part: Part, epoch: Int, into row: inout [Double]) {
    row.removeAll(keepingCapacity: true)
    for column in part.columns { row.append(column[epoch]) }
    for (a, i) in part.named.enumerated() { for j in part.named[a...] { row.append(row[i] * row[j]) } }
  }

  // MARK: From what was measured to one number an epoch

  private static func movement(_ night: WearableNight) -> [Double?]? {
    guard !night.activity.isEmpty else { return nil }
    guard !night.activityIsSmoothed else { return night.activity }
    return night.activity.indices.map { epoch in
      MovementSmoothing.value(epoch: epoch, last: night.epochCount - 1) { night.activity[$0] }
    }
  }

  private static func heart(_ night: WearableNight) -> ([Double?]?, [[3 of Double]?]?) {
    var converter = HeartVariation()
    let epochs = 0..<night.epochCount
    func variation(_ samples: [HeartRateSample]) -> [Double?] {
      epochs.map { converter.value(epoch: $0, last: night.epochCount - 1, samples: samples) }
    }
    switch night.heart {
    case .none: return (nil, nil)
    case .variation(let values): return (values.isEmpty ? nil : values, nil)
    case .rates(let samples): return (variation(samples), nil)
    case .beats(let samples):
      // 60 s to either side of the epoch.
      return (
        variation(samples),
        epochs.map { BeatStatistics.value(before: Double($0 + 1) * 30 + 60, beats: samples) }
      )
    }
  }

  /// How many epochs away the nearest sample of the heart lies; `nil` where its variation itself was
  /// measured.
  private static func ages(_ night: WearableNight) -> [Int]? {
    switch night.heart {
    case .none, .variation: return nil
    case .rates(let samples), .beats(let samples):
      var felt = [Double?](repeating: nil, count: night.epochCount)
      for sample in samples { felt[Int(sample.seconds / 30)] = 0 }
      return held(felt).ages
    }
  }

  /// Fills holes with the nearest known value, the earlier of two equally near, and says how far away it
  /// lies.
  static func held(_ values: [Double?]) -> (filled: [Double], ages: [Int]) {
    var filled = [Double](repeating: 0, count: values.count)
    var ages = [Int](repeating: never, count: values.count)
    var last: Int?
    for i in values.indices {
      if values[i] != nil { last = i }
      if let last, let value = values[last] { (filled[i], ages[i]) = (value, i - last) }
    }
    last = nil
    for i in values.indices.reversed() {
      if values[i] != nil { last = i }
      if let last, let value = values[last], last - i < ages[i] { (filled[i], ages[i]) = (value, last - i) }
    }
    return (filled, ages)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  // MARK: Features

  private mutating func add(
    _ input: WearableModel.Input, _ blocks: [([[Double]], WearableLayout.Stream)], _ ages: [Int]
  ) {
    var part = Part(ages: ages)
    for (columns, layout) in blocks {
      part.named += layout.named.map { $0 + part.columns.count }
      part.columns += columns
    }
    part.named.append(part.columns.count)
    for i in 0..<WearableLayout.timeCount {
      part.columns.append((0..<count).map { WearableLayout.time($0)[i] })
    }
    parts.append((input, part))
  }

  private func columns(_ x: [Double], _ layout: WearableLayout.Stream) -> [[Double]] {
    func shifted(_ k: Int) -> [Double] { x.indices.map { x[min(max($0 + k, 0), x.count - 1)] } }
    var columns = layout.shifts.map(shifted)
    for sigma in layout.scales { columns.append(Self.gaussian(x, sigma)) }
    if layout.hasSlope { columns.append(zip(shifted(1), shifted(-1)).map { abs($0 - $1) }) }
    for reach in layout.windows {
      let windows = x.indices.map { WindowStatistics(x[max(0, $0 - reach)...min(x.count - 1, $0 + reach)]) }
      columns.append(windows.map(\.largest))
      if layout.countsQuiet {
        columns.append(windows.map(\.quiet))
      } else {
        columns.append(windows.map(\.smallest))
        columns.append(windows.map(\.deviation))
      }
    }
    return columns
  }

  private static func gaussian(_ x: [Double], _ sigma: Double) -> [Double] {
    let reach = Int((4 * sigma).rounded(.up))
    let weights = (0...reach).map { exp(-0.5 * (Double($0) / sigma) * (Double($0) / sigma)) }
    return x.indices.map { i in
      var (sum, weight) = (0.0, 0.0)
      for j in max(0, i - reach)...min(x.count - 1, i + reach) {
        sum += weights[abs(j - i)] * x[j]
        weight += weights[abs(j - i)]
      }
      return sum / weight
    }
  }
}

/// What a window of a stream shows.
struct WindowStatistics {
  var largest = -Double.infinity
  var smallest = Double.infinity
  /// The share of quiet epochs.
  var quiet = 0.0
  /// The standard deviation, over the count.
  var deviation = 0.0

  init(_ values: some Collection<Double>) {
    var mean = 0.0
    for value in values {
      largest = max(largest, value)
      smallest = min(smallest, value)
      if value < WearableLayout.quiet { quiet += 1 }
      mean += value
    }
    let count = Double(max(values.count, 1))
    mean /= count
    quiet /= count
    for value in values { deviation += (value - mean) * (value - mean) }
    deviation = (deviation / count).squareRoot()
  }
}
