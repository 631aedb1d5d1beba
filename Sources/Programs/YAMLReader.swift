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
      throw fail(1, 1, "the program is longer than 64 KiB", "Programs are short; is this the right file?")
    }
    self.file = file
    what = "the program"
    do {
      guard let root = try Yams.compose(yaml: text) else {
        throw fail(1, 1, "the file is empty", "Begin with `lumapod: program/1`.")
      }
      node = root
    } catch let error as YamlError {
      let (mark, problem) = Self.explain(error)
      throw fail(
        mark?.line ?? 1, mark?.column ?? 1, "this is not YAML: \(problem)",
        "Check the indentation, colons and quotes near this place.")
    } catch let error as ProgramError {
      throw error
    } catch {
      throw fail(1, 1, "this is not YAML: \(error)", "Check the indentation, colons and quotes.")
    }
    var budget = 10_000
    guard Self.isSmall(node, depth: 0, budget: &budget) else {
      throw fail(
        1, 1, "the YAML is nested or repeated too much",
        "Write it out without anchors, at most 16 levels deep.")
    }
  }

  private init(file: String, node: Node, what: String) {
    self.file = file
    self.node = node
    self.what = what
  }

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

  /// An error at this node.
  func error(_ problem: String, _ remedy: String) -> ProgramError {
    ProgramError(
      file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, problem: problem, remedy: remedy
    )
  }

  /// The entries of a mapping, in the order of the file, each with the place of its name.
  func entries() throws(ProgramError) -> [(key: String, value: YAMLReader, name: YAMLReader)] {
    guard let mapping = node.mapping else {
      throw error("\(what) must be a list of `name: value` lines", "Indent the lines under it by two spaces.")
    }
    var entries: [(key: String, value: YAMLReader, name: YAMLReader)] = []
    for (key, value) in mapping {
      guard let name = key.string else {
        throw YAMLReader(file: file, node: key, what: what).error(
          "a name is expected here", "Write `name: value`.")
      }
      let place = YAMLReader(file: file, node: key, what: name)
      entries.append((name, YAMLReader(file: file, node: value, what: name), place))
    }
    return entries
  }

  /// A mapping whose keys must all be known.
  func fields(_ known: [String], example: String) throws(ProgramError) -> Fields {
    let entries = try entries()
    for (key, _, name) in entries where !known.contains(key) {
      let meant = nearest(to: key, in: known).map { "Did you mean `\($0)`?" }
      throw name.error(
        "`\(key)` is not known in \(what)",
        meant ?? "Known here: \(known.joined(separator: ", ")). For example: \(example)")
    }
    return Fields(reader: self, entries: entries, example: example)
  }

  /// The named values of one mapping.
  struct Fields {
    let reader: YAMLReader
    let entries: [(key: String, value: YAMLReader, name: YAMLReader)]
    let example: String

    subscript(_ key: String) -> YAMLReader? { entries.first(where: { $0.key == key })?.value }

    func required(_ key: String) throws(ProgramError) -> YAMLReader {
      guard let value = self[key] else {
        throw reader.error("\(reader.what) lacks `\(key)`", "For example: \(example)")
      }
      return value
    }
  }

  /// The items of a list.
  func items() throws(ProgramError) -> [YAMLReader] {
    guard let sequence = node.sequence else {
      throw error("\(what) must be a list", "Write `- item` lines, or `[one, two]`.")
    }
    return sequence.map { YAMLReader(file: file, node: $0, what: what) }
  }

  /// A text on its own.
  func text() throws(ProgramError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error("\(what) must be a text", "Write it after the colon.")
    }
    return text
  }

  /// One of a set of names.
  func choice<Value>(_ names: [String], _ make: (String) -> Value?) throws(ProgramError) -> Value {
    let word = try text()
    if let value = make(word) { return value }
    let meant = nearest(to: word, in: names).map { "Did you mean `\($0)`?" }
    throw error("`\(word)` is not known as \(what)", meant ?? "Known: \(names.joined(separator: ", ")).")
  }

  /// A whole number in a range.
  func count(_ range: ClosedRange<Int>) throws(ProgramError) -> Int {
    let word = try text()
    guard let value = Int(word), range.contains(value) else {
      throw error(
        "`\(word)` is not a whole number from \(range.lowerBound) to \(range.upperBound)", "For example: 600")
    }
    return value
  }

  /// A number with one of the units, in thousandths of the first unit, exactly.
  func thousandths(unit: String, _ range: ClosedRange<Int>, example: String) throws(ProgramError) -> Int {
    let word = try text()
    let parts = word.split(separator: " ")
    guard parts.count == 2, parts[1] == unit, let value = Self.thousandths(parts[0]), range.contains(value)
    else {
      throw error(
        "`\(word)` is not a \(what) in \(unit) from \(range.lowerBound / 1000) to \(range.upperBound / 1000)",
        "For example: `\(example)`")
    }
    return value
  }

  /// A decimal with at most three places, in thousandths.
  private static func thousandths(_ text: Substring) -> Int? {
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? text.dropFirst() : text).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts[0].count <= 9, !parts[0].isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
      let whole = Int(parts[0])
    else { return nil }
    var fraction = 0
    if parts.count == 2 {
      guard (1...3).contains(parts[1].count), let digits = Int(parts[1]) else { return nil }
      fraction = digits * [100, 10, 1][parts[1].count - 1]
    }
    return (isNegative ? -1 : 1) * (whole * 1000 + fraction)
  }

  /// A sound level in dBA, or `silence`.
  func level() throws(ProgramError) -> SoundLevel {
    if try text() == "silence" { return .silence }
    let value = try thousandths(unit: "dBA", 0...120_000, example: "42 dBA` or `silence")
    return SoundLevel(milliDecibels: Int32(value))
  }

  /// A time such as `10 min`, `1 h 30 min`, `30 s` or `50 ms`, up to 24 h.
  func time() throws(ProgramError) -> NightTime.Span {
    let word = try text()
    let parts = word.split(separator: " ")
    let scale = ["ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000]
    var total = 0
    var isGood = !parts.isEmpty && parts.count.isMultiple(of: 2) && parts.count <= 8
    if isGood {
      for i in stride(from: 0, to: parts.count, by: 2) {
        guard let unit = scale[String(parts[i + 1])], let value = Self.thousandths(parts[i]), value >= 0,
          value <= 100_000_000, (value * unit).isMultiple(of: 1000)
        else {
          isGood = false
          break
        }
        total += value * unit / 1000
      }
    }
    guard isGood, total <= 24 * 3_600_000 else {
      throw error("`\(word)` is not a time", "For example: `30 s`, `10 min` or `1 h 30 min`, at most 24 h.")
    }
    return .milliseconds(total)
  }
}
