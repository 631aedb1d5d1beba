/// What is counted of the samples of one second.
struct SecondStatistics: Sendable {
  private let lowRail: Double
  private let highRail: Double
  private(set) var count = 0
  private(set) var missing = 0
  private(set) var lowest = Double.infinity
  private(set) var highest = -Double.infinity
  private(set) var atRails = 0
  private(set) var repeats = 0
  private(set) var pops = 0
  /// The smallest step since the beginning: the converter's, as soon as it has made one.
  private var smallestStep = Double.infinity
  private var run = 1
  private var longestAtTop = 0
  private var longestAtBottom = 0
  /// The last sample that was a number, which stands in for those that are not.
  private(set) var last = 0.0

  init(rails: ClosedRange<Double>?) {
    let usable = rails.flatMap { $0.lowerBound < $0.upperBound ? $0 : nil }
    lowRail = usable?.lowerBound ?? -Double.infinity
    highRail = usable?.upperBound ?? Double.infinity
  }

  var peakToPeak: Double { highest >= lowest ? highest - lowest : 0 }
  var present: Int { count - missing }
  /// The share of its samples that repeat the one before.
  var repeatShare: Double { present > 1 ? Double(repeats) / Double(present - 1) : 1 }

  /// Takes a sample, and returns it, or the last number before it where it is none.
  mutating func push(_ value: Double) -> Double {
    count += 1
    guard value.isFinite else {
      missing += 1
      return last
    }
    let step = abs(value - last)
    if step == 0 {
      repeats += 1
      run += 1
    } else {
      run = 1
      smallestStep = min(smallestStep, step)
    }
    // A new extreme makes what was held below it no plateau.
    if value > highest { longestAtTop = 0 }
    if value < lowest { longestAtBottom = 0 }
    highest = max(highest, value)
    lowest = min(lowest, value)
    if value == highest { longestAtTop = max(longestAtTop, run) }
    if value == lowest { longestAtBottom = max(longestAtBottom, run) }
    if value <= lowRail || value >= highRail { atRails += 1 }
    last = value
    return value
  }

  mutating func addPop() { pops += 1 }

  /// Begins the next second.
  mutating func begin() {
    (count, missing, atRails, repeats, pops) = (0, 0, 0, 0, 0)
    (lowest, highest) = (.infinity, -.infinity)
    (run, longestAtTop, longestAtBottom) = (1, 0, 0)
  }

  func isSaturated(_ bounds: DoubtThresholds) -> Bool {
    if atRails > 0, Double(atRails) >= bounds.railShare * Double(count) { return true }
    let plateau = max(5, Int((bounds.plateau * Double(count)).rounded(.up)))
    return max(longestAtTop, longestAtBottom) >= plateau
      && peakToPeak >= bounds.plateauSteps * smallestStep
  }
}
