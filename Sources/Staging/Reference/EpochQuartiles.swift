/// The distance from the first to the third quartile of an epoch, without sorting all of it.
///
/// Samples are counted in 512 bins over five standard deviations; only those of the bins that hold a quartile
/// are sorted. The bins of equal or wild epochs may hold many samples, which costs time and changes nothing.
struct EpochQuartiles: Sendable {
  private static let count = EpochExtractor.count
  private static let bins = 512
  private var places = [UInt16](repeating: 0, count: count)
  private var counts = [Int32](repeating: 0, count: bins)
  private var members = [Double](repeating: 0, count: count)

  /// The range of NumPy's linear quantiles.
  mutating func range(_ x: UnsafePointer<Double>, mean: Double, deviation: Double) -> Double {
    let scale = Double(Self.bins) / (5 * deviation)
    guard scale.isFinite, mean.isFinite else { return .nan }
    for i in 0..<Self.bins { counts[i] = 0 }
    let middle = Double(Self.bins / 2) - mean * scale
    unsafe places.withUnsafeMutableBufferPointer { places in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        let (zero, most) = (Four.zero, Four(repeating: Double(Self.bins - 1)))
        for i in stride(from: 0, to: Self.count, by: 4) {
          var place = unsafe four(x, i) * scale + middle
          place.replace(with: zero, where: place .< zero)
          place.replace(with: most, where: place .> most)
          // At 2⁵² the lowest bit stands for 1: adding that rounds, and leaves the whole number in the low bits.
          let whole = unsafe unsafeBitCast(place + 0x1p52, to: SIMD4<UInt64>.self)
          for lane in 0..<4 {
            let bin = Int(truncatingIfNeeded: whole[lane] & 0x1FF)
            unsafe places[i + lane] = UInt16(truncatingIfNeeded: bin)
            unsafe counts[bin] &+= 1
          }
        }
      }
    }
    return unsafe quantile(x, 0.75) - quantile(x, 0.25)
  }

  private mutating func quantile(_ x: UnsafePointer<Double>, _ q: Double) -> Double {
    let position = q * Double(Self.count - 1)
    let rank = Int(position)
    // The bins of this rank and of the next.
    var (low, before) = (0, 0)
    while before + Int(counts[low]) <= rank {
      before += Int(counts[low])
      low += 1
    }
    var (high, through) = (low, before + Int(counts[low]))
    while through <= rank + 1 {
      high += 1
      through += Int(counts[high])
    }
    var found = 0
    unsafe places.withUnsafeBufferPointer { places in
      unsafe members.withUnsafeMutableBufferPointer { members in
        let (from, width) = (UInt16(low), UInt16(high - low))
        for i in 0..<Self.count where unsafe places[i] &- from <= width {
          unsafe members[found] = x[i]
          found += 1
        }
        unsafe members[..<found].sort()
      }
    }
    let (a, b) = (members[rank - before], members[rank - before + 1])
    let t = position - Double(rank)
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)
  }
}
