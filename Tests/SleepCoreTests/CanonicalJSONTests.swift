import Foundation
import SleepCore
import TestKit
import Testing

@Suite("a canonical value has one form in bytes, and only that form is read")
struct CanonicalJSONTests {
  @Test("names are sorted by UTF-16 code units: the example of RFC 8785, section 3.2.3")
  func sorting() throws {
    let value: CanonicalJSON = [
      "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\u{1F600}": "Emoji: Grinning Face", "\u{80}": "Control",
      "\u{f6}": "Latin Small Letter O With Diaeresis",
    ]
    #expect(
      value.members.compactMap(\.value.text) == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
    #expect(try CanonicalJSON.read(value.bytes) == value)
    #expect(value["\u{fb33}"]?.text == "Hebrew Letter Dalet With Dagesh" && value["2"] == nil)
  }

  @Test("a value is written without blanks, with the shortest escapes, and with whole numbers")
  func form() throws {
    let name = "b"
    let missing: String? = nil
    let value: CanonicalJSON = [
      name: .text("\u{8}\t\n\u{c}\r\"\\\u{1}\u{1f}/\u{7f}é€😀\u{2028}"),
      "a": [1, -2, 0, 9_007_199_254_740_991],
      "c": [:], "d": [], "e": true, "f": false, "g": .null, "h": missing.map { .text($0) },
    ]
    #expect(
      value.string == """
        {"a":[1,-2,0,9007199254740991],"b":"\\b\\t\\n\\f\\r\\"\\\\\\u0001\\u001f/\u{7f}é€😀\u{2028}",\
        "c":{},"d":[],"e":true,"f":false,"g":null}
        """)
    #expect(try CanonicalJSON.read(value.string) == value)
    #expect(value["a"]?[1]?.number == -2 && value["a"]?[4] == nil && value["e"]?.bool == true)
    #expect(
      value["g"]?.isNull == true && value["h"] == nil && value["c"]?.isObject == true && value.text == nil)
  }

  @Test("a number beyond what every reader keeps becomes a text of its digits, so that nothing is rounded")
  func largeNumbers() {
    #expect(CanonicalJSON.number(CanonicalJSON.largest).number == CanonicalJSON.largest)
    #expect(CanonicalJSON.number(-CanonicalJSON.largest).number == -CanonicalJSON.largest)
    #expect(CanonicalJSON.number(CanonicalJSON.largest + 1).text == "9007199254740992")
    #expect(CanonicalJSON.number(.min).text == "-9223372036854775808")
  }

  @Test("what only looks alike is not equal: names and texts are compared by their bytes")
  func unicodeForms() throws {
    let (composed, decomposed) = ("\u{e9}", "e\u{301}")
    #expect(composed == decomposed)
    #expect(CanonicalJSON.text(composed) != CanonicalJSON.text(decomposed))
    let both: CanonicalJSON = .object([composed: 1, decomposed: 2])
    #expect(both.members.count == 2 && both[composed]?.number == 1 && both[decomposed]?.number == 2)
    #expect(try CanonicalJSON.read(both.bytes) == both)
    #expect(Set([CanonicalJSON.text(composed), .text(decomposed)]).count == 2)
  }

  @Test("of a name given twice the last counts; a member can be added, changed and taken away")
  func members() {
    let value = CanonicalJSON.object([(name: "a", value: 1), (name: "b", value: 2), (name: "a", value: 3)])
    #expect(value.string == #"{"a":3,"b":2}"#)
    #expect(value.with("a", 4).with("b", nil).with("c", "x").string == #"{"a":4,"c":"x"}"#)
    #expect(CanonicalJSON.number(1).with("k", true).string == #"{"k":true}"#)
  }

  @Test(
    "what is not in the one form is refused, and the byte is named",
    arguments: [
      ("", 0, .endsEarly), (" 1", 0, .blank), ("1 ", 1, .blank), ("1\n", 1, .blank), ("{} x", 2, .blank),
      ("[1, 2]", 3, .blank), (#"{"a" :1}"#, 4, .blank), (#"{ "a":1}"#, 1, .blank),
      (#"{"a":1,}"#, 7, .expected("a name in quotes")),
      ("[1,]", 3, .notAValue(93)), ("[1", 2, .endsEarly), ("[1}", 2, .expected("«,» or «]»")),
      (#"{"a"=1}"#, 4, .expected("«:»")), (#"{a:1}"#, 1, .expected("a name in quotes")), ("1x", 1, .goesOn),
      ("tru", 3, .endsEarly), ("trux", 3, .expected("«true»")), ("Null", 0, .notAValue(78)),
      ("+1", 0, .notAValue(43)),
      ("-0", 0, .numberForm), ("01", 0, .numberForm), ("-01", 0, .numberForm), ("1.0", 0, .numberForm),
      ("[1e3]", 1, .numberForm), ("-", 1, .endsEarly), ("-x", 0, .numberForm),
      ("[9007199254740992]", 1, .numberRange),
      ("-9007199254740992", 0, .numberRange), (#""\/""#, 1, .escape), (#""a\u0041""#, 2, .escape),
      (#""\u000a""#, 1, .escape), (#""\u001F""#, 1, .escape), (#""\ud83d\ude00""#, 1, .escape),
      (#""\x""#, 1, .escape),
      ("\"\u{1}\"", 1, .controlCharacter(1)), ("\"a", 2, .endsEarly), (#""\u00"#, 5, .endsEarly),
      (#"{"a":1,"a":2}"#, 7, .twice("a")), (#"{"a":1,"b":2,"a":2}"#, 13, .twice("a")),
      (#"{"b":1,"a":2}"#, 7, .order("a")), ("{\"\u{fb33}\":1,\"\u{1F600}\":2}", 9, .order("\u{1F600}")),
    ] as [(String, Int, CanonicalJSONError.Fault)])
  func refusals(text: String, byte: Int, fault: CanonicalJSONError.Fault) {
    #expect(throws: CanonicalJSONError(fault, byte: byte)) { try CanonicalJSON.read(text) }
  }

  @Test(
    "bytes that are not UTF-8 are refused where they begin",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: CanonicalJSONError(.notUTF8, byte: 2)) {
      try CanonicalJSON.read([0x22, 0x61] + bytes + [0x22])
    }
  }

  @Test("every Unicode scalar is written and read back")
  func everyScalar() throws {
    for start in stride(from: UInt32(0), to: 0x110000, by: 0x2000) {
      var text = ""
      for code in start..<start + 0x2000 {
        if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
      }
      #expect(
        try CanonicalJSON.read(CanonicalJSON.text(text).bytes).text?.utf8.elementsEqual(text.utf8) == true)
    }
  }

  @Test("depth and size have ends, and an entry is sure to be read back")
  func ends() throws {
    func nest(_ depth: Int) -> CanonicalJSON { (0..<depth).reduce(1) { value, _ in [value] } }
    #expect(try CanonicalJSON.read(nest(32).bytes) == nest(32))
    #expect(throws: CanonicalJSONError(.tooDeep(limit: 32), byte: 32)) { try nest(33).entry() }
    #expect(throws: CanonicalJSONError.self) {
      try CanonicalJSON.read([UInt8](repeating: 0x5B, count: 60_000))
    }
    let long = CanonicalJSON.text(String(repeating: "x", count: 65_533))
    #expect(try long.entry().count == 65_535)
    #expect(throws: CanonicalJSONError(.tooLong(bytes: 65_536, limit: 65_535), byte: 65_535)) {
      try CanonicalJSON.text(String(repeating: "x", count: 65_534)).entry()
    }
  }

  @Test(
    "random values come back as they were, and a changed byte is either refused or another value's one form")
  func mutations() throws {
    var random = SeededRandom(seed: 6)
    var (refused, others) = (0, 0)
    for _ in 0..<tries(400, soak: 40_000) {
      let value = Self.random(&random, depth: 0)
      let bytes = value.bytes
      #expect(try CanonicalJSON.read(bytes, limit: 1 << 20) == value)
      for _ in 0..<20 {
        var changed = bytes
        let at = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: changed[at] = .random(in: 0...255, using: &random)
        case 1: changed.remove(at: at)
        case 2:
          changed.insert(
            Array("{}[],:\" 0123456789-.eE\\u\u{1}".utf8).randomElement(using: &random) ?? 0, at: at)
        default: changed.swapAt(at, Int.random(in: 0..<changed.count, using: &random))
        }
        do throws(CanonicalJSONError) {
          let other = try CanonicalJSON.read(changed, limit: 1 << 20)
          #expect(other.bytes == changed && (changed == bytes) == (other == value))
          others += 1
        } catch {
          #expect(error.byte <= changed.count && !error.description.isEmpty)
          refused += 1
        }
      }
    }
    #expect(refused > 1000 && others > 1000)
  }

  @Test("the rfc8785 package writes the same bytes")
  func peer() throws {
    guard let python = peerPython else { return }
    var random = SeededRandom(seed: 7)
    let folder = try ScratchFolder()
    var bytes: [UInt8] = []
    for _ in 0..<300 { bytes += Self.random(&random, depth: 0).bytes + [0x0A] }
    try Data(bytes).write(to: folder.file("values"))
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/canonical_json.py").path
    let answer = try run(python, [script, folder.file("values").path])
    let lines = answer.output.split(separator: "\n")
    #expect(answer.status == 0 && lines.count == 300 && lines.allSatisfy { $0 == "ok" }, "\(answer.error)")
  }

  /// A value with names and texts from every corner of Unicode.
  static func random(_ random: inout SeededRandom, depth: Int) -> CanonicalJSON {
    func text(_ random: inout SeededRandom) -> String {
      let scalars: [Unicode.Scalar] = [
        "a", "b", "\"", "\\", "\n", "\u{0}", "\u{1f}", "é", "\u{301}", "€", "\u{fb33}", "😀",
      ]
      var text = ""
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "x")
      }
      return text
    }
    switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .number(Int(truncatingIfNeeded: random.next()) >> Int.random(in: 10..<64, using: &random))
    case 3: return .text(text(&random))
    case 4:
      return .list(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in Self.random(&random, depth: depth + 1) })
    default:
      var members: [(name: String, value: CanonicalJSON)] = []
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        members.append((text(&random), Self.random(&random, depth: depth + 1)))
      }
      return .object(members)
    }
  }
}
