/// One column of numbers out of a text file: a signal of one value a line, or a column of a CSV.
///
/// The form is found line by line. Fields are divided by commas, else by semicolons, else by tabs, else by spaces,
/// as the first line that is not a comment has them. Lines before the first number whose field is no number are
/// the header (at most one), and lines that begin with `#` or `%` before it are comments. Lines end with LF, CR
/// or both; a byte order mark and quotation marks around a field are taken off. Numbers have a decimal point. A
/// field that is `nan`, in any case, or empty beside others is a missing sample: NaN. Empty lines may stand at
/// either end only, since a line is a moment of time.
public struct ColumnText: Sendable {
  /// Which column is read.
  public enum Column: Sendable, Hashable {
    /// By its place, from 0.
    case index(Int)
    /// By its name in the header line, as it stands there or within brackets.
    case name(String)
  }

  /// The names of the header line, one for each field; empty where there is none.
  public let header: [String]
  /// The numbers, one for each line that is not the header.
  public let values: [Double]

  /// Reads a whole file.
  ///
  /// Time is O(bytes).
  ///
  /// - Parameters:
  ///   - bytes: the file's bytes.
  ///   - file: its name, for errors.
  ///   - column: which column.
  /// - Throws: ``ColumnTextError``, with the line.
  public init(bytes: Span<UInt8>, file: String, column: Column = .index(0)) throws(ColumnTextError) {
    var reader = ColumnTextReader(file: file, column: column)
    var values: [Double] = []
    values.reserveCapacity(bytes.count / 12)
    try reader.push(bytes) { values.append($0) }
    try reader.finish { values.append($0) }
    header = reader.header
    self.values = values
  }

  /// Reads a whole file; see the form for spans.
  ///
  /// - Throws: ``ColumnTextError``, with the line.
  public init(bytes: [UInt8], file: String, column: Column = .index(0)) throws(ColumnTextError) {
    try self.init(bytes: bytes.span, file: file, column: column)
  }
}

/// Reads a column of numbers from bytes as they come, cut anywhere.
///
/// What it gives does not depend on where the bytes are cut. Memory is one line, at most ``longestLine`` bytes.
public struct ColumnTextReader: Sendable {
  /// The longest line that is read, in bytes.
  public static let longestLine = 65_536

  /// The names of the header line; empty where there is none, and before it was read.
  public private(set) var header: [String] = []
  private let file: String
  private let column: ColumnText.Column
  private var line: [UInt8] = []
  private var lineNumber = 1
  private var endsWithReturn = false
  private var hasHeader = false
  private var hasValues = false
  private var emptyLine: Int?
  private var separator: UInt8?
  private var index = 0

  /// Creates a reader that has seen nothing.
  public init(file: String, column: ColumnText.Column = .index(0)) {
    self.file = file
    self.column = column
  }

  /// Takes more bytes, and gives each number whose line is complete, in order.
  ///
  /// - Throws: ``ColumnTextError``; what was given before it stays good.
  public mutating func push(_ bytes: Span<UInt8>, _ output: (Double) -> Void) throws(ColumnTextError) {
    for i in bytes.indices {
      let byte = bytes[i]
      let follows = endsWithReturn
      endsWithReturn = byte == 0x0D
      // The second half of CR LF ends no line of its own.
      if byte == 0x0A, follows { continue }
      if byte == 0x0A || byte == 0x0D {
        try endLine(output)
      } else {
        guard line.count < Self.longestLine else { throw refusal(.longLine) }
        line.append(byte)
      }
    }
  }

  /// Reads the last line, which needs no end, and checks that there was a number at all.
  ///
  /// - Throws: ``ColumnTextError``.
  public mutating func finish(_ output: (Double) -> Void) throws(ColumnTextError) {
    if !line.isEmpty { try endLine(output) }
    guard hasValues else { throw ColumnTextError(.noValues, file: file, line: nil) }
  }

  private func refusal(_ kind: ColumnTextError.Kind) -> ColumnTextError {
    ColumnTextError(kind, file: file, line: lineNumber)
  }

  private mutating func endLine(_ output: (Double) -> Void) throws(ColumnTextError) {
    defer {
      line.removeAll(keepingCapacity: true)
      lineNumber += 1
    }
    if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    // Tabs at an end may divide empty fields.
    var text = line[...]
    while text.first == 0x20 { text = text.dropFirst() }
    while text.last == 0x20 { text = text.dropLast() }
    guard let first = text.first else {
      if hasValues, emptyLine == nil { emptyLine = lineNumber }
      return
    }
    if !hasValues, !hasHeader, first == UInt8(ascii: "#") || first == UInt8(ascii: "%") { return }
    if let emptyLine { throw ColumnTextError(.emptyLine, file: file, line: emptyLine) }
    if separator == nil { separator = Self.separator(of: text) }
    let count = Self.fieldCount(text, separator ?? 0x20)
    if !hasValues, !hasHeader, try readHeader(text, count: count) { return }
    guard index < count else { throw refusal(.missingColumn(index, found: count)) }
    let field = Self.field(index, of: text, separator ?? 0x20)
    guard let value = Self.number(field, alone: count == 1) else {
      throw refusal(.notANumber(String(decoding: field.prefix(40), as: UTF8.self)))
    }
    hasValues = true
    output(value)
  }

  /// Takes the first line as the header where it is one, and finds the column.
  private mutating func readHeader(_ text: ArraySlice<UInt8>, count: Int) throws(ColumnTextError) -> Bool {
    let separator = separator ?? 0x20
    let names = (0..<count).map { String(decoding: Self.field($0, of: text, separator), as: UTF8.self) }
    switch column {
    case .index(let wanted):
      guard wanted >= 0 else { throw refusal(.missingColumn(wanted, found: count)) }
      index = wanted
      // A header may be shorter than the lines under it: a title.
      let probe = min(wanted, count - 1)
      hasHeader = Self.number(Self.field(probe, of: text, separator), alone: count == 1) == nil
      // A title of one word says nothing about how the lines under it are divided.
      if hasHeader, count == 1 { self.separator = nil }
    case .name(let name):
      guard let found = names.firstIndex(where: { $0 == name || $0 == "[\(name)]" }) else {
        throw refusal(.noSuchColumn(name, names: names))
      }
      index = found
      hasHeader = true
    }
    if hasHeader { header = names }
    return hasHeader
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = bytes
    while let byte = slice.first, isSpace(byte) { slice = slice.dropFirst() }
    while let byte = slice.last, isSpace(byte) { slice = slice.dropLast() }
    return slice
  }

  private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
    for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09] where text.contains(candidate) {
      return candidate
    }
    return 0x20
  }

  private static func fieldCount(_ text: ArraySlice<UInt8>, _ separator: UInt8) -> Int {
    var count = 1
    for i in text.indices where text[i] == separator {
      // Runs of spaces divide once.
      if separator != 0x20 || text[i - 1] != 0x20 { count += 1 }
    }
    return count
  }

  private static func field(_ wanted: Int, of text: ArraySlice<UInt8>, _ separator: UInt8)
    -> ArraySlice<UInt8>
  {
    var count = 0
    var begin = text.startIndex
    var end = text.endIndex
    for i in text.indices where text[i] == separator {
      if separator == 0x20, text[i - 1] == 0x20 {
        if count == wanted { begin = i + 1 }
        continue
      }
      if count == wanted {
        end = i
        break
      }
      count += 1
      begin = i + 1
    }
    var field = trimmed(text[begin..<max(begin, end)])
    if field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
      field = trimmed(field.dropFirst().dropLast())
    }
    return field
  }

  /// A finite number, NaN where a sample is missing, or `nil`.
  private static func number(_ field: ArraySlice<UInt8>, alone: Bool) -> Double? {
    if field.isEmpty { return alone ? nil : .nan }
    if field.count == 3, field.elementsEqual("nan".utf8, by: { $0 | 0x20 == $1 }) { return .nan }
    return EDFNumber.decimal(field)
  }
}
