/// The lines of a program, one after another, on their way to a tidy layout.
struct ProgramLayout {
  private var out: [String] = []
  private var levels: [Level] = []
  private var mode = Mode.lines
  private var hasBlank = false
  private var comments: [(indent: Int, text: String)] = []
  private var section = ""
  private var commentsSeen = 0
  private var commentsWritten = 0

  /// A column that lines began at, and the one they begin at now.
  private struct Level {
    let old: Int
    let new: Int
    var isList = false
  }

  private enum Mode {
    case lines
    /// Inside `|` or `>`: its parent's column, and how far its lines move (known from its first line on).
    case block(parent: Level, shift: Int?)
    /// Inside quotes or brackets that have not closed yet, or after a plain text that may go on.
    case open(parent: Level, scanner: InlineScanner, first: Int?)
    case plain(parent: Level)
  }

  /// Whether no comment was lost.
  var keptEveryComment: Bool { commentsSeen == commentsWritten }

  /// Everything that was added.
  mutating func finished() -> String {
    flushComments(before: nil)
    while out.last == "" { out.removeLast() }
    return out.joined(separator: "\n") + "\n"
  }

  mutating func add(_ line: [Character]) {
    let indent = line.prefix { $0 == " " }.count
    let isBlank = line.allSatisfy { $0 == " " || $0 == "\t" }
    switch mode {
    case .block(let parent, let shift):
      if isBlank || indent > parent.old { return addBlockLine(line, indent, isBlank, parent, shift) }
    case .open(let parent, let scanner, let first):
      return addOpenLine(line, indent, isBlank, parent, scanner, first)
    case .plain(let parent):
      if isBlank { break }
      if indent > parent.old, line[indent] != "#" {
        if hasBlank { out.append("") }
        hasBlank = false
        write(Array(line[indent...]), at: parent.new + 2)
        return
      }
    case .lines: break
    }
    if isBlank {
      hasBlank = true
      if !comments.isEmpty { comments.append((0, "")) }
      return
    }
    if line[indent] == "#" {
      if comments.isEmpty, hasBlank { comments.append((0, "")) }
      commentsSeen += 1
      comments.append((indent, String(line[indent...]).trimmedAtEnd))
      return
    }
    mode = .lines
    addContent(Array(line[indent...]), at: indent)
    hasBlank = false
  }

  private mutating func addBlockLine(
    _ line: [Character], _ indent: Int, _ isBlank: Bool, _ parent: Level, _ shift: Int?
  ) {
    guard !isBlank else { return out.append("") }
    let shift = shift ?? (parent.new + 2 - indent)
    mode = .block(parent: parent, shift: shift)
    out.append(String(repeating: " ", count: max(indent + shift, 0)) + String(line[indent...]))
  }

  private mutating func addOpenLine(
    _ line: [Character], _ indent: Int, _ isBlank: Bool, _ parent: Level, _ scanner: InlineScanner,
    _ first: Int?
  ) {
    guard !isBlank else { return out.append("") }
    let first = first ?? indent
    var scanner = scanner
    let content = Array(line[indent...])
    if scanner.scan(content, startsToken: true) != nil {
      commentsSeen += 1
      commentsWritten += 1
    }
    out.append(
      String(repeating: " ", count: parent.new + 2 + max(indent - first, 0)) + String(content).trimmedAtEnd)
    mode = scanner.isOpen ? .open(parent: parent, scanner: scanner, first: first) : .lines
  }

  /// A line that begins something: an entry of a mapping, or an item of a list.
  private mutating func addContent(_ line: [Character], at indent: Int) {
    let text = String(line)
    if indent == 0, text.hasPrefix("---") || text.hasPrefix("...") || text.hasPrefix("%") {
      flushComments(before: nil)
      return out.append(text.trimmedAtEnd)
    }
    var level = self.level(at: indent, isItem: Self.isItem(line))
    flushComments(before: level, line: text)
    var prefix = ""
    var rest = line
    var column = indent
    while Self.isItem(rest) {
      let gap = rest.dropFirst().prefix { $0 == " " }.count
      guard gap < rest.count - 1 else { return write(Array(prefix + "-"), at: level.new - prefix.count) }
      rest.removeFirst(1 + gap)
      prefix += "- "
      column += 1 + gap
      level = Level(old: column, new: level.new + 2, isList: Self.isItem(rest))
      levels.append(level)
    }
    if let first = rest.first, first == "#" {
      commentsSeen += 1
      commentsWritten += 1
      return write(Array(prefix) + rest, at: level.new - prefix.count)
    }
    write(Array(prefix) + entry(rest, isItem: !prefix.isEmpty, level), at: level.new - prefix.count)
  }

  private static func isItem(_ line: [Character]) -> Bool {
    line.first == "-" && (line.count == 1 || line[1] == " ")
  }

  /// The level of a column; a deeper column than any is a new one.
  private mutating func level(at indent: Int, isItem: Bool) -> Level {
    while let last = levels.last, last.old > indent || last.old == indent && last.isList && !isItem {
      levels.removeLast()
    }
    if let last = levels.last, last.old == indent, last.isList == isItem { return last }
    let level = Level(old: indent, new: levels.last.map { $0.new + 2 } ?? 0, isList: isItem)
    levels.append(level)
    return level
  }

  /// One `name: value` or one plain item, and what may follow in the next lines.
  private mutating func entry(_ line: [Character], isItem: Bool, _ level: Level) -> [Character] {
    let key = InlineScanner.keyEnd(line)
    if level.new == 0, let key { section = String(line[..<key]) }
    var value = Array(key.map { line[($0 + 1)...] } ?? line[...])
    value.removeFirst(value.prefix { $0 == " " }.count)
    var scanner = InlineScanner()
    let comment = scanner.scan(value, startsToken: true)
    var text = Array(String(value[..<(comment ?? value.count)]).trimmedAtEnd)
    if level.new == 0, section == "lumapod", String(text) == "program/1" { text = Array(LanguageWords.tag) }
    // Without a name of its own, an item's text belongs to the list, whose column is two to the left.
    let parent = key == nil && isItem ? Level(old: level.old - 1, new: level.new - 2) : level
    if let first = text.first, first == "|" || first == ">" {
      let digits = text.contains(where: \.isNumber)
      mode = .block(parent: parent, shift: digits ? parent.new - parent.old : nil)
    } else if scanner.isOpen {
      mode = .open(parent: parent, scanner: scanner, first: nil)
    } else if !text.isEmpty {
      mode = .plain(parent: parent)
      text = InlineScanner.spaced(text)
    }
    var result: [Character] = key.map { line[..<$0] + [":"] } ?? []
    if !text.isEmpty { result += (key == nil ? [] : [" "]) + text }
    if let comment {
      commentsSeen += 1
      commentsWritten += 1
      result += Array("  ") + Array(String(value[comment...]).trimmedAtEnd)
    }
    return result
  }

  /// Writes the comments that wait, and the blank line that belongs before a section or a scene.
  private mutating func flushComments(before level: Level?, line: String = "") {
    let isScene = level?.new == 2 && section == "scenes"
    let isSection = level?.new == 0 && (line.hasPrefix("start:") || line.hasPrefix("scenes:"))
    let opensLevel = out.last?.hasSuffix(":") == true && level.map { $0.new > 0 } == true
    let isFirst = out.isEmpty || isScene && opensLevel
    let wantsBlank = isScene || isSection
    var lines: [(indent: Int, text: String)] = comments
    if lines.isEmpty, hasBlank { lines = [(0, "")] }
    comments = []
    if wantsBlank {
      // A comment right above belongs to what follows; the blank line comes before it.
      let own = lines.reversed().prefix { !$0.text.isEmpty }.count
      lines.insert((0, ""), at: lines.count - own)
    }
    for (i, comment) in lines.enumerated() {
      guard !comment.text.isEmpty else {
        let isRest = i > 0 && !lines[..<i].allSatisfy(\.text.isEmpty)
        if out.last != "", !out.isEmpty, !(isFirst || opensLevel) || isRest { out.append("") }
        continue
      }
      commentsWritten += 1
      write(Array(comment.text), at: column(of: comment.indent, before: level))
    }
  }

  private func column(of indent: Int, before level: Level?) -> Int {
    if let level, indent <= level.old { return level.new }
    return levels.last { $0.old <= indent }?.new ?? 0
  }

  private mutating func write(_ line: [Character], at column: Int) {
    out.append(String(repeating: " ", count: max(column, 0)) + String(line).trimmedAtEnd)
  }
}

extension String {
  /// Without spaces and tabs at its end.
  fileprivate var trimmedAtEnd: String {
    var text = self
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
