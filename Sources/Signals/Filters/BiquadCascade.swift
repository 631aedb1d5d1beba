/// One second-order section of a digital filter, H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²).
public struct SecondOrderSection: Sendable, Hashable {
  /// The numerator's coefficient of z⁰.
  public var b0: Double
  /// The numerator's coefficient of z⁻¹.
  public var b1: Double
  /// The numerator's coefficient of z⁻².
  public var b2: Double
  /// The denominator's coefficient of z⁻¹, where that of z⁰ is 1.
  public var a1: Double
  /// The denominator's coefficient of z⁻².
  public var a2: Double

  /// Creates a section from its coefficients.
  public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
    self.b0 = b0
    self.b1 = b1
    self.b2 = b2
    self.a1 = a1
    self.a2 = a2
  }
}

/// A filter that runs sample by sample: second-order sections one after another, with their state inside the
/// value.
///
/// Transposed direct form II (Oppenheim and Schafer, "Discrete-Time Signal Processing", section 6.3). The
/// order of the operations is fixed and does not depend on the block size, so that any cut of a signal into
/// blocks gives the same bits. A copy is a filter of its own. Nothing is allocated.
public struct BiquadCascade: Sendable {
  /// The most sections a cascade holds.
  public static let maximumSections = 16

  @usableFromInline
  struct Stage: Sendable {
    @usableFromInline var b0, b1, b2, a1, a2: Double
    @usableFromInline var s1, s2: Double
    @usableFromInline
    init(_ section: SecondOrderSection) {
      (b0, b1, b2, a1, a2) = (section.b0, section.b1, section.b2, section.a1, section.a2)
      (s1, s2) = (0, 0)
    }

    @inlinable
    @inline(__always)
    mutating func step(_ x: Double) -> Double {
      let y = b0 * x + s1
      s1 = b1 * x - a1 * y + s2
      s2 = b2 * x - a2 * y
      return y
    }
  }

  @usableFromInline var stages: InlineArray<16, Stage>
  /// How many sections the cascade has.
  public let sectionCount: Int

  /// Creates a filter at rest; no sections pass the signal unchanged.
  ///
  /// - Precondition: at most ``maximumSections`` sections.
  public init(_ sections: [SecondOrderSection]) {
    precondition(sections.count <= Self.maximumSections, "a cascade holds at most 16 sections")
    stages = InlineArray(repeating: Stage(SecondOrderSection(b0: 1, b1: 0, b2: 0, a1: 0, a2: 0)))
    sectionCount = sections.count
    for (i, section) in sections.enumerated() { stages[i] = Stage(section) }
  }

  /// Filters one sample.
  @inlinable
  public mutating func process(_ x: Double) -> Double {
    var value = x
    for i in 0..<sectionCount { value = stages[i].step(value) }
    return value
  }

  /// Filters a block, sample for sample as ``process(_:)`` does.
  ///
  /// - Precondition: `output` is at least as long as `input`.
  @inlinable
  public mutating func process(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count >= input.count, "there is no room for the filtered block")
    for n in input.indices { output[n] = process(input[n]) }
  }

  /// Puts the filter at rest.
  public mutating func reset() {
    for i in 0..<sectionCount {
      stages[i].s1 = 0
      stages[i].s2 = 0
    }
  }

  /// Puts the filter where a signal that has always been `value` leaves it, so that it starts with no step.
  ///
  /// The steady state of every section follows from its gain at 0 Hz, (b0 + b1 + b2) / (1 + a1 + a2).
  public mutating func settle(at value: Double) {
    var level = value
    for i in 0..<sectionCount {
      let s = stages[i]
      let out = level * ((s.b0 + s.b1 + s.b2) / (1 + s.a1 + s.a2))
      stages[i].s2 = s.b2 * level - s.a2 * out
      stages[i].s1 = s.b1 * level - s.a1 * out + stages[i].s2
      level = out
    }
  }
}
