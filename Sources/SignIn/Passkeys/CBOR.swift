/// A value of CBOR (RFC 8949), as far as authenticators write it.
///
/// Definite lengths only, as CTAP2's canonical form asks (FIDO CTAP 2.1, section 8); no floating-point numbers.
/// A number may be spelt with more bytes than it needs, which that form forbids: it is the same number.
indirect enum CBOR: Sendable, Equatable {
  case number(Int)
  case bytes([UInt8])
  case text(String)
  case list([CBOR])
  case map([(key: CBOR, value: CBOR)])
  case bool(Bool)
  case null

  /// How deep lists and maps may stand in one another.
  ///
  /// CTAP2 says 4; an attestation statement may hold more.
  static let depth = 8

  /// The value of a key of a map, or `nil`.
  subscript(_ key: CBOR) -> CBOR? {
    guard case .map(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  subscript(_ key: String) -> CBOR? { self[.text(key)] }
  subscript(_ key: Int) -> CBOR? { self[.number(key)] }

  var number: Int? { if case .number(let value) = self { value } else { nil } }
  var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var isMap: Bool { if case .map = self { true } else { false } }

  static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x == y
    case (.bytes(let x), .bytes(let y)): x == y
    case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
    case (.list(let x), .list(let y)): x == y
    case (.map(let x), .map(let y)): x.elementsEqual(y) { $0.key == $1.key && $0.value == $1.value }
    case (.bool(let x), .bool(let y)): x == y
    case (.null, .null): true
    default: false
    }
  }
}

/// Reads values one after another from some bytes; total: any bytes give a value or `nil`.
struct CBORReader {
  let bytes: [UInt8]
  private(set) var at: Int

  init(_ bytes: [UInt8], at: Int = 0) { (self.bytes, self.at) = (bytes, at) }

  var isAtEnd: Bool { at == bytes.count }

  /// The next value, or `nil` where none can be read; the place is then of no use.
  mutating func value(depth: Int = 0) -> CBOR? {
    guard let first = take(1)?.first, depth <= CBOR.depth else { return nil }
    let (major, short) = (first >> 5, first & 31)
    if major == 7 {
      switch short {
      case 20: return .bool(false)
      case 21: return .bool(true)
      case 22: return .null
      default: return nil
      }
    }
    guard let argument = argument(short) else { return nil }
    switch major {
    case 0: return .number(argument)
    case 1: return .number(-1 - argument)
    case 2: return take(argument).map { .bytes(Array($0)) }
    case 3: return take(argument).flatMap { String(validating: $0, as: UTF8.self) }.map { .text($0) }
    case 4: return list(argument, depth)
    case 5: return map(argument, depth)
    default: return nil
    }
  }

  private mutating func list(_ count: Int, _ depth: Int) -> CBOR? {
    // Each value has a byte at least: a count beyond what is left is a lie, and nothing is kept ready for it.
    guard count <= bytes.count - at else { return nil }
    var values: [CBOR] = []
    for _ in 0..<count {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    }
    return .list(values)
  }

  private mutating func map(_ count: Int, _ depth: Int) -> CBOR? {
    guard count <= min((bytes.count - at) / 2, 256) else { return nil }
    var members: [(key: CBOR, value: CBOR)] = []
    for _ in 0..<count {
      guard let key = value(depth: depth + 1), let value = value(depth: depth + 1),
        !members.contains(where: { $0.key == key })
      else { return nil }
      members.append((key, value))
    }
    return .map(members)
  }

  /// The number behind a first byte; `nil` beyond 2⁶³ - 1, for indefinite lengths, and where bytes are missing.
  private mutating func argument(_ short: UInt8) -> Int? {
    guard short >= 24 else { return Int(short) }
    guard short <= 27, let slice = take(1 << Int(short - 24)) else { return nil }
    let value = slice.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.count - at else { return nil }
    defer { at += count }
    return bytes[at..<(at + count)]
  }
}
