/// Base 64 as RFC 4648, section 4, writes it: padded, and read only in the one form that it is written in.
///
/// A decoder that forgives stray bits or line ends gives one signature several spellings; here it has one.
package enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each byte that is a digit, else 255.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    return table
  }()

  /// The text of some bytes, added to `text`.
  package static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
    var pending: UInt32 = 0
    var count = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      count += 1
      if count == 3 {
        for shift in stride(from: 18, through: 0, by: -6) {
          text.append(digits[Int(pending >> UInt32(shift) & 63)])
        }
        pending = 0
        count = 0
      }
    }
    guard count > 0 else { return }
    pending <<= UInt32(8 * (3 - count))
    for place in 0..<4 {
      text.append(
        place <= count ? digits[Int(pending >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
    }
  }

  /// The text of some bytes.
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text, or `nil` where it is not the form that ``text(_:)`` writes.
  package static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var pending: UInt32 = 0
    var count = 0
    var padding = 0
    for digit in text {
      var value: UInt8 = 0
      if digit == UInt8(ascii: "=") {
        padding += 1
      } else {
        value = values[Int(digit)]
        guard value < 64, padding == 0 else { return nil }
      }
      pending = pending << 6 | UInt32(value)
      count += 1
      guard count == 4 else { continue }
      guard padding <= 2 else { return nil }
      // Bits that belong to no byte are zero.
      guard padding == 0 || pending & (1 << UInt32(8 * padding) - 1) == 0 else { return nil }
      for place in 0..<(3 - padding) {
        bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(16 - 8 * place)))
      }
      // Padding ends the text: whatever comes after it meets `padding == 0` above, or is padding again.
      pending = 0
      count = 0
    }
    return padding <= 2 ? bytes : nil
  }
}
