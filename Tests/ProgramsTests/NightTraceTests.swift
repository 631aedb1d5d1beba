import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("a refusal's night can be followed by a person, second by second")
struct NightTraceTests {
  private func lines(_ scenes: [CompiledProgram.Scene]) throws -> [String] {
    let trace = try #require(try Built.program(.adult, scenes).refused()?.trace)
    #expect(trace.seconds == trace.stretches.map(\.seconds).reduce(0, +))
    #expect(trace.stretches.allSatisfy { $0.seconds > 0 })
    return trace.lines
  }

  @Test("a way that a stage opens is walked with that stage, and with none that opens a quicker way")
  func stages() throws {
    let bright = Built.scene("bright", light: Built.light(2000), hold: 20, then: 2)
    for (held, other, isFirst, stage) in [
      (5, 5, false, "N3"), (6, 5, false, "N3"), (5, 6, false, "N2"), (5, 5, true, "N2"), (6, 5, true, "N3"),
    ] {
      let ways = [
        Built.way(.stage([.n2, .n3]), held: held, to: 1), Built.way(.stage([.n2, .rem]), held: other, to: 2),
      ]
      let still = Built.scene("still", ways: isFirst ? ways : ways.reversed(), hold: 40, then: 2)
      #expect(
        try lines([still, bright, Built.end()]) == [
          "00:00:00  stage \(stage) for \(held) s: to bright", "00:00:0\(held)  nothing known for 21 s",
        ])
    }
  }

  @Test("what is sure begins a second early and ends a second early")
  func sure() throws {
    let pulses = Built.pulses(45_000, apart: 1000, most: 900)
    #expect(
      try lines([
        Built.scene("pulses", stimuli: Built.pulses(45_000, most: 2000), hold: 100, then: 1), Built.end(),
      ]) == ["00:00:00  surely N3 for 1 min", "00:01:00  nothing known for 1 s"])
    #expect(
      try lines([
        Built.scene("one", stimuli: pulses, hold: 2000, then: 1),
        Built.scene("two", stimuli: pulses, hold: 2000, then: 2), Built.end(),
      ]) == [
        "00:00:00  surely N3 for 33 min 20 s", "00:33:20  nothing known for 1 s: to two",
        "00:33:21  surely N3 for 33 min 20 s", "01:06:41  nothing known for 1 s: to end",
        "01:06:42  nothing known for 2 s",
      ])
  }

  @Test("the wake time comes in one second, and what follows is walked by its ways, or to the longest stay")
  func waking() throws {
    for isLongest in [false, true] {
      var first = Built.waking("first", letGo: 10, hold: 30, then: isLongest ? 2 : 3)
      if !isLongest {
        first.transitions = [
          Built.way(.presence(true), held: 7, to: 3), Built.way(.presence(false), held: 4, to: 2),
        ]
      }
      let lines = try lines([
        Built.scene("still", ways: [Built.way(.wakeTime, to: 1)], hold: 10, then: 4), first,
        Built.waking("loud", beds: [Built.bed(.rain, 61_000, over: 40)], hold: 5, then: 3),
        Built.end(isAfterWake: true), Built.end(),
      ])
      #expect(lines.first == "00:00:00  the wake time has come for 1 s: to first")
      #expect(
        lines.dropFirst().dropLast()
          == (isLongest
            ? ["00:00:01  nothing known for 40 s: to loud"]
            : ["00:00:01  nothing known for 6 s", "00:00:07  the bed empty for 4 s: to loud"]))
      #expect(lines.last == (isLongest ? "00:00:41" : "00:00:11") + "  nothing known for 41 s")
    }
  }
}
