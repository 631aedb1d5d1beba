internal import SleepCore
internal import Yams

/// Walks the YAML of a program and turns every surprise into an error with line, column and a way out.
struct YAMLReader {
  let file: String
  let node: Node
  /// What this part is called in messages, such as `scene settle`.
  let what: String

  /// Parses a text of at most 64 KiB.
  init(text: String, file: String) throws(ProgramError) {
    func fail(_ line: Int, _ column: Int, _ problem: String, _ remedy: String) -> ProgramError {
      ProgramError(file: file, line: line, column: column, problem: problem, remedy: remedy)
    }
    guard text.utf8.count <= 65_536 else {
      throw fail(
        1, 1, "the program is longer than 64 KiB",
        "Programs are short; is this the right file? It begins with `lumapod: program/2`.")
    }
    guard !Self.repeatsItself(text) else {
      throw fail(
        1, 1, "the YAML repeats itself by too many anchors",
        "Write it out without anchors: `rain: {level: 40 dBA, over: 30 s}`.")
    }
    self.file = file
    what = "the program"
    do {
      // Some editors put a byte order mark before the first line; YAML's own reader trips over it.
      guard let root = try Yams.compose(yaml: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
      else {
        throw fail(
          1, 1, "the file is empty",
          "Begin with `lumapod: program/2`; `luma program new NAME` writes a whole one.")
      }
      node = root
    } catch let error as YamlError {
      let (mark, problem) = Self.explain(error)
      throw fail(
        mark?.line ?? 1, mark?.column ?? 1, "this is not YAML: \(problem)",
        "Check the indentation, colons and quotes near this place; a line looks like `longest: 45 min`.")
    } catch let error as ProgramError {
      throw error
    } catch {
      throw fail(
        1, 1, "this is not YAML: \(error)", "Check the indentation; a line looks like `longest: 45 min`.")
    }
    var budget = 10_000
    guard Self.isSmall(node, depth: 0, budget: &budget) else {
      throw fail(
        1, 1, "the YAML is nested or repeated too much",
        "Write it out without anchors, at most 16 levels deep: `rain: {level: 40 dBA, over: 30 s}`.")
    }
  }

  private init(file: String, node: Node, what: String) {
    self.file = file
    self.node = node
    self.what = what
  }

  /// The same part under another name for messages.
  func called(_ what: String) -> YAMLReader { YAMLReader(file: file, node: node, what: what) }

  private static func explain(_ error: YamlError) -> (Mark?, String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark, problem)
    case .reader(let problem, _, _, _): (nil, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      (context.mark, "a key stands twice: \(duplicates.sorted().joined(separator: ", "))")
    default: (nil, "\(error)")
    }
  }

  /// Whether anchors stand for each other more often than a few times.
  ///
  /// YAML's reader compares keys whole, what their aliases stand for included: a few dozen lines of aliases in keys would
  /// keep it busy for ever, so they are counted before it sees them. What only looks like an alias, in a quoted text or in
  /// prose, counts too, where there is anything that looks like an anchor.
  private static func repeatsItself(_ text: String) -> Bool {
    var (anchors, aliases) = (0, 0)
    var before = UInt8(ascii: "\n")
    var mark: UInt8 = 0
    for byte in text.utf8 {
      if mark != 0, byte > UInt8(ascii: " "), byte != mark {
        if mark == UInt8(ascii: "&") { anchors += 1 } else { aliases += 1 }
      }
      let isFirst = before <= UInt8(ascii: " ") || before >= 0x80 || "[{,:?-".utf8.contains(before)
      mark = isFirst && (byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&")) ? byte : 0
      before = byte
    }
    return anchors > 0 && aliases > 8
  }

  private static func isSmall(_ node: Node, depth: Int, budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0, depth <= 16 else { return false }
    switch node {
    case .scalar, .alias: return true
    case .sequence(let items):
      for item in items where !isSmall(item, depth: depth + 1, budget: &budget) { return false }
      return true
    case .mapping(let pairs):
      for (key, value) in pairs {
        guard isSmall(key, depth: depth + 1, budget: &budget),
          isSmall(value, depth: depth + 1, budget: &budget)
        else { return false }
      }
      return true
    }
  }

  /// Where this stands in the file.
  var place: ProgramPlace {
    ProgramPlace(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  /// An error at this node.
  func error(_ problem: String, _ remedy: String) -> ProgramError { place.error(problem, remedy) }

  /// The entries of a mapping, in the order of the file, each with the place of its name.
  func entries(example: String) throws(ProgramError) -> [Entry] {
    guard let mapping = node.mapping else {
      throw error(
        "\(what) must be a list of `name: value` lines", "Indent the lines under it. For example: \(example)")
    }
    var entries: [Entry] = []
    for (key, value) in mapping {
      guard let name = key.string else {
        throw YAMLReader(file: file, node: key, what: what).error(
          "a name is expected here", "Write `name: value`. For example: \(example)")
      }
      let place = YAMLReader(file: file, node: key, what: name).place
      entries.append(Entry(key: name, value: YAMLReader(file: file, node: value, what: name), name: place))
    }
    return entries
  }

  /// One `name: value` of a mapping.
  struct Entry {
    let key: String
    let value: YAMLReader
    /// Where the name stands.
    let name: ProgramPlace
  }

  /// A mapping whose names must all be known.
  ///
  /// - Parameters:
  ///   - words: what is known here.
  ///   - barred: words that are known elsewhere but not here, with what to say about them.
  /// - Returns: the values by their names; those that must be there are.
  /// - Throws: ``ProgramError`` at the first name that is not known, or where one is missing.
  func fields(_ words: LanguageWords, barred: (words: [String], problem: String, remedy: String)? = nil)
    throws(ProgramError) -> Fields
  {
    let entries = try entries(example: words.example)
    for entry in entries where !words.all.contains(entry.key) {
      if let barred, barred.words.contains(entry.key) {
        throw entry.name.error("`\(entry.key)` \(barred.problem)", barred.remedy)
      }
      let meant = nearest(to: entry.key, in: words.all).map { "Did you mean `\($0)`?" }
      throw entry.name.error(
        "`\(entry.key)` is not known in \(what)",
        "\(meant ?? "Known here: \(words.all.joined(separator: ", ")).") For example: \(words.example)")
    }
    let fields = Fields(reader: self, entries: entries, example: words.example)
    for word in words.required { _ = try fields.required(word) }
    return fields
  }

  /// The named values of one mapping.
  struct Fields {
    let reader: YAMLReader
    let entries: [Entry]
    let example: String

    subscript(_ key: String) -> YAMLReader? { entries.first(where: { $0.key == key })?.value }

    func name(_ key: String) -> ProgramPlace? { entries.first(where: { $0.key == key })?.name }

    func required(_ key: String) throws(ProgramError) -> YAMLReader {
      guard let value = self[key] else {
        throw reader.error("\(reader.what) lacks `\(key)`", "For example: \(example)")
      }
      return value
    }
  }

  /// The items of a list.
  func items(_ range: ClosedRange<Int>, example: String) throws(ProgramError) -> [YAMLReader] {
    guard let sequence = node.sequence else {
      throw error("\(what) must be a list", "Write `- item` lines, or for example: \(example)")
    }
    guard range.contains(sequence.count) else {
      throw error(
        "\(what) has \(sequence.count) items, not \(range.lowerBound) to \(range.upperBound)",
        "For example: \(example)")
    }
    return sequence.map { YAMLReader(file: file, node: $0, what: what) }
  }

  /// Whether this is a list.
  var isList: Bool { node.sequence != nil }

  /// A text on its own, without control characters other than the ends of its lines.
  func text(longest: Int = 4000, example: String) throws(ProgramError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error("\(what) must be a text", "Write it after the colon. For example: \(example)")
    }
    guard text.unicodeScalars.count <= longest else {
      throw error("\(what) is longer than \(longest) characters", "Shorten it. For example: \(example)")
    }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 || $0 == "\n" }) else {
      throw error("\(what) has characters that cannot be shown", "Write it anew. For example: \(example)")
    }
    return text
  }
}
