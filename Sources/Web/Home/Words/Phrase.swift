/// A sentence that people read, in the languages of the house: the catalogue is all values of this type and of
/// ``CountedPhrase``, in this folder, and a sentence that lacks a language does not compile.
///
/// `%1`, `%2` … are filled in.
struct Phrase: Sendable, Hashable {
  let en: String
  let es: String
  let de: String

  init(_ en: String, es: String, de: String) { (self.en, self.es, self.de) = (en, es, de) }

  func text(_ language: HomeLanguage) -> String {
    switch language {
    case .en: en
    case .es: es
    case .de: de
    }
  }
}

/// A sentence about a number of things: `%1` is the number.
///
/// English, Spanish and German tell one from other (Unicode CLDR, plural rules; Spanish has a third form for whole
/// millions, which no page counts).
struct CountedPhrase: Sendable, Hashable {
  let one: Phrase
  let other: Phrase

  init(one: Phrase, other: Phrase) { (self.one, self.other) = (one, other) }
}

/// A language of the pages.
enum HomeLanguage: String, Sendable, CaseIterable {
  case en, es, de

  /// What it calls itself.
  var name: String {
    switch self {
    case .en: "English"
    case .es: "Español"
    case .de: "Deutsch"
    }
  }

  /// The first of some tags (BCP 47) that the house speaks.
  static func first(of tags: [String]) -> (language: HomeLanguage, tag: String) {
    for tag in tags {
      if let language = HomeLanguage(rawValue: String(tag.lowercased().prefix { $0 != "-" })) {
        return (language, tag)
      }
    }
    return (.en, "en")
  }

  /// The tags of an `Accept-Language` header, the dearest first (RFC 9110 section 12.5.4); at most 20 are read.
  static func tags(accepting header: String) -> [String] {
    header.split(separator: ",").prefix(20).enumerated().compactMap { i, part -> (String, Double, Int)? in
      let pieces = part.split(separator: ";").map { $0.trimmingPrefix(while: \.isWhitespace) }
      guard let tag = pieces.first, tag.utf8.count <= 35 else { return nil }
      let share = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      return (String(tag), share, i)
    }.filter { $0.1 > 0 }.sorted { ($1.1, $0.2) < ($0.1, $1.2) }.map(\.0)
  }
}
