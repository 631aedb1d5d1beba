internal import Foundation
internal import Signals
internal import SleepCore

/// Band powers of the running signal, one row a second, and the mean of the last half minute's rows.
///
/// A row is the periodogram (Hann, mean taken off) of the 2.56 s that end with the second; an epoch's powers are
/// the mean of the 28 rows whose segments lie inside it, which is Welch's estimate with a hop of 1 s.
struct BandFeatures: Sendable {
  static let window = 30
  /// The segments that lie wholly inside the last 30 s.
  static let rowsInWindow = 28
  /// Fewer usable rows than this give no answer.
  static let fewestRows = 10
  /// The smallest power density that counts, in µV²/Hz: the floor of the training data.
  static let floor = 1e-4

  let bandCount: Int
  private let bins: [Range<Int>]
  private var spectrum: StreamingSpectrum
  /// Samples that a first segment skips so that it ends with a whole second.
  private let alignment: Int
  private var skip: Int
  private var isFresh = false
  private var isWhole = true
  // Rings of one row a second: the powers, whether the second itself is usable, whether the row is.
  private var powers: [Double]
  private var usableSeconds: [Bool]
  private var usableRows: [Bool]
  private var newest = -1

  init(head: StagerModel.Head, samplingRate: Frequency) throws(StagerError) {
    bandCount = head.bandCount
    let perSecond = Int(samplingRate.hertz.rounded())
    let segment = Self.segmentLength(samplingRate: samplingRate.hertz)
    do throws(FilterError) {
      spectrum = try StreamingSpectrum(
        samplingRate: samplingRate, segment: segment, hop: perSecond, keeping: 1)
    } catch {
      throw .samplingRate(samplingRate)
    }
    let highest = 0.45 * samplingRate.hertz
    var ranges: [Range<Int>] = []
    for band in 0..<head.bandCount {
      ranges.append(
        spectrum.bins(
          from: .hertz(head.edges[band]), to: .hertz(min(head.edges[band + 1], highest))))
    }
    bins = ranges
    alignment = 3 * perSecond - segment
    skip = alignment
    powers = [Double](repeating: 0, count: Self.window * head.bandCount)
    usableSeconds = [Bool](repeating: false, count: Self.window)
    usableRows = usableSeconds
  }

  /// The even number of samples nearest to 2.56 s that has no prime factor but 2, 3 and 5; the smaller of two.
  static func segmentLength(samplingRate: Double) -> Int {
    let wanted = 2.56 * samplingRate
    var best = 2
    for candidate in stride(from: 2, through: Int(wanted * 1.2) + 2, by: 2) {
      var rest = candidate
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      if rest == 1, abs(Double(candidate) - wanted) < abs(Double(best) - wanted) { best = candidate }
    }
    return best
  }

  mutating func push(_ microvolts: Double) {
    if !microvolts.isFinite { isWhole = false }
    if skip > 0 {
      skip -= 1
      return
    }
    if spectrum.push(microvolts.isFinite ? microvolts : 0) { isFresh = true }
  }

  /// Closes a second: keeps its row, and says whether it may be used.
  mutating func second(usable: Bool) {
    let previous = newest < 0 ? 0 : newest
    newest = newest + 1 >= Self.window ? 0 : newest + 1
    let before = previous == 0 ? Self.window - 1 : previous - 1
    usableSeconds[newest] = usable && isWhole
    usableRows[newest] = isFresh && usableSeconds[newest] && usableSeconds[previous] && usableSeconds[before]
    if usableRows[newest] {
      for band in 0..<bandCount {
        let range = bins[band]
        powers[newest * bandCount + band] =
          spectrum.bandPower(bins: range) / (spectrum.resolution.hertz * Double(range.count))
      }
    }
    isFresh = false
    isWhole = true
  }

  /// Puts the mean log powers of the last 30 s into `logs`, and returns whether there were enough rows.
  func logPowers(into logs: inout [Double]) -> Bool {
    var count = 0
    for band in 0..<bandCount { logs[band] = 0 }
    for ago in 0..<Self.rowsInWindow {
      let row = newest - ago < 0 ? newest - ago + Self.window : newest - ago
      guard row >= 0, usableRows[row] else { continue }
      count += 1
      for band in 0..<bandCount { logs[band] += powers[row * bandCount + band] }
    }
    guard count >= Self.fewestRows else { return false }
    for band in 0..<bandCount { logs[band] = log(max(logs[band] / Double(count), Self.floor)) }
    return true
  }

  /// Begins anew after a gap; what was kept of the last half minute stays where it is in time.
  mutating func restart() {
    spectrum.reset()
    skip = alignment
    isFresh = false
    isWhole = true
  }
}
