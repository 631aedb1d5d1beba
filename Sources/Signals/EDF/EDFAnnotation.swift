public import SleepCore

/// A note in an EDF+ or BDF+ file.
public struct EDFAnnotation: Sendable, Hashable {
  /// When it begins, counted from the first sample; it may lie before it.
  public var onset: NightTime
  /// How long it lasts, where that is said.
  public var duration: NightTime.Span?
  /// What it says, in any language.
  public var text: String

  /// Creates an annotation.
  public init(onset: NightTime, duration: NightTime.Span? = nil, text: String) {
    self.onset = onset
    self.duration = duration
    self.text = text
  }
}

/// A stretch of time between two records for which there are no samples.
public struct EDFGap: Sendable, Hashable {
  /// The first record after the gap.
  public let record: Int
  /// Where the record before it ended.
  public let start: NightTime
  /// How long it is.
  public let length: NightTime.Span

  /// Creates a gap.
  public init(record: Int, start: NightTime, length: NightTime.Span) {
    self.record = record
    self.start = start
    self.length = length
  }
}

/// Time-stamped annotation lists (EDF+ specification, section 2.2): `+onset[0x15 duration]0x14 text 0x14 … 0x00`.
package enum EDFTimestampedList {
  package static let end: UInt8 = 0x14
  package static let durationFollows: UInt8 = 0x15

  /// What a record's annotation signals say.
  package struct Findings {
    package var annotations: [EDFAnnotation] = []
    package var unreadable = 0
    package var firstUnreadable = 0
  }

  /// Reads one annotation signal of one record.
  ///
  /// - Parameters:
  ///   - bytes: the signal's bytes in this record.
  ///   - position: where in the file they begin, for warnings.
  ///   - isTimekeeper: whether its first annotation is the record's own time.
  ///   - findings: gathers the annotations, their onsets as the file states them.
  /// - Returns: the record's own time in ticks, where there is one.
  package static func read(
    _ bytes: Span<UInt8>, at position: Int, isTimekeeper: Bool, into findings: inout Findings
  ) -> Int64? {
    var recordTime: Int64?
    var isFirst = isTimekeeper
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0 {
        i += 1
        continue
      }
      let begin = i
      while i < bytes.count, bytes[i] != 0 { i += 1 }
      let list = bytes.extracting(begin..<i)
      if let time = read(list: list, skipsFirst: isFirst, into: &findings) {
        if isFirst { recordTime = time }
      } else {
        if findings.unreadable == 0 { findings.firstUnreadable = position + begin }
        findings.unreadable += 1
      }
      isFirst = false
    }
    return recordTime
  }

  /// Reads one list, and returns its onset, or `nil` where it is not one.
  private static func read(list: Span<UInt8>, skipsFirst: Bool, into findings: inout Findings) -> Int64? {
    guard list.count >= 3, list[0] == UInt8(ascii: "+") || list[0] == UInt8(ascii: "-"),
      list[list.count - 1] == end
    else { return nil }
    var i = 0
    while list[i] != end, list[i] != durationFollows { i += 1 }
    guard let onset = EDFNumber.ticks(list.extracting(0..<i)) else { return nil }
    var duration: NightTime.Span?
    if list[i] == durationFollows {
      let begin = i + 1
      i = begin
      while i < list.count, list[i] != end, list[i] != durationFollows { i += 1 }
      guard i < list.count, list[i] == end, let ticks = EDFNumber.ticks(list.extracting(begin..<i)),
        ticks >= 0
      else { return nil }
      duration = NightTime.Span(ticks: ticks)
    }
    var isSkipped = skipsFirst
    while i + 1 < list.count {
      let begin = i + 1
      i = begin
      while list[i] != end { i += 1 }
      if isSkipped {
        isSkipped = false
      } else {
        let text = text(list.extracting(begin..<i))
        findings.annotations.append(
          EDFAnnotation(onset: NightTime(ticks: onset), duration: duration, text: text))
      }
    }
    return onset
  }

  /// UTF-8 as EDF+ asks for, else ISO 8859-1, which older programs wrote.
  private static func text(_ bytes: Span<UInt8>) -> String {
    if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
    var text = ""
    for i in bytes.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[i])) }
    return text
  }

  // MARK: - Writing

  /// The time of a record at its longest: a sign, eleven digits, a point, seven decimals, two ends, a zero.
  package static let longestRecordTime = 24

  /// Appends the time of a record.
  package static func append(recordTime ticks: Int64, to bytes: inout [UInt8]) {
    EDFNumber.append(ticks: ticks, signed: true, to: &bytes)
    bytes.append(end)
    bytes.append(end)
    bytes.append(0)
  }

  /// Appends an annotation whose onset is given as the file shall state it.
  package static func append(
    onset ticks: Int64, duration: NightTime.Span?, text: String, to bytes: inout [UInt8]
  ) {
    EDFNumber.append(ticks: ticks, signed: true, to: &bytes)
    if let duration {
      bytes.append(durationFollows)
      EDFNumber.append(ticks: duration.ticks, signed: false, to: &bytes)
    }
    bytes.append(end)
    bytes.append(contentsOf: text.utf8)
    bytes.append(end)
    bytes.append(0)
  }

  /// Bytes that ``append(onset:duration:text:to:)`` appends, counted without writing.
  package static func byteCount(onset ticks: Int64, duration: NightTime.Span?, text: String) -> Int {
    var count = EDFNumber.byteCount(ticks: ticks, signed: true) + 3 + text.utf8.count
    if let duration { count += 1 + EDFNumber.byteCount(ticks: duration.ticks, signed: false) }
    return count
  }
}
