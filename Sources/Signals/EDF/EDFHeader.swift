public import SleepCore

/// The header of a file.
public struct EDFHeader: Sendable, Hashable {
  /// The form of the file.
  public let variant: EDFVariant
  /// The patient field, without the spaces at its end.
  public let patientID: String
  /// The recording field, without the spaces at its end.
  public let recordingID: String
  /// The start in whole seconds.
  public let start: CivilTime
  /// How long after ``start`` the first sample was taken: the time of the first record (EDF+, section 2.2.4).
  public let startFraction: NightTime.Span
  /// How many records the header states; −1 where it does not know.
  public let recordCount: Int
  /// The length of a record; zero only where there are no samples but annotations.
  public let recordDuration: NightTime.Span
  /// The signals in the order of a record, annotation signals among them.
  public let signals: [EDFSignal]

  package let dateText: String
  package let timeText: String
  package let durationText: String
  package let reserved: String

  /// The patient's subfields, in EDF+ and BDF+ files that fill them in.
  public var patient: EDFPatient? { variant.isPlus ? EDFPatient(patientID) : nil }
  /// The recording's subfields, in EDF+ and BDF+ files that fill them in.
  public var recording: EDFRecording? { variant.isPlus ? EDFRecording(recordingID) : nil }
  /// Bytes of the header: 256 and 256 for each signal.
  public var byteCount: Int { 256 * (signals.count + 1) }
  /// Bytes of one record.
  public var recordByteCount: Int {
    signals.reduce(0) { $0 + $1.samplesPerRecord } * variant.bytesPerSample
  }
  /// The number of samples a second of a signal; 0 where records have no length.
  public func sampleRate(of signal: Int) -> Double {
    recordDuration > .zero ? Double(signals[signal].samplesPerRecord) / recordDuration.seconds : 0
  }

  /// Creates a header to be written.
  ///
  /// Fields are checked when a file is begun (``EDFRecordEncoder``). In EDF+ and BDF+ an empty patient field
  /// becomes `X X X X` and an empty recording field `Startdate … X X X`.
  ///
  /// - Parameters:
  ///   - variant: the form of the file.
  ///   - patientID: the patient field, at most 80 ASCII characters.
  ///   - recordingID: the recording field, at most 80 ASCII characters.
  ///   - start: the start, 1985 to 2084.
  ///   - startFraction: less than a second.
  ///   - recordDuration: the length of a record; its seconds must fit into 8 characters.
  ///   - signals: the signals that carry samples; the annotation signal is added by the encoder.
  public init(
    variant: EDFVariant, patientID: String = "", recordingID: String = "", start: CivilTime,
    startFraction: NightTime.Span = .zero, recordDuration: NightTime.Span, signals: [EDFSignal]
  ) {
    func two(_ n: Int) -> String { (n < 10 ? "0" : "") + String(n) }
    let second = start.secondOfDay
    self.init(
      variant: variant,
      patientID: variant.isPlus && patientID.isEmpty ? EDFPatient().text : patientID,
      recordingID: variant.isPlus && recordingID.isEmpty ? EDFRecording(date: start).text : recordingID,
      start: start, startFraction: startFraction, recordCount: 0, recordDuration: recordDuration,
      signals: signals, dateText: "\(two(start.day)).\(two(start.month)).\(two(start.year % 100))",
      timeText: "\(two(second / 3600)).\(two(second / 60 % 60)).\(two(second % 60))",
      durationText: EDFNumber.text(ticks: recordDuration.ticks), reserved: variant.reservedText)
  }

  package init(
    variant: EDFVariant, patientID: String, recordingID: String, start: CivilTime,
    startFraction: NightTime.Span, recordCount: Int, recordDuration: NightTime.Span, signals: [EDFSignal],
    dateText: String, timeText: String, durationText: String, reserved: String
  ) {
    self.variant = variant
    self.patientID = patientID
    self.recordingID = recordingID
    self.start = start
    self.startFraction = startFraction
    self.recordCount = recordCount
    self.recordDuration = recordDuration
    self.signals = signals
    self.dateText = dateText
    self.timeText = timeText
    self.durationText = durationText
    self.reserved = reserved
  }

  package func with(startFraction: NightTime.Span) -> EDFHeader { with(startFraction, signals) }
  package func with(signals: [EDFSignal]) -> EDFHeader { with(startFraction, signals) }

  private func with(_ startFraction: NightTime.Span, _ signals: [EDFSignal]) -> EDFHeader {
    EDFHeader(
      variant: variant, patientID: patientID, recordingID: recordingID, start: start,
      startFraction: startFraction, recordCount: recordCount, recordDuration: recordDuration,
      signals: signals, dateText: dateText, timeText: timeText, durationText: durationText,
      reserved: reserved)
  }

  /// The header as it stands in a file; a header that was read gives the bytes it was read from.
  ///
  /// Texts that are too long for their field are cut; ``EDFRecordEncoder`` refuses them before. `recordCount` is
  /// how many records it shall state.
  public func bytes(recordCount: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(byteCount)
    func put(_ text: String, _ width: Int) {
      let utf8 = Array(text.utf8.prefix(width))
      out.append(contentsOf: utf8)
      out.append(contentsOf: repeatElement(0x20, count: width - utf8.count))
    }
    if variant.is24Bit {
      out.append(0xFF)
      put("BIOSEMI", 7)
    } else {
      put("0", 8)
    }
    put(patientID, 80)
    put(recordingID, 80)
    put(dateText, 8)
    put(timeText, 8)
    put(String(byteCount), 8)
    put(reserved, 44)
    put(String(recordCount), 8)
    put(durationText, 8)
    put(String(signals.count), 4)
    for signal in signals { put(signal.label, 16) }
    for signal in signals { put(signal.transducer, 80) }
    for signal in signals { put(signal.physicalDimension, 8) }
    for signal in signals { put(signal.physicalMinimumText, 8) }
    for signal in signals { put(signal.physicalMaximumText, 8) }
    for signal in signals { put(signal.digitalTexts.first ?? "", 8) }
    for signal in signals { put(signal.digitalTexts.last ?? "", 8) }
    for signal in signals { put(signal.prefiltering, 80) }
    for signal in signals { put(signal.samplesText, 8) }
    for signal in signals { put(signal.reserved, 32) }
    return out
  }
}
