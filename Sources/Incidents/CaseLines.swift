internal import SleepCore

/// The journal's lines: canonical JSON, each with the hash of the line before.
enum CaseLines {
  /// Stands in the first line.
  static let format = "lumapod-cases/1"

  static func line(_ event: CaseEvent, previous: String) -> CanonicalJSON {
    var json: CanonicalJSON = [
      "n": .number(event.number), "at": .text(CalendarDay.moment(unixSeconds: event.at)),
      "case": .text(event.caseID), "by": .text(event.by), "act": .text(event.act.name),
      "prev": .text(previous),
      "format": event.number == 0 ? .text(format) : nil,
    ]
    for (name, value) in fields(event.act) { json = json.with(name, value) }
    return json
  }

  private static func fields(_ act: CaseAct) -> [(String, CanonicalJSON)] {
    switch act {
    case .received(let report, let salt): [("report", report.json), ("salt", .text(ReportReceipt.hex(salt)))]
    case .coded(let coding): fields(coding)
    case .recoded(let coding, let reason): fields(coding) + [("reason", .text(reason))]
    case .linked(let to, let points, let reason):
      [("other", .text(to)), ("points", .number(points)), ("reason", .text(reason))]
    case .unlinked(let from, let reason): [("other", .text(from)), ("reason", .text(reason))]
    case .followUp(let outcome, let words):
      (outcome.map { [("outcome", .text($0.rawValue))] } ?? [])
        + (words.isEmpty ? [] : [("words", .text(words))])
    case .seriousness(let criteria, let reason):
      [("criteria", .texts(criteria.map(\.rawValue))), ("reason", .text(reason))]
    case .nightShared(let record, let location):
      [("night_record", record.json), ("location", .text(location))]
    case .halted(let program, let reasons):
      (program.map { [("program", $0.json)] } ?? []) + [("reasons", .texts(reasons.map(\.rawValue)))]
    case .nightWithdrawn(let reason), .closed(let reason), .reopened(let reason): [("reason", .text(reason))]
    }
  }

  private static func fields(_ coding: Coding) -> [(String, CanonicalJSON)] {
    [("term", .text(coding.term)), ("vocabulary", .text(coding.vocabulary)), ("rule", .text(coding.rule))]
  }

  private static func known(_ act: String) -> Set<String>? {
    switch act {
    case "received": ["report", "salt"]
    case "coded": ["term", "vocabulary", "rule"]
    case "recoded": ["term", "vocabulary", "rule", "reason"]
    case "linked": ["other", "points", "reason"]
    case "unlinked": ["other", "reason"]
    case "follow-up": ["outcome", "words"]
    case "seriousness": ["criteria", "reason"]
    case "night-shared": ["night_record", "location"]
    case "halted": ["program", "reasons"]
    case "night-withdrawn", "closed", "reopened": ["reason"]
    default: nil
    }
  }

  /// Reads a line back; what it gives, written again, is what was read.
  static func event(_ json: CanonicalJSON, number: Int, previous: String) throws(IncidentError) -> CaseEvent {
    let name = json["act"]?.text ?? ""
    guard let own = known(name) else {
      throw .field(
        "act", problem: "there is no act called «\(name)»", remedy: "Read it with the version that wrote it.")
    }
    let common: Set =
      number == 0
      ? ["n", "at", "case", "by", "act", "prev", "format"] : ["n", "at", "case", "by", "act", "prev"]
    let reader = try FieldReader(json, known: common.union(own))
    if number == 0, try reader.text("format") != format {
      throw .unknownWord(field: "format", word: try reader.text("format"), allowed: [format])
    }
    guard try reader.number("n") == number else {
      throw .field("n", problem: "it is \(try reader.number("n")), not \(number)", remedy: chainRemedy)
    }
    guard try reader.text("prev") == previous else {
      throw .field("prev", problem: "it is not the hash of the line before", remedy: chainRemedy)
    }
    guard let at = CalendarDay.unixSeconds(try reader.text("at")) else {
      throw .field("at", problem: "it is no moment in UTC", remedy: "Write it as 2026-11-25T17:03:09Z.")
    }
    return CaseEvent(
      number: number, at: at, caseID: try reader.text("case"), by: try reader.text("by"),
      act: try act(name, reader))
  }

  static let chainRemedy =
    "A line was changed, dropped or moved; compare with a copy, or with the heads in the public record."

  private static func act(_ name: String, _ reader: FieldReader) throws(IncidentError) -> CaseAct {
    switch name {
    case "received":
      guard let salt = bytes(hex: try reader.text("salt")) else {
        throw .field("salt", problem: "it is not in hexadecimal digits", remedy: "Write 64 of 0-9 and a-f.")
      }
      return .received(try IncidentReport(json: reader.value["report"] ?? .null), salt: salt)
    case "coded": return .coded(try coding(reader))
    case "recoded": return .recoded(try coding(reader), reason: try reader.text("reason"))
    case "linked":
      return .linked(
        to: try reader.text("other"), points: try reader.number("points"), reason: try reader.text("reason"))
    case "unlinked": return .unlinked(from: try reader.text("other"), reason: try reader.text("reason"))
    case "follow-up":
      let outcome = reader.has("outcome") ? try reader.word("outcome", Outcome.self) : nil
      let words = try reader.optionalText("words")
      if words == "" { throw .field("words", problem: "it is empty", remedy: "Leave it out.") }
      return .followUp(outcome: outcome, words: words ?? "")
    case "seriousness":
      guard reader.has("criteria") else { throw .missing(field: "criteria") }
      return .seriousness(
        try reader.words("criteria", SeriousnessCriterion.self), reason: try reader.text("reason"))
    case "night-shared":
      return .nightShared(
        try NightCommitment(json: reader.value["night_record"] ?? .null),
        location: try reader.text("location"))
    case "halted":
      var program: ProgramReference?
      if let value = reader.value["program"] { program = try ProgramReference(json: value) }
      return .halted(program: program, reasons: try reasons(reader))
    case "night-withdrawn": return .nightWithdrawn(reason: try reader.text("reason"))
    case "closed": return .closed(reason: try reader.text("reason"))
    default: return .reopened(reason: try reader.text("reason"))
    }
  }

  private static func coding(_ reader: FieldReader) throws(IncidentError) -> Coding {
    try Coding(
      term: reader.text("term"), vocabulary: reader.text("vocabulary"), rule: reader.text("rule"))
  }

  private static func reasons(_ reader: FieldReader) throws(IncidentError) -> [HomeHalt.Reason] {
    var reasons: [HomeHalt.Reason] = []
    for value in reader.value["reasons"]?.list ?? [] {
      guard let reason = value.text.flatMap(HomeHalt.Reason.init(rawValue:)) else {
        throw .unknownWord(
          field: "reasons", word: value.text ?? "", allowed: HomeHalt.Reason.allCases.map(\.rawValue))
      }
      reasons.append(reason)
    }
    return reasons
  }

  static func bytes(hex: String) -> [UInt8]? {
    guard FieldForm.isHash(hex) else { return nil }
    let digits = hex.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
