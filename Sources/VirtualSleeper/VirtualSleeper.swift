internal import Foundation
public import Signals
public import SleepCore

/// A simulated person's night as a source of signals: EEG, EOG and EMG with their true stages, and ears.
///
/// Stages follow one another as experts score them (Models/virtual-sleeper), the EEG of NREM sleep comes from a
/// thalamocortical neural mass, and ``hear(_:)`` plays it a sound: in the up-state a slow wave answers, and the louder it
/// is the likelier it wakes, and the rest of the night goes another way. docs/virtual-sleeper.md says how near that comes
/// to people. The same seed, person and sounds give the same night, sample for sample; two nights of one seed with other
/// sounds share all their chance. A second costs some 0.3 ms in NREM sleep, less elsewhere, and allocates nothing once the
/// first block has been made.
public struct VirtualSleeper: SignalSource, Sendable {
  /// What the sleeper offers, all in steps of 0.1 µV: EEG Fpz-Cz, a second EEG Pz-Oz where wanted, EOG horizontal at 64
  /// Hz (50 at 250 Hz), EMG chin; then heart rate and movement where wanted.
  public let description: SourceDescription
  /// Who sleeps.
  public let person: Person
  /// Where EEG electrodes are not well.
  public let faults: [Fault]

  private let rate: Int
  private let eyeRate: Int
  private let parts: Int
  private let seconds: Int
  private var part = 0
  private var second = 0
  private var course: SleepCourse
  private var brain: BrainWaves
  private var body: Body
  private var electrodes: (Electrode, Electrode)
  private var random: SeededRandom
  private var noise: QuickNoise
  private var eye = 0.0
  private var eyeTarget = 0.0
  private var eyeDrift = 0.0
  private var burst = false
  private var blinkLeft = 0
  private var lastMuscle = 0.0
  private var movementLeft = 0
  private var stage = SleepStage.wake
  private var waiting: [Pulse] = []
  /// Creates a healthy sleeper of 35 about to go to bed at 23:00.
  ///
  /// - Parameters:
  ///   - seed: chooses the night.
  ///   - hours: how long it is, rounded down to whole epochs of 30 s, and kept within one epoch to 24 hours.
  public init(seed: UInt64, hours: Double = 8) { self.init(seed: seed, hours: hours, person: Person()) }

  /// Creates a sleeper about to go to bed at 23:00.
  ///
  /// - Parameters:
  ///   - seed: chooses the night.
  ///   - hours: how long it is, rounded down to whole epochs of 30 s, and kept within one epoch to 24 hours.
  ///   - person: who sleeps, and how the night is measured.
  public init(seed: UInt64, hours: Double = 8, person: Person) {
    course = SleepCourse(seed: seed, hours: hours, person: person)
    self.person = person
    seconds = course.seconds
    rate = person.samplingRate == 250 ? 250 : 256
    eyeRate = rate == 250 ? 50 : 64
    parts = person.hasShortBlocks ? (rate == 250 ? 10 : 16) : 1
    brain = BrainWaves(seed: seed, person: person, samplingRate: rate)
    body = Body(seed: seed)
    random = SeededRandom(seed: seed, stream: 4)
    noise = QuickNoise(seed: seed, stream: 5)
    // Somewhere in the second half of the night, where there is one.
    let start = seconds / 2 + Int(random.uniform() * Double(max(seconds / 2 - 60, 1)))
    let usual = seconds >= 1200 ? [Fault(.off, seconds: start..<(start + 20))] : []
    faults = person.faults ?? usual
    electrodes = (
      Electrode(seed: seed, channel: 0, faults: faults, samplingRate: rate),
      Electrode(seed: seed, channel: 1, faults: faults, samplingRate: rate)
    )
    waiting.reserveCapacity(64)
    description = Self.describe(seed, person, rate: rate, eyeRate: eyeRate, parts: parts, seconds: seconds)
  }

  /// The stages that the night is made from, in epochs of 30 s: all of it, what is still to come included.
  ///
  /// What is to come changes when a sound wakes the sleeper.
  public var trueHypnogram: Hypnogram { course.hypnogram }
  /// The first time that the first EEG electrode is off, as whole seconds of the night; empty where it never is.
  public var electrodeFault: Range<Int> {
    faults.first { $0.kind == .off && $0.channel == 0 }?.seconds ?? seconds..<seconds
  }
  /// The same night without its signals: stages, nightmares, and what sounds have done.
  public var sleepCourse: SleepCourse { course }
  /// Beats a minute over the last second given out.
  public var heartRate: Double { body.heartRate }
  /// Acceleration at the wrist beside gravity over the last second given out, in thousandths of g.
  public var movement: Double { body.movement }
  /// When the next sample will be taken.
  public var now: NightTime {
    NightTime(sample: second * parts + part, samplesPerRecord: parts, recordTicks: NightTime.ticksPerSecond)
  }

  /// Whether the sleeper lay in the bed in the last second; `nil` where ``Person/outOfBed`` says nothing.
  public var isInBed: Bool? {
    person.outOfBed.isEmpty ? nil : !person.outOfBed.contains { $0.contains(max(second - 1, 0)) }
  }

  /// Plays the sleeper a short sound.
  ///
  /// It reaches the thalamus (``ThalamoCortex``), begins with the next sample if its onset is over, and may wake by its
  /// level (``SleepCourse/hear(_:inSecond:)``). Of sounds that are still to come 64 are kept.
  public mutating func hear(_ pulse: Pulse) {
    guard waiting.count < 64 else { return }
    waiting.append(pulse)
  }

  /// Lays a steady sound under the sleep, or changes its level; each rise by 3 dB is an event that may wake.
  public mutating func hear(steady level: SoundLevel) { course.hear(steady: level, inSecond: second) }

  /// Fills the next block, and returns whether the night still had one.
  public mutating func next(_ block: inout SignalBlock) -> Bool {
    guard second < seconds else { return false }
    let count = rate / parts
    let eyeCount = eyeRate / parts
    let backs = person.eegChannels > 1 ? count : 0
    let total = 2 * count + backs + eyeCount + (person.hasBody ? 2 : 0)
    if block.samples.count != total { block.samples = [Int16](repeating: 0, count: total) }
    block.start = now
    if part == 0 { beginSecond() }
    let muscleSize = StageSpectrum.muscle(stage) * (movementLeft > 0 ? 6 : course.isAroused ? 2.5 : 1)
    let ratio = rate / eyeRate
    let first = second * rate + part * count
    var out = block.samples.mutableSpan
    for n in 0..<count {
      if !waiting.isEmpty { listen(first + n) }
      let wave = brain.next()
      if n % ratio == 0 {
        stepEye()
        out[count + backs + n / ratio] = Self.stored(eye + eyeDrift + 0.3 * wave.front + 3 * noise.next())
      }
      // Eyes are seen at the forehead too: blinks fully, looks to the side hardly.
      out[n] = Self.stored(electrodes.0.measured(wave.front + 0.08 * eye + blink()))
      if backs > 0 { out[count + n] = Self.stored(electrodes.1.measured(wave.back)) }
      let fresh = noise.next()
      out[count + backs + eyeCount + n] = Self.stored(muscleSize * 0.7 * (fresh - lastMuscle))
      lastMuscle = fresh
    }
    if person.hasBody {
      out[total - 2] = Self.stored(body.heartRate)
      out[total - 1] = Self.stored(body.movement)
    }
    part += 1
    if part == parts { (part, second) = (0, second + 1) }
    return true
  }

  /// Lets every sound begin whose time has come.
  private mutating func listen(_ sample: Int) {
    let time = NightTime(sample: sample, samplesPerRecord: rate, recordTicks: NightTime.ticksPerSecond)
    var k = 0
    while k < waiting.count {
      guard waiting[k].onset <= time else { k += 1; continue }
      let pulse = waiting.remove(at: k)
      let samples = max(
        1, Int((Double(pulse.length.ticks) / Double(NightTime.ticksPerSecond) * Double(rate)).rounded()))
      // The evoked input outlasts a click: it lasts at least the model's 80 ms.
      brain.hear(strength: Hearing.strength(of: pulse.level), samples: max(samples, rate * 8 / 100))
      if course.hear(pulse.level, inSecond: second) { movementLeft = max(movementLeft, 3) }
    }
  }

  private mutating func beginSecond() {
    let epoch = second / 30
    stage = course.stage(inSecond: second)
    let isAwakening =
      second % 30 == 0 && epoch > 0 && stage == .wake && course.stage(inSecond: second - 1) != .wake
    if isAwakening { movementLeft = 3 + Int(random.uniform() * 6) }
    // Awake one turns over now and then; asleep seldom.
    if random.uniform() < (stage == .wake ? 1.0 / 120 : 1.0 / 2400), movementLeft == 0 {
      movementLeft = 2 + Int(random.uniform() * 4)
    }
    let fear = fear(epoch)
    if fear > 0, random.uniform() < 0.04 * fear { movementLeft = max(movementLeft, 1) }
    brain.beginSecond(stage: stage, movement: movementLeft > 0 ? 1 : 0, isAroused: course.isAroused)
    body.step(
      stage: stage, isMoving: movementLeft > 0, isAroused: course.isAroused || isAwakening, fear: fear)
    electrodes.0.begin(second: second)
    electrodes.1.begin(second: second)
    movementLeft = max(0, movementLeft - 1)
    course.endSecond()
    switch stage {
    case .rem:
      // Rapid eye movements come in bursts, more of them in a nightmare.
      burst = burst ? random.uniform() > 0.25 : random.uniform() < 0.08 + 0.2 * fear
    case .wake:
      burst = random.uniform() < 0.05
      if blinkLeft == 0, random.uniform() < 0.12 { blinkLeft = blinkLength }
    case .n1, .n2, .n3, .unknown: burst = false
    }
  }

  /// How far the nightmare of an epoch has come, from 0 to 1; it lasts a minute after the awakening.
  private func fear(_ epoch: Int) -> Double {
    for nightmare in course.plan.nightmares
    where epoch >= nightmare.lowerBound && epoch < nightmare.upperBound + 2 {
      let come = Double(second - 30 * nightmare.lowerBound) / Double(30 * nightmare.count)
      return come <= 1 ? come * come : 0.7
    }
    return 0
  }

  private var blinkLength: Int { rate * 3 / 10 }

  /// A parabola of 0.3 s and 100 µV.
  private mutating func blink() -> Double {
    guard blinkLeft > 0 else { return 0 }
    let x = Double(blinkLeft) / Double(blinkLength)
    blinkLeft -= 1
    return 400 * x * (1 - x)
  }

  private mutating func stepEye() {
    if burst, random.uniform() < 3 / Double(eyeRate) { eyeTarget = 160 * (random.uniform() - 0.5) * 2 }
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

  private static func describe(
    _ seed: UInt64, _ person: Person, rate: Int, eyeRate: Int, parts: Int, seconds: Int
  ) -> SourceDescription {
    func channel(_ label: String, _ unit: String, _ role: ChannelRole, _ samples: Int) -> SignalChannel {
      SignalChannel(
        label: label, unit: unit, role: role, samplesPerBlock: samples, digitalRange: -32767...32767,
        physicalMinimum: -3276.7, physicalMaximum: 3276.7)
    }
    var channels = [channel("EEG Fpz-Cz", "uV", .eeg, rate / parts)]
    if person.eegChannels > 1 { channels.append(channel("EEG Pz-Oz", "uV", .eeg, rate / parts)) }
    channels.append(channel("EOG horizontal", "uV", .eog, eyeRate / parts))
    channels.append(channel("EMG chin", "uV", .emg, rate / parts))
    if person.hasBody {
      channels.append(channel("Heart rate", "bpm", .heartRate, 1))
      channels.append(channel("Movement", "mg", .movement, 1))
    }
    return SourceDescription(
      name: "virtual:\(seed)", start: CivilTime(year: 2026, month: 1, day: 1, secondOfDay: 23 * 3600),
      channels: channels, primary: 0,
      blockLength: NightTime.Span(ticks: NightTime.ticksPerSecond / Int64(parts)),
      knownLength: .seconds(seconds))
  }
}
