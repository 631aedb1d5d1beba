/// The names and values that a browser sends: `application/x-www-form-urlencoded` (WHATWG URL standard,
/// section 5).
public struct FormBody: Sendable, Hashable {
  /// The most bytes that are read.
  public static let limit = 65_536
  /// The values by their names, in the order in which they were sent.
  public private(set) var entries: [String: [String]] = [:]

  /// Starts with nothing.
  public init() {}

  /// Reads what was sent.
  ///
  /// Total: any bytes give values or an error.
  ///
  /// - Parameters:
  ///   - bytes: the body.
  ///   - limit: how many bytes are read at most.
  /// - Throws: ``IncidentError`` where it is too long or not UTF-8.
  public init(_ bytes: [UInt8], limit: Int = limit) throws(IncidentError) {
    guard bytes.count <= limit else {
      throw .field("(all)", problem: "\(bytes.count) bytes are too many", remedy: "Say it shorter.")
    }
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let name = try Self.decoded(part[..<end])
      let value = end < part.endIndex ? try Self.decoded(part[(end + 1)...]) : ""
      entries[name, default: []].append(value)
    }
  }

  /// The values of a name, in the order in which they were sent; empty where there is none.
  public func values(_ name: String) -> [String] { entries[name] ?? [] }

  /// A plus is a blank, a percent sign and two digits are a byte; a percent sign without them stays.
  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(IncidentError) -> String {
    var out: [UInt8] = []
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let byte = bytes[at]
      if byte == UInt8(ascii: "%"), at + 2 < bytes.endIndex, let high = digit(bytes[at + 1]),
        let low = digit(bytes[at + 2])
      {
        out.append(high << 4 | low)
        at += 3
        continue
      }
      out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      at += 1
    }
    guard let text = String(validating: out, as: UTF8.self) else {
      throw .field("(all)", problem: "it is not UTF-8", remedy: "Send it as UTF-8, as browsers do.")
    }
    return text
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}

extension ReportAnswers {
  /// The answers that ``ReportWebForm`` sends.
  ///
  /// - Parameters:
  ///   - form: what was sent; names that are no question's are left to the server.
  ///   - language: the language in which was asked.
  /// - Throws: ``IncidentError`` with the first question whose answer cannot be taken.
  public init(form: FormBody, language: Language) throws(IncidentError) {
    self.init(language: language)
    for id in QuestionID.allCases { try answer(form.values(id.rawValue).joined(separator: " "), to: id) }
  }
}
