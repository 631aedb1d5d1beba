/// Looks for electrode pops: a step within 20 ms out of a quiet line, most of which is still there 50 to 150 ms
/// later.
///
/// It answers 0.15 s after the step. A sample costs a store and a subtraction.
struct PopWatch: Sendable {
  private let step: Double
  private let held: Double
  private let rise: Int
  private let before: Int
  private let after: Int
  private let settle: Int
  private var ring: [Double]
  private var next = 0
  private var filled = 0
  private var rest = 0

  init(samplesPerSecond: Int, thresholds: DoubtThresholds) {
    let rate = Double(samplesPerSecond)
    step = thresholds.popStep
    held = thresholds.popHeld
    rise = max(1, Int((thresholds.popTime * rate).rounded(.up)))
    before = max(3, Int(0.15 * rate))
    after = max(3, Int(0.15 * rate))
    settle = max(1, Int(0.05 * rate))
    ring = [Double](repeating: 0, count: before + rise + after + 1)
  }

  /// The sample `ago` samples before the newest.
  private func sample(_ ago: Int) -> Double {
    let at = next - 1 - ago
    return ring[at < 0 ? at + ring.count : at]
  }

  /// Takes a sample, and returns whether it shows that there was a pop.
  mutating func push(_ value: Double) -> Bool {
    ring[next] = value
    next = next + 1 == ring.count ? 0 : next + 1
    if filled < ring.count { filled += 1 }
    if rest > 0 { rest -= 1 }
    guard filled == ring.count, rest == 0 else { return false }
    let jump = sample(after) - sample(after + rise)
    guard abs(jump) >= step, isHeld(jump) else { return false }
    // The samples of one step make one pop.
    rest = before + after
    return true
  }

  private func isHeld(_ jump: Double) -> Bool {
    var (sum, low, high) = (0.0, Double.infinity, -Double.infinity)
    for ago in (after + rise)..<(after + rise + before) {
      let value = sample(ago)
      sum += value
      low = min(low, value)
      high = max(high, value)
    }
    let quiet = sum / Double(before)
    // Out of unrest a step is a part of a movement.
    guard high - low <= 0.5 * abs(jump) else { return false }
    (sum, low, high) = (0, .infinity, -.infinity)
    for ago in 0..<(after - settle) {
      let value = sample(ago)
      sum += value
      low = min(low, value)
      high = max(high, value)
    }
    let level = sum / Double(after - settle)
    return (level - quiet) / jump >= held && high - low <= 0.7 * abs(jump)
  }
}
