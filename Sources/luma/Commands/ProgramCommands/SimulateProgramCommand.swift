internal import ArgumentParser
internal import Bedroom
internal import Night
internal import ProgramKernel
internal import Programs
internal import SleepCore
internal import VirtualSleeper

/// The command `luma program simulate`.
struct SimulateProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run a program through many nights and print what came out, beside what was proved.",
    discussion: """
      Nights of virtual sleepers, a seed each, whose stages are known as they are; with --hostile, nights of senses that
      do what they can to let most out.
      """)

  @Argument(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  @Option(help: "How many nights.")
  var nights = 100

  @Option(help: "The seed of the first night.")
  var seed: UInt64 = 1

  @Option(
    help: "The sleeper's age group; otherwise the first that the program is for.",
    transform: ProgramProof.ageGroup)
  var age: AgeGroup?

  @Flag(help: "Senses that do what they can to let most out.")
  var hostile = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(nights) else { throw ValidationError("--nights is 1 to 1000000.") }
  }

  func run() throws {
    let program = try Installation().program(program)
    let limits = try SafetyLimitsTable.limits(for: age ?? program.compiled.ages.first ?? .adult)
    let verified = try ProgramVerifier.verify(
      program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
    var readings = verified.bounds.map { _ in [Int64]() }
    var minutes: [String: [Int64]] = [:]
    for night in 0..<UInt64(nights) {
      let simulation = hostile ? hostileNight(verified, seed &+ night) : sleeperNight(verified, seed &+ night)
      for (i, fact) in verified.bounds.enumerated() {
        if let reading = simulation.meter.reading(of: fact, nightsAWeek: verified.program.nightsAWeek) {
          readings[i].append(reading)
        }
      }
      for (scene, seconds) in simulation.secondsByScene { minutes[scene, default: []].append(Int64(seconds)) }
    }
    report(verified, readings, minutes)
  }

  private func hostileNight(_ verified: VerifiedProgram, _ seed: UInt64) -> NightSimulation {
    var night = NightSimulation(ProgramEngine(verified))
    var senses = HostileSenses(verified.program, seed: seed)
    for _ in 0..<86_400 where !night.engine.isOver { night.second(senses.next()) }
    for _ in 0..<60 { night.second(senses.next()) }
    return night
  }

  /// A virtual sleeper's night: the stages are known as they are, and wake time is five minutes before its end.
  private func sleeperNight(_ verified: VerifiedProgram, _ seed: UInt64) -> NightSimulation {
    let sleeper = VirtualSleeper(seed: seed)
    let epoch = Int(Hypnogram.aasmEpoch.seconds)
    let stages = sleeper.trueHypnogram.stages
    let wakeAt = NightConfiguration.usualWakeTime(for: sleeper.description)
    var night = NightSimulation(ProgramEngine(verified))
    for second in 1...max(stages.count * epoch, 1) {
      let stage = stages[min(second / epoch, stages.count - 1)]
      let wakeIn = wakeAt.map { $0 - NightTime(seconds: second) }
      night.second(Senses(stage: stage, sure: stage, isPresent: true, isDark: true, wakeIn: wakeIn))
    }
    return night
  }

  private func report(_ verified: VerifiedProgram, _ readings: [[Int64]], _ minutes: [String: [Int64]]) {
    let scenes = verified.program.scenes.map(\.name)
    if json {
      var json = JSONText()
      json.add("program", verified.program.name)
      json.add("age", verified.limits.age.rawValue)
      json.add("nights", nights)
      json.add("senses", hostile ? "hostile" : "virtual sleepers")
      json.add(
        "readings", json: "[" + zip(verified.bounds, readings).map(Self.json).joined(separator: ",") + "]")
      let times = scenes.compactMap { name in minutes[name].map { Self.json(name, $0, of: nights) } }
      json.add("scenes", json: "[" + times.joined(separator: ",") + "]")
      Terminal.say(json.text)
      return
    }
    let who = hostile ? "of hostile senses" : "of virtual sleepers"
    Terminal.say(
      Terminal.bold("\(verified.program.name), \(verified.limits.age.rawValue): \(nights) nights \(who)"))
    Terminal.say("  what came out: least, median, most over the nights; what was proved; what is allowed")
    for (fact, values) in zip(verified.bounds, readings) where values.contains(where: { $0 != 0 }) {
      let sorted = values.sorted()
      let three = [sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]].map {
        fact.with($0).valueText
      }
      Terminal.say("  \(fact.limit): \(three.joined(separator: ", ")); \(fact.valueText); \(fact.boundText)")
    }
    Terminal.say("  time in each scene, median of the nights that came to it:")
    for name in scenes {
      guard let times = minutes[name]?.sorted() else { continue }
      let median = NightTime(seconds: Int(times[times.count / 2]))
      Terminal.say("  \(name): \(median), on \(times.count) of \(nights) nights")
    }
  }

  private static func json(_ fact: Fact, _ values: [Int64]) -> String {
    let sorted = values.sorted()
    var json = JSONText()
    json.add("limit", fact.limit)
    json.add("unit", fact.unitName)
    json.add("least", sorted.first.map { Int($0) })
    json.add("median", sorted.isEmpty ? nil : Int(sorted[sorted.count / 2]))
    json.add("most", sorted.last.map { Int($0) })
    json.add("proved", Int(fact.value))
    json.add("allowed", Int(fact.bound))
    return json.text
  }

  private static func json(_ name: String, _ seconds: [Int64], of nights: Int) -> String {
    var json = JSONText()
    json.add("scene", name)
    json.add("nights", seconds.count)
    json.add("median_s", Int(seconds.sorted()[seconds.count / 2]))
    return json.text
  }
}
