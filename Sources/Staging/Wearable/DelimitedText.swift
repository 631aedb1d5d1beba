/// Lines of a table with a header, by bytes: commas, semicolons or tabs, quotes allowed.
///
/// Lines end in LF, CRLF or CR. Empty lines and lines that begin with # are passed over; a byte order mark
/// too.
struct DelimitedText {
  /// The names in the header, in small letters, blanks and hyphens as underscores, without a unit in
  /// brackets.
  let names: [String]
  /// The header's line, from 1.
  let headerLine: Int
  let delimiter: UInt8
  private var lines: Lines

  /// `nil` where there is no line at all.
  init?(_ bytes: [UInt8]) {
    lines = Lines(bytes: bytes, position: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    guard let header = lines.next() else { return nil }
    var best = UInt8(ascii: ",")
    var most = 0
    for candidate in [best, UInt8(ascii: ";"), UInt8(ascii: "\t")] {
      let count = header.text.count(where: { $0 == candidate })
      if count > most { (best, most) = (candidate, count) }
    }
    delimiter = best
    names = Self.fields(header.text, best).map(Self.plainName)
    headerLine = header.line
  }

  /// The fields of the next row and its line, from 1.
  mutating func nextRow() -> (fields: [ArraySlice<UInt8>], line: Int)? {
    lines.next().map { (Self.fields($0.text, delimiter), $0.line) }
  }

  private struct Lines {
    let bytes: [UInt8]
    var position: Int
    var line = 0

    mutating func next() -> (text: ArraySlice<UInt8>, line: Int)? {
      while position < bytes.count {
        let start = position
        while position < bytes.count, bytes[position] != 10, bytes[position] != 13 { position += 1 }
        let text = bytes[start..<position]
        if position < bytes.count {
          let isPair = bytes[position] == 13 && position + 1 < bytes.count && bytes[position + 1] == 10
          position += isPair ? 2 : 1
        }
        line += 1
        if let first = text.first(where: { $0 != 32 && $0 != 9 }), first != UInt8(ascii: "#") {
          return (text, line)
        }
      }
      return nil
    }
  }

  /// Fields without their quotes and the blanks around them; a doubled quote inside stays doubled.
  private static func fields(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var start = line.startIndex
    var isQuoted = false
    for i in line.indices {
      if line[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if line[i] == delimiter, !isQuoted {
        fields.append(trimmed(line[start..<i]))
        start = i + 1
      }
    }
    fields.append(trimmed(line[start...]))
    return fields
  }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func bare(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var rest = slice.drop { $0 == 32 || $0 == 9 }
      while let last = rest.last, last == 32 || last == 9 { rest = rest.dropLast() }
      return rest
    }
    let outer = bare(field)
    let quote = UInt8(ascii: "\"")
    guard outer.count >= 2, outer.first == quote, outer.last == quote else { return outer }
    return bare(outer.dropFirst().dropLast())
  }

  private static func plainName(_ field: ArraySlice<UInt8>) -> String {
    let text = String(decoding: field, as: UTF8.self).lowercased()
    var name = ""
    for character in text.prefix(64) {
      if character == "(" || character == "[" { break }
      name.append(character == " " || character == "-" || character == "." ? "_" : character)
    }
    while name.hasSuffix("_") { name.removeLast() }
    return name
  }
}
