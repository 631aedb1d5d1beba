internal import Foundation
public import SleepCore

/// Says the phase of the slow wave, and gets better at it the longer it listens to the same sleeper.
///
/// Small networks (``PhaseModel``) look at the last seconds and say the wave at ``horizon`` and how sure they are.
/// Four seconds later the true wave can be told from the signal alone, with no expert: from that a linear read-out
/// of the networks' hidden units learns what they keep getting wrong for this sleeper, electrode and amplifier.
/// Same samples, same bits, however they are cut into blocks; nothing looks ahead; nothing is allocated by `push`.
/// The amplifier's gain changes no phase.
///
/// Two seconds after the beginning there is something to go by, ten seconds after it is as good as the networks
/// are. `./luma bench loop` prints how good, and what a sample costs.
public struct LearningPhaseEstimator: PhaseEstimator {
  /// The lowest and the highest sampling rate that is tracked, in hertz.
  public static let samplingRates = 50.0...2000.0
  /// How far ahead can be looked.
  public static let horizons = NightTime.Span.zero...NightTime.Span.seconds(1)
  /// The network is asked at most this many times a second; in between the wave turns on as usual.
  private static let mostAnswers = 256.0
  /// No EEG is larger, in microvolts: such a value counts as missing.
  private static let largestInput = 1e6

  /// How far ahead of the last sample ``expected`` looks.
  public let horizon: NightTime.Span
  /// The rate the estimator is made for.
  public let samplingRate: Frequency
  /// Whether the sleeper is being learnt from.
  ///
  /// It begins turned on. A night turns it off outside deep sleep, where phases mean nothing.
  public var isLearning = true

  /// Whether nobody waits for the wave now, as outside deep sleep: the networks are asked eight times a second, which is a
  /// small part of the cost, and at once again when it is turned off.
  public var isResting = false
  /// How often they are asked then, a second.
  private static let restingAnswers = 8.0

  private let every: Int
  private let everyResting: Int
  private let turnReal: Double
  private let turnImaginary: Double
  private let largeWave: Double
  private let scales: [Float]
  /// How many blocks of sixteen hidden units the sleeper's own read-out sees.
  private let hiddenLanes: Int
  private var window: SlowWaveWindow
  private var network: PhaseNetwork
  private var lessons: SleeperLessons

  private var wave = (real: 0.0, imaginary: 0.0)
  private var amplitude = 0.0
  private var sinceAnswer = 0
  private var lastInput = 0.0
  private var missing = 0
  private var clean = 0
  /// The present situation as the sleeper's own read-out sees it.
  private var situation: [SIMD4<Double>]

  /// Prepares an estimator, which takes some milliseconds.
  ///
  /// - Parameters:
  ///   - model: what is known of slow waves in general.
  ///   - samplingRate: of the signal; in ``samplingRates``.
  ///   - horizon: how far ahead of the last sample the wave is wanted; 0 to 1 s. Up to 300 ms a network was
  ///     trained for it; beyond, the wave turns on from there at 0.9 Hz.
  /// - Precondition: the rate and the horizon are in these ranges.
  public init(model: PhaseModel, samplingRate: Frequency, horizon: NightTime.Span) {
    let rate = samplingRate.hertz
    precondition(Self.samplingRates.contains(rate), "phases are tracked at 50 to 2000 samples a second")
    precondition(Self.horizons.contains(horizon), "a horizon is 0 to 1 s")
    self.samplingRate = samplingRate
    self.horizon = horizon
    every = Int((rate / Self.mostAnswers).rounded(.up))
    everyResting = Int((rate / Self.restingAnswers).rounded(.up))
    turnReal = cos(PhaseNetwork.usualTurn / rate)
    turnImaginary = sin(PhaseNetwork.usualTurn / rate)
    largeWave = model.largeWave
    scales = model.featureScales
    window = SlowWaveWindow(samplingRate: rate, lags: model.lags)
    network = PhaseNetwork(model: model, ahead: horizon.seconds + window.delay)
    hiddenLanes = model.seenMembers * model.secondWidth / 16
    // The rest of the last block stays 0.
    let width = (model.featureScales.count + 6 + 3) / 4 * 4
    lessons = SleeperLessons(
      samplingRate: rate, width: width, horizon: horizon.seconds,
      history: Double(model.lags.last ?? 0) / SlowWaveWindow.lagRate)
    situation = [SIMD4<Double>](repeating: SIMD4(repeating: 0), count: width / 4)
  }

  /// Takes in the next sample in microvolts.
  ///
  /// A value that is not finite, or over 1 V, counts as missing: the signal is held for up to a second; after a
  /// longer gap it begins anew. Some microseconds; allocates nothing.
  public mutating func push(_ microvolts: Double) {
    if microvolts.isFinite, microvolts.magnitude <= Self.largestInput {
      if missing > Int(samplingRate.hertz) { reset() }
      missing = 0
      clean += 1
      lastInput = microvolts
    } else {
      missing += 1
      clean = 0
      if window.count == 0 { return }
      if missing > Int(samplingRate.hertz) {
        (wave, amplitude) = ((0, 0), 0)
        return
      }
    }
    window.push(lastInput)
    lessons.listen(to: window)
    sinceAnswer += 1
    if sinceAnswer < (isResting ? everyResting : every), window.count > 1 {
      wave = (
        wave.real * turnReal - wave.imaginary * turnImaginary,
        wave.real * turnImaginary + wave.imaginary * turnReal
      )
      return
    }
    sinceAnswer = 0
    answer()
  }

  /// Asks the networks and the sleeper's own read-out.
  private mutating func answer() {
    window.fill(&network.inputs)
    network.run()
    let said = network.answer
    let (re, im) = (Double(said.x), Double(said.y))
    let concentration = (re * re + im * im).squareRoot()
    let share = concentration > 0 ? besselRatio(concentration) / concentration : 0
    let general = (real: re * share, imaginary: im * share)
    describe(general)
    let own = lessons.correction(situation)
    wave = (general.real + own.real, general.imaginary + own.imaginary)
    let size = window.size
    amplitude = size * exp(min(max(Double(said.z), -10), 10))
    lessons.note(
      situation, general: general, large: largeWave * size, clean: clean, isLearning: isLearning)
  }

  /// Sets the situation: hidden units and inputs at their usual size, the networks' answer in six forms.
  private mutating func describe(_ general: (real: Double, imaginary: Double)) {
    for block in 0..<hiddenLanes {
      let values = network.features[block]
      for lane in 0..<16 {
        let at = block * 16 + lane
        situation[at >> 2][at & 3] = Double(values[lane] * scales[at])
      }
    }
    var at = hiddenLanes * 16
    for k in stride(from: 0, to: network.inputs.count, by: 2) {
      situation[at >> 2][at & 3] = Double(network.inputs[k] * scales[at])
      at += 1
    }
    // The length and the square turned back to that length let an error be learnt that comes and goes with the
    // phase, as it does where waves are steeper on one side.
    let (re, im) = (general.real, general.imaginary)
    let length = (re * re + im * im).squareRoot()
    let whole = length > 0 ? 1 / length : 0
    let rest: InlineArray<6, Double> = [re, im, 1, length, (re * re - im * im) * whole, 2 * re * im * whole]
    for k in 0..<6 { situation[(at + k) >> 2][(at + k) & 3] = rest[k] }
  }

  /// The wave that is expected ``horizon`` after the last sample.
  ///
  /// Its uncertainty is the circular standard deviation √(−2·ln R) of large waves for which as much was known.
  public var expected: WaveEstimate {
    let length = (wave.real * wave.real + wave.imaginary * wave.imaginary).squareRoot()
    // No estimate is better than one degree or worse than a guess.
    let resultant = min(max(length, 1e-4), 0.99985)
    return WaveEstimate(
      phase: Phase(radians: atan2(wave.imaginary, wave.real)), amplitudeMicrovolts: amplitude,
      uncertainty: (-2 * log(resultant)).squareRoot())
  }

  /// Forgets the signal, as after a gap; what was learnt about the sleeper stays.
  public mutating func reset() {
    window.reset()
    lessons.forgetSignal()
    (wave, amplitude) = ((0, 0), 0)
    (sinceAnswer, missing, clean) = (0, 0, 0)
  }
}
