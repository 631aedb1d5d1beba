import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Replaying EDF")
struct EDFReplayTests {
  private func play(_ source: EDFReplaySource) -> (starts: [NightTime], samples: [[Int16]]) {
    var source = source
    var block = SignalBlock(for: source.description)
    var starts: [NightTime] = []
    var samples = source.description.channels.map { _ in [Int16]() }
    while source.next(&block) {
      starts.append(block.start)
      var at = 0
      for (c, channel) in source.description.channels.enumerated() {
        samples[c] += block.samples[at..<at + channel.samplesPerBlock]
        at += channel.samplesPerBlock
      }
    }
    return (starts, samples)
  }

  @Test("a 30 s record is played second by second, sample for sample")
  func splitRecords() throws {
    let header = EDFMaterial.header(.edf, rates: [3000, 750, 30, 60], duration: .seconds(30))
    let file = try EDFFile(bytes: try EDFMaterial.file(header, records: 3), name: "sleep.edf")
    let source = try EDFReplaySource(file: file, name: "sleep")
    // EOG has 25 samples a second, EMG 2: all whole. The temperature is not offered.
    #expect(source.description.channels.map(\.label) == ["EEG C4-M1", "EOG E1-M2", "EMG chin"])
    #expect(source.description.blockLength == .seconds(1))
    #expect(source.description.knownLength == .seconds(90))
    #expect(source.description.start == EDFMaterial.start)
    let played = play(source)
    #expect(played.starts == (0..<90).map { NightTime(seconds: $0) })
    for (c, signal) in source.signals.enumerated() {
      #expect(played.samples[c].map(Int32.init) == file.digital(signal: signal))
    }
  }

  @Test(
    "a block is about a second wherever the samples allow",
    arguments: [
      ([3000, 30], 30, 30), ([3000, 45], 30, 15), ([256, 128], 1, 1), ([101, 25], 2, 1), ([200, 50], 2, 2),
      ([77, 7], 7, 7), ([300, 21], 3, 3),
    ])
  func blockLength(_ rates: [Int], _ seconds: Int, _ blocks: Int) throws {
    let header = EDFMaterial.header(rates: rates, duration: .seconds(seconds))
    let file = try EDFFile(bytes: try EDFMaterial.file(header, records: 1), name: "x")
    let source = try EDFReplaySource(file: file, name: "x")
    #expect(source.description.blockLength.ticks == Int64(seconds) * 10_000_000 / Int64(blocks))
    #expect(play(source).starts.count == blocks)
  }

  @Test("a gap in the file is a jump of the block's start, and nothing else is")
  func gaps() throws {
    let header = EDFMaterial.header(.edfPlusDiscontinuous, rates: [200, 50], duration: .seconds(2))
    let bytes = try EDFMaterial.file(header, records: 4, gaps: [2: .milliseconds(2500)])
    let source = try EDFReplaySource(file: EDFFile(bytes: bytes, name: "d"), name: "d")
    #expect(
      play(source).starts.map(\.seconds) == [0, 1, 2, 3, 6.5, 7.5, 8.5, 9.5])
    #expect(source.description.knownLength == .milliseconds(10_500))
  }

  @Test(
    "the channel asked for is found by label or electrode, and a missing one is told with those there are")
  func channelChoice() throws {
    let names = ["EMG chin", "EEG Pz-Oz", "EEG Fpz-Cz", "EEG O1-M2", "EEG C4-M1"]
    let header = EDFHeader(
      variant: .edf, start: EDFMaterial.start, recordDuration: .seconds(1),
      signals: names.map { EDFMaterial.signal($0, rate: 100) })
    let file = try EDFFile(bytes: try EDFMaterial.file(header, records: 1), name: "many.edf")
    func primary(_ asked: String?) throws -> String {
      let source = try EDFReplaySource(file: file, name: "x", channel: asked)
      return source.description.channels[source.description.primary].label
    }
    #expect(try primary(nil) == "EEG C4-M1")
    #expect(try primary("EEG Fpz-Cz") == "EEG Fpz-Cz")
    #expect(try primary("eeg pz-oz") == "EEG Pz-Oz")
    #expect(try primary("O1") == "EEG O1-M2")
    for wrong in ["F7", "EMG chin", "EEG"] {
      do throws(EDFError) {
        _ = try EDFReplaySource(file: file, name: "x", channel: wrong)
        Issue.record("\(wrong) was taken")
      } catch {
        #expect(error.kind == .noSuchChannel && error.remedy.contains("`EEG C4-M1`"))
        #expect(error.problem.contains(wrong))
      }
    }
  }

  @Test("24-bit channels are played in tenths of a microvolt, clipped")
  func requantised() throws {
    let header = EDFHeader(
      variant: .bdf, start: EDFMaterial.start, recordDuration: .seconds(1),
      signals: [
        EDFSignal(
          label: "EEG C4-M1", physicalDimension: "mV", physicalMinimum: -10, physicalMaximum: 10,
          digitalMinimum: -8_000_000, digitalMaximum: 8_000_000, samplesPerRecord: 8)
      ])
    let encoder = try EDFRecordEncoder(header: header, annotationBytesPerRecord: 0)
    let stored: [Int32] = [0, 80, -80, 79, 8_000_000, -8_000_000, 400_000, 39]
    var none: [EDFAnnotation] = []
    let bytes =
      try encoder.headerBytes(recordCount: 1)
      + encoder.encode(samples: stored.span, onset: .start, annotations: &none)
    let source = try EDFReplaySource(file: EDFFile(bytes: bytes, name: "b"), name: "b")
    // One step is 10 mV / 8,000,000 = 1.25 nV, so 80 of them are 0.1 µV.
    #expect(play(source).samples == [[0, 1, -1, 1, 32_767, -32_767, 5000, 0]])
    let channel = source.description.channels[0]
    #expect(channel.unit == "uV" && abs(channel.gain - 0.1) < 1e-12 && abs(channel.offset) < 1e-9)
  }

  @Test("a recording without EEG, or of annotations alone, is no source")
  func noSource() throws {
    for path in EDFMaterial.hypnograms.prefix(1) {
      let file = try EDFFile(path: path)
      #expect(throws: EDFError.self) { try EDFReplaySource(file: file, name: "x") }
    }
    let header = EDFHeader(
      variant: .edf, start: EDFMaterial.start, recordDuration: .seconds(1),
      signals: [EDFMaterial.signal("Temp rectal", rate: 1)])
    let file = try EDFFile(bytes: try EDFMaterial.file(header, records: 1), name: "t")
    #expect(throws: EDFError.self) { try EDFReplaySource(file: file, name: "x") }
  }

  @Test("the excerpt of a Sleep-EDF night plays at 100 Hz with its own numbers")
  func sleepEDF() throws {
    guard let url = SharedMaterial.recording("edf/edfio/tests/TEST_DATA/short_psg.edf") else { return }
    let file = try EDFFile(path: url.path)
    let source = try EDFReplaySource(file: file, name: "psg")
    #expect(source.description.channels[source.description.primary].label == "EEG Fpz-Cz")
    #expect(source.description.blockLength == .seconds(1))
    #expect(source.description.channels[0].digitalRange == -2048...2047)
    let played = play(source)
    #expect(played.starts.count == 300)
    #expect(played.samples[0].map(Int32.init) == file.digital(signal: 0))
  }

  @Test("playing a block allocates nothing", .enabled(if: allocationsAreCounted))
  func allocationFree() throws {
    for variant in [EDFVariant.edfPlusContinuous, .bdf] {
      let file = try EDFFile(bytes: try EDFMaterial.file(EDFMaterial.header(variant), records: 9), name: "x")
      var source = try EDFReplaySource(file: file, name: "x")
      var block = SignalBlock(for: source.description)
      _ = source.next(&block)
      #expect(allocations { for _ in 0..<6 { _ = source.next(&block) } } == 0)
    }
  }
}
