/// A JSON value that has exactly one form in bytes: public entries, commitments and cases are made of it.
///
/// The form is the JSON Canonicalization Scheme (RFC 8785) for values whose numbers are whole: members sorted
/// by the UTF-16 code units of their names, no blanks, the shortest escapes. Two values are equal when their
/// bytes are; in particular names and texts that look alike but are composed differently in Unicode stay
/// different, which `String`'s own `==` would not tell apart.
///
/// Every value can be written. Not every value may be read back: see ``entry(limit:)``.
public struct CanonicalJSON: Sendable, Hashable {
  /// What a value is.
  enum Content: Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([CanonicalJSON])
    /// Sorted, each name once.
    case object([Member])
  }

  /// A name and its value.
  public struct Member: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let value: CanonicalJSON

    /// Equal names have equal bytes.
    public static func == (a: Self, b: Self) -> Bool {
      a.name.utf8.elementsEqual(b.name.utf8) && a.value == b.value
    }
    /// Hashes the name's bytes and the value.
    public func hash(into hasher: inout Hasher) {
      for byte in name.utf8 { hasher.combine(byte) }
      hasher.combine(value)
    }
  }

  /// The largest whole number that every JSON reader keeps: 2⁵³ - 1 (I-JSON, RFC 7493 section 2.2).
  public static let largest = 9_007_199_254_740_991
  /// How deep lists and objects may stand in one another in what is read.
  public static let depth = 32
  /// The most bytes of a public entry: tlog-tiles states an entry's size in 16 bits (C2SP).
  public static let entrySize = 65_535

  let content: Content

  init(content: Content) { self.content = content }

  /// Nothing.
  public static let null = CanonicalJSON(content: .null)
  /// True or false.
  public static func bool(_ value: Bool) -> Self { Self(content: .bool(value)) }
  /// A text, kept byte for byte.
  public static func text(_ value: String) -> Self { Self(content: .text(value)) }
  /// A list, in its order.
  public static func list(_ values: [CanonicalJSON]) -> Self { Self(content: .list(values)) }
  /// A list of texts, in its order.
  public static func texts(_ values: [String]) -> Self { .list(values.map { .text($0) }) }

  /// A whole number.
  ///
  /// One beyond ±``largest`` becomes a text of its digits, as RFC 7493 section 2.2 recommends, so that
  /// nothing is rounded in silence; readers that want a number then refuse it.
  public static func number(_ value: Int) -> Self {
    value.magnitude <= UInt(largest) ? Self(content: .number(value)) : .text(String(value))
  }

  /// An object; members whose value is `nil` are left out, and of one name twice the last counts.
  public static func object(_ members: KeyValuePairs<String, CanonicalJSON?>) -> Self {
    Self(
      content: .object(
        sorted(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })))
  }

  /// An object of members in any order; of one name twice the last counts.
  public static func object(_ members: [(name: String, value: CanonicalJSON)]) -> Self {
    Self(content: .object(sorted(members.map { Member(name: $0.name, value: $0.value) })))
  }

  /// This object with one member more or another value for it; with `nil` the member goes.
  ///
  /// A value that is no object becomes one with that member alone.
  public func with(_ name: String, _ value: CanonicalJSON?) -> Self {
    var members = members.filter { !$0.name.utf8.elementsEqual(name.utf8) }
    if let value { members.append(Member(name: name, value: value)) }
    return Self(content: .object(Self.sorted(members)))
  }

  private static func sorted(_ members: [Member]) -> [Member] {
    // A stable order of equal names, so that the last one given is the one that stays.
    let order = members.indices.sorted { i, j in
      if members[i].name.utf8.elementsEqual(members[j].name.utf8) { return i < j }
      return precedes(members[i].name, members[j].name)
    }
    var out: [Member] = []
    out.reserveCapacity(members.count)
    for i in order {
      if let last = out.last, last.name.utf8.elementsEqual(members[i].name.utf8) { out.removeLast() }
      out.append(members[i])
    }
    return out
  }

  /// Whether a name stands before another: by UTF-16 code units (RFC 8785 section 3.2.3).
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf16.lexicographicallyPrecedes(b.utf16) }

  // MARK: What a value holds

  /// The text, or `nil` where the value is none.
  public var text: String? { if case .text(let value) = content { value } else { nil } }
  /// The whole number, or `nil` where the value is none; within ±``largest``.
  public var number: Int? { if case .number(let value) = content { value } else { nil } }
  /// True or false, or `nil` where the value is neither.
  public var bool: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The list, or `nil` where the value is none.
  public var list: [CanonicalJSON]? { if case .list(let values) = content { values } else { nil } }
  /// Whether the value is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }
  /// Whether the value is an object.
  public var isObject: Bool { if case .object = content { true } else { false } }
  /// The members in the order of the bytes; empty where the value is no object.
  public var members: [Member] { if case .object(let members) = content { members } else { [] } }
  /// The value of a member, or `nil` where there is none of that name; found by halving.
  public subscript(_ name: String) -> CanonicalJSON? {
    guard case .object(let members) = content else { return nil }
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(members[middle].name, name) { low = middle + 1 } else { high = middle }
    }
    guard low < members.count, members[low].name.utf8.elementsEqual(name.utf8) else { return nil }
    return members[low].value
  }
  /// The value at a place of the list, or `nil` where there is none.
  public subscript(_ index: Int) -> CanonicalJSON? {
    guard let list, list.indices.contains(index) else { return nil }
    return list[index]
  }

  /// Equal values have equal bytes.
  public static func == (a: Self, b: Self) -> Bool {
    switch (a.content, b.content) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.number(let x), .number(let y)): x == y
    case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
    case (.list(let x), .list(let y)): x == y
    case (.object(let x), .object(let y)): x == y
    default: false
    }
  }
  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension CanonicalJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: CanonicalJSON...) { self = .list(elements) }
  /// An object; members whose value is `nil` are left out, and of one name twice the last counts.
  public init(dictionaryLiteral elements: (String, CanonicalJSON?)...) {
    self = .object(elements.compactMap { name, value in value.map { (name: name, value: $0) } })
  }
}
