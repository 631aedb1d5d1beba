import Foundation
import Night
import ProgramKernel
import Programs
import PublicRecord
import Signals
import SleepCore
import Staging
import TestKit
import VirtualSleeper

/// What the tests of a night share: the shipped program and stager, and short nights.
enum NightSamples {
  static func program(_ name: String = "rain-to-dawn") throws -> (text: [UInt8], verified: VerifiedProgram) {
    let url = SharedMaterial.projectRoot.appending(path: "Library/Programs/\(name).yaml")
    let bytes = Array(try Data(contentsOf: url))
    let program = try SleepProgram(
      text: String(decoding: bytes, as: UTF8.self), file: name, hash: SHA256Hex.of(bytes))
    return (bytes, try verify(program.compiled))
  }

  static func verify(_ program: CompiledProgram, age: AgeGroup = .adult) throws -> VerifiedProgram {
    try ProgramVerifier.verify(
      program, limits: try SafetyLimitsTable.limits(for: age), limitsHash: NightFolder.limitsHash)
  }

  static func models() throws -> NightModels {
    func file(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/\(name)")))
    }
    return try NightModels(
      stager: file("night-stager/model.json"), forest: file("yasa-0.8.1/eeg.trees"),
      phase: file("phase-estimator/phase.net"))
  }

  static func configuration(_ source: SourceDescription, wakeAt: NightTime? = nil) throws
    -> NightConfiguration
  {
    NightConfiguration(
      age: .adult, wakeAt: wakeAt, latency: .milliseconds(30), models: try models(), source: source)
  }

  /// Runs a source into a folder.
  static func record(_ source: some SignalSource, into folder: NightFolder, wakeAt: NightTime? = nil) throws {
    let (text, verified) = try program()
    var session = try NightSession(
      source, configuration(source.description, wakeAt: wakeAt), program: verified, models: models())
    try folder.create()
    try NightFolder.write(text, to: folder.program)
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: false)
    var timeline = NightTimeline(opening: try session.opening())
    while try session.advance(into: &sink) {
      for event in session.events { timeline.add(event) }
    }
    try session.finish(why: .sourceEnded, into: &sink)
    for event in session.events { timeline.add(event) }
    try sink.finish()
    let summary = NightSummary(timeline).json(timeline, head: session.head)
    try NightFolder.write(Array(summary.utf8), to: folder.summary)
  }

  static func replay(_ folder: NightFolder) throws -> ReplayVerdict {
    try NightReplay.run(NightReplay.open(folder), program: program().verified, models: models())
  }

  /// Only the decisions of a night, without a folder.
  static func decisions(_ source: some SignalSource, wakeAt: NightTime? = nil) throws -> [TimedEvent] {
    var runtime = try NightRuntime(
      configuration(source.description, wakeAt: wakeAt), program: program().verified, models: models())
    var source = source
    var block = SignalBlock(for: source.description)
    var events: [TimedEvent] = []
    while try source.next(&block) { runtime.step(block, into: &events) }
    runtime.finish(why: .sourceEnded, into: &events)
    return events
  }
}

/// Another source, cut into blocks of another length, with gaps where they are asked for.
struct RecutSource: SignalSource {
  let description: SourceDescription
  private let samples: [Int16]
  private var next = 0
  private let size: Int
  /// Seconds of silence put in before the block of an index.
  private let gaps: [Int: Int]
  private var shift: Int64 = 0

  init(_ source: some SignalSource, samplesPerBlock: Int, rate: Int, gaps: [Int: Int] = [:]) throws {
    var source = source
    let whole = source.description
    let channel = whole.channels[whole.primary]
    let first = whole.channels[..<whole.primary].reduce(0) { $0 + $1.samplesPerBlock }
    var block = SignalBlock(for: whole)
    var samples: [Int16] = []
    while try source.next(&block) {
      samples.append(contentsOf: block.samples[first..<(first + channel.samplesPerBlock)])
    }
    self.samples = samples
    self.gaps = gaps
    size = samplesPerBlock
    description = SourceDescription(
      name: whole.name, start: whole.start,
      channels: [
        SignalChannel(
          label: channel.label, unit: channel.unit, role: channel.role, samplesPerBlock: samplesPerBlock,
          digitalRange: channel.digitalRange, physicalMinimum: channel.physicalMinimum,
          physicalMaximum: channel.physicalMaximum)
      ], primary: 0, blockLength: .init(ticks: Int64(samplesPerBlock) * 10_000_000 / Int64(rate)),
      knownLength: whole.knownLength)
  }

  mutating func next(_ block: inout SignalBlock) -> Bool {
    guard (next + 1) * size <= samples.count else { return false }
    shift += Int64(gaps[next] ?? 0) * 10_000_000
    block.start = NightTime(ticks: Int64(next) * description.blockLength.ticks + shift)
    for i in 0..<size { block.samples[i] = samples[next * size + i] }
    next += 1
    return true
  }
}
