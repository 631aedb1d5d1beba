import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("a proof is as tight as a line can be, and a night that refutes one is no longer than it must be")
struct ProofSearchTests {
  /// Checks that in every line of a certificate the flattest slope with the lowest bound was taken.
  ///
  /// The bound is convex in the slope, so what is lower than both its neighbours is lowest of all.
  private func expectTightLines(_ verified: VerifiedProgram) {
    let graph = SceneGraph(verified.program.scenes)
    for (window, proof) in zip(Window.allCases, verified.certificate.windows) {
      guard case .line(let slope, let heights) = proof else { continue }
      let flow = graph.flow(of: window.emission)
      func bound(_ slope: Int64) -> Int64? {
        WindowLine.lowest(slope: slope, graph: graph, flow: flow)
          .bound(window: window.seconds, graph: graph, flow: flow)
      }
      let name = "\(verified.program.name), \(window.rawValue)"
      guard let best = bound(slope), let steeper = bound(slope + 1) else {
        Issue.record("no bound for \(name)")
        continue
      }
      #expect(steeper >= best, "\(name)")
      if slope > 0 { #expect(bound(slope - 1) ?? .max > best, "\(name)") }
      #expect(WindowLine.lowest(slope: slope, graph: graph, flow: flow).heights == heights, "\(name)")
      #expect(verified.bounds.contains { $0.moment == .window(window) && $0.value == best }, "\(name)")
    }
  }

  @Test("no line with another slope promises less, and none that is as tight is flatter")
  func tightest() throws {
    expectTightLines(try CertificateTests.program.proved())
    var proofs = 0
    for seed in 0..<UInt64(tries(200, soak: 10_000)) {
      let generated = try GeneratedProgram(seed: seed)
      guard
        let verified = try? ProgramVerifier.verify(
          generated.program, limits: generated.limits, limitsHash: "l")
      else { continue }
      expectTightLines(verified)
      proofs += 1
    }
    #expect(proofs > 20)
  }

  @Test(
    "a night without anything is proved by lines of nothing, also where nothing of the kind is allowed",
    arguments: AgeGroup.allCases)
  func nothing(age: AgeGroup) throws {
    let verified = try Built.program(age, [Built.scene(hold: 9, then: 1), Built.end()]).proved(age)
    for proof in verified.certificate.windows { #expect(proof == .line(slope: 0, heights: [0, 0])) }
  }

  @Test("a line that comes to just the limit is proof enough: the kernel need not count the seconds")
  func exactLine() throws {
    let scene = Built.scene(stimuli: Built.pulses(30_000, apart: 1000, most: 60), hold: 60, then: 1)
    let verified = try Built.program(.adult, [scene, Built.end()]).proved()
    #expect(verified.certificate.windows[3] == .line(slope: 0, heights: [60_000, 0]))
    #expect(verified.bounds.contains { $0.limit == "pulses-per-minute" && $0.value == 60_000 })
  }

  private func lines(_ scenes: [CompiledProgram.Scene], _ age: AgeGroup = .adult, nights: Int = 5) throws
    -> [String]
  {
    let refused = try #require(try Built.program(age, nights: nights, scenes).refused(age))
    let fact = try #require(refused.refusal.fact)
    #expect(refused.reached == fact.value, "\(refused.problem)")
    return try #require(refused.trace).lines
  }

  @Test(
    "where one place exceeds, the night stays there for as long as it may, an hour at most",
    arguments: [
      (1, "1 s"), (3599, "59 min 59 s"), (3600, "1 h"), (3601, "1 h"), (20_000, "1 h"),
    ])
  func anHour(hold: Int, words: String) throws {
    let pulses = Built.scene(stimuli: Built.pulses(56_000, most: 3), hold: hold, then: 1)
    #expect(
      try lines([pulses, Built.end()])
        == [
          "00:00:00  surely N3 for \(words)",
          "\(NightTime(seconds: min(hold, 3600)))  nothing known for 1 s",
        ])
  }

  @Test("a place that is left as soon as its levels are reached is refused with its night too")
  func leftAtOnce() throws {
    let warm = Built.scene(stimuli: Built.warmth(41_001, over: 1200), hold: 0, then: 1)
    #expect(try lines([warm, Built.end()]) == ["00:00:00  nothing known for 20 min"])
    let light = Built.scene(light: Built.light(1001, over: 7), hold: 0, then: 1)
    #expect(try lines([light, Built.end()]) == ["00:00:00  nothing known for 7 s"])
    let awake = Built.scene(light: Built.light(10_001, over: 7, onlyAwake: true), hold: 0, then: 1)
    #expect(
      try lines([awake, Built.end()]) == ["00:00:00  surely W for 6 s", "00:00:06  nothing known for 1 s"])
  }

  @Test("too many nights are shown by one in which something stimulates")
  func nights() throws {
    let scenes = [
      Built.scene("quiet", letGo: 4, hold: 20, then: 1),
      Built.scene("touch", stimuli: Built.touch(100), hold: 9, then: 2), Built.end(),
    ]
    #expect(
      try lines(scenes, nights: 7) == [
        "00:00:00  nothing known for 24 s: to touch", "00:00:24  nothing known for 10 s",
      ])
  }

  @Test("a way that exceeds is shown until the levels are reached, and no longer")
  func way() throws {
    let scenes = [
      Built.scene(beds: [Built.bed(.rain, 20_000)], hold: 9, then: 1),
      Built.scene("sudden", beds: [Built.bed(.rain, 21_000, over: 1)], letGo: 6, hold: 30, then: 2),
      Built.end(),
    ]
    #expect(
      try lines(scenes) == ["00:00:00  nothing known for 14 s: to sudden", "00:00:14  nothing known for 6 s"])
    let first = Built.scene(beds: [Built.bed(.rain, 20_000, over: 1)], letGo: 6, hold: 30, then: 1)
    #expect(try lines([first, Built.end()]) == ["00:00:00  nothing known for 6 s"])
  }

  @Test("a crossfade after waking is shown from the scene it comes from")
  func loudCrossfade() throws {
    var first = Built.waking("first", hold: 30, then: 3)
    first.transitions = [Built.way(.presence(true), to: 4)]
    let scenes = [
      Built.scene("still", ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(), first,
      Built.waking("loud", beds: [Built.bed(.rain, 59_500, over: 30)], hold: 5, then: 4),
      Built.waking("goal", beds: [Built.bed(.waves, 59_500, over: 30)], letGo: 300, hold: 5, then: 5),
      Built.end(isAfterWake: true),
    ]
    #expect(
      try lines(scenes) == [
        "00:00:00  the wake time has come for 1 s: to first", "00:00:01  nothing known for 31 s: to loud",
        "00:00:32  nothing known for 35 s: to goal", "00:01:07  nothing known for 5 min 1 s",
      ])
  }

  @Test("a scene that comes only after two others is woken to through both")
  func farWaking() throws {
    let scenes = [
      Built.scene("still", ways: [Built.way(.wakeTime, to: 2)], hold: 10, then: 1), Built.end(),
      Built.waking("first", hold: 30, then: 3), Built.waking("second", hold: 9, then: 4),
      Built.waking("goal", light: Built.light(250_001), hold: 5, then: 5), Built.end(isAfterWake: true),
    ]
    #expect(
      try lines(scenes) == [
        "00:00:00  the wake time has come for 1 s: to first", "00:00:01  nothing known for 31 s: to second",
        "00:00:32  nothing known for 10 s: to goal", "00:00:42  nothing known for 2 s",
      ])
  }

  @Test("the night of the fullest window ends with it, also while levels travel")
  func endOfWindow() throws {
    func night(_ hold: Int) throws -> [String] {
      try lines([
        Built.scene(beds: [Built.bed(.rain, 40_010)], hold: hold, then: 1),
        Built.scene("fading", letGo: 24, hold: 100, then: 2), Built.end(),
      ])
    }
    // Rising takes 5 s and fading 24 s: with eight hours between them a window ends as the second scene begins.
    #expect(
      try night(28_795) == ["00:00:00  nothing known for 8 h: to fading", "08:00:00  nothing known for 24 s"])
    #expect(
      try night(28_800 - 5 - 24)
        == ["00:00:00  nothing known for 7 h 59 min 36 s: to fading", "07:59:36  nothing known for 24 s"])
    #expect(
      try night(28_800 - 5 - 25)
        == ["00:00:00  nothing known for 7 h 59 min 35 s: to fading", "07:59:35  nothing known for 25 s"])
    let pulses = [
      Built.scene(stimuli: Built.pulses(30_000, apart: 500, most: 31), hold: 100, then: 1),
      Built.scene("two", letGo: 10, stimuli: Built.pulses(30_000, apart: 500, most: 30), hold: 100, then: 2),
      Built.end(letGo: 9),
    ]
    #expect(
      try lines(pulses) == [
        "00:00:00  nothing known for 1 min 24 s", "00:01:24  surely N3 for 16 s",
        "00:01:40  nothing known for 1 s: to two", "00:01:41  surely N3 for 43 s",
        "00:02:24  nothing known for 1 s",
      ])
  }
}
