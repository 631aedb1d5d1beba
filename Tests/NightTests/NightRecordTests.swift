import Foundation
import Night
import PublicRecord
import Signals
import SleepCore
import TestKit
import Testing
import VirtualSleeper

@Suite("the record of a night proves itself")
struct NightRecordTests {
  /// One short night, recorded once.
  static let scratch = Result { () throws -> (ScratchFolder, NightFolder) in
    let scratch = try ScratchFolder()
    let folder = NightFolder(path: scratch.file("night").path)
    try NightSamples.record(
      VirtualSleeper(seed: 19, hours: 0.9), into: folder, wakeAt: NightTime(seconds: 3000))
    return (scratch, folder)
  }

  /// A copy of it that a test may damage.
  private func copy() throws -> (scratch: ScratchFolder, folder: NightFolder) {
    let scratch = try ScratchFolder()
    let path = scratch.file("night").path
    try FileManager.default.copyItem(atPath: try Self.scratch.get().1.path, toPath: path)
    return (scratch, NightFolder(path: path))
  }

  @Test("an untouched night agrees, line for line and byte for byte")
  func agrees() throws {
    let verdict = try NightSamples.replay(Self.scratch.get().1)
    #expect(verdict.difference == nil)
    #expect(verdict.isComplete)
    #expect(verdict.records == 3240)
    // What is tampered with below has pulses in it.
    #expect(try NightTimeline.load(Self.scratch.get().1).heardPulses.count > 50)
    #expect(verdict.lines > 6500)
  }

  @Test("one changed byte of events.jsonl is found, and the line is named")
  func changedEvents() throws {
    var random = SeededRandom(seed: 20)
    let original = try NightFolder.read(Self.scratch.get().1.events)
    for round in 0..<12 {
      let (scratch, folder) = try copy()
      defer { withExtendedLifetime(scratch) {} }
      var bytes = original
      // The first, the last and random places.
      let at = round == 0 ? 0 : round == 1 ? bytes.count - 2 : Int.random(in: 0..<bytes.count, using: &random)
      bytes[at] = bytes[at] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
      try NightFolder.write(bytes, to: folder.events)
      let line = original[..<at].count(where: { $0 == UInt8(ascii: "\n") }) + 1
      // Damage that leaves no readable first line is an error that names it; all else is a verdict.
      let said: String
      do {
        said = try NightSamples.replay(folder).difference.map { "\($0.place)" } ?? "no difference"
      } catch let error as NightError {
        said = error.place
      }
      #expect(said.contains("line \(line)") || said.contains("line \(line + 1)"), "byte \(at): \(said)")
    }
  }

  @Test("one changed byte of signals.edf is found, and the place is named")
  func changedSignals() throws {
    var random = SeededRandom(seed: 21)
    let original = try NightFolder.read(Self.scratch.get().1.signals)
    let file = try EDFFile(path: Self.scratch.get().1.signals)
    for round in 0..<20 {
      let (scratch, folder) = try copy()
      defer { withExtendedLifetime(scratch) {} }
      var bytes = original
      let isHeader = round < 8
      let range = isHeader ? 0..<file.header.byteCount : file.header.byteCount..<bytes.count
      let at = Int.random(in: range, using: &random)
      bytes[at] ^= 1
      try NightFolder.write(bytes, to: folder.signals)
      let said: String
      do {
        said = try NightSamples.replay(folder).difference.map { "\($0.place): \($0.what)" } ?? "no difference"
      } catch let error as any ExplainedError {
        said = error.description
      }
      if isHeader {
        #expect(said.contains("signals.edf") || said.contains("line 1"), "byte \(at): \(said)")
      } else {
        let record = (at - file.header.byteCount) / file.header.recordByteCount
        #expect(said.contains("signals.edf, record \(record) "), "byte \(at): \(said)")
      }
      #expect(said != "no difference", "byte \(at)")
    }
  }

  @Test("a change anywhere in the last line, which no line vouches for, is found too")
  func changedLastLine() throws {
    let (scratch, folder) = try copy()
    defer { withExtendedLifetime(scratch) {} }
    let original = try NightFolder.read(folder.events)
    let count = original.count { $0 == UInt8(ascii: "\n") }
    let start = try #require(original.dropLast().lastIndex(of: UInt8(ascii: "\n"))) + 1
    for at in stride(from: start, to: original.count, by: 7) {
      var bytes = original
      bytes[at] = bytes[at] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
      try NightFolder.write(bytes, to: folder.events)
      let place = try NightSamples.replay(folder).difference?.place ?? "no difference"
      #expect(place.contains("line \(count)"), "byte \(at - start) of the last line: \(place)")
    }
    // Without the summary, a last line that says something else is still one that the night would not say.
    try FileManager.default.removeItem(atPath: folder.summary)
    let text = String(decoding: original, as: UTF8.self).replacing(
      "\"kind\":\"end\"", with: "\"kind\":\"and\"")
    try NightFolder.write(Array(text.utf8), to: folder.events)
    #expect(try NightSamples.replay(folder).difference?.place == "events.jsonl, line \(count)")
  }

  @Test("the sound of a second is what its levels say, from the second at which they begin")
  func levelsBySecond() throws {
    let timeline = try NightTimeline.load(Self.scratch.get().1)
    let seconds = timeline.levelsBySecond
    #expect(seconds.count == 3240)
    var changes = 0
    for (levels, next) in zip(timeline.levels, timeline.levels.dropFirst()) {
      for second in levels.time.wholeSeconds..<next.time.wholeSeconds {
        #expect(seconds[second] == levels.ambience.beds)
      }
      changes += 1
    }
    #expect(changes > 30)
    #expect(seconds[0] == .silence)
  }

  @Test("the summary counts what the events say")
  func summary() throws {
    let timeline = try NightTimeline.load(Self.scratch.get().1)
    let summary = NightSummary(timeline)
    let text = String(decoding: try NightFolder.read(Self.scratch.get().1.events), as: UTF8.self)
    #expect(summary.pulses == text.components(separatedBy: "\"kind\":\"pulse\"").count - 1)
    #expect(summary.length == .seconds(3240))
    #expect(summary.stages.reduce(0) { $0 + $1.ticks } == NightTime.Span.seconds(3240).ticks)
    #expect(summary.end == "the source ended")
  }

  @Test("a dropped line, a swapped pair, a changed program and a changed summary are found")
  func otherTampering() throws {
    let (scratch, folder) = try copy()
    defer { withExtendedLifetime(scratch) {} }
    let lines = try NightFolder.read(folder.events).split(separator: UInt8(ascii: "\n"))
    func said(_ change: (inout [ArraySlice<UInt8>]) -> Void) throws -> String {
      var changed = lines
      change(&changed)
      try NightFolder.write(
        Array(changed.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: folder.events)
      return try NightSamples.replay(folder).difference?.place ?? "no difference"
    }
    #expect(try said { $0.remove(at: 100) }.contains("line 10"))
    #expect(try said { $0.swapAt(100, 101) }.contains("line 10"))
    #expect(try said { $0.removeLast() }.contains("line \(lines.count)"))
    try NightFolder.write(
      Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: folder.events)
    #expect(try NightSamples.replay(folder).difference == nil)

    let summary = try NightFolder.read(folder.summary)
    try NightFolder.write(
      summary.map { $0 == UInt8(ascii: "0") ? UInt8(ascii: "1") : $0 }, to: folder.summary)
    #expect(try NightSamples.replay(folder).difference?.place == "summary.json")
    try NightFolder.write(summary, to: folder.summary)

    // A model of the same form with one weight a little different, and its sum set right.
    let models = SharedMaterial.projectRoot.appending(path: "Models")
    func file(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: models.appending(path: name))) }
    var phase = try file("phase-estimator/phase.net")
    phase[2000] ^= 1
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in phase.dropLast(8) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    phase.replaceSubrange(
      (phase.count - 8)..., with: (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) })
    let other = try NightModels(
      stager: file("night-stager/model.json"), forest: file("yasa-0.8.1/eeg.trees"), phase: phase)
    let told = try NightReplay.run(
      NightReplay.open(folder), program: NightSamples.program().verified, models: other)
    #expect(told.difference?.place == "the phase estimator")

    let program = try NightFolder.read(folder.program)
    try NightFolder.write(program + Array("# louder\n".utf8), to: folder.program)
    #expect(try NightSamples.replay(folder).difference?.place == "program.yaml")
  }

  @Test("lines forged with a whole new chain are found by running the night again")
  func forgedChain() throws {
    let (scratch, folder) = try copy()
    defer { withExtendedLifetime(scratch) {} }
    var lines = try NightFolder.read(folder.events).split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    let at = try #require(lines.firstIndex { $0.contains("\"kind\":\"levels\"") })
    lines[at] = lines[at].replacingOccurrences(of: "\"total_dba\":", with: "\"total_dba\":1")
    // The forger mends every hash that follows.
    for i in at..<lines.count {
      let marker = "\"prev\":\""
      let start = try #require(lines[i].range(of: marker)?.upperBound)
      lines[i].replaceSubrange(start..<lines[i].index(start, offsetBy: 64), with: SHA256Hex.of(lines[i - 1]))
    }
    try NightFolder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: folder.events)
    let difference = try #require(try NightSamples.replay(folder).difference)
    #expect(difference.place == "events.jsonl, line \(at + 1)")
  }

  @Test("every event is read back as it was written")
  func roundTrip() throws {
    let folder = try Self.scratch.get().1
    var again = EventLines()
    let lines = try NightFolder.read(folder.events).split(separator: UInt8(ascii: "\n"))
    var kinds: Set<String> = []
    var number = 0
    for (index, line) in lines.enumerated() {
      guard case .event(let event) = try EventParsing.line(line, number: index, file: "events.jsonl") else {
        continue
      }
      // Numbers and hashes depend on the line's place; all between them must be the same text.
      let text = String(decoding: again.line(for: event), as: UTF8.self)
      let original = String(decoding: line, as: UTF8.self)
      func middle(_ s: String) -> Substring {
        s[s.range(of: ",\"t\"")!.lowerBound..<s.range(of: ",\"prev\"")!.lowerBound]
      }
      #expect(middle(text) == middle(original))
      kinds.insert(String(middle(text).split(separator: "\"")[5]))
      number += 1
    }
    #expect(number == lines.count - 1)
    #expect(kinds.isSuperset(of: ["belief", "epoch", "scene", "levels", "signals", "dose", "alarm", "end"]))
  }

  @Test("any damage to a line gives an event or an error that names it, never a trap")
  func damagedLines() throws {
    var random = SeededRandom(seed: 22)
    let lines = try NightFolder.read(Self.scratch.get().1.events).split(separator: UInt8(ascii: "\n"))
    var refused = 0
    for _ in 0..<tries(3000, soak: 500_000) {
      var line = Array(lines[Int.random(in: 0..<lines.count, using: &random)])
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let i = Int.random(in: 0..<line.count, using: &random)
        line[i] = UInt8.random(in: 0...255, using: &random)
      }
      do {
        _ = try EventParsing.line(line, number: 41, file: "events.jsonl")
      } catch {
        refused += 1
        #expect(error.place == "events.jsonl, line 42")
      }
    }
    #expect(refused > 300)
  }

  @Test("a night killed at any byte replays as far as it goes")
  func killed() throws {
    var random = SeededRandom(seed: 23)
    let (scratch, folder) = try copy()
    defer { withExtendedLifetime(scratch) {} }
    let events = try NightFolder.read(folder.events)
    let signals = try NightFolder.read(folder.signals)
    let file = try EDFFile(path: folder.signals)
    for _ in 0..<4 {
      let records = Int.random(in: 10..<3000, using: &random)
      // The record is written before the line that tells of it, so the signals are never behind the events.
      let told = try #require(String(decoding: events, as: UTF8.self).range(of: "\"record\":\(records - 1),"))
      let text = String(decoding: events, as: UTF8.self)
      let end = text[told.upperBound...].firstIndex(of: "\n").map {
        text.utf8.distance(from: text.startIndex, to: $0) + 1
      }
      try NightFolder.write(Array(events.prefix(try #require(end))), to: folder.events)
      let cut =
        file.header.byteCount + records * file.header.recordByteCount
        + Int.random(in: 0..<900, using: &random)
      // The header counts a record only once it is written whole.
      let counted = "\(records - Int.random(in: 0...1, using: &random))"
      var kept = Array(signals.prefix(cut))
      kept.replaceSubrange(
        236..<244, with: Array(counted.utf8) + [UInt8](repeating: 0x20, count: 8 - counted.count))
      try NightFolder.write(kept, to: folder.signals)
      try? FileManager.default.removeItem(atPath: folder.summary)
      let verdict = try NightSamples.replay(folder)
      #expect(verdict.difference == nil, "\(String(describing: verdict.difference))")
      #expect(!verdict.isComplete)
      #expect(verdict.lines > records)
    }
  }

  @Test(
    "signals.edf opens in pyedflib with the hypnogram and the pulses as annotations",
    .enabled(if: peerPython != nil))
  func opensElsewhere() throws {
    let script = """
      import sys, pyedflib
      f = pyedflib.EdfReader(sys.argv[1])
      onsets, durations, texts = f.readAnnotations()
      print(f.signals_in_file, f.datarecords_in_file, sum(t.startswith("Sleep stage") for t in texts), sum(t.startswith("Pulse") for t in texts))
      """
    let folder = try Self.scratch.get().1
    let answer = try run(try #require(peerPython), ["-c", script, folder.signals])
    let timeline = try NightTimeline.load(folder)
    #expect(answer.output == "3 3240 108 \(timeline.pulses.count)\n", "\(answer.error)")
  }

  @Test("a folder that holds something is never written into")
  func neverOverwrites() throws {
    let error = #expect(throws: NightError.self) { try Self.scratch.get().1.create() }
    #expect(error?.remedy.contains("--out") == true)
  }
}

@Suite("a real night runs to its end")
struct RealNightTests {
  @Test("ucd022: 6.5 hours, every second believed, and the replay agrees")
  func ucd022() throws {
    guard let url = SharedMaterial.recording("ucddb/ucd022.edf") else { return }
    let scratch = try ScratchFolder()
    let folder = NightFolder(path: scratch.file("night").path)
    let file = try EDFFile(path: url.path)
    let source = try EDFReplaySource(file: file, name: "ucd022.edf")
    try NightSamples.record(
      source, into: folder, wakeAt: NightConfiguration.usualWakeTime(for: source.description))
    let timeline = try NightTimeline.load(folder)
    #expect(timeline.beliefs.count == 23_610)
    #expect(timeline.epochs.count == 787)
    // 65 epochs of the recording have no signal, and no stage may be claimed for them.
    #expect((60...75).contains(timeline.epochs.count(where: { $0 == .unknown })))
    let verdict = try NightSamples.replay(folder)
    #expect(verdict.difference == nil)
    #expect(verdict.records == 23_610)
    // Pulses belong in deep sleep as an expert saw it with the whole night in view (99 % of 600 when this was written).
    guard let scored = SharedMaterial.recording("ucddb/ucd022-stages.csv") else { return }
    let stages = try String(contentsOf: scored, encoding: .utf8).split(whereSeparator: \.isNewline)
      .dropFirst()
      .map { $0.split(separator: ",")[1] }
    let inN3 = timeline.pulses.count {
      stages[min($0.pulse.onset.wholeSeconds / 30, stages.count - 1)] == "N3"
    }
    #expect(timeline.pulses.count > 100)
    #expect(Double(inN3) >= 0.95 * Double(timeline.pulses.count), "\(inN3) of \(timeline.pulses.count)")
  }
}
