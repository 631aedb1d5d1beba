import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("a night that shows a refusal can be read by a person")
struct NightTraceWordsTests {
  @Test("every sense has its words, its time and where it leads")
  func words() throws {
    let signs: [CompiledProgram.Sign] = [
      .stage([.n2, .n3]), .presence(true), .presence(false), .dark(true), .dark(false), .arousal,
      .wish(.quiet),
      .beforeWake(.minutes(20)),
    ]
    var scenes = signs.enumerated().map { i, sign in
      Built.scene("s\(i)", letGo: 2, ways: [Built.way(sign, held: 5, to: i + 1)], hold: 900, then: i + 1)
    }
    scenes.append(Built.scene("loud", stimuli: Built.touch(301), hold: 100, then: signs.count + 1))
    scenes.append(Built.end())
    let trace = try #require(try Built.program(.adult, scenes).refused()?.trace)
    #expect(
      trace.lines == [
        "00:00:00  stage N2 for 5 s: to s1",
        "00:00:05  someone in bed for 5 s: to s2",
        "00:00:10  the bed empty for 5 s: to s3",
        "00:00:15  lights off for 5 s: to s4",
        "00:00:20  lights on for 5 s: to s5",
        "00:00:25  an arousal for 5 s: to s6",
        "00:00:30  the sleeper asks: quiet for 5 s: to s7",
        "00:00:35  20 min to the wake time for 5 s: to loud",
        "00:00:40  surely R for 1 min 40 s",
        "00:02:20  nothing known for 1 s",
      ])
    #expect(trace.seconds == trace.stretches.map(\.seconds).reduce(0, +) && trace.seconds == 141)
    #expect(trace.stretches.allSatisfy { $0.seconds > 0 })
  }

  @Test("a night that wakes says so")
  func waking() throws {
    let scenes = [
      Built.scene("first", ways: [Built.way(.wakeTime, to: 3)], hold: 20, then: 1),
      Built.scene("second", letGo: 5, ways: [Built.way(.wakeTime, to: 3)], hold: 10, then: 2), Built.end(),
      Built.waking("third", hold: 30, then: 4),
      Built.waking("fourth", light: Built.light(250_001, over: 7), hold: 5, then: 5),
      Built.end(isAfterWake: true),
    ]
    let scenesLines = try Built.program(.adult, scenes).refused()?.trace?.lines
    #expect(
      scenesLines == [
        "00:00:00  the wake time has come for 1 s: to third",
        "00:00:01  nothing known for 31 s: to fourth",
        "00:00:32  nothing known for 8 s",
      ])
  }

  @Test("a way taken after waking is taken as soon as its sign has held, or at last for the longest night")
  func afterWaking() throws {
    var third = Built.waking("third", letGo: 4, hold: 30, then: 5)
    third.transitions = [Built.way(.arousal, held: 9, to: 4)]
    var scenes = [
      Built.scene("first", ways: [Built.way(.wakeTime, to: 2)], hold: 20, then: 1), Built.end(), third,
      Built.end(isAfterWake: true), Built.waking("fourth", light: Built.light(250_001), hold: 5, then: 5),
      Built.end(isAfterWake: true),
    ]
    scenes.remove(at: 3)
    scenes[2].transitions[0].next = 3
    scenes[2].longest?.next = 4
    scenes[3].longest?.next = 4
    let scenesLines = try Built.program(.adult, scenes).refused()?.trace?.lines
    #expect(
      scenesLines == [
        "00:00:00  the wake time has come for 1 s: to third",
        "00:00:01  an arousal for 9 s: to fourth",
        "00:00:10  nothing known for 2 s",
      ])
    scenes[3].light = nil
    scenes[3].longest?.time = .seconds(86_400)
    let lateLines = try Built.program(.adult, scenes).refused()?.trace?.lines
    #expect(
      lateLines == [
        "00:00:00  nothing known for 20 s",
        "00:00:20  the wake time has come for 1 s: to third",
        "00:00:21  nothing known for 25 s",
        "00:00:46  an arousal for 9 s: to fourth",
        "00:00:55  nothing known for 24 h: to up",
        "24:00:55  nothing known for 2 s",
      ])
  }

  @Test("of two ways the stage of the one that is meant is told, and the quickest road is taken")
  func quickest() throws {
    let scenes = [
      Built.scene(
        "first", letGo: 3,
        ways: [
          Built.way(.stage([.n1, .n2]), held: 4, to: 1), Built.way(.stage([.n2, .n3]), held: 4, to: 2),
          Built.way(.stage([.n3, .rem]), held: 5, to: 3), Built.way(.stage([.rem, .wake]), held: 6, to: 2),
        ], hold: 50, then: 1),
      Built.scene("slow", hold: 40, then: 3), Built.scene("quick", hold: 1, then: 3),
      Built.scene("loud", stimuli: Built.touch(301), hold: 9, then: 4), Built.end(),
    ]
    let scenesLines = try Built.program(.adult, scenes).refused()?.trace?.lines
    #expect(
      scenesLines == [
        "00:00:00  stage R for 5 s: to loud",
        "00:00:05  surely R for 9 s",
        "00:00:14  nothing known for 1 s",
      ])
    // The same touch further down the slower way.
    var other = scenes
    other[1].stimuli = Built.touch(302)
    let otherLines = try Built.program(.adult, other).refused()?.trace?.lines
    #expect(
      otherLines == [
        "00:00:00  stage N1 for 4 s: to slow",
        "00:00:04  surely R for 40 s",
        "00:00:44  nothing known for 1 s",
      ])
    var third = scenes
    third[3].stimuli = .init()
    third[2].stimuli = Built.touch(303)
    let thirdLines = try Built.program(.adult, third).refused()?.trace?.lines
    #expect(
      thirdLines == [
        "00:00:00  stage N3 for 4 s: to quick",
        "00:00:04  surely R for 1 s",
        "00:00:05  nothing known for 1 s",
      ])
  }
}
