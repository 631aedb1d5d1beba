import ProgramKernel
import Programs
import SleepCore
import Testing

/// The good program with one change made to what runs.
private func changed(_ change: (inout CompiledProgram) -> Void) throws -> CompiledProgram {
  var program = try parse(goodProgram).compiled
  change(&program)
  return program
}

@Suite("the kernel lets nothing run that could exceed a limit")
struct ProgramCheckerTests {
  @Test("a program inside the limits runs")
  func good() throws {
    let verified = try verify(try parse(goodProgram).compiled)
    #expect(verified.program.name == "small")
  }

  /// One way to exceed a limit, and a word that the refusal must name.
  struct Excess: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let word: String
    let change: @Sendable (inout CompiledProgram) -> Void
    init(_ description: String, _ word: String, _ change: @escaping @Sendable (inout CompiledProgram) -> Void)
    {
      testDescription = description
      self.word = word
      self.change = change
    }
  }

  static let excesses: [Excess] = [
    Excess("a bed above the wind-down limit", "55.0 dBA") { $0.scenes[0].beds[0].level = .dBA(55.001) },
    Excess("two beds that are too loud together", "together") {
      $0.scenes[0].beds = [
        .init(kind: .rain, level: .dBA(53), over: .seconds(30)),
        .init(kind: .waves, level: .dBA(53), over: .seconds(30)),
      ]
    },
    Excess("a bed that starts suddenly", "faster") { $0.scenes[0].beds[0].over = .milliseconds(1999) },
    Excess("an alarm that starts suddenly", "faster") { $0.scenes[2].beds[0].over = .seconds(29) },
    Excess("an alarm above its limit", "60.0 dBA") { $0.scenes[2].beds[0].level = .dBA(60.001) },
    Excess("pulses above the absolute limit", "LAFmax") { $0.scenes[1].pulses?.level = .dBA(55.001) },
    Excess("pulses that rise too fast", "rise") { $0.scenes[1].pulses?.rise = .milliseconds(4) },
    Excess("pulses that follow too fast", "follow") { $0.scenes[1].pulses?.apart = .milliseconds(999) },
    Excess("too many pulses in a night", "pulses can come") { $0.scenes[1].pulses?.most = 1501 },
    Excess("light while asleep", "lx") { $0.scenes[0].light = .init(level: .lux(1.001), over: .minutes(1)) },
    Excess("glaring light at waking", "lx") { $0.scenes[2].light?.level = .lux(250.001) },
    Excess("a night that never ends in silence", "for ever") {
      $0.scenes[3].beds = [.init(kind: .rain, level: .dBA(20), over: .seconds(10))]
    },
    Excess("a circle of scenes", "lead back") { $0.scenes[1].longest = .init(time: .minutes(10), next: 0) },
    Excess("a way out to nowhere", "not there") { $0.scenes[1].longest = .init(time: .minutes(10), next: 9) },
    Excess("forty decibels and more all night", "LAeq") {
      $0.scenes[0].beds[0].level = .dBA(45)
      $0.scenes[0].longest = .init(time: .minutes(480), next: 1)
    },
    Excess("a waking that goes on for weeks", "weekly") {
      // 29 days of 59.9 dBA: no scene is too loud, the week is.
      $0.scenes[2].beds[0].level = .dBA(59.9)
      $0.scenes[2].longest = .init(time: .minutes(1440), next: 4)
      for i in 4..<32 {
        var scene = $0.scenes[2]
        scene.name = "wake \(i)"
        scene.longest = .init(time: .minutes(1440), next: i + 1)
        $0.scenes.append(scene)
      }
      $0.scenes.append(.init(name: "hush", longest: .init(time: .minutes(1), next: 3)))
    },
    Excess("waking light in a scene that sleep can reach", "lx") {
      $0.scenes[0].transitions.append(.init(condition: .beforeWake(.minutes(5)), next: 2))
    },
  ]

  @Test("each excess is refused and named", arguments: excesses)
  func refuses(_ excess: Excess) throws {
    let error = #expect(throws: RefusedProgram.self) { try verify(try changed(excess.change)) }
    #expect(
      error?.problem.contains(excess.word) == true || error?.remedy.contains(excess.word) == true,
      "\(error.map(String.init(describing:)) ?? "accepted")")
  }

  @Test("just inside each limit is accepted")
  func justInside() throws {
    _ = try verify(
      try changed {
        $0.scenes[0].beds[0] = .init(kind: .rain, level: .dBA(50), over: .milliseconds(2000))
        $0.scenes[1].pulses?.level = .dBA(55)
        $0.scenes[1].pulses?.rise = .milliseconds(5)
        $0.scenes[1].pulses?.apart = .seconds(1)
        $0.scenes[1].pulses?.most = 1500
        $0.scenes[2].light?.level = .lux(250)
        $0.scenes[0].longest = .init(time: .minutes(30), next: 1)
      })
  }

  @Test("an adult's program does not run for a child")
  func age() throws {
    #expect(throws: RefusedProgram.self) { try verify(try parse(goodProgram).compiled, age: .child) }
  }

  @Test("pulses do not run for a child even where the program says it is for children")
  func noPulsesForChildren() throws {
    let program = try changed {
      $0.ages = [.child]
      $0.scenes[0].beds[0].over = .seconds(30)
    }
    let error = #expect(throws: RefusedProgram.self) { try verify(program, age: .child) }
    #expect(error?.problem.contains("pulses") == true)
  }

  @Test("a certificate that understates any bound is refused")
  func understated() throws {
    let program = try parse(goodProgram).compiled
    let limits = try SafetyLimitsTable.limits(for: .adult)
    let honest = Certifier.certificate(for: program, limitsHash: "l")
    func check(_ change: (inout Certificate) -> Void) throws {
      var certificate = honest
      change(&certificate)
      _ = try ProgramChecker.verify(program, certificate: certificate, limits: limits, limitsHash: "l")
    }
    try check { _ in }
    let one = SoundDose(picoPascalSquaredSeconds: 1)
    for i in program.scenes.indices where honest.scenes[i].exposure > .zero {
      #expect(throws: RefusedProgram.self) {
        try check { $0.scenes[i].exposure = $0.scenes[i].exposure - one }
      }
    }
    #expect(throws: RefusedProgram.self) {
      try check { $0.scenes[0].exposureAsleep = $0.scenes[0].exposureAsleep - one }
    }
    #expect(throws: RefusedProgram.self) { try check { $0.scenes[1].pulses -= 1 } }
    #expect(throws: RefusedProgram.self) { try check { $0.scenes[0].rank = $0.scenes[1].rank } }
    #expect(throws: RefusedProgram.self) { try check { $0.programHash = "another" } }
    #expect(throws: RefusedProgram.self) { try check { $0.limitsHash = "another" } }
    #expect(throws: RefusedProgram.self) { try check { $0.scenes.removeLast() } }
  }
}

@Suite("the engine follows the program")
struct ProgramEngineTests {
  private func belief(_ stage: SleepStage) -> StageBelief {
    var weights: [5 of Double] = [0.025, 0.025, 0.025, 0.025, 0.025]
    if stage == .unknown { return .unknown }
    weights[Int(stage.rawValue)] = 0.9
    return StageBelief(weights: weights)
  }

  @Test("a held stage leads on after its time and not before, and a break begins it anew")
  func held() throws {
    var engine = ProgramEngine(try verify(try parse(goodProgram).compiled), wakeAt: nil)
    func step(_ second: Int, _ stage: SleepStage) -> ProgramEngine.Change? {
      engine.second(endingAt: NightTime(seconds: second), belief: belief(stage)).change
    }
    for second in 1...100 { #expect(step(second, .n2) == nil) }
    #expect(step(101, .wake) == nil)
    for second in 102..<221 { #expect(step(second, .n3) == nil) }
    #expect(step(221, .n2)?.to == "deep")
  }

  @Test("the rain comes up within its time, linear in decibels, and goes when its scene does")
  func fades() throws {
    var engine = ProgramEngine(try verify(try parse(goodProgram).compiled), wakeAt: nil)
    var levels: [SoundLevel] = []
    for second in 1...60 {
      levels.append(engine.second(endingAt: NightTime(seconds: second), belief: .unknown).wish.beds[.rain])
    }
    #expect(levels[13] == .dBA(20))
    #expect(levels[28] == .dBA(40))
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("waking comes at the wake time from whatever scene runs", arguments: [10, 1000, 20_000])
  func wakes(second: Int) throws {
    var engine = ProgramEngine(
      try verify(try parse(goodProgram).compiled), wakeAt: NightTime(seconds: second))
    var changes: [Int: String] = [:]
    for now in 1...(second + 700) {
      if let change = engine.second(endingAt: NightTime(seconds: now), belief: belief(.n3)).change {
        changes[now] = change.to
      }
    }
    #expect(changes[second] == "wake")
    #expect(changes[second + 600] == "end")
    #expect(engine.isOver)
  }

  @Test("a scene asks for no more pulses than its count")
  func counts() throws {
    var engine = ProgramEngine(try verify(try parse(goodProgram).compiled), wakeAt: nil)
    for second in 1...200 { _ = engine.second(endingAt: NightTime(seconds: second), belief: belief(.n3)) }
    #expect(engine.sceneName == "deep")
    for _ in 0..<600 {
      #expect(engine.pulses != nil)
      engine.countPulse()
    }
    #expect(engine.pulses == nil)
  }
}
