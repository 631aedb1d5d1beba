import Foundation
import Night
import ProgramKernel
import Programs
import Signals
import SleepCore
import TestKit
import Testing
import VirtualSleeper
import Workbench

/// The first part of another source.
struct FirstPart<Source: SignalSource>: SignalSource {
  var source: Source
  let end: NightTime
  let description: SourceDescription

  init(_ source: Source, minutes: Int) {
    self.source = source
    end = NightTime(seconds: minutes * 60)
    let whole = source.description
    description = SourceDescription(
      name: whole.name, start: whole.start, channels: whole.channels, primary: whole.primary,
      blockLength: whole.blockLength, knownLength: .minutes(minutes))
  }

  mutating func next(_ block: inout SignalBlock) throws -> Bool {
    try source.next(&block) && block.start < end
  }
}

@Suite("two programs on one night")
struct ReplayComparisonTests {
  static func models() throws -> NightModels {
    func file(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: SharedMaterial.projectRoot.appending(path: "Models/\(name)")))
    }
    return try NightModels(
      stager: file("night-stager/model.json"), forest: file("yasa-0.8.1/eeg.trees"),
      phase: file("phase-estimator/phase.net"))
  }

  private func sleeper() -> FirstPart<VirtualSleeper> { FirstPart(VirtualSleeper(seed: 7), minutes: 40) }

  @Test("a program beside itself has no difference, and is what a night with it records")
  func itself() throws {
    let verified = try Drafts.verified("rain-to-dawn")
    let models = try Self.models()
    let comparison = try ReplayComparison(
      sleeper, first: verified, second: verified, wakeAt: NightTime(seconds: 2100), models: models)
    #expect(comparison.isSame)
    #expect(comparison.figures.allSatisfy { ($0.difference ?? 0) == 0 })
    #expect(comparison.first.summary == comparison.second.summary)
    for language in ["en", "es", "de"] {
      let html = WorkbenchPage(words: .of(language)).replay(comparison)
      expectSound(html, pictures: 2, "replay \(language)")
      #expect(html.contains("<p class=\"good\">"))
    }
    // The same night recorded into a folder.
    let scratch = try ScratchFolder()
    let folder = NightFolder(path: scratch.file("night").path)
    let configuration = NightConfiguration(
      age: .adult, wakeAt: NightTime(seconds: 2100), latency: .zero, models: models,
      source: sleeper().description)
    var session = try NightSession(sleeper(), configuration, program: verified, models: models)
    try folder.create()
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: false)
    while try session.advance(into: &sink) {}
    try session.finish(why: .sourceEnded, into: &sink)
    try sink.finish()
    let recorded = try NightTimeline.load(folder)
    // The lines round the dose; everything else is the same.
    let (written, run) = (NightSummary(recorded), comparison.first.summary)
    #expect(written.stages == run.stages && written.equivalentLevel == run.equivalentLevel)
    #expect(written.length == run.length && written.loudestBed == run.loudestBed && written.end == run.end)
    #expect(written.arousals == run.arousals && recorded.epochs == comparison.first.timeline.epochs)
    #expect(recorded.levelsBySecond == comparison.first.levelsBySecond)
    #expect(recorded.scenes.map(\.to) == comparison.first.timeline.scenes.map(\.to))
    let total = comparison.first.scenes.reduce(0) { $0 + $1.seconds }
    #expect(abs(total - 2400) <= 1, "scenes fill the night: \(total)")
  }

  @Test("two programs differ in what they let out and in nothing else")
  func different() throws {
    let comparison = try ReplayComparison(
      sleeper, first: try Drafts.verified("rain-to-dawn"), second: try Drafts.verified("silence-with-dawn"),
      wakeAt: NightTime(seconds: 2100), models: try Self.models())
    #expect(!comparison.isSame)
    #expect(comparison.first.timeline.epochs == comparison.second.timeline.epochs)
    let level = comparison.figures.first { $0.kind == .equivalentLevel }
    #expect(level?.first != level?.second)
    expectSound(WorkbenchPage().replay(comparison), pictures: 2, "replay")
  }

  @Test("it tells how far it is, stops where it is told to, and refuses what is longer than 16 h")
  func bounded() throws {
    let verified = try Drafts.verified("nap")
    let models = try Self.models()
    var told: [Double] = []
    #expect(throws: WorkbenchError.self) {
      try ReplayComparison(sleeper, first: verified, second: verified, wakeAt: nil, models: models) { share in
        told.append(share)
        return told.count < 3
      }
    }
    #expect(told.count == 3 && told == told.sorted() && told.allSatisfy { $0 > 0 && $0 <= 0.5 })
    #expect {
      try ReplayComparison(
        { VirtualSleeper(seed: 1, hours: 17) }, first: verified, second: verified, wakeAt: nil, models: models
      )
    } throws: { error in
      (error as? WorkbenchError)?.problem.contains("16 h") == true
    }
  }

  @Test("a real recording is replayed with both programs")
  func recording() throws {
    guard let url = SharedMaterial.recording("ucddb/ucd002.edf") else { return }
    let file = try EDFFile(path: url.path)
    let comparison = try ReplayComparison(
      { FirstPart(try EDFReplaySource(file: file, name: "ucd002.edf"), minutes: 90) },
      first: try Drafts.verified("rain-to-dawn"), second: try Drafts.verified("deep-rest"),
      wakeAt: NightTime(seconds: 80 * 60), models: try Self.models())
    #expect(comparison.first.timeline.epochs.count == 180)
    #expect(comparison.first.timeline.epochs.contains { $0.isAsleep })
    #expect(!comparison.isSame)
    expectSound(WorkbenchPage().replay(comparison), pictures: 2, "replay")
  }
}
