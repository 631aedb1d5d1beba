#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A cumulative sum of counts that notices when a version of a program begins to do worse.
///
/// Lucas, *Counted data CUSUM's*, Technometrics 27 (1985) 129-144: S = max(0, S + X − k) over periods with
/// counts X, and a warning where S ≥ h. The reference k = (μ₁ − μ₀)/(ln μ₁ − ln μ₀) makes it the quickest
/// for a change from a mean of μ₀ to one of μ₁. Here k is a whole number of twentieths, so S stands on a
/// grid, is a Markov chain of known size, and its average run length is exact (Brook and Evans, Biometrika
/// 59 (1972) 539-549). h is the smallest that keeps false warnings as far apart, on average, as is asked.
///
/// Every chart warns some day, though nothing is wrong: it has a run length and no α. It says where to look
/// and halts nothing; that is for monitors (``SignalMonitor``).
public struct PoissonCUSUM: Sendable, Hashable {
  /// The grid: S, k and h are counted in twentieths.
  public static let grid = 20

  /// The mean count of a period where nothing is wrong (μ₀).
  ///
  /// Where nights come unevenly, a period ends when this many events were to be expected.
  public let mean: Double
  /// The ratio μ₁/μ₀ that is to be noticed soonest.
  public let rateRatio: Double
  /// The reference k, in twentieths of an event.
  public let reference: Int
  /// The boundary h, in twentieths of an event.
  public let boundary: Int
  /// Whether S begins at half of h, for a version that is bad from its first night (Lucas and Crosier,
  /// Technometrics 24 (1982) 199-205).
  public let hasHeadStart: Bool
  /// The exact mean number of periods to a false warning.
  public let averageRunLength: Double

  /// Finds k and h; some 70 ms for a mean of 1, up to 3 s for a mean of 50 and a run length of 100,000.
  ///
  /// - Parameters:
  ///   - mean: from 0.05 to 50.
  ///   - rateRatio: above 1, up to 20.
  ///   - runLength: the periods wanted between false warnings, from 2 to 10⁶.
  ///   - hasHeadStart: whether S begins at half of h.
  /// - Throws: ``EvidenceError`` for anything else, or where the boundary would lie above 100 events.
  public init(
    mean: Double, rateRatio: Double, runLength: Double, hasHeadStart: Bool = false
  ) throws(EvidenceError) {
    try EvidenceError.check(mean, above: 0.0499, below: 50.001, as: "mean of a CUSUM")
    try EvidenceError.check(rateRatio, above: 1, below: 20.001, as: "rate ratio of a CUSUM")
    try EvidenceError.check(runLength, above: 1.999, below: 1_000_001, as: "run length of a CUSUM")
    // At least the mean's next twentieth, or S would grow although nothing is wrong.
    let exact = mean * (rateRatio - 1) / log(rateRatio) * Double(Self.grid)
    let reference = max(Int(exact.rounded()), Int(mean * Double(Self.grid)) + 1)
    func length(_ boundary: Int) -> Double {
      Self.runLength(mean: mean, reference: reference, boundary: boundary, hasHeadStart: hasHeadStart)
    }
    var high = Self.grid
    while length(high) < runLength {
      high *= 2
      guard high <= 100 * Self.grid else {
        throw EvidenceError(
          "its boundary would lie above 100 events",
          at: "CUSUM for a mean of \(mean) and a ratio of \(rateRatio)",
          remedy: "Ask for a shorter run length, a larger ratio, or shorter periods.")
      }
    }
    var low = 0
    while high - low > 1 {
      let middle = (low + high) / 2
      if length(middle) < runLength { low = middle } else { high = middle }
    }
    self.mean = mean
    self.rateRatio = rateRatio
    self.reference = reference
    self.hasHeadStart = hasHeadStart
    boundary = high
    averageRunLength = length(high)
  }

  /// The exact mean number of periods to a warning where the mean count is `ratio` times as high.
  ///
  /// - Throws: ``EvidenceError`` where the ratio is not above 0 and at most 100.
  public func averageRunLength(rateRatio ratio: Double) throws(EvidenceError) -> Double {
    try EvidenceError.check(ratio, above: 0, below: 100.001, as: "rate ratio")
    return Self.runLength(
      mean: mean * ratio, reference: reference, boundary: boundary, hasHeadStart: hasHeadStart)
  }

  /// The sum so far, and whether it ever warned.
  public struct Chart: Sendable, Hashable {
    /// S, in twentieths of an event.
    public fileprivate(set) var sum: Int
    /// Periods so far.
    public fileprivate(set) var periods = 0
    /// The first period with a warning, counted from 1; it stays.
    public fileprivate(set) var warning: Int?
  }

  /// A new chart.
  public var start: Chart { Chart(sum: hasHeadStart ? boundary / 2 : 0) }

  /// Adds a period's count; counts above 10⁹ count as that, below 0 as 0.
  public func add(_ count: Int, to chart: inout Chart) {
    let grown = chart.sum + min(max(count, 0), 1_000_000_000) * Self.grid - reference
    chart.sum = min(max(grown, 0), Int.max / 4)
    chart.periods += 1
    if chart.sum >= boundary && chart.warning == nil { chart.warning = chart.periods }
  }

  /// The mean time to leave the states below the boundary: (I − Q) L = 1, by Gaussian elimination.
  ///
  /// Rows of I − Q are weakly dominated by their diagonal, so no pivoting is needed. O(boundary³).
  static func runLength(mean: Double, reference: Int, boundary: Int, hasHeadStart: Bool) -> Double {
    let n = boundary
    var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    var right = [Double](repeating: 1, count: n)
    for from in 0..<n {
      rows[from][from] = 1
      var count = 0
      while true {
        let to = from + count * grid - reference
        guard to < n else { break }
        rows[from][max(to, 0)] -= exp(Double(count) * log(mean) - mean - GammaFunctions.logFactorial(count))
        count += 1
      }
    }
    for pivot in 0..<n {
      for row in pivot + 1..<n where rows[row][pivot] != 0 {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot..<n { rows[row][column] -= factor * rows[pivot][column] }
        right[row] -= factor * right[pivot]
      }
    }
    for row in stride(from: n - 1, through: 0, by: -1) {
      var sum = right[row]
      for column in row + 1..<n { sum -= rows[row][column] * right[column] }
      right[row] = sum / rows[row][row]
    }
    return right[hasHeadStart ? boundary / 2 : 0]
  }
}
