public import SleepCore

/// Turns samples and annotations into the bytes of a header and of records; it does no input or output.
public struct EDFRecordEncoder: Sendable {
  /// The header that will be written, its annotation signal included.
  public let header: EDFHeader
  /// Bytes of one record.
  public let recordByteCount: Int
  /// Samples of one record, of all signals that carry some.
  public let samplesPerRecord: Int
  /// Bytes for annotations in a record, the record's own time among them; 0 in plain EDF and BDF.
  public let annotationByteCount: Int

  /// The fewest bytes for annotations that a `+` file can have: room for a record's own time.
  public static let leastAnnotationBytes = 24

  /// Checks a header and gets ready.
  ///
  /// - Parameters:
  ///   - header: what shall be written. Annotation signals in it are left out and one is added at the end.
  ///   - annotationBytesPerRecord: room for annotations in each record of a `+` file, the record's own time (at
  ///     most 24 bytes) included; at least ``leastAnnotationBytes``, rounded up to whole samples.
  /// - Throws: ``EDFError`` naming the field that cannot be written as it is.
  public init(header: EDFHeader, annotationBytesPerRecord: Int) throws(EDFError) {
    var signals = header.signals.filter { !$0.isAnnotations }
    samplesPerRecord = signals.reduce(0) { $0 + max(0, min($1.samplesPerRecord, 100_000_000)) }
    if header.variant.isPlus {
      let room = min(max(annotationBytesPerRecord, Self.leastAnnotationBytes), 10_000_000)
      signals.append(EDFSignal(annotationsOf: header.variant, bytesPerRecord: room))
    }
    self.header = header.with(signals: signals)
    annotationByteCount =
      header.variant.isPlus ? (signals.last?.samplesPerRecord ?? 0) * header.variant.bytesPerSample : 0
    recordByteCount = samplesPerRecord * header.variant.bytesPerSample + annotationByteCount
    try EDFHeaderCheck(header: self.header).run()
  }

  /// The header's bytes, stating that there are `recordCount` records (−1: unknown).
  public func headerBytes(recordCount: Int) -> [UInt8] { header.bytes(recordCount: recordCount) }

  /// Checks that an annotation can be written at all.
  ///
  /// - Throws: ``EDFError`` where it is longer than a record has room for, or holds control characters.
  public func check(_ annotation: EDFAnnotation) throws(EDFError) {
    func refusal(_ problem: String, _ remedy: String) -> EDFError {
      EDFError(
        .unwritable, file: "annotation `\(annotation.text.prefix(40))`", problem: problem, remedy: remedy)
    }
    guard header.variant.isPlus else {
      throw refusal("plain EDF and BDF have no annotations", "Write EDF+ or BDF+")
    }
    let isControl = { (byte: UInt8) in byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D }
    guard !annotation.text.utf8.contains(where: isControl) else {
      throw refusal("it holds control characters, which EDF+ keeps for itself", "Leave them out")
    }
    let largest = EDFNumber.largestTicks
    guard annotation.onset.ticks.magnitude <= largest.magnitude,
      (0...largest).contains(annotation.duration?.ticks ?? 0)
    else { throw refusal("its time or duration is none of a recording", "Give times within 300 years") }
    let room = annotationByteCount - EDFTimestampedList.longestRecordTime
    let needed = byteCount(annotation)
    guard needed <= room else {
      throw refusal(
        "it takes \(needed) bytes and a record has room for \(room)",
        "Shorten it, or give each record \(needed + EDFTimestampedList.longestRecordTime) bytes for annotations"
      )
    }
  }

  private func byteCount(_ annotation: EDFAnnotation) -> Int {
    EDFTimestampedList.byteCount(
      onset: annotation.onset.ticks + header.startFraction.ticks, duration: annotation.duration,
      text: annotation.text)
  }

  /// Encodes one record of 16-bit samples.
  ///
  /// - Parameters:
  ///   - samples: the stored numbers, channel after channel, as in ``SignalBlock``.
  ///   - onset: when its first sample was taken, counted from the first sample of the file.
  ///   - annotations: a queue: those at its front that fit are written and taken out.
  /// - Returns: the record's bytes.
  /// - Throws: ``EDFError`` where the samples are not as many as a record has, or an annotation can never fit; the
  ///   queue is then as it was.
  public func encode(samples: Span<Int16>, onset: NightTime, annotations: inout [EDFAnnotation])
    throws(EDFError) -> [UInt8]
  {
    try checkCount(samples.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(recordByteCount)
    for i in samples.indices {
      let pattern = UInt16(bitPattern: samples[i])
      bytes.append(UInt8(truncatingIfNeeded: pattern))
      bytes.append(UInt8(truncatingIfNeeded: pattern >> 8))
      if header.variant.is24Bit { bytes.append(samples[i] < 0 ? 0xFF : 0) }
    }
    try append(onset: onset, annotations: &annotations, to: &bytes)
    return bytes
  }

  /// Encodes one record of samples of up to 24 bits.
  ///
  /// See ``encode(samples:onset:annotations:)-(Span<Int16>,_,_)``; a sample beyond the digital limits of its file
  /// (not of its signal) is an error.
  public func encode(samples: Span<Int32>, onset: NightTime, annotations: inout [EDFAnnotation])
    throws(EDFError) -> [UInt8]
  {
    try checkCount(samples.count)
    let limits = header.variant.digitalLimits
    var bytes: [UInt8] = []
    bytes.reserveCapacity(recordByteCount)
    for i in samples.indices {
      guard limits.contains(Int(samples[i])) else {
        throw EDFError(
          .unwritable, file: "record at \(onset)", field: "sample \(i)",
          problem: "the stored number \(samples[i]) is beyond \(limits.lowerBound)…\(limits.upperBound)",
          remedy: header.variant.is24Bit ? "Clip it" : "Clip it, or write BDF, which has 24 bits")
      }
      let pattern = UInt32(bitPattern: samples[i])
      bytes.append(UInt8(truncatingIfNeeded: pattern))
      bytes.append(UInt8(truncatingIfNeeded: pattern >> 8))
      if header.variant.is24Bit { bytes.append(UInt8(truncatingIfNeeded: pattern >> 16)) }
    }
    try append(onset: onset, annotations: &annotations, to: &bytes)
    return bytes
  }

  private func checkCount(_ count: Int) throws(EDFError) {
    guard count == samplesPerRecord else {
      throw EDFError(
        .unwritable, file: "record", problem: "it has \(count) samples; the header says \(samplesPerRecord)",
        remedy: "Give every signal's samples for the whole record, signal after signal")
    }
  }

  private func append(onset: NightTime, annotations: inout [EDFAnnotation], to bytes: inout [UInt8])
    throws(EDFError)
  {
    guard header.variant.isPlus else {
      if let first = annotations.first { try check(first) }
      return
    }
    guard onset.ticks.magnitude <= EDFNumber.largestTicks.magnitude else {
      throw EDFError(
        .unwritable, file: "record", problem: "its onset \(onset.seconds) s is none of a recording",
        remedy: "Count it from the first sample")
    }
    let end = bytes.count + annotationByteCount
    EDFTimestampedList.append(recordTime: onset.ticks + header.startFraction.ticks, to: &bytes)
    var written = 0
    while written < annotations.count {
      let annotation = annotations[written]
      try check(annotation)
      guard bytes.count + byteCount(annotation) <= end else { break }
      EDFTimestampedList.append(
        onset: annotation.onset.ticks + header.startFraction.ticks, duration: annotation.duration,
        text: annotation.text, to: &bytes)
      written += 1
    }
    while bytes.count < end { bytes.append(0) }
    annotations.removeFirst(written)
  }
}

/// Checks that every field of a header can be written as it is, so that nothing is cut off silently.
private struct EDFHeaderCheck {
  let header: EDFHeader

  func run() throws(EDFError) {
    try text(header.patientID, 80, "patient identification", 8)
    try text(header.recordingID, 80, "recording identification", 88)
    guard (1985...2084).contains(header.start.year), header.start.isPossible else {
      throw refusal("start date", 168, "\(header.start.iso8601) is no time from 1985 to 2084", "Give another")
    }
    if header.variant.isPlus {
      guard EDFPatient(header.patientID) != nil else {
        throw refusal(
          "patient identification", 8, "EDF+ wants `code sex birthdate name`",
          "Use EDFPatient, or leave it empty")
      }
      guard EDFRecording(header.recordingID) != nil else {
        throw refusal(
          "recording identification", 88, "EDF+ wants `Startdate dd-MMM-yyyy code technician equipment`",
          "Use EDFRecording, or leave it empty")
      }
      guard (0..<NightTime.ticksPerSecond).contains(header.startFraction.ticks) else {
        throw refusal(
          "start time", 176, "its fraction is not within a second", "Add whole seconds to the start")
      }
    } else if header.startFraction != .zero {
      throw refusal("start time", 176, "plain EDF and BDF know whole seconds only", "Write EDF+ or BDF+")
    }
    try text(header.durationText, 8, "duration of a data record", 244)
    let hasSamples = header.signals.contains { !$0.isAnnotations }
    guard header.recordDuration > .zero || (!hasSamples && header.recordDuration == .zero) else {
      throw refusal("duration of a data record", 244, "samples need records that last", "Give more than 0 s")
    }
    guard (1...9999).contains(header.signals.count) else {
      throw refusal(
        "number of signals", 252, "\(header.signals.count) is not 1 to 9999", "Write other signals")
    }
    for (i, signal) in header.signals.enumerated() { try check(signal, i) }
  }

  private func check(_ signal: EDFSignal, _ i: Int) throws(EDFError) {
    let n = header.signals.count
    func named(_ field: String) -> String { "\(field) of signal \(i + 1) (\(signal.label))" }
    try text(signal.label, 16, named("label"), 256 + 16 * i)
    try text(signal.transducer, 80, named("transducer"), 256 + 16 * n + 80 * i)
    try text(signal.physicalDimension, 8, named("physical dimension"), 256 + 96 * n + 8 * i)
    guard signal.physicalMinimum != signal.physicalMaximum, signal.physicalMinimum.isFinite,
      signal.physicalMaximum.isFinite
    else {
      throw refusal(
        named("physical minimum"), 256 + 104 * n + 8 * i, "the physical limits are equal or no numbers",
        "Give two limits that differ in their first eight characters")
    }
    let limits = header.variant.digitalLimits
    guard signal.digitalMinimum < signal.digitalMaximum, limits.contains(signal.digitalMinimum),
      limits.contains(signal.digitalMaximum)
    else {
      throw refusal(
        named("digital minimum"), 256 + 120 * n + 8 * i,
        "\(signal.digitalMinimum)…\(signal.digitalMaximum) is not within \(limits.lowerBound)…\(limits.upperBound)",
        "Give a smaller and a larger number within it")
    }
    try text(signal.prefiltering, 80, named("prefiltering"), 256 + 136 * n + 80 * i)
    guard (1...99_999_999).contains(signal.samplesPerRecord) else {
      throw refusal(
        named("samples per record"), 256 + 216 * n + 8 * i,
        "\(signal.samplesPerRecord) is not 1 to 99,999,999",
        "Use records of another length")
    }
    if header.variant.isPlus, !signal.isAnnotations, signal.label == header.variant.annotationLabel {
      throw refusal(
        named("label"), 256 + 16 * i, "this label is kept for annotations", "Give the signal another")
    }
  }

  private func text(_ text: String, _ width: Int, _ field: String, _ byte: Int) throws(EDFError) {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
      throw refusal(field, byte, "`\(text)` is not printable ASCII", "EDF headers are ASCII; write uV for µV")
    }
    guard text.utf8.count <= width else {
      throw refusal(
        field, byte, "`\(text)` has \(text.utf8.count) characters; there is room for \(width)", "Shorten it")
    }
  }

  private func refusal(_ field: String, _ byte: Int, _ problem: String, _ remedy: String) -> EDFError {
    EDFError(.unwritable, file: "new header", field: field, byte: byte, problem: problem, remedy: remedy)
  }
}
