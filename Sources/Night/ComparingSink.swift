internal import Foundation
internal import PublicRecord
internal import Signals
internal import SleepCore

/// Compares what a session makes with what is in a night's folder, and throws at the first difference.
struct ComparingSink: NightSink {
  private let expected: [ArraySlice<UInt8>]
  private let isComplete: Bool
  private let file: EDFFile
  private let encoder: EDFRecordEncoder
  private let folder: NightFolder
  private var timeline = NightTimeline()
  private(set) var lines = 0
  private(set) var records = 0

  init(_ opened: NightReplay.Opened, encoder: EDFRecordEncoder) {
    expected = opened.eventLines
    file = opened.signalsFile
    folder = opened.folder
    self.encoder = encoder
    timeline.open(opened.opening)
    isComplete = opened.endReason != nil
  }

  /// The header must be the one that would be written, but for the count of records and the mark of a gap.
  func checkHeader() -> ReplayVerdict.Difference? {
    // A night that was cut short may not have counted its last record.
    let isCountDue = !isComplete && file.header.recordCount == file.recordCount - 1
    let there = file.header.bytes(recordCount: isCountDue ? file.recordCount : file.header.recordCount)
    var should = encoder.headerBytes(recordCount: file.recordCount)
    if !file.gaps.isEmpty, should.count > 196 { should[196] = UInt8(ascii: "D") }
    guard let byte = zip(there, should).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
    else { return nil }
    return .init(
      place: "signals.edf, byte \(byte) (\(Self.headerField(byte, signals: file.header.signals.count)))",
      what: "the header is not the one that the night wrote")
  }

  /// The field of an EDF header that a byte belongs to (EDF specification, 1992).
  private static func headerField(_ byte: Int, signals: Int) -> String {
    let fixed = [
      (8, "version"), (88, "patient"), (168, "recording"), (176, "start date"), (184, "start time"),
      (192, "header bytes"), (236, "reserved"), (244, "number of records"), (252, "record duration"),
      (256, "number of signals"),
    ]
    if let field = fixed.first(where: { byte < $0.0 }) { return field.1 }
    let perSignal = [
      (16, "label"), (80, "transducer"), (8, "unit"), (8, "physical minimum"), (8, "physical maximum"),
      (8, "digital minimum"), (8, "digital maximum"), (80, "prefiltering"), (8, "samples in a record"),
      (32, "reserved"),
    ]
    var at = 256
    for (width, name) in perSignal {
      if byte < at + width * signals { return "\(name) of signal \((byte - at) / width)" }
      at += width * signals
    }
    return "after the header"
  }

  mutating func take(record: [UInt8], onset: NightTime) throws {
    let there = file.recordBytes(records)
    guard there == record else {
      let byte = zip(there, record).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset ?? 0
      throw ReplayVerdict.Difference(
        place:
          "signals.edf, record \(records) (\(onset)), byte \(file.header.byteCount + records * record.count + byte)",
        what: "the record is not the one that the night would write")
    }
    records += 1
  }

  mutating func take(line: [UInt8]) throws {
    // A night that was cut short ends somewhere; what its signals hold beyond its lines is not a difference.
    guard lines < expected.count else {
      if isComplete {
        throw ReplayVerdict.Difference(
          place: "events.jsonl, line \(lines + 1)",
          what: "the line is missing; it should be \(Self.text(line))")
      }
      return
    }
    guard expected[lines].elementsEqual(line) else {
      throw ReplayVerdict.Difference(
        place: "events.jsonl, line \(lines + 1)",
        what: "it says \(Self.text(expected[lines])), it should say \(Self.text(line))")
    }
    if lines > 0, case .event(let event)? = try? EventParsing.line(line, number: lines, file: "events.jsonl")
    {
      timeline.add(event)
    }
    lines += 1
  }

  /// Nothing may stand after the last line, and the summary must be the one that follows from the events.
  ///
  /// A summary is only written once a night has its last line.
  func checkEnd(head: String) throws {
    if lines < expected.count {
      throw ReplayVerdict.Difference(
        place: "events.jsonl, line \(lines + 1)",
        what: "the night would not say this: \(Self.text(expected[lines]))")
    }
    guard let bytes = try? NightFolder.read(folder.summary) else { return }
    guard isComplete else {
      throw ReplayVerdict.Difference(
        place: "events.jsonl, line \(lines + 1)", what: "the end is missing, though the night has its summary"
      )
    }
    guard String(decoding: bytes, as: UTF8.self) == NightSummary(timeline).json(timeline, head: head) else {
      throw ReplayVerdict.Difference(place: "summary.json", what: "it is not the summary of these events")
    }
  }

  private static func text(_ line: some Sequence<UInt8>) -> String {
    let text = String(decoding: Array(line), as: UTF8.self)
    return "«\(text.prefix(240))\(text.count > 240 ? "…" : "")»"
  }
}
