internal import Foundation

/// The median, or another quantile, of the last so many powers, on a scale of 1/32 octave; a push costs a few steps and allocates nothing.
///
/// The scale is one of doublings so that a change of gain by a power of two moves every bin alike. Powers from 2⁻⁶⁴
/// to 2⁶⁴ are told apart, whatever their unit.
struct RunningQuantile: Sendable {
  static let binsPerOctave = 32.0
  private static let binCount = 4096

  private var ring: [UInt16]
  private var counts = [Int32](repeating: 0, count: RunningQuantile.binCount)
  private var next = 0
  private(set) var count = 0
  // The bin that holds the quantile, and how many values lie in the bins under it.
  private var middle = 0
  private var below = 0

  private let share: Double

  /// Keeps `capacity` values, and tells the one under which `share` of them lie.
  init(capacity: Int, share: Double = 0.5) {
    ring = [UInt16](repeating: 0, count: max(1, capacity))
    self.share = share
  }

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
    let rank = Int(Double(count - 1) * share)
    while below > rank {
      middle -= 1
      below -= Int(counts[middle])
    }
    while below + Int(counts[middle]) <= rank {
      below += Int(counts[middle])
      middle += 1
    }
  }

  /// The binary logarithm of the quantile; meaningless before the first value.
  var log2Value: Double { (Double(middle) + 0.5) / Self.binsPerOctave - 64 }
}
