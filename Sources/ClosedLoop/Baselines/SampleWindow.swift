internal import SleepCore

/// The last samples of a signal as a baseline wants them: relative to the first one, with gaps held.
///
/// An electrode's offset may be a thousand times the wave; taking the first sample off keeps it out of the sums.
/// Every sample stands twice in memory, so that a window always lies in one piece.
struct SampleWindow: Sendable {
  let count: Int
  private(set) var values: [Double]
  private(set) var start = 0
  private var first = 0.0
  private(set) var last = 0.0
  private(set) var hasBegun = false

  /// A window that has seen nothing: as if the first sample had always been there.
  init(count: Int) {
    self.count = count
    values = [Double](repeating: 0, count: 2 * count)
  }

  /// Takes in a sample, and says whether the signal has begun.
  mutating func push(_ microvolts: Double) -> Bool {
    if !hasBegun {
      guard microvolts.isFinite else { return false }
      hasBegun = true
      first = microvolts
    }
    if microvolts.isFinite { last = microvolts - first }
    values[start] = last
    values[start + count] = last
    start = start + 1 == count ? 0 : start + 1
    return true
  }

  /// The mean of the window.
  var mean: Double {
    var sums = SIMD8<Double>(repeating: 0)
    var tail = 0.0
    unsafe values.withUnsafeBufferPointer { values in
      var i = start
      while i + 8 <= start + count {
        var eight = SIMD8<Double>(repeating: 0)
        for lane in 0..<8 { eight[lane] = unsafe values[i + lane] }
        sums += eight
        i += 8
      }
      while i < start + count {
        unsafe tail += values[i]
        i += 1
      }
    }
    return (sums.sum() + tail) / Double(count)
  }

  /// The oldest sample is 0, the newest `count - 1`.
  subscript(index: Int) -> Double { values[start + index] }

  mutating func reset() {
    for i in values.indices { values[i] = 0 }
    (start, first, last, hasBegun) = (0, 0, 0, false)
  }

  /// The sum of the window's samples, each times its weight, oldest first; always added in the same order.
  ///
  /// - Precondition: `weights` has as many numbers as the window has samples.
  func dot(_ weights: [Double]) -> Double { dotProduct(values, from: start, weights) }

}

/// Σ values[from + i]·weights[i], in eight sums side by side and so always in the same order.
func dotProduct(_ values: [Double], from: Int, _ weights: [Double]) -> Double {
  let count = weights.count
  precondition(from >= 0 && from + count <= values.count, "the weights reach beyond the values")
  var sums = SIMD8<Double>(repeating: 0)
  var tail = 0.0
  unsafe values.withUnsafeBufferPointer { values in
    unsafe weights.withUnsafeBufferPointer { weights in
      var i = 0
      while i + 8 <= count {
        var a = SIMD8<Double>(repeating: 0)
        var b = a
        for lane in 0..<8 {
          a[lane] = unsafe values[from + i + lane]
          b[lane] = unsafe weights[i + lane]
        }
        sums += a * b
        i += 8
      }
      while i < count {
        unsafe tail += values[from + i] * weights[i]
        i += 1
      }
    }
  }
  return sums.sum() + tail
}

/// Σ values[n]·values[n − lag] for n from `lag` up to `count`, in eight sums side by side.
func lagProduct(_ values: [Double], count: Int, lag: Int) -> Double {
  precondition(lag >= 0 && count <= values.count, "the sum reaches beyond the values")
  var sums = SIMD8<Double>(repeating: 0)
  var tail = 0.0
  unsafe values.withUnsafeBufferPointer { values in
    var n = lag
    while n + 8 <= count {
      var a = SIMD8<Double>(repeating: 0)
      var b = a
      for lane in 0..<8 {
        a[lane] = unsafe values[n + lane]
        b[lane] = unsafe values[n - lag + lane]
      }
      sums += a * b
      n += 8
    }
    while n < count {
      unsafe tail += values[n] * values[n - lag]
      n += 1
    }
  }
  return sums.sum() + tail
}
