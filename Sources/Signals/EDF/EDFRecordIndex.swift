internal import SleepCore

/// Finds out where the records are, when they were taken, and what is annotated in them.
struct EDFRecordIndex {
  private let header: EDFHeader
  private let storage: EDFBytes
  private let name: String
  let offsets: [Int]
  let recordBytes: Int
  private(set) var recordCount = 0
  private(set) var startFraction = NightTime.Span.zero
  private(set) var onsets: [Int64] = []
  private(set) var gaps: [EDFGap] = []
  private(set) var findings = EDFTimestampedList.Findings()
  private(set) var warnings: [EDFWarning] = []

  init(header: EDFHeader, storage: EDFBytes, name: String) {
    self.header = header
    self.storage = storage
    self.name = name
    var offsets: [Int] = []
    var offset = 0
    for signal in header.signals {
      offsets.append(offset)
      offset += signal.samplesPerRecord * header.variant.bytesPerSample
    }
    self.offsets = offsets
    recordBytes = offset
  }

  mutating func build() throws(EDFError) {
    let body = storage.count - header.byteCount
    let found = body / recordBytes
    let stated = header.recordCount
    recordCount = stated < 0 ? found : min(stated, found)
    if stated < 0 { warnings.append(.recordCountUnknown(found: found)) }
    if stated > found { warnings.append(.cutShort(stated: stated, found: found)) }
    if stated >= 0, stated < found, continues(at: stated) {
      recordCount = stated + 1
      while recordCount < found, continues(at: recordCount) { recordCount += 1 }
      warnings.append(.moreRecordsThanStated(stated: stated, found: recordCount))
    }
    let stray = body - recordCount * recordBytes
    if stray > 0 { warnings.append(.strayBytes(stray)) }
    try checkLength()
    if header.variant.isPlus, header.signals.contains(where: \.isAnnotations) { readTimes() }
  }

  /// The length must be a time that can be computed with.
  private func checkLength() throws(EDFError) {
    let (ticks, overflow) = Int64(recordCount).multipliedReportingOverflow(by: header.recordDuration.ticks)
    guard !overflow, ticks <= EDFNumber.largestTicks else {
      throw EDFError(
        .absurd, file: name, field: "duration of a data record", byte: 244,
        problem: "\(recordCount) records of \(header.recordDuration.seconds) s are longer than 300 years",
        remedy: "Set it to the seconds of a record")
    }
  }

  /// Whether a record that the header does not count is one all the same.
  ///
  /// So it is where a program was cut off between writing a record and counting it. A `+` record proves itself by
  /// its time; in a plain file a count of 0 is taken for uncounted.
  private func continues(at record: Int) -> Bool {
    guard header.variant.isPlus, let signal = header.signals.firstIndex(where: \.isAnnotations) else {
      return header.recordCount == 0
    }
    var scratch = EDFTimestampedList.Findings()
    return time(of: record, signal: signal, isTimekeeper: true, into: &scratch) != nil
  }

  private func time(
    of record: Int, signal: Int, isTimekeeper: Bool, into findings: inout EDFTimestampedList.Findings
  ) -> Int64? {
    let count = header.signals[signal].samplesPerRecord * header.variant.bytesPerSample
    let position = header.byteCount + record * recordBytes + offsets[signal]
    guard position + count <= storage.count else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(start: storage.pointer + position, count: count)
    // The storage outlives this call, which is all that the span lives for.
    return unsafe bytes.withMemoryRebound(to: UInt8.self) { buffer in
      EDFTimestampedList.read(
        unsafe buffer.span, at: position, isTimekeeper: isTimekeeper, into: &findings)
    }
  }

  private mutating func readTimes() {
    let keepers = header.signals.indices.filter { header.signals[$0].isAnnotations }
    let duration = header.recordDuration.ticks
    var untimed = (count: 0, first: 0)
    var overlapping = (count: 0, first: 0)
    var expected: Int64 = 0
    var first: Int64 = 0
    let tolerance = self.tolerance
    onsets.reserveCapacity(recordCount)
    for record in 0..<recordCount {
      var stated: Int64?
      for (k, signal) in keepers.enumerated() {
        let time = time(of: record, signal: signal, isTimekeeper: k == 0, into: &findings)
        if k == 0 { stated = time }
      }
      if stated == nil {
        if untimed.count == 0 { untimed.first = record }
        untimed.count += 1
      }
      if record == 0 {
        first = stated ?? 0
        expected = first
      }
      let time = stated ?? expected
      if record > 0, time - expected > tolerance {
        gaps.append(
          EDFGap(
            record: record, start: NightTime(ticks: expected - first),
            length: NightTime.Span(ticks: time - expected)))
      } else if expected - time > tolerance {
        if overlapping.count == 0 { overlapping.first = record }
        overlapping.count += 1
      }
      onsets.append(time - first)
      expected = time + duration
    }
    startFraction = NightTime.Span(ticks: first)
    for i in findings.annotations.indices {
      findings.annotations[i].onset = findings.annotations[i].onset - startFraction
    }
    if abs(first) >= NightTime.ticksPerSecond { warnings.append(.lateFirstRecord(startFraction)) }
    if untimed.count > 0 { warnings.append(.untimedRecords(count: untimed.count, record: untimed.first)) }
    if overlapping.count > 0 {
      warnings.append(.overlappingRecords(count: overlapping.count, record: overlapping.first))
    }
    if !gaps.isEmpty, !header.variant.isDiscontinuous { warnings.append(.undeclaredGaps(gaps.count)) }
    if findings.unreadable > 0 {
      warnings.append(.badAnnotations(count: findings.unreadable, byte: findings.firstUnreadable))
    }
  }

  /// Half a sample of the fastest signal, in ticks.
  private var tolerance: Int64 {
    let fastest = header.signals.reduce(0) { $1.isAnnotations ? $0 : max($0, $1.samplesPerRecord) }
    return fastest == 0 ? 0 : header.recordDuration.ticks / Int64(2 * fastest)
  }
}
