internal import Foundation

/// A cortical column and its thalamus as neural masses: K-complexes, slow oscillations and spindles of NREM sleep, and
/// what a sound does to them.
///
/// The equations and, where not said otherwise, the numbers are those of Schellenberger Costa and others, "A
/// thalamocortical neural mass model of the EEG during NREM sleep and its response to auditory stimulation", PLoS
/// Comput. Biol. 12:e1005022 (2016), with the cortex of Weigenand and others, PLoS Comput. Biol. 10:e1003923 (2014).
/// In words: pyramidal cells excite each other, fill with sodium and fall silent through a potassium current that
/// sodium opens (the slow oscillation); relay cells and the reticular nucleus burst through a T current in turn, until
/// the h current stops them (spindles). Times are in milliseconds, potentials in millivolts, rates in spikes a
/// millisecond.
///
/// Three things are not as published: the thalamus runs faster, so that spindles lie at an adult's 13 Hz and not at
/// 11.4 Hz; a share of a sound's input reaches the cortex beside the relay; and the step is 1 ms by exponential Euler
/// instead of 0.1 ms by Runge-Kutta. docs/virtual-sleeper.md says what that costs, and what else was chosen.
struct ThalamoCortex {
  /// What differs between light and deep NREM sleep.
  struct Depth {
    /// Inverse gain of pyramidal cells in mV, conductance of the sodium-dependent potassium current, of the thalamus'
    /// potassium leak and of its h current, and the noise that reaches cortex and relay, a root of a millisecond.
    var gain: Double, potassium: Double, leak: Double, h: Double, noise: Double, relayNoise: Double

    // Light sleep's gain and potassium are those of the authors' own program (github.com/miscco/NM_TC); the other
    // conductances lie near its values, and all noise was set so that K-complexes and slow waves come as often as in
    // people (docs/virtual-sleeper.md).
    static let light = Depth(gain: 4.6, potassium: 1.33, leak: 0.034, h: 0.052, noise: 0.55, relayNoise: 0.45)
    static let deep = Depth(gain: 6, potassium: 2, leak: 0.033, h: 0.051, noise: 1.2, relayNoise: 0.45)

    /// Moves a share of the way to another depth.
    mutating func move(to goal: Depth, by share: Double) {
      gain += share * (goal.gain - gain)
      potassium += share * (goal.potassium - potassium)
      leak += share * (goal.leak - leak)
      h += share * (goal.h - h)
      noise += share * (goal.noise - noise)
      relayNoise += share * (goal.relayNoise - relayNoise)
    }
  }

  /// How deep the sleep is; may be changed between steps.
  var depth = Depth.light
  /// The pyramidal cells' potential in mV: what the EEG shows, the down-state negative.
  private(set) var pyramidal = -64.0
  /// The relay cells' potential in mV.
  private(set) var relay = -70.0

  private var inhibitory = -64.0
  private var reticular = -70.0
  private var sodium = 9.5
  private var calcium = 2.4e-4
  private var relayT = 0.0
  private var reticularT = 0.0
  private var h = 0.0
  private var boundH = 0.0

  // Ten synapses and axons, each a critically damped second-order filter: cortex e→p, e→i, i→p, i→i and its axon,
  // relay's excitation, reticular's excitation, r→relay, r→r, and the thalamus' axon; the rest is unused.
  private var level = SIMD16<Double>(repeating: 0)
  private var slope = SIMD16<Double>(repeating: 0)
  private let rate: SIMD16<Double>
  private let decay: SIMD16<Double>
  private let step: SIMD16<Double>
  private let milliseconds: Double
  private let thalamicStep: Double
  private let calciumDecay: Double
  private let rootStep: Double

  private static let slopeFactor = Double.pi / 3.0.squareRoot()

  /// Creates a sleeping brain at rest.
  ///
  /// - Parameters:
  ///   - milliseconds: the length of a step, 0.05 to 1.
  ///   - spindleHertz: where spindles shall lie; the paper's parameters give 11.4 Hz.
  init(milliseconds: Double, spindleHertz: Double) {
    self.milliseconds = milliseconds
    thalamicStep = milliseconds * spindleHertz / 11.4
    rootStep = milliseconds.squareRoot()
    calciumDecay = exp(-thalamicStep / 10)
    var rate = SIMD16<Double>(repeating: 0)
    var step = SIMD16<Double>(repeating: milliseconds)
    let rates = [0.07, 0.07, 0.0586, 0.0586, 0.12, 0.07, 0.07, 0.1, 0.1, 0.12]
    for k in 0..<rates.count {
      rate[k] = rates[k]
      if k >= 5 { step[k] = thalamicStep }
    }
    var decay = rate
    for k in 0..<16 { decay[k] = exp(-rate[k] * step[k]) }
    (self.rate, self.step, self.decay) = (rate, step, decay)
  }

  /// Lets one step pass.
  ///
  /// - Parameters:
  ///   - noise: three numbers of mean 0 and variance 1, for pyramidal, inhibitory and relay cells.
  ///   - sound: what a sound adds to the relay's input, in spikes a millisecond; 0 for silence.
  ///
  /// Some 0.15 µs; allocates nothing.
  @inline(__always)
  mutating func advance(noise: SIMD4<Double>, sound: Double) {
    // pyramidal, inhibitory, relay, reticular: the share of the highest rate (all thresholds are −58.5 mV).
    let fired = Self.sigmoid(
      SIMD4(pyramidal, inhibitory, relay, reticular) + 58.5,
      SIMD4(repeating: Self.slopeFactor) / SIMD4(depth.gain, 6, 6, 6))
    let rates = fired * SIMD4(0.03, 0.06, 0.4, 0.4)
    // T current's activation in relay and reticular cells, and the h current's.
    let gates = Self.sigmoid(
      SIMD4(relay + 59, reticular + 52, -(relay + 75), 0), SIMD4(1 / 6.2, 1 / 7.4, 1 / 5.5, 1))
    let inactive = Self.sigmoid(
      SIMD4(-(relay + 81), -(reticular + 80), -(relay + 86), 0), SIMD4(0.25, 0.2, 1 / 3.2, 1))
    stepCortex(rates[0])
    let calciumCurrent = stepThalamus(gates)
    stepGates(gates[2], inactive, calciumCurrent)

    var target = SIMD16<Double>(repeating: 0)
    target[0] = 115 * rates[0] + 2.5 * level[9] + Self.cortexShare * sound
    target[1] = 72 * rates[0] + 2.5 * level[9]
    target[2] = 90 * rates[1]
    target[3] = target[2]
    target[4] = rates[0]
    target[5] = 2.6 * level[4] + sound
    target[6] = 3 * rates[2] + 2.6 * level[4]
    target[7] = 5 * rates[3]
    target[8] = 25 * rates[3]
    target[9] = rates[2]
    // The exact answer of a critically damped filter to a target held for a step.
    let distance = level - target
    let pull = slope + rate * distance
    level = target + (distance + pull * step) * decay
    slope = (slope - rate * pull * step) * decay
    slope[0] += 0.0049 * depth.noise * rootStep * noise[0]
    slope[1] += 0.0049 * depth.noise * rootStep * noise[1]
    slope[5] += 0.0049 * depth.relayNoise * rootStep * noise[2]
  }

  /// How much of a sound's input reaches pyramidal cells beside the relay, over what the relay gets; chosen so that a
  /// pulse in the up-state is answered at all against the cortex's own noise (the paper's model has none).
  private static let cortexShare = 3.0

  @inline(__always)
  private mutating func stepCortex(_ firing: Double) {
    // The channel that sodium opens: 0.37 / (1 + (38.7/[Na])^3.5).
    let over = 38.7 / sodium
    let open = depth.potassium * 0.37 / (1 + over * over * over * over.squareRoot())
    var total = (1 + level[0] + level[2]) / 30 + open
    var rest = ((-64 - 70 * level[2]) / 30 - 100 * open) / total
    pyramidal = rest + (pyramidal - rest) * exp(-milliseconds * total)
    total = (1 + level[1] + level[3]) / 30
    rest = (-64 - 70 * level[3]) / 30 / total
    inhibitory = rest + (inhibitory - rest) * exp(-milliseconds * total)
    let cube = sodium * sodium * sodium
    // The pump holds 9.5 mM: 857.375 is its cube.
    sodium +=
      milliseconds / 1.7 * (2 * firing - 0.09 * (cube / (cube + 3375) - 857.375 / (857.375 + 3375)))
  }

  /// Returns the relay's T current.
  @inline(__always)
  private mutating func stepThalamus(_ gates: SIMD4<Double>) -> Double {
    let burst = 3 * gates[0] * gates[0] * relayT
    let current = burst * (relay - 120)
    let pace = depth.h * (h + 2 * boundH)
    var total = (1 + level[5] + level[7]) / 20 + depth.leak + burst + pace
    var rest =
      ((-70 - 70 * level[7]) / 20 - 100 * depth.leak + 120 * burst - 40 * pace) / total
    relay = rest + (relay - rest) * exp(-thalamicStep * total)
    let other = 2.3 * gates[1] * gates[1] * reticularT
    total = (1 + level[6] + level[8]) / 20 + depth.leak + other
    rest = ((-70 - 70 * level[8]) / 20 - 100 * depth.leak + 120 * other) / total
    reticular = rest + (reticular - rest) * exp(-thalamicStep * total)
    return current
  }

  /// Gates after Destexhe 1996 (T) and Chen 2012 (h), as the paper has them.
  @inline(__always)
  private mutating func stepGates(_ openH: Double, _ inactive: SIMD4<Double>, _ current: Double) {
    let slow = Self.exponentials(SIMD4((relay + 115.2) / 5, (reticular + 48) / 4, (relay + 71.5) / 14.2, 0))
    // Of two exponentials the second is 1 over some power of the first wherever it matters.
    let relayTime = (30.8 + (211.4 + slow[0]) * inactive[2]) / 3.7371928
    let reticularTime = (85 + 1 / (slow[1] + Self.far)) / 3.7371928
    let hTime = 20 + 1000 / (slow[2] + exp(-(relay + 89) / 11.6))
    relayT += (inactive[0] - relayT) * min(thalamicStep / relayTime, 1)
    reticularT += (inactive[1] - reticularT) * min(thalamicStep / reticularTime, 1)
    let fourth = 2.5e7 * calcium * calcium * calcium * calcium
    let bound = 0.1 * fourth / (fourth + 4e-4) * h - 1e-3 * boundH
    h += thalamicStep * ((openH * (1 - boundH) - h) / hTime - bound)
    boundH += thalamicStep * bound
    let rest = 2.4e-4 - 51.8e-6 * 10 * current
    calcium = rest + (calcium - rest) * calciumDecay
  }

  /// exp(−(V + 407) / 50) is 0.001 to 0.0015 between −80 and −50 mV, where the other term is small: taken as one number.
  private static let far = 0.0012

  @inline(__always)
  private static func sigmoid(_ x: SIMD4<Double>, _ slope: SIMD4<Double>) -> SIMD4<Double> {
    1 / (1 + exponentials(-x * slope))
  }

  /// e to the power of four numbers between −30 and 30, to 10⁻⁷: 2 to a whole power by its bits, and a polynomial.
  @inline(__always)
  static func exponentials(_ x: SIMD4<Double>) -> SIMD4<Double> {
    let y =
      x.clamped(lowerBound: SIMD4(repeating: -30), upperBound: SIMD4(repeating: 30)) * 1.442_695_040_888_963_4
    let whole = y.rounded(.toNearestOrEven)
    let f = (y - whole) * 0.693_147_180_559_945_3
    var p = SIMD4<Double>(repeating: 1.0 / 5040)
    p = p * f + 1.0 / 720
    p = p * f + 1.0 / 120
    p = p * f + 1.0 / 24
    p = p * f + 1.0 / 6
    p = p * f + 0.5
    p = p * f + 1
    p = p * f + 1
    for k in 0..<4 { p[k] *= Double(bitPattern: UInt64(bitPattern: Int64(whole[k]) + 1023) << 52) }
    return p
  }
}
