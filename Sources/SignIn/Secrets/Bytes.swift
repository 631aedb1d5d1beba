package import Consent
internal import PublicRecord

/// Base 64 for addresses (RFC 4648, section 5), without padding, and read only in the one form it is written in.
package enum Base64URL {
  /// The text of some bytes.
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    let text = Base64.text(bytes).utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text, or `nil` where it is not the form that ``text(_:)`` writes.
  package static func bytes(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 3)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): bytes.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): bytes.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      default: bytes.append(byte)
      }
    }
    while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
    return Base64.bytes(bytes)
  }
}

/// Bytes from a source of randomness.
enum RandomBytes {
  static func new(_ count: Int) -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return new(count, using: &random)
  }

  static func new(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 56) }
  }
}

/// A comparison that takes as long for the first byte as for the last.
enum ConstantTime {
  static func equal(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension PersonID {
  /// The 16 bytes of the digits.
  package var bytes: [UInt8] {
    let digits = description.utf8.map { $0 < 97 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
