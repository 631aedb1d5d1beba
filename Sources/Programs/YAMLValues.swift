internal import SleepCore

/// The values that a program is written in: words, counts, and numbers with their units.
extension YAMLReader {
  /// One of a set of words, each a `kind`.
  func choice<Value>(
    _ kind: String, of names: [String], example: String, _ make: (String) -> Value?
  ) throws(ProgramError) -> Value {
    let word = try text(example: example)
    if let value = make(word) { return value }
    let meant = nearest(to: word, in: names).map { "Did you mean `\($0)`?" }
    throw error(
      "there is no \(kind) `\(word)`",
      "\(meant ?? "Known: \(names.joined(separator: ", ")).") For example: \(example)")
  }

  /// `yes` or `no`; `true` and `false` are understood too.
  func yesOrNo(example: String) throws(ProgramError) -> Bool {
    try choice("answer", of: ["yes", "no", "true", "false"], example: example) {
      ["yes": true, "true": true, "no": false, "false": false][$0]
    }
  }

  /// A word that can only be said with yes, such as `sham: true`.
  func yes(example: String) throws(ProgramError) {
    guard try yesOrNo(example: example) else {
      throw error("\(what) is written only where it is so", "Take it out, or write `\(example)`.")
    }
  }

  /// A whole number in a range.
  func count(_ range: ClosedRange<Int>, example: String) throws(ProgramError) -> Int {
    let word = try text(example: example)
    guard let value = Int(word), range.contains(value) else {
      throw error(
        "`\(what)` must be a whole number from \(range.lowerBound) to \(range.upperBound), not `\(word)`",
        "For example: `\(example)`")
    }
    return value
  }

  /// A number with its unit, in thousandths of it, exactly.
  func thousandths(unit: String, _ range: ClosedRange<Int>, example: String) throws(ProgramError) -> Int {
    let word = try text(example: example)
    let parts = word.split(separator: " ")
    guard parts.count == 2, parts[1] == unit, let value = Self.thousandths(parts[0]), range.contains(value)
    else {
      throw error(
        "`\(what)` must be \(range.lowerBound / 1000) to \(range.upperBound / 1000) \(unit), not `\(word)`",
        "For example: `\(example)`")
    }
    return value
  }

  /// A decimal with at most three places, in thousandths.
  private static func thousandths(_ text: Substring) -> Int? {
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? text.dropFirst() : text).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts[0].utf8.count <= 9, !parts[0].isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
      let whole = Int(parts[0])
    else { return nil }
    var fraction = 0
    if parts.count == 2 {
      guard (1...3).contains(parts[1].utf8.count), let digits = Int(parts[1]) else { return nil }
      fraction = digits * [100, 10, 1][parts[1].utf8.count - 1]
    }
    return (isNegative ? -1 : 1) * (whole * 1000 + fraction)
  }

  /// A sound level in dBA, or `silence`.
  func level() throws(ProgramError) -> SoundLevel {
    if try text(example: "level: 40 dBA") == "silence" { return .silence }
    return try audibleLevel(example: "level: 42 dBA` or `level: silence")
  }

  /// A sound level in dBA.
  func audibleLevel(example: String) throws(ProgramError) -> SoundLevel {
    SoundLevel(milliDecibels: Int32(try thousandths(unit: "dBA", 0...100_000, example: example)))
  }

  /// A brightness in lux, melanopic EDI.
  func brightness() throws(ProgramError) -> Illuminance {
    Illuminance(millilux: Int32(try thousandths(unit: "lx", 0...10_000_000, example: "level: 1 lx")))
  }

  /// A share in percent, more than nothing.
  func share(example: String) throws(ProgramError) -> Share {
    let value = try thousandths(unit: "%", 0...100_000, example: example)
    guard value >= 100, value.isMultiple(of: 100) else {
      throw error(
        "`\(what)` must be 0.1 to 100 % in steps of 0.1 %, not `\(ThousandthsWords.text(value)) %`",
        "For example: `\(example)`")
    }
    return Share(perMille: value / 100)
  }

  /// A time of whole seconds in a range.
  func time(_ range: ClosedRange<Int>, example: String) throws(ProgramError) -> NightTime.Span {
    let total = try milliseconds(example: example)
    guard total.isMultiple(of: 1000), range.contains(total / 1000) else {
      let from = SpanWords.text(.seconds(range.lowerBound))
      let to = SpanWords.text(.seconds(range.upperBound))
      throw error(
        "`\(what)` must be whole seconds from \(from) to \(to), not `\(SpanWords.text(.milliseconds(total)))`",
        "For example: `\(example)`")
    }
    return .milliseconds(total)
  }

  /// A short time in steps of milliseconds.
  func shortTime(_ range: ClosedRange<Int>, step: Int = 1, example: String) throws(ProgramError)
    -> NightTime.Span
  {
    let total = try milliseconds(example: example)
    guard range.contains(total), total.isMultiple(of: step) else {
      let steps = step > 1 ? " in steps of \(SpanWords.text(.milliseconds(step)))" : ""
      let from = SpanWords.text(.milliseconds(range.lowerBound))
      let to = SpanWords.text(.milliseconds(range.upperBound))
      throw error(
        "`\(what)` must be \(from) to \(to)\(steps), not `\(SpanWords.text(.milliseconds(total)))`",
        "For example: `\(example)`")
    }
    return .milliseconds(total)
  }

  /// A time such as `10 min`, `1 h 30 min`, `30 s` or `50 ms`, up to 24 h, in milliseconds.
  private func milliseconds(example: String) throws(ProgramError) -> Int {
    let word = try text(example: example)
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
      throw error(
        "`\(what)` must be a time, not `\(word)`",
        "Times are written like `30 s`, `10 min` or `1 h 30 min`, at most 24 h. For example: `\(example)`")
    }
    return total
  }
}

/// Times in words, as programs write them.
enum SpanWords {
  /// Such as `1 h 30 min`, `2.5 s` or `50 ms`.
  static func text(_ span: NightTime.Span) -> String {
    let total = Int(span.ticks / 10_000)
    guard total >= 1000 else { return "\(total) ms" }
    let (seconds, rest) = total.quotientAndRemainder(dividingBy: 1000)
    if rest != 0, seconds < 60 { return "\(ThousandthsWords.text(total)) s" }
    var parts: [String] = []
    if seconds >= 3600 { parts.append("\(seconds / 3600) h") }
    if seconds / 60 % 60 > 0 { parts.append("\(seconds / 60 % 60) min") }
    if seconds % 60 > 0 { parts.append("\(seconds % 60) s") }
    if rest > 0 { parts.append("\(rest) ms") }
    return parts.joined(separator: " ")
  }
}

/// Numbers in thousandths as short decimals.
enum ThousandthsWords {
  /// Such as `37.5` for 37 500.
  static func text(_ value: Int) -> String {
    let (whole, rest) = abs(value).quotientAndRemainder(dividingBy: 1000)
    var text = "\(value < 0 ? "-" : "")\(whole)"
    if rest > 0 {
      var digits = String(String(rest + 1000).dropFirst())
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text
  }
}
