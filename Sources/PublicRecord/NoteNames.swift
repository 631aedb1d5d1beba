/// The names of keys.
enum NoteName {
  /// Whether some bytes can be a name: UTF-8, not empty, no space of Unicode, no plus, no control character.
  static func isOne(_ bytes: some Collection<UInt8>) -> Bool {
    guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
  }
}

extension String {
  /// Whether two texts are the same bytes.
  ///
  /// `==` also takes two spellings of one letter for the same, and the name of a key or a log is its bytes.
  package func sameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

/// Numbers of keys: eight hexadecimal digits.
enum HexNumber {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ number: UInt32) -> String {
    String(decoding: (0..<8).map { digits[Int(number >> (28 - 4 * UInt32($0)) & 15)] }, as: UTF8.self)
  }

  static func value(_ text: some Collection<UInt8>) -> UInt32? {
    guard text.count == 8 else { return nil }
    var number: UInt32 = 0
    for digit in text {
      guard let value = digits.firstIndex(of: digit) else { return nil }
      number = number << 4 | UInt32(value)
    }
    return number
  }
}
