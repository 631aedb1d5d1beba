import Foundation
import TestKit

/// A table of others' numbers: a line of names, then rows of cells.
struct VectorTable {
  let names: [String: Int]
  let rows: [[Substring]]

  /// Reads one from the vectors for surveillance, or gives `nil` where they are absent.
  init?(_ name: String) throws {
    guard let url = SharedMaterial.vector("surveillance/\(name)") else { return nil }
    var text: String
    if name.hasSuffix(".gz") {
      let unpacked = try run("gzip", ["-dc", url.path])
      guard unpacked.status == 0 else { return nil }
      text = unpacked.output
    } else {
      text = try String(contentsOf: url, encoding: .utf8)
    }
    let lines = text.split(whereSeparator: \.isNewline)
    guard let head = lines.first else { return nil }
    names = Dictionary(uniqueKeysWithValues: Self.cells(head).enumerated().map { (String($1), $0) })
    rows = lines.dropFirst().map(Self.cells)
  }

  /// The cells of a line; commas inside quotation marks stay.
  private static func cells(_ line: Substring) -> [Substring] {
    var cells: [Substring] = []
    var start = line.startIndex
    var isQuoted = false
    for i in line.indices {
      if line[i] == "\"" { isQuoted.toggle() }
      guard line[i] == ",", !isQuoted else { continue }
      cells.append(line[start..<i])
      start = line.index(after: i)
    }
    cells.append(line[start...])
    return cells.map { cell in
      let plain = cell.drop { $0 == " " || $0 == "\"" }
      return plain.hasSuffix("\"") ? plain.dropLast() : plain
    }
  }

  /// A number of a row, or `nil` where none stands there.
  func number(_ row: [Substring], _ name: String) -> Double? {
    names[name].flatMap { Double(row[$0]) }
  }
}
