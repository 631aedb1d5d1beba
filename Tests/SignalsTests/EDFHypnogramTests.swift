import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Hypnograms in EDF+")
struct EDFHypnogramTests {
  @Test("the hypnograms of Sleep-EDF are read epoch by epoch")
  func sleepEDF() throws {
    for path in EDFMaterial.hypnograms {
      let file = try EDFFile(path: path)
      let hypnogram = try #require(file.hypnogram)
      #expect(file.warnings.isEmpty && hypnogram.epochLength == .seconds(30))
      // Each annotation's own epochs, one by one.
      var total = 0
      for note in file.annotations {
        guard let duration = note.duration else { continue }
        // Movement time is no stage of the AASM.
        let stage = SleepStage(annotation: note.text) ?? .unknown
        let first = Int(note.onset.ticks / 300_000_000)
        let count = Int(duration.ticks / 300_000_000)
        #expect(hypnogram.stages[first..<first + count].allSatisfy { $0 == stage })
        total += count
      }
      #expect(total == hypnogram.stages.count)
    }
    // SC4001: 30,630 s awake, then 120 s of stage 1 (EDF browser's list of the file).
    if let path = EDFMaterial.hypnograms.first {
      let stages = try #require(try EDFFile(path: path).hypnogram).stages
      #expect(stages.prefix(1021).allSatisfy { $0 == .wake } && stages[1021...1024].allSatisfy { $0 == .n1 })
    }
  }

  @Test("a written hypnogram reads the same here, in pyedflib and in edfio")
  func roundTrip() throws {
    let folder = try ScratchFolder()
    var random = SeededRandom(seed: 8)
    var hypnograms = [
      Hypnogram(stages: []), Hypnogram(stages: [.wake]), Hypnogram(stages: [.rem, .n3, .unknown, .n1]),
    ]
    hypnograms.append(Hypnogram(stages: (0..<960).map { _ in SleepStage.allCases[Int(random.next() % 6)] }))
    // More changes than one record of 61,440 bytes can hold.
    hypnograms.append(Hypnogram(stages: (0..<6000).map { $0 % 2 == 0 ? .n2 : .wake }))
    var paths: [String] = []
    for (i, hypnogram) in hypnograms.enumerated() {
      let path = folder.file("\(i).edf").path
      try EDFHypnogram.write(hypnogram, start: EDFMaterial.start, to: path)
      let file = try EDFFile(path: path)
      #expect(file.warnings.isEmpty && file.header.start == EDFMaterial.start)
      #expect((file.hypnogram?.stages ?? []) == hypnogram.stages)
      paths.append(path)
    }
    guard let python = peerPython else { return }
    for (hypnogram, answer) in zip(hypnograms, try EDFPeer.open(python, paths)) {
      let runs = EDFHypnogram.annotations(of: hypnogram).count
      #expect(answer.pyedflib.annotations == runs && answer.pyedflib.error.isEmpty)
      // edfio reads only the first of several records without length.
      #expect(answer.edfio.error.isEmpty)
      #expect(answer.edfio.annotations == runs)
    }
  }

  @Test("stages without durations last until the next one")
  func openEnded() throws {
    let notes = [
      EDFAnnotation(onset: NightTime(seconds: 30), text: "Sleep stage W"),
      EDFAnnotation(onset: NightTime(seconds: 120), text: "Sleep stage 4"),
      EDFAnnotation(onset: NightTime(seconds: 50), text: "Lights off"),
    ]
    #expect(EDFHypnogram.hypnogram(from: notes)?.stages == [.unknown, .wake, .wake, .wake, .n3])
    #expect(EDFHypnogram.hypnogram(from: [notes[2]]) == nil)
  }

  @Test("damaged annotations are counted and the rest is read")
  func damagedAnnotations() throws {
    let header = EDFMaterial.header()
    let notes = [
      EDFAnnotation(onset: .start, text: "one"), EDFAnnotation(onset: .start, text: "two"),
      EDFAnnotation(onset: .start, text: "three"),
    ]
    var bytes = try EDFMaterial.file(header, records: 1, annotations: notes)
    let at = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("+0\u{14}two".utf8)) })
    bytes[at] = UInt8(ascii: "*")
    let file = try EDFFile(bytes: bytes, name: "damaged")
    #expect(file.annotations.map(\.text) == ["one", "three"])
    #expect(file.warnings == [.badAnnotations(count: 1, byte: at)])
    // ISO 8859-1, as older programs wrote it.
    bytes[at] = UInt8(ascii: "+")
    bytes[at + 3] = 0xE9
    #expect(try EDFFile(bytes: bytes, name: "latin").annotations[1].text == "éwo")
  }
}
