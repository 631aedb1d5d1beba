import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("the kernel's proofs hold for other limits tables too, or it refuses the table")
struct OtherTableTests {
  /// An adult's limits with some rows changed.
  private func limits(_ changes: [String: [Int]]) throws -> SafetyLimits {
    let rows = SafetyLimitsTable.rows.map { row in
      SafetyLimitRow(
        key: row.key, quantity: row.quantity, unit: row.unit,
        values: changes[row.key].map { [.adult: $0] } ?? row.values, source: row.source)
    }
    return try SafetyLimits(rows: rows, age: .adult)
  }

  private func refused(_ program: CompiledProgram, _ changes: [String: [Int]]) throws -> RefusedNight? {
    let limits = try limits(changes)
    do throws(RefusedNight) {
      _ = try ProgramVerifier.verify(program, limits: limits, limitsHash: "l")
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "the second in which the wake time comes stays below an alarm, or the table is refused",
    arguments: [(9, 2, true), (9, 4, false), (8, 0, false), (60, 55, true), (60, 57, true), (60, 58, false)])
  func alarmAboveWindDown(alarm: Int, windDown: Int, isSound: Bool) throws {
    let limits = try limits(["alarm": [alarm], "wind-down-sound": [windDown]])
    let program = Built.program(.adult, [Built.end()])
    if isSound {
      try ProgramChecker.checkShape(program, limits)
    } else {
      #expect(throws: RefusedProgram.self) { try ProgramChecker.checkShape(program, limits) }
    }
  }

  @Test("a row without its one number, or with one below nothing, is no row")
  func malformedRows() throws {
    #expect(try limits(["touch": [0]]).touch == .none)
    for numbers in [[-1], [], [1, 2]] {
      #expect(throws: SafetyLimitsError.self) { try limits(["touch": numbers]) }
    }
    for numbers in [[30], [40, 30], [], [30, 35, 40]] {
      #expect(throws: SafetyLimitsError.self) { try limits(["steady-sound-asleep": numbers]) }
    }
    #expect(try limits(["steady-sound-asleep": [30, 30]]).steadySoundAsleep.absolute == .dBA(30))
  }

  @Test("a table whose alarm may rise at once is refused")
  func noAlarmRise() throws {
    let limits = try limits(["alarm-rise": [0]])
    #expect(throws: RefusedProgram.self) {
      try ProgramChecker.checkShape(Built.program(.adult, [Built.end()]), limits)
    }
  }

  @Test("an hour is counted where minutes may be louder")
  func hour() throws {
    let program = Built.program(
      .adult,
      [
        Built.scene(beds: [Built.bed(.rain, 45_000)], hold: 4000, then: 1),
        Built.scene(beds: [Built.bed(.rain, 20_000)], hold: 10, then: 2), Built.end(),
      ])
    let night = ["event-asleep": [40, 55], "wind-down-sound": [46]]
    #expect(try refused(program, night) == nil)
    let refusal = try #require(try refused(program, ["event-asleep": [], "wind-down-sound": [44]]))
    // Where no event is allowed, the loudest second is a wind-down's.
    #expect(refusal.refusal.fact?.limit == "wind-down-sound")
    #expect(refusal.refusal.fact?.unit == .exposure(seconds: 1))
    let loud = Built.program(
      .adult,
      [
        Built.scene(
          stimuli: Built.pulses(44_000, length: 1000, rise: 300, apart: 1000, most: 9000), hold: 4000, then: 1
        ),
        Built.end(),
      ])
    let hour = try #require(
      try refused(
        loud,
        [
          "event-asleep": [40, 44], "wind-down-sound": [44], "pulses-per-night": [9000],
          "stimulated-time": [1440],
        ]))
    #expect(hour.refusal.fact?.moment == .window(.soundHour))
    #expect(hour.refusal.fact?.value == hour.reached)
  }

  @Test(
    "a week's dose is refused with the night that comes to it, or to no less than the rounding of its waking")
  func weeklyDose() throws {
    let program = Built.program(
      .adult, nights: 7,
      [Built.scene(beds: [Built.bed(.rain, 39_000)], hold: 20_000, then: 1), Built.end()])
    let proved = try program.proved().bounds.first { $0.limit == "weekly-dose" }
    let dose = try #require(proved?.value)
    // 39 dBA for 20,005 s on seven nights are 0.31 mPa²h.
    #expect(dose / 3_600_000_000_000 == 0 && dose > 400_000_000_000)
    let refusal = try #require(try refused(program, ["weekly-dose": [0]]))
    #expect(refusal.refusal.fact?.limit == "weekly-dose" && refusal.reached == dose)
  }
}
