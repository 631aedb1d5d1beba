/// Who someone is in this household: 32 hexadecimal digits made at random, which say nothing about them.
public struct PersonID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The 32 digits, in small letters.
  public let description: String

  /// Reads 32 hexadecimal digits in small letters; `nil` for anything else.
  public init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    description = text
  }

  /// An identifier from a source of randomness: 128 bits.
  public init(using random: inout some RandomNumberGenerator) {
    let digits = Array("0123456789abcdef".utf8)
    description = String(
      decoding: (0..<32).map { _ in digits[Int(random.next() >> 60)] }, as: UTF8.self)
  }

  /// A new identifier, from the system's source of randomness.
  public static func new() -> PersonID {
    var random = SystemRandomNumberGenerator()
    return PersonID(using: &random)
  }

  /// The name of this person's key for receipts: what stands before the signature.
  public var keyName: String { "lumapod-consent/\(description)" }

  /// Orders by the digits.
  public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
