public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How a set of phases is spread round the circle.
///
/// Directions, resultant length and deviation after Mardia and Jupp, *Directional Statistics* (2000), chapter 2.
public struct CircularStatistics: Sendable, Hashable {
  /// The phases, in the order given.
  public let phases: [Phase]
  /// The direction of the mean vector, or `nil` where there is none: no phases, or phases that cancel out.
  public let mean: Phase?
  /// Length of the mean vector (R), from 0, spread evenly or no phases, to 1, all the same.
  public let resultantLength: Double

  /// Computes the mean vector; O(n).
  public init(_ phases: [Phase]) {
    self.phases = phases
    guard !phases.isEmpty else {
      mean = nil
      resultantLength = 0
      return
    }
    var x = 0.0
    var y = 0.0
    for phase in phases {
      x += cos(phase.radians)
      y += sin(phase.radians)
    }
    let length = (x * x + y * y).squareRoot() / Double(phases.count)
    // What is left of vectors that cancel is rounding; its direction says nothing.
    mean = length > 1e-12 ? Phase(radians: atan2(y, x)) : nil
    resultantLength = min(length, 1)
  }

  /// How many phases there are.
  public var count: Int { phases.count }

  /// Circular standard deviation √(−2 ln R) in radians; infinite where R is 0.
  ///
  /// Source: Mardia and Jupp 2000, section 2.3.3.
  public var standardDeviation: Double {
    guard resultantLength > 0 else { return .infinity }
    return (-2 * log(resultantLength)).squareRoot()
  }

  /// The share of phases that lie near a target.
  ///
  /// - Parameters:
  ///   - distance: the largest angle between a phase and the target; 45° where nothing is said.
  ///   - target: the direction aimed at.
  /// - Returns: a share from 0 to 1, or `nil` without phases.
  public func share(within distance: Phase = .degrees(45), of target: Phase) -> Double? {
    guard !phases.isEmpty else { return nil }
    // A hair of room, so that 45° counts as within 45° whichever way it was rounded.
    let most = abs(distance.radians) + 1e-12
    let near = phases.count { abs(Phase(radians: $0.radians - target.radians).radians) <= most }
    return Double(near) / Double(phases.count)
  }

  /// The p-value of Rayleigh's test, or `nil` without phases.
  ///
  /// It is how often phases drawn evenly round the circle would gather at least so well. p ≈ exp(√(1 + 4n + 4(n² − (nR)²)) − (1 + 2n)), Zar, *Biostatistical Analysis* (1999), eq. 27.4. It presumes independent phases; the pulses of one night are not
  /// quite that, so it describes a night and proves nothing about the sleeper.
  public var rayleighP: Double? {
    guard !phases.isEmpty else { return nil }
    let n = Double(phases.count)
    let root = (1 + 4 * n + 4 * n * n * (1 - resultantLength * resultantLength)).squareRoot()
    return min(1, exp(root - (1 + 2 * n)))
  }
}
