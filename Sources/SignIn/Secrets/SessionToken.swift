internal import Crypto
internal import PublicRecord
public import SleepCore

/// What a browser or a program shows with every request: 256 random bits.
///
/// It is shown once, when it is made, as a cookie or for `Authorization: Bearer`; the house keeps its hash.
public struct SessionToken: Sendable, Hashable {
  private let bytes: [UInt8]

  /// A new token, from the system's source of randomness.
  public static func new() -> SessionToken { SessionToken(bytes: RandomBytes.new(32)) }

  /// A token from a source of randomness; for tests.
  package init(using random: inout some RandomNumberGenerator) {
    bytes = RandomBytes.new(32, using: &random)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the 43 characters of ``text``; `nil` for anything else.
  public init?(_ text: String) {
    guard text.utf8.count == 43, let bytes = Base64URL.bytes(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads the token of `Bearer …`, the value of an `Authorization` header (RFC 6750, section 2.1).
  public init?(authorization: String) {
    let words = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
    self.init(String(words[1]))
  }

  /// The token as text: base 64 for addresses, 43 characters.
  ///
  /// To be shown once and not kept.
  public var text: String { Base64URL.text(bytes) }

  /// What is kept in its place: SHA-256 of its bytes, 64 hexadecimal digits.
  ///
  /// A hash without salt or cost is enough: nobody can go through 256 random bits.
  public var hash: String { SHA256Hex.of(bytes) }

  /// What every form of this session carries, so that no other site's page can send one: HMAC-SHA-256
  /// (RFC 2104) under the token, which the other site does not know.
  public var formToken: String {
    Base64URL.text(HMAC<SHA256>.authenticationCode(for: Self.label, using: SymmetricKey(data: bytes)))
  }

  /// Whether a form carries this session's ``formToken``; compared in constant time.
  public func isFormToken(_ text: String) -> Bool {
    ConstantTime.equal(Array(text.utf8), Array(formToken.utf8))
  }

  private static let label = Array("lumapod form token v1".utf8)
}

/// How long someone stays signed in.
///
/// Within what OWASP's Session Management Cheat Sheet leaves to the risk, and longer than NIST SP 800-63B
/// allows for its second level (12 hours, 30 minutes idle): who must sign in to see whether a child stirs
/// would not look. What is more than looking asks for a fresh sign-in.
public enum SessionLifetime {
  /// Without a request it ends after 14 days, in seconds.
  public static let idle = 14 * 86_400
  /// It ends after 90 days in any case.
  public static let longest = 90 * 86_400
  /// A sign-in is fresh for ten minutes.
  public static let fresh = 600
  /// The last use is written down once in five minutes at most.
  public static let noted = 300

  /// Whether a session still holds.
  ///
  /// A clock that was set back ends none.
  public static func isAlive(created: UTCTime, lastUsed: UTCTime, now: UTCTime) -> Bool {
    now.seconds - created.seconds < longest && now.seconds - lastUsed.seconds < idle
  }

  /// Whether somebody has just shown that it is them; not where that lies in the future.
  public static func isFresh(signedIn: UTCTime, now: UTCTime) -> Bool {
    (0..<fresh).contains(now.seconds - signedIn.seconds)
  }
}
