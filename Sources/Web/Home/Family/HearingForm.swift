internal import Consent
internal import SleepCore

/// A hearing curve as two rows of numbers.
enum HearingForm {
  private static func name(_ ear: String, _ hertz: Int) -> String { "\(ear)_\(hertz)" }

  /// A field for every ear and frequency.
  static let fields: [HomeField] = ["left", "right"].flatMap { ear in
    HearingCurve.frequencies.map { hertz in
      HomeField.optional(
        name(ear, hertz), .number(HearingCurve.levels),
        "The softest tone that the \(ear) ear hears at \(hertz) Hz, in dB HL.")
    }
  }

  /// The curve that was sent; `nil` where no field of it was, and a curve of nothing where all are empty.
  static func curve(_ request: HomeRequest) throws(ConsentError) -> HearingCurve? {
    guard fields.contains(where: { request.body[$0.name] != nil }) else { return nil }
    func ear(_ ear: String) -> [Int: Int] {
      Dictionary(
        HearingCurve.frequencies.compactMap { hertz in
          request.number(name(ear, hertz)).map { (hertz, $0) }
        }, uniquingKeysWith: { $1 })
    }
    return try HearingCurve(left: ear("left"), right: ear("right"))
  }

  /// The two rows.
  static func html(_ curve: HearingCurve?, _ words: Words) -> String {
    func row(_ ear: String, _ earName: String, _ levels: [Int: Int]) -> [String] {
      [HTMLText.escaped(earName)]
        + HearingCurve.frequencies.map { hertz in
          let label = words(FamilyWords.hertz, earName, String(hertz))
          let value = levels[hertz].map { String($0) } ?? ""
          return
            "<input type=\"number\" name=\"\(name(ear, hertz))\" value=\"\(value)\" min=\"-10\" max=\"120\""
            + " aria-label=\"\(HTMLText.escaped(label))\">"
        }
    }
    return HTML.table(
      words[FamilyWords.hearing],
      head: [words[FamilyWords.ear]] + HearingCurve.frequencies.map { "\($0) Hz" },
      rows: [
        row("left", words[FamilyWords.leftEar], curve?.left ?? [:]),
        row("right", words[FamilyWords.rightEar], curve?.right ?? [:]),
      ]) + "<p class=\"soft\">\(words[FamilyWords.hearingHint])</p>"
  }
}
