public import SleepCore

/// A recording in EDF, EDF+, BDF or BDF+, opened for reading.
///
/// The file is mapped into memory: opening it reads its header and, in the `+` forms, each record's annotations.
/// Samples are decoded when they are asked for. Everything in it is constant, so any thread may read.
public final class EDFFile: Sendable {
  /// The file's name as errors say it.
  public let name: String
  /// The header.
  public let header: EDFHeader
  /// Whole records that are really there, whatever the header says.
  public let recordCount: Int
  /// What is odd about the file, none of which keeps it from being read.
  public let warnings: [EDFWarning]
  /// Every annotation but the records' own times, in the order of the file.
  public let annotations: [EDFAnnotation]
  /// Where records do not follow one another.
  ///
  /// A record follows the one before if it begins within half a sample of its end, the sample being one of the
  /// fastest signal; smaller differences come from rounding in the file.
  public let gaps: [EDFGap]

  let storage: EDFBytes
  /// Where each signal begins in a record, in bytes.
  let offsets: [Int]
  let recordBytes: Int
  private let onsets: [Int64]

  /// Opens a file.
  ///
  /// - Throws: ``EDFError`` naming the field and the byte where the file cannot be read at all. A file that is
  ///   cut short can; see ``warnings``.
  public convenience init(path: String) throws(EDFError) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    try self.init(storage: EDFBytes(path: path), name: name)
  }

  /// Reads a file that is already in memory.
  public convenience init(bytes: [UInt8], name: String) throws(EDFError) {
    try self.init(storage: EDFBytes(copying: bytes), name: name)
  }

  private init(storage: EDFBytes, name: String) throws(EDFError) {
    let size = try EDFHeaderParser.byteCount(head: storage.copy(from: 0, count: 256), file: name)
    var parser = EDFHeaderParser(bytes: storage.copy(from: 0, count: size), file: name)
    let header = try parser.parse()
    var index = EDFRecordIndex(header: header, storage: storage, name: name)
    try index.build()
    self.storage = storage
    self.name = name
    self.header = header.with(startFraction: index.startFraction)
    recordCount = index.recordCount
    warnings = parser.warnings + index.warnings
    annotations = index.findings.annotations
    gaps = index.gaps
    offsets = index.offsets
    recordBytes = index.recordBytes
    onsets = index.onsets
  }

  /// When a record's first sample was taken, counted from the file's first sample.
  ///
  /// Records that are not there are extrapolated.
  public func recordOnset(_ record: Int) -> NightTime {
    if onsets.indices.contains(record) { return NightTime(ticks: onsets[record]) }
    let duration = header.recordDuration.ticks
    let (last, beyond) = onsets.isEmpty ? (0, record) : (onsets[onsets.count - 1], record - onsets.count + 1)
    let (product, overflow) = Int64(beyond).multipliedReportingOverflow(by: duration)
    return NightTime(ticks: overflow ? last : last.addingReportingOverflow(product).partialValue)
  }

  /// The time from the first sample to the end of the last record, gaps included.
  public var length: NightTime.Span {
    guard recordCount > 0 else { return .zero }
    return recordOnset(recordCount - 1) - .start + header.recordDuration
  }

  /// The signals that carry samples: their indices in ``header``.
  public var sampledSignals: [Int] { header.signals.indices.filter { !header.signals[$0].isAnnotations } }

  /// The sleep stages of the annotations, in epochs of 30 s, or `nil` where no annotation is a sleep stage.
  public var hypnogram: Hypnogram? { EDFHypnogram.hypnogram(from: annotations) }
}
