internal import Foundation
internal import SleepCore

/// Eight rhythms of filtered noise: what an electrode sees beside the waves of NREM sleep (``StageSpectrum``).
struct RhythmBank {
  // Two equal complex poles in a row for each of the eight rhythms.
  private let poleReal: SIMD8<Double>
  private let poleImaginary: SIMD8<Double>
  private let unitGains: SIMD8<Double>
  private var firstReal = SIMD8<Double>(repeating: 0)
  private var firstImaginary = SIMD8<Double>(repeating: 0)
  private var secondReal = SIMD8<Double>(repeating: 0)
  private var secondImaginary = SIMD8<Double>(repeating: 0)
  private var gains = SIMD8<Double>(repeating: 0)

  init(samplingRate: Double) {
    (poleReal, poleImaginary) = StageSpectrum.poles(samplingRate: samplingRate)
    unitGains = StageSpectrum.unitGains(samplingRate: samplingRate)
  }

  /// Sets the densities, as natural logarithms of µV²/Hz.
  mutating func set(logDensities logs: SIMD8<Double>) {
    for k in 0..<8 { gains[k] = unitGains[k] * exp(logs[k] / 2) }
  }

  /// The next sample in microvolts, from eight numbers of variance 1.
  @inline(__always)
  mutating func next(_ noise: SIMD8<Double>) -> Double {
    let drive = gains * noise
    let re = firstReal * poleReal - firstImaginary * poleImaginary + drive
    let im = firstReal * poleImaginary + firstImaginary * poleReal
    (firstReal, firstImaginary) = (re, im)
    let re2 = secondReal * poleReal - secondImaginary * poleImaginary + re
    let im2 = secondReal * poleImaginary + secondImaginary * poleReal + im
    (secondReal, secondImaginary) = (re2, im2)
    return re2.sum()
  }
}

/// The EEG of a virtual sleeper, sample by sample: a thalamocortical neural mass in NREM sleep, over filtered noise.
struct BrainWaves {
  /// What a millivolt of the pyramidal cells is at the scalp, in microvolts, at 35 years; chosen so that N3 is as large
  /// as over the Sleep-EDF nights (155 µV²/Hz at 0.5-4 Hz, median of 18).
  private static let microvoltsPerMillivolt = 5.0
  /// What a millivolt of the relay's rhythm at its usual size is at the scalp, in microvolts.
  private static let spindleMicrovolts = 0.6
  /// Steps of the neural mass in a sample: about 1 ms each.
  private static let steps = 4
  /// How far a slow wave travels behind on its way to the second electrode, in samples: 40 ms.
  ///
  /// Massimini and others, J. Neurosci. 24:6862 (2004), found 1.2-7 m/s.
  private static let lag = 10

  private var noise: QuickNoise
  private var random: SeededRandom
  private var front: RhythmBank
  private var back: RhythmBank
  private var mass: ThalamoCortex
  private let samplingRate: Double
  private let hasBack: Bool
  /// How this sleeper differs from the average, and how the moment differs from the night, in log density.
  private var trait = SIMD8<Double>(repeating: 0)
  private var mood = SIMD8<Double>(repeating: 0)
  private let size: Double
  private let timeConstant: Double
  private var isAsleep = false
  private var share = 0.0
  private var goal = 0.0
  private var shareStep = 0.0
  private var level = -55.0
  private var past: [16 of Double] = .init(repeating: 0)
  private var place = 0
  /// The sound that is being heard: what it adds to the relay's input, and for how many samples.
  private var soundStrength = 0.0
  private var soundLeft = 0
  // The relay's rhythm at the spindle's frequency as a complex number, and how it turns and fades from sample to sample.
  private var spindle = (re: 0.0, im: 0.0)
  private let turn: (re: Double, im: Double)
  private let intake: Double
  private var spindleSize = 0.0

  init(seed: UInt64, person: VirtualSleeper.Person, samplingRate: Int) {
    noise = QuickNoise(seed: seed, stream: 2)
    random = SeededRandom(seed: seed, stream: 3)
    let rate = Double(samplingRate)
    self.samplingRate = rate
    hasBack = person.eegChannels > 1
    front = RhythmBank(samplingRate: rate)
    back = front
    timeConstant = 1 / (5 * rate)
    let loud = 0.3 * random.gaussian()
    for k in 0..<8 { trait[k] = loud + 0.15 * random.gaussian() }
    // Spindles of adults lie at 12.5-14 Hz, each sleeper's at a place of its own.
    let hertz = min(max(13.2 + 0.4 * random.gaussian(), 12), 14.5)
    mass = ThalamoCortex(milliseconds: 250 / rate, spindleHertz: hertz)
    // A resonance 3 Hz wide.
    intake = 1 - exp(-2 * .pi * 1.5 / rate)
    turn = ((1 - intake) * cos(2 * .pi * hertz / rate), (1 - intake) * sin(2 * .pi * hertz / rate))
    // Slow waves shrink with age, by a fifth from 25 to 60 years (this house's choice).
    let age = Double(min(max(person.age, 18), 90))
    size = Self.microvoltsPerMillivolt * exp(loud / 2) * (1 - 0.006 * (age - 35))
  }

  /// Sets what the coming second is like: once a second.
  ///
  /// - Parameters:
  ///   - stage: the stage it belongs to.
  ///   - movement: 0 for none, 1 for a large one.
  ///   - isAroused: whether the cortex is awake for some seconds without being scored so.
  mutating func beginSecond(stage: SleepStage, movement: Double, isAroused: Bool) {
    var logs = StageSpectrum.logDensities(stage) + trait
    for k in 0..<8 {
      // Wanders with a time constant of 20 s and a spread of 0.25, alpha's of 0.5.
      let spread = k == 3 ? 0.5 : 0.25
      mood[k] = 0.95 * mood[k] + 0.312 * spread * random.gaussian()
      logs[k] += mood[k]
    }
    if isAroused {
      logs[3] += 1.5
      for k in 4..<7 { logs[k] += 1 }
    }
    if movement > 0 {
      logs[0] += 3 * movement
      logs[1] += 3.5 * movement
      for k in 2..<8 { logs[k] += 3 * movement }
    }
    front.set(logDensities: logs)
    if hasBack {
      // Farther back there is more alpha and less of all that is slow.
      logs += SIMD8(-0.5, -0.6, -0.2, stage == .wake ? 0.8 : 0.3, 0.2, 0.1, 0, 0)
      back.set(logDensities: logs)
    }
    let wasAsleep = isAsleep
    isAsleep = stage == .n1 || stage == .n2 || stage == .n3
    goal = stage == .n2 || stage == .n3 ? 1 : stage == .n1 ? 0.3 : 0
    if isAroused { goal *= 0.4 }
    if isAsleep, !wasAsleep { mass.depth = .light }
    mass.depth.move(to: stage == .n3 ? .deep : .light, by: 0.15)
    // Spindles are fewer and smaller in N3.
    spindleSize = Self.spindleMicrovolts * size / Self.microvoltsPerMillivolt * (stage == .n3 ? 0.5 : 1)
    shareStep = (goal - share) * 0.4 / samplingRate
  }

  /// Lets a sound be heard from the next sample on.
  mutating func hear(strength: Double, samples: Int) {
    soundStrength = max(strength, soundLeft > 0 ? soundStrength : 0)
    soundLeft = max(samples, soundLeft)
  }

  /// What the scalp sees of the relay's bursts beside what they do to the cortex.
  ///
  /// The published model's cortex hardly shows its spindles at the noise that people's slow waves need. Bursts that many
  /// relay cells share count more than in proportion: by the square of their size over 6 mV, a usual one.
  @inline(__always)
  private mutating func spindleWave() -> Double {
    let x = mass.relay + 63.5
    spindle = (
      spindle.re * turn.re - spindle.im * turn.im + intake * x, spindle.re * turn.im + spindle.im * turn.re
    )
    let power = 4 * (spindle.re * spindle.re + spindle.im * spindle.im)
    return spindleSize * 2 * spindle.re * min(power / 36, 4)
  }

  /// The next sample of both electrodes in microvolts; the second is 0 where there is none.
  @inline(__always)
  mutating func next() -> (front: Double, back: Double) {
    var wave = 0.0
    share += shareStep
    // Awake and in R the mass rests, once its last waves have faded.
    if isAsleep || share > 0.02 {
      let (a, b) = (noise.nextEight(), noise.nextEight())
      let sound = soundLeft > 0 ? soundStrength : 0
      mass.advance(noise: SIMD4(a[0], a[1], a[2], 0), sound: sound)
      mass.advance(noise: SIMD4(a[3], a[4], a[5], 0), sound: sound)
      mass.advance(noise: SIMD4(b[0], b[1], b[2], 0), sound: sound)
      mass.advance(noise: SIMD4(b[3], b[4], b[5], 0), sound: sound)
      // An amplifier does not see a potential that stands.
      level += (mass.pyramidal - level) * timeConstant
      wave = share * (size * (mass.pyramidal - level) + spindleWave())
    }
    soundLeft = max(soundLeft - 1, 0)
    let value = wave + front.next(noise.nextEight())
    guard hasBack else { return (value, 0) }
    let late = past[(place + 16 - Self.lag) & 15]
    past[place] = wave
    place = (place + 1) & 15
    return (value, 0.6 * late + back.next(noise.nextEight()))
  }
}
