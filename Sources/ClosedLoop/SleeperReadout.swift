/// What is learnt about one sleeper: a linear correction of the expected wave, fitted to the waves that went by.
///
/// Recursive least squares (Plackett, Biometrika 37, 1950) from the hidden units of the networks to what was left
/// over between the expected unit wave and the true one. It begins at no correction, as sure of it as after
/// `priorWeight` waves' samples.
struct SleeperReadout: Sendable {
  typealias Lanes = SIMD4<Double>
  /// How many samples (32 a second) of large waves the zero that it begins at is worth.
  private static let priorWeight = 2000.0

  let width: Int
  private let blocks: Int
  private var covariance: [Lanes]
  private var product: [Lanes]
  private var real: [Lanes]
  private var imaginary: [Lanes]

  /// - Parameter width: how many numbers a situation is described by; a multiple of 4.
  init(width: Int) {
    self.width = width
    blocks = width / 4
    let none = Lanes(repeating: 0)
    covariance = [Lanes](repeating: none, count: width * (width / 4))
    for row in 0..<width { covariance[row * blocks + row / 4][row % 4] = 1 / Self.priorWeight }
    // Each by itself: arrays that share their memory are copied when one of them is first written to, in a sample.
    product = [Lanes](repeating: none, count: blocks)
    real = [Lanes](repeating: none, count: blocks)
    imaginary = [Lanes](repeating: none, count: blocks)
  }

  /// The correction in a situation.
  func correction(_ situation: [Lanes]) -> (real: Double, imaginary: Double) {
    var re = Lanes(repeating: 0)
    var im = re
    for b in 0..<min(blocks, situation.count) {
      re += real[b] * situation[b]
      im += imaginary[b] * situation[b]
    }
    return (re.sum(), im.sum())
  }

  /// Learns that in a situation (from `start` on in a longer row) the correction should have been another one.
  mutating func learn(
    _ situations: [Lanes], from start: Int, wantedReal: Double, wantedImaginary: Double, weight: Double
  ) {
    for b in 0..<blocks { product[b] = Lanes(repeating: 0) }
    var (spread, missingReal, missingImaginary) = (0.0, wantedReal, wantedImaginary)
    for c in 0..<blocks {
      let values = situations[start + c]
      for lane in 0..<4 {
        let row = (c * 4 + lane) * blocks
        let value = values[lane]
        for b in 0..<blocks { product[b] += covariance[row + b] * value }
      }
      missingReal -= (real[c] * values).sum()
      missingImaginary -= (imaginary[c] * values).sum()
    }
    for b in 0..<blocks { spread += (product[b] * situations[start + b]).sum() }
    let gain = 1 / (1 / weight + spread)
    guard gain.isFinite, spread >= 0 else { return }
    for c in 0..<blocks {
      let gains = product[c] * gain
      real[c] += gains * missingReal
      imaginary[c] += gains * missingImaginary
      for lane in 0..<4 {
        let row = (c * 4 + lane) * blocks
        let value = gains[lane]
        for b in 0..<blocks { covariance[row + b] -= product[b] * value }
      }
    }
  }
}
