internal import SleepCore

/// Takes typed values out of a canonical object, and refuses what it does not know.
struct FieldReader {
  let value: CanonicalJSON
  /// Stands before a field's name in messages, such as `program.`.
  let path: String

  /// - Throws: where the value is no object or has a member that is not among `known`.
  init(_ value: CanonicalJSON, path: String = "", known: Set<String>) throws(IncidentError) {
    self.value = value
    self.path = path
    guard value.isObject else {
      throw .field(
        path.isEmpty ? "(all)" : String(path.dropLast()), problem: "it is no object",
        remedy: "Write an object.")
    }
    for member in value.members where !known.contains(member.name) { throw .unknownField(path + member.name) }
  }

  func has(_ name: String) -> Bool { value[name] != nil }

  func text(_ name: String) throws(IncidentError) -> String {
    guard let found = value[name] else { throw .missing(field: path + name) }
    guard let text = found.text else {
      throw .field(path + name, problem: "it is no text", remedy: "Write it in quotes.")
    }
    return text
  }

  func optionalText(_ name: String) throws(IncidentError) -> String? { has(name) ? try text(name) : nil }

  func number(_ name: String) throws(IncidentError) -> Int {
    guard let found = value[name] else { throw .missing(field: path + name) }
    guard let number = found.number else {
      throw .field(path + name, problem: "it is no whole number", remedy: "Write a whole number.")
    }
    return number
  }

  func word<Word: CodeWord>(_ name: String, _: Word.Type) throws(IncidentError) -> Word {
    try Self.word(text(name), field: path + name)
  }

  func words<Word: CodeWord>(_ name: String, _: Word.Type) throws(IncidentError) -> [Word] {
    guard let found = value[name] else { return [] }
    guard let list = found.list else {
      throw .field(path + name, problem: "it is no list", remedy: "Write a list of words.")
    }
    var words: [Word] = []
    for entry in list {
      let word: Word = try Self.word(entry.text ?? "", field: path + name)
      if words.contains(word) {
        throw .field(path + name, problem: "«\(word.rawValue)» stands twice", remedy: "Write it once.")
      }
      words.append(word)
    }
    return words
  }

  static func word<Word: CodeWord>(_ text: String, field: String) throws(IncidentError) -> Word {
    guard let word = Word(rawValue: text) else {
      throw .unknownWord(field: field, word: text, allowed: Word.allCases.map(\.rawValue))
    }
    return word
  }
}

/// Forms that several fields share.
enum FieldForm {
  /// 64 hexadecimal digits in small letters.
  static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// 8 to 64 of a to z, 0 to 9 and the hyphen: long enough to be unguessable by a glance, free of names'
  /// capitals and blanks.
  static func isPseudonym(_ text: String) -> Bool {
    (8...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
  }

  /// 1 to `limit` bytes without control characters.
  static func isLine(_ text: String, limit: Int) -> Bool {
    (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  static func hash(_ text: String, field: String) throws(IncidentError) {
    guard isHash(text) else {
      throw .field(
        field, problem: "it is no SHA-256", remedy: "Write the 64 hexadecimal digits that `sha256sum` prints."
      )
    }
  }

  static func pseudonym(_ text: String, field: String) throws(IncidentError) {
    guard isPseudonym(text) else {
      throw .field(
        field, problem: "it is no pseudonym",
        remedy: "Write 8 to 64 of a-z, 0-9 and «-», made at random; never a name or an address.")
    }
  }

  static func line(_ text: String, field: String, limit: Int) throws(IncidentError) {
    guard isLine(text, limit: limit) else {
      throw .field(
        field, problem: "it is empty, too long or has a line end",
        remedy: "Write 1 to \(limit) bytes on one line.")
    }
  }
}
