internal import Foundation

/// A phase model's networks, made ready for one horizon: what they say there, and nothing else, is worked out.
///
/// Additions, products, divisions and square roots in a fixed order, none fused: the same bits on every machine.
struct PhaseNetwork: Sendable {
  typealias Lanes = SIMD16<Float>

  private struct Layers: Sendable {
    let first: [Lanes]
    let firstBias: [Lanes]
    let second: [Lanes]
    let secondBias: [Lanes]
  }

  /// How fast a slow wave is taken to turn between two horizons, in radians a second: 0.9 Hz, the usual one.
  static let usualTurn = 2 * Double.pi * 0.9

  private let members: [Layers]
  private let output: [SIMD4<Float>]
  private let shortcut: [SIMD4<Float>]
  private let bias: SIMD4<Float>
  private var hidden: [Lanes]
  private var units: [Float]
  private var said: [Float]
  /// The second layers of all members, one after another.
  private(set) var features: [Lanes]
  /// What is looked at; whoever asks fills it first.
  var inputs: [Float]
  /// The wave's natural parameters (real, imaginary), and the logarithm of its amplitude in units of the size.
  private(set) var answer = SIMD4<Float>(repeating: 0)

  init(model: PhaseModel, ahead: Double) {
    func lanes(_ values: [Float]) -> [Lanes] {
      stride(from: 0, to: values.count, by: 16).map { Lanes(values[$0..<($0 + 16)]) }
    }
    members = model.members.map {
      Layers(
        first: lanes($0.first), firstBias: lanes($0.firstBias), second: lanes($0.second),
        secondBias: lanes($0.secondBias))
    }
    let parts = Self.parts(of: model.horizons, ahead: ahead)
    func folded(_ row: ArraySlice<Float>, _ share: Double) -> SIMD4<Float> {
      var (re, im) = (0.0, 0.0)
      let count = model.horizons.count
      for part in parts {
        let a = Double(row[row.startIndex + part.horizon])
        let b = Double(row[row.startIndex + count + part.horizon])
        re += part.real * a - part.imaginary * b
        im += part.imaginary * a + part.real * b
      }
      let size = Double(row[row.startIndex + 2 * count])
      return SIMD4(Float(re * share), Float(im * share), Float(size * share), 0)
    }
    func rows(_ values: [Float], _ share: Double) -> [SIMD4<Float>] {
      stride(from: 0, to: values.count, by: model.outputs).map {
        folded(values[$0..<($0 + model.outputs)], share)
      }
    }
    let share = 1 / Double(model.members.count)
    output = model.members.flatMap { rows($0.output, share) }
    bias = model.members.reduce(SIMD4(repeating: 0)) { $0 + rows($1.outputBias, share)[0] }
    shortcut = rows(model.shortcut, 1)
    inputs = [Float](repeating: 0, count: model.lags.count)
    hidden = [Lanes](repeating: Lanes(repeating: 0), count: model.firstWidth / 16)
    units = [Float](repeating: 0, count: model.firstWidth)
    said = [Float](repeating: 0, count: model.secondWidth)
    features = [Lanes](repeating: Lanes(repeating: 0), count: model.members.count * model.secondWidth / 16)
  }

  /// Which horizons make up the one that is asked for, and how far each is turned.
  private static func parts(of horizons: [Double], ahead: Double)
    -> [(horizon: Int, real: Double, imaginary: Double)]
  {
    func part(_ k: Int, _ share: Double) -> (horizon: Int, real: Double, imaginary: Double) {
      let angle = usualTurn * (ahead - horizons[k])
      return (k, share * cos(angle), share * sin(angle))
    }
    guard let after = horizons.firstIndex(where: { $0 > ahead }), after > 0 else {
      return [part(horizons.count - 1, 1)]
    }
    let share = (ahead - horizons[after - 1]) / (horizons[after] - horizons[after - 1])
    return share == 0 ? [part(after - 1, 1)] : [part(after - 1, 1 - share), part(after, share)]
  }

  /// A smooth step times its input, of operations that every machine rounds alike: x/2 · (1 + x/√(1 + x²)).
  @inline(__always)
  private static func bend(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    return 0.5 * x * (one + x / (one + x * x).squareRoot())
  }

  /// One layer: bent sums of products, written in lanes from a place on and one by one.
  ///
  /// Two blocks of sixteen at a time, so that sums don't wait for each other.
  @inline(__always)
  private static func layer(
    _ values: [Float], _ weights: [Lanes], _ biases: [Lanes], into lanes: inout [Lanes],
    _ singles: inout [Float], from place: Int
  ) {
    let blocks = biases.count
    for b in stride(from: 0, to: blocks, by: 2) {
      let pair = b + 1 < blocks
      var left = biases[b]
      var right = pair ? biases[b + 1] : left
      var at = b
      if pair {
        for x in values {
          left += weights[at] * x
          right += weights[at + 1] * x
          at += blocks
        }
      } else {
        for x in values {
          left += weights[at] * x
          at += blocks
        }
      }
      left = bend(left)
      right = bend(right)
      lanes[place + b] = left
      for lane in 0..<16 { singles[16 * b + lane] = left[lane] }
      guard pair else { continue }
      lanes[place + b + 1] = right
      for lane in 0..<16 { singles[16 * b + 16 + lane] = right[lane] }
    }
  }

  /// Works out ``answer`` and ``features`` from ``inputs``.
  mutating func run() {
    var sum = bias
    for i in inputs.indices { sum += shortcut[i] * inputs[i] }
    let width = features.count / members.count
    for m in members.indices {
      Self.layer(inputs, members[m].first, members[m].firstBias, into: &hidden, &units, from: 0)
      Self.layer(units, members[m].second, members[m].secondBias, into: &features, &said, from: m * width)
      let first = m * said.count
      for k in said.indices { sum += output[first + k] * said[k] }
    }
    answer = sum
  }
}
