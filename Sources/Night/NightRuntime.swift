internal import ClosedLoop
internal import Guard
public import ProgramKernel
internal import Programs
public import Signals
public import SleepCore
internal import Staging

/// One night, as a pure step: a block of signals goes in, decisions come out.
///
/// No clock, no randomness, no input or output. The same blocks give the same events, live, in a replay, in a
/// simulation and in a test. The loop over samples allocates nothing; a second's end allocates only where words do.
public struct NightRuntime {
  private let channel: SignalChannel
  private let firstSample: Int
  private let blockTicks: Int64
  private let gain: Double
  private let offset: Double
  private let latency: NightTime.Span

  private var quality: SignalQuality
  private var stager: CausalStager
  private var arousals: ArousalDetector
  private var policy: PulsePolicy
  private var body: BodySenses
  private var phase: LearningPhaseEstimator
  private var trigger: PhaseTrigger<LearningPhaseEstimator>?
  private var plan: CompiledProgram.PulsePlan?
  private var engine: ProgramEngine
  private var outputGuard: OutputGuard
  private var alarm: WakeAlarm
  /// What was said: a wish until the second's end, the rest until something else is said.
  private var told = Senses.nothing

  private var expected = NightTime.start
  private var nextSecond = NightTime(seconds: 1)
  private var belief = StageBelief.unknown
  private var pulsesAllowed = false
  private var wasAroused = false
  private var out = Ambience.nothing
  private var lastWithheld: OutputGuard.Withheld?
  private var epoch = 0
  private var goodSeconds = 0
  private var blocks = 0
  private var pulses = 0

  /// Prepares a night.
  ///
  /// - Throws: an ``ExplainedError`` where the channel cannot be used: not a voltage, or an unusable sampling rate; or
  ///   where the latency is more than a second.
  public init(_ configuration: NightConfiguration, program: VerifiedProgram, models: NightModels) throws {
    let source = configuration.source
    guard source.channels.indices.contains(source.primary) else {
      throw NightError.noChannel(source: source.name)
    }
    channel = source.channels[source.primary]
    guard let scale = channel.microvoltsPerUnit else {
      throw NightError.notAVoltage(channel: channel.label, unit: channel.unit, source: source.name)
    }
    firstSample = source.channels[..<source.primary].reduce(0) { $0 + $1.samplesPerBlock }
    blockTicks = source.blockLength.ticks
    gain = channel.gain * scale
    offset = channel.offset * scale
    latency = configuration.latency
    let rate = Double(channel.samplesPerBlock) / source.blockLength.seconds
    guard let frequency = Frequency(exactly: rate), LearningPhaseEstimator.samplingRates.contains(rate) else {
      throw NightError.samplingRate(channel: channel.label, hertz: rate, source: source.name)
    }
    guard LearningPhaseEstimator.horizons.contains(latency) else {
      throw NightError.latency(latency, source: source.name)
    }
    let ends = [Double(channel.digitalRange.lowerBound), Double(channel.digitalRange.upperBound)]
      .map { [gain, offset] in $0 * gain + offset }
    quality = try SignalQuality(samplingRate: frequency, rails: min(ends[0], ends[1])...max(ends[0], ends[1]))
    stager = try CausalStager(model: models.stager, samplingRate: frequency)
    arousals = try ArousalDetector(samplingRate: frequency)
    policy = PulsePolicy(lot: configuration.lot)
    body = BodySenses(source)
    phase = LearningPhaseEstimator(model: models.phase, samplingRate: frequency, horizon: latency)
    (phase.isLearning, phase.isResting) = (false, true)
    engine = ProgramEngine(program)
    outputGuard = OutputGuard(limits: program.limits)
    alarm = WakeAlarm(wakeAt: configuration.wakeAt)
  }

  /// Takes a block and adds what it leads to.
  ///
  /// - Parameters:
  ///   - block: samples of every channel; a start later than the end of the last block is a gap.
  ///   - words: what was said since the last block.
  ///   - events: the list to add to; it is not cleared.
  public mutating func step(
    _ block: borrowing SignalBlock, words: [NightWord] = [], into events: inout [TimedEvent]
  ) {
    if blocks == 0 { open(&events) }
    if block.start > expected { bridge(to: block.start, &events) }
    // Time never goes back, whatever a source says.
    let start = max(block.start, expected)
    for word in words { hear(word, at: start, &events) }
    let count = channel.samplesPerBlock
    body.take(block)
    let samples = block.samples.span
    for i in 0..<count {
      let time = start + offsetOfSample(i)
      sample(Double(samples[firstSample + i]) * gain + offset, at: time, &events)
      if start + offsetOfSample(i + 1) >= nextSecond { endSecond(isGap: false, &events) }
    }
    expected = start + NightTime.Span(ticks: blockTicks)
    blocks += 1
  }

  /// Ends the night.
  public mutating func finish(why: NightEvent.EndReason, into events: inout [TimedEvent]) {
    events.append(
      TimedEvent(
        expected, .end(why: why, records: blocks, pulses: pulses, night: nightLevel, dose: outputGuard.dose)))
  }

  /// When the night has come to, by its samples.
  public var now: NightTime { expected }

  private func offsetOfSample(_ i: Int) -> NightTime.Span {
    NightTime.Span(
      ticks: NightTime(sample: i, samplesPerRecord: channel.samplesPerBlock, recordTicks: blockTicks).ticks)
  }

  private var nightLevel: SoundLevel { outputGuard.dose.equivalentLevel(over: expected - .start) }

  private mutating func open(_ events: inout [TimedEvent]) {
    if let state = alarm.news(at: .start) { events.append(TimedEvent(.start, .alarm(state))) }
    events.append(TimedEvent(.start, .scene(engine.opening)))
  }

  /// One sample: the hot path.
  @inline(__always)
  private mutating func sample(_ microvolts: Double, at time: NightTime, _ events: inout [TimedEvent]) {
    _ = quality.push(microvolts)
    stager.push(microvolts)
    phase.push(microvolts)
    _ = arousals.push(microvolts)
    guard pulsesAllowed else { return }
    if let decision = trigger?.step(time: time, estimator: phase, allowed: true) {
      decide(decision, at: time, &events)
    }
  }

  private mutating func hear(_ word: NightWord, at time: NightTime, _ events: inout [TimedEvent]) {
    events.append(TimedEvent(time, .word(word)))
    switch word {
    case .wish(let wish): told.wish = wish
    case .presence(let isPresent): told.isPresent = isPresent
    case .darkness(let isDark): told.isDark = isDark
    case .wakeAt(let wakeAt): alarm.move(to: wakeAt)
    }
  }

  private mutating func decide(_ decision: PulseDecision, at time: NightTime, _ events: inout [TimedEvent]) {
    guard let plan, engine.mayPulse(at: time) else { return }
    policy.sense(at: time, isAroused: arousals.isOngoing, isStirring: arousals.isStirring)
    let level: SoundLevel
    switch policy.decide(
      onset: decision.onset, at: time, asked: plan.level, train: plan.series.train,
      uncertainty: decision.uncertainty)
    {
    case .sound(let allowed): level = allowed
    case .mark: level = .silence
    case .nothing: return
    }
    let wish = Pulse(onset: decision.onset, level: level, length: plan.length, rise: plan.rise)
    let (allowed, withheld) = outputGuard.pulse(wish, at: moment(time))
    if let withheld { events.append(TimedEvent(time, .withheld(withheld))) }
    guard let allowed else { return }
    engine.countPulse(at: time)
    if !allowed.level.isSilent { pulses += 1 }
    let phase = Int((decision.predictedPhase.degrees * 1000).rounded())
    events.append(TimedEvent(time, .pulse(allowed, phaseMilliDegrees: phase)))
    if engine.pulses(at: time) == nil { pulsesAllowed = false }
  }

  private func moment(_ time: NightTime) -> OutputGuard.Moment {
    OutputGuard.Moment(
      time: time, mayBeAsleep: belief.stage != .wake, isAfterWakeTime: alarm.isDue(at: time))
  }

  /// Goes through a time without signal second by second: the program and the alarm do not wait for it.
  private mutating func bridge(to start: NightTime, _ events: inout [TimedEvent]) {
    events.append(TimedEvent(expected, .gap(start - expected)))
    quality.reset()
    phase.reset()
    trigger?.reset()
    // A sample that is missing ends whatever the detector had begun.
    _ = arousals.push(.nan)
    while nextSecond <= start { endSecond(isGap: true, &events) }
    expected = start
  }

  private mutating func endSecond(isGap: Bool, _ events: inout [TimedEvent]) {
    let time = nextSecond
    nextSecond = time + .seconds(1)
    let verdict = isGap ? SignalQuality.Verdict.flat : quality.latest
    // What is believed is about the second before: this one is judged during the next. A gap is known at once.
    let before = isGap ? stager.settle() : stager.second(quality: verdict)
    if isGap { stager.gap(seconds: 1) }
    belief = isGap ? .unknown : before
    arousals.stage = belief.stage
    let signal = Self.state(verdict, belief)
    if verdict == .good { goodSeconds += 1 }
    let height = Int((min(phase.expected.amplitudeMicrovolts, 100_000) * 1000).rounded())
    events.append(TimedEvent(time, .belief(belief, slowWaveNanovolts: isGap ? 0 : height, signal: signal)))
    endEpoch(at: time, verdict, isGap: isGap, &events)
    senseArousal(at: time, &events)
    body.endSecond(belief: belief, isDisturbed: verdict == .artefact, isGap: isGap)

    let step = engine.second(endingAt: time, senses: senses(at: time, isSignalGood: signal == .good))
    told.wish = nil
    if let change = step.change { events.append(TimedEvent(time, .scene(change))) }
    if let state = alarm.news(at: time) { events.append(TimedEvent(time, .alarm(state))) }
    let (allowed, withheld) = outputGuard.second(alarm.with(step.wish, at: time), at: moment(time))
    if let withheld, withheld != lastWithheld { events.append(TimedEvent(time, .withheld(withheld))) }
    lastWithheld = withheld
    if allowed != out { events.append(TimedEvent(time, .levels(allowed))) }
    out = allowed
    gesture(step.speech, at: time, &events)
    gesture(step.touch, at: time, &events)
    gesture(step.flashes, at: time, &events)
    allowPulses(at: time, isSignalGood: signal == .good)
    if time.wholeSeconds.isMultiple(of: 60) {
      let night = outputGuard.dose.equivalentLevel(over: time - .start)
      events.append(
        TimedEvent(time, .dose(lastMinute: outputGuard.lastMinute, night: night, dose: outputGuard.dose)))
    }
  }

  private mutating func senseArousal(at time: NightTime, _ events: inout [TimedEvent]) {
    policy.sense(at: time, isAroused: arousals.isOngoing, isStirring: arousals.isStirring)
    if arousals.isOngoing, !wasAroused { events.append(TimedEvent(time, .arousal)) }
    wasAroused = arousals.isOngoing
  }

  private mutating func gesture(_ wish: Gesture?, at time: NightTime, _ events: inout [TimedEvent]) {
    guard let wish else { return }
    let (allowed, withheld) = outputGuard.gesture(wish, at: moment(time))
    if let withheld { events.append(TimedEvent(time, .withheld(withheld))) }
    if let allowed { events.append(TimedEvent(time, .gesture(allowed))) }
  }

  /// What the program is told of this second.
  private func senses(at time: NightTime, isSignalGood: Bool) -> Senses {
    var senses = told
    senses.stage = belief.stage
    senses.isAroused = arousals.isOngoing
    senses.isNightmare = body.isNightmare
    senses.wakeIn = alarm.wakeAt.map { $0 - time }
    guard isSignalGood else { return senses }
    if stager.n3Gate {
      senses.sure = .n3
    } else if belief.stage != .n3, belief.perMille(belief.stage) >= Self.surePerMille {
      senses.sure = belief.stage
    }
    return senses
  }

  /// How likely a stage must be to stimulate by; N3 has a gate of its own.
  private static let surePerMille = 800

  /// Scores the epoch that has just ended; what is left of the work on its last second is done at once, twice a minute.
  private mutating func endEpoch(
    at time: NightTime, _ verdict: SignalQuality.Verdict, isGap: Bool, _ events: inout [TimedEvent]
  ) {
    let length = Int(Hypnogram.aasmEpoch.ticks / NightTime.ticksPerSecond)
    guard time.wholeSeconds.isMultiple(of: length) else { return }
    let belief = isGap ? .unknown : stager.settle()
    // An epoch is scored where more than half of it can be (AASM: the majority of the epoch), and its end says how.
    let isScored = goodSeconds * 2 > length && belief.isKnown
    let signal = isScored ? .good : Self.state(verdict, belief)
    events.append(TimedEvent(time, .epoch(epoch, isScored ? belief.stage : .unknown, signal: signal)))
    epoch += 1
    goodSeconds = 0
  }

  /// Pulses come only in a scene that asks for them, in believed N3, on a signal that is good at this very second.
  private mutating func allowPulses(at time: NightTime, isSignalGood: Bool) {
    let wanted = engine.pulses(at: time)
    if wanted != plan {
      plan = wanted
      policy.beginSeries()
      trigger = plan.map { plan in
        PhaseTrigger(
          settings: .init(
            target: .degrees(Double(plan.phaseMilliDegrees) / 1000),
            minimumAmplitudeMicrovolts: Double(plan.minimumNanovolts) / 1000, refractory: plan.series.apart))
      }
    }
    let allowed = plan != nil && isSignalGood && stager.n3Gate
    phase.isLearning = isSignalGood && stager.n3Gate
    phase.isResting = !phase.isLearning
    if !allowed { trigger?.reset() }
    pulsesAllowed = allowed
  }

  private static func state(_ verdict: SignalQuality.Verdict, _ belief: StageBelief) -> NightEvent.SignalState
  {
    switch verdict {
    case .flat: .flat
    case .clipped, .artefact: .artefact
    case .good: belief.isKnown ? .good : .warming
    }
  }
}
