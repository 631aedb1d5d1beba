/// Why some bytes are not a value in the one form of ``CanonicalJSON``, and where.
public struct CanonicalJSONError: ExplainedError, Hashable {
  /// What can be wrong.
  public enum Fault: Sendable, Hashable {
    /// More bytes than the limit.
    case tooLong(bytes: Int, limit: Int)
    /// The bytes end within a value.
    case endsEarly
    /// More bytes after the value.
    case goesOn
    /// No value begins with this byte.
    case notAValue(UInt8)
    /// A blank, tab or line end where none may be.
    case blank
    /// Another byte than the one that must stand here.
    case expected(String)
    /// A number with a fraction, an exponent, a zero in front, or a minus before zero.
    case numberForm
    /// A whole number beyond ±(2⁵³ - 1).
    case numberRange
    /// A text with an escape that has a shorter form, or none.
    case escape
    /// A control character that is not escaped.
    case controlCharacter(UInt8)
    /// Bytes that are not UTF-8.
    case notUTF8
    /// A name that stands twice in one object.
    case twice(String)
    /// A name that should stand before the one before it.
    case order(String)
    /// Lists and objects deeper in one another than allowed.
    case tooDeep(limit: Int)
  }

  /// What is wrong.
  public let fault: Fault
  /// The byte at which it is, from 0.
  public let byte: Int

  /// Creates the error.
  public init(_ fault: Fault, byte: Int) {
    self.fault = fault
    self.byte = byte
  }

  /// What is wrong.
  public var problem: String {
    switch fault {
    case .tooLong(let bytes, let limit): "\(bytes) bytes are more than the \(limit) that are allowed"
    case .endsEarly: "the text ends in the middle of a value"
    case .goesOn: "something follows the value"
    case .notAValue(let byte): "no JSON value begins with byte \(byte)"
    case .blank: "there is a blank between the parts"
    case .expected(let what): "\(what) must stand here"
    case .numberForm: "a number must be whole and in its shortest form"
    case .numberRange: "a number is beyond ±\(CanonicalJSON.largest)"
    case .escape: "an escape in a text is not the one that RFC 8785 prescribes"
    case .controlCharacter(let byte): "control character \(byte) stands in a text without an escape"
    case .notUTF8: "these bytes are not UTF-8"
    case .twice(let name): "«\(name)» stands twice in one object"
    case .order(let name): "«\(name)» stands behind a name that comes after it"
    case .tooDeep(let limit): "lists and objects stand more than \(limit) deep in one another"
    }
  }

  /// Where.
  public var place: String { "byte \(byte)" }

  /// What to do.
  public var remedy: String {
    switch fault {
    case .tooLong: "Keep large things in a file of their own and name their SHA-256 here."
    case .tooDeep: "Lay the value out flatter."
    case .numberForm, .numberRange: "Write a whole number of a smaller unit, or a text."
    default: "Write it again with a canonical writer (RFC 8785); what has another form is not the same entry."
    }
  }
}
