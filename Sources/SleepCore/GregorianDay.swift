/// Days of the Gregorian calendar, counted from 1970-01-01.
///
/// Years are counted from March, so that the leap day comes last (E. G. Richards, Explanatory Supplement to the
/// Astronomical Almanac, 3rd ed., section 15.11).
public enum GregorianDay {
  /// The number of a date's day; a month from 1 to 12 and a day from 1 to 31 are taken as they are.
  public static func number(year: Int, month: Int, day: Int) -> Int {
    let y = month > 2 ? year : year - 1
    let m = month > 2 ? month - 3 : month + 9
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * m + 2) / 5 + day - 1
      - 719_468
  }

  /// The date of a day's number, which is within 10⁹ of 0.
  public static func date(_ number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
  }
}
