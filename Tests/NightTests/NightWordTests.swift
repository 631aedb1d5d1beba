import Foundation
import Night
import Programs
import PublicRecord
import Signals
import SleepCore
import TestKit
import Testing
import VirtualSleeper

@Suite("What is said to a night")
struct NightWordTests {
  /// Records a night to which words are said before given blocks.
  static func record(
    _ sleeper: VirtualSleeper, _ words: [(block: Int, word: NightWord)], into folder: NightFolder,
    wakeAt: NightTime?, program name: String = "settle-and-fade"
  ) throws -> NightTimeline {
    let (text, verified) = try NightSamples.program(name)
    let models = try NightSamples.models()
    var session = try NightSession(
      sleeper, NightSamples.configuration(sleeper.description, wakeAt: wakeAt), program: verified,
      models: models)
    try folder.create()
    try NightFolder.write(text, to: folder.program)
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: false)
    var timeline = NightTimeline(opening: try session.opening())
    var block = 0
    repeat {
      for event in session.events { timeline.add(event) }
      for (at, word) in words where at == block { session.hear(word) }
      block += 1
    } while try session.advance(into: &sink)
    try session.finish(why: .leftBed, into: &sink)
    for event in session.events { timeline.add(event) }
    try sink.finish()
    let summary = NightSummary(timeline).json(timeline, head: session.head)
    try NightFolder.write(Array(summary.utf8), to: folder.summary)
    return timeline
  }

  static func replay(_ folder: NightFolder, program name: String = "settle-and-fade") throws -> ReplayVerdict
  {
    try NightReplay.run(
      NightReplay.open(folder), program: NightSamples.program(name).verified, models: NightSamples.models())
  }

  @Test("a night that was spoken to is read back as it was, and replays byte for byte")
  func replays() throws {
    let scratch = try ScratchFolder()
    let folder = NightFolder(path: scratch.file("night").path)
    let said: [(block: Int, word: NightWord)] = [
      (0, .darkness(true)), (5, .presence(true)), (40, .wish(.less)), (60, .wish(.quiet)),
      (90, .wakeAt(NightTime(seconds: 400))), (300, .presence(false)), (300, .darkness(false)),
    ]
    let timeline = try Self.record(
      VirtualSleeper(seed: 3, hours: 0.2), said, into: folder, wakeAt: NightTime(seconds: 600))
    #expect(timeline.words.map(\.word) == said.map(\.word))
    #expect(timeline.words.map(\.time.wholeSeconds) == said.map(\.block))
    #expect(timeline.end?.why == "the sleeper left the bed")
    #expect(try NightTimeline.load(folder).words.map(\.word) == said.map(\.word))
    let verdict = try Self.replay(folder)
    #expect(verdict.difference == nil && verdict.isComplete)
    // Without its words it is another night.
    let lines = try NightFolder.read(folder.events)
    let changed = String(decoding: lines, as: UTF8.self).replacing(
      "\"wish\":\"less\"", with: "\"wish\":\"more\"")
    try NightFolder.write(Array(changed.utf8), to: folder.events)
    #expect(try Self.replay(folder).difference?.place.hasPrefix("events.jsonl, line") == true)
  }

  @Test("a wish is heard in its second, and a program follows it")
  func wishes() throws {
    let scratch = try ScratchFolder()
    let timeline = try Self.record(
      VirtualSleeper(seed: 3, hours: 0.1), [(40, .wish(.quiet))],
      into: NightFolder(path: scratch.file("night").path), wakeAt: nil)
    let end = try #require(timeline.scenes.first { $0.to == "end" })
    #expect(end.time.wholeSeconds == 41)
    #expect(timeline.levels.last?.ambience.beds.total.isSilent == true)
  }

  @Test("a wake time that is moved rings at its new time, and rings again where it is moved while it rings")
  func wakes() throws {
    let scratch = try ScratchFolder()
    let timeline = try Self.record(
      VirtualSleeper(seed: 3, hours: 0.25),
      [(10, .wakeAt(NightTime(seconds: 200))), (260, .wakeAt(NightTime(seconds: 500)))],
      into: NightFolder(path: scratch.file("night").path), wakeAt: NightTime(seconds: 800),
      program: "silence-with-dawn")
    let states = timeline.alarms.map { "\($0.time.wholeSeconds) \($0.state)" }
    #expect(states == ["0 armed", "200 ringing", "261 armed", "500 ringing"])
    func chorus(_ second: Int) -> SoundLevel {
      timeline.levels.last { $0.time.wholeSeconds <= second }?.ambience.beds[.dawnChorus] ?? .silence
    }
    #expect(chorus(199).isSilent && !chorus(259).isSilent)
    #expect(!chorus(640).isSilent)
  }

  @Test("the bed's own sensor is heard through the sleeper, once for each change")
  func presence() throws {
    let scratch = try ScratchFolder()
    var person = VirtualSleeper.Person()
    person.outOfBed = [100..<160]
    let timeline = try Self.record(
      VirtualSleeper(seed: 3, hours: 0.1, person: person), [],
      into: NightFolder(path: scratch.file("night").path), wakeAt: nil)
    #expect(timeline.words.map(\.word) == [.presence(true), .presence(false), .presence(true)])
    #expect(timeline.words.map(\.time.wholeSeconds) == [0, 100, 160])
    #expect(try Self.replay(NightFolder(path: scratch.file("night").path)).difference == nil)
  }
}
