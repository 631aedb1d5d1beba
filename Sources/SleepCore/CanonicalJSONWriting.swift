extension CanonicalJSON {
  /// The one form of this value in bytes (RFC 8785), without a line end.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    append(to: &out)
    return out
  }

  /// The one form of this value as text.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The bytes of this value, sure to be read back by ``read(_:limit:)``.
  ///
  /// - Parameter limit: the most bytes.
  /// - Returns: the bytes.
  /// - Throws: ``CanonicalJSONError`` where the value is larger or deeper than what may be read.
  public func entry(limit: Int = entrySize) throws(CanonicalJSONError) -> [UInt8] {
    let bytes = bytes
    _ = try Self.read(bytes, limit: limit)
    return bytes
  }

  private func append(to out: inout [UInt8]) {
    switch content {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let value): out.append(contentsOf: String(value).utf8)
    case .text(let value): Self.append(quoted: value, to: &out)
    case .list(let values):
      out.append(UInt8(ascii: "["))
      for (i, value) in values.enumerated() {
        if i > 0 { out.append(UInt8(ascii: ",")) }
        value.append(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(UInt8(ascii: ",")) }
        Self.append(quoted: member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.append(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// Appends a text as RFC 8785 section 3.2.2.2 writes it: two-character escapes where JSON has one, `\u00xx`
  /// in small letters for other control characters, all else as it is.
  private static func append(quoted value: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    defer { out.append(UInt8(ascii: "\"")) }
    // Nearly every text is plain, and is then taken over whole.
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      out.append(contentsOf: value.utf8)
      return
    }
    for byte in value.utf8 {
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        out.append(byte)
        continue
      }
      out.append(UInt8(ascii: "\\"))
      if let letter = escapeLetter(byte) {
        out.append(letter)
      } else {
        let digits = Array("0123456789abcdef".utf8)
        out.append(contentsOf: "u00".utf8)
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      }
    }
  }

  /// The letter after the backslash for a character that has one (RFC 8259 section 7), without the solidus.
  static func escapeLetter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }
}
