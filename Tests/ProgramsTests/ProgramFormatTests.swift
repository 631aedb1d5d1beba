import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("the formatter keeps every word and every comment")
struct ProgramFormatTests {
  private func tidy(_ text: String) throws -> String { try ProgramFormat.tidy(text, file: "a.yaml") }

  @Test("a crooked program becomes a tidy one")
  func crooked() throws {
    let crooked = """


      # What it is.
      lumapod:   program/1   # the version
      name: small
      about: >-
           Rain   and rest,
             indented,

           and more.
      evidence:
      - claim:   "a: b  # no comment"
        finding: mixed# no comment either
        source: {a:   1,b: [ 2,3 ] , c:  'it''s,  so' }
      #  before the start
      start: rain
      scenes:

        # The first.
          rain:
               sound:
                    rain: { level: 40 dBA,over: 30 s }    # at the ear
               next:
               # by stage
               - {stage: [ N2,N3 ], held: 2 min,
                  go: deep}


               - {asks: quiet, go: deep}
               then: deep
          deep:   # the second
              about: x
                y
          # The end.


      """
    let expected = """
      # What it is.
      lumapod: program/2  # the version
      name: small
      about: >-
        Rain   and rest,
          indented,

        and more.
      evidence:
        - claim: "a: b  # no comment"
          finding: mixed# no comment either
          source: {a: 1, b: [2, 3], c: 'it''s,  so'}

      #  before the start
      start: rain

      scenes:
        # The first.
        rain:
          sound:
            rain: {level: 40 dBA, over: 30 s}  # at the ear
          next:
            # by stage
            - {stage: [ N2,N3 ], held: 2 min,
              go: deep}

            - {asks: quiet, go: deep}
          then: deep

        deep:  # the second
          about: x
            y
        # The end.

      """
    #expect(try tidy(crooked) == expected)
    #expect(try tidy(expected) == expected)
  }

  @Test("line ends of other systems and a byte order mark go")
  func lineEnds() throws {
    #expect(try tidy("\u{FEFF}lumapod: program/2\r\nname: a\r\n") == "lumapod: program/2\nname: a\n")
  }

  @Test("a program of version 1 is read once it is formatted")
  func upgrade() throws {
    let old = goodProgram.replacing("program/2", with: "program/1")
    #expect(throws: ProgramError.self) { try parse(old) }
    #expect(try parse(tidy(old)).compiled == parse(goodProgram).compiled)
  }

  @Test("what is not YAML, or no program, is an error with a place")
  func errors() {
    for text in ["a: [", "- a\n- b", "", "{a: 1, a: 2}"] {
      #expect(throws: ProgramError.self) { try tidy(text) }
    }
  }

  @Test("in any layout that means the same, the program stays the same, and tidying twice is tidying once")
  func anyLayout() throws {
    var random = SeededRandom(seed: 21)
    let texts = [goodProgram] + (try ProgramLibrary.names.map(ProgramLibrary.text))
    var tidied = 0
    for turn in 0..<tries(600, soak: 20_000) {
      let text = texts[turn % texts.count]
      let program = try parse(text).compiled
      let crooked = Self.bent(text, using: &random)
      guard let same = try? parse(crooked).compiled, same == program else { continue }
      let once = try tidy(crooked)
      #expect(try tidy(once) == once, "\(crooked)")
      #expect(try parse(once).compiled == program)
      #expect(Self.comments(once) == Self.comments(crooked))
      tidied += 1
    }
    #expect(tidied > 500)
  }

  /// The comments of a text whose quotes hold no hash.
  private static func comments(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let hash = line.firstIndex(of: "#") else { return nil }
      return line[hash...].trimmingSuffix(while: { $0 == " " }).description
    }
  }

  /// The text with other spaces, blank lines and comments.
  private static func bent(_ text: String, using random: inout SeededRandom) -> String {
    let factor = Int.random(in: 1...3, using: &random)
    var lines: [String] = []
    var isFolded = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }.count
      isFolded = isFolded && (indent > 2 || line.isEmpty || indent == 2 && !line.contains(": "))
      var rest = String(line.dropFirst(indent))
      let isPlain = !isFolded && !rest.isEmpty && !rest.contains(">") && !rest.contains("\"")
      if isPlain, Int.random(in: 0..<8, using: &random) == 0 {
        rest = rest.replacing(", ", with: " ,  ").replacing("{", with: "{ ")
      }
      if isPlain, !rest.contains("#"), Int.random(in: 0..<8, using: &random) == 0 {
        rest += "   # note \(Int.random(in: 0..<99, using: &random)) "
      }
      if isPlain, Int.random(in: 0..<12, using: &random) == 0 {
        lines += ["", String(repeating: " ", count: indent * factor) + "#over \(lines.count)"]
      }
      if !isFolded, rest.hasPrefix("- ") {
        rest = "-" + String(repeating: " ", count: 2 * factor - 1) + rest.dropFirst(2)
      }
      if line.hasSuffix(">") || line.hasSuffix(">-") { isFolded = true }
      lines.append(String(repeating: " ", count: indent * factor) + rest)
    }
    return lines.joined(separator: Bool.random(using: &random) ? "\n" : "\r\n")
  }
}

extension Substring {
  /// Without the characters at its end that a test holds for.
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, isDropped(last) { text.removeLast() }
    return text
  }
}
