internal import ClosedLoop
internal import Guard
public import ProgramKernel
internal import Programs
internal import Signals
internal import SleepCore
public import VirtualSleeper

/// A virtual sleeper's night under a program, or in silence: the program's wishes go through the guard, what
/// the guard lets out is heard, and what is heard may wake.
///
/// The program is told the true stage, so that nights differ by sound and not by how a stager errs; how often
/// ours does stands in docs/virtual-sleeper.md. The wake alarm is left out: both nights end when the
/// recording does.
public struct ProgramNight: Sendable {
  /// What a night comes to.
  public struct Figures: Sendable {
    /// By ``names``, in order.
    public var values: [Double] = []
    /// The key, the name and the unit of each figure.
    public static let names: [(key: StaticString, name: String, unit: String)] = [
      ("sleep_min", "total sleep time", "min"), ("efficiency_percent", "sleep efficiency", "%"),
      ("latency_min", "sleep latency", "min"), ("waso_min", "awake after sleep onset", "min"),
      ("n1_min", "N1", "min"), ("n2_min", "N2", "min"), ("n3_min", "N3", "min"), ("rem_min", "R", "min"),
      ("awakenings", "awakenings", ""), ("awakenings_by_sound", "awakenings by sound", ""),
      ("arousals_by_sound", "arousals by sound", ""), ("pulses", "pulses", ""),
      ("level_dba", "mean level", "dBA"),
    ]
  }

  private let program: VerifiedProgram?
  private let person: VirtualSleeper.Person
  private let hours: Double

  /// Prepares nights of a person with a program, or in silence where it is `nil`.
  public init(program: VerifiedProgram?, person: VirtualSleeper.Person, hours: Double) {
    (self.program, self.person, self.hours) = (program, person, hours)
  }

  /// The engine and the guard of a night, and how much has come out.
  private struct Machine {
    var engine: ProgramEngine
    var guardian: OutputGuard
    var policy: PulsePolicy
    var wakeAt: NightTime
    var pulses = 0

    init(_ program: VerifiedProgram, seconds: Int, seed: UInt64) {
      engine = ProgramEngine(program)
      policy = PulsePolicy(lot: seed)
      guardian = OutputGuard(limits: program.limits)
      // As in `luma program simulate`: five minutes before the end.
      wakeAt = NightTime(seconds: max(seconds - 300, 0))
    }

    func moment(_ time: NightTime, _ stage: SleepStage) -> OutputGuard.Moment {
      OutputGuard.Moment(time: time, mayBeAsleep: stage != .wake, isAfterWakeTime: time >= wakeAt)
    }

    /// Ends a second; what sounds steadily in the next.
    mutating func second(endingAt time: NightTime, _ stage: SleepStage, isAroused: Bool) -> SoundLevel {
      policy.sense(at: time, isAroused: isAroused, isStirring: false)
      let senses = Senses(
        stage: stage, sure: isAroused ? .unknown : stage, isPresent: true, isDark: true, isAroused: isAroused,
        wakeIn: wakeAt - time)
      let step = engine.second(endingAt: time, senses: senses)
      return guardian.second(step.wish, at: moment(time, stage)).allowed.beds.total
    }

    /// The pulse that may be heard from a moment on, if one may: as in a night, the policy and the guard
    /// decide.
    mutating func pulse(
      at time: NightTime, onset: NightTime, uncertainty: Double = 0, _ stage: SleepStage
    ) -> Pulse? {
      guard let plan = engine.pulses(at: time), engine.mayPulse(at: time) else { return nil }
      let verdict = policy.decide(
        onset: onset, at: time, asked: plan.level, train: plan.series.train, uncertainty: uncertainty)
      let level: SoundLevel
      switch verdict {
      case .sound(let allowed): level = allowed
      case .mark: level = .silence
      case .nothing: return nil
      }
      let wish = Pulse(onset: onset, level: level, length: plan.length, rise: plan.rise)
      guard let allowed = guardian.pulse(wish, at: moment(time, stage)).allowed else { return nil }
      engine.countPulse(at: time)
      guard !allowed.level.isSilent else { return nil }
      pulses += 1
      return allowed
    }
  }

  /// A night of stages alone; a few milliseconds.
  ///
  /// In N3 a slow wave is taken to come every 1.25 s.
  public func figures(seed: UInt64) -> Figures {
    var course = SleepCourse(seed: seed, hours: hours, person: person)
    guard let program else { return Self.figures(course, pulses: 0, level: nil) }
    var machine = Machine(program, seconds: course.seconds, seed: seed)
    for second in 0..<course.seconds {
      let stage = course.stage(inSecond: second)
      let time = NightTime(seconds: second + 1)
      let level = machine.second(endingAt: time, stage, isAroused: course.isAroused)
      course.hear(steady: level, inSecond: second + 1)
      if stage == .n3, !course.isAroused, second % 5 != 0 {
        // Four waves in five seconds.
        if let pulse = machine.pulse(at: time, onset: time, stage) {
          course.hear(pulse.level, inSecond: second + 1)
        }
      }
      course.endSecond()
    }
    let level = machine.guardian.dose.equivalentLevel(over: .seconds(course.seconds))
    return Self.figures(course, pulses: machine.pulses, level: level)
  }

  private static func figures(_ course: SleepCourse, pulses: Int, level: SoundLevel?) -> Figures {
    let night = course.hypnogram
    let stages = night.stages
    func minutes(_ stage: SleepStage) -> Double { night.time(in: stage).seconds / 60 }
    let awakenings = stages.indices.dropFirst().count { stages[$0] == .wake && stages[$0 - 1] != .wake }
    return Figures(values: [
      night.totalSleepTime.seconds / 60, 100 * night.totalSleepTime.seconds / Double(course.seconds),
      (night.sleepOnset?.seconds ?? Double(course.seconds)) / 60, night.wakeAfterSleepOnset.seconds / 60,
      minutes(.n1), minutes(.n2), minutes(.n3), minutes(.rem), Double(awakenings),
      Double(course.awakeningsBySound), Double(course.arousalsBySound), Double(pulses),
      level.map { max($0.dBA, 0) } ?? 0,
    ])
  }

  /// Slow waves after the moments at which the program would have had a pulse, with sound and without.
  public struct Evoked: Sendable {
    /// Mean of peak to peak in microvolts, and how many moments.
    public var microvolts = 0.0, count = 0
  }

  /// A whole night with signals: the phase is tracked, pulses meet their wave; some seconds.
  ///
  /// - Parameters:
  ///   - seed: chooses the night.
  ///   - isHeard: whether the sleeper hears what comes out; if not, its moments are looked at all the same.
  /// - Returns: the waves after all its pulses.
  public func evoked(seed: UInt64, isHeard: Bool) -> Evoked {
    guard let program else { return Evoked() }
    var person = person
    (person.hasShortBlocks, person.samplingRate, person.faults) = (true, 256, [])
    var sleeper = VirtualSleeper(seed: seed, hours: hours, person: person)
    var block = SignalBlock(for: sleeper.description)
    var machine = Machine(program, seconds: sleeper.sleepCourse.seconds, seed: seed)
    var phase = KalmanPhase(samplingRate: .hertz(256), horizon: .milliseconds(100))
    var trigger: PhaseTrigger<KalmanPhase>?
    var plan: CompiledProgram.PulsePlan?
    var eeg: [Float] = []
    var onsets: [Int] = []
    while sleeper.next(&block) {
      let second = eeg.count / 256
      let stage = sleeper.sleepCourse.stage(inSecond: second)
      let isAroused = sleeper.sleepCourse.isAroused
      for n in 0..<16 {
        let time = NightTime(sample: eeg.count, samplesPerRecord: 256, recordTicks: NightTime.ticksPerSecond)
        let value = Double(block.samples[n]) * 0.1
        eeg.append(Float(value))
        phase.push(value)
        guard stage == .n3, !isAroused, let due = trigger?.step(time: time, estimator: phase, allowed: true),
          let pulse = machine.pulse(at: time, onset: due.onset, uncertainty: due.uncertainty, stage)
        else { continue }
        onsets.append(Int(pulse.onset.seconds * 256))
        if isHeard { sleeper.hear(pulse) }
      }
      guard eeg.count % 256 == 0 else { continue }
      let time = NightTime(seconds: eeg.count / 256)
      let level = machine.second(endingAt: time, stage, isAroused: isAroused)
      if isHeard { sleeper.hear(steady: level) }
      let wanted = machine.engine.pulses(at: time)
      if wanted != plan {
        plan = wanted
        machine.policy.beginSeries()
        trigger = plan.map { Self.trigger($0) }
      }
    }
    return Self.waves(eeg, after: onsets)
  }

  private static func trigger(_ plan: CompiledProgram.PulsePlan) -> PhaseTrigger<KalmanPhase> {
    PhaseTrigger(
      settings: .init(
        target: .degrees(Double(plan.phaseMilliDegrees) / 1000),
        minimumAmplitudeMicrovolts: Double(plan.minimumNanovolts) / 1000, refractory: plan.series.apart))
  }

  /// Within 1.5 s after each moment the deepest trough and the highest crest after it, smoothed over 0.1 s.
  private static func waves(_ eeg: [Float], after onsets: [Int]) -> Evoked {
    var evoked = Evoked()
    for onset in onsets where onset + 384 < eeg.count {
      let smooth = (0..<359).map { n in eeg[(onset + n)..<(onset + n + 26)].reduce(0, +) / 26 }
      guard let low = smooth.indices.min(by: { smooth[$0] < smooth[$1] }) else { continue }
      evoked.microvolts += Double((smooth[low...].max() ?? smooth[low]) - smooth[low])
      evoked.count += 1
    }
    if evoked.count > 0 { evoked.microvolts /= Double(evoked.count) }
    return evoked
  }
}
