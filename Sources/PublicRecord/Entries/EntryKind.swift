internal import SleepCore

/// What an entry of the public record can be.
public enum EntryKind: String, Sendable, Hashable, CaseIterable {
  /// Who may lift a halt: k of n keys. The first entry of a record, and every change of them.
  case keys
  /// A sleep program: its source, its limits, its certificates.
  case program
  /// A table of safety limits.
  case limits
  /// A release of the software, by the hashes of its files: no hidden builds.
  case release
  /// A trained model, by its card and the hashes of its files.
  case model
  /// A pack of stories.
  case story
  /// That a report of an incident exists: a commitment, and no word of it.
  case report
  /// Counts of a month, with noise that hides each person.
  case counts
  /// A monitor crossed its boundary.
  case signal
  /// A program must not run any more.
  case halt
  /// A halt ends, for a published reason, by k of n keys.
  case lift
  /// What was spent of the privacy budget.
  case privacy
  /// Salted commitments to nights, in a batch.
  case nights

  /// The fields of its body.
  var fields: [EntryField] {
    switch self {
    case .keys:
      [.init("needed", .count), .init("keys", .texts), .init("reason", .text), .init("signatures", .texts)]
    case .program:
      [
        .init("name", .text), .init("title", .text), .init("version", .text), .init("sha256", .hash),
        .init("source", .text), .init("limits", .hash), .init("certificates", .certificates),
      ]
    case .limits: [.init("version", .text), .init("sha256", .hash), .init("text", .text)]
    case .release: [.init("name", .text), .init("files", .files)]
    case .model: [.init("name", .text), .init("card", .text), .init("files", .files)]
    case .story:
      [
        .init("name", .text), .init("title", .text), .init("language", .text), .init("licence", .text),
        .init("sha256", .hash),
      ]
    case .report:
      [
        .init("commitment", .hash), .init("day", .day), .init("serious", .flag),
        .init("what", .text, isOptional: true), .init("program", .hash, isOptional: true),
      ]
    case .counts: [.init("month", .text), .init("epsilon", .fraction), .init("rows", .countRows)]
    case .signal:
      [
        .init("program", .hash), .init("outcome", .text), .init("method", .text), .init("alpha", .fraction),
        .init("looks", .count), .init("observed", .count), .init("expected_millionths", .count),
        .init("statistic_millionths", .count), .init("boundary_millionths", .count), .init("path", .hash),
      ]
    case .halt:
      [
        .init("program", .hash), .init("reason", .text), .init("cause", .text),
        .init("because", .count, isOptional: true),
      ]
    case .lift: [.init("halt", .count), .init("reason", .text), .init("signatures", .texts)]
    case .privacy: [.init("what", .text), .init("epsilon", .fraction), .init("total", .fraction)]
    case .nights: [.init("day", .day), .init("commitments", .hashes)]
    }
  }
}

/// A field of an entry's body.
struct EntryField {
  let name: String
  let shape: EntryShape
  let isOptional: Bool

  init(_ name: String, _ shape: EntryShape, isOptional: Bool = false) {
    (self.name, self.shape, self.isOptional) = (name, shape, isOptional)
  }
}

/// What a field may hold.
enum EntryShape {
  /// Text of a character at least.
  case text
  /// A list of texts.
  case texts
  /// A whole number from 0.
  case count
  /// `true` or `false`.
  case flag
  /// A SHA-256 as 64 lower-case hexadecimal digits.
  case hash
  case hashes
  /// A date such as 2026-11-25.
  case day
  /// Two whole numbers, the second over 0: their quotient.
  case fraction
  /// Objects of `file` and `sha256`.
  case files
  /// Objects of `age` and `certificate`, the certificate's canonical text.
  case certificates
  /// Objects of `program`, `kind` and `count`; noise may make a count negative.
  case countRows

  /// What the field must be, in words, where a value is not; `nil` where it is.
  func complaint(_ value: CanonicalJSON) -> String? {
    switch self {
    case .text: return (value.text?.isEmpty == false) ? nil : "a text that is not empty"
    case .texts: return value.list?.allSatisfy { $0.text != nil } == true ? nil : "a list of texts"
    case .count: return value.number.map { $0 >= 0 } == true ? nil : "a whole number from 0"
    case .flag: return value.bool != nil ? nil : "true or false"
    case .hash: return Self.isHash(value) ? nil : "a SHA-256 as 64 lower-case hexadecimal digits"
    case .hashes: return value.list?.allSatisfy(Self.isHash) == true ? nil : "a list of SHA-256 hashes"
    case .day: return value.text.flatMap(UTCTime.day(named:)) != nil ? nil : "a date such as 2026-11-25"
    case .fraction:
      guard let list = value.list, list.count == 2, let top = list[0].number, let bottom = list[1].number,
        top >= 0, bottom > 0
      else { return "two whole numbers, the second over 0" }
      return nil
    case .files:
      return Self.isTable(value, ["file": .text, "sha256": .hash]) ? nil : "objects of file and sha256"
    case .certificates:
      return Self.isTable(value, ["age": .text, "certificate": .text])
        ? nil : "objects of age and certificate"
    case .countRows:
      guard let rows = value.list,
        rows.allSatisfy({ row in
          row.members.count == 3 && row["program"].map(Self.isHash) == true && row["kind"]?.text != nil
            && row["count"]?.number != nil
        })
      else { return "objects of program, kind and count" }
      return nil
    }
  }

  private static func isHash(_ value: CanonicalJSON) -> Bool {
    guard let text = value.text else { return false }
    return text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func isTable(_ value: CanonicalJSON, _ columns: [String: EntryShape]) -> Bool {
    guard let rows = value.list else { return false }
    return rows.allSatisfy { row in
      row.members.count == columns.count
        && columns.allSatisfy { name, shape in row[name].map { shape.complaint($0) == nil } == true }
    }
  }
}
