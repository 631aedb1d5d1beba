/// Tables as text (RFC 4180): commas, CRLF, a header, and quotes where a field needs them.
struct CSVText {
  private(set) var text: String
  private let columns: Int

  init(_ header: [String]) {
    columns = header.count
    text = Self.line(header)
  }

  mutating func add(_ fields: [String?]) {
    text += Self.line((0..<columns).map { $0 < fields.count ? fields[$0] ?? "" : "" })
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\r\n"
  }

  /// By bytes: to Swift, CR and LF side by side are one character that is neither.
  private static func field(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
