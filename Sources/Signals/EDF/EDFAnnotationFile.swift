internal import SleepCore

/// EDF+ files that hold annotations and no signal, as the Sleep-EDF database has its hypnograms.
public enum EDFAnnotationFile {
  /// Writes annotations as an EDF+ file.
  ///
  /// - Parameters:
  ///   - annotations: the annotations, in the order in which they shall stand.
  ///   - start: the moment that their onsets count from, 1985 to 2084.
  ///   - path: where to; a file that is there is replaced.
  ///   - patientID: EDF+'s patient field; `X X X X` where empty.
  /// - Throws: ``EDFError`` where the file or a field cannot be written.
  public static func write(
    _ annotations: [EDFAnnotation], start: CivilTime, to path: String, patientID: String = ""
  ) throws(EDFError) {
    var queue = annotations
    // 61,440 bytes is the record's size that EDF recommends not to pass.
    let needed = queue.reduce(EDFTimestampedList.longestRecordTime) {
      $0 + EDFTimestampedList.byteCount(onset: $1.onset.ticks, duration: $1.duration, text: $1.text)
    }
    let header = EDFHeader(
      variant: .edfPlusContinuous, patientID: patientID, start: start, recordDuration: .zero, signals: [])
    var writer = try EDFWriter(
      path: path, header: header, annotationBytesPerRecord: min(needed, 61_440), replacing: true)
    repeat {
      try writer.append(samples: [Int16]().span, onset: .start, annotations: &queue)
    } while !queue.isEmpty
    try writer.finish()
  }
}
