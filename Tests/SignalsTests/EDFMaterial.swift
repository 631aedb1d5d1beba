import Foundation
import Signals
import SleepCore
import TestKit

/// Small recordings for the tests, the same every time.
enum EDFMaterial {
  static let start = CivilTime(year: 2024, month: 2, day: 29, secondOfDay: 82_798)

  static func signal(_ label: String, rate: Int, limits: ClosedRange<Int> = -32_768...32_767) -> EDFSignal {
    EDFSignal(
      label: label, transducer: "AgAgCl electrodes", physicalDimension: "uV", physicalMinimum: -3276.8,
      physicalMaximum: 3276.7, digitalMinimum: limits.lowerBound, digitalMaximum: limits.upperBound,
      prefiltering: "HP:0.1Hz LP:75Hz", samplesPerRecord: rate)
  }

  static func header(
    _ variant: EDFVariant = .edfPlusContinuous, rates: [Int] = [100, 25, 1],
    fraction: NightTime.Span = .zero, duration: NightTime.Span = .seconds(1)
  ) -> EDFHeader {
    let labels = ["EEG C4-M1", "EOG E1-M2", "Temp rectal", "EMG chin"]
    return EDFHeader(
      variant: variant, start: start, startFraction: fraction, recordDuration: duration,
      signals: zip(labels, rates).map { signal($0, rate: $1, limits: variant.digitalLimits) })
  }

  /// Samples of record `record`, all signals.
  static func samples(_ count: Int, record: Int) -> [Int16] {
    var random = SeededRandom(seed: UInt64(record) + 1)
    return (0..<count).map { _ in Int16(truncatingIfNeeded: random.next()) }
  }

  /// A whole file in memory; `gaps` lists records that begin late and by how much.
  static func file(
    _ header: EDFHeader, records: Int, gaps: [Int: NightTime.Span] = [:], annotations: [EDFAnnotation] = [],
    room: Int = 120
  ) throws -> [UInt8] {
    let encoder = try EDFRecordEncoder(header: header, annotationBytesPerRecord: room)
    var bytes = encoder.headerBytes(recordCount: records)
    var queue = annotations
    var onset = NightTime.start
    for record in 0..<records {
      onset = onset + (gaps[record] ?? .zero)
      let samples = samples(encoder.samplesPerRecord, record: record)
      bytes += try encoder.encode(samples: samples.span, onset: onset, annotations: &queue)
      onset = onset + header.recordDuration
    }
    return bytes
  }

  /// `text` written over a file's bytes.
  static func patched(_ bytes: [UInt8], _ offset: Int, _ text: String, width: Int) -> [UInt8] {
    var result = bytes
    let field = Array(text.utf8) + Array(repeating: 0x20, count: max(0, width - text.utf8.count))
    result.replaceSubrange(offset..<offset + width, with: field)
    return result
  }

  static func write(_ bytes: [UInt8], _ url: URL) throws { try Data(bytes).write(to: url) }

  /// A file of plain little-endian numbers.
  static func numbers<T: BitwiseCopyable>(_ url: URL, _ type: T.Type) throws -> [T] {
    let data = try Data(contentsOf: url)
    return unsafe data.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<T>.stride).map {
        unsafe raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.stride, as: T.self)
      }
    }
  }

  /// Every EDF and BDF file among the shared recordings.
  static let recordings: [String] = {
    guard let root = SharedMaterial.recording("edf") else { return [] }
    let found = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".edf") || $0.hasSuffix(".bdf") }.sorted().map { root.path + "/" + $0 }
  }()

  static let hypnograms: [String] = {
    guard let root = SharedMaterial.recording("sleep-edf/hypnograms") else { return [] }
    let found = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return found.filter { $0.hasSuffix(".edf") }.sorted().map { root.path + "/" + $0 }
  }()
}

/// What other programs say about files.
enum EDFPeer {
  struct Dump: Decodable {
    struct Signal: Decodable {
      let label, transducer, dimension, prefilter: String
      let physicalMinimum, physicalMaximum: Double
      let digitalMinimum, digitalMaximum, samples: Int
    }
    struct Note: Decodable {
      let onset: Int64
      let duration: Int64?
      let text: String
    }
    let reader, start, path: String
    let filetype, records: Int
    let recordTicks, fraction: Int64
    let patient: [String: String]
    let signals: [Signal]
    let annotations: [Note]
    let onsets: [Int64]?
  }

  struct Opened: Decodable {
    struct Answer: Decodable {
      let records: Int
      let crc: UInt32
      let annotations: Int
      let error: String
    }
    let pyedflib, edfio: Answer
  }

  private static func script(_ name: String) -> String {
    SharedMaterial.projectRoot.appending(path: "Tests/peers/\(name)").path
  }

  /// What pyedflib reads (edfio where it cannot); the samples are in `folder`.
  static func dump(_ python: String, _ paths: [String], _ folder: ScratchFolder) throws -> [Dump] {
    let answer = try run(python, [script("edf_dump.py"), folder.url.path] + paths)
    guard answer.status == 0 else { throw PeerFailure(text: answer.error) }
    return try JSONDecoder().decode([Dump].self, from: Data(answer.output.utf8))
  }

  /// How many records pyedflib and edfio find in each file.
  static func open(_ python: String, _ paths: [String]) throws -> [Opened] {
    let list = try ScratchFolder()
    let names = list.file("names")
    try Data(paths.joined(separator: "\n").utf8).write(to: names)
    let command = "exec '\(python)' '\(script("edf_open.py"))' < '\(names.path)'"
    let answer = try run("sh", ["-c", command])
    guard answer.status == 0 else { throw PeerFailure(text: answer.error) }
    return try JSONDecoder().decode([Opened].self, from: Data(answer.output.utf8))
  }

  /// Files that pyedflib and edfio made.
  static func make(_ python: String, _ folder: ScratchFolder) throws -> [String] {
    let answer = try run(python, [script("edf_make.py"), folder.url.path])
    guard answer.status == 0 else { throw PeerFailure(text: answer.error) }
    return try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
      .map { folder.url.path + "/" + $0 }
  }

  struct PeerFailure: Error { let text: String }

  /// The CRC-32 of zlib.
  static func crc32(_ samples: [Int32]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for sample in samples {
      for shift in stride(from: 0, to: 32, by: 8) {
        crc ^= UInt32(UInt8(truncatingIfNeeded: sample >> Int32(shift)))
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
    }
    return ~crc
  }
}
