internal import Crypto

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits.
public enum SHA256Hex {
  /// The hash of some bytes.
  public static func of(_ bytes: [UInt8]) -> String {
    var hasher = SHA256()
    unsafe bytes.withUnsafeBytes { buffer in unsafe hasher.update(bufferPointer: buffer) }
    return hex(hasher.finalize())
  }

  /// The hash of a text's UTF-8.
  public static func of(_ text: String) -> String { of(Array(text.utf8)) }

  private static func hex(_ digest: SHA256Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A chain of lines: each carries the hash of the one before, so that no line can be changed, dropped or moved
/// without the next one saying so.
public struct HashChain: Sendable {
  /// The hash that the next line must carry: 64 zeros before the first.
  public private(set) var head = String(repeating: "0", count: 64)

  /// Starts an empty chain.
  public init() {}

  /// Takes in a line without its line end.
  public mutating func append(_ line: [UInt8]) { head = SHA256Hex.of(line) }
}
