internal import Foundation

/// Keeps what was expected until the truth is known, and teaches the read-out with it: one lesson each 1/32 s.
struct SleeperLessons: Sendable {
  /// How fast the boundary of the largest quarter of waves follows, as a part of itself a lesson.
  private static let boundaryStep = 0.005
  /// Above so many times that boundary it is no wave but an artefact.
  private static let largestWave = 6.0
  /// A situation whose mean square is more times the usual one is that of an artefact: a single such lesson would
  /// outweigh minutes of others.
  private static let strangestSituation = 4.0

  private let samplingRate: Double
  private let horizon: Double
  /// Over how many seconds before a situation the signal counts for it.
  private let history: Double
  private let width: Int
  private let capacity: Int

  private var teacher: PhaseTeacher
  private var readout: SleeperReadout
  private var situations: [SIMD4<Double>]
  /// The time of each situation, and what the networks said in it.
  private var notes: [SIMD4<Double>]
  private var written = 0
  private var taught = 0
  private var nextTick = 0
  private var lastSum = 0.0
  private var isDue = false
  private var seconds = 0.0
  /// The amplitude that a quarter of the samples exceed; 0 until there is one.
  private var boundary = 0.0

  init(samplingRate: Double, width: Int, horizon: Double, history: Double) {
    self.samplingRate = samplingRate
    self.horizon = horizon
    self.history = history
    self.width = width
    teacher = PhaseTeacher(samplingRate: samplingRate)
    readout = SleeperReadout(width: width)
    capacity = PhaseTeacher.reach + Int(horizon * PhaseTeacher.rate) + 8
    situations = [SIMD4<Double>](repeating: SIMD4(repeating: 0), count: capacity * (width / 4))
    notes = [SIMD4<Double>](repeating: SIMD4(repeating: 0), count: capacity)
  }

  /// What the sleeper's own read-out adds to the networks' answer.
  func correction(_ situation: [SIMD4<Double>]) -> (real: Double, imaginary: Double) {
    readout.correction(situation)
  }

  /// Follows the signal; whenever a tick of 1/32 s has gone by, the teacher hears the mean up to it.
  mutating func listen(to window: SlowWaveWindow) {
    seconds = Double(window.count) / samplingRate
    let place = Double(nextTick) * samplingRate / PhaseTeacher.rate
    guard Double(window.count) >= place else { return }
    let sum = window.runningSum(before: Double(window.count) - place)
    // The first tick lies at the beginning: there is no mean before it.
    if nextTick > 0 { teacher.push((sum - lastSum) * PhaseTeacher.rate / samplingRate) }
    lastSum = sum
    nextTick += 1
    isDue = true
  }

  /// Notes a situation when a tick has gone by, and learns from the oldest ones whose truth is known.
  mutating func note(
    _ situation: [SIMD4<Double>], general: (real: Double, imaginary: Double), large: Double, clean: Int,
    isLearning: Bool
  ) {
    guard isDue else { return }
    isDue = false
    let place = written % capacity
    let blocks = width / 4
    for b in 0..<blocks { situations[place * blocks + b] = situation[b] }
    notes[place] = SIMD4(seconds, general.real, general.imaginary, 0)
    written += 1
    taught = max(taught, written - capacity)
    for _ in 0..<2 where taught < written {
      let old = taught % capacity
      let note = notes[old]
      // A mean's tick n ends at (n + 1)/32 s, as the first one is that of the second tick.
      let tick = (note.x + horizon) * PhaseTeacher.rate - 1
      guard tick < Double(teacher.newest) else { return }
      taught += 1
      guard isLearning, let truth = teacher.wave(at: tick) else { continue }
      let known = seconds - note.x + max(history, Double(PhaseTeacher.reach) / PhaseTeacher.rate)
      guard Double(clean) >= known * samplingRate else { continue }
      learn(old, note, Double(truth.x), Double(truth.y), large: large)
    }
  }

  private mutating func learn(
    _ place: Int, _ note: SIMD4<Double>, _ re: Double, _ im: Double, large: Double
  ) {
    let amplitude = (re * re + im * im).squareRoot()
    if boundary == 0 { boundary = large }
    let blocks = width / 4
    var squares = SIMD4<Double>(repeating: 0)
    for b in 0..<blocks {
      let values = situations[place * blocks + b]
      squares += values * values
    }
    guard squares.sum() < Self.strangestSituation * Double(width) else { return }
    guard amplitude > 0, amplitude < Self.largestWave * boundary else {
      // Were the boundary itself far too low, it would have to find its way up.
      boundary *= 1 + 0.75 * Self.boundaryStep
      return
    }
    // As in training: the largest quarter counts in full, what is small for a quarter of that.
    let weight = 0.3 + 1 / (1 + exp(-(amplitude / boundary - 0.85) / 0.1))
    boundary *= 1 + (amplitude > boundary ? 0.75 : -0.25) * Self.boundaryStep
    readout.learn(
      situations, from: place * blocks, wantedReal: re / amplitude - note.y,
      wantedImaginary: im / amplitude - note.z, weight: weight)
  }

  /// Forgets the signal but not what was learnt.
  mutating func forgetSignal() {
    teacher.reset()
    (written, taught, nextTick, lastSum, isDue, seconds) = (0, 0, 0, 0, false, 0)
  }
}
