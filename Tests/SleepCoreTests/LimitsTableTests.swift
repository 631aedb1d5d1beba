import SleepCore
import Testing

@Suite("every number of the limits table, as its sources and rules say it")
struct LimitsTableTests {
  /// A row for adults, teens, children and under threes, and what is read from it; a level in dBA, a time in its unit.
  struct Row: Sendable, CustomTestStringConvertible {
    let key: String
    let numbers: [[Int]]
    let read: @Sendable (SafetyLimits) -> [Int]
    var testDescription: String { key }
  }

  private static func row(
    _ key: String, _ numbers: [[Int]], _ read: @escaping @Sendable (SafetyLimits) -> [Int]
  ) -> Row { Row(key: key, numbers: numbers, read: read) }

  private static func row(
    _ key: String, _ adult: Int, _ teen: Int, _ child: Int, _ underThree: Int,
    _ read: @escaping @Sendable (SafetyLimits) -> Int
  ) -> Row { Row(key: key, numbers: [[adult], [teen], [child], [underThree]]) { [read($0)] } }

  private static func level(_ level: SoundLevel) -> Int { Int(level.milliDecibels) / 1000 }
  private static func milliseconds(_ span: NightTime.Span) -> Int { Int(span.ticks / 10_000) }

  static let rows: [Row] = [
    row("steady-sound-asleep", [[30, 40], [30, 35], [30, 30], [30, 30]]) {
      [level($0.steadySoundAsleep.recommended), level($0.steadySoundAsleep.absolute)]
    },
    row("event-asleep", [[45, 55], [45, 50], [45, 45], []]) {
      $0.eventAsleep.map { [level($0.recommended), level($0.absolute)] } ?? []
    },
    row("warmth", [[41_000], [40_000], [], []]) { $0.warmth.map { [Int($0.milliCelsius)] } ?? [] },
    row("wind-down-sound", 55, 50, 45, 45) { level($0.windDownSound) },
    row("sound-minute", 55, 50, 45, 45) { level($0.soundMinute) },
    row("alarm", 60, 60, 60, 60) { level($0.alarm) },
    row("speech-level", 25, 25, 25, 25) { level($0.speechLevel) },
    row("speech-above-beds", 6000, 6000, 6000, 6000) { Int($0.speechAboveBeds) },
    row("pulses-per-minute", 60, 60, 0, 0) { $0.pulsesPerMinute },
    row("pulses-per-night", 1500, 600, 0, 0) { $0.pulsesPerNight },
    row("pulse-rise", 5, 5, 5, 5) { milliseconds($0.pulseRise) },
    row("bed-rise", 2000, 2000, 5000, 5000) { milliseconds($0.bedRise) },
    row("alarm-rise", 30_000, 30_000, 30_000, 30_000) { milliseconds($0.alarmRise) },
    row("sensor-age", 2000, 2000, 2000, 2000) { milliseconds($0.sensorAge) },
    row("stop-fade", 100, 100, 100, 100) { milliseconds($0.stopFade) },
    row("weekly-dose", 1600, 506, 506, 506) {
      Int($0.weeklyDose.picoPascalSquaredSeconds / 3_600_000_000_000)
    },
    row("light-asleep", 1000, 1000, 1000, 1000) { Int($0.lightAsleep.millilux) },
    row("light-before-bed", 10_000, 10_000, 10_000, 10_000) { Int($0.lightBeforeBed.millilux) },
    row("light-waking", 250_000, 250_000, 250_000, 250_000) { Int($0.lightWaking.millilux) },
    row("stimulation-nights", 6, 5, 0, 0) { $0.stimulationNightsPerWeek },
    row("sound-time", 1440, 1440, 1440, 60) { milliseconds($0.soundTime) / 60_000 },
    row("flashes-per-second", 3, 0, 0, 0) { $0.flashesPerSecond },
    row("scent-burst", 60, 60, 0, 0) { milliseconds($0.scentBurst) / 1000 },
    row("scent-hour", 30, 30, 0, 0) { milliseconds($0.scentPerHour) / 60_000 },
    row("scent-night", 60, 60, 0, 0) { milliseconds($0.scentPerNight) / 60_000 },
    row("scent-asleep", 1, 0, 0, 0) { $0.scentAsleep ? 1 : 0 },
    row("warmth-rise", 1000, 1000, 0, 0) { $0.warmthRise },
    row("speech-asleep", 1, 0, 0, 0) { $0.speechAsleep ? 1 : 0 },
    row("touch", 300, 200, 0, 0) { $0.touch.perMille },
    row("stimulated-time", 240, 180, 0, 0) { milliseconds($0.stimulatedTime) / 60_000 },
    row("longest-night", 1440, 1440, 1440, 1440) { milliseconds($0.longestNight) / 60_000 },
  ]

  @Test("a row says what its source says, and is read as that", arguments: rows)
  func numbers(_ row: Row) throws {
    let table = try #require(SafetyLimitsTable.rows.first { $0.key == row.key })
    for (age, numbers) in zip(AgeGroup.allCases, row.numbers) {
      #expect(table.values[age] == numbers, "\(age.rawValue)")
      #expect(row.read(try SafetyLimitsTable.limits(for: age)) == numbers, "\(age.rawValue)")
    }
  }

  @Test("no row is left out of this account, and none is there twice")
  func complete() {
    #expect(SafetyLimitsTable.rows.map(\.key).sorted() == Self.rows.map(\.key).sorted())
  }

  @Test("the week's dose is that of ITU-T H.870 to the last unit")
  func weeklyDose() throws {
    #expect(
      try SafetyLimitsTable.limits(for: .adult).weeklyDose.picoPascalSquaredSeconds == 5_760_000_000_000_000)
    #expect(
      try SafetyLimitsTable.limits(for: .child).weeklyDose.picoPascalSquaredSeconds == 1_821_600_000_000_000)
  }

  @Test("the table's text names every number and every source, so that its hash does")
  func text() {
    let text = SafetyLimitsTable.canonicalText
    #expect(text.hasPrefix("lumapod-limits/\(SafetyLimitsTable.version)\n"))
    #expect(text.split(separator: "\n").count == SafetyLimitsTable.rows.count + 1)
    #expect(text.contains("\nevent-asleep|dBA|45,55|45,50|45,45||WHO 1999"))
    for row in SafetyLimitsTable.rows { #expect(text.contains(row.source)) }
  }

  @Test("a share is held between nothing and all, a temperature is what it is")
  func sharesAndTemperatures() {
    #expect(Share(perMille: -1) == .none && Share(perMille: 1001).perMille == 1000)
    #expect(Share(perMille: 999) < Share(perMille: 1000) && Share(perMille: 1).perMille == 1)
    #expect(Temperature.skin == Temperature(milliCelsius: 33_000) && Temperature.skin.celsius == 33)
    #expect(Temperature.skin < Temperature(milliCelsius: 33_001))
  }
}
