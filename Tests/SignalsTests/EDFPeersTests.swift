import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("EDF beside other readers and writers")
struct EDFPeersTests {
  private func compare(_ python: String, _ paths: [String]) throws {
    let folder = try ScratchFolder()
    let dumps = try EDFPeer.dump(python, paths, folder)
    #expect(dumps.count == paths.count)
    for (n, said) in dumps.enumerated() {
      let file = try EDFFile(path: said.path)
      let name = Comment(rawValue: said.path)
      let types: [EDFVariant: Int] = [
        .edf: 0, .edfPlusContinuous: 1, .edfPlusDiscontinuous: 1, .bdf: 2, .bdfPlusContinuous: 3,
        .bdfPlusDiscontinuous: 3,
      ]
      #expect(types[file.header.variant] == said.filetype, name)
      #expect(file.recordCount == said.records, name)
      #expect(file.header.recordDuration.ticks == said.recordTicks, name)
      #expect(file.header.start.iso8601 == said.start, name)
      // edfio rounds a start to microseconds.
      #expect(abs(file.header.startFraction.ticks - said.fraction) < (said.reader == "edfio" ? 10 : 1), name)
      if let patient = file.header.patient, !said.patient.isEmpty {
        #expect((patient.code ?? "") == said.patient["PatientCode"], name)
        // EDFlib hands on the X of an unknown name.
        #expect((patient.name ?? "X") == said.patient["PatientName"], name)
        #expect((file.header.recording?.technician ?? "") == said.patient["Technician"], name)
        #expect((file.header.recording?.equipment ?? "") == said.patient["Equipment"], name)
      }
      let sampled = file.sampledSignals
      #expect(sampled.count == said.signals.count, name)
      for (i, (index, theirs)) in zip(sampled, said.signals).enumerated() {
        let ours = file.header.signals[index]
        #expect(ours.label == theirs.label, name)
        #expect(ours.transducer == theirs.transducer, name)
        #expect(ours.physicalDimension == theirs.dimension, name)
        #expect(ours.prefiltering == theirs.prefilter, name)
        #expect(ours.physicalMinimum == theirs.physicalMinimum, name)
        #expect(ours.physicalMaximum == theirs.physicalMaximum, name)
        #expect(ours.digitalMinimum == theirs.digitalMinimum, name)
        #expect(ours.digitalMaximum == theirs.digitalMaximum, name)
        let digital = file.digital(signal: index)
        #expect(digital.count == theirs.samples, name)
        let dump = folder.file("\(n).\(i).digital")
        #expect(try EDFMaterial.numbers(dump, Int32.self) == digital, name)
        let step = abs(ours.gain)
        let physical = try EDFMaterial.numbers(folder.file("\(n).\(i).physical"), Double.self)
        #expect(physical.count == digital.count, name)
        let near = zip(file.physical(signal: index), physical).allSatisfy { abs($0 - $1) < step * 1e-6 }
        #expect(near, name)
      }
      let order = { (a: EDFPeer.Dump.Note, b: EDFPeer.Dump.Note) in (a.onset, a.text) < (b.onset, b.text) }
      let theirs = said.annotations.sorted(by: order)
      let ours = file.annotations.map {
        EDFPeer.Dump.Note(onset: $0.onset.ticks, duration: $0.duration?.ticks, text: $0.text)
      }.sorted(by: order)
      #expect(ours.map(\.text) == theirs.map(\.text), name)
      for (mine, other) in zip(ours, theirs) {
        #expect(abs(mine.onset - other.onset) <= 1 && mine.duration == other.duration, name)
      }
      let onsets = (0..<file.recordCount).map { file.recordOnset($0).ticks }
      if let stated = said.onsets {
        #expect(onsets == stated, name)
      } else {
        #expect(onsets == (0..<file.recordCount).map { Int64($0) * said.recordTicks }, name)
      }
    }
  }

  @Test("every shared EDF and BDF file reads the same as in pyedflib", .enabled(if: peerPython != nil))
  func sharedFiles() throws {
    guard let python = peerPython, !EDFMaterial.recordings.isEmpty else { return }
    #expect(EDFMaterial.recordings.count >= 16)
    try compare(python, EDFMaterial.recordings + EDFMaterial.hypnograms)
  }

  @Test("files made by pyedflib and edfio read the same here", .enabled(if: peerPython != nil))
  func theirFiles() throws {
    guard let python = peerPython else { return }
    let folder = try ScratchFolder()
    let paths = try EDFPeer.make(python, folder)
    #expect(paths.count == 5)
    try compare(python, paths)
    let broken = try EDFFile(path: folder.file("discontinuous.edf").path)
    #expect(broken.gaps == [EDFGap(record: 2, start: NightTime(seconds: 4), length: .milliseconds(5500))])
    #expect(broken.recordOnset(2) == NightTime(ticks: 95_000_000))
  }

  @Test(
    "every form written here reads the same elsewhere", .enabled(if: peerPython != nil),
    arguments: EDFVariant.allCases)
  func ourFiles(_ variant: EDFVariant) throws {
    guard let python = peerPython else { return }
    let folder = try ScratchFolder()
    let fraction = variant.isPlus ? NightTime.Span(ticks: 2_500_000) : .zero
    let header = EDFMaterial.header(variant, fraction: fraction)
    let url = folder.file("ours")
    var writer = try EDFWriter(path: url.path, header: header, annotationBytesPerRecord: 100)
    var queue: [EDFAnnotation] = []
    if variant.isPlus {
      queue = [
        EDFAnnotation(onset: NightTime(ticks: 1_234_567), text: "Lights off"),
        EDFAnnotation(onset: NightTime(seconds: 2), duration: .milliseconds(1500), text: "睡眠 · čas, \"x\""),
        EDFAnnotation(onset: NightTime(seconds: 3), duration: .seconds(30), text: "Sleep stage N2"),
      ]
    }
    var onset = NightTime.start
    var random = SeededRandom(seed: 11)
    for record in 0..<12 {
      if variant.isDiscontinuous, record == 5 { onset = onset + .milliseconds(90_500) }
      if variant.is24Bit {
        let samples = (0..<126).map { _ in Int32(truncatingIfNeeded: random.next()) >> 8 }
        try writer.append(samples: samples.span, onset: onset, annotations: &queue)
      } else {
        let samples = EDFMaterial.samples(126, record: record)
        try writer.append(samples: samples.span, onset: onset, annotations: &queue)
      }
      onset = onset + .seconds(1)
    }
    try writer.finish()
    #expect(queue.isEmpty)
    try compare(python, [url.path])
    let back = try EDFFile(path: url.path)
    #expect(back.recordCount == 12 && back.annotations.count == (variant.isPlus ? 3 : 0))
    #expect(back.gaps.count == (variant.isDiscontinuous ? 1 : 0))
    #expect(back.warnings.isEmpty)
  }
}
