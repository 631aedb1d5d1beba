internal import Foundation
internal import SleepCore

/// Everything that a page says, as its reader says it: sentences, numbers, clocks and days.
struct Words: Sendable {
  /// The language.
  let language: HomeLanguage
  /// The language and region (BCP 47), such as `en-US`: it decides clocks and the first day of the week.
  let tag: String
  /// Whether clocks count to twelve twice.
  let hasTwelveHours: Bool
  /// The weekday that a week begins with, 1 (Monday) to 7 (Sunday).
  let firstWeekday: Int

  /// Words of a language tag; of a language that the house does not speak, English.
  ///
  /// Clocks and weeks follow Unicode's CLDR through Foundation. English without a region is taken as international:
  /// 24 hours, Monday.
  init(_ tags: [String]) {
    (language, tag) = HomeLanguage.first(of: tags)
    let locale = Locale(identifier: tag.contains("-") ? tag : tag == "en" ? "en-GB" : tag)
    hasTwelveHours = locale.hourCycle == .oneToTwelve || locale.hourCycle == .zeroToEleven
    var calendar = Calendar(identifier: .gregorian)
    calendar.locale = locale
    // Foundation counts from Sunday.
    firstWeekday = (calendar.firstWeekday + 5) % 7 + 1
  }

  /// A sentence.
  subscript(phrase: Phrase) -> String { phrase.text(language) }

  /// A sentence with values filled in; they are taken as they are.
  func callAsFunction(_ phrase: Phrase, _ values: String...) -> String { fill(phrase.text(language), values) }

  /// A sentence about a number of things.
  func count(_ count: Int, _ phrase: CountedPhrase, _ values: String...) -> String {
    fill((count == 1 ? phrase.one : phrase.other).text(language), [number(count)] + values)
  }

  /// A whole number, with the separators of the language.
  func number(_ value: Int) -> String {
    value.formatted(.number.locale(Locale(identifier: language.rawValue)))
  }

  /// A number with so many digits after the point.
  func number(_ value: Double, digits: Int) -> String {
    value.formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: language.rawValue)))
  }

  /// A clock of a minute of the day, `23:05` or `11:05 pm`.
  func clock(_ minute: Int) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60)
    let padded = rest < 10 ? "0\(rest)" : "\(rest)"
    guard hasTwelveHours else { return "\(hour < 10 ? "0" : "")\(hour):\(padded)" }
    return "\(hour % 12 == 0 ? 12 : hour % 12):\(padded) \(hour < 12 ? "am" : "pm")"
  }

  /// A length, such as `6 h 12 min`; the same in all languages.
  func duration(seconds: Int) -> String {
    let minutes = (seconds + 30) / 60
    if minutes < 60 { return "\(minutes) min" }
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  }

  /// A day, such as `Wednesday, 25 November`.
  func day(_ day: Int) -> String {
    let (_, month, date) = GregorianDay.date(day)
    let name = weekday((day + 3) % 7 + 1)
    switch language {
    case .en:
      return tag == "en-US" ? "\(name), \(monthName(month)) \(date)" : "\(name), \(date) \(monthName(month))"
    case .es: return "\(name), \(date) de \(monthName(month))"
    case .de: return "\(name), \(date). \(monthName(month))"
    }
  }

  /// A weekday, 1 (Monday) to 7 (Sunday).
  func weekday(_ number: Int) -> String { Self.weekdays[language]?[(number + 6) % 7] ?? "" }

  /// The weekdays in the order of the reader's week.
  var week: [Int] { (0..<7).map { (firstWeekday - 1 + $0) % 7 + 1 } }

  /// A month, 1 to 12.
  func monthName(_ number: Int) -> String { Self.months[language]?[(number + 11) % 12] ?? "" }

  private func fill(_ text: String, _ values: [String]) -> String {
    var out = ""
    var rest = text[...]
    while let sign = rest.firstIndex(of: "%") {
      out += rest[..<sign]
      let next = rest.index(after: sign)
      if next < rest.endIndex, let number = rest[next].wholeNumberValue, values.indices.contains(number - 1) {
        out += values[number - 1]
        rest = rest[rest.index(after: next)...]
      } else {
        out += "%"
        rest = rest[next...]
      }
    }
    return out + rest
  }

  private static let weekdays: [HomeLanguage: [String]] = [
    .en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    .es: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    .de: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
  ]
  private static let months: [HomeLanguage: [String]] = [
    .en: [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December",
    ],
    .es: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
      "noviembre", "diciembre",
    ],
    .de: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November",
      "Dezember",
    ],
  ]
}
