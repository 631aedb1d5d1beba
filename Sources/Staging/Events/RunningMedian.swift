internal import Foundation

/// The median of the last so many powers, on a scale of 1/32 octave; a push costs a few steps and allocates nothing.
///
/// The scale is one of doublings so that a change of gain by a power of two moves every bin alike. Powers from 2⁻⁶⁴
/// to 2⁶⁴ are told apart, whatever their unit.
struct RunningMedian: Sendable {
  static let binsPerOctave = 32.0
  private static let binCount = 4096

  private var ring: [UInt16]
  private var counts = [Int32](repeating: 0, count: RunningMedian.binCount)
  private var next = 0
  private(set) var count = 0
  // The bin that holds the median, and how many values lie in the bins under it.
  private var middle = 0
  private var below = 0

  init(capacity: Int) { ring = [UInt16](repeating: 0, count: max(1, capacity)) }

  /// Takes the binary logarithm of a power.
  mutating func push(log2 value: Double) {
    let scaled = ((value + 64) * Self.binsPerOctave).rounded(.down)
    let bin = Int(min(max(scaled, 0), Double(Self.binCount - 1)))
    if count == ring.count {
      let old = Int(ring[next])
      counts[old] -= 1
      if old < middle { below -= 1 }
      count -= 1
    }
    ring[next] = UInt16(bin)
    next = next + 1 == ring.count ? 0 : next + 1
    counts[bin] += 1
    if bin < middle { below += 1 }
    count += 1
    let rank = (count - 1) / 2
    while below > rank {
      middle -= 1
      below -= Int(counts[middle])
    }
    while below + Int(counts[middle]) <= rank {
      below += Int(counts[middle])
      middle += 1
    }
  }

  /// The binary logarithm of the median; meaningless before the first value.
  var log2Median: Double { (Double(middle) + 0.5) / Self.binsPerOctave - 64 }
}
