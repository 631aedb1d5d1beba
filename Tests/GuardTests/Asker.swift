import Guard
import SleepCore

/// The limits of an age group with the numbers of some rows changed.
func changedLimits(_ changes: [String: [Int]] = [:], age: AgeGroup = .adult) throws -> SafetyLimits {
  let rows = SafetyLimitsTable.rows.map { row in
    SafetyLimitRow(
      key: row.key, quantity: row.quantity, unit: row.unit,
      values: changes[row.key].map { [age: $0] } ?? row.values, source: row.source)
  }
  return try SafetyLimits(rows: rows, age: age)
}

/// Asks a guard for a second at a time, one after the other.
struct Asker {
  var guarded: OutputGuard
  var second = -1
  let limits: SafetyLimits

  init(_ age: AgeGroup = .adult, nights: Int = 0) throws {
    self.init(
      try SafetyLimitsTable.limits(for: age), earlier: EarlierSpending(stimulationNights: nights))
  }

  init(_ limits: SafetyLimits, earlier: EarlierSpending = .nothing) {
    self.limits = limits
    guarded = OutputGuard(limits: limits, earlier: earlier)
  }

  func moment(asleep: Bool = true, awake: Bool = false) -> OutputGuard.Moment {
    OutputGuard.Moment(time: NightTime(seconds: max(second, 0)), mayBeAsleep: asleep, isAfterWakeTime: awake)
  }

  mutating func ask(
    rain: Double? = nil, scent: Int = 0, warmth: Int32 = 33_000, asleep: Bool = true, awake: Bool = false,
    after seconds: Int = 1
  ) -> (allowed: Ambience, withheld: OutputGuard.Withheld?) {
    second += seconds
    var wish = Ambience.nothing
    if let rain { wish.beds[.rain] = .dBA(rain) }
    wish.scent = Share(perMille: scent)
    wish.warmth = Temperature(milliCelsius: warmth)
    return guarded.second(wish, at: moment(asleep: asleep, awake: awake))
  }

  mutating func give(_ gesture: Gesture, asleep: Bool = true) -> (
    allowed: Gesture?, withheld: OutputGuard.Withheld?
  ) {
    guarded.gesture(gesture, at: moment(asleep: asleep))
  }
}
