#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An A-weighted sound level at the sleeper's ear, in whole thousandths of a decibel re 20 µPa (dBA).
///
/// Levels that are decided on are integers, so that a night can be written down and replayed exactly.
public struct SoundLevel: Sendable, Hashable, Comparable {
  /// Thousandths of a decibel (A) re 20 µPa.
  public let milliDecibels: Int32

  /// No sound.
  ///
  /// Stored as −120 dBA, far under hearing; its power counts as zero.
  public static let silence = SoundLevel(milliDecibels: lowest)

  private static var lowest: Int32 { -120_000 }
  private static var highest: Int32 { 200_000 }

  /// Creates a level from thousandths of a decibel; anything under silence is silence, anything above 200 dBA is 200 dBA.
  ///
  /// Above 191 dB the trough of a sound wave in air would be below a vacuum: nothing is that loud.
  public init(milliDecibels: Int32) {
    self.milliDecibels = min(max(milliDecibels, Self.lowest), Self.highest)
  }

  private init(thousandths: Double) {
    milliDecibels = Int32(min(max(thousandths, Double(Self.lowest)), Double(Self.highest)))
  }

  /// Creates a level from decibels (A), rounded to the nearest thousandth; a value that is not finite is silence.
  public static func dBA(_ value: Double) -> SoundLevel {
    guard value.isFinite else { return .silence }
    return SoundLevel(thousandths: (value * 1000).rounded())
  }

  /// The level in decibels (A).
  public var dBA: Double { Double(milliDecibels) / 1000 }

  /// Whether this is silence.
  public var isSilent: Bool { milliDecibels <= Self.silence.milliDecibels }

  /// The mean square sound pressure in Pa²: p₀²·10^(L/10) with p₀ = 20 µPa (IEC 61672-1), 0 for silence.
  public var meanSquarePressure: Double { isSilent ? 0 : 4e-10 * pow(10, dBA / 10) }

  /// The level of a mean square pressure in Pa², rounded **up** to the next thousandth of a decibel.
  ///
  /// A millionth of a step is forgiven, so that a level turned into pressure and back is itself.
  public init(meanSquarePressure p2: Double) {
    guard p2.isFinite, p2 > 0 else {
      self = .silence
      return
    }
    self.init(thousandths: (10 * log10(p2 / 4e-10) * 1000 - 1e-6).rounded(.up))
  }

  /// Orders by loudness.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliDecibels < rhs.milliDecibels }
}

/// A-weighted sound exposure at the ear, in whole 10⁻¹² Pa²·s.
public struct SoundDose: Sendable, Hashable, Comparable {
  /// Exposure in 10⁻¹² Pa²·s.
  public let picoPascalSquaredSeconds: Int64

  /// No exposure.
  public static let zero = SoundDose(picoPascalSquaredSeconds: 0)

  /// Creates a dose from whole 10⁻¹² Pa²·s.
  public init(picoPascalSquaredSeconds: Int64) { self.picoPascalSquaredSeconds = picoPascalSquaredSeconds }

  /// The dose of a steady level over a time, in whole-number arithmetic and rounded **up**; saturates.
  public init(level: SoundLevel, over time: NightTime.Span) {
    let (high, low) = level.secondOfExposure.multipliedFullWidth(by: max(time.ticks, 0))
    guard high < NightTime.ticksPerSecond / 2 else {
      self = SoundDose(picoPascalSquaredSeconds: .max)
      return
    }
    let (whole, rest) = NightTime.ticksPerSecond.dividingFullWidth((high, low))
    picoPascalSquaredSeconds = whole + (rest > 0 ? 1 : 0)
  }

  /// The dose of a mean square pressure in Pa² over a time, rounded **up**; saturates.
  public init(meanSquarePressure p2: Double, over time: NightTime.Span) {
    let pico = (p2 * time.seconds * 1e12).rounded(.up)
    picoPascalSquaredSeconds = pico < 9e18 ? Int64(max(pico, 0)) : .max
  }

  /// Creates a dose from Pa²·h, the unit of ITU-T H.870.
  public static func pascalSquaredHours(_ value: Double) -> SoundDose {
    SoundDose(picoPascalSquaredSeconds: Int64((value * 3600 * 1e12).rounded()))
  }

  /// The dose in Pa²·h.
  public var pascalSquaredHours: Double { Double(picoPascalSquaredSeconds) / 3600e12 }

  /// The steady level that would give this dose in `time` (LAeq), rounded up.
  public func equivalentLevel(over time: NightTime.Span) -> SoundLevel {
    guard time > .zero else { return .silence }
    return SoundLevel(meanSquarePressure: Double(picoPascalSquaredSeconds) * 1e-12 / time.seconds)
  }

  /// Orders by exposure.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.picoPascalSquaredSeconds < rhs.picoPascalSquaredSeconds
  }
  /// Adds two doses; saturates.
  public static func + (lhs: Self, rhs: Self) -> Self {
    let (sum, overflow) = lhs.picoPascalSquaredSeconds.addingReportingOverflow(rhs.picoPascalSquaredSeconds)
    return Self(picoPascalSquaredSeconds: overflow ? .max : sum)
  }
  /// Takes one dose from another.
  public static func - (lhs: Self, rhs: Self) -> Self {
    Self(picoPascalSquaredSeconds: lhs.picoPascalSquaredSeconds - rhs.picoPascalSquaredSeconds)
  }
}

/// Light at the sleeper's eye as melanopic equivalent daylight illuminance (CIE S 026), in whole millilux.
public struct Illuminance: Sendable, Hashable, Comparable {
  /// Thousandths of a lux, melanopic EDI.
  public let millilux: Int32
  /// No light.
  public static let dark = Illuminance(millilux: 0)
  /// Creates an illuminance from millilux; a negative number is darkness.
  public init(millilux: Int32) { self.millilux = max(0, millilux) }
  /// Creates an illuminance from lux, rounded; a value that is not finite is darkness.
  public static func lux(_ value: Double) -> Illuminance {
    guard value.isFinite else { return .dark }
    return Illuminance(millilux: Int32((min(max(value, 0), 1e6) * 1000).rounded()))
  }
  /// The illuminance in lux.
  public var lux: Double { Double(millilux) / 1000 }
  /// Orders by brightness.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.millilux < rhs.millilux }
}

/// A frequency in hertz; always finite.
public struct Frequency: Sendable, Hashable, Comparable {
  /// Hertz.
  public let hertz: Double
  /// Creates a frequency, or `nil` where the value is not finite.
  public init?(exactly hertz: Double) {
    guard hertz.isFinite else { return nil }
    self.hertz = hertz
  }
  /// Creates a frequency from hertz known to be finite.
  ///
  /// - Precondition: `value` is finite.
  public static func hertz(_ value: Double) -> Frequency {
    precondition(value.isFinite, "a frequency is finite")
    return Frequency(unchecked: value)
  }
  private init(unchecked: Double) { hertz = unchecked }
  /// Orders by height.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.hertz < rhs.hertz }
}

/// A phase angle in radians, kept in (−π, π].
///
/// 0 is the positive peak of the wave.
public struct Phase: Sendable, Hashable {
  /// Radians in (−π, π].
  public let radians: Double
  /// Creates a phase from any finite angle, wrapped; an angle that is not finite becomes 0.
  public init(radians angle: Double) {
    guard angle.isFinite else {
      radians = 0
      return
    }
    var wrapped = angle.remainder(dividingBy: 2 * .pi)
    if wrapped <= -.pi { wrapped += 2 * .pi }
    radians = wrapped
  }
  /// Creates a phase from degrees.
  public static func degrees(_ value: Double) -> Phase { Phase(radians: value / 180 * .pi) }
  /// The phase in degrees, in (−180, 180].
  public var degrees: Double { radians / .pi * 180 }
}

/// A temperature in whole thousandths of a degree Celsius.
public struct Temperature: Sendable, Hashable, Comparable {
  /// Thousandths of a degree Celsius.
  public let milliCelsius: Int32
  /// Where warmth begins and ends: the temperature of resting skin, at which a warmer is off.
  public static let skin = Temperature(milliCelsius: 33_000)
  /// Creates a temperature.
  public init(milliCelsius: Int32) { self.milliCelsius = milliCelsius }
  /// The temperature in degrees Celsius.
  public var celsius: Double { Double(milliCelsius) / 1000 }
  /// Orders by warmth.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliCelsius < rhs.milliCelsius }
}

/// A share from nothing to all, in whole thousandths.
public struct Share: Sendable, Hashable, Comparable {
  /// Thousandths, from 0 to 1,000.
  public let perMille: Int
  /// Nothing.
  public static let none = Share(perMille: 0)
  /// Creates a share, held between nothing and all.
  public init(perMille: Int) { self.perMille = min(max(perMille, 0), 1000) }
  /// Orders by size.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.perMille < rhs.perMille }
}
