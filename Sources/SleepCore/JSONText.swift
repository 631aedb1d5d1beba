/// Writes one flat JSON object as text, its keys in the order they are added.
///
/// The night record needs the same bytes for the same decisions on every run and machine, so numbers are whole
/// or fixed-point, never floating-point text. Foundation's encoder promises neither order nor form.
public struct JSONText: Sendable {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]
  private var isFirst = true

  /// Starts an empty object.
  public init() {}

  /// The object so far, closed.
  public var closed: [UInt8] { bytes + [UInt8(ascii: "}")] }

  /// The object so far, closed, as text.
  public var text: String { String(decoding: closed, as: UTF8.self) }

  private mutating func key(_ name: StaticString) {
    if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
    name.withUTF8Buffer { buffer in
      bytes.append(UInt8(ascii: "\""))
      unsafe bytes.append(contentsOf: buffer)
      bytes.append(UInt8(ascii: "\""))
      bytes.append(UInt8(ascii: ":"))
    }
  }

  /// Adds a text.
  public mutating func add(_ name: StaticString, _ value: String) {
    key(name)
    Self.append(quoted: value, to: &bytes)
  }

  /// Adds a whole number, or null.
  public mutating func add(_ name: StaticString, _ value: Int?) {
    key(name)
    guard let value else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Adds `true` or `false`.
  public mutating func add(_ name: StaticString, _ value: Bool) {
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Adds a fixed-point number: `thousandths` / 1000 with three decimals.
  public mutating func add(_ name: StaticString, thousandths: Int) {
    key(name)
    Self.append(thousandths: thousandths, to: &bytes)
  }

  /// Adds a list of fixed-point numbers.
  public mutating func add(_ name: StaticString, thousandths: [Int]) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    for (i, value) in thousandths.enumerated() {
      if i > 0 { bytes.append(UInt8(ascii: ",")) }
      Self.append(thousandths: value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Adds an object or list that is already JSON text.
  public mutating func add(_ name: StaticString, json: String) {
    key(name)
    bytes.append(contentsOf: json.utf8)
  }

  /// Adds a list of texts.
  public mutating func add(_ name: StaticString, texts: [String]) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    for (i, value) in texts.enumerated() {
      if i > 0 { bytes.append(UInt8(ascii: ",")) }
      Self.append(quoted: value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private static func append(thousandths value: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1000)
    bytes.append(contentsOf: String(whole).utf8)
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(rest / 100))
    bytes.append(UInt8(ascii: "0") + UInt8(rest / 10 % 10))
    bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
  }

  /// Appends a JSON string (RFC 8259): control characters, `"` and `\` escaped, all else as UTF-8.
  public static func append(quoted value: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
