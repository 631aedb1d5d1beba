internal import SleepCore

/// Reads the header's fields; every refusal names the field, its byte and the way out, and no input traps.
package struct EDFHeaderParser {
  private let bytes: [UInt8]
  private let file: String
  private var variant = EDFVariant.edf
  package private(set) var warnings: [EDFWarning] = []

  /// The header's size as its number of signals makes it, so that a reader knows how much to fetch.
  ///
  /// `head` is the first 256 bytes, or fewer where the file is shorter.
  package static func byteCount(head: [UInt8], file: String) throws(EDFError) -> Int {
    var parser = EDFHeaderParser(bytes: head, file: file)
    try parser.checkMagic()
    return 256 * (try parser.signalCount() + 1)
  }

  /// Starts on the whole header.
  package init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  // MARK: - The fixed part

  /// Reads it all.
  package mutating func parse() throws(EDFError) -> EDFHeader {
    try checkMagic()
    let count = try signalCount()
    guard bytes.count >= 256 * (count + 1) else {
      throw truncated(needed: 256 * (count + 1), field: "signal headers")
    }
    let stated = try integer(at: 184, 8, "number of header bytes")
    guard stated == 256 * (count + 1) else {
      throw error(
        .contradiction, 184, "number of header bytes",
        "it says \(stated), but \(count) signals make a header of \(256 * (count + 1)) bytes",
        "One of the two fields is wrong; compare with a backup, or set bytes 184-191 to \(256 * (count + 1))")
    }
    let reserved = try text(at: 192, 44, "reserved")
    variant = Self.variant(is24Bit: variant.is24Bit, reserved: reserved)
    let recordCount = try integer(at: 236, 8, "number of data records")
    guard recordCount >= -1 else {
      throw error(
        .absurd, 236, "number of data records", "\(recordCount) is no number of records",
        "Set it to the number of whole records, or to -1 to have them counted")
    }
    let patientID = try text(at: 8, 80, "patient identification")
    let recordingID = try text(at: 88, 80, "recording identification")
    let signals = try self.signals(count)
    let duration = try recordDuration(signals)
    try checkRates(signals, duration)
    let dateText = try text(at: 168, 8, "start date")
    let timeText = try text(at: 176, 8, "start time")
    return EDFHeader(
      variant: variant, patientID: patientID, recordingID: recordingID,
      start: start(dateText, timeText, recordingID), startFraction: .zero, recordCount: recordCount,
      recordDuration: duration, signals: signals, dateText: dateText, timeText: timeText,
      durationText: try text(at: 244, 8, "duration of a data record"), reserved: reserved)
  }

  private mutating func checkMagic() throws(EDFError) {
    let remedy = "Give an EDF, EDF+, BDF or BDF+ recording"
    guard !bytes.isEmpty else { throw error(.notEDF, 0, "version", "the file is empty", remedy) }
    if bytes.starts(with: [0xFF] + Array("BIOSEMI".utf8)) {
      variant = .bdf
    } else if bytes[0] == UInt8(ascii: "0"), bytes.prefix(8).dropFirst().allSatisfy({ $0 == 0x20 }) {
      variant = .edf
    } else {
      var kind = "this is neither EDF (`0` and seven spaces) nor BDF (byte 255 and `BIOSEMI`)"
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { kind = "this is a PNG picture" }
      if bytes.starts(with: [0x1F, 0x8B]) { kind = "this is a gzip archive, which has to be unpacked first" }
      if bytes.starts(with: [0x50, 0x4B]) { kind = "this is a zip archive, which has to be unpacked first" }
      throw error(.notEDF, 0, "version", kind, remedy)
    }
    guard bytes.count >= 256 else { throw truncated(needed: 256, field: "header") }
  }

  private static func variant(is24Bit: Bool, reserved: String) -> EDFVariant {
    if is24Bit {
      if reserved.hasPrefix("BDF+C") { return .bdfPlusContinuous }
      return reserved.hasPrefix("BDF+D") ? .bdfPlusDiscontinuous : .bdf
    }
    if reserved.hasPrefix("EDF+C") { return .edfPlusContinuous }
    return reserved.hasPrefix("EDF+D") ? .edfPlusDiscontinuous : .edf
  }

  private func signalCount() throws(EDFError) -> Int {
    let count = try integer(at: 252, 4, "number of signals")
    guard (1...9999).contains(count) else {
      throw error(
        .absurd, 252, "number of signals", "\(count) is no number of signals",
        "A file has 1 to 9999 signals; set bytes 252-255")
    }
    return count
  }

  private func recordDuration(_ signals: [EDFSignal]) throws(EDFError) -> NightTime.Span {
    let field = "duration of a data record"
    let plain = Array(bytes[244..<252].filter { $0 != 0x20 })
    let seconds = try decimal(at: 244, 8, field)
    let ticks = EDFNumber.ticks(plain.span) ?? (abs(seconds) < 1e9 ? Int64((seconds * 1e7).rounded()) : nil)
    guard seconds >= 0, let ticks, ticks >= 0 else {
      throw error(
        .absurd, 244, field, "\(seconds) s is no length of a record", "Set it to the seconds of a record")
    }
    if ticks == 0, signals.contains(where: { !$0.isAnnotations }) {
      throw error(
        .contradiction, 244, field, "a record has no length, but signals that carry samples",
        "Only a file of annotations alone may have records of 0 s; set the field to the seconds of a record")
    }
    return NightTime.Span(ticks: ticks)
  }

  private func checkRates(_ signals: [EDFSignal], _ duration: NightTime.Span) throws(EDFError) {
    for (i, signal) in signals.enumerated() where !signal.isAnnotations {
      let rate = Double(signal.samplesPerRecord) / duration.seconds
      guard rate <= 10_000_000 else {
        throw error(
          .absurd, 256 + signals.count * 216 + 8 * i, name("samples per record", i, signal.label),
          "\(signal.samplesPerRecord) samples in \(duration.seconds) s are more than 10 million a second",
          "Check this field and the duration of a record (byte 244)")
      }
    }
  }

  private mutating func start(_ date: String, _ time: String, _ recordingID: String) -> CivilTime {
    func numbers(_ text: String) -> [Int] {
      text.split(whereSeparator: { !($0.isASCII && $0.isNumber) }).compactMap { Int($0) }
    }
    var result = CivilTime(year: 1985, month: 1, day: 1, secondOfDay: 0)
    let clock = numbers(time)
    if clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] < 60 {
      result.secondOfDay = clock[0] * 3600 + clock[1] * 60 + clock[2]
    } else {
      warnings.append(.badStart(time))
    }
    let day = numbers(date)
    var short: CivilTime?
    if day.count == 3, day[2] < 100 {
      let year = day[2] + (day[2] >= 85 ? 1900 : 2000)
      let candidate = CivilTime(year: year, month: day[1], day: day[0], secondOfDay: result.secondOfDay)
      if candidate.isPossible { short = candidate }
    }
    let long = variant.isPlus ? EDFRecording(recordingID)?.date : nil
    if let long {
      result = CivilTime(
        year: long.year, month: long.month, day: long.day, secondOfDay: result.secondOfDay)
      if let short, short.month != long.month || short.day != long.day || short.year % 100 != long.year % 100
      {
        warnings.append(.startDatesDiffer)
      }
    } else if let short {
      result = short
    } else {
      warnings.append(.badStart(date))
    }
    return result
  }

  // MARK: - The signals

  private mutating func signals(_ count: Int) throws(EDFError) -> [EDFSignal] {
    var result: [EDFSignal] = []
    result.reserveCapacity(count)
    for i in 0..<count { result.append(try signal(i, of: count)) }
    if variant.isPlus, !result.contains(where: \.isAnnotations) { warnings.append(.noAnnotationSignal) }
    return result
  }

  private mutating func signal(_ i: Int, of count: Int) throws(EDFError) -> EDFSignal {
    func at(_ before: Int, _ width: Int) -> Int { 256 + count * before + width * i }
    let label = try text(at: at(0, 16), 16, "label of signal \(i + 1)")
    func named(_ field: String) -> String { name(field, i, label) }
    let isAnnotations = variant.isPlus && label == variant.annotationLabel
    let transducer = try text(at: at(16, 80), 80, named("transducer"))
    let unit = try text(at: at(96, 8), 8, named("physical dimension"))
    let physicalTexts = [
      try text(at: at(104, 8), 8, named("physical minimum")),
      try text(at: at(112, 8), 8, named("physical maximum")),
    ]
    let digitalTexts = [
      try text(at: at(120, 8), 8, named("digital minimum")),
      try text(at: at(128, 8), 8, named("digital maximum")),
    ]
    let prefiltering = try text(at: at(136, 80), 80, named("prefiltering"))
    let samplesText = try text(at: at(216, 8), 8, named("samples per record"))
    let reserved = try text(at: at(224, 32), 32, named("reserved"))
    let samples = try integer(at: at(216, 8), 8, named("samples per record"))
    guard samples >= 1 else {
      throw error(
        .absurd, at(216, 8), named("samples per record"), "\(samples) is no number of samples",
        "Every signal has at least one sample in a record")
    }
    var physical = (low: -1.0, high: 1.0)
    var digital = (low: variant.digitalLimits.lowerBound, high: variant.digitalLimits.upperBound)
    // What the limits of an annotation signal say matters to nobody.
    if !isAnnotations {
      digital.low = try integer(at: at(120, 8), 8, named("digital minimum"))
      digital.high = try integer(at: at(128, 8), 8, named("digital maximum"))
      physical.low = try decimal(at: at(104, 8), 8, named("physical minimum"))
      physical.high = try decimal(at: at(112, 8), 8, named("physical maximum"))
      guard digital.low < digital.high else {
        throw error(
          .contradiction, at(120, 8), named("digital minimum"),
          "it is \(digital.low) and the digital maximum \(digital.high); it must be the smaller one",
          "Set both; to turn the polarity round, exchange the physical limits instead")
      }
      guard physical.low != physical.high else {
        throw error(
          .contradiction, at(104, 8), named("physical minimum"),
          "it equals the physical maximum (\(physicalTexts[0])), so the signal has no scale",
          "Set both limits to the physical values of the digital ones")
      }
      if !variant.digitalLimits.contains(digital.low) || !variant.digitalLimits.contains(digital.high) {
        warnings.append(.wideDigitalRange(signal: i))
      }
    }
    return EDFSignal(
      label: label, transducer: transducer, physicalDimension: unit, physicalMinimum: physical.low,
      physicalMaximum: physical.high, physicalTexts: physicalTexts, digitalMinimum: digital.low,
      digitalMaximum: digital.high, digitalTexts: digitalTexts, prefiltering: prefiltering,
      samplesPerRecord: samples, samplesText: samplesText, isAnnotations: isAnnotations, reserved: reserved)
  }

  // MARK: - Fields

  private func name(_ field: String, _ signal: Int, _ label: String) -> String {
    "\(field) of signal \(signal + 1) (\(label))"
  }

  /// A field without the spaces at its end; spaces at its front are kept, so that it can be written back.
  private func text(at offset: Int, _ width: Int, _ field: String) throws(EDFError) -> String {
    var slice = bytes[offset..<offset + width]
    if let bad = slice.firstIndex(where: { $0 < 0x20 || $0 > 0x7E }) {
      throw error(
        .badField, bad, field, "byte \(bytes[bad]) is not printable ASCII",
        "EDF headers are plain ASCII (write uV for µV); replace the byte")
    }
    while slice.last == 0x20 { slice = slice.dropLast() }
    return String(decoding: slice, as: UTF8.self)
  }

  private func integer(at offset: Int, _ width: Int, _ field: String) throws(EDFError) -> Int {
    if let value = EDFNumber.integer(bytes[offset..<offset + width]) { return value }
    let text = try text(at: offset, width, field)
    throw error(
      .badField, offset, field, "`\(text)` is not a whole number", "Write it in digits, left-justified")
  }

  private func decimal(at offset: Int, _ width: Int, _ field: String) throws(EDFError) -> Double {
    if let value = EDFNumber.decimal(bytes[offset..<offset + width]) { return value }
    let text = try text(at: offset, width, field)
    if text.contains(",") {
      throw error(
        .badField, offset, field, "`\(text)` has a decimal comma",
        "EDF knows only the decimal point; replace the comma")
    }
    throw error(
      .badField, offset, field, "`\(text)` is not a number", "Write it in digits with a decimal point")
  }

  private func truncated(needed: Int, field: String) -> EDFError {
    error(
      .truncated, bytes.count, field, "the file ends here; its header needs \(needed) bytes",
      "The copy or download was cut off; fetch the file again")
  }

  private func error(
    _ kind: EDFError.Kind, _ byte: Int, _ field: String, _ problem: String, _ remedy: String
  ) -> EDFError {
    EDFError(kind, file: file, field: field, byte: byte, problem: problem, remedy: remedy)
  }
}
