internal import Foundation
internal import SleepCore

/// A seeded source of nearly normal noise that is cheap enough for every sample: the sum of four uniform numbers
/// from one draw of 64 bits (Irwin-Hall), variance 1.
struct QuickNoise {
  private var random: SeededRandom
  init(seed: UInt64, stream: UInt64) { random = SeededRandom(seed: seed, stream: stream) }

  @inline(__always)
  mutating func next() -> Double {
    let bits = random.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    // Each 16-bit number has the variance (2³² − 1)/12, so four have 37,837.2².
    return (Double(sum) - 131_070) * (1 / 37_837.227_5)
  }

  /// Eight independent uniform numbers of variance 1 from two draws: filtered, each becomes nearly normal.
  @inline(__always)
  mutating func nextEight() -> SIMD8<Double> {
    let (a, b) = (random.next(), random.next())
    let bits = SIMD8<UInt16>(
      UInt16(truncatingIfNeeded: a), UInt16(truncatingIfNeeded: a >> 16), UInt16(truncatingIfNeeded: a >> 32),
      UInt16(truncatingIfNeeded: a >> 48), UInt16(truncatingIfNeeded: b), UInt16(truncatingIfNeeded: b >> 16),
      UInt16(truncatingIfNeeded: b >> 32), UInt16(truncatingIfNeeded: b >> 48))
    return (SIMD8<Double>(bits) - 32_767.5) * (1 / 18_918.613_7)
  }
}

/// The EEG of a virtual sleeper, sample by sample: filtered noise and the waves that scorers look for.
struct BrainWaves {
  static let samplingRate = 256

  private var noise: QuickNoise
  private var random: SeededRandom
  // Two equal complex poles in a row for each of the eight rhythms.
  private let poleReal: SIMD8<Double>
  private let poleImaginary: SIMD8<Double>
  private let unitGains: SIMD8<Double>
  private var firstReal = SIMD8<Double>(repeating: 0)
  private var firstImaginary = SIMD8<Double>(repeating: 0)
  private var secondReal = SIMD8<Double>(repeating: 0)
  private var secondImaginary = SIMD8<Double>(repeating: 0)
  private var gains = SIMD8<Double>(repeating: 0)
  /// How this sleeper differs from the average, and how the moment differs from the night, in log density.
  private var trait = SIMD8<Double>(repeating: 0)
  private var mood = SIMD8<Double>(repeating: 0)

  private var stage = SleepStage.wake
  private var slowWave = Oscillation()
  private var slowWaveSize = 0.0
  private var spindle = Oscillation()
  private var spindleSize = 0.0
  private var spindleEnvelope = Oscillation()
  private let complexShape: [Double]
  private var complexPosition = Int.max
  private var complexSize = 0.0

  /// A point turning on the unit circle.
  private struct Oscillation {
    var re = 1.0
    var im = 0.0
    var turnRe = 1.0
    var turnIm = 0.0
    var samplesLeft = 0

    mutating func start(hertz: Double, samples: Int) {
      let angle = 2 * Double.pi * hertz / Double(BrainWaves.samplingRate)
      (re, im, turnRe, turnIm) = (1, 0, cos(angle), sin(angle))
      samplesLeft = samples
    }

    @inline(__always)
    mutating func step() {
      (re, im) = (re * turnRe - im * turnIm, re * turnIm + im * turnRe)
      samplesLeft -= 1
    }
  }

  init(seed: UInt64) {
    noise = QuickNoise(seed: seed, stream: 2)
    random = SeededRandom(seed: seed, stream: 3)
    let rate = Double(Self.samplingRate)
    (poleReal, poleImaginary) = StageSpectrum.poles(samplingRate: rate)
    unitGains = StageSpectrum.unitGains(samplingRate: rate)
    let size = 0.3 * random.gaussian()
    for k in 0..<8 { trait[k] = size + 0.15 * random.gaussian() }
    // A sharp negative wave of 0.3 s, then a slower positive one of 0.6 s (AASM: together at least 0.5 s).
    var shape: [Double] = []
    let (down, up) = (Int(0.3 * rate), Int(0.6 * rate))
    for n in 0..<down { shape.append(-sin(.pi * Double(n) / Double(down))) }
    for n in 0..<up { shape.append(0.6 * sin(.pi * Double(n) / Double(up))) }
    complexShape = shape
  }

  /// Sets what the coming second is like: once a second; `movement` is 0 for none, 1 for a large one.
  mutating func beginSecond(stage: SleepStage, movement: Double) {
    self.stage = stage
    var logs = StageSpectrum.logDensities(stage) + trait
    for k in 0..<8 {
      // Wanders with a time constant of 20 s and a spread of 0.25, alpha's of 0.5.
      let spread = k == 3 ? 0.5 : 0.25
      mood[k] = 0.95 * mood[k] + 0.312 * spread * random.gaussian()
      logs[k] += mood[k]
    }
    if movement > 0 {
      logs[0] += 3 * movement
      logs[1] += 3.5 * movement
      for k in 2..<8 { logs[k] += 3 * movement }
    }
    for k in 0..<8 { gains[k] = unitGains[k] * exp(logs[k] / 2) }
    startEvents()
  }

  /// Begins spindles and K-complexes at the rate of the stage.
  private mutating func startEvents() {
    let spindlesPerMinute: Double = stage == .n2 ? 5 : stage == .n3 ? 1.5 : 0
    if spindle.samplesLeft <= 0, random.uniform() < spindlesPerMinute / 60 {
      let length = 0.5 + random.uniform()
      let samples = Int(length * Double(Self.samplingRate))
      spindle.start(hertz: 12.5 + 1.7 * random.uniform(), samples: samples)
      spindleEnvelope.start(hertz: 1 / length, samples: samples)
      spindleSize = 12 + 13 * random.uniform()
    }
    if stage == .n2, complexPosition >= complexShape.count, random.uniform() < 1.5 / 60 {
      complexPosition = 0
      complexSize = 70 + 50 * random.uniform()
    }
  }

  /// The next sample in microvolts.
  @inline(__always)
  mutating func next() -> Double {
    let drive = gains * noise.nextEight()
    let re = firstReal * poleReal - firstImaginary * poleImaginary + drive
    let im = firstReal * poleImaginary + firstImaginary * poleReal
    (firstReal, firstImaginary) = (re, im)
    let re2 = secondReal * poleReal - secondImaginary * poleImaginary + re
    let im2 = secondReal * poleImaginary + secondImaginary * poleReal + im
    (secondReal, secondImaginary) = (re2, im2)
    var value = re2.sum()
    if stage == .n3 || slowWave.samplesLeft > 0 { value += slowOscillation() }
    if spindle.samplesLeft > 0 {
      value += spindleSize * 0.5 * (1 - spindleEnvelope.re) * spindle.re
      spindle.step()
      spindleEnvelope.step()
    }
    if complexPosition < complexShape.count {
      value += complexSize * complexShape[complexPosition]
      complexPosition += 1
    }
    return value
  }

  /// One wave after another, each from a zero crossing to the next but one, of its own length and size.
  private mutating func slowOscillation() -> Double {
    if slowWave.samplesLeft <= 0 {
      let hertz = 0.6 + 0.6 * random.uniform()
      slowWave.start(hertz: hertz, samples: Int((Double(Self.samplingRate) / hertz).rounded()))
      // 75-150 µV from peak to peak; one in four is a small one.
      slowWaveSize = random.uniform() < 0.25 ? 15 : 37.5 + 37.5 * random.uniform()
    }
    // The sine's negative half first, a little sharper than the positive one.
    let value = -slowWaveSize * slowWave.im * (1 + 0.15 * slowWave.im)
    slowWave.step()
    return value
  }
}
