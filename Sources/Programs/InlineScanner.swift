/// Follows quotes and brackets through the lines of a value, to know where it ends and where a comment begins.
struct InlineScanner {
  private var quote: Character?
  private var depth = 0

  /// Whether the value goes on in the next line.
  var isOpen: Bool { quote != nil || depth > 0 }

  /// Reads a line of the value, and returns where a comment begins in it.
  mutating func scan(_ line: [Character], startsToken: Bool) -> Int? {
    var startsToken = startsToken
    var i = 0
    while i < line.count {
      let c = line[i]
      let next = i + 1 < line.count ? line[i + 1] : nil
      if let open = quote {
        if open == "\"", c == "\\" {
          i += 1
        } else if open == "'", c == "'", next == "'" {
          i += 1
        } else if c == open {
          quote = nil
          startsToken = false
        }
      } else if c == "#", i == 0 || line[i - 1] == " " || line[i - 1] == "\t" {
        return i
      } else if startsToken, c == "\"" || c == "'" {
        quote = c
      } else if c == "{" || c == "[", depth > 0 || startsToken {
        depth += 1
        startsToken = true
      } else if depth > 0, c == "}" || c == "]" {
        depth -= 1
        startsToken = false
      } else if depth > 0, c == "," || c == ":" && (next == nil || next == " ") {
        startsToken = true
      } else if c != " " {
        startsToken = false
      }
      i += 1
    }
    return nil
  }

  /// Where the colon after the name of an entry stands; `nil` where the line is no entry.
  static func keyEnd(_ line: [Character]) -> Int? {
    guard let first = line.first, first != "{", first != "[", first != "#" else { return nil }
    var start = 0
    if first == "\"" || first == "'" {
      guard let close = line.dropFirst().firstIndex(of: first) else { return nil }
      start = close + 1
      guard start < line.count, line[start] == ":" else { return nil }
    }
    for i in start..<line.count {
      if line[i] == "#", i > 0, line[i - 1] == " " { return nil }
      if line[i] == ":", i + 1 == line.count || line[i + 1] == " " { return i }
    }
    return nil
  }

  /// A value in brackets with one space after each comma and colon, and none at the brackets; others as they are.
  static func spaced(_ value: [Character]) -> [Character] {
    guard let first = value.first, first == "{" || first == "[" else { return value }
    var result: [Character] = []
    var quote: Character?
    var startsToken = true
    var i = 0
    func next() -> Character? { i + 1 < value.count ? value[i + 1] : nil }
    while i < value.count {
      let c = value[i]
      if let open = quote {
        result.append(c)
        if open == "\"" && c == "\\" || open == "'" && c == "'" && next() == "'", let escaped = next() {
          result.append(escaped)
          i += 1
        } else if c == open {
          quote = nil
          startsToken = false
        }
      } else if c == " " || c == "\t" {
        // Spaces inside a plain text are part of it; those beside commas, colons and brackets are not.
        if !startsToken { result.append(" ") }
      } else if startsToken, c == "\"" || c == "'" {
        quote = c
        result.append(c)
      } else if c == "," || c == ":" && (next() == " " || next() == nil) {
        if c == "," { Self.trim(&result) }
        result += [c, " "]
        startsToken = true
      } else {
        if c == "}" || c == "]" { Self.trim(&result) }
        result.append(c)
        startsToken = c == "{" || c == "["
      }
      i += 1
    }
    return result
  }

  /// Drops the spaces at the end, unless they stand after a colon that would be part of the name without them.
  private static func trim(_ text: inout [Character]) {
    let spaces = text.reversed().prefix { $0 == " " }.count
    if text.dropLast(spaces).last != ":" { text.removeLast(spaces) }
  }
}
