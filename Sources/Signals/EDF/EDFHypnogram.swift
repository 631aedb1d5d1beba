public import SleepCore

/// Sleep stages as EDF+ annotations.
///
/// Source: EDF+ "Standard texts and polarity rules", section 3.2.
public enum EDFHypnogram {
  /// Gathers the annotations that name a sleep stage into epochs.
  ///
  /// An epoch has the stage that holds at its middle. A stage without a duration lasts until the next one, and
  /// the last of such for one epoch. Where two stages overlap, the one that began later counts. Hypnograms end
  /// after 100,000 epochs at the latest.
  ///
  /// - Returns: `nil` where no annotation names a stage.
  public static func hypnogram(
    from annotations: [EDFAnnotation], epochLength: NightTime.Span = Hypnogram.aasmEpoch
  ) -> Hypnogram? {
    guard epochLength > .zero else { return nil }
    var marks: [(begin: Int64, end: Int64?, stage: SleepStage)] = []
    for annotation in annotations {
      guard let stage = SleepStage(annotation: annotation.text) else { continue }
      let begin = annotation.onset.ticks
      let end = annotation.duration.flatMap { $0 > .zero ? begin.addingReportingOverflow($0.ticks) : nil }
      marks.append((begin, end.map { $0.overflow ? Int64.max / 4 : $0.partialValue }, stage))
    }
    guard !marks.isEmpty else { return nil }
    marks.sort { $0.begin < $1.begin }
    let step = epochLength.ticks
    let lastEnd = marks.reduce(Int64(0)) {
      max($0, $1.end ?? $1.begin.addingReportingOverflow(step).partialValue)
    }
    // The middle of the last epoch lies before the end.
    let count = Int(min(100_000, (max(0, lastEnd) + step / 2) / step))
    var stages: [SleepStage] = []
    stages.reserveCapacity(count)
    var next = 0
    for epoch in 0..<count {
      let middle = Int64(epoch) * step + step / 2
      while next < marks.count, marks[next].begin <= middle { next += 1 }
      guard next > 0 else {
        stages.append(.unknown)
        continue
      }
      let mark = marks[next - 1]
      let end = mark.end ?? (next < marks.count ? marks[next].begin : mark.begin + step)
      stages.append(middle < end ? mark.stage : .unknown)
    }
    return Hypnogram(stages: stages, epochLength: epochLength)
  }

  /// The annotations of a hypnogram: one for each run of equal stages.
  public static func annotations(of hypnogram: Hypnogram) -> [EDFAnnotation] {
    var result: [EDFAnnotation] = []
    var i = 0
    while i < hypnogram.stages.count {
      var end = i + 1
      while end < hypnogram.stages.count, hypnogram.stages[end] == hypnogram.stages[i] { end += 1 }
      let onset = hypnogram.onset(of: i)
      result.append(
        EDFAnnotation(
          onset: onset, duration: hypnogram.onset(of: end) - onset, text: hypnogram.stages[i].annotation))
      i = end
    }
    return result
  }

  /// Writes a hypnogram as an EDF+ file of annotations alone, in the form of the Sleep-EDF database.
  ///
  /// - Parameters:
  ///   - hypnogram: the stages.
  ///   - start: when the first epoch began, 1985 to 2084.
  ///   - path: where to; a file that is there is replaced.
  ///   - patientID: EDF+'s patient field; `X X X X` where empty.
  /// - Throws: ``EDFError`` where the file or a field cannot be written.
  public static func write(
    _ hypnogram: Hypnogram, start: CivilTime, to path: String, patientID: String = ""
  ) throws(EDFError) {
    try EDFAnnotationFile.write(annotations(of: hypnogram), start: start, to: path, patientID: patientID)
  }
}
