/// A filter as its zeros, its poles and its gain: both of a pair of conjugates stand in the lists.
struct ZeroPoleGain {
  var zeros: [ComplexNumber]
  var poles: [ComplexNumber]
  var gain: Double

  /// The bilinear transform s = 2·fs·(z − 1)/(z + 1) of an analogue filter, `twiceRate` being 2·fs.
  ///
  /// Zeros at infinity come to z = −1 (Oppenheim and Schafer, section 7.1.2).
  func bilinear(twiceRate: Double) -> ZeroPoleGain {
    let fs2 = ComplexNumber(twiceRate)
    func mapped(_ s: ComplexNumber) -> ComplexNumber { (fs2 + s) / (fs2 - s) }
    var numerator = ComplexNumber(1)
    var denominator = ComplexNumber(1)
    for zero in zeros { numerator = numerator * (fs2 - zero) }
    for pole in poles { denominator = denominator * (fs2 - pole) }
    let atInfinity = [ComplexNumber](repeating: ComplexNumber(-1), count: poles.count - zeros.count)
    return ZeroPoleGain(
      zeros: zeros.map(mapped) + atInfinity, poles: poles.map(mapped),
      gain: gain * (numerator / denominator).real)
  }

  /// The filter as second-order sections.
  ///
  /// The poles nearest the unit circle come last, each pair with the zeros nearest to it, so that no section
  /// rings more than it must. The gain stands in the first section. The order and the pairing are those of
  /// SciPy's `zpk2sos(pairing="nearest")`, so that coefficients compare.
  func sections() -> [SecondOrderSection] {
    guard !poles.isEmpty else { return [SecondOrderSection(b0: gain, b1: 0, b2: 0, a1: 0, a2: 0)] }
    var zeros = zeros + [ComplexNumber](repeating: ComplexNumber(0), count: max(0, poles.count - zeros.count))
    var poles = poles
    if poles.count % 2 == 1 {
      poles.append(ComplexNumber(0))
      zeros.append(ComplexNumber(0))
    }
    var freePoles = RootSet(poles)
    var freeZeros = RootSet(zeros)
    var result: [SecondOrderSection] = []
    for _ in 0..<(poles.count / 2) {
      guard let worst = freePoles.takeNearestUnitCircle(realOnly: false) else { break }
      // The counts are even, so that reals come in pairs as conjugates do, and no root is left alone.
      let partner =
        worst.isReal ? freePoles.takeNearestUnitCircle(realOnly: true)?.value : worst.value.conjugate
      guard let partner, let first = freeZeros.takeNearest(to: worst.value, realOnly: false) else { break }
      let second =
        first.isReal ? freeZeros.takeNearest(to: worst.value, realOnly: true)?.value : first.value.conjugate
      guard let second else { break }
      result.append(
        SecondOrderSection(
          b0: 1, b1: -(first.value + second).real, b2: (first.value * second).real,
          a1: -(worst.value + partner).real, a2: (worst.value * partner).real))
    }
    result.reverse()
    result[0].b0 *= gain
    result[0].b1 *= gain
    result[0].b2 *= gain
    return result
  }
}

/// A zero or a pole; of a pair of conjugates only the one with the positive imaginary part.
private struct Root {
  var value: ComplexNumber
  var isReal: Bool
}

/// The zeros or the poles that no section has taken yet.
private struct RootSet {
  private var roots: [Root]

  init(_ all: [ComplexNumber]) {
    // What is under 100 roundings of its size beside the real axis is on it.
    let tolerance = 100 * Double.ulpOfOne
    var complex: [Root] = []
    var real: [Root] = []
    for value in all {
      if abs(value.imaginary) <= tolerance * value.magnitude {
        real.append(Root(value: ComplexNumber(value.real), isReal: true))
      } else if value.imaginary > 0 {
        complex.append(Root(value: value, isReal: false))
      }
    }
    func before(_ a: Root, _ b: Root) -> Bool {
      (a.value.real, a.value.imaginary) < (b.value.real, b.value.imaginary)
    }
    roots = complex.sorted(by: before) + real.sorted(by: before)
  }

  mutating func takeNearestUnitCircle(realOnly: Bool) -> Root? {
    take {
      !realOnly || $0.isReal
    } measure: {
      abs(1 - $0.value.magnitude)
    }
  }

  mutating func takeNearest(to point: ComplexNumber, realOnly: Bool) -> Root? {
    take {
      !realOnly || $0.isReal
    } measure: {
      ($0.value - point).magnitude
    }
  }

  private mutating func take(_ allowed: (Root) -> Bool, measure: (Root) -> Double) -> Root? {
    var best: Int?
    var least = Double.infinity
    for (i, root) in roots.enumerated() where allowed(root) && measure(root) < least {
      best = i
      least = measure(root)
    }
    guard let best else { return nil }
    return roots.remove(at: best)
  }
}
