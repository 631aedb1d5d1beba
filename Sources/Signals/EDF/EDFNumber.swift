/// Numbers as EDF writes them: plain ASCII, a point for the decimals, at most eight characters in the header.
package enum EDFNumber {
  /// Times beyond ±10¹⁷ ticks (317 years) are refused, so that sums of a few times never overflow.
  package static let largestTicks: Int64 = 100_000_000_000_000_000

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = bytes
    while slice.first == 0x20 { slice = slice.dropFirst() }
    while slice.last == 0x20 { slice = slice.dropLast() }
    return slice
  }

  /// A whole number with an optional sign; `nil` where it is none.
  package static func integer(_ bytes: ArraySlice<UInt8>) -> Int? {
    var rest = trimmed(bytes)
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty, rest.count <= 16 else { return nil }
    var value = 0
    for byte in rest {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return isNegative ? -value : value
  }

  /// A finite decimal number, with an exponent if need be; `nil` where it is none.
  package static func decimal(_ bytes: ArraySlice<UInt8>) -> Double? {
    let rest = trimmed(bytes)
    guard !rest.isEmpty else { return nil }
    for byte in rest {
      switch byte {
      case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"),
        UInt8(ascii: "E"):
        continue
      default: return nil
      }
    }
    guard let value = Double(String(decoding: rest, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// A decimal number of seconds as ticks of 100 ns; digits beyond the seventh decimal are dropped, as EDFlib does.
  ///
  /// Returns `nil` where it is no plain decimal number, or beyond ``largestTicks``.
  package static func ticks(_ bytes: Span<UInt8>) -> Int64? {
    var i = 0
    let end = bytes.count
    var isNegative = false
    if i < end, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      isNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    var value: Int64 = 0
    var digits = 0
    while i < end, bytes[i] >= 0x30, bytes[i] <= 0x39 {
      value = value * 10 + Int64(bytes[i] - 0x30)
      guard value <= largestTicks / 10_000_000 else { return nil }
      digits += 1
      i += 1
    }
    var scale: Int64 = 10_000_000
    value *= scale
    if i < end, bytes[i] == UInt8(ascii: ".") {
      i += 1
      while i < end, bytes[i] >= 0x30, bytes[i] <= 0x39 {
        scale /= 10
        value += Int64(bytes[i] - 0x30) * scale
        digits += 1
        i += 1
      }
    }
    guard i == end, digits > 0 else { return nil }
    return isNegative ? -value : value
  }

  /// Seconds with as many decimals as the ticks need, at most seven.
  package static func text(ticks: Int64) -> String {
    let (whole, rest) = ticks.magnitude.quotientAndRemainder(dividingBy: 10_000_000)
    var text = (ticks < 0 ? "-" : "") + String(whole)
    guard rest > 0 else { return text }
    var decimals = String(rest + 10_000_000).dropFirst()
    while decimals.last == "0" { decimals = decimals.dropLast() }
    text += "." + decimals
    return text
  }

  /// Appends seconds with an explicit sign where asked, as a TAL wants them, without allocating.
  package static func append(ticks: Int64, signed: Bool, to bytes: inout [UInt8]) {
    if ticks < 0 {
      bytes.append(UInt8(ascii: "-"))
    } else if signed {
      bytes.append(UInt8(ascii: "+"))
    }
    let (whole, rest) = ticks.magnitude.quotientAndRemainder(dividingBy: 10_000_000)
    append(whole, to: &bytes)
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var scale: UInt64 = 1_000_000
    var left = rest
    while left > 0, scale > 0 {
      bytes.append(0x30 + UInt8(left / scale))
      left %= scale
      scale /= 10
    }
  }

  /// How many bytes ``append(ticks:signed:to:)`` appends.
  package static func byteCount(ticks: Int64, signed: Bool) -> Int {
    let (whole, rest) = ticks.magnitude.quotientAndRemainder(dividingBy: 10_000_000)
    var count = ticks < 0 || signed ? 2 : 1
    var left = whole
    while left >= 10 {
      count += 1
      left /= 10
    }
    guard rest > 0 else { return count }
    var decimals = 7
    var tail = rest
    while tail % 10 == 0 {
      decimals -= 1
      tail /= 10
    }
    return count + 1 + decimals
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var scale: UInt64 = 1
    while number / scale >= 10 { scale *= 10 }
    while scale > 0 {
      bytes.append(0x30 + UInt8(number / scale % 10))
      scale /= 10
    }
  }

  /// The number of at most eight characters that is nearest to a value; `nil` where no such number is near.
  ///
  /// Fixed point where that keeps six digits, else with an exponent, which every reader we know takes.
  package static func text(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    if value == 0 { return "0" }
    if let fixed = fixedPoint(value), let back = Double(fixed), abs(back - value) <= abs(value) * 5e-7 {
      return fixed
    }
    var best: (text: String, error: Double)?
    for candidate in [fixedPoint(value), exponential(value)] {
      guard let candidate, let back = Double(candidate) else { continue }
      let error = abs(back - value)
      guard error <= abs(value) * 0.06 else { continue }
      if best.map({ error < $0.error }) ?? true { best = (candidate, error) }
    }
    return best?.text
  }

  private static func fixedPoint(_ value: Double) -> String? {
    for decimals in stride(from: 7, through: 0, by: -1) {
      var power = 1.0
      for _ in 0..<decimals { power *= 10 }
      let scaled = (abs(value) * power).rounded()
      guard scaled < 1e9 else { continue }
      let number = UInt64(scaled)
      let unit = UInt64(power)
      let (whole, rest) = number.quotientAndRemainder(dividingBy: unit)
      var text = (value < 0 && number > 0 ? "-" : "") + String(whole)
      if rest > 0 {
        var digits = String(rest + unit).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        text += "." + digits
      }
      if text.utf8.count <= 8 { return text }
    }
    return nil
  }

  private static func exponential(_ value: Double) -> String? {
    var mantissa = abs(value)
    var exponent = 0
    while mantissa >= 10, exponent < 400 { mantissa /= 10; exponent += 1 }
    while mantissa < 1, exponent > -400 { mantissa *= 10; exponent -= 1 }
    let tail = "E" + String(exponent)
    let room = 8 - tail.utf8.count - (value < 0 ? 1 : 0)
    guard room >= 1 else { return nil }
    let decimals = max(0, room - 2)
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    var number = UInt64((mantissa * power).rounded())
    // 9.99 may have become 10.0; one digit less is near enough.
    number = min(number, 10 * UInt64(power) - 1)
    let (whole, rest) = number.quotientAndRemainder(dividingBy: UInt64(power))
    var text = (value < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      var digits = String(rest + UInt64(power)).dropFirst()
      while digits.last == "0" { digits = digits.dropLast() }
      text += "." + digits
    }
    return text + tail
  }
}
