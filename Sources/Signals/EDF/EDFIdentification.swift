/// The subfields of EDF+'s patient field: `code sex birthdate name …`, each `X` where unknown.
///
/// Source: EDF+ specification, section 2.1.3.3. Spaces inside a subfield are written as underscores.
public struct EDFPatient: Sendable, Hashable {
  /// The code by which the hospital knows the patient.
  public var code: String?
  /// `F` or `M`.
  public var sex: String?
  /// The date of birth, such as `02-AUG-1951`.
  public var birthdate: String?
  /// The name.
  public var name: String?
  /// Anything that follows.
  public var additional: String

  /// Creates the subfields; `nil` means unknown.
  public init(
    code: String? = nil, sex: String? = nil, birthdate: String? = nil, name: String? = nil,
    additional: String = ""
  ) {
    self.code = code
    self.sex = sex
    self.birthdate = birthdate
    self.name = name
    self.additional = additional
  }

  /// Parses a patient field, or returns `nil` where it has fewer than four subfields.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)
    guard parts.count >= 4 else { return nil }
    code = EDFSubfield.decoded(parts[0])
    sex = EDFSubfield.decoded(parts[1])
    birthdate = EDFSubfield.decoded(parts[2])
    name = EDFSubfield.decoded(parts[3])
    additional = parts.count > 4 ? String(parts[4]) : ""
  }

  /// The field as it is written.
  public var text: String {
    let parts = [code, sex, birthdate, name].map(EDFSubfield.encoded)
    return (parts + (additional.isEmpty ? [] : [additional])).joined(separator: " ")
  }
}

/// The subfields of EDF+'s recording field: `Startdate date code technician equipment …`.
///
/// Source: EDF+ specification, section 2.1.3.4.
public struct EDFRecording: Sendable, Hashable {
  /// The date of the start with four digits for the year, or `nil` where it is `X`.
  public var date: CivilTime?
  /// The code of the investigation.
  public var code: String?
  /// The technician.
  public var technician: String?
  /// The equipment.
  public var equipment: String?
  /// Anything that follows.
  public var additional: String

  /// Creates the subfields; `nil` means unknown, and of the date only the day counts.
  public init(
    date: CivilTime?, code: String? = nil, technician: String? = nil, equipment: String? = nil,
    additional: String = ""
  ) {
    self.date = date.map { CivilTime(year: $0.year, month: $0.month, day: $0.day, secondOfDay: 0) }
    self.code = code
    self.technician = technician
    self.equipment = equipment
    self.additional = additional
  }

  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  /// Parses a recording field, or returns `nil` where it is not of this form.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard parts.count >= 2, parts[0] == "Startdate" else { return nil }
    if parts[1] != "X" {
      let date = parts[1].split(separator: "-", omittingEmptySubsequences: false)
      guard date.count == 3, let day = Int(date[0]), let year = Int(date[2]), (1...9999).contains(year),
        let month = Self.months.firstIndex(of: date[1].uppercased())
      else { return nil }
      let candidate = CivilTime(year: year, month: month + 1, day: day, secondOfDay: 0)
      guard candidate.isPossible else { return nil }
      self.date = candidate
    } else {
      date = nil
    }
    code = parts.count > 2 ? EDFSubfield.decoded(parts[2]) : nil
    technician = parts.count > 3 ? EDFSubfield.decoded(parts[3]) : nil
    equipment = parts.count > 4 ? EDFSubfield.decoded(parts[4]) : nil
    additional = parts.count > 5 ? String(parts[5]) : ""
  }

  /// The field as it is written.
  public var text: String {
    var day = "X"
    if let date, (1...12).contains(date.month) {
      let year = String(date.year)
      day = (date.day < 10 ? "0" : "") + String(date.day) + "-" + Self.months[date.month - 1] + "-"
      day += String(repeating: "0", count: max(0, 4 - year.count)) + year
    }
    let parts = ["Startdate", day] + [code, technician, equipment].map(EDFSubfield.encoded)
    return (parts + (additional.isEmpty ? [] : [additional])).joined(separator: " ")
  }
}

private enum EDFSubfield {
  static func decoded(_ text: Substring) -> String? {
    text == "X" ? nil : String(text.map { $0 == "_" ? " " : $0 })
  }

  static func encoded(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "X" }
    return String(text.map { $0 == " " ? "_" : $0 })
  }
}

extension CivilTime {
  /// Whether this day exists in the Gregorian calendar and the time in a day.
  package var isPossible: Bool {
    guard (1...12).contains(month), (0..<86_400).contains(secondOfDay), day >= 1 else { return false }
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= days[month - 1]
  }
}
