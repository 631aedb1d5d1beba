internal import Foundation

/// One stream of numbers, seen from its end: its last 81 values and means that fade.
struct PastStream: Sendable {
  private static let capacity = 81
  private let layout: WearableLayout.Stream
  private let decays: [Double]
  private var ring = [Double](repeating: 0, count: capacity)
  private var position = 0
  private(set) var count = 0
  private var sums: [Double]
  private var weights: [Double]

  init(_ layout: WearableLayout.Stream) {
    self.layout = layout
    decays = layout.scales.map { exp(-1 / $0) }
    sums = decays.map { _ in 0 }
    weights = decays.map { _ in 0 }
  }

  mutating func push(_ value: Double) {
    position = position + 1 == Self.capacity ? 0 : position + 1
    ring[position] = value
    count += 1
    for (i, decay) in decays.enumerated() {
      sums[i] = sums[i] * decay + value
      weights[i] = weights[i] * decay + 1
    }
  }

  /// The value so many epochs back, or the first.
  private func value(back epochs: Int) -> Double {
    ring[(position - min(epochs, count - 1) + Self.capacity) % Self.capacity]
  }

  /// Appends the features of the epoch that was pushed last.
  func append(to row: inout [Double]) {
    for shift in layout.shifts { row.append(value(back: -shift)) }
    for i in decays.indices { row.append(sums[i] / weights[i]) }
    for reach in layout.windows {
      let length = min(reach + 1, count)
      let window = WindowStatistics((0..<length).lazy.map { value(back: length - 1 - $0) })
      row.append(window.largest)
      if layout.countsQuiet {
        row.append(window.quiet)
      } else {
        row.append(window.smallest)
        row.append(window.deviation)
      }
    }
  }
}

/// A value that is carried on, with its age and the sum of all that was measured so far.
struct CarriedValue: Sendable {
  private(set) var value = 0.0
  private(set) var age = OvernightFeatures.never
  private(set) var total = 0.0
  private(set) var count = 0.0
  var mean: Double { total / max(count, 1) }

  mutating func push(_ new: Double?) {
    if let new {
      (value, age) = (new, 0)
      total += new
      count += 1
    } else {
      age = min(age + 1, OvernightFeatures.never)
    }
  }
}

/// The last few values of a stream by their epoch.
struct RecentEpochs: Sendable {
  static let capacity = 32
  private var ring = [Double?](repeating: nil, count: capacity)
  private var next = 0

  mutating func push(_ value: Double?) {
    ring[next % Self.capacity] = value
    next += 1
  }

  /// The value of an epoch, at most 31 before the last.
  subscript(epoch: Int) -> Double? { ring[epoch % Self.capacity] }
}
