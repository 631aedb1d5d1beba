internal import SleepCore

/// Reads the sleep documents of Oura (interface version 2): an answer with `data`, an archive with `sleep`,
/// or a bare list.
///
/// Stages come from `sleep_phase_5_min` (1 deep, 2 light, 3 REM, 4 awake); light sleep stands as N2.
/// Documents that were deleted, and those without phases, are passed over.
public enum OuraImport {
  private struct Answer: Decodable {
    let data: [Document]?
    let sleep: [Document]?
  }
  private struct Document: Decodable {
    let bedtimeStart: String
    let bedtimeEnd: String
    let phases: String?
    let type: String?

    enum CodingKeys: String, CodingKey {
      case bedtimeStart = "bedtime_start"
      case bedtimeEnd = "bedtime_end"
      case phases = "sleep_phase_5_min"
      case type
    }
  }

  /// Reads a file.
  ///
  /// Total: any bytes give nights or an error.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  /// - Returns: the nights, in the order of the file.
  /// - Throws: ``HouseholdError`` naming the document and the field.
  public static func nights(_ bytes: [UInt8], file: String) throws(HouseholdError) -> [ImportedNight] {
    let start = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let documents: [Document]
    if start == UInt8(ascii: "[") {
      documents = try ImportFigures.decode([Document].self, bytes, file)
    } else {
      let answer = try ImportFigures.decode(Answer.self, bytes, file)
      guard let found = answer.data ?? answer.sleep else {
        throw ImportFigures.unreadable("there is neither `data` nor `sleep` in it", file)
      }
      documents = found
    }
    var nights: [ImportedNight] = []
    for (i, document) in documents.enumerated() where document.type != "deleted" {
      guard let phases = document.phases, !phases.isEmpty else { continue }
      nights.append(try night(document, phases, "\(file), document \(i + 1)"))
    }
    return nights
  }

  private static func night(_ document: Document, _ phases: String, _ place: String) throws(HouseholdError)
    -> ImportedNight
  {
    func moment(_ text: String, _ field: String) throws(HouseholdError) -> UTCTime {
      guard let found = ImportFigures.moment(text), let zone = found.zone else {
        throw ImportFigures.unreadable("«\(text.prefix(40))» is no time with its zone", "\(place), \(field)")
      }
      return UTCTime(seconds: found.local - zone)
    }
    let started = try moment(document.bedtimeStart, "bedtime_start")
    let ended = try moment(document.bedtimeEnd, "bedtime_end")
    guard ended > started, ended.seconds - started.seconds <= ImportFigures.longest,
      phases.utf8.count <= ImportFigures.longest / 300
    else {
      throw ImportFigures.unreadable("it ends before it begins, or lasts longer than a day", place)
    }
    var stages: [SleepStage] = []
    for (i, digit) in phases.utf8.enumerated() {
      switch digit {
      case UInt8(ascii: "1"): stages.append(.n3)
      case UInt8(ascii: "2"): stages.append(.n2)
      case UInt8(ascii: "3"): stages.append(.rem)
      case UInt8(ascii: "4"): stages.append(.wake)
      default:
        throw ImportFigures.unreadable(
          "phase \(i + 1) is none of 1, 2, 3 and 4", "\(place), sleep_phase_5_min")
      }
    }
    return ImportedNight(
      source: .oura, started: started, ended: ended, figures: ImportFigures.figures(stages, epoch: 300))
  }
}
