/// A code that opens one door once: ten characters of Crockford's base 32, such as `7KQ2M-X9T4D`.
///
/// 50 random bits, without the letters that are taken for digits. Its hash is kept, by argon2id: a code is
/// short enough to be searched for.
public struct OneTimeCode: Sendable, Hashable {
  /// What a code opens.
  public enum Purpose: String, Sendable, Hashable, CaseIterable {
    /// The first start: whoever reads it on the terminal becomes the owner.
    case owner
    /// Somebody of the house sets up how they sign in.
    case invitation

    /// How long it opens, seconds: 15 minutes on the terminal, 7 days for an invitation.
    public var lifetime: Int { self == .owner ? 900 : 7 * 86_400 }
  }

  /// How often may be tried; then it is void.
  public static let attempts = 5
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private let symbols: [UInt8]

  /// A new code, from the system's source of randomness.
  public static func new() -> OneTimeCode {
    var random = SystemRandomNumberGenerator()
    return OneTimeCode(using: &random)
  }

  /// A code from a source of randomness; for tests.
  package init(using random: inout some RandomNumberGenerator) {
    symbols = (0..<10).map { _ in Self.digits[Int(random.next() >> 59)] }
  }

  /// Reads a code as people type it: in any letters, with blanks or hyphens, `O` for 0, `I` and `L` for 1.
  ///
  /// `nil` where it is none.
  public init?(_ text: String) {
    var symbols: [UInt8] = []
    for byte in text.uppercased().utf8.prefix(64) {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "-"): continue
      case UInt8(ascii: "O"): symbols.append(UInt8(ascii: "0"))
      case UInt8(ascii: "I"), UInt8(ascii: "L"): symbols.append(UInt8(ascii: "1"))
      default: symbols.append(byte)
      }
    }
    guard symbols.count == 10, symbols.allSatisfy(Self.digits.contains) else { return nil }
    self.symbols = symbols
  }

  /// The code as it is shown: `XXXXX-XXXXX`.
  public var text: String {
    String(decoding: symbols[..<5], as: UTF8.self) + "-" + String(decoding: symbols[5...], as: UTF8.self)
  }

  private func bytes(_ purpose: Purpose) -> [UInt8] { Array(purpose.rawValue.utf8) + [32] + symbols }

  /// The hash to keep, for one purpose; as costly as ``Password/hash(_:)``.
  public func hash(for purpose: Purpose, _ cost: HashCost = .house) throws(HashError) -> String {
    try Argon2id.hash(bytes(purpose), cost)
  }

  /// Whether this is the code behind a hash, for that purpose.
  public func matches(_ hash: String, for purpose: Purpose) -> Bool {
    Argon2id.verify(bytes(purpose), hash)
  }
}
