internal import PublicRecord
internal import SleepCore

/// The word by which a home's tallies of one day are counted once, and by which nobody can tell that two days
/// are of one home.
///
/// A home keeps a secret, and its word of a day is SHA-256(`lumapod-home-word/1`, the secret, the day), cut
/// to 128 bits. Whoever does not know the secret sees numbers that have nothing to do with each other; the
/// home itself always says the same word on the same day, so what it sends again is known as the same.
public enum HomeWord {
  /// The fewest bytes of a secret.
  public static let secretLength = 32

  /// The word of a day.
  ///
  /// - Parameters:
  ///   - secret: at least ``secretLength`` bytes that nobody can guess, kept by the home.
  ///   - day: days since 1970-01-01.
  /// - Returns: 32 lower-case hexadecimal digits.
  /// - Throws: ``TallyError`` for a shorter secret.
  public static func word(secret: [UInt8], day: Int) throws(TallyError) -> String {
    guard secret.count >= secretLength else {
      throw TallyError(
        .malformed, "it has \(secret.count) bytes", at: "a home's secret",
        remedy: "Draw \(secretLength) bytes from the system's generator, and keep them.")
    }
    let head = Array("lumapod-home-word/1\n\(UTCTime.name(ofDay: day))\n".utf8)
    return String(SHA256Hex.of(head + secret).prefix(32))
  }

  /// Whether a text can be a home's word.
  static func isWord(_ text: String) -> Bool { text.utf8.count == 32 && isHexadecimal(text) }

  static func isHexadecimal(_ text: String) -> Bool {
    text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
