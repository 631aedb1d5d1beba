import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("A column of numbers in a text file")
struct ColumnTextTests {
  private func read(_ text: String, _ column: ColumnText.Column = .index(0)) throws -> ColumnText {
    try ColumnText(bytes: Array(text.utf8), file: "eeg.txt", column: column)
  }

  /// What reading a text says, as one line.
  private func said(_ text: String, _ column: ColumnText.Column = .index(0)) -> String {
    do {
      return "\(try read(text, column).values)"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "is read whatever divides its fields and ends its lines, with a header or none",
    arguments: [
      "1.5\n-2\n3e2\n", "  1.5\r\n  -2\r\n  3e2", "[C3-A1]\n   1.5\n  -2\n 3e2\n", "\u{FEFF}1.5\r-2\r3e2\r",
      "a signal\n1.5\n-2\n3e2\n\n\n", "# from a device\n% 250 Hz\n\neeg\n1.5\n-2\n3e2\n",
      "1.5,7,8\n-2,7,8\n3e2,7,8",
      "eeg;other\n1.5;x\n-2;;\n3e2;y\n", "1.5\t\n-2\t9\n3e2\t9\n", "1.5   9  9\n  -2 9 9\n3e2 9 9",
      "\"1.5\",2\n\"-2\",2\n3e2,2",
    ])
  func forms(text: String) throws { #expect(try read(text).values == [1.5, -2, 300]) }

  @Test("any column is taken by its place or by its name")
  func columns() throws {
    let text = "time,EEG Fpz,\"EOG\"\n0,10.5,1\n1,,2\n2,NaN,3\n3,-4,\n"
    let eeg = try read(text, .name("EEG Fpz"))
    #expect(eeg.header == ["time", "EEG Fpz", "EOG"])
    #expect(eeg.values.map(\.isNaN) == [false, true, true, false] && eeg.values[3] == -4)
    #expect(try read(text, .name("EOG")).values.prefix(3) == [1, 2, 3])
    #expect(try read(text, .index(0)).values == [0, 1, 2, 3])
    #expect(try read("title\n1 2\n3 4", .index(1)).values == [2, 4])
    #expect(try read("\t5\n\t6\n", .index(1)).values == [5, 6])
    #expect(try read("[CZ-A1]\n1\n", .name("CZ-A1")).values == [1])
  }

  @Test("what is wrong is named with its line and a way out")
  func errors() {
    #expect(said("") == "eeg.txt: there is no number in it. Give a text file with one value a line, or a CSV")
    #expect(said("[C3-A1]\n").hasPrefix("eeg.txt: there is no number"))
    #expect(said("1\n2\nx\n").hasPrefix("eeg.txt, line 3: «x» is not a number"))
    #expect(said("one\ntwo\n3\n").hasPrefix("eeg.txt, line 2: «two» is not a number"))
    #expect(said("1\n\n2\n").hasPrefix("eeg.txt, line 2: the line is empty"))
    #expect(said("1,2\n3\n", .index(1)).hasPrefix("eeg.txt, line 2: there is no column 2, only 1"))
    #expect(said("1,2\n", .index(-1)).hasPrefix("eeg.txt, line 1: there is no column 0"))
    #expect(said("a,b\n1,2\n", .name("c")).hasPrefix("eeg.txt, line 1: there is no column «c» among a, b"))
    #expect(said("1\ninf\n").contains("line 2") && said("1\n1e999\n").contains("line 2"))
    #expect(said("1\n0x10\n").contains("line 2"))
    #expect(said(String(repeating: "1", count: 70_000)).contains("longer than 65536 bytes"))
  }

  @Test("any bytes, cut anywhere, give the same numbers or the same error, and never end the program")
  func anyBytes() {
    let alphabet = Array("0123456789.,;\t \r\n\"-eE#%xnaN[]".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xFF]
    var random = SeededRandom(seed: 11)
    func outcome(_ bytes: [UInt8], _ column: ColumnText.Column, cut: Bool) -> (
      bits: [UInt64], error: ColumnTextError?
    ) {
      var reader = ColumnTextReader(file: "f", column: column)
      var bits: [UInt64] = []
      do throws(ColumnTextError) {
        var start = 0
        while start < bytes.count {
          let end = cut ? min(bytes.count, start + Int.random(in: 1...9, using: &random)) : bytes.count
          try reader.push(bytes.span.extracting(start..<end)) { bits.append($0.bitPattern) }
          start = end
        }
        try reader.finish { bits.append($0.bitPattern) }
        return (bits, nil)
      } catch {
        return (bits, error)
      }
    }
    var good = 0
    for _ in 0..<tries(4000, soak: 400_000) {
      let count = Int.random(in: 0...60, using: &random)
      let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      for column in [ColumnText.Column.index(0), .index(2), .name("x")] {
        let (whole, cut) = (outcome(bytes, column, cut: false), outcome(bytes, column, cut: true))
        #expect(whole.bits == cut.bits && whole.error == cut.error)
        if whole.error == nil { good += 1 }
      }
    }
    #expect(good > 100)
  }

  @Test("the recordings in text are read to the last line")
  func recordings() throws {
    for (path, count) in [
      ("dreams/excerpt1.txt", 180_000), ("portiloop/portiloop_spindles_250hz.csv", 130_000),
    ] {
      guard let url = SharedMaterial.recording(path) else { continue }
      let text = try ColumnText(bytes: [UInt8](Data(contentsOf: url)), file: path)
      let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
      #expect(text.values.count == lines.count - text.header.count && abs(text.values.count - count) < 2000)
      let last = try #require(lines.last?.split(separator: ",").first)
      #expect(text.values.last == Double(last.trimmingCharacters(in: .whitespaces)))
    }
  }
}
