internal import Fleet
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import Report
internal import Signals
internal import SleepCore
internal import Soundscapes
internal import Staging

/// Runs a night from a source into a folder, and makes everything that stands in it in the morning.
struct NightRun {
  static let engine = NightConfiguration.engineVersion

  /// How fast blocks are taken.
  enum Pace {
    /// As fast as they come.
    case fast
    /// As they were recorded.
    case realtime
    /// So that the whole night takes about this many seconds, for someone who watches.
    case show(seconds: Double)
  }

  let installation: Installation
  let program: SleepProgram
  let age: AgeGroup
  let pace: Pace
  let sound: NightSoundPlan.Extent?
  let latency: NightTime.Span
  /// The sound device on which the night is heard, if it is; only at the pace of life.
  var device: String?
  /// The pod's state folder, where the records are that it knows.
  var state = SoundPlace.usualState

  /// What came of it.
  struct Outcome {
    let folder: NightFolder
    let timeline: NightTimeline
    let summary: NightSummary
    let sentence: String
    let wasStopped: Bool
  }

  /// Runs the night.
  ///
  /// - Parameters:
  ///   - source: where the signals come from.
  ///   - wakeAt: the wake time.
  ///   - folder: where to; it must be new or empty.
  /// - Returns: what came of it.
  /// - Throws: an ``ExplainedError`` naming what cannot be read, run or written.
  func run(_ source: some SignalSource, wakeAt: NightTime?, folder: NightFolder) async throws -> Outcome {
    let models = try installation.models()
    let verified = try verified()
    let records = try PodRecords(state: state, release: installation.record)
    let clearance = try records.clear(
      program: program.compiled.sourceHash, name: program.compiled.name, now: .now)
    let configuration = NightConfiguration(
      age: age, wakeAt: wakeAt, latency: latency, models: models, source: source.description,
      record: clearance)
    var session = try NightSession(source, configuration, program: verified, models: models)
    try folder.create()
    try NightFolder.write(Array(program.text.utf8), to: folder.program)
    var isLive = false
    if case .realtime = pace { isLive = true }
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: isLive)
    var timeline = NightTimeline(opening: try session.opening())
    StopSignal.listen()
    var view = LiveView(source: source.description, title: program.compiled.title, wakeAt: wakeAt)
    var speaker = try device.map {
      try NightSpeaker(
        device: $0, state: SoundPlace.usualState, program: verified, wakeAt: wakeAt)
    }
    let watch =
      isLive ? HaltWatch(records, program: program.compiled.sourceHash, name: program.compiled.name) : nil
    defer { watch?.end() }
    let clock = ContinuousClock()
    let began = clock.now
    while !StopSignal.isAsked, watch?.refusal == nil, try session.advance(into: &sink) {
      for event in session.events {
        timeline.add(event)
        view.take(event)
        speaker?.take(event)
      }
      view.draw(at: session.now)
      wait(for: session.now, of: source.description, since: began, clock, watch, &speaker)
    }
    let refusal = watch?.refusal
    speaker?.end(isStopped: StopSignal.isAsked || refusal != nil)
    if let refusal { Terminal.complain("luma: the night is stopped. \(refusal)") }
    let why = refusal != nil ? NightEvent.EndReason.halted : StopSignal.isAsked ? .stopped : .sourceEnded
    try session.finish(why: why, into: &sink)
    for event in session.events { timeline.add(event) }
    try sink.finish()
    view.end()
    return try await makeMorning(folder, timeline, head: session.head)
  }

  /// The program, once the kernel has checked it for the sleeper's age.
  func verified() throws -> VerifiedProgram {
    let limits = try SafetyLimitsTable.limits(for: age)
    return try ProgramVerifier.verify(program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
  }

  private func wait(
    for time: NightTime, of source: SourceDescription, since began: ContinuousClock.Instant,
    _ clock: ContinuousClock, _ watch: HaltWatch?, _ speaker: inout NightSpeaker?
  ) {
    let due: Double
    switch pace {
    case .fast: return
    case .realtime: due = time.seconds
    case .show(let seconds): due = time.seconds / max(source.knownLength?.seconds ?? 28_800, 1) * seconds
    }
    let end = began.advanced(by: .seconds(due))
    let behind = source.blockLength - .seconds(1)
    while !StopSignal.isAsked, watch?.refusal == nil {
      let elapsed = NightTime(ticks: Int64((clock.now - began) / .microseconds(1) * 10))
      speaker?.speak(until: elapsed - max(behind, .zero))
      let left = end - clock.now
      guard left > .zero else { return }
      Thread.sleep(forTimeInterval: min(left / .seconds(1), 0.02))
    }
  }

  /// The summary, then the sound, the report and the pictures, sound and pages on a core each.
  private func makeMorning(_ folder: NightFolder, _ timeline: NightTimeline, head: String) async throws
    -> Outcome
  {
    let summary = NightSummary(timeline)
    try NightFolder.write(Array(summary.json(timeline, head: head).utf8), to: folder.summary)
    async let rendered = Morning.renderSound(timeline, extent: sound, to: folder)
    let sentence = try Morning.writePages(folder, timeline)
    try await rendered
    return Outcome(
      folder: folder, timeline: timeline, summary: summary, sentence: sentence, wasStopped: StopSignal.isAsked
    )
  }
}
