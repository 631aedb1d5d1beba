internal import Devices
internal import Fleet
internal import Foundation
public import Night
public import ProgramKernel
public import Programs
public import PublicRecord
internal import Report
public import Signals
public import SleepCore
public import Soundscapes
internal import Staging

/// Runs a night from a source into a folder, and makes everything that stands in it in the morning.
public struct NightRun: Sendable {
  /// The engine of this build.
  public static let engine = NightConfiguration.engineVersion

  /// How fast blocks are taken.
  public enum Pace: Sendable, Hashable {
    /// As fast as they come.
    case fast
    /// So many times as fast as they were recorded; 1 is the pace of life.
    case times(Double)
    /// So that the whole night takes about this many seconds, for someone who watches.
    case show(seconds: Double)

    /// As they were recorded.
    public static let realtime = Pace.times(1)
  }

  /// What the house ships with.
  public var installation: Installation
  /// What runs.
  public var program: SleepProgram
  /// The sleeper's age group.
  public var age: AgeGroup
  /// How fast.
  public var pace: Pace
  /// What of the sound is rendered in the morning.
  public var sound: NightSoundPlan.Extent?
  /// From a decision to the sound at the ear.
  public var latency: NightTime.Span
  /// The sound device on which the night is heard, if it is; only at the pace of life.
  public var device: String?
  /// The pod's state folder, where the records are that it knows.
  public var state: String
  /// What is to be told that no page and no line of the record tells.
  public var complain: @Sendable (String) -> Void

  /// Prepares a night.
  public init(
    installation: Installation, program: SleepProgram, age: AgeGroup, pace: Pace,
    sound: NightSoundPlan.Extent?, latency: NightTime.Span, device: String? = nil,
    state: String = StateFolder.usual, complain: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.installation, self.program, self.age, self.pace) = (installation, program, age, pace)
    (self.sound, self.latency, self.device) = (sound, latency, device)
    (self.state, self.complain) = (state, complain)
  }

  /// What came of it.
  public struct Outcome: Sendable {
    /// Where it is.
    public let folder: NightFolder
    /// Its events.
    public let timeline: NightTimeline
    /// Its figures.
    public let summary: NightSummary
    /// The night in one sentence.
    public let sentence: String
    /// Why it was stopped; `nil` where the source ended.
    public let stopped: NightEvent.EndReason?
  }

  /// A night that may begin: its program is proved, and a public record knows it.
  public struct Clearance: Sendable {
    /// The program.
    public let program: VerifiedProgram
    /// Where it stands in a record.
    public let record: RecordClearance
  }

  /// How long a sound takes through a device, as it was measured, with what the guard holds back to look ahead.
  ///
  /// - Parameters:
  ///   - device: the sound device; `nil` where nothing sounds.
  ///   - state: the pod's state folder.
  /// - Returns: at most a second; nothing where it was not measured.
  /// - Throws: an ``ExplainedError`` where what was measured cannot be read.
  public static func latency(of device: String?, state: String) throws -> NightTime.Span {
    guard let device,
      let measured = try DeviceLatency.load(SoundDestination.device(device).name, folder: state)
    else { return .zero }
    return min(measured.throughGuard, .seconds(1))
  }

  /// The program, once the kernel has checked it for the sleeper's age.
  public func verified() throws -> VerifiedProgram {
    let limits = try SafetyLimitsTable.limits(for: age)
    return try ProgramVerifier.verify(program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
  }

  /// Proves the program and asks the records; nothing is made and nothing sounds.
  ///
  /// - Throws: an ``ExplainedError`` naming why it may not run.
  public func clear() throws -> Clearance {
    let verified = try verified()
    let records = try PodRecords(state: state, release: installation.record)
    return Clearance(
      program: verified,
      record: try records.clear(
        program: program.compiled.sourceHash, name: program.compiled.name, now: .now))
  }

  /// Runs the night.
  ///
  /// - Parameters:
  ///   - source: where the signals come from.
  ///   - wakeAt: the wake time.
  ///   - folder: where to; it must be new or empty.
  ///   - reins: who may say something to it, and stop it.
  ///   - observer: who watches.
  /// - Returns: what came of it.
  /// - Throws: an ``ExplainedError`` naming what cannot be read, run or written.
  public func run(
    _ source: some SignalSource, wakeAt: NightTime?, folder: NightFolder, reins: NightReins,
    observer: inout some NightObserver
  ) async throws -> Outcome {
    let (timeline, head) = try sleep(
      source, wakeAt: wakeAt, folder: folder, reins: reins, observer: &observer)
    return try await morning(folder, timeline, head: head, stopped: reins.isStopped)
  }

  /// The night itself; see ``run(_:wakeAt:folder:reins:observer:)``.
  ///
  /// It returns when the night is over, which at the pace of life is in the morning: call it on a thread of its own.
  ///
  /// - Returns: its events, and the hash of its last line.
  public func sleep(
    _ source: some SignalSource, wakeAt: NightTime?, folder: NightFolder, reins: NightReins,
    observer: inout some NightObserver
  ) throws -> (timeline: NightTimeline, head: String) {
    let models = try installation.models()
    let clearance = try clear()
    let configuration = NightConfiguration(
      age: age, wakeAt: wakeAt, latency: latency, models: models, source: source.description,
      record: clearance.record)
    var session = try NightSession(source, configuration, program: clearance.program, models: models)
    try folder.create()
    try NightFolder.write(Array(program.text.utf8), to: folder.program)
    var isLive = false
    if case .times = pace { isLive = true }
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: isLive)
    var timeline = NightTimeline(opening: try session.opening())
    var speaker = try device.map {
      try NightSpeaker(
        device: $0, state: state, program: clearance.program, wakeAt: wakeAt, complain: complain)
    }
    let watch =
      isLive
      ? HaltWatch(
        try PodRecords(state: state, release: installation.record), program: program.compiled.sourceHash,
        name: program.compiled.name) : nil
    defer { watch?.end() }
    let clock = ContinuousClock()
    let began = clock.now
    while reins.isStopped == nil {
      for word in reins.take() { session.hear(word) }
      guard try session.advance(into: &sink) else { break }
      for event in session.events {
        timeline.add(event)
        observer.take(event)
        speaker?.take(event)
      }
      observer.draw(at: session.now)
      wait(for: session.now, of: source.description, since: began, clock, watch, reins, &speaker)
    }
    if let refusal = watch?.refusal { complain("the night is stopped. \(refusal)") }
    speaker?.end(isStopped: reins.isStopped != nil)
    try session.finish(why: reins.isStopped ?? .sourceEnded, into: &sink)
    for event in session.events {
      timeline.add(event)
      observer.take(event)
    }
    try sink.finish()
    observer.end()
    return (timeline, session.head)
  }

  private func wait(
    for time: NightTime, of source: SourceDescription, since began: ContinuousClock.Instant,
    _ clock: ContinuousClock, _ watch: HaltWatch?, _ reins: NightReins, _ speaker: inout NightSpeaker?
  ) {
    if watch?.refusal != nil { reins.stop(.halted) }
    let due: Double
    switch pace {
    case .fast: return
    case .times(let times): due = time.seconds / times
    case .show(let seconds): due = time.seconds / max(source.knownLength?.seconds ?? 28_800, 1) * seconds
    }
    let end = began.advanced(by: .seconds(due))
    let behind = source.blockLength - .seconds(1)
    while reins.isStopped == nil {
      if watch?.refusal != nil { reins.stop(.halted) }
      let elapsed = NightTime(ticks: Int64((clock.now - began) / .microseconds(1) * 10))
      speaker?.speak(until: elapsed - max(behind, .zero))
      let left = end - clock.now
      guard left > .zero else { return }
      Thread.sleep(forTimeInterval: min(left / .seconds(1), 0.02))
    }
  }

  /// The summary, then the sound, the report and the pictures, sound and pages on a core each.
  ///
  /// - Parameters:
  ///   - folder: the night.
  ///   - timeline: its events.
  ///   - head: the hash of its last line.
  ///   - stopped: why it was stopped, if it was.
  /// - Returns: what came of it.
  /// - Throws: an ``ExplainedError`` naming what cannot be written.
  public func morning(
    _ folder: NightFolder, _ timeline: NightTimeline, head: String, stopped: NightEvent.EndReason?
  ) async throws -> Outcome {
    let summary = NightSummary(timeline)
    try NightFolder.write(Array(summary.json(timeline, head: head).utf8), to: folder.summary)
    async let rendered = Morning.renderSound(timeline, extent: sound, to: folder)
    let sentence = try Morning.writePages(folder, timeline)
    try await rendered
    return Outcome(folder: folder, timeline: timeline, summary: summary, sentence: sentence, stopped: stopped)
  }
}
