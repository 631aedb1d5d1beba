internal import CSodium
public import SleepCore

/// What a hash of a password costs whoever computes it.
public struct HashCost: Sendable, Hashable {
  /// How often memory is gone over.
  public let passes: Int
  /// How much memory, KiB.
  public let memory: Int

  /// A cost; libsodium asks for one pass and 8 KiB at least.
  public init(passes: Int, memory: Int) { (self.passes, self.memory) = (max(1, passes), max(8, memory)) }

  /// What this house asks: three passes over 64 MiB.
  ///
  /// The second choice that RFC 9106 (section 4) recommends, with one lane instead of four, because
  /// libsodium has one; OWASP (Password Storage Cheat Sheet) asks for two passes over 19 MiB at least.
  public static let house = HashCost(passes: 3, memory: 65_536)
}

/// Why a hash could not be made: there was no memory for it.
public struct HashError: ExplainedError, Hashable {
  /// Where.
  public var place: String { "password" }
  /// What is wrong.
  public var problem: String { "there was not enough memory to hash it" }
  /// What to do.
  public var remedy: String { "Try again; a hash takes 64 MiB for a moment." }
}

/// Argon2id (RFC 9106), by libsodium: `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`.
///
/// libsodium rather than libargon2: it draws the salt, compares in constant time and wipes its memory.
enum Argon2id {
  /// libsodium chooses its code for this processor once; -1 would mean that the system gives no randomness.
  private static let isReady = sodium_init() >= 0

  static func hash(_ secret: [UInt8], _ cost: HashCost) throws(HashError) -> String {
    guard isReady else { throw HashError() }
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    // One byte more, which is not counted: an empty text has an address too.
    let isMade = unsafe (secret + [0]).withUnsafeBytes { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
        guard let start = chars.baseAddress else { return false }
        return unsafe crypto_pwhash_str_alg(
          &text, start, UInt64(secret.count), UInt64(cost.passes), cost.memory * 1024,
          Int32(crypto_pwhash_ALG_ARGON2ID13)) == 0
      }
    }
    guard isMade else { throw HashError() }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a text is the hash's; `false` too where the hash is none.
  static func verify(_ secret: [UInt8], _ hash: String) -> Bool {
    guard isReady, hash.utf8.count < Int(crypto_pwhash_STRBYTES), hash.hasPrefix("$argon2id$") else {
      return false
    }
    return unsafe (secret + [0]).withUnsafeBytes { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
        unsafe hash.withCString { text in
          guard let start = chars.baseAddress else { return false }
          return unsafe crypto_pwhash_str_verify(text, start, UInt64(secret.count)) == 0
        }
      }
    }
  }

  /// Whether a hash was made at another cost, or is none.
  static func isOutdated(_ hash: String, _ cost: HashCost) -> Bool {
    guard isReady else { return false }
    return unsafe hash.withCString { text in
      unsafe crypto_pwhash_str_needs_rehash(text, UInt64(cost.passes), cost.memory * 1024) != 0
    }
  }
}
