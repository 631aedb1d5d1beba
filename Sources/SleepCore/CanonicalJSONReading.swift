extension CanonicalJSON {
  /// Reads a value that is already in its one form; nothing is repaired.
  ///
  /// Total: any bytes give the value of which they are the ``bytes``, or an error. Texts may hold Unicode's
  /// noncharacters, which I-JSON forbids and every JSON reader takes.
  ///
  /// - Parameters:
  ///   - bytes: the value, without a line end.
  ///   - limit: the most bytes.
  /// - Returns: the value.
  /// - Throws: ``CanonicalJSONError``, which names the first byte that is wrong.
  public static func read(_ bytes: [UInt8], limit: Int = entrySize) throws(CanonicalJSONError) -> Self {
    guard bytes.count <= limit else {
      throw CanonicalJSONError(.tooLong(bytes: bytes.count, limit: limit), byte: limit)
    }
    var reader = CanonicalReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    guard reader.at == bytes.count else {
      throw CanonicalJSONError(Self.isBlank(bytes[reader.at]) ? .blank : .goesOn, byte: reader.at)
    }
    return value
  }

  /// Reads the UTF-8 of a text; see ``read(_:limit:)-([UInt8],_)``.
  public static func read(_ text: String, limit: Int = entrySize) throws(CanonicalJSONError) -> Self {
    try read(Array(text.utf8), limit: limit)
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

/// Goes once over the bytes.
private struct CanonicalReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private func wrong(_ fault: CanonicalJSONError.Fault, _ byte: Int? = nil) -> CanonicalJSONError {
    CanonicalJSONError(fault, byte: byte ?? at)
  }

  private func next() throws(CanonicalJSONError) -> UInt8 {
    guard at < bytes.count else { throw wrong(.endsEarly) }
    return bytes[at]
  }

  /// One value, whose first byte is the next.
  mutating func value(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
    let first = try next()
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < CanonicalJSON.depth else { throw wrong(.tooDeep(limit: CanonicalJSON.depth)) }
      at += 1
      return first == UInt8(ascii: "{") ? try object(depth: depth) : try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw wrong(CanonicalJSON.isBlank(first) ? .blank : .notAValue(first))
    }
  }

  private mutating func word(_ word: String, _ value: CanonicalJSON) throws(CanonicalJSONError)
    -> CanonicalJSON
  {
    for byte in word.utf8 {
      guard try next() == byte else { throw wrong(.expected("«\(word)»")) }
      at += 1
    }
    return value
  }

  /// Takes the byte that must come, or one of two.
  private mutating func take(_ one: Unicode.Scalar, or other: Unicode.Scalar) throws(CanonicalJSONError)
    -> Bool
  {
    let byte = try next()
    guard byte == UInt8(ascii: one) || byte == UInt8(ascii: other) else {
      throw wrong(CanonicalJSON.isBlank(byte) ? .blank : .expected("«\(one)» or «\(other)»"))
    }
    at += 1
    return byte == UInt8(ascii: one)
  }

  private mutating func list(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
    if try next() == UInt8(ascii: "]") {
      at += 1
      return .list([])
    }
    var values: [CanonicalJSON] = []
    repeat { values.append(try value(depth: depth + 1)) } while try take(",", or: "]")
    return .list(values)
  }

  private mutating func object(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
    if try next() == UInt8(ascii: "}") {
      at += 1
      return CanonicalJSON(content: .object([]))
    }
    var members: [CanonicalJSON.Member] = []
    var previous: Range<Int>?
    repeat {
      let start = at
      let byte = try next()
      guard byte == UInt8(ascii: "\"") else {
        throw wrong(CanonicalJSON.isBlank(byte) ? .blank : .expected("a name in quotes"))
      }
      let name = try text()
      // Of plain ASCII the bytes have the order of the UTF-16 code units.
      let plain = start + 1..<at - 1
      let isPlain = plainEnd(plain.lowerBound) == plain.upperBound
      let follows = previous.map { isPlain && bytes[$0].lexicographicallyPrecedes(bytes[plain]) } ?? false
      previous = isPlain ? plain : nil
      if !follows, let last = members.last, !CanonicalJSON.precedes(last.name, name) {
        // A name that is out of order may also be there already; that is the graver fault.
        let isThere = members.contains { $0.name.utf8.elementsEqual(name.utf8) }
        throw wrong(isThere ? .twice(name) : .order(name), start)
      }
      let colon = try next()
      guard colon == UInt8(ascii: ":") else {
        throw wrong(CanonicalJSON.isBlank(colon) ? .blank : .expected("«:»"))
      }
      at += 1
      members.append(CanonicalJSON.Member(name: name, value: try value(depth: depth + 1)))
    } while try take(",", or: "}")
    return CanonicalJSON(content: .object(members))
  }

  private mutating func number() throws(CanonicalJSONError) -> CanonicalJSON {
    let start = at
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    let digits = at
    var value = 0
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
      value = value * 10 + Int(bytes[at] - 0x30)
      guard value <= CanonicalJSON.largest else { throw wrong(.numberRange, start) }
      at += 1
    }
    guard at > digits else {
      if at == bytes.count { throw wrong(.endsEarly) }
      throw wrong(.numberForm, start)
    }
    let hasZeroInFront = bytes[digits] == 0x30 && (at > digits + 1 || isNegative)
    let goesOn = at < bytes.count && Array(".eE".utf8).contains(bytes[at])
    guard !hasZeroInFront, !goesOn else { throw wrong(.numberForm, start) }
    return .number(isNegative ? -value : value)
  }

  /// A text, from its quote to its quote.
  private mutating func text() throws(CanonicalJSONError) -> String {
    let start = at + 1
    let end = plainEnd(start)
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return try slowText() }
    at = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Where the run of plain ASCII that begins at a byte ends.
  private func plainEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x80, bytes[end] != UInt8(ascii: "\""),
      bytes[end] != UInt8(ascii: "\\")
    { end += 1 }
    return end
  }

  /// A text with escapes or more than ASCII.
  private mutating func slowText() throws(CanonicalJSONError) -> String {
    at += 1
    var out: [UInt8] = []
    while true {
      let byte = try next()
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out.append(try escape())
      case 0..<0x20: throw wrong(.controlCharacter(byte))
      case 0x20..<0x80:
        let end = plainEnd(at)
        out.append(contentsOf: bytes[at..<end])
        at = end
      default:
        let count = try sequence()
        out.append(contentsOf: bytes[at..<at + count])
        at += count
      }
    }
  }

  private mutating func escape() throws(CanonicalJSONError) -> UInt8 {
    let start = at
    at += 1
    let letter = try next()
    at += 1
    if letter != UInt8(ascii: "u") {
      for byte: UInt8 in [0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x22, 0x5C]
      where CanonicalJSON.escapeLetter(byte) == letter { return byte }
      throw wrong(.escape, start)
    }
    var value = 0
    for _ in 0..<4 {
      let digit = try next()
      switch digit {
      case 0x30...0x39: value = value * 16 + Int(digit - 0x30)
      case 0x61...0x66: value = value * 16 + Int(digit - 0x61) + 10
      default: throw wrong(.escape, start)
      }
      at += 1
    }
    guard value < 0x20, CanonicalJSON.escapeLetter(UInt8(value)) == nil else { throw wrong(.escape, start) }
    return UInt8(value)
  }

  /// The length of the well-formed sequence of two to four bytes that is next (Unicode 16, table 3-7).
  private func sequence() throws(CanonicalJSONError) -> Int {
    let lead = bytes[at]
    let (count, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: throw wrong(.notUTF8)
      }
    for i in 1..<count {
      guard at + i < bytes.count else { throw wrong(.endsEarly, bytes.count) }
      let allowed = i == 1 ? second : 0x80...0xBF
      guard allowed.contains(bytes[at + i]) else { throw wrong(.notUTF8) }
    }
    return count
  }
}
