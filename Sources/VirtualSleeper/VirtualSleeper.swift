internal import Foundation
public import Signals
public import SleepCore

/// A simulated person's night as a source of signals: EEG, EOG and EMG with their true stages.
///
/// The same seed gives the same night, sample for sample. Made to try programs on, not to teach
/// anyone about brains: real nights are messier. Blocks are 1 s; a block costs some microseconds and allocates
/// nothing once the first has been made.
public struct VirtualSleeper: SignalSource, Sendable {
  /// What the sleeper offers: EEG Fpz-Cz and EMG chin at 256 Hz, EOG horizontal at 64 Hz, all in steps of 0.1 µV.
  public let description: SourceDescription
  /// The stages that the night was made from, in epochs of 30 s.
  public let trueHypnogram: Hypnogram
  /// The 20 s in which the EEG electrode was off and its channel is a flat line, as whole seconds of the night.
  public let electrodeFault: Range<Int>

  private static let eyeRate = 64
  private let seconds: Int
  private var second = 0
  private var brain: BrainWaves
  private var random: SeededRandom
  private var noise: QuickNoise
  private var eye = 0.0
  private var eyeTarget = 0.0
  private var eyeDrift = 0.0
  private var burst = false
  private var blinkLeft = 0
  private var lastMuscle = 0.0
  private var movementLeft = 0

  /// Creates a sleeper about to go to bed at 23:00.
  ///
  /// - Parameters:
  ///   - seed: chooses the night.
  ///   - hours: how long it is, rounded down to whole epochs of 30 s, and kept within one epoch to 24 hours.
  public init(seed: UInt64, hours: Double = 8) {
    let wished = hours.isFinite ? min(max(hours, 0), 24) : 8
    let epochs = max(1, Int(wished * 120))
    seconds = epochs * 30
    trueHypnogram = Hypnogram(stages: NightPlan(seed: seed, epochs: epochs).stages)
    brain = BrainWaves(seed: seed)
    random = SeededRandom(seed: seed, stream: 4)
    noise = QuickNoise(seed: seed, stream: 5)
    // Somewhere in the second half of the night, where there is one.
    let faultStart = seconds / 2 + Int(random.uniform() * Double(max(seconds / 2 - 60, 1)))
    electrodeFault = seconds >= 1200 ? faultStart..<(faultStart + 20) : seconds..<seconds
    func channel(_ label: String, _ role: ChannelRole, _ samples: Int) -> SignalChannel {
      SignalChannel(
        label: label, unit: "uV", role: role, samplesPerBlock: samples, digitalRange: -32767...32767,
        physicalMinimum: -3276.7, physicalMaximum: 3276.7)
    }
    description = SourceDescription(
      name: "virtual:\(seed)", start: CivilTime(year: 2026, month: 1, day: 1, secondOfDay: 23 * 3600),
      channels: [
        channel("EEG Fpz-Cz", .eeg, BrainWaves.samplingRate),
        channel("EOG horizontal", .eog, Self.eyeRate),
        channel("EMG chin", .emg, BrainWaves.samplingRate),
      ],
      primary: 0, blockLength: .seconds(1), knownLength: .seconds(seconds))
  }

  /// Fills the next second, and returns whether the night still had one.
  public mutating func next(_ block: inout SignalBlock) -> Bool {
    guard second < seconds else { return false }
    let eegCount = BrainWaves.samplingRate
    let total = 2 * eegCount + Self.eyeRate
    if block.samples.count != total { block.samples = [Int16](repeating: 0, count: total) }
    block.start = NightTime(seconds: second)
    let stage = beginSecond()
    let isFaulty = electrodeFault.contains(second)
    let muscleSize = StageSpectrum.muscle(stage) * (movementLeft > 0 ? 6 : 1)
    let ratio = eegCount / Self.eyeRate
    var out = block.samples.mutableSpan
    for n in 0..<eegCount {
      let wave = brain.next()
      if n % ratio == 0 {
        stepEye(stage)
        out[eegCount + n / ratio] = Self.stored(eye + eyeDrift + 0.3 * wave + 3 * noise.next())
      }
      // Eyes are seen at the forehead too: blinks fully, looks to the side hardly.
      let seen = wave + 0.08 * eye + blink()
      out[n] = isFaulty ? 0 : Self.stored(seen)
      let fresh = noise.next()
      out[eegCount + Self.eyeRate + n] = Self.stored(muscleSize * 0.7 * (fresh - lastMuscle))
      lastMuscle = fresh
    }
    second += 1
    return true
  }

  private mutating func beginSecond() -> SleepStage {
    let epoch = second / 30
    let stage = trueHypnogram.stages[epoch]
    let isAwakening =
      second % 30 == 0 && epoch > 0 && stage == .wake && trueHypnogram.stages[epoch - 1] != .wake
    if isAwakening { movementLeft = 3 + Int(random.uniform() * 6) }
    // Awake one turns over now and then; asleep seldom.
    if movementLeft == 0, random.uniform() < (stage == .wake ? 1.0 / 120 : 1.0 / 2400) {
      movementLeft = 2 + Int(random.uniform() * 4)
    }
    brain.beginSecond(stage: stage, movement: movementLeft > 0 ? 1 : 0)
    movementLeft = max(0, movementLeft - 1)
    switch stage {
    case .rem:
      // Rapid eye movements come in bursts.
      burst = burst ? random.uniform() > 0.25 : random.uniform() < 0.08
    case .wake:
      burst = random.uniform() < 0.05
      if blinkLeft == 0, random.uniform() < 0.12 { blinkLeft = Self.blinkLength }
    case .n1, .n2, .n3, .unknown: burst = false
    }
    return stage
  }

  private static let blinkLength = BrainWaves.samplingRate * 3 / 10

  /// A parabola of 0.3 s and 100 µV.
  private mutating func blink() -> Double {
    guard blinkLeft > 0 else { return 0 }
    let x = Double(blinkLeft) / Double(Self.blinkLength)
    blinkLeft -= 1
    return 400 * x * (1 - x)
  }

  private mutating func stepEye(_ stage: SleepStage) {
    if burst, random.uniform() < 3 / Double(Self.eyeRate) { eyeTarget = 160 * (random.uniform() - 0.5) * 2 }
    // A look takes some 30 ms; what is recorded of a held look fades, as an AC amplifier lets it.
    eye += 0.4 * (eyeTarget - eye)
    eyeTarget *= 0.985
    // Slow rolling eyes while falling asleep.
    let rolling: Double = stage == .n1 ? 4 : 0.5
    eyeDrift = 0.99 * eyeDrift + rolling * noise.next()
  }

  /// Microvolts as steps of 0.1 µV, kept inside the channel's range.
  @inline(__always)
  private static func stored(_ microvolts: Double) -> Int16 {
    Int16(min(max((microvolts * 10).rounded(), -32767), 32767))
  }
}
