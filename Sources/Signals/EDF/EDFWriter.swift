public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes a recording record by record, so that the file can be opened by others at any moment.
///
/// If the program is killed, what was recorded up to the last whole record stays readable; ``EDFWritePlan`` says
/// how. A gap that turns up on the way makes `+C` into `+D` in place.
public struct EDFWriter: ~Copyable {
  /// What encodes the records.
  public let encoder: EDFRecordEncoder
  /// The file's path.
  public let path: String
  private var plan: EDFWritePlan
  private var descriptor: Int32
  private var expectedOnset = NightTime.start

  /// Records written so far.
  public var recordCount: Int { plan.recordCount }

  /// Creates the file and writes its header.
  ///
  /// - Parameters:
  ///   - path: where to.
  ///   - header: see ``EDFRecordEncoder/init(header:annotationBytesPerRecord:)``.
  ///   - annotationBytesPerRecord: see there.
  ///   - replacing: whether a file that is there may be overwritten.
  /// - Throws: ``EDFError`` where the header cannot be written as it is, or the system refuses.
  public init(path: String, header: EDFHeader, annotationBytesPerRecord: Int, replacing: Bool = false)
    throws(EDFError)
  {
    let encoder = try EDFRecordEncoder(header: header, annotationBytesPerRecord: annotationBytesPerRecord)
    let plan = EDFWritePlan(encoder: encoder)
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (replacing ? O_TRUNC : O_EXCL)
    let opened = unsafe open(path, flags, 0o644)
    guard opened >= 0 else {
      let exists = errno == EEXIST
      throw EDFError(
        .system, file: path, problem: "it cannot be created: \(unsafe String(cString: strerror(errno)))",
        remedy: exists ? "Choose another name; a recording is never overwritten" : "Check the folder")
    }
    do {
      try Self.perform(plan.begin(), opened, path)
    } catch {
      _ = close(opened)
      throw error
    }
    self.encoder = encoder
    self.path = path
    self.plan = plan
    descriptor = opened
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Encodes and writes one record of 16-bit samples.
  ///
  /// - Parameters:
  ///   - samples: see ``EDFRecordEncoder``.
  ///   - onset: when its first sample was taken; later than the last record's end where there is a gap.
  ///   - annotations: a queue: those that fit are written and taken out.
  /// - Returns: the record's bytes, as they stand on disk.
  /// - Throws: ``EDFError`` where the record is not what the header says, or the system refuses.
  @discardableResult
  public mutating func append(samples: Span<Int16>, onset: NightTime, annotations: inout [EDFAnnotation])
    throws(EDFError) -> [UInt8]
  {
    try checkOnset(onset)
    let bytes = try encoder.encode(samples: samples, onset: onset, annotations: &annotations)
    try append(record: bytes, onset: onset)
    return bytes
  }

  /// Encodes and writes one record of samples of up to 24 bits; see ``append(samples:onset:annotations:)``.
  @discardableResult
  public mutating func append(samples: Span<Int32>, onset: NightTime, annotations: inout [EDFAnnotation])
    throws(EDFError) -> [UInt8]
  {
    try checkOnset(onset)
    let bytes = try encoder.encode(samples: samples, onset: onset, annotations: &annotations)
    try append(record: bytes, onset: onset)
    return bytes
  }

  /// Writes a record that ``encoder`` has encoded.
  ///
  /// If this throws, the file is as readable as before, and the same record may be tried again.
  ///
  /// - Parameters:
  ///   - record: its bytes.
  ///   - onset: the onset that it was encoded with.
  /// - Throws: ``EDFError`` where it is not one of this file, or the system refuses.
  public mutating func append(record: [UInt8], onset: NightTime) throws(EDFError) {
    guard descriptor >= 0 else { throw refusal("it is closed", "Write before finishing") }
    guard record.count == encoder.recordByteCount else {
      throw refusal(
        "a record has \(encoder.recordByteCount) bytes, not \(record.count)",
        "Encode it with this writer's encoder")
    }
    try checkOnset(onset)
    guard recordCount < EDFWritePlan.mostRecords else {
      throw refusal("it holds 99,999,999 records, which is all that EDF can count", "Begin another file")
    }
    if onset > expectedOnset, let mark = plan.markDiscontinuous() {
      try Self.perform(mark, descriptor, path)
    }
    try Self.write(record, at: plan.nextOffset, descriptor, path)
    let (first, second) = plan.count()
    try Self.perform(first, descriptor, path)
    if let second { try Self.perform(second, descriptor, path) }
    expectedOnset = onset + encoder.header.recordDuration
  }

  /// Waits until everything written so far is on the medium, so that it survives a loss of power.
  public func synchronize() throws(EDFError) {
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw refusal("it cannot be brought to the medium", "Check the disk")
    }
  }

  /// Brings everything to the medium and closes the file; writing after that is an error.
  public mutating func finish() throws(EDFError) {
    guard descriptor >= 0 else { return }
    let isSafe = fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isSafe, isClosed else { throw refusal("it cannot be brought to the medium", "Check the disk") }
  }

  private func checkOnset(_ onset: NightTime) throws(EDFError) {
    if onset < expectedOnset {
      throw refusal(
        "a record at \(onset) begins before the last one ends at \(expectedOnset)",
        "Give records in the order of time")
    }
    if onset > expectedOnset, recordCount == 0 {
      throw refusal("the first record begins at \(onset)", "Count time from the first sample")
    }
    if onset > expectedOnset, !encoder.header.variant.isPlus {
      throw refusal("plain EDF and BDF cannot state the gap before \(onset)", "Write EDF+ or BDF+")
    }
  }

  private static func perform(_ operation: EDFWriteOperation, _ descriptor: Int32, _ path: String)
    throws(EDFError)
  {
    try write(operation.bytes, at: operation.offset, descriptor, path)
  }

  private static func write(_ bytes: [UInt8], at offset: Int, _ descriptor: Int32, _ path: String)
    throws(EDFError)
  {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        throw EDFError(
          .system, file: path, byte: offset + done,
          problem: "it cannot be written: \(unsafe String(cString: strerror(errno)))",
          remedy: "Free some space; what was written before stays readable")
      }
      done += written
    }
  }

  private func refusal(_ problem: String, _ remedy: String) -> EDFError {
    EDFError(.unwritable, file: path, problem: problem, remedy: remedy)
  }
}
