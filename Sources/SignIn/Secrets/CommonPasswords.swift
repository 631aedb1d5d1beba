/// What is tried first.
///
/// Those of ten characters and more that head every list of leaked passwords, and what is made in the same
/// way: rows of keys, one word twice, one character over and over, a word with a number behind it. A list
/// of millions would stop more; with ten characters and a ``Throttle`` it is these that a guesser reaches.
enum CommonPasswords {
  private static let words: Set<String> = [
    "password", "passwort", "contrasena", "contraseña", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty",
    "qwertz", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "letmein", "welcome", "willkommen",
    "bienvenido", "iloveyou", "ichliebedich", "teamo", "tequiero", "sunshine", "princess", "princesa",
    "football", "fussball", "futbol", "baseball", "superman", "batman", "dragon", "monkey", "master",
    "shadow", "michael", "jennifer", "charlie", "starwars", "trustno1", "whatever", "computer", "internet",
    "administrator", "admin", "changeme", "secret", "geheim", "secreto", "hallo", "hello", "schatz",
    "abc", "abcd", "abcdef", "qazwsx", "qazwsxedc", "zaq12wsx", "test", "default", "raspberry",
    "lumapod", "luma", "sleep", "schlaf", "sueño", "dream", "night", "home", "family", "familie", "familia",
  ]
  private static let rows = [
    "01234567890", "09876543210", "qwertyuiop", "qwertzuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb",
  ]

  /// Whether a password in small letters without blanks is one.
  static func contain(_ plain: String) -> Bool {
    let characters = Array(plain)
    // One to five characters over and over.
    for period in 1...5 where characters.count > period {
      if characters.indices.dropFirst(period).allSatisfy({ characters[$0] == characters[$0 - period] }) {
        return true
      }
    }
    // What is left when rows of keys of four and more, and digits and marks at the ends are taken away: nothing much, or a word.
    var rest = plain
    for row in rows {
      for piece in pieces(row) where rest.contains(piece) { rest = rest.replacing(piece, with: "") }
    }
    let core = trimmed(rest)
    if rest.count <= 2 || words.contains(core) || words.contains(trimmed(plain)) { return true }
    // One word twice.
    let half = core.count / 2
    return core.count % 2 == 0 && core.prefix(half) == core.suffix(half)
      && words.contains(String(core.prefix(half)))
  }

  private static func trimmed(_ text: String) -> String {
    func isEnd(_ character: Character) -> Bool { character.isASCII && !character.isLetter }
    let front = text.drop(while: isEnd)
    return String(front.reversed().drop(while: isEnd).reversed())
  }

  /// The stretches of a row, forwards and backwards, the longest first, down to four keys.
  private static func pieces(_ row: String) -> [String] {
    [row, String(row.reversed())].flatMap { row in
      let keys = Array(row)
      return (4...keys.count).reversed().flatMap { size in
        (0...(keys.count - size)).map { String(keys[$0..<($0 + size)]) }
      }
    }
  }
}
