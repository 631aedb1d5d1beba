public import SleepCore

/// What is wrong with a text file of numbers.
public struct ColumnTextError: ExplainedError, Hashable {
  /// The kinds of trouble.
  public enum Kind: Sendable, Hashable {
    /// There is no number in the file.
    case noValues
    /// A field is no number; what stands there, at most 40 bytes of it.
    case notANumber(String)
    /// A line has fewer fields than the column's place, counted from 0, needs.
    case missingColumn(Int, found: Int)
    /// A line within the numbers is empty.
    case emptyLine
    /// The header does not name the column.
    case noSuchColumn(String, names: [String])
    /// A line is longer than ``ColumnTextReader/longestLine``.
    case longLine
  }

  /// The kind, for code that decides by it.
  public let kind: Kind
  /// The file's name.
  public let file: String
  /// The line, from 1, where there is one.
  public let line: Int?

  /// Creates an error.
  public init(_ kind: Kind, file: String, line: Int?) {
    self.kind = kind
    self.file = file
    self.line = line
  }

  /// The file and the line.
  public var place: String { line.map { "\(file), line \($0)" } ?? file }

  /// What is wrong.
  public var problem: String {
    switch kind {
    case .noValues: "there is no number in it"
    case .notANumber(let text): "«\(text)» is not a number"
    case .missingColumn(let index, let found): "there is no column \(index + 1), only \(found)"
    case .emptyLine: "the line is empty, and numbers follow it"
    case .noSuchColumn(let name, let names):
      "there is no column «\(name)» among \(names.prefix(20).joined(separator: ", "))"
    case .longLine: "the line is longer than \(ColumnTextReader.longestLine) bytes"
    }
  }

  /// What the reader can do.
  public var remedy: String {
    switch kind {
    case .noValues: "Give a text file with one value a line, or a CSV"
    case .notANumber: "Numbers are written with a decimal point, and `nan` where a sample is missing"
    case .missingColumn, .noSuchColumn: "Choose another column, by its place or its name in the header line"
    case .emptyLine: "Write `nan` where a sample is missing, or take the line out"
    case .longLine: "Give a text file; recordings in EDF or BDF are read as such"
    }
  }
}
