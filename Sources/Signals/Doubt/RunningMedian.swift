/// The median of the last so many numbers, and how far they spread about it.
///
/// Everything is made at the start; a number costs O(capacity), and nothing is allocated.
package struct RunningMedian: Sendable {
  private var ring: [Double]
  private var sorted: [Double]
  private var next = 0
  package private(set) var count = 0

  package init(capacity: Int) {
    ring = [Double](repeating: 0, count: max(1, capacity))
    sorted = ring
  }

  /// The median, the upper one of the two in the middle; 0 before there is a number.
  package var median: Double { count == 0 ? 0 : sorted[count / 2] }

  /// The median absolute deviation from ``median``; 0 before there is a number.
  package var spread: Double {
    guard count > 0 else { return 0 }
    // From the median outwards, nearest first.
    var (low, high, spread) = (count / 2, count / 2 + 1, 0.0)
    for _ in 0...(count / 2) {
      let down = low >= 0 ? median - sorted[low] : .infinity
      let up = high < count ? sorted[high] - median : .infinity
      spread = min(down, up)
      if down <= up { low -= 1 } else { high += 1 }
    }
    return spread
  }

  /// Takes a number; one that is not finite is left out.
  package mutating func push(_ value: Double) {
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
