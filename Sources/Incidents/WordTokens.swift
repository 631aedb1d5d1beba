/// A text as a row of plain words, so that spelling, accents and capitals do not matter.
struct WordTokens {
  /// One word.
  struct Token {
    /// Small letters without accents.
    let word: String
    /// Whether a sentence or a part of one begins with it.
    let isFirst: Bool
  }

  private(set) var tokens: [Token] = []

  /// Splits a text at everything that is neither letter nor digit; sentence marks and commas begin anew.
  init(_ text: String) {
    var word = ""
    var isFirst = true
    func folded(_ scalar: Unicode.Scalar) -> String? {
      let letter = Self.plain[scalar] ?? Character(scalar).lowercased()
      return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? letter : nil
    }
    for scalar in text.lowercased().unicodeScalars {
      // Accents that stand on their own belong to the letter before.
      if (0x300...0x36F).contains(scalar.value) { continue }
      if let letter = folded(scalar) {
        word += letter
        continue
      }
      if !word.isEmpty {
        tokens.append(Token(word: word, isFirst: isFirst))
        (word, isFirst) = ("", false)
      }
      if ".,;:!?\n¡¿".unicodeScalars.contains(scalar) { isFirst = true }
    }
    if !word.isEmpty { tokens.append(Token(word: word, isFirst: isFirst)) }
  }

  /// Letters with accents of the languages of the house, and what they are without.
  private static let plain: [Unicode.Scalar: String] = [
    "á": "a", "à": "a", "â": "a", "ä": "a", "ã": "a", "é": "e", "è": "e", "ê": "e", "ë": "e", "í": "i",
    "ì": "i",
    "ï": "i", "ó": "o", "ò": "o", "ô": "o", "ö": "o", "ú": "u", "ù": "u", "û": "u", "ü": "u", "ñ": "n",
    "ç": "c",
    "ß": "ss",
  ]
}

/// A phrase of the vocabulary: words, of which each may stand for any ending.
struct Phrase: Hashable {
  /// The phrase as it is written.
  let text: String
  /// Its words without accents, and whether any ending fits.
  let words: [Word]

  struct Word: Hashable {
    let stem: String
    let isOpen: Bool
  }

  init(_ text: String) {
    self.text = text
    words = text.split(separator: " ").compactMap { part in
      WordTokens(String(part)).tokens.first.map { Word(stem: $0.word, isOpen: part.hasSuffix("*")) }
    }
  }

  /// Whether the phrase stands at a place of a row of words.
  func stands(in tokens: [WordTokens.Token], at start: Int) -> Bool {
    guard !words.isEmpty, start + words.count <= tokens.count else { return false }
    for (i, word) in words.enumerated() {
      let token = tokens[start + i].word
      guard word.isOpen ? token.hasPrefix(word.stem) : token == word.stem else { return false }
    }
    return true
  }
}
