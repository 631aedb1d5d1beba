/// CRC-32 as in IEEE 802.3: it finds torn and disturbed records and frames; it is no protection against a forger.
enum Checksum {
  private static let table: [UInt32] = (UInt32.zero...0xFF).map { byte in
    (0..<8).reduce(byte) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
  }

  static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }
}

/// Writes whole numbers, little end first.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add<Number: FixedWidthInteger>(_ number: Number) {
    var rest = number
    for _ in 0..<Number.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest = rest >> 8
    }
  }

  mutating func add(_ isTrue: Bool) { bytes.append(isTrue ? 1 : 0) }

  /// A text with its length before it; what is beyond 400 bytes is cut off.
  mutating func add(_ text: String) {
    var utf8 = Array(text.utf8.prefix(400))
    while String(validating: utf8, as: UTF8.self) == nil, !utf8.isEmpty { utf8.removeLast() }
    add(UInt16(utf8.count))
    bytes += utf8
  }
}

/// Reads whole numbers, little end first; what is not there or not allowed is an error.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(GarbledFrame) -> Number
  {
    let size = Number.bitWidth / 8
    guard rest.count >= size else { throw GarbledFrame(problem: "a message ends early") }
    var number: Number = 0
    for (i, byte) in rest.prefix(size).enumerated() { number |= Number(truncatingIfNeeded: byte) << (8 * i) }
    rest = rest.dropFirst(size)
    return number
  }

  mutating func truth() throws(GarbledFrame) -> Bool {
    switch try number(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw GarbledFrame(problem: "a yes or no is neither")
    }
  }

  mutating func text() throws(GarbledFrame) -> String {
    let count = Int(try number(UInt16.self))
    guard count <= 400, rest.count >= count else { throw GarbledFrame(problem: "a text ends early") }
    guard let text = String(validating: rest.prefix(count), as: UTF8.self) else {
      throw GarbledFrame(problem: "a text is not UTF-8")
    }
    rest = rest.dropFirst(count)
    return text
  }
}
