internal import SleepCore

extension Fact {
  /// The value with its unit, for people.
  public var valueText: String { text(value) }

  /// The limit with its unit, for people.
  public var boundText: String { text(bound) }

  /// How far the value is from the limit, with its unit; negative where the limit is broken.
  public var marginText: String {
    let margin = isAtLeast ? value - bound : bound - value
    guard case .exposure(let seconds) = unit else { return text(margin) }
    guard value > 0 else { return "all of it" }
    let (mine, most) = (Self.level(value, over: seconds), Self.level(bound, over: seconds))
    return "\(Self.decimal(Int64(most.milliDecibels - mine.milliDecibels))) dB"
  }

  /// The name of the unit of ``value`` and ``bound``.
  public var unitName: String {
    switch unit {
    case .exposure(let seconds): "1e-12 Pa2s in \(seconds) s"
    case .dose: "1e-12 Pa2s"
    case .milliDecibels: "mdB"
    case .millilux: "mlx"
    case .milliseconds: "ms"
    case .thousandths: "1/1000"
    case .count: "count"
    case .milliCelsius: "m°C"
    case .perMille: "per mille"
    }
  }

  /// The lowest level that gives as much in a time; a limit is the level that its whole number was made from.
  private static func level(_ number: Int64, over seconds: Int) -> SoundLevel {
    let (each, rest) = number.quotientAndRemainder(dividingBy: Int64(seconds))
    let level = SoundLevel(secondOfExposure: each)
    guard level.secondOfExposure < each || rest > 0 else { return level }
    return SoundLevel(milliDecibels: max(level.milliDecibels, -1) + 1)
  }

  private func text(_ number: Int64) -> String {
    switch unit {
    case .exposure(let seconds):
      guard number > 0 else { return "silence" }
      return "\(Self.decimal(Int64(Self.level(number, over: seconds).milliDecibels))) dBA"
    case .dose:
      let micro = Int64((SoundDose(picoPascalSquaredSeconds: number).pascalSquaredHours * 1e6).rounded(.up))
      return "\(Self.decimal(micro)) mPa²h"
    case .milliDecibels: return "\(Self.decimal(number)) dB"
    case .millilux: return "\(Self.decimal(number)) lx"
    case .milliseconds: return Self.time(number)
    case .thousandths: return Self.decimal(number)
    case .count: return "\(number)"
    case .milliCelsius: return "\(Self.decimal(number)) °C"
    case .perMille: return "\(Self.decimal(number * 100)) %"
    }
  }

  /// Thousandths as a decimal without trailing zeros.
  private static func decimal(_ thousandths: Int64) -> String {
    let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
    var text = (thousandths < 0 ? "-" : "") + "\(whole)"
    if rest > 0 {
      var digits = String(rest + 1000).dropFirst()
      while digits.hasSuffix("0") { digits = digits.dropLast() }
      text += ".\(digits)"
    }
    return text
  }

  private static func time(_ milliseconds: Int64) -> String {
    guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
    let seconds = milliseconds / 1000
    if seconds < 120 { return "\(decimal(milliseconds)) s" }
    let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
    let short = rest > 0 ? "\(minutes % 60) min \(rest) s" : "\(minutes % 60) min"
    return minutes >= 60 ? "\(minutes / 60) h \(short)" : short
  }
}

/// What to do about a limit that is broken.
enum FactWords {
  static func remedy(for limit: String) -> String {
    switch limit {
    case "steady-sound-asleep", "wind-down-sound", "sound-minute", "event-asleep", "alarm", "weekly-dose":
      "Lower the levels, or shorten the longest stays."
    case "bed-rise", "alarm-rise", "pulse-rise": "Let it rise more slowly."
    case "light-asleep", "light-before-bed", "light-waking":
      "Lower it, give it `only: awake`, or bring it after the wake time."
    case "pulses-per-minute", "pulses-per-night": "Keep them further apart, or lower `most`."
    case "scent-burst", "scent-hour", "scent-night": "Shorten the bursts, or let fewer come."
    case "scent-asleep": "Give it `only: awake`."
    case "speech-asleep": "Speak only while awake (`stage: [W]`), or make it an adult's dream program."
    case "speech-level", "speech-above-beds": "Raise its level, or lower the beds of sound around it."
    case "stimulation-nights": "Lower `nights`: a night without stimulation belongs to every week."
    case "stimulated-time": "Shorten the scenes that stimulate."
    case "sound-time", "longest-night": "Shorten the longest stays."
    default: "Lower it."
    }
  }
}
