internal import SleepCore

/// Text and numbers as the page shows them.
///
/// Numbers are put together by hand: they must not change with a machine's locale.
enum Words {
  /// JSON text, safe inside a script element: it can neither end the element nor open a comment.
  static func insideScript(_ json: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(json.count)
    for byte in json {
      if byte == UInt8(ascii: "<") { out.append(contentsOf: "\\u003c".utf8) } else { out.append(byte) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A number with a fixed count of decimals, and a true minus sign; `–` where it is not finite.
  static func number(_ value: Double, _ decimals: Int = 0) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let whole = (abs(value) * scale).rounded()
    guard whole < 9e18 else { return "–" }
    let sign = value < 0 && whole > 0 ? "−" : ""
    let (before, after) = UInt64(whole).quotientAndRemainder(dividingBy: UInt64(scale))
    guard decimals > 0 else { return "\(sign)\(before)" }
    let digits = String(after)
    return "\(sign)\(before)." + String(repeating: "0", count: decimals - digits.count) + digits
  }

  /// A small number with three significant digits and no useless zeros, such as `0.00412`.
  static func small(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    var decimals = 2
    var magnitude = abs(value)
    while magnitude >= 10, decimals > 0 { (magnitude, decimals) = (magnitude / 10, decimals - 1) }
    while magnitude < 1, decimals < 9 { (magnitude, decimals) = (magnitude * 10, decimals + 1) }
    return number(value, decimals)
  }

  /// A share from 0 to 1 as a percentage.
  static func percent(_ share: Double) -> String { number(share * 100) + " %" }

  /// A length of time in hours and minutes, such as `6 h 12 min`; under a minute in seconds.
  static func duration(_ span: NightTime.Span) -> String {
    let seconds = Int((span.seconds).rounded())
    if seconds == 0 { return "0 min" }
    if seconds < 60 { return "\(seconds) s" }
    let minutes = (seconds + 30) / 60
    let (h, m) = minutes.quotientAndRemainder(dividingBy: 60)
    if h == 0 { return "\(m) min" }
    return m == 0 ? "\(h) h" : "\(h) h \(m) min"
  }

  /// Minutes with one decimal where there are halves, such as `42.5`.
  static func minutes(_ span: NightTime.Span) -> String {
    let tenths = (span.seconds / 6).rounded()
    return tenths.truncatingRemainder(dividingBy: 10) == 0 ? number(tenths / 10) : number(tenths / 10, 1)
  }

  /// A level such as `46.0 dBA`, or `silence`.
  static func level(_ level: SoundLevel, _ decimals: Int = 1) -> String {
    level.isSilent ? "silence" : number(level.dBA, decimals) + " dBA"
  }

  /// A count with its noun, such as `1 pulse` or `3 pulses`.
  static func count(_ n: Int, _ one: String, _ many: String) -> String { "\(n) \(n == 1 ? one : many)" }

  /// A stage's name for people.
  static func name(_ stage: SleepStage) -> String {
    switch stage {
    case .wake: "awake (W)"
    case .n1: "N1"
    case .n2: "N2"
    case .n3: "N3, slow-wave sleep"
    case .rem: "REM (R)"
    case .unknown: "not scored"
    }
  }

  /// A soundscape's name for people, such as `pink noise`.
  static func name(_ bed: Soundscape) -> String {
    String(bed.name.map { $0 == "-" ? " " : $0 })
  }
}

extension Words {
  /// A coordinate with at most one decimal, as SVG reads it.
  static func plain(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// A phase in whole degrees.
  static func degrees(_ phase: Phase) -> String { number(phase.degrees) + "°" }
}

extension Words {
  /// Text of several lines, safe inside an element.
  static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { HTMLText.escaped(String($0)) }.joined(
      separator: "\n")
  }
}
