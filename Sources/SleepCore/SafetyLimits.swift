/// What may reach a sleeper of one age group: the numbers that every program is proved against and that the
/// guard enforces again.
public struct SafetyLimits: Sendable, Hashable {
  /// Who these limits are for.
  public let age: AgeGroup
  /// Steady sound while asleep, energy mean over 8 h.
  public let steadySoundAsleep: Bounds<SoundLevel>
  /// Sound of the wind-down before sleep, energy mean over 1 h.
  public let windDownSound: SoundLevel
  /// A single event while asleep (LAFmax), or `nil` where none is allowed.
  public let eventAsleep: Bounds<SoundLevel>?
  /// Pulses in any 1 min; 0 where none are allowed.
  public let pulsesPerMinute: Int
  /// Pulses in one night.
  public let pulsesPerNight: Int
  /// Shortest rise of a pulse.
  public let pulseRise: NightTime.Span
  /// Shortest time in which a bed of sound may come up from silence to its level.
  public let bedRise: NightTime.Span
  /// Shortest rise of a wake alarm.
  public let alarmRise: NightTime.Span
  /// The level that a rising wake alarm stays below.
  public let alarm: SoundLevel
  /// Exposure at the ear in any seven days.
  public let weeklyDose: SoundDose
  /// Light at the eye while asleep.
  public let lightAsleep: Illuminance
  /// Light at the eye in the three hours before bed.
  public let lightBeforeBed: Illuminance
  /// Light at the eye once the wake time has come.
  public let lightWaking: Illuminance
  /// Nights of stimulation in a week.
  public let stimulationNightsPerWeek: Int
  /// Oldest sensor data that stimulation may rest on.
  public let sensorAge: NightTime.Span
  /// Longest fade to silence on a stop.
  public let stopFade: NightTime.Span
  /// Sound in any minute before the wake time, energy mean.
  public let soundMinute: SoundLevel
  /// Time with any sound in a night before the wake time.
  public let soundTime: NightTime.Span
  /// Flashes in any second; 0 where none are allowed.
  public let flashesPerSecond: Int
  /// Longest burst of scent; zero where none is allowed.
  public let scentBurst: NightTime.Span
  /// Scent in any hour.
  public let scentPerHour: NightTime.Span
  /// Scent in a night.
  public let scentPerNight: NightTime.Span
  /// Whether scent may be given while asleep.
  public let scentAsleep: Bool
  /// Warmth at the skin, or `nil` where none is allowed.
  public let warmth: Temperature?
  /// The fastest rise of warmth, in thousandths of a degree a minute.
  public let warmthRise: Int
  /// Whether a dream program may speak while asleep.
  public let speechAsleep: Bool
  /// The quietest that speech may be: anything below is hidden suggestion.
  public let speechLevel: SoundLevel
  /// How far speech must be above the beds of sound, in thousandths of a decibel.
  public let speechAboveBeds: Int32
  /// The strongest touch while asleep.
  public let touch: Share
  /// Time a night in which pulses, cues, touches or flashes may come.
  public let stimulatedTime: NightTime.Span
  /// The longest that a night of a program may take until silence.
  public let longestNight: NightTime.Span

  /// Two nested bounds: what is recommended, and what is ever allowed.
  public struct Bounds<Value: Comparable & Sendable & Hashable>: Sendable, Hashable {
    /// What is recommended.
    public let recommended: Value
    /// What is ever allowed.
    public let absolute: Value
    /// Creates a pair, or `nil` where the recommendation is above the absolute bound.
    init?(recommended: Value, absolute: Value) {
      guard recommended <= absolute else { return nil }
      self.recommended = recommended
      self.absolute = absolute
    }
  }
}

/// One row of the limits table: the numbers of one quantity with their source.
public struct SafetyLimitRow: Sendable, Hashable {
  /// A stable name, such as `steady-sound-asleep`.
  public let key: String
  /// What is limited, in words.
  public let quantity: String
  /// The unit of the numbers.
  public let unit: String
  /// The numbers for each age group: one number, or recommended then absolute.
  ///
  /// An empty list means that nothing of the kind is allowed.
  public let values: [AgeGroup: [Int]]
  /// Where the numbers come from, and which are this project's own choice.
  public let source: String

  /// Creates a row.
  package init(key: String, quantity: String, unit: String, values: [AgeGroup: [Int]], source: String) {
    self.key = key
    self.quantity = quantity
    self.unit = unit
    self.values = values
    self.source = source
  }
}

/// The limits table: data, versioned, in one place.
///
/// A change here is a change for every sleeper.
public enum SafetyLimitsTable {
  /// The version of the table.
  public static let version = "2"

  /// Every row.
  public static let rows: [SafetyLimitRow] = [
    row(
      "steady-sound-asleep", "steady sound at the ear asleep, LAeq 8 h", "dBA", [30, 40], [30, 35], [30, 30],
      [30, 30],
      "WHO Guidelines for Community Noise 1999 (30 dBA LAeq indoors); the rest is our own choice below ITU-T H.870"
    ),
    row(
      "wind-down-sound", "wind-down sound before sleep, LAeq 1 h", "dBA", [55], [50], [45], [45],
      "nursery limit 50 dBA over 1 h (Hugh et al., Pediatrics 2014); our own choice at or below it for the young"
    ),
    row(
      "event-asleep", "single event asleep, LAFmax", "dBA", [45, 55], [45, 50], [45, 45], [],
      "WHO 1999 (45 dBA LAmax); studies of closed-loop sound use 50-60 dB: adults only, consented"),
    row(
      "pulses-per-minute", "pulses in any minute", "count", [60], [60], [0], [0],
      "own choice; repeated impulses wake at 15-25 dB lower levels (JASA 2013)"),
    row(
      "pulses-per-night", "pulses in a night", "count", [1500], [600], [0], [0],
      "own choice; repeated impulses wake at 15-25 dB lower levels (JASA 2013)"),
    row(
      "pulse-rise", "shortest rise of a pulse", "ms", [5], [5], [5], [5], "startle: BMC Neuroscience 12:30"),
    row(
      "bed-rise", "shortest rise of a bed of sound", "ms", [2000], [2000], [5000], [5000],
      "startle: BMC Neuroscience 12:30; longer for the young by our own choice"),
    row(
      "alarm-rise", "shortest rise of a wake alarm", "ms", [30000], [30000], [30000], [30000],
      "startle: BMC Neuroscience 12:30"),
    row(
      "alarm", "a wake alarm, LAFmax", "dBA", [60], [60], [60], [60],
      "own choice: alarms rise to below 60 dBA"),
    row(
      "weekly-dose", "sound exposure in seven days", "mPa²h", [1600], [506], [506], [506],
      "ITU-T H.870: 80 dB × 40 h for adults, 75 dB × 40 h for children"),
    row(
      "light-asleep", "melanopic EDI at the eye asleep", "mlx", [1000], [1000], [1000], [1000],
      "Brown et al., PLoS Biology 2022"),
    row(
      "light-before-bed", "melanopic EDI at the eye in the 3 h before bed", "mlx", [10000], [10000], [10000],
      [10000],
      "Brown et al., PLoS Biology 2022"),
    row(
      "light-waking", "melanopic EDI at the eye from the wake time on", "mlx", [250000], [250000], [250000],
      [250000],
      "Brown et al., PLoS Biology 2022 recommend at least 250 lx by day; as an upper bound it is our own choice"
    ),
    row(
      "stimulation-nights", "nights of stimulation in a week", "count", [6], [5], [0], [0],
      "own rule against dependence: at least one free night"),
    row(
      "sensor-age", "oldest sensor data that stimulation rests on", "ms", [2000], [2000], [2000], [2000],
      "open closed-loop therapy systems refuse stale data (12-15 min there); scaled to sleep signals"),
    row(
      "stop-fade", "longest fade to silence on a stop", "ms", [100], [100], [100], [100],
      "own rule: stop is always there"),
    row(
      "sound-minute", "sound in any minute before waking, LAeq 1 min", "dBA", [55], [50], [45], [45],
      "own choice: no minute louder than the hour of a wind-down"),
    row(
      "sound-time", "time with sound in a night before waking", "min", [1440], [1440], [1440], [60],
      "own rule: off after an hour under three years, as paediatric advice on nursery sound machines asks"),
    row(
      "flashes-per-second", "flashes in any second", "count", [3], [0], [0], [0],
      "WCAG 2.3.1; none below 18 by our own choice"),
    row(
      "scent-burst", "longest burst of scent", "s", [60], [60], [0], [0],
      "own choice inside Tisserand's guidance; no regulatory number found"),
    row(
      "scent-hour", "scent in any hour", "min", [30], [30], [0], [0], "Tisserand: 30-60 min on, 30-60 off"),
    row(
      "scent-night", "scent in a night", "min", [60], [60], [0], [0],
      "own choice: an hour of Tisserand's guidance, once a night"),
    row(
      "scent-asleep", "scent while asleep: 1 allowed, 0 not", "count", [1], [0], [0], [0],
      "own rule: wind-down only below 18"),
    row(
      "warmth", "warmth at the skin", "m°C", [41000], [40000], [], [],
      "IEC 60601-1 ed. 2 for applied parts; less for teens by our own choice"),
    row(
      "warmth-rise", "fastest rise of warmth in a minute", "m°C", [1000], [1000], [0], [0],
      "own choice; no published number found"),
    row(
      "speech-asleep", "speech while asleep: 1 in a dream program, 0 not", "count", [1], [0], [0], [0],
      "own rule: no hidden suggestion; each cue is shown and consented to beforehand"),
    row(
      "speech-level", "quietest speech", "dBA", [25], [25], [25], [25], "own rule: nothing subliminal"),
    row(
      "speech-above-beds", "speech above the bed of sound, at least", "mdB", [6000], [6000], [6000], [6000],
      "own rule: nothing subliminal"),
    row(
      "touch", "strongest touch asleep, of what the device can", "per mille", [300], [200], [0], [0],
      "own choice; no published number found"),
    row(
      "stimulated-time", "time a night with pulses, cues, touches or flashes", "min", [240], [180], [0], [0],
      "own rule against dependence"),
    row(
      "longest-night", "longest night of a program until silence", "min", [1440], [1440], [1440], [1440],
      "own rule: every path ends in silence"),
  ]

  private static func row(
    _ key: String, _ quantity: String, _ unit: String, _ adult: [Int], _ teen: [Int], _ child: [Int],
    _ underThree: [Int], _ source: String
  ) -> SafetyLimitRow {
    SafetyLimitRow(
      key: key, quantity: quantity, unit: unit,
      values: [.adult: adult, .teen: teen, .child: child, .underThree: underThree], source: source)
  }

  /// The table as text in one fixed form, a line a row, from which its hash is made.
  public static var canonicalText: String {
    var text = "lumapod-limits/\(version)\n"
    for row in rows {
      text += row.key + "|" + row.unit
      for age in AgeGroup.allCases {
        text += "|" + (row.values[age] ?? []).map(String.init).joined(separator: ",")
      }
      text += "|" + row.source + "\n"
    }
    return text
  }

  /// The limits of one age group.
  ///
  /// - Throws: ``SafetyLimitsError`` where the table lacks a row or a number that the limits need.
  public static func limits(for age: AgeGroup) throws(SafetyLimitsError) -> SafetyLimits {
    try SafetyLimits(rows: rows, age: age)
  }
}

/// A limits table that does not say what it must; nothing may run on it.
public struct SafetyLimitsError: ExplainedError, Hashable {
  /// The row that is missing or wrong.
  public let key: String
  /// What is wrong with it.
  public let problem: String
  /// The row, as a place.
  public var place: String { "limits table, row \(key)" }
  /// What to do.
  public let remedy = "Use a released limits table; nothing runs without it."
}

extension SafetyLimits {
  /// Reads the limits of one age group from a table.
  package init(rows: [SafetyLimitRow], age: AgeGroup) throws(SafetyLimitsError) {
    func numbers(_ key: String) throws(SafetyLimitsError) -> [Int] {
      guard let values = rows.first(where: { $0.key == key })?.values[age] else {
        throw SafetyLimitsError(key: key, problem: "there are no numbers for the age group \(age.rawValue)")
      }
      return values
    }
    func one(_ key: String) throws(SafetyLimitsError) -> Int {
      let values = try numbers(key)
      guard values.count == 1, values[0] >= 0 else {
        throw SafetyLimitsError(key: key, problem: "one number ≥ 0 is expected, not \(values)")
      }
      return values[0]
    }
    func level(_ dBA: Int) -> SoundLevel { SoundLevel(milliDecibels: Int32(dBA * 1000)) }
    func bounds(_ key: String) throws(SafetyLimitsError) -> Bounds<SoundLevel>? {
      let values = try numbers(key)
      if values.isEmpty { return nil }
      guard values.count == 2, let pair = Bounds(recommended: level(values[0]), absolute: level(values[1]))
      else {
        throw SafetyLimitsError(
          key: key, problem: "a recommended and an absolute number are expected, not \(values)")
      }
      return pair
    }
    guard let steady = try bounds("steady-sound-asleep") else {
      throw SafetyLimitsError(key: "steady-sound-asleep", problem: "the row is empty")
    }
    self.age = age
    steadySoundAsleep = steady
    windDownSound = level(try one("wind-down-sound"))
    eventAsleep = try bounds("event-asleep")
    pulsesPerMinute = try one("pulses-per-minute")
    pulsesPerNight = try one("pulses-per-night")
    pulseRise = .milliseconds(try one("pulse-rise"))
    bedRise = .milliseconds(try one("bed-rise"))
    alarmRise = .milliseconds(try one("alarm-rise"))
    alarm = level(try one("alarm"))
    weeklyDose = .pascalSquaredHours(Double(try one("weekly-dose")) / 1000)
    lightAsleep = Illuminance(millilux: Int32(try one("light-asleep")))
    lightBeforeBed = Illuminance(millilux: Int32(try one("light-before-bed")))
    lightWaking = Illuminance(millilux: Int32(try one("light-waking")))
    stimulationNightsPerWeek = try one("stimulation-nights")
    sensorAge = .milliseconds(try one("sensor-age"))
    stopFade = .milliseconds(try one("stop-fade"))
    soundMinute = level(try one("sound-minute"))
    soundTime = .minutes(try one("sound-time"))
    flashesPerSecond = try one("flashes-per-second")
    scentBurst = .seconds(try one("scent-burst"))
    scentPerHour = .minutes(try one("scent-hour"))
    scentPerNight = .minutes(try one("scent-night"))
    scentAsleep = try one("scent-asleep") == 1
    warmth = try numbers("warmth").isEmpty ? nil : Temperature(milliCelsius: Int32(try one("warmth")))
    warmthRise = try one("warmth-rise")
    speechAsleep = try one("speech-asleep") == 1
    speechLevel = level(try one("speech-level"))
    speechAboveBeds = Int32(try one("speech-above-beds"))
    touch = Share(perMille: try one("touch"))
    stimulatedTime = .minutes(try one("stimulated-time"))
    longestNight = .minutes(try one("longest-night"))
  }
}
