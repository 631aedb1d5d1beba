/// The median of the last so many numbers.
///
/// Everything is made at the start; a number costs O(capacity).
struct RunningMedian: Sendable {
  private var ring: [Double]
  private var sorted: [Double]
  private var next = 0
  private(set) var count = 0

  init(capacity: Int) {
    ring = [Double](repeating: 0, count: max(1, capacity))
    sorted = ring
  }

  /// The median, the upper one of the two in the middle; 0 before there is a number.
  var median: Double { count == 0 ? 0 : sorted[count / 2] }

  /// Takes a number; one that is not finite is left out.
  mutating func push(_ value: Double) {
    guard value.isFinite else { return }
    if count == ring.count { remove(ring[next]) }
    ring[next] = value
    next = next + 1 == ring.count ? 0 : next + 1
    var at = count
    while at > 0, sorted[at - 1] > value {
      sorted[at] = sorted[at - 1]
      at -= 1
    }
    sorted[at] = value
    count += 1
  }

  private mutating func remove(_ value: Double) {
    var at = 0
    while at < count - 1, sorted[at] != value { at += 1 }
    while at < count - 1 {
      sorted[at] = sorted[at + 1]
      at += 1
    }
    count -= 1
  }
}
