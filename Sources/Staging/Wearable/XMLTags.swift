/// Finds the tags of an XML document that is handed over in pieces, with memory that does not grow.
///
/// A total tokenizer: any bytes give tags or none. Names and values of attributes are cut to a length; all
/// that is not a tag is passed over. Foundation's `XMLParser(stream:)` was measured instead (Swift 6.3.1,
/// Linux): 338 MB in 6 s with 22 MB, but it ends the program at the first `ATTLIST` without a default, and
/// every export has those.
struct XMLTags: Sendable {
  /// An opening or closing tag.
  struct Tag: Sendable {
    enum Kind: Sendable { case opening, closing, empty }
    fileprivate(set) var kind = Kind.opening
    fileprivate(set) var name: [UInt8] = []
    fileprivate(set) var attributes: [(name: [UInt8], value: [UInt8])] = []
    fileprivate var count = 0

    /// The bytes of an attribute with its entities resolved, or `nil` where it is absent.
    func value(_ wanted: StaticString) -> [UInt8]? {
      for i in 0..<min(count, XMLTags.mostAttributes) where XMLTags.equals(attributes[i].name, wanted) {
        return attributes[i].value
      }
      return nil
    }
    func isNamed(_ wanted: StaticString) -> Bool { XMLTags.equals(name, wanted) }
  }

  static let longestName = 64
  static let longestValue = 256
  static let mostAttributes = 24
  private enum State {
    case text, opened, name, space, attribute, equals, value(UInt8), bare, closing, declaration, comment,
      cdata,
      instruction, doctype, doctypeComment, doctypeQuote(UInt8)
  }

  private var state = State.text
  private(set) var tag = Tag()
  private var entity: [UInt8] = []
  private var isInEntity = false
  private var declaration: [UInt8] = []
  /// Brackets and angles that are open inside the document type.
  private var depth = 0
  private var tail: (UInt8, UInt8) = (0, 0)

  /// Takes one byte and returns whether ``tag`` has just become complete.
  mutating func push(_ byte: UInt8) -> Bool {
    defer { tail = (tail.1, byte) }
    switch state {
    case .text:
      if byte == UInt8(ascii: "<") { state = .opened }
    case .opened:
      begin(byte)
    case .name, .closing:
      if Self.isSpace(byte) {
        state = .space
      } else if byte == UInt8(ascii: ">") {
        return finish()
      } else if byte == UInt8(ascii: "/") {
        tag.kind = .empty
        state = .space
      } else if tag.name.count < Self.longestName {
        tag.name.append(byte)
      }
    case .space:
      return space(byte)
    case .attribute, .equals:
      return attribute(byte)
    case .value(let quote):
      value(byte, until: quote)
    case .bare:
      if Self.isSpace(byte) {
        state = .space
      } else if byte == UInt8(ascii: ">") {
        return finish()
      } else {
        append(byte)
      }
    case .declaration: declare(byte)
    case .comment:
      if byte == UInt8(ascii: ">"), tail == (UInt8(ascii: "-"), UInt8(ascii: "-")) { state = .text }
    case .cdata:
      if byte == UInt8(ascii: ">"), tail == (UInt8(ascii: "]"), UInt8(ascii: "]")) { state = .text }
    case .instruction:
      if byte == UInt8(ascii: ">"), tail.1 == UInt8(ascii: "?") { state = .text }
    case .doctype: doctype(byte)
    case .doctypeComment:
      if byte == UInt8(ascii: ">"), tail == (UInt8(ascii: "-"), UInt8(ascii: "-")) {
        depth -= 1
        state = depth <= 0 ? .text : .doctype
      }
    case .doctypeQuote(let quote):
      if byte == quote { state = .doctype }
    }
    return false
  }

  private mutating func begin(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "!"):
      declaration.removeAll(keepingCapacity: true)
      state = .declaration
    case UInt8(ascii: "?"): state = .instruction
    case UInt8(ascii: "/"):
      clear(.closing)
      state = .closing
    case UInt8(ascii: "<"): break
    case let space where Self.isSpace(space) || space == UInt8(ascii: ">"): state = .text
    default:
      clear(.opening)
      tag.name.append(byte)
      state = .name
    }
  }

  private mutating func clear(_ kind: Tag.Kind) {
    tag.kind = kind
    tag.name.removeAll(keepingCapacity: true)
    tag.count = 0
  }

  private mutating func finish() -> Bool {
    state = .text
    return true
  }

  private mutating func space(_ byte: UInt8) -> Bool {
    if Self.isSpace(byte) { return false }
    if byte == UInt8(ascii: ">") { return finish() }
    if byte == UInt8(ascii: "/") {
      if tag.kind == .opening { tag.kind = .empty }
      return false
    }
    if tag.count < Self.mostAttributes {
      if tag.count == tag.attributes.count { tag.attributes.append(([], [])) }
      tag.attributes[tag.count].name.removeAll(keepingCapacity: true)
      tag.attributes[tag.count].value.removeAll(keepingCapacity: true)
      tag.attributes[tag.count].name.append(byte)
    }
    // One beyond the most is counted while it is read, and dropped with the next.
    tag.count = min(tag.count + 1, Self.mostAttributes + 1)
    state = .attribute
    return false
  }

  private mutating func attribute(_ byte: UInt8) -> Bool {
    if byte == UInt8(ascii: ">") { return finish() }
    if case .equals = state {
      if Self.isSpace(byte) { return false }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        state = .value(byte)
      } else {
        state = .bare
        append(byte)
      }
    } else if byte == UInt8(ascii: "=") {
      state = .equals
    } else if byte == UInt8(ascii: "/") {
      state = .space
      return space(byte)
    } else if !Self.isSpace(byte), tag.count <= Self.mostAttributes,
      tag.attributes[tag.count - 1].name.count < Self.longestName
    {
      tag.attributes[tag.count - 1].name.append(byte)
    }
    return false
  }

  private mutating func append(_ byte: UInt8) {
    if tag.count <= Self.mostAttributes, tag.attributes[tag.count - 1].value.count < Self.longestValue {
      tag.attributes[tag.count - 1].value.append(byte)
    }
  }

  private mutating func value(_ byte: UInt8, until quote: UInt8) {
    if isInEntity {
      if byte == UInt8(ascii: ";") {
        isInEntity = false
        for resolved in Self.resolved(entity) { append(resolved) }
      } else if byte == quote {
        isInEntity = false
        state = .space
      } else if entity.count < 10 {
        entity.append(byte)
      } else {
        isInEntity = false
      }
    } else if byte == quote {
      state = .space
    } else if byte == UInt8(ascii: "&") {
      isInEntity = true
      entity.removeAll(keepingCapacity: true)
    } else {
      append(byte)
    }
  }

  /// The five of XML and numbers; anything else is left out.
  private static func resolved(_ entity: [UInt8]) -> [UInt8] {
    let text = String(decoding: entity, as: UTF8.self)
    switch text {
    case "amp": return [UInt8(ascii: "&")]
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default:
      guard text.hasPrefix("#") else { return [] }
      let digits = text.dropFirst()
      let number =
        digits.hasPrefix("x") || digits.hasPrefix("X")
        ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init).map { Array(String(Character($0)).utf8) } ?? []
    }
  }

  private mutating func declare(_ byte: UInt8) {
    declaration.append(byte)
    if declaration.elementsEqual("--".utf8) {
      state = .comment
    } else if declaration.elementsEqual("[CDATA[".utf8) {
      state = .cdata
    } else if byte == UInt8(ascii: ">") {
      state = .text
    } else if declaration.count >= 7 {
      depth = 1
      state = .doctype
    }
  }

  private mutating func doctype(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): state = .doctypeQuote(byte)
    case UInt8(ascii: "-") where tail == (UInt8(ascii: "!"), UInt8(ascii: "-")): state = .doctypeComment
    case UInt8(ascii: "<"): depth = min(depth + 1, 1_000_000)
    case UInt8(ascii: ">"):
      depth -= 1
      if depth == 0 { state = .text }
    default: break
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  private static func equals(_ bytes: [UInt8], _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { buffer in
      for i in bytes.indices where unsafe buffer[i] != bytes[i] { return false }
      return true
    }
  }
}
